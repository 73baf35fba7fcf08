//! One call: an export, and for each parameter a typed form with its WAVE text beside it.

use super::RunForm;
use super::calls::starting_call;
use crate::components::icon::{CROSS, Icon};
use crate::components::wave_form::{Binding, WaveForm};
use crate::state::text::visible_line;
use diptych_shared::api::inspect::{ExportedFunction, Inspection};
use diptych_shared::api::run::Call;
use diptych_shared::api::types::{NamedType, WitType};
use diptych_shared::toolchain::wave;
use leptos::prelude::*;
use std::sync::Arc;

/// The export that `name` means: exactly, else without the version.
fn find<'a>(inspection: &'a Inspection, name: &str) -> Option<&'a ExportedFunction> {
    let unversioned = |export: &str| match export.split_once('#') {
        Some((interface, function)) => {
            format!("{}#{function}", interface.split('@').next().unwrap_or(interface))
        }
        None => export.to_owned(),
    };
    let exact = inspection.exports.iter().find(|export| export.export == name);
    exact.or_else(|| inspection.exports.iter().find(|export| unversioned(&export.export) == name))
}

/// The form of the `index`th call.
#[component]
pub fn CallForm(form: RunForm, index: usize, inspection: Memo<Option<Arc<Inspection>>>) -> impl IntoView {
    let call = Memo::new(move |_| form.table.with(|table| table.calls.get(index).cloned()));
    let export = Memo::new(move |_| {
        call.with(|call| call.as_ref().map(|call| call.export.clone()).unwrap_or_default())
    });
    let function = Memo::new(move |_| {
        inspection.with(|inspection| export.with(|export| find(inspection.as_ref()?, export).cloned()))
    });
    // Arguments are numbered through all calls, so that each has one stable name on the page.
    let arguments_before = Memo::new(move |_| {
        form.table
            .with(|table| table.calls.iter().take(index).map(|call| call.arguments.len()).sum::<usize>())
    });
    let handles = Signal::derive(move || handles_before(form, index, inspection));
    let choose = move |event| {
        let name = event_target_value(&event);
        let chosen =
            inspection.with_untracked(|inspection| find(inspection.as_ref()?, &name).map(starting_call));
        if let Some(chosen) = chosen {
            form.change(move |table| {
                if let Some(call) = table.calls.get_mut(index) {
                    *call = chosen;
                }
            });
        }
    };
    let arguments = move || match function.get() {
        Some(function) => {
            let parameters = function.signature.parameters.into_iter().enumerate();
            parameters
                .map(|(argument, parameter)| {
                    view! { <ArgumentForm form index argument parameter handles arguments_before/> }
                        .into_any()
                })
                .collect::<Vec<_>>()
        }
        None => {
            let count = call.with(|call| call.as_ref().map_or(0, |call| call.arguments.len()));
            (0..count)
                .map(|argument| view! { <UntypedArgument form index argument arguments_before/> }.into_any())
                .collect()
        }
    };
    view! {
        <div class="call" role="group" aria-label=format!("Call {}", index + 1)>
            <div class="call-head">
                <span class="call-number" title="An earlier call's handle is written $ and its number">{index + 1}</span>
                <select class="mono" data-testid="call-export" aria-label=format!("Export of call {}", index + 1) on:change=choose>
                    {move || inspection.with(|inspection| export_options(inspection.as_deref(), &export.get()))}
                </select>
                <button
                    class="quiet"
                    aria-label=format!("Remove call {}", index + 1)
                    on:click=move |_| form.change(move |table| {
                        if index < table.calls.len() {
                            table.calls.remove(index);
                        }
                    })
                >
                    <Icon path=CROSS/>
                </button>
            </div>
            {move || function.get().map(|function| view! {
                <p class="signature mono">{visible_line(&function.signature.wit)}</p>
                {function.signature.docs.map(|docs| view! { <p class="note">{crate::state::text::visible(&docs)}</p> })}
            })}
            {arguments}
        </div>
    }
}

/// The exports, grouped by interface; the chosen one even when the component does not have it.
fn export_options(inspection: Option<&Inspection>, chosen: &str) -> Vec<AnyView> {
    let exports = inspection.map(|inspection| inspection.exports.as_slice()).unwrap_or_default();
    let found =
        inspection.and_then(|inspection| find(inspection, chosen)).map(|export| export.export.clone());
    let option = |export: &ExportedFunction| {
        let selected = Some(&export.export) == found.as_ref();
        let text = visible_line(&export.signature.name);
        view! { <option value=export.export.clone() selected=selected>{text}</option> }.into_any()
    };
    let mut out = Vec::new();
    if found.is_none() {
        let why = if inspection.is_some() { " (not exported)" } else { "" };
        let text = format!("{}{why}", visible_line(chosen));
        out.push(view! { <option value=chosen.to_owned() selected=true>{text}</option> }.into_any());
    }
    out.extend(exports.iter().filter(|export| export.interface.is_none()).map(option));
    let mut interfaces: Vec<&String> =
        exports.iter().filter_map(|export| export.interface.as_ref()).collect();
    interfaces.dedup();
    for interface in interfaces {
        let own: Vec<AnyView> = exports
            .iter()
            .filter(|export| export.interface.as_ref() == Some(interface))
            .map(option)
            .collect();
        out.push(view! { <optgroup label=visible_line(interface)>{own}</optgroup> }.into_any());
    }
    out
}

