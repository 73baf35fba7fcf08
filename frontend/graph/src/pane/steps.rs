//! The strip below the graph that goes through a run call by call.

use crate::model::words::shown;
use diptych_page_common::composition::{StepMove, StepView};
use diptych_shared::report::format_count;
use leptos::prelude::*;

/// The strip; there is none unless a run is stepped through.
#[component]
pub fn Steps(step: Signal<Option<StepView>>, on_step: Callback<StepMove>) -> impl IntoView {
    let has_steps = Memo::new(move |_| step.with(|step| step.as_ref().is_some_and(|step| step.total > 0)));
    view! {
        <Show when=move || has_steps.get()>
            <Strip step on_step/>
        </Show>
    }
}

#[component]
fn Strip(step: Signal<Option<StepView>>, on_step: Callback<StepMove>) -> impl IntoView {
    let index = Memo::new(move |_| step.with(|step| step.as_ref().map_or(0, |step| step.index)));
    let total = Memo::new(move |_| step.with(|step| step.as_ref().map_or(0, |step| step.total)));
    let button = move |text: &'static str, label: &'static str, to: StepMove| {
        let is_backwards = matches!(to, StepMove::First | StepMove::Previous);
        let at_end = move || if is_backwards { index.get() == 0 } else { index.get() + 1 >= total.get() };
        view! {
            <button class="small mono" aria-label=label title=label disabled=at_end on:click=move |_| on_step.run(to)>
                {text}
            </button>
        }
    };
    let place = move || format!("call {} of {}", format_count(index.get() + 1), format_count(total.get()));
    let slide = move |event| {
        if let Ok(to) = event_target_value(&event).parse() {
            on_step.run(StepMove::To(to));
        }
    };
    let ends = move || {
        step.with(|step| {
            let step = step.as_ref()?;
            let name = |name: &Option<String>| name.as_deref().map_or("host".to_owned(), shown);
            Some(format!("{} → {}", name(&step.caller), name(&step.callee)))
        })
    };
    let call = move || {
        step.with(|step| {
            let step = step.as_ref()?;
            let arguments = step.arguments.iter().map(|argument| shown(argument)).collect::<Vec<_>>();
            let result = step.result.as_deref().map(|result| format!(" → {}", shown(result)));
            Some(view! {
                <span class="step-interface">{shown(&step.interface)} "#"</span>
                <strong>{shown(&step.function)}</strong>
                "(" {arguments.join(", ")} ")" {result}
            })
        })
    };
    view! {
        <div class="composition-steps" role="group" aria-label="Step through the calls" data-testid="composition-steps">
            {button("|<", "First call", StepMove::First)}
            {button("<", "Previous call ([)", StepMove::Previous)}
            {button(">", "Next call (])", StepMove::Next)}
            {button(">|", "Last call", StepMove::Last)}
            <input
                type="range"
                aria-label="Call"
                aria-valuetext=place
                min="0"
                max=move || total.get().saturating_sub(1).to_string()
                prop:value=move || index.get().to_string()
                on:input=slide
            />
            <span class="note step-place">{place}</span>
            <p class="step-call" aria-live="polite">
                <span class="step-ends">{ends}</span>
                <code>{call}</code>
            </p>
        </div>
    }
}
