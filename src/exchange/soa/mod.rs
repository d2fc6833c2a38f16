//! Edited decisions of the Statement of Applicability, on their way back into the files.
//!
//! * [`mapping`](mod@mapping): which column is what, whatever its language and place;
//! * [`plan`](mod@plan): what each row asks for, held against the files of now and those of then;
//! * [`edit`](mod@edit): the files with the decisions changed, and everything else as it was.

pub mod edit;
pub mod mapping;
pub mod plan;
#[cfg(test)]
mod tests;

pub use edit::{EditError, edit};
pub use mapping::{Mapping, MappingError, mapping};
pub use plan::{Decided, ImportPlan, ImportRow, Verdict, plan};
