//! The risk register: each risk at first, now and at its target, what is done about it and how much
//! of that is proven, who accepted what is left, and how it moved from sprint to sprint.
//!
//! * [`view`]: the report as a whole;
//! * [`entry`]: one risk;
//! * [`standing`]: its review, and the acceptance of what is left;
//! * [`trend`](mod@trend): exposure at the end of each sprint.

pub mod entry;
pub mod standing;
#[cfg(test)]
mod tests;
pub mod trend;
pub mod view;

pub use view::{RiskRegister, risks};
