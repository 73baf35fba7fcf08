//! Python for the server: componentize-py, which brings a Python for wasm.

use super::{Toolchain, Wanted, no_key, pip, still};
use anyhow::Result;

/// PyPI's `componentize-py`.
pub const PYTHON: Toolchain = Toolchain {
    name: "python",
    brings: "Python: componentize-py 0.25.1 with Python 3.14, 46 MB, seconds",
    wanted: Wanted::Asked,
    inputs: &["backend/toolchains/python/requirements.txt", still::SOURCE],
    key: no_key,
    outputs: &["target/toolchains/python/packages/componentize_py/componentize_py.abi3.so"],
    install,
    warm: None,
};

fn install() -> Result<()> {
    let packages = pip::install("python", "Install componentize-py 0.25.1 from PyPI (20 MB)")?;
    still::build(packages.parent().unwrap_or(&packages))
}
