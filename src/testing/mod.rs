//! Programs as text, for tests: several files under `//- path` headings, laid over a small program
//! that has nothing wrong with it.

mod harness;

pub(crate) use harness::{check, codes, diagnose, files, report, sources, today};
