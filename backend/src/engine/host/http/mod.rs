//! `wasi:http`: outgoing requests, answered from the run's recorded answers, or live by the server.
//!
//! Making a request needs nothing, sending it needs `http METHOD SCHEME://HOST[:PORT]/PATH`. The
//! first recorded answer for the method and the URL (query included) is the answer, at once and
//! whole. Without one a request fails, unless the run is live and the server's operator allows live
//! requests: then the [`relay`] asks the server.

mod fields;
mod handler;
mod incoming;
mod options;
mod outgoing;
pub mod relay;
mod serving;

use super::{EndingCell, HostState};
use diptych_shared::api::run::RecordedAnswer;
use diptych_shared::policy::Ledger;
use generated::wasi::http::{outgoing_handler, types};
use relay::Relay;
use wasmtime::component::{HasData, Linker, ResourceTable};

pub use fields::Fields;
pub use handler::FutureResponse;
pub use incoming::{FutureTrailers, IncomingBody, IncomingResponse};
pub use options::RequestOptions;
pub use outgoing::{OutgoingBody, OutgoingRequest};
pub use serving::{IncomingRequest, OutgoingResponse, ResponseOutparam};

mod generated {
    wasmtime::component::bindgen!({
        path: [
            "../shared/wit/wasi/io.wit",
            "../shared/wit/wasi/clocks.wit",
            "../shared/wit/wasi/random.wit",
            "../shared/wit/wasi/filesystem.wit",
            "../shared/wit/wasi/sockets.wit",
            "../shared/wit/wasi/cli.wit",
            "../shared/wit/wasi/http.wit",
        ],
        inline: "package diptych:host; world http {
            import wasi:http/types@0.2.12;
            import wasi:http/outgoing-handler@0.2.12;
        }",
        world: "diptych:host/http",
        imports: { default: trappable },
        require_store_data_send: true,
        with: {
            "wasi:io": wasmtime_wasi::p2::bindings::io,
            "wasi:clocks": wasmtime_wasi::p2::bindings::clocks,
            "wasi:http/types.fields": super::Fields,
            "wasi:http/types.future-incoming-response": super::FutureResponse,
            "wasi:http/types.future-trailers": super::FutureTrailers,
            "wasi:http/types.incoming-body": super::IncomingBody,
            "wasi:http/types.incoming-request": super::IncomingRequest,
            "wasi:http/types.incoming-response": super::IncomingResponse,
            "wasi:http/types.outgoing-body": super::OutgoingBody,
            "wasi:http/types.outgoing-request": super::OutgoingRequest,
            "wasi:http/types.outgoing-response": super::OutgoingResponse,
            "wasi:http/types.request-options": super::RequestOptions,
            "wasi:http/types.response-outparam": super::ResponseOutparam,
        },
    });
}

/// What answers the requests of one run.
#[derive(Debug)]
pub struct HttpService {
    /// Answers to requests, the first that fits.
    pub recorded: Vec<RecordedAnswer>,
    /// The way to the server, where live requests are allowed.
    pub relay: Option<Relay>,
}

struct HasHttp;

/// What the host functions work on.
pub struct HttpView<'a> {
    service: &'a HttpService,
    ledger: &'a mut Ledger,
    ending: &'a EndingCell,
    table: &'a mut ResourceTable,
}

impl HasData for HasHttp {
    type Data<'a> = HttpView<'a>;
}

fn view(state: &mut HostState) -> HttpView<'_> {
    HttpView {
        service: &state.services.http,
        ledger: &mut state.ledger,
        ending: &state.ending,
        table: &mut state.table,
    }
}

/// Adds both interfaces.
pub fn add_to_linker(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    let options = generated::LinkOptions::default();
    types::add_to_linker::<HostState, HasHttp>(linker, &(&options).into(), view)?;
    outgoing_handler::add_to_linker::<HostState, HasHttp>(linker, view)
}
