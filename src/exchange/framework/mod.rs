//! Catalogs of other people, on their way into the files and out of them.
//!
//! ```text
//!  CSV, XLSX ─┐                                   ┌─ plan: what each row asks for
//!  OSCAL ─────┤                                   │
//!  CISO ──────┼─ read ─→ Catalog ─────────────────┤
//!  Prowler ───┘              ↑                    └─ edit: the files with it
//!                       of(program) ─→ out: CSV, OSCAL, CISO Assistant, Prowler
//! ```
//!
//! * [`catalog`]: a framework as a plain list, the same whatever it was read from;
//! * [`field`](mod@field): the fields of a control, one table for every format;
//! * [`read`](mod@read): bytes become a catalog, one format a file;
//! * [`plan`](mod@plan): what each row asks for, held against the program;
//! * [`edit`](mod@edit): the files that say so, and everything else as it was;
//! * [`out`]: a catalog in the forms that other programs read.
//!
//! A format says nothing about the fields that it does not have: they stay as they are, and so a
//! catalog that goes out and comes back changes nothing. Nothing is ever taken away, neither a
//! control nor a link: that is for people to do.
//!
//! What a file links to our checks is a person's word, not a scanner's: no result is joined on it,
//! and a control that comes in is `mixed` or `manual` unless the file says otherwise, so that
//! checks alone never make it green.

pub mod catalog;
pub mod edit;
pub mod field;
pub mod links;
pub mod out;
pub mod plan;
pub mod read;
#[cfg(test)]
mod tests;

pub use catalog::{Catalog, Entry, Link, Target};
pub use edit::{FrameworkEditError, edit};
pub use field::Field;
pub use links::{LinkRow, LinkVerdict};
pub use plan::{FrameworkPlan, FrameworkRow, RowVerdict, plan};
pub use read::{Asked, CatalogError, read};
