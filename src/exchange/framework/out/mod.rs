//! A framework in the forms that other programs read.
//!
//! Each form holds what it has a place for; what it has none for is not lost by coming back, because
//! [`plan`](super::plan()) leaves alone what a file does not say.

pub mod ciso;
pub mod oscal;
pub mod prowler;
mod table;

pub use ciso::ciso;
pub use oscal::{catalog, profile};
pub use prowler::prowler;
pub use table::csv;
