//! Limits, clocks and how often the call is timed.

use super::RunForm;
use diptych_shared::api::run::{RunLimits, RunMode};
use leptos::prelude::*;

/// One number of the form.
#[derive(Clone, Copy)]
struct Number {
    name: &'static str,
    meaning: &'static str,
    max: u64,
    read: fn(&RunLimits) -> u64,
    write: fn(&mut RunLimits, u64),
}

const NUMBERS: [Number; 6] = [
    Number {
        name: "time-ms",
        meaning: "wall time, in milliseconds",
        max: 600_000,
        read: |limits| limits.time_ms,
        write: |limits, value| limits.time_ms = value,
    },
    Number {
        name: "memory-bytes",
        meaning: "all memories together, in bytes",
        max: 4 << 30,
        read: |limits| limits.memory_bytes,
        write: |limits, value| limits.memory_bytes = value,
    },
    Number {
        name: "output-bytes",
        meaning: "stdout and stderr together, in bytes",
        max: 64 << 20,
        read: |limits| limits.output_bytes,
        write: |limits, value| limits.output_bytes = value,
    },
    Number {
        name: "trace-events",
        meaning: "host calls kept in the trace",
        max: 400_000,
        read: |limits| limits.trace_events,
        write: |limits, value| limits.trace_events = value,
    },
    Number {
        name: "trace-bytes",
        meaning: "arguments and results kept in the trace, in bytes",
        max: 64 << 20,
        read: |limits| limits.trace_bytes,
        write: |limits, value| limits.trace_bytes = value,
    },
    Number {
        name: "file-bytes",
        meaning: "changed files kept in the report, in bytes",
        max: 16 << 20,
        read: |limits| limits.file_bytes,
        write: |limits, value| limits.file_bytes = value,
    },
];

/// The most warm calls an engine makes.
const WARM_CALLS: u64 = 1_000;

/// The section.
#[component]
pub fn Limits(form: RunForm) -> impl IntoView {
    let numbers = NUMBERS.map(|number| {
        let value = Memo::new(move |_| form.table.with(|table| (number.read)(&table.limits)));
        let set = move |value| form.change(move |table| (number.write)(&mut table.limits, value));
        number_field(number.name, number.meaning, 1, number.max, value, set)
    });
    let warm_calls = Memo::new(move |_| form.table.with(|table| u64::from(table.warm_calls)));
    let set_warm_calls = move |value| form.change(move |table| table.warm_calls = value as u32);
    let live = move || form.table.with(|table| table.mode == RunMode::Live);
    view! {
        <details class="section">
            <summary>"Limits and timing"</summary>
            <label class="field">
                <span>"Clocks and random"</span>
                <select
                    data-testid="run-mode"
                    on:change=move |event| {
                        let live = event_target_value(&event) == "live";
                        form.change(move |table| {
                            table.mode = if live { RunMode::Live } else { RunMode::Deterministic };
                        });
                    }
                >
                    <option value="deterministic" prop:selected=move || !live()>"deterministic: the same on both engines"</option>
                    <option value="live" prop:selected=live>"live: each engine’s own"</option>
                </select>
            </label>
            {number_field("warm-calls", "untraced calls to time; 0 for none", 0, WARM_CALLS, warm_calls, set_warm_calls)}
            {numbers.into_iter().collect::<Vec<_>>()}
        </details>
    }
}

fn number_field(
    name: &'static str,
    meaning: &'static str,
    min: u64,
    max: u64,
    value: Memo<u64>,
    set: impl Fn(u64) + 'static,
) -> impl IntoView {
    let problem = RwSignal::new(None::<String>);
    view! {
        <label class="field">
            <span>
                <code>{name}</code>
                <span class="note">{meaning}</span>
            </span>
            <input
                type="text"
                inputmode="numeric"
                class="mono"
                data-testid=format!("limit-{name}")
                prop:value=move || value.get().to_string()
                on:input=move |event| {
                    match event_target_value(&event).trim().parse::<u64>() {
                        Ok(number) if (min..=max).contains(&number) => {
                            problem.set(None);
                            set(number);
                        }
                        _ => problem.set(Some(format!("a whole number from {min} to {max}"))),
                    }
                }
            />
            {move || problem.get().map(|problem| view! { <span class="field-error" role="alert">{problem}</span> })}
        </label>
    }
}
