//! Types that are one of several cases: variant, enum, option, result.

use super::{Binding, WaveForm};
use crate::state::text::visible_line;
use crate::state::value_path::{case_of, cases, in_case, payload_of};
use diptych_shared::api::types::WitType;
use diptych_shared::toolchain::wave::{Value, default_value};
use leptos::prelude::*;

/// A choice of case, and the payload of the chosen one.
pub fn cases_form(
    ty: WitType,
    binding: Binding,
    label: String,
    handles: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let all = cases(&ty);
    let chosen = Memo::new(move |_| binding.value.with(case_of));
    let names: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
    let payload_types = StoredValue::new(all);
    let ty = StoredValue::new(ty);
    let choose = move |event| {
        let case = event_target_value(&event);
        binding.set.run(ty.with_value(|ty| in_case(ty, &case, None)));
    };
    let options = names
        .into_iter()
        .map(|name| {
            let (value, shown) = (name.clone(), visible_line(&name));
            view! { <option value=value prop:selected=move || chosen.get() == name>{shown}</option> }
        })
        .collect::<Vec<_>>();
    let payload_label = label.clone();
    let payload = move || {
        let case = chosen.get();
        let payload_ty = payload_types.with_value(|cases| {
            cases.iter().find(|(name, _)| *name == case).and_then(|(_, ty)| ty.clone())
        })?;
        let start = default_value(&payload_ty);
        let value = Memo::new(move |_| {
            binding.value.with(|value| payload_of(value).cloned()).unwrap_or_else(|| start.clone())
        });
        let set = Callback::new(move |changed: Value| {
            let case = chosen.get_untracked();
            binding.set.run(ty.with_value(|ty| in_case(ty, &case, Some(changed))));
        });
        let binding = Binding { value: value.into(), set };
        Some(
            view! {
                <div class="wave-payload">
                    <WaveForm ty=payload_ty binding label=format!("payload of {payload_label}") handles/>
                </div>
            }
            .into_any(),
        )
    };
    view! {
        <div class="wave-cases">
            <select aria-label=label on:change=choose>{options}</select>
            {payload}
        </div>
    }
}
