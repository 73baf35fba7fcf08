//! Traces and reports that are read back: older forms, newer ones, damaged and hostile ones.

use diptych_shared::api::run::RunMode;
use diptych_shared::policy::virtualize::SeededRandom;
use diptych_shared::report::{RowKind, RunReport, compare};
use diptych_shared::trace::{Decision, ReadError, TraceDocument, TraceEvent, TraceStore};
use serde_json::{Value, json};

fn event(sequence: u64, arguments: &[&str], result: &str) -> Value {
    json!({
        "sequence": sequence, "interface": "demo:a/b@1.0.0", "function": "f", "arguments": arguments,
        "result": result, "decision": "allowed", "start_ns": 1, "duration_ns": 2
    })
}

fn report(schema: u32, events: Vec<Value>) -> Value {
    json!({
        "schema": schema,
        "engine": {"id": "browser", "engine": "V8", "version": "1", "host": "h"},
        "component_sha256": "00",
        "outcome": "returned",
        "values": [],
        "stdout": {"bytes": "", "truncated": false},
        "stderr": {"bytes": "", "truncated": false},
        "timing": {"phases": [], "warm_ns": [], "clock_resolution_ns": 1, "total_ns": 1},
        "trace": {"total_calls": events.len(), "events": events}
    })
}

#[test]
fn reports_of_the_first_schema_are_read() {
    let read = RunReport::read(&report(1, vec![event(0, &["[1, 2]"], "ok")]).to_string()).unwrap();
    assert_eq!((read.schema, read.mode, read.policy.is_empty()), (1, RunMode::Deterministic, true));
    assert!(read.used.is_empty() && read.files.is_empty());
    assert_eq!(read.trace.events.len(), 1);
}

#[test]
fn what_is_written_is_read_again() {
    let mut denied = event(1, &[], "err(access)");
    denied["decision"] = "denied".into();
    denied["capability"] = "filesystem".into();
    denied["grant"] = "filesystem read /a".into();
    let read =
        RunReport::read(&report(2, vec![event(0, &["descriptor#1"], "ok"), denied]).to_string()).unwrap();
    let grant = Some("filesystem read /a".to_owned());
    assert_eq!(read.trace.events[1].decision, Decision::Denied { capability: "filesystem".into(), grant });
    assert_eq!(RunReport::read(&serde_json::to_string(&read).unwrap()).unwrap(), read);
    let document = TraceDocument::of(&read);
    assert_eq!(document.events, read.trace.events);
    assert_eq!(TraceDocument::read(&serde_json::to_string(&document).unwrap()).unwrap(), document);
}

/// A call between parts ends after those that it holds, and may be written down then.
#[test]
fn events_are_read_in_the_order_in_which_they_began() {
    let mut outer = event(0, &["1"], "2");
    outer["caller"] = "app".into();
    outer["callee"] = "adder".into();
    let read = RunReport::read(&report(2, vec![event(1, &[], "ok"), outer]).to_string()).unwrap();
    let told: Vec<_> =
        read.trace.events.iter().map(|event| (event.sequence, event.callee.as_deref())).collect();
    assert_eq!(told, [(0, Some("adder")), (1, None)]);
    assert!(read.trace.events[0].is_between_parts());
}

