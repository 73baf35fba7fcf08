//! The keys the page listens to.

use crate::components::dialog::Dialog;
use crate::flows::commands::{COMMANDS, modifier};
use leptos::prelude::*;

/// The list.
#[component]
pub fn Keys(close: Callback<()>) -> impl IntoView {
    let own = [
        ("All commands", "Mod+K, Mod+Shift+P, F1"),
        ("Rename a file", "F2"),
        ("Delete a file", "Del"),
        ("Resize a pane", "arrow keys on its edge"),
        ("Move in the trace", "↑ ↓ in the table"),
        ("Move in the graph of a composition", "arrow keys in it"),
        ("Next or previous component of the graph", "PgDn, PgUp, Home, End"),
        ("Open what can be done with what is there", "Enter"),
        ("Unwire or remove there", "Del"),
        ("Rename an instance there", "F2"),
        ("Zoom the graph, show all of it", "+, -, 0"),
        ("Previous or next call in the graph", "[, ]"),
    ];
    let from_commands =
        COMMANDS.iter().filter(|command| !command.key.is_empty()).map(|command| (command.name, command.key));
    let rows: Vec<_> = from_commands
        .chain(own)
        .map(|(name, key)| view! { <tr><td>{name}</td><td><kbd>{key.replace("Mod+", modifier())}</kbd></td></tr> })
        .collect();
    view! { <Dialog title="Keys" on_close=close><table class="keys"><tbody>{rows}</tbody></table></Dialog> }
}
