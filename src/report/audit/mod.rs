//! The audit report of one framework at one date, and over a period.
//!
//! For whoever must judge a control and trace every word about it to the original bytes: each
//! control with its status and the reasons, who is responsible, the stories, the checks with
//! their failing subjects, the statements, the exceptions, and the evidence by reference number.
//!
//! * [`view`]: the report as plain data;
//! * [`build`]: inputs to view, in one pass over the controls, so that reference numbers follow
//!   the order of first use;
//! * [`period`]: how each control was kept day by day, and every deviation;
//! * [`assessor`], [`review`]: what assessors of PCI DSS and management reviews ask for;
//! * [`sample`](mod@sample): a sample that anybody can draw again;
//! * the other files hold one part each.

pub mod assessor;
pub mod basis;
pub mod build;
pub mod check;
pub mod control;
pub mod evidence;
pub mod history;
pub mod index;
pub mod limits;
pub mod open;
pub mod period;
pub mod review;
pub mod sample;
pub mod summary;
#[cfg(test)]
mod tests;
pub mod view;

pub use build::{Asked, audit, audit_over};
pub use sample::{Population, SampleAsked};
pub use view::Audit;
