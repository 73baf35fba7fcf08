//! Types as short WIT-like text, for messages.

use crate::api::types::WitType;

/// How many characters of a type a message shows.
const TYPE_CHARACTERS: usize = 160;

/// `ty` in WIT's words, with records and the like written out in place; long ones end with `…`.
pub fn type_text(ty: &WitType) -> String {
    let mut text = String::new();
    write(ty, &mut text, 0);
    if text.chars().count() > TYPE_CHARACTERS {
        text = text.chars().take(TYPE_CHARACTERS).collect();
        text.push('…');
    }
    text
}

fn separated<T>(
    items: impl IntoIterator<Item = T>,
    text: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    for (index, item) in items.into_iter().enumerate() {
        if text.len() > 8 * TYPE_CHARACTERS {
            return;
        }
        if index > 0 {
            text.push_str(", ");
        }
        write(item, text);
    }
}

fn write(ty: &WitType, text: &mut String, depth: usize) {
    if depth > 16 || text.len() > 8 * TYPE_CHARACTERS {
        return text.push('…');
    }
    let depth = depth + 1;
    let word = match ty {
        WitType::Bool => "bool",
        WitType::S8 => "s8",
        WitType::U8 => "u8",
        WitType::S16 => "s16",
        WitType::U16 => "u16",
        WitType::S32 => "s32",
        WitType::U32 => "u32",
        WitType::S64 => "s64",
        WitType::U64 => "u64",
        WitType::F32 => "f32",
        WitType::F64 => "f64",
        WitType::Char => "char",
        WitType::String => "string",
        WitType::Own { resource } => resource,
        WitType::Unsupported { name } => name,
        WitType::List { element } => {
            text.push_str("list<");
            write(element, text, depth);
            ">"
        }
        WitType::Option { some } => {
            text.push_str("option<");
            write(some, text, depth);
            ">"
        }
        WitType::Borrow { resource } => {
            text.push_str("borrow<");
            text.push_str(resource);
            ">"
        }
        WitType::Result { ok: None, err: None } => "result",
        WitType::Result { ok, err } => {
            text.push_str("result<");
            match ok {
                Some(ok) => write(ok, text, depth),
                None => text.push('_'),
            }
            if let Some(err) = err {
                text.push_str(", ");
                write(err, text, depth);
            }
            ">"
        }
        WitType::Tuple { items } => {
            text.push_str("tuple<");
            separated(items, text, |item, text| write(item, text, depth));
            ">"
        }
        WitType::Record { fields } => {
            text.push_str("record { ");
            separated(fields, text, |field, text| {
                text.push_str(&field.name);
                text.push_str(": ");
                write(&field.ty, text, depth);
            });
            " }"
        }
        WitType::Variant { cases } => {
            text.push_str("variant { ");
            separated(cases, text, |case, text| {
                text.push_str(&case.name);
                if let Some(ty) = &case.ty {
                    text.push('(');
                    write(ty, text, depth);
                    text.push(')');
                }
            });
            " }"
        }
        WitType::Enum { cases } => {
            text.push_str("enum { ");
            separated(cases, text, |case, text| text.push_str(case));
            " }"
        }
        WitType::Flags { names } => {
            text.push_str("flags { ");
            separated(names, text, |name, text| text.push_str(name));
            " }"
        }
    };
    text.push_str(word);
}
