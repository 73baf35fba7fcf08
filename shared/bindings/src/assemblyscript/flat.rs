//! How values lie in core parameters: the flattening of the canonical ABI, for 32-bit memories.

use anyhow::{Result, bail};
use wit_parser::{Resolve, Type, TypeDefKind};

/// A core type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Core {
    I32,
    I64,
    F32,
    F64,
}

impl Core {
    /// Its name in AssemblyScript.
    pub(super) fn name(self) -> &'static str {
        match self {
            Core::I32 => "i32",
            Core::I64 => "i64",
            Core::F32 => "f32",
            Core::F64 => "f64",
        }
    }

    /// The narrowest type that holds the bits of both.
    fn join(self, other: Core) -> Core {
        match (self, other) {
            _ if self == other => self,
            (Core::I32, Core::F32) | (Core::F32, Core::I32) => Core::I32,
            _ => Core::I64,
        }
    }

    /// `value` of this type as the bits of a joined type.
    pub(super) fn widen(self, to: Core, value: &str) -> String {
        match (self, to) {
            (Core::I32, Core::I64) => format!("<i64><u32>({value})"),
            (Core::F32, Core::I32) => format!("reinterpret<i32>({value})"),
            (Core::F32, Core::I64) => format!("<i64>reinterpret<u32>({value})"),
            (Core::F64, Core::I64) => format!("reinterpret<i64>({value})"),
            _ => value.to_owned(),
        }
    }

    /// The bits `value` of a joined type `from` as this type.
    pub(super) fn narrow(self, from: Core, value: &str) -> String {
        match (from, self) {
            (Core::I64, Core::I32) => format!("<i32>{value}"),
            (Core::I32, Core::F32) => format!("reinterpret<f32>({value})"),
            (Core::I64, Core::F32) => format!("reinterpret<f32>(<i32>{value})"),
            (Core::I64, Core::F64) => format!("reinterpret<f64>({value})"),
            _ => value.to_owned(),
        }
    }
}

/// The most values that are worth flattening: parameters beyond 16 go through memory.
const MOST: usize = 17;

/// The core types of a value of type `ty`, cut off after more than any signature has.
///
/// # Errors
/// Names what AssemblyScript's bindings do not have.
pub(super) fn flat(resolve: &Resolve, ty: &Type) -> Result<Vec<Core>> {
    let mut cores = Vec::new();
    push(resolve, ty, &mut cores)?;
    Ok(cores)
}

fn push(resolve: &Resolve, ty: &Type, cores: &mut Vec<Core>) -> Result<()> {
    if cores.len() >= MOST {
        return Ok(());
    }
    match ty {
        Type::U64 | Type::S64 => cores.push(Core::I64),
        Type::F32 => cores.push(Core::F32),
        Type::F64 => cores.push(Core::F64),
        Type::String => cores.extend([Core::I32, Core::I32]),
        Type::ErrorContext => bail!("AssemblyScript has no `error-context`"),
        Type::Id(id) => match &resolve.types[*id].kind {
            TypeDefKind::Type(ty) => push(resolve, ty, cores)?,
            TypeDefKind::Record(record) => {
                for field in &record.fields {
                    push(resolve, &field.ty, cores)?;
                }
            }
            TypeDefKind::Tuple(tuple) => {
                for ty in &tuple.types {
                    push(resolve, ty, cores)?;
                }
            }
            TypeDefKind::List(_) => cores.extend([Core::I32, Core::I32]),
            TypeDefKind::Variant(variant) => {
                join(resolve, variant.cases.iter().map(|case| case.ty.as_ref()), cores)?;
            }
            TypeDefKind::Option(ty) => join(resolve, [None, Some(ty)].into_iter(), cores)?,
            TypeDefKind::Result(result) => {
                join(resolve, [result.ok.as_ref(), result.err.as_ref()].into_iter(), cores)?;
            }
            TypeDefKind::Flags(flags) if flags.flags.len() > 32 => {
                bail!("AssemblyScript has no flags with more than 32 names")
            }
            TypeDefKind::Flags(_) | TypeDefKind::Enum(_) | TypeDefKind::Handle(_) => cores.push(Core::I32),
            other => bail!("AssemblyScript has no `{}`", other.as_str()),
        },
        _ => cores.push(Core::I32),
    }
    Ok(())
}

/// A discriminant, then what holds the payload of any case.
fn join<'a>(
    resolve: &Resolve,
    payloads: impl Iterator<Item = Option<&'a Type>>,
    cores: &mut Vec<Core>,
) -> Result<()> {
    let mut joined: Vec<Core> = Vec::new();
    for payload in payloads.flatten() {
        for (index, core) in flat(resolve, payload)?.into_iter().enumerate() {
            match joined.get_mut(index) {
                Some(there) => *there = there.join(core),
                None => joined.push(core),
            }
        }
    }
    cores.push(Core::I32);
    cores.extend(joined);
    Ok(())
}
