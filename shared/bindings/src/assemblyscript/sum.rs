//! Variants, options and results as one: cases, and how AssemblyScript makes and reads each.

use super::file::File;
use super::names;
use crate::names::upper_camel;
use anyhow::Result;
use wit_parser::{Int, Type, TypeDefKind, TypeId};

/// A type of which a value is one of several cases.
pub(super) struct Sum {
    /// Its AssemblyScript type.
    pub(super) ty: String,
    /// What a variable of the type holds before its case is known.
    pub(super) initial: String,
    /// How wide the number of the case is in memory.
    pub(super) tag: Int,
    /// Reads the number of the case of a value.
    tag_of: Template,
    pub(super) cases: Vec<Case>,
}

/// One case.
pub(super) struct Case {
    pub(super) payload: Option<Type>,
    /// Makes a value of the case from its payload.
    make: Template,
    /// Reads the payload of a value of the case.
    take: Template,
}

/// An expression around another.
struct Template(String, String);

impl Template {
    fn around(before: impl Into<String>, after: impl Into<String>) -> Self {
        Template(before.into(), after.into())
    }

    fn fill(&self, inner: &str) -> String {
        format!("{}{inner}{}", self.0, self.1)
    }
}

impl Sum {
    /// The number of the case of `value`.
    pub(super) fn tag_of(&self, value: &str) -> String {
        self.tag_of.fill(value)
    }

    /// The core type of the number in memory.
    pub(super) fn tag_type(&self) -> &'static str {
        tag_type(self.tag)
    }
}

/// The AssemblyScript type of a discriminant.
pub(super) fn tag_type(tag: Int) -> &'static str {
    match tag {
        Int::U8 => "u8",
        Int::U16 => "u16",
        Int::U32 => "u32",
        Int::U64 => "u64",
    }
}

impl Case {
    /// A value of this case; `payload` is empty when there is none.
    pub(super) fn make(&self, payload: &str) -> String {
        self.make.fill(payload)
    }

    /// The payload of `value`, which is of this case.
    pub(super) fn take(&self, value: &str) -> String {
        self.take.fill(value)
    }
}

impl File<'_> {
    /// The type `id` as cases, when it has cases with payloads.
    pub(super) fn sum(&mut self, id: TypeId) -> Result<Option<Sum>> {
        let resolve = self.generator.resolve;
        let ty = Type::Id(id);
        Ok(Some(match &resolve.types[id].kind {
            TypeDefKind::Variant(variant) => {
                let name = self.named("", id)?;
                let case = |case: &wit_parser::Case| Case {
                    payload: case.ty,
                    make: Template::around(format!("{name}.{}(", names::value(&case.name)), ")"),
                    take: Template::around("", format!(".as{}", upper_camel(&case.name))),
                };
                Sum {
                    initial: format!("changetype<{name}>(0)"),
                    tag: variant.tag(),
                    tag_of: Template::around("", ".tag"),
                    cases: variant.cases.iter().map(case).collect(),
                    ty: name,
                }
            }
            TypeDefKind::Option(payload) if self.generator.is_object(payload) => Sum {
                ty: self.ty(&ty)?,
                initial: "null".to_owned(),
                tag: Int::U8,
                tag_of: Template::around("(", " === null ? 0 : 1)"),
                cases: vec![
                    Case {
                        payload: None,
                        make: Template::around("null", ""),
                        take: Template::around("", ""),
                    },
                    Case {
                        payload: Some(*payload),
                        make: Template::around("", ""),
                        take: Template::around("", "!"),
                    },
                ],
            },
            TypeDefKind::Option(payload) => {
                let (some, none) = (self.kind("some"), self.kind("none"));
                let name = self.ty(&ty)?;
                let inner = self.ty(payload)?;
                Sum {
                    initial: format!("changetype<{name}>(0)"),
                    ty: name,
                    tag: Int::U8,
                    tag_of: Template::around("(", ".isSome ? 1 : 0)"),
                    cases: vec![
                        Case {
                            payload: None,
                            make: Template::around(format!("{none}<{inner}>("), ")"),
                            take: Template::around("", ""),
                        },
                        Case {
                            payload: Some(*payload),
                            make: Template::around(format!("{some}<{inner}>("), ")"),
                            take: Template::around("", ".value"),
                        },
                    ],
                }
            }
            TypeDefKind::Result(result) if result.ok.is_none() && result.err.is_none() => {
                let case = |make: &str| Case {
                    payload: None,
                    make: Template::around(make, ""),
                    take: Template::around("", ""),
                };
                Sum {
                    ty: "bool".to_owned(),
                    initial: "false".to_owned(),
                    tag: Int::U8,
                    tag_of: Template::around("(", " ? 0 : 1)"),
                    cases: vec![case("true"), case("false")],
                }
            }
            TypeDefKind::Result(result) => {
                let types = format!("{}, {}", self.payload(&result.ok)?, self.payload(&result.err)?);
                let name = self.ty(&ty)?;
                let mut case = |make: &str, take: &str, payload: Option<Type>| {
                    let unit = if payload.is_none() { self.kind("UNIT") } else { String::new() };
                    let make = self.kind(make);
                    Case {
                        payload,
                        make: Template::around(format!("{make}<{types}>({unit}"), ")"),
                        take: Template::around("", take),
                    }
                };
                let cases = vec![case("ok", ".value", result.ok), case("err", ".error", result.err)];
                Sum {
                    initial: format!("changetype<{name}>(0)"),
                    ty: name,
                    tag: Int::U8,
                    tag_of: Template::around("(", ".isOk ? 0 : 1)"),
                    cases,
                }
            }
            _ => return Ok(None),
        }))
    }
}
