//! stdout and stderr, byte for byte: live while it runs, as aligned lines where the sides differ.

use super::{cell, compared, row_head};
use crate::components::guest_text::GuestText;
use crate::state::session::{Column, Session, Side};
use crate::state::text::{hex_lines, size, visible_line};
use diptych_shared::api::run::OutputStream;
use diptych_shared::report::{Comparison, DiffLine, OutputComparison};
use leptos::prelude::*;

fn stream_of(column: Column, stream: OutputStream) -> RwSignal<Vec<u8>> {
    match stream {
        OutputStream::Stdout => column.stdout,
        OutputStream::Stderr => column.stderr,
    }
}

fn comparison_of(comparison: &Comparison, stream: OutputStream) -> &OutputComparison {
    match stream {
        OutputStream::Stdout => &comparison.stdout,
        OutputStream::Stderr => &comparison.stderr,
    }
}

/// Both engines' output on one stream.
#[component]
pub fn OutputRow(session: Session, stream: OutputStream) -> impl IntoView {
    let name = match stream {
        OutputStream::Stdout => "stdout",
        OutputStream::Stderr => "stderr",
    };
    let different = Memo::new(move |_| {
        compared(session, |comparison| comparison_of(comparison, stream).clone())
            .filter(|output| !output.same)
    });
    let output = move |side: Side| {
        let column = session.column(side);
        cell(side, format!("{name}-{}", side.id()), move || {
            let bytes = stream_of(column, stream).get();
            let truncated = column.report.with(|report| {
                report.as_ref().is_some_and(|report| match stream {
                    OutputStream::Stdout => report.stdout.truncated,
                    OutputStream::Stderr => report.stderr.truncated,
                })
            });
            let lines = different.with(|different| different.as_ref().map(|output| output.lines.clone()));
            if bytes.is_empty() {
                return None;
            }
            let body = match lines {
                Some(lines) if !lines.is_empty() => view! { <Diff lines side/> }.into_any(),
                _ => view! { <Bytes bytes=bytes.clone()/> }.into_any(),
            };
            Some(
                view! {
                    {body}
                    <p class="note">
                        {size(bytes.len() as u64)}
                        {if truncated { ", cut at the limit output-bytes" } else { "" }}
                    </p>
                }
                .into_any(),
            )
        })
    };
    let where_ = move || {
        different.get().and_then(|output| output.first_difference).map(|offset| {
            view! { <p class="wide note">{format!("First difference at byte {offset}.")}</p> }
        })
    };
    view! {
        {row_head(name, move || compared(session, |comparison| !comparison_of(comparison, stream).same))}
        {output(Side::Browser)}
        {output(Side::Wasmtime)}
        {where_}
    }
}

/// Text as text, anything else as a hex dump.
#[component]
fn Bytes(bytes: Vec<u8>) -> impl IntoView {
    const SHOWN_BYTES: usize = 16 * 1024;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let bytes = error.into_bytes();
            hex_lines(&bytes[..bytes.len().min(SHOWN_BYTES)]).join("\n")
        }
    };
    view! { <GuestText text/> }
}

/// One side of the aligned lines; lines the other side does not have, or has otherwise, are marked.
#[component]
fn Diff(lines: Vec<DiffLine>, side: Side) -> impl IntoView {
    const SHOWN_LINES: usize = 2_000;
    let total = lines.len();
    let rows: Vec<_> = lines
        .into_iter()
        .take(SHOWN_LINES)
        .map(|line| {
            let differs = line.left != line.right;
            let own = if side == Side::Browser { line.left } else { line.right };
            let missing = own.is_none();
            view! {
                <span class="line" class:differs=differs class:missing=missing>
                    {own.map(|text| visible_line(&text)).unwrap_or_default()}
                </span>
            }
        })
        .collect();
    view! {
        <pre class=format!("guest diff {}", side.class())>{rows}</pre>
        {(total > SHOWN_LINES).then(|| view! {
            <p class="note">{format!("{} more lines are in the report.", total - SHOWN_LINES)}</p>
        })}
    }
}
