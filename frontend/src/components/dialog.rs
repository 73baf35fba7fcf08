//! A modal dialog: the browser's own, so that focus stays inside and Escape closes it.

use leptos::{html, prelude::*};

/// A modal dialog with a heading and a close button. It opens when it is rendered.
#[component]
pub fn Dialog(
    /// What it is.
    title: &'static str,
    /// Called when the person closes it.
    on_close: Callback<()>,
    /// Extra class for its size.
    #[prop(optional)]
    class: &'static str,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        }
    });
    let close_on_backdrop = move |event: leptos::ev::MouseEvent| {
        // The backdrop belongs to the dialog element itself; its content is inside `.dialog-body`.
        if let (Some(dialog), Some(target)) = (node.get_untracked(), event.target())
            && *AsRef::<web_sys::EventTarget>::as_ref(&*dialog) == target
        {
            on_close.run(());
        }
    };
    view! {
        <dialog
            class=format!("dialog {class}")
            aria-label=title
            node_ref=node
            on:close=move |_| on_close.run(())
            on:click=close_on_backdrop
        >
            <div class="dialog-body">
                <header class="dialog-head">
                    <h2>{title}</h2>
                    <button class="quiet" aria-label="Close" title="Close (Esc)" on:click=move |_| on_close.run(())>
                        <super::icon::Icon path=super::icon::CROSS/>
                    </button>
                </header>
                {children()}
            </div>
        </dialog>
    }
}
