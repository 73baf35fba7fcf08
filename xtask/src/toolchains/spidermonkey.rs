//! SpiderMonkey: JavaScript and TypeScript for the server in Firefox's engine: more of the web's APIs, and larger and slower to make.

use super::{Toolchain, no_key, npm};

/// npm's `@bytecodealliance/componentize-js`.
pub const SPIDERMONKEY: Toolchain = Toolchain {
    name: "spidermonkey",
    brings: "JavaScript and TypeScript in SpiderMonkey: componentize-js 0.23.0, 400 MB, under a minute",
    unasked: false,
    inputs: &["backend/toolchains/spidermonkey"],
    key: no_key,
    outputs: &[
        "target/toolchains/spidermonkey/node_modules/@bytecodealliance/componentize-js/src/componentize.js",
    ],
    install: || npm::install("spidermonkey", "Install componentize-js 0.23.0 from npm (130 MB)").map(drop),
    warm: None,
};
