//! The set of stories with the largest value that fits in so many points, where a story comes only
//! with what it depends on.
//!
//! This is the knapsack problem under precedence. In general it has no quick exact answer; the
//! backlogs of sprints nearly always do, because their dependencies fall into small pieces and
//! capacities are small numbers:
//!
//! 1. [`solve`](mod@solve) drops what cannot fit together with its dependencies, and takes the rest
//!    apart into pieces that no dependency joins;
//! 2. single stories need no more than the few best of each size;
//! 3. a piece whose dependencies form a tree is solved by [`tree`], whatever its size;
//! 4. a small piece with cross-links is solved by looking at all of its closed sets ([`subsets`]);
//! 5. what is larger is filled [`greedy`], best value per point first, and the answer is then
//!    flagged as not exact;
//! 6. each piece gives the best value for every number of points ([`table`]), and the pieces are
//!    put together one by one.
//!
//! Of equal values the one with fewer points is taken. Tests compare with every possible set.

pub mod greedy;
pub mod pieces;
pub mod solve;
pub mod subsets;
pub mod table;
#[cfg(test)]
mod tests;
pub mod tree;

pub use solve::{Filled, Item, Limits, fill};
