//! What a section is called, what it is for, and what it says where that can be decoded.

use crate::api::anatomy::{Fact, Part};
use crate::toolchain::inspect::component_type_text;
use crate::toolchain::limits::SECTION_CHARACTERS;
use std::fmt::Write as _;
use wasmparser::{CustomSectionReader, KnownCustom, Name, Payload};

/// How many rows of a section are decoded.
const FACTS: usize = 60;
/// How many characters of a name are kept.
const NAME_CHARACTERS: usize = 300;
/// How many bytes of a section that is not text are shown.
const HEXADECIMAL_BYTES: usize = 256;

/// The field's name of a section with this id.
pub(super) fn name(id: u8, in_component: bool) -> String {
    let core = [
        "custom",
        "types",
        "imports",
        "functions",
        "tables",
        "memories",
        "globals",
        "exports",
        "start",
        "elements",
        "code",
        "data",
        "data count",
        "tags",
    ];
    let component = [
        "custom",
        "core module",
        "core instances",
        "core types",
        "component",
        "instances",
        "aliases",
        "types",
        "canonical functions",
        "start",
        "imports",
        "exports",
        "values",
    ];
    let names: &[&str] = if in_component { &component } else { &core };
    names.get(usize::from(id)).map_or_else(|| format!("section {id}"), |name| (*name).to_owned())
}

