//! JUnit XML, which has no specification: what pytest, cargo-nextest, Node, surefire, GoogleTest
//! and others write for tests, and checkov, cfn-lint and other linters for findings.
//!
//! Proves: passes and fails of tests, by name.
//!
//! Does not prove: anything by a skipped test (it is left to a person), and nothing by a file
//! without test cases: most linters write only failures, so a clean run and a run that looked at
//! nothing are the same file.
//!
//! What the dialects taught this reader: elements are counted, never the totals in attributes
//! (they are missing, stale or wrong), but totals that tell of more failures than are listed are
//! taken for failures that somebody lost; suites nest, and test cases may stand beside them; a test
//! with a failure *and* an error has failed; a test that passed on a retry is a pass that says so;
//! some runners mark a test as not run, or as failed, only in an attribute. There are no ids, so a test's rule is
//! its class and name.
//!
//! A document type definition is refused, since nothing but an attack needs entities here.
//!
//! * `dialect`: which tool wrote the file;
//! * `case`: one test case and its outcome;
//! * `read`: the walk over elements.

mod case;
mod dialect;
mod read;

pub(super) use read::READER;
