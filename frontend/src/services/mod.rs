//! Clients of what does the work: the server, the page's workers, storage, the samples. No views.

pub mod compose;
pub mod http;
pub mod languages;
pub mod large_projects;
pub mod samples;
pub mod server;
pub mod storage;
pub mod toolchain;
pub mod traces;
pub mod worlds;