/// A name from the bytes, not longer than a page can show.
pub(super) fn cut(name: &str) -> String {
    match name.char_indices().nth(NAME_CHARACTERS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

fn fact(part: &mut Part, label: &str, value: String) {
    if part.facts.len() < FACTS {
        part.facts.push(Fact { label: cut(label), value: cut(&value) });
    }
}

/// How many entries a section has, and what it names.
pub(super) fn describe(part: &mut Part, payload: &Payload<'_>) {
    use Payload as P;
    part.count = match payload {
        P::TypeSection(section) => section.count(),
        P::ImportSection(section) => {
            for import in section.clone().into_imports().map_while(Result::ok).take(FACTS) {
                fact(part, import.module, import.name.to_owned());
            }
            section.count()
        }
        P::FunctionSection(section) => section.count(),
        P::TableSection(section) => section.count(),
        P::MemorySection(section) => section.count(),
        P::TagSection(section) => section.count(),
        P::GlobalSection(section) => section.count(),
        P::ExportSection(section) => {
            for export in section.clone().into_iter().map_while(Result::ok).take(FACTS) {
                let kind = format!("{:?}", export.kind).to_lowercase();
                fact(part, &kind, export.name.to_owned());
            }
            section.count()
        }
        P::ElementSection(section) => section.count(),
        P::DataSection(section) => section.count(),
        P::InstanceSection(section) => section.count(),
        P::CoreTypeSection(section) => section.count(),
        P::ComponentInstanceSection(section) => section.count(),
        P::ComponentAliasSection(section) => section.count(),
        P::ComponentTypeSection(section) => section.count(),
        P::ComponentCanonicalSection(section) => section.count(),
        P::ComponentImportSection(section) => {
            for import in section.clone().into_iter().map_while(Result::ok).take(FACTS) {
                fact(part, "imports", import.name.name.to_owned());
            }
            section.count()
        }
        P::ComponentExportSection(section) => {
            for export in section.clone().into_iter().map_while(Result::ok).take(FACTS) {
                fact(part, "exports", export.name.name.to_owned());
            }
            section.count()
        }
        _ => return,
    };
}

/// What a custom section is for, by its name.
fn meaning(name: &str) -> Option<&'static str> {
    Some(match name {
        "name" => "Names for debugging: of functions, locals and more. Nothing runs differently without it.",
        "component-name" => "Names for debugging of what is in this component.",
        "producers" => "The languages and tools that made it.",
        "target_features" => "The WebAssembly features that the compiler was allowed to use.",
        "package-docs" => "Doc comments and feature gates of the component's WIT.",
        "linking" => "Symbols for a linker; a finished module has no use for them.",
        "dylink.0" | "dylink" => "What a dynamic linker needs.",
        "build_id" => "Identifies the build, to find its debug information.",
        "sourceMappingURL" => "Where its source map is.",
        "external_debug_info" => "Where its debug information is.",
        "metadata.code.branch_hint" => "Which branches are rarely taken, for the compiler.",
        name if name.starts_with(".debug_") => {
            "Debug information (DWARF). Strip it to make the file smaller."
        }
        name if name.starts_with("reloc.") => {
            "Relocations for a linker; a finished module has no use for them."
        }
        name if name.starts_with("component-type") => "The WIT world that this module was compiled for.",
        _ => return None,
    })
}

/// What a custom section says.
pub(super) fn describe_custom(part: &mut Part, section: &CustomSectionReader<'_>, known: KnownCustom<'_>) {
    let name = section.name();
    part.name = Some(cut(name));
    part.meaning = meaning(name).map(str::to_owned);
    match known {
        KnownCustom::Producers(fields) => {
            for field in fields.into_iter().map_while(Result::ok) {
                for value in field.values.into_iter().map_while(Result::ok).take(FACTS) {
                    fact(part, field.name, format!("{} {}", value.name, value.version).trim_end().to_owned());
                }
            }
        }
        KnownCustom::Name(names) => {
            for name in names.map_while(Result::ok) {
                let (label, value) = match name {
                    Name::Module { name, .. } => ("module", name.to_owned()),
                    Name::Function(map) => ("functions", map.count().to_string()),
                    Name::Local(map) => ("functions with named locals", map.count().to_string()),
                    Name::Global(map) => ("globals", map.count().to_string()),
                    Name::Data(map) => ("data segments", map.count().to_string()),
                    Name::Type(map) => ("types", map.count().to_string()),
                    _ => continue,
                };
                fact(part, label, value);
            }
        }
        _ if name == "target_features" => features(part, section.data()),
        _ if name.starts_with("component-type") => {
            part.preview = component_type_text(section.data()).map(|text| cut_text(&text));
        }
        _ => {}
    }
    part.count = part.facts.len() as u32;
    if part.facts.is_empty() && part.preview.is_none() && !section.data().is_empty() {
        part.preview = Some(preview(section.data()));
    }
}

/// The list of a `target_features` section: a count, then a sign and a name each.
fn features(part: &mut Part, data: &[u8]) {
    let mut reader = wasmparser::BinaryReader::new(data, 0);
    let Ok(count) = reader.read_var_u32() else { return };
    for _ in 0..count.min(FACTS as u32) {
        let (Ok(sign), Ok(name)) = (reader.read_u8(), reader.read_string()) else { return };
        let label = match sign {
            b'+' => "used",
            b'-' => "forbidden",
            b'=' => "required",
            _ => "unknown",
        };
        fact(part, label, name.to_owned());
    }
}

fn cut_text(text: &str) -> String {
    match text.char_indices().nth(SECTION_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The beginning of a section's bytes: as text where they are text, else in hexadecimal.
fn preview(data: &[u8]) -> String {
    let begin = &data[..data.len().min(4 * SECTION_CHARACTERS)];
    let text = match std::str::from_utf8(begin) {
        Ok(text) => Some(text),
        // A character may be cut in two where the beginning ends.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&begin[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    let is_text = |text: &&str| {
        let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')).count();
        odd * 20 <= text.len()
    };
    match text.filter(is_text) {
        Some(text) => cut_text(text),
        None => {
            let mut out = String::new();
            for byte in &data[..data.len().min(HEXADECIMAL_BYTES)] {
                let _ = write!(out, "{byte:02x} ");
            }
            if data.len() > HEXADECIMAL_BYTES {
                let _ = write!(out, "… {} bytes more", data.len() - HEXADECIMAL_BYTES);
            }
            out
        }
    }
}
