//! Views: plain data, one type a report, ready to be written in any format.
//!
//! A view holds facts and the words for them, never a verdict of its own: statuses come from
//! [`crate::assess`]. Renderers see only views.

pub mod inputs;

pub use inputs::{Inputs, Revision};
