//! What a language's compiler made to a component: the world embedded, WASI preview 1 adapted, checked.

use super::job::Job;
use super::language::{Artifact, Stopped};
use diptych_shared::api::compile::CompileStage;
use diptych_shared::api::diagnostic::Diagnostic;
use diptych_shared::toolchain::{ENCODER_VERSION, Preview1Adapters, carries_world, encode_with_world};
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};
use wit_component::{StringEncoding, embed_component_metadata};

/// For modules that call WASI preview 1.
const ADAPTERS: Preview1Adapters<'_> = Preview1Adapters {
    command: WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
    reactor: WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};

/// Makes a component within the limit `component-bytes`, or diagnostics.
pub fn component(job: &mut Job, artifact: Artifact) -> Result<Vec<u8>, Stopped> {
    let component = match artifact {
        Artifact::Component(bytes) => bytes,
        Artifact::Module { bytes, strings } => {
            job.stage(CompileStage::Encode);
            job.toolchain.versions.push(format!("wit-component {ENCODER_VERSION}"));
            match encode(job, bytes, strings) {
                Ok(component) => component,
                Err(why) => {
                    let entry = job.manifest.source.entry.clone();
                    let message = format!(
                        "this does not fit its world: {why}\nhelp: implement all that the world exports, and \
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

fn encode(job: &Job, mut module: Vec<u8>, strings: StringEncoding) -> Result<Vec<u8>, String> {
    if let (false, Some(folder), Some(world)) = (carries_world(&module), &job.wit, job.world) {
        embed_component_metadata(&mut module, &folder.resolve, world, strings)
            .map_err(|error| format!("{error:#}"))?;
    }
    encode_with_world(&module, Some(&ADAPTERS))
}
