//! One diagnostic, three outputs: for people, one line each, and JSON.

pub mod human;
pub mod json;
pub mod short;
mod snippet;

pub use human::{HumanStyle, human};
pub use json::ReportView;
pub use short::short;
