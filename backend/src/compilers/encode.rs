//! What a language's compiler made to a component: the world embedded, WASI preview 1 adapted, checked.

use super::job::Job;
use super::language::{Artifact, Stopped};
use diptych_shared::api::compile::CompileStage;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::toolchain::ENCODER_VERSION;
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
    WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

/// Makes a component within the limit `component-bytes`, or diagnostics.
pub fn component(job: &mut Job, artifact: Artifact) -> Result<Vec<u8>, Stopped> {
    let component = match artifact {
        Artifact::Component(bytes) => bytes,
        Artifact::Module { bytes, strings } => {
            job.stage(CompileStage::Encode);
            job.toolchain.versions.push(format!("wit-component {ENCODER_VERSION}"));
            match encode(job, bytes, strings) {
                Ok(component) => component,
                Err(error) => {
                    let entry = job.manifest.source.entry.clone();
                    let message = format!(
                        "this does not fit its world: {error:#}\nhelp: implement all that the world exports, and \
                         import only what it imports"
                    );
                    job.diagnostics.push(Diagnostic::error(message).in_file(entry));
                    return Err(Stopped::Broken);
                }
            }
        }
    };
    let limit = job.limits.component_bytes;
    if component.len() as u64 > limit.value {
        job.met_limit("the component is larger than this server takes", limit, "use less static data");
        return Err(Stopped::Broken);
    }
    Ok(component)
}

fn encode(job: &Job, mut module: Vec<u8>, strings: StringEncoding) -> anyhow::Result<Vec<u8>> {
    let seen = look(&module)?;
    if let (false, Some(folder), Some(world)) = (seen.has_world, &job.wit, job.world) {
        embed_component_metadata(&mut module, &folder.resolve, world, strings)?;
    }
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true).module(&module)?;
    if seen.imports_preview1 {
        let adapter = match seen.is_command {
            true => WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
            false => WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
        };
        encoder.adapter(WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, adapter)?;
    }
    encoder.encode()
}

/// What decides how a module is encoded.
struct Seen {
    /// It carries a world.
    has_world: bool,
    /// It calls WASI preview 1.
    imports_preview1: bool,
    /// It is a program with a start of its own.
    is_command: bool,
}

fn look(module: &[u8]) -> anyhow::Result<Seen> {
    let mut seen = Seen { has_world: false, imports_preview1: false, is_command: false };
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::CustomSection(section) => seen.has_world |= section.name().starts_with("component-type"),
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    seen.imports_preview1 |= import?.module == WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME;
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    seen.is_command |= export?.name == "_start";
                }
            }
            _ => {}
        }
    }
    Ok(seen)
}

/// Whether a module carries a world, as bindings' macros put one into it.
pub fn carries_world(module: &[u8]) -> bool {
    look(module).is_ok_and(|seen| seen.has_world)
}