#[test]
fn what_cannot_be_read_says_why() {
    let document = |change: &dyn Fn(&mut Value)| {
        let read = RunReport::read(&report(2, vec![event(0, &[], "ok"), event(1, &[], "ok")]).to_string());
        let mut value = serde_json::to_value(TraceDocument::of(&read.unwrap())).unwrap();
        change(&mut value);
        TraceDocument::read(&value.to_string()).unwrap_err().to_string()
    };
    for (words, found) in [
        (
            "this trace has the schema 2, and this version reads up to 1",
            // Whatever else a newer form holds.
            TraceDocument::read(r#"{"schema": 2, "calls": "elsewhere"}"#).unwrap_err().to_string(),
        ),
        ("this run report has the schema 3", RunReport::read(r#"{"schema": 3}"#).unwrap_err().to_string()),
        ("there is no schema 0", document(&|value| value["schema"] = 0.into())),
        ("this is not a trace: missing field `schema`", TraceDocument::read("{}").unwrap_err().to_string()),
        (
            "this is not a trace: expected value at line 1",
            TraceDocument::read("<html>").unwrap_err().to_string(),
        ),
        ("this is not a run report: EOF", RunReport::read("").unwrap_err().to_string()),
        (
            "missing field `function`",
            document(&|value| {
                value["events"][0].as_object_mut().unwrap().remove("function");
            }),
        ),
        (
            "a denied call tells no `capability`",
            document(&|value| value["events"][0]["decision"] = "denied".into()),
        ),
        ("unknown variant `maybe`", document(&|value| value["events"][0]["decision"] = "maybe".into())),
        (
            "the event 1 has the sequence 0, which does not come after 0",
            document(&|value| value["events"][1]["sequence"] = 0.into()),
        ),
        (
            "the trace tells of 1 calls in all and yet keeps one with the sequence 1",
            document(&|value| value["total_calls"] = 1.into()),
        ),
        ("invalid value", document(&|value| value["events"][0]["sequence"] = (-1).into())),
    ] {
        assert!(found.contains(words), "{words}: {found}");
    }
    let newer = report(2, vec![]).to_string().replace("\"events\":[]", "\"events\":[],\"schema\":2");
    assert_eq!(RunReport::read(&newer), Err(ReadError::NewerSchema { what: "trace", schema: 2, known: 1 }));
}

/// Damaged documents are errors or other documents, and never a panic.
#[test]
fn damaged_documents_are_never_a_panic() {
    let good = report(2, vec![event(0, &["descriptor#1", "\"#\""], "ok"), event(1, &["b\"x\""], "ok(a#2)")])
        .to_string();
    let left = RunReport::read(&good).unwrap();
    for end in 0..good.len() {
        assert!(RunReport::read(&good[..end]).is_err());
        let _ = TraceDocument::read(&good[..end]);
    }
    let mut random = SeededRandom::new(5);
    for _ in 0..20_000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..=random.next_u64() % 3 {
            let at = (random.next_u64() as usize) % bytes.len();
            bytes[at] = b"{}[]\",:0129-e#\\ax"[(random.next_u64() as usize) % 17];
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let mut store = TraceStore::default();
        let _ = store.push(&text);
        if let Ok(right) = RunReport::read(&text) {
            let found = compare(&left, &right);
            assert_eq!(found.same, compare(&right, &left).same, "{text}");
        }
    }
}

fn run(events: Vec<TraceEvent>) -> RunReport {
    let mut report: RunReport = serde_json::from_value(report(2, vec![])).unwrap();
    report.trace.total_calls = events.len() as u64;
    report.trace.events = events;
    report
}

/// Names, handles and values that were made to confuse: every call is in one row, and both ways round
/// the same is found.
#[test]
fn hostile_events_are_aligned_like_any() {
    const TEXTS: [&str; 16] = [
        "",
        "#",
        "a#1",
        "a#2",
        "a#1…",
        "a#",
        "\"a#1",
        "b\"\\",
        "'",
        "a#99999999999999999999",
        "\0#1",
        "…",
        "\u{202e}a#1",
        "a#1 a#1",
        "a#2 a#1",
        "<script>#1",
    ];
    let mut random = SeededRandom::new(3);
    for round in 0..400 {
        let mut some = |length: u64| {
            let mut text = || TEXTS[(random.next_u64() % 16) as usize].to_owned();
            let event =
                |sequence: u64, interface: String, function: String, argument: String, result: String| {
                    TraceEvent {
                        sequence,
                        caller: None,
                        callee: None,
                        interface,
                        function,
                        arguments: vec![argument],
                        result: Some(result),
                        interrupted: None,
                        decision: Decision::Allowed,
                        start_ns: 0,
                        duration_ns: 0,
                    }
                };
            let events =
                (0..length).map(|sequence| event(sequence, String::new(), String::new(), text(), text()));
            run(events.collect())
        };
        let (left, right) = (some(1 + round % 40), some(1 + round % 23));
        let (there, back) = (compare(&left, &right), compare(&right, &left));
        assert_eq!(there.same, back.same);
        let rows = &there.trace.rows;
        assert!(rows.iter().filter_map(|row| row.left).eq(0..left.trace.events.len() as u32));
        assert!(rows.iter().filter_map(|row| row.right).eq(0..right.trace.events.len() as u32));
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(row.counterpart.is_some(), row.kind == RowKind::Order);
            if let Some(counterpart) = row.counterpart {
                assert_eq!(rows[counterpart as usize].counterpart, Some(index as u32));
                assert_ne!(rows[counterpart as usize].left.is_some(), row.left.is_some());
            }
        }
        assert!(compare(&left, &left).same);
    }
}

/// Ten thousand calls on a million-numbered handles, each mentioned once.
#[test]
fn very_many_handles_are_told_apart() {
    let calls = |shift: u64| {
        let event = |sequence: u64| -> TraceEvent {
            let handle = format!("pollable#{}", 1_000_000 + sequence + shift);
            serde_json::from_value(event(sequence, &[&sequence.to_string()], &handle)).unwrap()
        };
        run((0..10_000).map(event).collect())
    };
    let found = compare(&calls(0), &calls(7));
    assert!(found.same, "{}", found.verdict);
}
