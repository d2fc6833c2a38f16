//! Records become a program: every id once, every link checked.
//!
//! * [`build`]: the order of the work;
//! * `ids`: which ids there are; the second of two records with one id is reported and left out;
//! * `known`: whether a link's target exists, and what was meant if it does not;
//! * `backlog`, `catalog`, `estate`: the links of each family of records;
//! * `loops`: parents of controls that go round in a circle;
//! * `back`: links the other way round;
//! * [`rules`]: what can be wrong with ids and links.
//!
//! A link to nothing is reported and dropped; a record that cannot stand without it goes too, and
//! nothing that pointed at such a record is reported a second time. The one stand-in is for an
//! unknown epic: the story stays, in an epic that has only its id.

mod audit;
mod back;
mod backlog;
pub mod build;
mod catalog;
mod doubt;
mod estate;
mod ids;
mod known;
mod loops;
pub mod rules;
#[cfg(test)]
mod tests;

pub use build::resolve;
