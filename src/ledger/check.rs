//! Whether everything is as it was recorded, and what is not.
//!
//! The walk ([`super::walk`]) reads every entry, every artifact and every projection but the notes'
//! texts, and needs no reader. [`Ledger::rederive`] goes further and reads the artifacts again.
//!
//! What neither can see: whoever can write the file can cut off its end or write it anew from
//! the start, and the result is whole in itself. Only an older head, kept where they cannot
//! reach it, shows that; see [`Ledger::consistency_proof`].

use std::fmt::Display;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    artifact::Artifacts,
    entry::{Artifact, Entry},
    error::{Error, Result},
    handle::Ledger,
    rebuild::{Reread, derive_again},
    seen::Seen,
    walk::Walk,
};

/// Something that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What kind of thing, such as `leaf-hash` or `artifact-missing`.
    pub code: &'static str,
    /// Where.
    pub at: String,
    /// What was recorded.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Finding {
    pub(super) fn new(
        code: &'static str,
        at: impl Into<String>,
        expected: impl Display,
        found: impl Display,
    ) -> Self {
        let (expected, found) = (expected.to_string(), found.to_string());
        Self { code, at: at.into(), expected, found }
    }
}

/// What came of verifying a ledger.
#[derive(Debug)]
pub struct Verified {
    /// What is not as it was recorded.
    pub findings: Vec<Finding>,
    /// What the walk saw; `None` when it found something.
    pub seen: Option<Seen>,
}

impl Ledger {
    /// Walks the ledger. An empty list means that everything is as it was recorded.
    pub fn check(&self) -> Result<Vec<Finding>> {
        Ok(self.verify(None, &mut |_, _| {})?.findings)
    }

    /// The same, and when nothing is found makes every projection again on the side and compares:
    /// finds any change in any projection. Changes nothing, and works on read-only media.
    pub fn rederive(&self, reread: &Reread<'_>) -> Result<Vec<Finding>> {
        Ok(self.verify(Some(reread), &mut |_, _| {})?.findings)
    }

    /// Either of them, at one moment of the ledger; every entry that can be read is shown to `visit` on
    /// the way, in order. When the walk finds something, nothing may be concluded from what was shown.
    pub fn verify(
        &self,
        reread: Option<&Reread<'_>>,
        visit: &mut dyn FnMut(u64, &Entry),
    ) -> Result<Verified> {
        let _snapshot = self.database.snapshot()?;
        let _sweep = self.database.sweep()?;
        let mut walk = Walk::new(&self.database, &self.artifacts, visit);
        // A damaged file makes later steps fail; what was found before still counts.
        match walk.all() {
            Err(error) if error.is_integrity() || !walk.findings.is_empty() => {
                walk.findings.push(Finding::new("database", "the ledger", "readable", error));
            }
            done => done?,
        }
        let Walk { findings, mut seen, .. } = walk;
        if !findings.is_empty() {
            return Ok(Verified { findings, seen: None });
        }
        seen.finish(&self.database)?;
        let findings = match reread {
            Some(reread) => derive_again(&self.database, &self.artifacts, &seen, reread)?,
            None => findings,
        };
        Ok(Verified { findings, seen: Some(seen) })
    }
}

/// Compares an artifact with what its entry says.
pub(super) fn check_artifact(
    artifacts: &Artifacts,
    seq: u64,
    named: &Artifact,
) -> Result<Option<Finding>> {
    let at = format!("the artifact of entry {seq}");
    let expected = format!("{} of {} bytes", named.sha256, named.bytes);
    if !artifacts.contains(named.sha256) {
        return Ok(Some(Finding::new("artifact-missing", at, expected, "no file")));
    }
    let found = match artifacts.verify(named.sha256, named.bytes) {
        Ok(found) => format!("{} of {} bytes", found.sha256, found.bytes),
        Err(error) if is_refused(&error) => return Err(error),
        Err(error) => error.to_string(),
    };
    Ok((found != expected).then(|| Finding::new("artifact-altered", at, expected, found)))
}

/// Whether the system did not let us read, which says nothing of what is there.
pub(super) fn is_refused(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.raw_os_error().is_some())
}
