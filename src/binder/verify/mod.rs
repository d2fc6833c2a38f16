//! Whether a binder is what was made: what `verify.sh` does, and more.
//!
//! * [`mod@run`]: the order of the steps;
//! * [`verdict`]: what was looked at, and what was found;
//! * `files`: the sums, and nothing beside them;
//! * `entries`: the checkpoint, and each entry under it by its proof;
//! * `originals`: files and documents as their entries name them, and results derived again;
//! * `index`: the indexes against the files, links that lead somewhere, pages that run nothing.

mod entries;
mod files;
mod index;
mod originals;
pub mod run;
#[cfg(test)]
mod tests;
pub mod verdict;

pub use run::{Known, verify};
pub use verdict::Verdict;
