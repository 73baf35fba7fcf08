//! The page's panes and overlays, one file each.

pub mod compare;
pub mod compile_status;
pub mod composition_view;
pub mod diagnostics;
pub mod editor;
pub mod files;
pub mod name_field;
pub mod overlays;
pub mod pipeline_view;
pub mod server_banner;
pub mod settings;
pub mod tab_bar;
pub mod top_bar;
pub mod wit_actions;
