//! The script of calls: which exports are called, in order, on one instance.

use super::RunForm;
use super::call::CallForm;
use crate::components::icon::{Icon, PLUS};
use diptych_shared::api::inspect::{ExportedFunction, Inspection};
use diptych_shared::api::run::Call;
use diptych_shared::api::types::WitType;
use diptych_shared::toolchain::wave;
use leptos::prelude::*;
use std::sync::Arc;

/// A call of `function` with starting values.
pub fn starting_call(function: &ExportedFunction) -> Call {
    let text = |ty: &WitType| wave::to_text(&wave::default_value(ty));
    let arguments = function.signature.parameters.iter().map(|parameter| text(&parameter.ty)).collect();
    Call { export: function.export.clone(), arguments }
}

/// The section.
#[component]
pub fn Calls(
    form: RunForm,
    inspection: Memo<Option<Arc<Inspection>>>,
    on_build: Callback<()>,
) -> impl IntoView {
    let count = Memo::new(move |_| form.table.with(|table| table.calls.len()));
    let callable = Memo::new(move |_| {
        inspection.with(|inspection| {
            inspection.as_ref().is_some_and(|inspection| {
                inspection.exports.iter().any(|export| !is_command(inspection, export))
            })
        })
    });
    let add = move |_| {
        let call = inspection.with_untracked(|inspection| {
            let inspection = inspection.as_ref()?;
            inspection.exports.iter().find(|export| !is_command(inspection, export)).map(starting_call)
        });
        if let Some(call) = call {
            form.change(move |table| table.calls.push(call));
        }
    };
    let when_none = move || {
        let text = inspection.with(|inspection| match inspection {
            None => "No calls yet. When the source compiles, its exports can be chosen here; until then Run calls wasi:cli/run.",
            Some(inspection) if inspection.command.is_some() => "None: Run calls the command, wasi:cli/run.",
            Some(inspection) if inspection.exports.is_empty() => "The component exports no function: there is nothing to call.",
            Some(_) => "None yet: this component is no command, so add a call of one of its exports.",
        });
        view! { <p class="empty">{text}</p> }
    };
    view! {
        <details open class="section">
            <summary>"Calls"</summary>
            <Show when=move || count.get() == 0>{when_none}</Show>
            <For each=move || 0..count.get() key=|index| *index let:index>
                <CallForm form index inspection/>
            </For>
            <div class="section-actions">
                <button class="small" data-testid="add-call" disabled=move || !callable.get() on:click=add>
                    <Icon path=PLUS/>
                    "Add call"
                </button>
                <Show when=move || inspection.with(Option::is_none)>
                    <button class="small" data-testid="build" on:click=move |_| on_build.run(())>
                        "Build to see the exports"
                    </button>
                </Show>
            </div>
        </details>
    }
}

fn is_command(inspection: &Inspection, export: &ExportedFunction) -> bool {
    inspection.command.as_ref() == Some(&export.export)
}
