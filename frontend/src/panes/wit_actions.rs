//! What can be done with WIT, while it is in the editor.

use crate::flows::{Workbench, workbench::Overlay, worlds};
use leptos::prelude::*;

/// The buttons; none for other files.
#[component]
pub fn WitActions(bench: Workbench) -> impl IntoView {
    let is_wit = Memo::new(move |_| {
        let active = bench.workspace.active.get();
        active.is_some_and(|path| path.starts_with("wit/") && path.ends_with(".wit"))
    });
    let ask = move |overlay| move |_| worlds::ask(bench, overlay);
    view! {
        <Show when=move || is_wit.get()>
            <div class="wit-actions" role="group" aria-label="World">
                <button class="small" data-testid="from-world" on:click=ask(Overlay::FromWorld)>
                    "New component from this world"
                </button>
                <button class="small" data-testid="bindings" title="What a language sees of this world" on:click=ask(Overlay::Bindings)>
                    "Bindings"
                </button>
                <button class="small" data-testid="wasi-imports" title="Import an interface of WASI" on:click=ask(Overlay::WasiImports)>
                    "Add WASI import"
                </button>
            </div>
        </Show>
    }
}
