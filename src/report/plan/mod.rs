//! The plan of a sprint, for whoever decides on it: what fits, what was chosen by which rule, what
//! was left out and why, what would be proven, and when the goals will be reached.
//!
//! * [`view`]: the report as a whole;
//! * [`backlog`]: each story with every term of the rule;
//! * [`room`]: the capacity and what takes it;
//! * [`outlook`]: before and after, and the forecast;
//! * [`reasons`]: the words for why.

pub mod backlog;
pub mod outlook;
pub mod reasons;
pub mod room;
#[cfg(test)]
mod tests;
pub mod view;

pub use view::{PlanReport, plan};
