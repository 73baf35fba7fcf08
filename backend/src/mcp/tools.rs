//! The tools themselves.

use super::answers::{Compared, Compiled, Inspected, Ran, SampleFiles, SampleList, Shared};
use super::bounds::Bounds;
use super::parameters::{CompareParameters, RunParameters, SampleFilter, SampleName, Subject};
use super::samples;
use super::subjects::{self, Found, words};
use crate::app::AppState;
use crate::client::Client;
use crate::workbench;
use axum::extract::FromRequestParts as _;
use axum::http::header;
use axum::http::request::Parts;
use diptych_shared::project::encode_link;
use diptych_shared::report::compare;
use diptych_shared::toolchain;
use rmcp::handler::server::wrapper::{Json, Parameters};
use rmcp::model::{Implementation, ServerCapabilities, ServerConfig};
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServerHandler, tool, tool_handler, tool_router};

/// What an assistant is told before anything else.
const INSTRUCTIONS: &str = "\
Diptych compiles and runs WebAssembly components (WASI 0.2) on wasmtime, in a sandbox, with nothing granted but what \
is asked for, and records every call a component makes to its host. Start with list_samples and get_sample to see \
what a project looks like, then compile your own files, then run. A denied host call names the grant that it needs. \
Clocks and random numbers are the same in every run, so that two runs can be compared.";

/// The tools over one server's state.
#[derive(Clone)]
pub struct Tools {
    state: AppState,
}

/// What a tool answers, or why it cannot.
type Answer<T> = Result<Json<T>, String>;

#[tool_router]
impl Tools {
    /// Over this state.
    pub fn new(state: AppState) -> Tools {
        Tools { state }
    }

