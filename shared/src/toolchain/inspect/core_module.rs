//! What a core module has and what it lacks to become a component, in words.

use wasmparser::{ExternalKind, Parser, Payload};

/// How many names the words list.
const NAMES: usize = 8;

/// What the core module in `bytes` imports and exports and what to do with it.
///
/// Names are the module's own and can be anything: they are quoted and escaped.
pub(crate) fn describe(bytes: &[u8]) -> String {
    let mut modules: Vec<String> = Vec::new();
    let mut exports: Vec<String> = Vec::new();
    let mut export_count = 0_usize;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload {
            Ok(Payload::ImportSection(section)) => {
                for import in section.into_imports().flatten() {
                    let module = import.module.to_owned();
                    if modules.len() <= NAMES && !modules.contains(&module) {
                        modules.push(module);
                    }
                }
            }
            Ok(Payload::ExportSection(section)) => {
                for export in section.into_iter().flatten() {
                    if export.kind == ExternalKind::Func {
                        export_count += 1;
                        if exports.len() < NAMES {
                            exports.push(export.name.to_owned());
                        }
                    }
                }
            }
            Ok(_) => {}
            Err(_) => break,
        }
    }
    let mut text = match exports.len() {
        0 => "It exports no functions".to_owned(),
        _ => format!("It exports the functions {}", list(&exports, export_count)),
    };
    match modules.len() {
        0 => text.push_str(" and imports nothing. "),
        count => text.push_str(&format!(" and imports from {}. ", list(&modules, count))),
    }
    if modules.iter().any(|module| module == "wasi_snapshot_preview1" || module == "wasi_unstable") {
        text.push_str(
            "That is WASI preview 1: build it for the target wasm32-wasip2, or wrap it with a preview 1 adapter \
             (`wasm-tools component new --adapt`), and open the component.",
        );
    } else {
        text.push_str(
            "To make a component of it, keep it as WAT in a project, describe a world for it in `wit/world.wit` \
             (what it imports and exports, with types) and name that world in `diptych.toml`; or open a component.",
        );
    }
    text
}

fn list(names: &[String], count: usize) -> String {
    let shown = names.iter().take(NAMES).map(|name| {
        let short: String = name.chars().take(60).collect();
        format!("{short:?}")
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if count > NAMES {
        text.push_str(" and others");
    }
    text
}
