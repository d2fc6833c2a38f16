//! SARIF 2.1.0 (OASIS), as written by linters and scanners of every kind.
//!
//! Proves: fails, each at a place in a file. Kinds other than `fail` are rare; of the producers
//! tried (bandit, cargo-audit, cfn-lint, checkov, ESLint, gitleaks, hadolint, ruff, semgrep, Trivy,
//! zizmor) none writes a pass.
//!
//! Does not prove: that a rule without results passed (that needs a check that says so and a run
//! whose coverage is known), nor, mostly, when and on what the tool ran: only one of those
//! producers writes a time, and none the commit.
//!
//! * `document`: the parts of the format that are looked at;
//! * `rules`: which rule a result belongs to, and its level;
//! * `place`: what a result is about, in a way that survives moved lines;
//! * `read`: runs and results.

mod document;
mod place;
mod read;
mod rules;

pub(super) use read::READER;
