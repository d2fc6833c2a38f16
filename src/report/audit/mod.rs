//! The audit report of one framework at one date.
//!
//! For whoever must judge a control and trace every word about it to the original bytes: each
//! control with its status and the reasons, who is responsible, the stories, the checks with
//! their failing subjects, the statements, the exceptions, and the evidence by reference number.
//!
//! * [`view`]: the report as plain data;
//! * [`build`]: inputs to view, in one pass over the controls, so that reference numbers follow
//!   the order of first use;
//! * the other files hold one part each.

pub mod basis;
pub mod build;
pub mod check;
pub mod control;
pub mod evidence;
pub mod history;
pub mod index;
pub mod limits;
pub mod open;
pub mod summary;
#[cfg(test)]
mod tests;
pub mod view;

pub use build::audit;
pub use view::Audit;
