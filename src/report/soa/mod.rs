//! The Statement of Applicability of one framework at one date.
//!
//! What people decide stands beside what is derived: whether a control applies and why is read from
//! `[[applicability]]`; how far it is implemented comes from the assessment, with its reasons, and is
//! never typed.
//!
//! * [`view`]: the report as plain data;
//! * [`build`](mod@build): inputs to view; [`row`] makes one control's row, [`evidence`] the index behind the
//!   reference numbers, [`plan`] what is left to do, [`document`] what the document says of itself;
//! * [`changes`](mod@changes): what differs between two statements;
//! * [`state`]: a short value that tells whether a decision changed since it was exported;
//! * [`labels`](mod@labels): every word of ours, in each language.

pub mod build;
pub mod changes;
pub mod document;
pub mod evidence;
pub mod labels;
pub mod plan;
pub mod row;
pub mod state;
#[cfg(test)]
mod tests;
pub mod view;

pub use super::Lang;
pub use build::soa;
pub use changes::changes;
pub use labels::Label;
pub use view::Soa;
