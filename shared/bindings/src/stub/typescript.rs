//! Types in TypeScript, for the stub in JavaScript.

use super::javascript::Writer;
use crate::names::{lower_camel, upper_camel};
use wit_parser::{Handle, Type, TypeDefKind};

impl Writer<'_> {
    /// The type in TypeScript, written out.
    pub(super) fn ty(&self, ty: Type) -> String {
        let Type::Id(id) = ty else {
            return match ty {
                Type::Bool => "boolean",
                Type::U64 | Type::S64 => "bigint",
                Type::Char | Type::String => "string",
                _ => "number",
            }
            .to_owned();
        };
        let optional = |ty: &Option<Type>| ty.map_or("void".to_owned(), |ty| self.ty(ty));
        match &self.resolve.types[id].kind {
            TypeDefKind::Record(record) => {
                let fields = record.fields.iter();
                let fields =
                    fields.map(|field| format!("{}: {}", lower_camel(&field.name), self.ty(field.ty)));
                format!("{{ {} }}", fields.collect::<Vec<_>>().join("; "))
            }
            TypeDefKind::Tuple(tuple) => {
                format!("[{}]", tuple.types.iter().map(|ty| self.ty(*ty)).collect::<Vec<_>>().join(", "))
            }
            TypeDefKind::Variant(variant) => {
                let cases = variant.cases.iter().map(|case| match case.ty {
                    Some(ty) => format!("{{ tag: {:?}; val: {} }}", case.name, self.ty(ty)),
                    None => format!("{{ tag: {:?} }}", case.name),
                });
                format!("({})", cases.collect::<Vec<_>>().join(" | "))
            }
            TypeDefKind::Enum(cases) => {
                let cases = cases.cases.iter().map(|case| format!("{:?}", case.name));
                format!("({})", cases.collect::<Vec<_>>().join(" | "))
            }
            TypeDefKind::Flags(flags) => {
                let flags = flags.flags.iter().map(|flag| format!("{}?: boolean", lower_camel(&flag.name)));
                format!("{{ {} }}", flags.collect::<Vec<_>>().join("; "))
            }
            TypeDefKind::Option(inner) => format!("({} | null | undefined)", self.ty(*inner)),
            TypeDefKind::Result(result) => format!(
                "({{ tag: \"ok\"; val: {} }} | {{ tag: \"err\"; val: {} }})",
                optional(&result.ok),
                optional(&result.err)
            ),
            TypeDefKind::List(Type::U8) => "Uint8Array".to_owned(),
            TypeDefKind::List(item) => format!("{}[]", self.ty(*item)),
            TypeDefKind::Type(aliased) => self.ty(*aliased),
            TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) if self.classes.contains(id) => {
                upper_camel(self.resolve.types[*id].name.as_deref().unwrap_or_default())
            }
            _ => "any".to_owned(),
        }
    }
}
