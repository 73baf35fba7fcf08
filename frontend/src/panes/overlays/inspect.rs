//! A component taken apart: a dialog around the Inspect view, which is JavaScript of its own.

use crate::components::dialog::Dialog;
use crate::flows::{Workbench, inspecting, running};
use crate::interop::inspector::Inspector;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};

/// The dialog.
#[component]
pub fn Inspect(bench: Workbench, close: Callback<()>) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let failed = RwSignal::new(None::<String>);
    let inspector = StoredValue::new_local(None::<Inspector>);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        let first = bench.inspect_first.get_untracked();
        spawn_local(async move {
            let made = Inspector::create(
                &host,
                &first,
                move || inspecting::components(bench),
                move |id| inspecting::component(bench, id),
                move || running::stop(bench),
            );
            match made.await {
                Ok(made) => {
                    // The dialog may be gone by now.
                    if let Some(Some(orphan)) = inspector.try_set_value(Some(made)) {
                        orphan.close();
                    }
                }
                Err(why) => {
                    failed.try_set(Some(why));
                }
            }
        });
    });
    on_cleanup(move || {
        if let Some(inspector) = inspector.try_update_value(Option::take).flatten() {
            inspector.close();
        }
    });
    view! {
        <Dialog title="Inspect" on_close=close class="inspect-dialog">
            <div class="inspect-host" node_ref=host></div>
            {move || failed.get().map(|why| view! {
                <p class="field-error" role="alert">{format!("Inspect did not load ({why}). Close it and open it again.")}</p>
            })}
        </Dialog>
    }
}
