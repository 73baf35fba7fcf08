//! What the page's bundles have in common: the browser's things they use, words for numbers, and what they tell one another.

pub mod composition;
pub mod dom;
pub mod icon;
pub mod page;
pub mod panic;
pub mod side;
pub mod text;
