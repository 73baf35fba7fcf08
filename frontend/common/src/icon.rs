//! Small line icons, drawn in place so that nothing is downloaded for them.

use leptos::prelude::*;

/// An icon of 16 by 16; hidden from assistive technology, so its button needs a label.
#[component]
pub fn Icon(
    /// SVG path data in a 16 by 16 box.
    path: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=path></path>
        </svg>
    }
}

/// A triangle: run.
pub const RUN: &str = "M4.5 2.5 12.5 8l-8 5.5z";
/// A square: stop.
pub const STOP: &str = "M4 4h8v8H4z";
/// A plus.
pub const PLUS: &str = "M8 3v10M3 8h10";
/// A cross.
pub const CROSS: &str = "m4 4 8 8m0-8-8 8";
/// A pencil.
pub const PENCIL: &str = "m3 13 .7-3L10.5 3.2l2.3 2.3L6 12.300z";
/// An arrow up into a tray.
pub const UPLOAD: &str = "M8 10V3M5 5.500 8 2.500l3 3M3 10v3h10v-3";
/// An arrow down into a tray.
pub const DOWNLOAD: &str = "M8 2.500v7M5 7l3 3 3-3M3 10.500V13h10v-2.500";
/// A folder, closed.
pub const FOLDER: &str = "M2 4.500V12h12V5.500H8L6.500 4H2z";
/// A sheet.
pub const FILE: &str = "M4 2h5l3 3v9H4zM9 2v3h3";
/// Half a disc: the theme.
pub const THEME: &str = "M8 2.500a5.500 5.500 0 1 0 0 11zM8 2.500a5.500 5.500 0 0 1 0 11";
/// Three linked dots: share.
pub const SHARE: &str = "m5.500 7.200 5-2.700M5.500 8.800l5 2.700M4 9.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM12 5a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM12 14a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z";
/// A prompt: the palette.
pub const PALETTE: &str = "m3 5 3 3-3 3M8 11.500h5";
/// Two overlapping sheets: duplicate.
pub const COPY: &str = "M5.500 5.500h7v8h-7zM3.500 10.500v-8h7";
/// A bin.
pub const BIN: &str = "M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500 5 13h6l.5-8.500";
/// A magnifying glass: inspect.
pub const LENS: &str = "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM10.300 10.300l3.200 3.200";
/// A clock face: clocks and random.
pub const CLOCK: &str = "M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM8 5v3l2 1.500";
