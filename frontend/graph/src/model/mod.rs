//! The graph of a composition: what it shows, where that stands, what can be done with it. No DOM.

pub mod drawing;
pub mod graph;
pub mod keyboard;
mod layers;
pub mod layout;
pub mod linking;
pub mod menu;
pub mod names;
#[cfg(test)]
pub mod samples;
mod stacking;
pub mod traffic;
pub mod view;
pub mod words;
