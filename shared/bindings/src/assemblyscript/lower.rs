//! From AssemblyScript's values to core values and memory.

use super::Home;
use super::file::{File, numbers};
use super::flat::flat;
use super::lift::{address, flags_type};
use super::names;
use super::sum::tag_type;
use anyhow::{Result, bail};
use wit_parser::{Handle, Type, TypeDefKind, TypeId};

impl File<'_> {
    /// The core values that stand for `value`, an expression that may be repeated.
    pub(super) fn lower(&mut self, ty: &Type, value: &str) -> Result<Vec<String>> {
        let resolve = self.generator.resolve;
        Ok(match ty {
            Type::S32 | Type::S64 | Type::F32 | Type::F64 => vec![value.to_owned()],
            Type::U64 => vec![format!("<i64>{value}")],
            Type::String => vec![format!("<i32>changetype<usize>({value})"), format!("{value}.length")],
            Type::Id(id) => match &resolve.types[*id].kind {
                TypeDefKind::Type(ty) => self.lower(ty, value)?,
                TypeDefKind::Record(_) | TypeDefKind::Tuple(_) => {
                    let mut cores = Vec::new();
                    for (name, field) in self.fields(*id) {
                        let field_value = self.constant(&format!("{value}.{name}"));
                        cores.extend(self.lower(&field, &field_value)?);
                    }
                    cores
                }
                TypeDefKind::List(item) => self.lower_list(item, value)?,
                TypeDefKind::Handle(handle) => vec![self.lower_handle(handle, value)?],
                TypeDefKind::Flags(_) | TypeDefKind::Enum(_) => vec![format!("<i32>{value}")],
                _ => self.lower_sum(*id, value)?,
            },
            _ => vec![format!("<i32>{value}")],
        })
    }

    /// Names a value, so that it is worked out once.
    pub(super) fn constant(&mut self, value: &str) -> String {
        let name = self.temporary();
        self.line(format!("const {name} = {value};"));
        name
    }

    /// The fields of a record or tuple: names and types.
    fn fields(&self, id: TypeId) -> Vec<(String, Type)> {
        match &self.generator.resolve.types[id].kind {
            TypeDefKind::Record(record) => {
                record.fields.iter().map(|field| (names::value(&field.name), field.ty)).collect()
            }
            TypeDefKind::Tuple(tuple) => {
                tuple.types.iter().enumerate().map(|(index, ty)| (format!("v{index}"), *ty)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn lower_sum(&mut self, id: TypeId, value: &str) -> Result<Vec<String>> {
        let Some(sum) = self.sum(id)? else {
            bail!("AssemblyScript has no `{}`", self.generator.resolve.types[id].kind.as_str())
        };
        let resolve = self.generator.resolve;
        let joined = flat(resolve, &Type::Id(id))?;
        let tag = self.constant(&format!("<i32>{}", sum.tag_of(value)));
        let mut cores = vec![tag.clone()];
        for core in &joined[1..] {
            let name = self.temporary();
            self.line(format!("let {name}: {} = 0;", core.name()));
            cores.push(name);
        }
        self.open(format!("switch ({tag}) {{"));
        for (index, case) in sum.cases.iter().enumerate() {
            let Some(ty) = &case.payload else { continue };
            self.open(format!("case {index}: {{"));
            let payload = self.constant(&case.take(value));
            let own = flat(resolve, ty)?;
            let lowered = self.lower(ty, &payload)?;
            for (index, value) in lowered.iter().enumerate() {
                let value = own[index].widen(joined[index + 1], value);
                self.line(format!("{} = {value};", cores[index + 1]));
            }
            self.line("break;");
            self.close("}");
        }
        self.line("default: break;");
        self.close("}");
        Ok(cores)
    }

    fn lower_list(&mut self, item: &Type, value: &str) -> Result<Vec<String>> {
        if numbers(self.generator.resolve, item).is_some() {
            return Ok(vec![format!("<i32>{value}.dataStart"), format!("{value}.length")]);
        }
        let size = self.generator.size(item);
        let alloc = self.abi("alloc");
        let count = self.constant(&format!("{value}.length"));
        let start = self.constant(&format!("{alloc}(<usize>{count} * {size})"));
        let index = self.temporary();
        self.open(format!("for (let {index} = 0; {index} < {count}; {index}++) {{"));
        let element = self.constant(&format!("{start} + <usize>{index} * {size}"));
        let each = self.constant(&format!("{value}[{index}]"));
        self.store(item, &element, 0, &each)?;
        self.close("}");
        Ok(vec![format!("<i32>{start}"), count])
    }

    fn lower_handle(&mut self, handle: &Handle, value: &str) -> Result<String> {
        let (Handle::Own(id) | Handle::Borrow(id)) = handle;
        if matches!(self.generator.home_of(self.generator.origin(*id), self.home)?, Home::Export(_)) {
            return Ok(format!("{}({value})", self.named("lower_", *id)?));
        }
        Ok(match handle {
            Handle::Own(_) => format!("{value}._take()"),
            Handle::Borrow(_) => format!("{value}._handle"),
        })
    }

    /// Writes `value`, an expression that may be repeated, at `offset` after the address `at`.
    pub(super) fn store(&mut self, ty: &Type, at: &str, offset: usize, value: &str) -> Result<()> {
        let resolve = self.generator.resolve;
        let core = match ty {
            Type::Bool => "u8".to_owned(),
            Type::Char => "u32".to_owned(),
            Type::String => return self.store_pair(ty, at, offset, value),
            Type::Id(id) => match &resolve.types[*id].kind {
                TypeDefKind::Type(ty) => return self.store(ty, at, offset, value),
                TypeDefKind::Record(_) | TypeDefKind::Variant(_) => {
                    let store = self.named("store_", *id)?;
                    self.line(format!("{store}({}, {value});", address(at, offset)));
                    return Ok(());
                }
                TypeDefKind::Tuple(_) => return self.store_fields(*id, at, offset, value),
                TypeDefKind::List(_) => return self.store_pair(ty, at, offset, value),
                TypeDefKind::Enum(cases) => tag_type(cases.tag()).to_owned(),
                TypeDefKind::Flags(flags) => flags_type(flags.repr()).to_owned(),
                TypeDefKind::Handle(handle) => {
                    let handle = self.lower_handle(handle, value)?;
                    self.line(format!("store<i32>({at}, {handle}, {offset});"));
                    return Ok(());
                }
                _ => return self.store_sum(*id, at, offset, value),
            },
            _ => self.ty(ty)?,
        };
        self.line(format!("store<{core}>({at}, <{core}>{value}, {offset});"));
        Ok(())
    }

    /// A string or a list: an address and a length.
    fn store_pair(&mut self, ty: &Type, at: &str, offset: usize, value: &str) -> Result<()> {
        for (index, core) in self.lower(ty, value)?.into_iter().enumerate() {
            self.line(format!("store<i32>({at}, {core}, {});", offset + 4 * index));
        }
        Ok(())
    }

    /// A record or tuple, field by field.
    pub(super) fn store_fields(&mut self, id: TypeId, at: &str, offset: usize, value: &str) -> Result<()> {
        let fields = self.fields(id);
        let types: Vec<Type> = fields.iter().map(|(_, ty)| *ty).collect();
        let offsets = self.generator.sizes.field_offsets(&types);
        for ((name, ty), (at_field, _)) in fields.iter().zip(offsets) {
            let field = self.constant(&format!("{value}.{name}"));
            self.store(ty, at, offset + at_field.size_wasm32(), &field)?;
        }
        Ok(())
    }

    /// A variant, option or result.
    pub(super) fn store_sum(&mut self, id: TypeId, at: &str, offset: usize, value: &str) -> Result<()> {
        let Some(sum) = self.sum(id)? else {
            bail!("AssemblyScript has no `{}`", self.generator.resolve.types[id].kind.as_str())
        };
        let payloads = sum.cases.iter().map(|case| case.payload.as_ref());
        let start = offset + self.generator.sizes.payload_offset(sum.tag, payloads).size_wasm32();
        let tag = self.constant(&format!("<i32>{}", sum.tag_of(value)));
        let tag_type = sum.tag_type();
        self.line(format!("store<{tag_type}>({at}, <{tag_type}>{tag}, {offset});"));
        self.open(format!("switch ({tag}) {{"));
        for (index, case) in sum.cases.iter().enumerate() {
            let Some(ty) = &case.payload else { continue };
            self.open(format!("case {index}: {{"));
            let payload = self.constant(&case.take(value));
            self.store(ty, at, start, &payload)?;
            self.line("break;");
            self.close("}");
        }
        self.line("default: break;");
        self.close("}");
        Ok(())
    }
}
