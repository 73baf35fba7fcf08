//! Generic widgets: they know signals and callbacks, nothing of projects or engines.

pub mod checked_input;
pub mod dialog;
pub mod draft_rows;
pub mod elapsed;
pub mod guest_text;
pub mod rows_editor;
pub mod splitter;
pub mod toasts;
pub mod wave_form;

pub use diptych_page_common::icon;
