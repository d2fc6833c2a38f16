//! Views: plain data, one type a report, ready to be written in any format.
//!
//! A view holds facts and the words for them, never a verdict of its own: statuses come from
//! [`crate::assess`]. Renderers see only views.
//!
//! * [`inputs`]: what every report is made from;
//! * [`frame`]: what stands around every report: pins, honesty strip, verification, legend;
//! * [`words`] and [`reasons`]: the one place for words, and for why a status is what it is;
//! * [`attached`](mod@attached): what a failing resource is attached to;
//! * [`anchors`]: the names of places inside a report, so that a number can point at its rows;
//! * [`matrix`]: what is proven of encryption and of logging, service by service;
//! * [`permissions`]: what roles may do and what they do;
//! * [`unclaimed`](mod@unclaimed): what was seen and belongs to no component;
//! * [`points`] and [`rows`]: claimed beside proven over time, and the rows reports share;
//! * [`program`](mod@program): the program on one page;
//! * [`sprint`](mod@sprint): one sprint, for its review;
//! * [`plan`](mod@plan): the next one, before it begins.

pub mod anchors;
pub mod attached;
pub mod audit;
pub mod expected;
pub mod findings;
pub mod frame;
pub mod inputs;
pub mod matrix;
pub mod measures;
pub mod origin;
pub mod overlooked;
pub mod permissions;
pub mod plan;
pub mod points;
pub mod program;
pub mod reasons;
pub mod register;
pub mod rows;
pub mod sprint;
#[cfg(test)]
pub(crate) mod testing;
pub mod trace;
pub mod trace_stacks;
pub mod unclaimed;
pub mod words;

pub use attached::attached;
pub use audit::{Audit, audit};
pub use findings::findings;
pub use frame::Frame;
pub use inputs::{Inputs, Revision};
pub use matrix::{Matrix, encryption, logging};
pub use plan::{PlanReport, plan};
pub use program::{ProgramReport, program};
pub use register::{Register, register};
pub use sprint::{SprintReport, sprint};
pub use unclaimed::{UnclaimedView, unclaimed};
