//! What opens over the graph: the menu of a spot, the components to add, the field for a new name.

use super::board::{Board, Popup};
use crate::model::menu::{Choice, MenuItem, items};
use crate::model::names::check_instance_name;
use crate::model::words::{self, shown};
use diptych_page_common::dom;
use diptych_shared::api::composition::CompositionEdit;
use leptos::{html, prelude::*};

/// In a pane that is lower, in CSS pixels, half of it does not hold a menu: it opens over all of it.
const SMALL: f64 = 420.0;

/// Whatever is open, over everything else in the pane; a press beside it closes it.
#[component]
pub fn PopupLayer(board: Board) -> impl IntoView {
    let content = move || {
        let (popup, (x, y)) = board.popup.get()?;
        let (_, height) = board.canvas.get_untracked();
        // It opens upwards in the lower half, so that it is never cut off there.
        let vertical = if height > 0.0 && height < SMALL {
            "top: 4px; max-height: calc(100% - 8px)".to_owned()
        } else if y > height * 0.55 && height > 0.0 {
            format!("bottom: calc(100% - {:.0}px); max-height: {:.0}px", y - 14.0, (y - 22.0).max(120.0))
        } else {
            format!("top: {y:.0}px; max-height: calc(100% - {:.0}px)", y + 8.0)
        };
        let style = format!("left: max(4px, min({x:.0}px, calc(100% - 284px))); {vertical}");
        let inside = match popup {
            Popup::Menu(spot) => {
                let drawing = board.drawing.get_untracked()?;
                let (title, items) = board.given.wiring.with_untracked(|wiring| {
                    let read_only = board.is_read_only.get_untracked();
                    let has_calls = board.has_calls.get_untracked();
                    let items = items(&drawing, wiring, &spot, read_only, has_calls);
                    (words::spot(&drawing, &spot), items)
                });
                view! { <Menu board title items/> }.into_any()
            }
            Popup::Components => {
                let components = board.given.wiring.with_untracked(|wiring| wiring.components.clone());
                let item = |component: String| MenuItem {
                    label: shown(&component),
                    detail: None,
                    key: "",
                    choice: Some(Choice::Edit(CompositionEdit::Add { component })),
                };
                let items = components.into_iter().map(item).collect();
                view! { <Menu board title="Add an instance of".to_owned() items/> }.into_any()
            }
            Popup::Rename(instance) => {
                let on_done = Callback::new(move |()| board.close_popup());
                view! { <Rename board instance on_done/> }.into_any()
            }
        };
        Some(view! {
            <div class="graph-popup-back" on:pointerdown=move |_| board.close_popup()></div>
            <div class="graph-popup" style=style data-testid="composition-menu">{inside}</div>
        })
    };
    view! { {content} }
}

/// A menu; the keyboard is on one of its entries as long as it is open.
#[component]
fn Menu(board: Board, title: String, items: Vec<MenuItem>) -> impl IntoView {
    let count = items.len();
    let first = items.iter().position(|item| item.choice.is_some()).unwrap_or(0);
    let at = StoredValue::new(first);
    let focus = move |index: usize| {
        at.set_value(index);
        dom::focus(&format!("#graph-menu-{index}"));
    };
    request_animation_frame(move || match count {
        0 => dom::focus(".graph-menu"),
        _ => dom::focus(&format!("#graph-menu-{first}")),
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        let here = at.get_value();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => focus((here + 1) % count),
            "ArrowUp" if count > 0 => focus((here + count - 1) % count),
            "Home" if count > 0 => focus(0),
            "End" if count > 0 => focus(count - 1),
            "Escape" | "Tab" => board.close_popup(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let rows = items.into_iter().enumerate().map(|(index, item)| {
        let choice = item.choice.clone();
        let can = choice.is_some();
        let choose = move |_| {
            let Some(choice) = choice.clone() else { return };
            match choice {
                Choice::Edit(edit) => {
                    board.close_popup();
                    board.edit(edit);
                }
                Choice::Show(target) => {
                    board.popup.set(None);
                    board.given.on_show.run(target);
                }
                Choice::Rename(instance) => board.open_rename(instance),
            }
        };
        view! {
            <button
                id=format!("graph-menu-{index}")
                role="menuitem"
                tabindex="-1"
                aria-disabled=(!can).then_some("true")
                on:click=choose
            >
                <span class="graph-menu-label">{item.label}</span>
                <kbd>{item.key}</kbd>
                {item.detail.map(|detail| view! { <span class="graph-menu-detail">{detail}</span> })}
            </button>
        }
    });
    view! {
        <p class="graph-popup-title" aria-hidden="true">{title.clone()}</p>
        <div class="graph-menu" role="menu" tabindex="-1" aria-label=title on:keydown=on_key>
            {rows.collect::<Vec<_>>()}
        </div>
        {(count == 0).then(|| view! { <p class="note">"Nothing can be done with this here."</p> })}
    }
}

/// The field for an instance's new name: Enter renames, Escape does not.
#[component]
pub fn Rename(
    board: Board,
    /// Its name now.
    instance: String,
    /// Called when the field is to go.
    on_done: Callback<()>,
) -> impl IntoView {
    let text = RwSignal::new(instance.clone());
    let from = StoredValue::new(instance);
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let problem = Memo::new(move |_| {
        let (to, from) = (text.get(), from.get_value());
        board.given.composition.with_untracked(|composition| {
            let composition = composition.as_ref()?;
            (to != from).then(|| check_instance_name(composition, &from, &to).err()).flatten()
        })
    });
    let on_key = move |event: web_sys::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" => {
                let (to, instance) = (text.get_untracked(), from.get_value());
                if problem.get_untracked().is_some() {
                    return;
                }
                on_done.run(());
                if to != instance {
                    board.edit(CompositionEdit::Rename { instance, to });
                }
            }
            "Escape" => on_done.run(()),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <label class="graph-rename">
            <span class="graph-popup-title">"New name of " {shown(&from.get_value())}</span>
            <input
                type="text"
                class="mono"
                data-testid="composition-name"
                spellcheck="false"
                autocomplete="off"
                aria-invalid=move || problem.get().is_some().then_some("true")
                node_ref=field
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=on_key
            />
            {move || problem.get().map(|problem| view! { <span class="field-error" role="alert">{shown(&problem)}</span> })}
        </label>
    }
}
