//! The pane's head: the form it is shown in, adding and plugging, the zoom.

use super::board::{Board, Popup};
use super::{FORM, Form};
use diptych_page_common::icon::{Icon, PLUS};
use diptych_page_common::{dom, page};
use diptych_shared::api::composition::CompositionEdit;
use leptos::{html, prelude::*};

/// The head.
#[component]
pub fn Toolbar(board: Board, form: RwSignal<Form>, #[prop(into)] is_empty: Signal<bool>) -> impl IntoView {
    let add = NodeRef::<html::Button>::new();
    let cannot_add =
        move || board.is_read_only.get() || board.given.wiring.with(|wiring| wiring.components.is_empty());
    let open = move |_| {
        let left = add.get_untracked().map_or(0, |button| button.offset_left());
        board.popup.set(Some((Popup::Components, (f64::from(left), 2.0))));
    };
    let forms = Form::BOTH.map(|own| {
        let choose = move |_| {
            form.set(own);
            page::set_preference(FORM, own.name());
            dom::focus(&format!("[data-testid='composition-form-{}']", own.name().to_ascii_lowercase()));
        };
        view! {
            <button
                class="small"
                data-testid=format!("composition-form-{}", own.name().to_ascii_lowercase())
                aria-pressed=move || (form.get() == own).to_string()
                on:click=choose
            >
                {own.name()}
            </button>
        }
    });
    let is_graph = move || form.get() == Form::Graph && !is_empty.get();
    view! {
        <header class="pane-head composition-head">
            <h2>"Composition"</h2>
            <span class="composition-forms" role="group" aria-label="Form">{forms.into_iter().collect::<Vec<_>>()}</span>
            <button
                class="small"
                data-testid="composition-add"
                title="One more instance of a component of the project"
                aria-haspopup="menu"
                node_ref=add
                disabled=cannot_add
                on:click=open
            >
                <Icon path=PLUS/>
                "Add component"
            </button>
            <button
                class="small"
                data-testid="composition-plug"
                title="Wires every import that exactly one other instance can supply, and exports what nobody takes"
                disabled=move || board.is_read_only.get() || is_empty.get()
                on:click=move |_| board.given.on_edit.run(CompositionEdit::Plug)
            >
                "Plug"
            </button>
            <span class="grow"></span>
            <Show when=is_graph>
                <span class="composition-zoom" role="group" aria-label="Zoom">
                    <button class="quiet" aria-label="Smaller" title="Smaller (-)" on:click=move |_| board.zoom(1.0 / ZOOM, None)>"−"</button>
                    <span class="note mono" data-testid="composition-scale">
                        {move || format!("{:.0} %", board.view.get().scale * 100.0)}
                    </span>
                    <button class="quiet" aria-label="Larger" title="Larger (+)" on:click=move |_| board.zoom(ZOOM, None)>"+"</button>
                    <button class="small" title="All of it (0)" on:click=move |_| board.fit()>"Fit"</button>
                </span>
            </Show>
        </header>
    }
}

/// How much one press zooms.
pub const ZOOM: f64 = 1.25;
