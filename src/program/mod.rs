//! The program as a whole: records become a graph in which no link dangles, and rules look at it.
//!
//! * [`accountable`]: who answers for each control, and where nobody or two do;
//! * [`graph`]: the [`Program`], its records by id, and who refers to whom;
//! * [`mod@resolve`]: records in, program out, with every duplicate and every unknown link reported;
//! * [`rules`]: everything else that `storyproof check` finds, one rule a file.
//!
//! This room reads no files and knows no evidence.

pub mod accountable;
pub mod graph;
pub mod resolve;
pub mod rules;

pub use accountable::{Duties, Duty, Flaw};
pub use graph::Program;
pub use resolve::resolve;
pub use rules::{RULES, RuleContext, check, find_rule};
