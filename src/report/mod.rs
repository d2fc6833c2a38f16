//! Views: plain data, one type a report, ready to be written in any format.
//!
//! A view holds facts and the words for them, never a verdict of its own: statuses come from
//! [`crate::assess`]. Renderers see only views.
//!
//! * [`inputs`]: what every report is made from;
//! * [`gate`](mod@gate): what evidence does not prove, as diagnostics;
//! * [`frame`]: what stands around every report: pins, honesty strip, verification, legend;
//! * [`words`] and [`reasons`]: the one place for words, and for why a status is what it is;
//! * [`approvals`](mod@approvals): what is approved, what changed since, what nobody approved;
//! * [`attached`](mod@attached): what a failing resource is attached to;
//! * [`anchors`]: the names of places inside a report, so that a number can point at its rows;
//! * [`binder`](mod@binder): what a binder holds for an auditor;
//! * [`calendar`](mod@calendar): days to come;
//! * [`lang`]: the languages that a report may be in;
//! * [`matrix`]: what is proven of encryption and of logging, service by service;
//! * [`permissions`]: what roles may do and what they do;
//! * [`unclaimed`](mod@unclaimed): what was seen and belongs to no component;
//! * [`points`] and [`rows`]: claimed beside proven over time, and the rows reports share;
//! * [`program`](mod@program): the program on one page;
//! * [`responsibility`](mod@responsibility): who does what for each requirement, and who answers;
//! * [`risks`](mod@risks): the risk register, with [`heat`](mod@heat) maps;
//! * [`traceability`](mod@traceability): story, control, check and evidence, linked both ways;
//! * [`references`]: the numbers by which evidence is cited;
//! * [`served`]: what stands around a page that is served live, and the pages that only exist there;
//! * [`soa`](mod@soa): the Statement of Applicability;
//! * [`sprint`](mod@sprint): one sprint, for its review;
//! * [`plan`](mod@plan): the next one, before it begins.

pub mod anchors;
pub mod approvals;
pub mod attached;
pub mod audit;
pub mod binder;
pub mod calendar;
pub mod expected;
pub mod findings;
pub mod frame;
pub mod gate;
pub mod heat;
pub mod inputs;
pub mod lang;
pub mod matrix;
pub mod measures;
pub mod origin;
pub mod oscal;
pub mod overlooked;
pub mod ownership;
pub mod permissions;
pub mod plan;
pub mod points;
pub mod program;
pub mod reasons;
pub mod references;
pub mod register;
pub mod responsibility;
pub mod risks;
pub mod roadmap;
pub mod rows;
pub mod served;
pub mod soa;
pub mod sprint;
#[cfg(test)]
pub(crate) mod testing;
pub mod trace;
pub mod trace_stacks;
pub mod traceability;
pub mod unclaimed;
pub mod words;

pub use approvals::{ApprovalRow, ApprovalsView, approval_rows, approvals, approvals_of};
pub use attached::attached;
pub use audit::{Audit, audit, audit_over};
pub use binder::{Binder, binder};
pub use calendar::{Calendar, calendar};
pub use findings::findings;
pub use frame::Frame;
pub use gate::gate;
pub use inputs::{Inputs, Revision};
pub use lang::Lang;
pub use matrix::{Matrix, encryption, logging};
pub use plan::{PlanReport, plan};
pub use program::{ProgramReport, program};
pub use register::{Register, register};
pub use responsibility::{ResponsibilityMatrix, responsibility};
pub use risks::{RiskRegister, risks};
pub use roadmap::{Roadmap, roadmap};
pub use soa::{Soa, soa};
pub use sprint::{SprintReport, sprint};
pub use traceability::{Traceability, traceability};
pub use unclaimed::{UnclaimedView, unclaimed};
