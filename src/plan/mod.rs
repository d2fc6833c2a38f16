//! What to do next: the backlog ranked by the program's written rule, a sprint filled by it, and
//! when the goals will be reached.
//!
//! [`plan()`] is a pure function of the program, the assessment and what was asked. A stranger can
//! follow it:
//!
//! 1. [`sprint`] says which sprint is planned, [`candidates`] which stories could stand in it;
//! 2. [`terms`] and [`rank`] give each of them a value by the written rule ([`weights`]), and an
//!    order by value per point in which every tie is decided visibly;
//! 3. [`ready`] leaves out what cannot be worked on, with what it lacks, and what waits for a story
//!    that nobody has proven or planned;
//! 4. [`velocity`] and [`renewal`] say how many points there is room for ([`capacity`]);
//! 5. [`fill`] finds the set of the largest value that fits, dependencies included;
//! 6. [`after`] says what would be proven then, and [`forecast`] when everything will be.
//!
//! All arithmetic that decides anything is done in whole numbers, so that the order is the same on
//! every machine. Nothing here improves a status: what follows from a plan is said as what would
//! be, beside what is.
//!
//! An alternative is to rank by value alone, but then a large story pushes out several small ones
//! that are worth more together; and to fill greedily in order of rank, but then the last points of
//! a sprint stay empty where another choice fits. Both the rank and the choice are shown.

pub mod after;
pub mod build;
pub mod candidates;
pub mod capacity;
pub mod fill;
pub mod forecast;
pub mod rank;
pub mod ready;
pub mod renewal;
pub mod sprint;
pub mod terms;
#[cfg(test)]
mod tests;
pub mod velocity;
pub mod weights;

pub use build::{Asked, Plan, plan};
pub use sprint::{Aim, Refused};
