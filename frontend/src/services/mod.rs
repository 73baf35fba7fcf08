//! Clients of what does the work: the server, the toolchain worker, storage, the samples. No views.

pub mod http;
pub mod large_projects;
pub mod samples;
pub mod server;
pub mod storage;
pub mod toolchain;
pub mod traces;
