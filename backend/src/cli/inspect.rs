//! `diptych inspect`: what a component is, asks for, offers, and what its bytes are spent on.

use super::arguments::Inspect;
use super::ending::{CliError, Ending};
use super::{output, setup, source};
use diptych_shared::api::anatomy::{Anatomy, PartKind};
use diptych_shared::api::inspect::{BinaryKind, Inspection};
use diptych_shared::report::format_bytes;
use diptych_shared::toolchain;
use serde::Serialize;

/// How many of the largest sections are listed.
const SECTIONS: usize = 8;

/// What `--json` prints: the inspection, and the sizes beside it.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    inspection: &'a Inspection,
    sections: Vec<SectionSize<'a>>,
}

/// One section of the binary.
#[derive(Serialize)]
struct SectionSize<'a> {
    name: &'a str,
    size_bytes: u64,
}

/// Reads, inspects, prints.
pub fn inspect(arguments: Inspect) -> Result<Ending, CliError> {
    let config = setup::config()?;
    let bytes = source::read(&arguments.component, config.limits.component_bytes)?;
    let broken = |error: toolchain::InspectError| {
        CliError::Project(format!("{}: {error}", arguments.component.display()))
    };
    let inspection = toolchain::inspect(&bytes).map_err(broken)?;
    let anatomy = toolchain::anatomy(&bytes).map_err(broken)?;
    let sections = largest_sections(&anatomy);
    if arguments.json {
        output::json(&Told { inspection: &inspection, sections })?;
    } else {
        tell(&inspection, &sections)?;
    }
    Ok(Ending::Good)
}

/// The largest sections of all modules and components, largest first.
fn largest_sections(anatomy: &Anatomy) -> Vec<SectionSize<'_>> {
    let is_section = |kind| matches!(kind, PartKind::Section | PartKind::Custom);
    let sections = anatomy.parts.iter().filter(|part| is_section(part.kind));
    let mut sections: Vec<SectionSize<'_>> = sections
        .filter_map(|part| Some(SectionSize { name: part.name.as_deref()?, size_bytes: part.size_bytes }))
        .collect();
    sections.sort_by_key(|section| std::cmp::Reverse(section.size_bytes));
    sections.truncate(SECTIONS);
    sections
}

fn tell(inspection: &Inspection, sections: &[SectionSize<'_>]) -> Result<(), CliError> {
    let kind = match inspection.kind {
        BinaryKind::Component => "component",
        BinaryKind::CoreModule => "core module",
    };
    output::line(&format!("{kind}, {}, sha256 {}", format_bytes(inspection.size_bytes), inspection.sha256))?;
    if let Some(missing) = &inspection.missing {
        output::line(missing)?;
    }
    if inspection.kind == BinaryKind::Component {
        output::line("\nimports:")?;
        for import in &inspection.imports {
            let supplied = if import.supplied { "" } else { "  (no engine here supplies it)" };
            output::line(&format!("  {}{supplied}", import.name))?;
        }
        output::line("\nexports:")?;
        for export in &inspection.exports {
            output::line(&format!("  {}: {}", export.export, export.signature.wit))?;
        }
    }
    output::line("\nlargest sections:")?;
    for section in sections {
        output::line(&format!("  {:>10}  {}", format_bytes(section.size_bytes), section.name))?;
    }
    if !inspection.wit.is_empty() {
        output::line(&format!("\n{}", inspection.wit.trim_end()))?;
    }
    Ok(())
}
