//! XCCDF results, versions 1.1 and 1.2, as `OpenSCAP` writes them with `--results`, and the same
//! inside an asset report (ARF, `--results-arf`).
//!
//! Proves: passes and fails of a named host by the rules of a profile; each `TestResult` is a run.
//!
//! Does not prove: anything about rules that the profile does not select, and nothing by content
//! that was made for another system: every rule is then "not applicable", the exit code is 0, and
//! the run counts as one that evaluated nothing. The score is not looked at; it leaves rules out.
//!
//! How the nine results are read (XCCDF 1.2, section 6.6.4.2 and its table of result values):
//!
//! * `pass`, `fail`, `error` are themselves; `unknown` is an error, for the tool could not tell;
//! * `notchecked` is left to a person; `notselected` was never asked and is only counted;
//! * `notapplicable` carries the tool's message, or the platforms that the rule asks for; a rule
//!   that gives neither has no reason, and then proves nothing;
//! * `fixed` is a pass of `OpenSCAP`'s, which evaluates a rule again after it ran the fix and says
//!   `error` when that fails; of any other tool it is left to a person;
//! * the role `unscored` turns a pass into information, and `unchecked` leaves it to a person; a
//!   fail stays one;
//! * an `override` is a person's word against the tool's: the tool's result counts, as muted.
//!
//! The rules' titles and platforms stand in the benchmark, which a file may lack. A host is called
//! as `target` calls it. A document type definition is refused.
//!
//! * `walk`: elements and text, with limits;
//! * `read`: benchmarks, test results and what stands in them;
//! * `verdict`: one rule's result.

mod read;
mod verdict;
mod walk;

pub(super) use read::{ARF, XCCDF};