    #[tool(
        description = "Compiles a project (WAT, Rust, C, C++, Zig, Go, JavaScript, TypeScript, Python, AssemblyScript, \
            or a WAC composition) to a WebAssembly component. Answers with the compiler's diagnostics by file and \
            line, and with the component's hash, by which `run`, `inspect` and `compare` take it. A source that does \
            not compile is an answer with `ok: false`, not an error.",
        annotations(title = "Compile a project", read_only_hint = true, open_world_hint = false)
    )]
    async fn compile(
        &self,
        Parameters(subject): Parameters<Subject>,
        context: RequestContext<RoleServer>,
    ) -> Answer<Compiled> {
        let client = self.client(&context).await;
        let work = async {
            let project = subjects::project(&self.state, subject).await?;
            let built = workbench::build(self.state.compilers(), &project, &client).await.map_err(words)?;
            Ok(Json(Compiled::of(&built.output, self.bounds())))
        };
        unless_cancelled(&context, work).await
    }

    #[tool(
        description = "Runs a project or a compiled component on wasmtime in a locked-down process, and answers with \
            its outcome, what its calls returned (as WAVE), stdout, stderr, the first host calls, and what it used or \
            was denied of its grants. A trap, a denied call or a limit that was met is an answer with `ok: false`.",
        annotations(title = "Run a component", read_only_hint = true, open_world_hint = false)
    )]
    async fn run(
        &self,
        Parameters(parameters): Parameters<RunParameters>,
        context: RequestContext<RoleServer>,
    ) -> Answer<Ran> {
        let client = self.client(&context).await;
        let work = async {
            let report = subjects::run(&self.state, parameters, &client).await?;
            Ok(Json(Ran::of(&report, self.bounds())))
        };
        unless_cancelled(&context, work).await
    }

    #[tool(
        description = "Runs two things on wasmtime and compares what happened: outcome, values, stdout and stderr \
            byte by byte, files, and the aligned traces of host calls. For two versions of a component, two \
            languages, two policies or two inputs. Both runs are wasmtime's: what a browser's engine does is not \
            compared here (the page and `diptych compare` do that).",
        annotations(title = "Compare two runs", read_only_hint = true, open_world_hint = false)
    )]
    async fn compare(
        &self,
        Parameters(CompareParameters { left, right }): Parameters<CompareParameters>,
        context: RequestContext<RoleServer>,
    ) -> Answer<Compared> {
        let client = self.client(&context).await;
        let work = async {
            // One after the other: a client has one turn at a time.
            let left =
                subjects::run(&self.state, left, &client).await.map_err(|why| format!("left: {why}"))?;
            let right =
                subjects::run(&self.state, right, &client).await.map_err(|why| format!("right: {why}"))?;
            let bounds = self.bounds();
            let compared = tokio::task::spawn_blocking(move || {
                Json(Compared::of(&left, &right, &compare(&left, &right), bounds))
            });
            compared.await.map_err(|_| "the comparison failed".to_owned())
        };
        unless_cancelled(&context, work).await
    }

    #[tool(
        description = "Tells what a component is: its world as WIT, the interfaces it imports, the functions it \
            exports with their types (as `run` calls them), and its size. Takes a project, which it compiles, or a \
            compiled component's hash.",
        annotations(title = "Inspect a component", read_only_hint = true, open_world_hint = false)
    )]
    async fn inspect(
        &self,
        Parameters(subject): Parameters<Subject>,
        context: RequestContext<RoleServer>,
    ) -> Answer<Inspected> {
        let client = self.client(&context).await;
        let work = async {
            let component = match subjects::find(&self.state, subject).await? {
                Found::Component(component) => component,
                Found::Project(project) => {
                    let built =
                        workbench::build(self.state.compilers(), &project, &client).await.map_err(words)?;
                    let source = built.source.ok_or("it does not compile: `compile` says why")?;
                    source.component
                }
            };
            let inspected = tokio::task::spawn_blocking(move || toolchain::inspect(&component));
            let inspection = inspected.await.map_err(|_| "the inspection failed".to_owned())?;
            let inspection = inspection.map_err(|error| error.to_string())?;
            Ok(Json(Inspected::of(&inspection, self.bounds())))
        };
        unless_cancelled(&context, work).await
    }

    #[tool(
        description = "Lists the sample projects: name, title, what each shows, and its language.",
        annotations(title = "List samples", read_only_hint = true, open_world_hint = false)
    )]
    async fn list_samples(&self, Parameters(filter): Parameters<SampleFilter>) -> Answer<SampleList> {
        samples::list(&self.state, filter.language.as_deref()).await.map(Json)
    }

    #[tool(
        description = "Answers with the files of one sample project, to learn from or to change and compile.",
        annotations(title = "Get a sample", read_only_hint = true, open_world_hint = false)
    )]
    async fn get_sample(
        &self,
        Parameters(SampleName { name }): Parameters<SampleName>,
    ) -> Answer<SampleFiles> {
        let project = samples::get(&self.state, &name).await?.project;
        let bounds = self.bounds();
        let texts = project
            .files
            .iter()
            .filter_map(|(path, file)| Some((path.clone(), bounds.text(file.as_text()?))));
        Ok(Json(SampleFiles { files: texts.collect() }))
    }

    #[tool(
        description = "Makes a link that opens a project in the workbench's page, where a person can edit and run it \
            on both engines. The link holds the whole project; nothing is stored.",
        annotations(title = "Share a project", read_only_hint = true, open_world_hint = false)
    )]
    async fn share(
        &self,
        Parameters(subject): Parameters<Subject>,
        context: RequestContext<RoleServer>,
    ) -> Answer<Shared> {
        let project = subjects::project(&self.state, subject).await?;
        project.manifest().map_err(|error| error.to_string())?;
        let fragment = encode_link(&project).map_err(|error| error.to_string())?;
        Ok(Json(Shared { url: format!("{}#{fragment}", base(&context)) }))
    }

    fn bounds(&self) -> Bounds {
        Bounds::of(&self.state.config().limits)
    }

    /// Whose share of the server this is, as for every route; nobody's over stdin.
    async fn client(&self, context: &RequestContext<RoleServer>) -> String {
        let Some(parts) = context.extensions.get::<Parts>() else { return String::new() };
        match Client::from_request_parts(&mut parts.clone(), &self.state).await {
            Ok(client) => client.0,
            Err(never) => match never {},
        }
    }
}

#[tool_handler]
impl ServerHandler for Tools {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("diptych", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }
}

/// Stops the work when the client takes its request back or hangs up.
async fn unless_cancelled<T>(
    context: &RequestContext<RoleServer>,
    work: impl Future<Output = Answer<T>>,
) -> Answer<T> {
    tokio::select! {
        answer = work => answer,
        () = context.ct.cancelled() => Err("cancelled".to_owned()),
    }
}

/// Where the page is: the name that the client knows this server by, which the guard has checked.
fn base(context: &RequestContext<RoleServer>) -> String {
    let parts = context.extensions.get::<Parts>();
    let header = |name| parts.and_then(|parts| parts.headers.get(name)).and_then(|value| value.to_str().ok());
    let host = header(header::HOST.as_str()).unwrap_or("localhost:8080");
    let scheme = header("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    format!("{scheme}://{host}/")
}
