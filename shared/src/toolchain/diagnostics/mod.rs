//! What compilers print, as diagnostics: one file a compiler, for the page and the server alike.

pub mod assemblyscript;
pub mod clang;
