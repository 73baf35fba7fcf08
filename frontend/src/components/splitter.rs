//! A bar between two panes that a pointer drags and the arrow keys move. Sizes are remembered.

use crate::interop::page;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast as _;

/// Which way a splitter moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Left and right.
    Horizontal,
    /// Up and down.
    Vertical,
}

/// A pane's size in CSS pixels, remembered under `name`.
pub fn remembered_size(name: &'static str, default_px: f64) -> RwSignal<f64> {
    let stored = page::preference(&format!("pane.{name}")).and_then(|text| text.parse().ok());
    RwSignal::new(stored.filter(|size: &f64| size.is_finite()).unwrap_or(default_px))
}

/// The bar. It changes the size of the pane before it, or with `reverse` the one after it.
#[component]
pub fn Splitter(
    /// The pane's size in CSS pixels.
    size_px: RwSignal<f64>,
    /// The name it is remembered under.
    name: &'static str,
    /// What it resizes, for assistive technology.
    label: &'static str,
    /// Which way it moves.
    axis: Axis,
    /// The smallest size in CSS pixels.
    min_px: f64,
    /// The largest size in CSS pixels.
    max_px: f64,
    /// The pane is after the bar.
    #[prop(optional)]
    reverse: bool,
) -> impl IntoView {
    const STEP_PX: f64 = 16.0;
    let bar = NodeRef::<html::Div>::new();
    let drag = StoredValue::new(None::<(f64, f64)>);
    let resize = move |px: f64| size_px.set(px.clamp(min_px, max_px));
    let remember =
        move || page::set_preference(&format!("pane.{name}"), &size_px.get_untracked().round().to_string());
    let place = move |event: &web_sys::PointerEvent| {
        f64::from(if axis == Axis::Horizontal { event.client_x() } else { event.client_y() })
    };
    let direction = if reverse { -1.0 } else { 1.0 };
    let on_down = move |event: web_sys::PointerEvent| {
        event.prevent_default();
        drag.set_value(Some((place(&event), size_px.get_untracked())));
        if let Some(bar) = bar.get_untracked() {
            let bar: &web_sys::Element = bar.unchecked_ref();
            let _ = bar.set_pointer_capture(event.pointer_id());
        }
    };
    let on_move = move |event: web_sys::PointerEvent| {
        if let Some((from, size)) = drag.get_value() {
            resize(size + (place(&event) - from) * direction);
        }
    };
    let on_up = move |_| {
        drag.set_value(None);
        remember();
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let size = size_px.get_untracked();
        let (less, more) = match axis {
            Axis::Horizontal => ("ArrowLeft", "ArrowRight"),
            Axis::Vertical => ("ArrowUp", "ArrowDown"),
        };
        let key = event.key();
        let px = match key.as_str() {
            "Home" => min_px,
            "End" => max_px,
            key if key == less => size - STEP_PX * direction,
            key if key == more => size + STEP_PX * direction,
            _ => return,
        };
        event.prevent_default();
        resize(px);
        remember();
    };
    view! {
        <div
            class="splitter"
            class:vertical=axis == Axis::Vertical
            role="separator"
            tabindex="0"
            aria-label=label
            aria-orientation=if axis == Axis::Horizontal { "vertical" } else { "horizontal" }
            aria-valuenow=move || size_px.get().round().to_string()
            aria-valuemin=min_px.to_string()
            aria-valuemax=max_px.to_string()
            node_ref=bar
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=on_up
            on:keydown=on_key
        ></div>
    }
}