/// The calls before `index` that return a handle: `$n` and what they call.
fn handles_before(
    form: RunForm,
    index: usize,
    inspection: Memo<Option<Arc<Inspection>>>,
) -> Vec<(String, String)> {
    let calls = form
        .table
        .with(|table| table.calls.iter().take(index).map(|call| call.export.clone()).collect::<Vec<_>>());
    inspection.with(|inspection| {
        let Some(inspection) = inspection else { return Vec::new() };
        let returns_handle = |(at, export): (usize, &String)| {
            let function = find(inspection, export)?;
            let handle = matches!(function.signature.result, Some(WitType::Own { .. }));
            handle.then(|| (format!("${}", at + 1), function.signature.name.clone()))
        };
        calls.iter().enumerate().filter_map(returns_handle).collect()
    })
}

fn argument_text(form: RunForm, index: usize, argument: usize) -> Memo<String> {
    let text = |call: &Call, argument: usize| call.arguments.get(argument).cloned();
    Memo::new(move |_| {
        form.table
            .with(|table| table.calls.get(index).and_then(|call| text(call, argument)))
            .unwrap_or_default()
    })
}

fn set_argument(form: RunForm, index: usize, argument: usize, text: String) {
    form.change(move |table| {
        if let Some(call) = table.calls.get_mut(index) {
            if call.arguments.len() <= argument {
                call.arguments.resize(argument + 1, String::new());
            }
            call.arguments[argument] = text;
        }
    });
}

#[component]
fn ArgumentForm(
    form: RunForm,
    index: usize,
    argument: usize,
    parameter: NamedType,
    handles: Signal<Vec<(String, String)>>,
    arguments_before: Memo<usize>,
) -> impl IntoView {
    let text = argument_text(form, index, argument);
    let ty = StoredValue::new(parameter.ty.clone());
    let parsed = Memo::new(move |_| text.with(|text| ty.with_value(|ty| wave::parse(ty, text))));
    let problem =
        Memo::new(move |_| parsed.with(|parsed| parsed.as_ref().err().map(|error| error.message.clone())));
    // A text that does not parse leaves the form at the last value that did.
    let value = Memo::new(move |last: Option<&wave::Value>| match parsed.get() {
        Ok(value) => value,
        Err(_) => last.cloned().unwrap_or_else(|| ty.with_value(wave::default_value)),
    });
    let set =
        Callback::new(move |value: wave::Value| set_argument(form, index, argument, wave::to_text(&value)));
    let name = visible_line(&parameter.name);
    view! {
        <div class="argument">
            <span class="argument-name mono">{name.clone()}</span>
            <div class="argument-form" class:stale=move || problem.with(Option::is_some)>
                <WaveForm ty=parameter.ty binding=Binding { value: value.into(), set } label=name.clone() handles/>
            </div>
            <WaveText text problem label=format!("{name} as WAVE") number=arguments_before argument
                on_input=Callback::new(move |text| set_argument(form, index, argument, text))/>
        </div>
    }
}

#[component]
fn UntypedArgument(
    form: RunForm,
    index: usize,
    argument: usize,
    arguments_before: Memo<usize>,
) -> impl IntoView {
    let text = argument_text(form, index, argument);
    view! {
        <div class="argument">
            <span class="argument-name mono">{argument + 1}</span>
            <WaveText text problem=Memo::new(|_| None) label=format!("argument {} as WAVE", argument + 1) number=arguments_before argument
                on_input=Callback::new(move |text| set_argument(form, index, argument, text))/>
        </div>
    }
}

#[component]
fn WaveText(
    text: Memo<String>,
    problem: Memo<Option<String>>,
    label: String,
    number: Memo<usize>,
    argument: usize,
    on_input: Callback<String>,
) -> impl IntoView {
    view! {
        <span class="wave-line">
            <textarea
                class="mono wave-text"
                rows=move || text.with(|text| (text.len() / 40).min(4) + 1).to_string()
                data-testid=move || format!("call-wave-{}", number.get() + argument)
                aria-label=label
                aria-invalid=move || problem.with(Option::is_some).to_string()
                spellcheck="false"
                prop:value=text
                on:input=move |event| on_input.run(event_target_value(&event))
            ></textarea>
            {move || problem.get().map(|problem| view! {
                <span class="field-error" role="alert">{crate::state::text::visible(&problem)}</span>
            })}
        </span>
    }
}
