//! What the calls returned, as WAVE.

use super::{cell, compared, row_head};
use crate::components::guest_text::GuestText;
use crate::state::session::{Session, Side};
use crate::state::text::visible_line;
use leptos::prelude::*;

/// Both engines' values.
#[component]
pub fn ValueRow(session: Session) -> impl IntoView {
    let value = move |side: Side| {
        let column = session.column(side);
        cell(side, format!("value-{}", side.id()), move || {
            let report = column.report.get()?;
            let several = report.values.len() > 1;
            let values: Vec<_> = report
                .values
                .iter()
                .enumerate()
                .map(|(index, value)| {
                    let export = visible_line(value.export.rsplit('#').next().unwrap_or(&value.export));
                    let text = value.value.clone().unwrap_or_else(|| "(no result)".into());
                    view! {
                        <div class="value">
                            {several.then(|| view! { <span class="note mono">{format!("{} {export}", index + 1)}</span> })}
                            <GuestText text/>
                        </div>
                    }
                })
                .collect();
            (!values.is_empty()).then(|| values.into_any())
        })
    };
    view! {
        {row_head("Value", move || compared(session, |comparison| !comparison.values.same))}
        {value(Side::Browser)}
        {value(Side::Wasmtime)}
        {move || compared(session, |comparison| comparison.values.difference.clone())
            .filter(|difference| !difference.is_empty())
            .map(|difference| view! { <p class="wide note">{crate::state::text::visible(&difference)}</p> })}
    }
}
