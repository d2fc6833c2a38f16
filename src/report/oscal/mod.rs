//! What the program shows of itself in OSCAL, the language in which tools of different makers
//! exchange controls and assessments: assessment results, a plan of action and milestones, and a
//! component definition.
//!
//! The version is 1.2.1: the newest whose official JSON Schema and an independent tool that takes
//! it (compliance-trestle) can both be had. What is used of it is in 1.1 as well, except for
//! `oscal-version` itself.
//!
//! * [`names`]: ids, UUIDs and the head that every document has;
//! * `pieces`: observations and risks, and the tools, things and files that they point at;
//! * [`results`]: assessment results, from the assessment of one framework;
//! * [`poam()`]: a plan of action and milestones, from the stories that are open;
//! * [`components`]: a component definition, from components and checks.
//!
//! Every UUID is made from a name (version 5), so that the same inputs give the same bytes and a
//! record has the same UUID in every document. A status is never decided here: a control is
//! satisfied when the assessment counts it as proven, and not otherwise.

pub mod components;
pub mod names;
mod pieces;
pub mod poam;
pub mod results;

pub use components::component_definition;
pub use names::{CHECK, CONTROL, NAMESPACE, Stamp, VERSION, metadata, prop, set, token, uuid};
pub use poam::poam;
pub use results::assessment_results;
