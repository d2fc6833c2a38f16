//! Trivy's own JSON (`--format json`, schema version 2), as Trivy 0.20 to 0.70 write it.
//!
//! Proves: vulnerabilities of packages, failed (and with `--include-non-failures` passed) checks of
//! configurations, secrets and licences; by absence that what it looked at has none, where a check
//! allows that.
//!
//! Does not prove: which of its scanners ran (a run for secrets lists no vulnerabilities either),
//! or that a target had packages at all.
//!
//! * An entry of `Results` without findings was looked at and is clean; that is coverage, not a
//!   pass. Passes of configuration checks are left out by default and only counted
//!   (`MisconfSummary.Successes`), which is coverage too. Without any entry, nothing was evaluated.
//! * What a VEX document or an ignore file took out stands in `ExperimentalModifiedFindings`: it
//!   is muted, with status and statement. `EXCEPTION` is muted as well.
//! * The text around a secret (`Match`, `Code`) is never read.
//! * `CreatedAt` may have nine digits of fraction; year 1 means unknown.

mod document;
mod read;

pub(super) use read::READER;
