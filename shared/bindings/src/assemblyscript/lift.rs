//! From core values and memory to AssemblyScript's values.

use super::Home;
use super::file::{File, numbers};
use super::flat::{Core, flat};
use super::sum::tag_type;
use anyhow::{Result, bail};
use wit_parser::{FlagsRepr, Handle, Type, TypeDefKind, TypeId};

impl File<'_> {
    /// The value of type `ty` that the core values `values` stand for.
    pub(super) fn lift(&mut self, ty: &Type, values: &[String]) -> Result<String> {
        let first = values.first().cloned().unwrap_or_default();
        let resolve = self.generator.resolve;
        Ok(match ty {
            Type::Bool => format!("{first} != 0"),
            Type::S32 | Type::S64 | Type::F32 | Type::F64 => first,
            Type::String => format!("{}({first}, {})", self.abi("liftString"), values[1]),
            Type::Id(id) => match &resolve.types[*id].kind {
                TypeDefKind::Type(ty) => self.lift(ty, values)?,
                TypeDefKind::Record(record) => {
                    let types: Vec<Type> = record.fields.iter().map(|field| field.ty).collect();
                    self.lift_fields(ty, &types, values)?
                }
                TypeDefKind::Tuple(tuple) => self.lift_fields(ty, &tuple.types, values)?,
                TypeDefKind::List(item) => self.lift_list(item, &first, &values[1])?,
                TypeDefKind::Handle(handle) => self.lift_handle(handle, &first)?,
                TypeDefKind::Flags(_) | TypeDefKind::Enum(_) => format!("<{}>{first}", self.ty(ty)?),
                _ => self.lift_sum(*id, values)?,
            },
            _ => format!("<{}>{first}", self.ty(ty)?),
        })
    }

    fn lift_fields(&mut self, ty: &Type, types: &[Type], values: &[String]) -> Result<String> {
        let mut rest = values;
        let mut fields = Vec::new();
        for field in types {
            let (own, others) = rest.split_at(flat(self.generator.resolve, field)?.len().min(rest.len()));
            fields.push(self.lift(field, own)?);
            rest = others;
        }
        Ok(format!("new {}({})", self.ty(ty)?, fields.join(", ")))
    }

    fn lift_sum(&mut self, id: TypeId, values: &[String]) -> Result<String> {
        let Some(sum) = self.sum(id)? else {
            bail!("AssemblyScript has no `{}`", self.generator.resolve.types[id].kind.as_str())
        };
        let resolve = self.generator.resolve;
        let joined = flat(resolve, &Type::Id(id))?;
        let name = self.temporary();
        self.line(format!("let {name}: {} = {};", sum.ty, sum.initial));
        self.open(format!("switch ({}) {{", values[0]));
        for (index, case) in sum.cases.iter().enumerate() {
            self.open(format!("case {index}: {{"));
            let payload = match &case.payload {
                Some(ty) => {
                    let cores = flat(resolve, ty)?;
                    let narrowed: Vec<String> = cores
                        .iter()
                        .zip(joined[1..].iter().zip(&values[1..]))
                        .map(|(core, (from, value))| core.narrow(*from, value))
                        .collect();
                    self.lift(ty, &narrowed)?
                }
                None => String::new(),
            };
            self.line(format!("{name} = {};", case.make(&payload)));
            self.line("break;");
            self.close("}");
        }
        self.line("default: unreachable();");
        self.close("}");
        Ok(name)
    }

    fn lift_list(&mut self, item: &Type, at: &str, length: &str) -> Result<String> {
        if let Some(array) = numbers(self.generator.resolve, item) {
            return Ok(format!("{}<{array}>({at}, {length})", self.abi("liftNumbers")));
        }
        let size = self.generator.size(item);
        let [list, start, count, index, element] = [(); 5].map(|()| self.temporary());
        let ty = self.ty(item)?;
        self.line(format!("const {start} = <usize>{at};"));
        self.line(format!("const {count} = {length};"));
        self.line(format!("const {list} = new Array<{ty}>();"));
        self.open(format!("for (let {index} = 0; {index} < {count}; {index}++) {{"));
        self.line(format!("const {element} = {start} + <usize>{index} * {size};"));
        let value = self.load(item, &element, 0)?;
        self.line(format!("{list}.push({value});"));
        self.close("}");
        let free = self.abi("free");
        self.line(format!("{free}({start}, <usize>{count} * {size});"));
        Ok(list)
    }

    fn lift_handle(&mut self, handle: &Handle, value: &str) -> Result<String> {
        let (Handle::Own(id) | Handle::Borrow(id)) = handle;
        let is_own = matches!(handle, Handle::Own(_));
        let is_exported =
            matches!(self.generator.home_of(self.generator.origin(*id), self.home)?, Home::Export(_));
        Ok(match (is_own, is_exported) {
            (true, _) => format!("{}({value})", self.named("lift_", *id)?),
            (false, true) => format!("{}({value})", self.named("borrow_", *id)?),
            (false, false) => {
                format!("{}({}({value}))", self.abi("borrow"), self.named("lift_", *id)?)
            }
        })
    }

    /// The value of type `ty` at `offset` after the address `at`.
    pub(super) fn load(&mut self, ty: &Type, at: &str, offset: usize) -> Result<String> {
        let resolve = self.generator.resolve;
        let core = |core: &str| {
            if offset == 0 { format!("load<{core}>({at})") } else { format!("load<{core}>({at}, {offset})") }
        };
        Ok(match ty {
            Type::Bool => format!("{} != 0", core("u8")),
            Type::Char => core("u32"),
            Type::String => self.load_pair(ty, at, offset)?,
            Type::Id(id) => match &resolve.types[*id].kind {
                TypeDefKind::Type(ty) => self.load(ty, at, offset)?,
                TypeDefKind::Record(_) | TypeDefKind::Variant(_) => {
                    format!("{}({})", self.named("load_", *id)?, address(at, offset))
                }
                TypeDefKind::Tuple(tuple) => {
                    let types = tuple.types.clone();
                    self.load_fields(ty, &types, at, offset)?
                }
                TypeDefKind::List(_) => self.load_pair(ty, at, offset)?,
                TypeDefKind::Enum(cases) => format!("<{}>{}", self.ty(ty)?, core(tag_type(cases.tag()))),
                TypeDefKind::Flags(flags) => format!("<{}>{}", self.ty(ty)?, core(flags_type(flags.repr()))),
                TypeDefKind::Handle(handle) => self.lift_handle(handle, &core("i32"))?,
                _ => self.load_sum(*id, at, offset)?,
            },
            _ => {
                let ty = self.ty(ty)?;
                core(&ty)
            }
        })
    }

    /// A string or a list: an address and a length.
    fn load_pair(&mut self, ty: &Type, at: &str, offset: usize) -> Result<String> {
        let values = [offset, offset + 4].map(|offset| format!("load<i32>({at}, {offset})"));
        self.lift(ty, &values)
    }

    /// A record or tuple, field by field.
    pub(super) fn load_fields(
        &mut self,
        ty: &Type,
        types: &[Type],
        at: &str,
        offset: usize,
    ) -> Result<String> {
        let mut fields = Vec::new();
        for (at_field, field) in self.generator.sizes.field_offsets(types) {
            let value = self.load(field, at, offset + at_field.size_wasm32())?;
            // Named, so that fields are read in their order whatever each takes.
            let name = self.temporary();
            self.line(format!("const {name} = {value};"));
            fields.push(name);
        }
        Ok(format!("new {}({})", self.ty(ty)?, fields.join(", ")))
    }

    /// A variant, option or result.
    pub(super) fn load_sum(&mut self, id: TypeId, at: &str, offset: usize) -> Result<String> {
        let Some(sum) = self.sum(id)? else {
            bail!("AssemblyScript has no `{}`", self.generator.resolve.types[id].kind.as_str())
        };
        let payloads = sum.cases.iter().map(|case| case.payload.as_ref());
        let start = offset + self.generator.sizes.payload_offset(sum.tag, payloads).size_wasm32();
        let name = self.temporary();
        self.line(format!("let {name}: {} = {};", sum.ty, sum.initial));
        self.open(format!("switch (<i32>load<{}>({at}, {offset})) {{", sum.tag_type()));
        for (index, case) in sum.cases.iter().enumerate() {
            self.open(format!("case {index}: {{"));
            let payload = match &case.payload {
                Some(ty) => self.load(ty, at, start)?,
                None => String::new(),
            };
            self.line(format!("{name} = {};", case.make(&payload)));
            self.line("break;");
            self.close("}");
        }
        self.line("default: unreachable();");
        self.close("}");
        Ok(name)
    }

    /// The core parameters `names` for `types`, lifted one after the other.
    pub(super) fn lift_all(&mut self, types: &[Type], names: &[(String, Core)]) -> Result<Vec<String>> {
        let mut rest = names;
        let mut values = Vec::new();
        for ty in types {
            let (own, others) = rest.split_at(flat(self.generator.resolve, ty)?.len());
            let own: Vec<String> = own.iter().map(|(name, _)| name.clone()).collect();
            let value = self.lift(ty, &own)?;
            let name = self.temporary();
            self.line(format!("const {name} = {value};"));
            values.push(name);
            rest = others;
        }
        Ok(values)
    }
}

/// An address and a constant.
pub(super) fn address(at: &str, offset: usize) -> String {
    if offset == 0 { at.to_owned() } else { format!("{at} + {offset}") }
}

/// What holds flags in memory.
pub(super) fn flags_type(flags: FlagsRepr) -> &'static str {
    match flags {
        FlagsRepr::U8 => "u8",
        FlagsRepr::U16 => "u16",
        FlagsRepr::U32(_) => "u32",
    }
}
