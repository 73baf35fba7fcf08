//! A typed form for one value, made from its WIT type; each part is edited in place.

mod cases;
mod leaf;
mod list;

use crate::state::value_path::{part, spread_bytes, with_part};
use diptych_shared::api::types::{NamedType, WitType};
use diptych_shared::toolchain::wave::Value;
use leptos::prelude::*;

/// What every field of the form is given.
#[derive(Clone, Copy)]
pub struct Binding {
    /// The value as it is.
    pub value: Signal<Value>,
    /// Called with the whole changed value.
    pub set: Callback<Value>,
}

impl Binding {
    /// The binding of the `index`th part of this one's list, tuple or record.
    fn part(self, index: usize) -> Binding {
        let Binding { value, set } = self;
        let fallback = Value::Bool(false);
        let part_value = Memo::new(move |last: Option<&Value>| {
            let found = value.with(|value| part(value, index).cloned());
            // While a structure shrinks its last part is asked for once more.
            found.or_else(|| last.cloned()).unwrap_or_else(|| fallback.clone())
        });
        Binding {
            value: part_value.into(),
            set: Callback::new(move |changed| set.run(with_part(value.get_untracked(), index, changed))),
        }
    }
}

/// The form of one value. Nested values nest.
#[component]
pub fn WaveForm(
    /// The value's type.
    ty: WitType,
    /// The value.
    binding: Binding,
    /// What it is called, for assistive technology.
    #[prop(into)]
    label: String,
    /// The handles that earlier calls may give: `$1` and the call it comes from.
    handles: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    match ty {
        WitType::Bool => leaf::checkbox(binding, label).into_any(),
        WitType::Own { resource } | WitType::Borrow { resource } => {
            leaf::handle(binding, label, resource, handles).into_any()
        }
        WitType::Flags { names } => leaf::flags(binding, label, names).into_any(),
        WitType::List { element } => {
            let spread = Binding {
                value: Signal::derive(move || spread_bytes(binding.value.get())),
                set: binding.set,
            };
            list::list(*element, spread, label, handles).into_any()
        }
        WitType::Record { fields } => parts(fields, binding, handles).into_any(),
        WitType::Tuple { items } => {
            let named = |(index, ty)| NamedType { name: index_name(index), ty };
            parts(items.into_iter().enumerate().map(named).collect(), binding, handles).into_any()
        }
        ty @ (WitType::Variant { .. }
        | WitType::Enum { .. }
        | WitType::Option { .. }
        | WitType::Result { .. }) => cases::cases_form(ty, binding, label, handles).into_any(),
        WitType::Unsupported { name } => view! {
            <p class="note">{format!("`{name}` has no form yet: write it as WAVE text.")}</p>
        }
        .into_any(),
        leaf_ty => leaf::line(leaf_ty, binding, label).into_any(),
    }
}

fn index_name(index: usize) -> String {
    index.to_string()
}

fn parts(fields: Vec<NamedType>, binding: Binding, handles: Signal<Vec<(String, String)>>) -> impl IntoView {
    let rows: Vec<_> = fields
        .into_iter()
        .enumerate()
        .map(|(index, field)| {
            let name = crate::state::text::visible_line(&field.name);
            view! {
                <div class="wave-part">
                    <span class="wave-name">{name.clone()}</span>
                    <WaveForm ty=field.ty binding=binding.part(index) label=name handles/>
                </div>
            }
        })
        .collect();
    view! { <div class="wave-parts">{rows}</div> }
}
