//! Compositions linked part by part: who called whom, whose grants, whose resources, and what is refused.

mod support;

use diptych_backend::engine::{Engine, RunSource};
use diptych_shared::api::composition::WireSource;
use diptych_shared::api::run::{RunEvent, RunSettings};
use diptych_shared::policy::{Capability, Grant, Policy};
use diptych_shared::report::{CompositionKind, Outcome, PartNeeds, RunReport, TrapKind};
use support::composition::{counts, streams, sums, talks};
use support::{a_call, call, engine, lines, run_on};

async fn run(engine: &Engine, source: RunSource, settings: RunSettings) -> RunReport {
    run_on(engine, source, settings).await.0
}

fn values(report: &RunReport) -> Vec<&str> {
    report.values.iter().map(|value| value.value.as_deref().unwrap_or("nothing")).collect()
}

fn grants(texts: &[&str]) -> Policy {
    texts.iter().map(|text| text.parse::<Grant>().unwrap()).collect()
}

/// The same without its parts.
fn whole(source: &RunSource) -> RunSource {
    source.component.clone().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_between_parts_is_traced_and_agrees_with_the_composed_component() {
    let (engine, _cache) = engine().await;
    let settings = RunSettings { warm_calls: 2, ..call("double", &["21"]) };
    let report = run(&engine, sums(), settings.clone()).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(lines(&report.trace.events), ["app > adder: test:guest/sum#add(21, 21) -> 42"]);
    let composition = report.composition.as_ref().unwrap();
    assert_eq!(composition.traced, CompositionKind::Linked);
    assert_eq!(composition.timed, Some(CompositionKind::Static));
    assert_eq!((composition.agree, composition.why.as_ref()), (Some(true), None));
    assert_eq!(report.timing.warm_ns.len(), 2);

    let alone = run(&engine, whole(&sums()), settings).await;
    assert_eq!((values(&alone), alone.composition.as_ref()), (values(&report), None));
    assert_eq!(alone.trace.total_calls, 0);

    let text = run(&engine, talks(), call("greet", &["\"Ada\""])).await;
    assert_eq!(lines(&text.trace.events), [r#"app > talker: test:guest/talk#greet("Ada") -> "Ada""#]);
    assert_eq!(values(&text), ["\"Ada\""]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_part_has_its_own_grants_and_the_trace_says_who_asked() {
    let (engine, _cache) = engine().await;
    let mut settings = RunSettings { warm_calls: 1, ..call("roll", &[]) };
    settings.component_grants.insert("talker".into(), grants(&["random"]));
    let (report, events) = run_on(&engine, talks(), settings.clone()).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(values(&report), ["3"]);
    let random = "wasi:random/random@0.2.12#get-random-bytes";
    let told = lines(&report.trace.events);
    assert_eq!(told[0], format!("app: {random}(5) -> b\"\" [denied: random secure]"));
    assert_eq!(told[1], "app > talker: test:guest/talk#roll() -> 3");
    assert!(told[2].starts_with(&format!("talker: {random}(3) -> b\"")), "{told:?}");
    let sequences = |events: &[_]| {
        let sequence = |event: &diptych_shared::trace::TraceEvent| event.sequence;
        events.iter().map(sequence).collect::<Vec<_>>()
    };
    assert_eq!(sequences(&report.trace.events), [0, 1, 2]);
    let streamed = events.iter().filter_map(|event| match event {
        RunEvent::Trace { events } => Some(sequences(events)),
        _ => None,
    });
    assert_eq!(streamed.collect::<Vec<_>>().concat(), [0, 2, 1], "calls arrive as they end");
    let composition = report.composition.unwrap();
    let part = |instance: &str, policy: &[&str], used: &[&str], denied: &[&str]| PartNeeds {
        instance: instance.into(),
        policy: grants(policy),
        used: used.iter().map(|&text| text.into()).collect(),
        denied: denied.iter().map(|&text| text.into()).collect(),
    };
    let parts =
        [part("talker", &["random"], &["random secure"], &[]), part("app", &[], &[], &["random secure"])];
    assert_eq!(composition.parts, parts);
    assert_eq!((report.used, report.denied), (vec!["random secure".into()], vec!["random secure".into()]));
    assert_eq!((composition.timed, composition.agree), (Some(CompositionKind::Linked), None));
    assert!(composition.why.is_some());

    settings.component_grants = [("app".to_owned(), grants(&["random"]))].into();
    assert_eq!(values(&run(&engine, talks(), settings.clone()).await), ["50"]);
    settings.component_grants.clear();
    settings.grants = grants(&["random"]);
    assert_eq!(values(&run(&engine, talks(), settings).await), ["53"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resource_goes_through_three_parts_and_is_dropped_where_it_is_defined() {
    let (engine, _cache) = engine().await;
    let settings = RunSettings {
        calls: vec![a_call("go", &["7"])],
        grants: grants(&["monotonic-clock"]),
        warm_calls: 3,
        ..RunSettings::default()
    };
    let report = run(&engine, counts(), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(values(&report), ["112"]);
    let increment = "test:guest/counters#[method]counter.increment";
    let new = "test:guest/counters#[constructor]counter";
    let now = "counters: wasi:clocks/monotonic-clock@0.2.12#now()";
    assert_eq!(
        lines(&report.trace.events),
        [
            format!("app > counters: {new}(7) -> counter#1"),
            "app > twice: test:guest/twice#twice(counter#1) -> 9".to_owned(),
            format!("twice > counters: {increment}(counter#1) -> 8"),
            format!("twice > counters: {increment}(counter#1) -> 9"),
            "app > twice: test:guest/twice#make(100) -> counter#2".to_owned(),
            format!("twice > counters: {new}(100) -> counter#2"),
            format!("app > counters: {increment}(counter#2) -> 101"),
            "app > twice: test:guest/twice#swallow(counter#1) -> 11".to_owned(),
            format!("twice > counters: {increment}(counter#1) -> 10"),
            format!("twice > counters: {increment}(counter#1) -> 11"),
            format!("{now} -> 0"),
            format!("{now} -> 1000000"),
        ]
    );
    assert_eq!(report.composition.unwrap().agree, Some(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn handles_of_the_request_are_known_to_every_part() {
    let (engine, _cache) = engine().await;
    let method = "test:guest/counters#[method]counter.increment";
    let settings = RunSettings {
        calls: vec![
            a_call("test:guest/twice#make", &["1"]),
            a_call(method, &["$1"]),
            a_call("test:guest/twice#twice", &["$1"]),
            a_call("test:guest/counters#[constructor]counter", &["50"]),
            a_call("test:guest/twice#swallow", &["$4"]),
            a_call(method, &["$1"]),
        ],
        grants: grants(&["monotonic-clock"]),
        warm_calls: 2,
        ..RunSettings::default()
    };
    let report = run(&engine, counts(), settings.clone()).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(values(&report), ["counter#1", "2", "4", "counter#2", "52", "5"]);
    assert_eq!(report.composition.as_ref().unwrap().agree, Some(true));
    let told = lines(&report.trace.events);
    assert_eq!(told[0], "twice > counters: test:guest/counters#[constructor]counter(1) -> counter#1");
    assert_eq!(told.iter().filter(|line| line.contains("(counter#1)")).count(), 2);

    let again = RunSettings {
        calls: [settings.calls, vec![a_call(method, &["$4"])]].concat(),
        component_grants: [("counters".to_owned(), grants(&["monotonic-clock"]))].into(),
        ..RunSettings::default()
    };
    let report = run(&engine, counts(), again).await;
    assert!(matches!(&report.outcome, Outcome::Rejected { why } if why.contains("$4")), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_the_hosts_goes_over_an_edge() {
    let (engine, _cache) = engine().await;
    let mut settings = call("go", &[]);
    settings.grants.insert(Grant::whole(Capability::Stdio));
    let report = run(&engine, streams(), settings).await;
    assert_eq!(report.outcome, Outcome::Returned, "{report:?}");
    assert_eq!(report.stdout.bytes.0, b"hi\n");
    assert_eq!(
        lines(&report.trace.events),
        [
            "app: wasi:cli/stdout@0.2.12#get-stdout() -> output-stream#1",
            r#"app > writer: test:guest/writer#write(output-stream#1, "hi\n")"#,
            r#"writer: wasi:io/streams@0.2.12#[method]output-stream.blocking-write-and-flush(output-stream#1, b"hi\n") -> ok"#,
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_do_not_return_say_so_at_every_depth() {
    let (engine, _cache) = engine().await;
    let report = run(&engine, talks(), call("fail", &[])).await;
    assert!(
        matches!(report.outcome, Outcome::Trapped { kind: TrapKind::Unreachable, .. }),
        "{:?}",
        report.outcome
    );
    let [event] = &report.trace.events[..] else { panic!("{:?}", report.trace) };
    assert!(event.interrupted.as_ref().unwrap().contains("unreachable"), "{event:?}");

    let mut settings = call("spin", &[]);
    settings.limits.time_ms = 200;
    let report = run(&engine, talks(), settings).await;
    assert_eq!(report.outcome, Outcome::LimitExceeded { limit: "time-ms".into(), value: 200 });
    assert_eq!(report.trace.events.len(), 1, "{:?}", report.trace);
    assert_eq!(lines(&report.trace.events), ["app > talker: test:guest/talk#spin() !! time-ms"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn very_many_calls_stay_within_the_traces_limits() {
    let (engine, _cache) = engine().await;
    let mut settings = call("many", &["100000"]);
    settings.limits.trace_events = 1_000;
    let report = run(&engine, sums(), settings).await;
    assert_eq!((report.outcome, report.trace.total_calls), (Outcome::Returned, 100_000));
    assert_eq!((report.trace.events.len(), report.trace.events[999].sequence), (1_000, 999));
    let mut settings = call("many", &["100000"]);
    settings.limits.trace_bytes = 30;
    let report = run(&engine, sums(), settings).await;
    // Three bytes a call, until the sum has two digits.
    assert_eq!((report.trace.events.len(), report.trace.total_calls), (9, 100_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_linked_runs_as_one_component_unless_parts_have_grants() {
    let (engine, _cache) = engine().await;
    let mut source = sums();
    let parts = source.linked.as_mut().unwrap();
    parts.composition.instances[1].wires[0].source = WireSource::Expression;
    let mut settings = RunSettings { warm_calls: 1, ..call("double", &["4"]) };
    let report = run(&engine, source.clone(), settings.clone()).await;
    assert_eq!((values(&report), report.trace.total_calls), (vec!["8"], 0));
    let composition = report.composition.unwrap();
    assert_eq!((composition.traced, composition.agree), (CompositionKind::Static, None));
    assert_eq!(composition.timed, Some(CompositionKind::Static));
    assert!(composition.why.unwrap().contains("`test:guest/sum` of `app`"));

    settings.component_grants.insert("app".into(), grants(&["random"]));
    let needs_parts =
        [run(&engine, source, settings.clone()).await, run(&engine, whole(&sums()), settings).await];
    for report in needs_parts {
        assert!(
            matches!(&report.outcome, Outcome::Rejected { why } if why.contains("linked part by part")),
            "{:?}",
            report.outcome
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_compositions_are_refused_in_words() {
    let (engine, _cache) = engine().await;
    let wire = |instance: &str, export: &str| WireSource::Instance {
        instance: instance.into(),
        export: export.into(),
    };
    let refuse = async |change: &dyn Fn(&mut RunSource, &mut RunSettings), expected: &str| {
        let (mut source, mut settings) = (sums(), call("double", &["1"]));
        change(&mut source, &mut settings);
        let report = run(&engine, source, settings).await;
        assert!(
            matches!(&report.outcome, Outcome::Rejected { why } if why.contains(expected)),
            "{expected}: {:?}",
            report.outcome
        );
    };
    fn instances(source: &mut RunSource) -> &mut Vec<diptych_shared::api::composition::ComposedInstance> {
        &mut source.linked.as_mut().unwrap().composition.instances
    }
    let sum = "test:guest/sum";
    refuse(&|source, _| instances(source)[1].wires[0].source = wire("nobody", sum), "does not come before")
        .await;
    refuse(&|source, _| instances(source)[1].wires[0].source = wire("app", sum), "does not come before")
        .await;
    refuse(&|source, _| instances(source).swap(0, 1), "does not come before").await;
    refuse(&|source, _| instances(source)[1].wires[0].source = wire("adder", "x"), "exports no `x`").await;
    refuse(
        &|source, _| {
            instances(source)[0].exports[0].name = "x".into();
            instances(source)[1].wires[0].source = wire("adder", "x");
        },
        "`adder` exports no `x`",
    )
    .await;
    refuse(&|source, _| instances(source)[1].wires[0].import.name = "a:b/c".into(), "imports no `a:b/c`")
        .await;
    refuse(&|source, _| instances(source)[1].name = "adder".into(), "two instances are called `adder`").await;
    refuse(&|source, _| instances(source)[1].component = "lost".into(), "`lost` that was not sent").await;
    refuse(&|source, _| instances(source).clear(), "no instance").await;
    refuse(
        &|source, _| {
            source.linked.as_mut().unwrap().components.insert("adder".into(), b"not wasm"[..].into());
        },
        "The component `adder`",
    )
    .await;
    refuse(
        &|_, settings| {
            settings.component_grants.insert("ghost".into(), Policy::default());
        },
        "`ghost`",
    )
    .await;

    let mut source = sums();
    let one = instances(&mut source)[0].clone();
    *instances(&mut source) = vec![one; 10_000];
    let report = run(&engine, source, call("double", &["1"])).await;
    let limit = Outcome::LimitExceeded { limit: "composition-instances".into(), value: 100 };
    assert_eq!(report.outcome, limit);
}
