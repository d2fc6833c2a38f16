//! Doing what was planned, in one transaction.

use std::{collections::BTreeSet, io};

use super::{
    super::{
        append,
        artifact::{Artifacts, fail},
        check::Finding,
        connection::Database,
        entry::{Body, Ingest},
        error::{Error, Result},
        handle::Ledger,
        hash::Hash,
        log::read_entry,
        project::ProjectedRun,
        rebuild::{Reread, read_again},
        record::{READER, Transaction},
    },
    other::Other,
    plan::{New, Plan, plan},
};
use crate::{
    evidence::{Elsewhere, LedgerHead},
    time::Clock,
};

/// What came of a merge, or would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Where the other ledger stands.
    pub there: LedgerHead,
    /// Where this one stands now; `None` when nothing was done.
    pub head: Option<LedgerHead>,
    /// The entries that came, in their order here.
    pub arrived: Vec<Arrived>,
    /// How many of the other's entries were here before.
    pub already: u64,
    /// Withdrawals of what had been taken back before, by their numbers there; they did not come.
    pub no_effect: Vec<u64>,
    /// Entries here that more than one correction replaces.
    pub corrected_twice: Vec<u64>,
}

/// An entry that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its number here.
    pub entry: u64,
    /// `ingest`, `attestation`, `exception`, `approval` or `withdrawal`.
    pub kind: &'static str,
    /// Where it was recorded first.
    pub first: Elsewhere,
    /// Whether it was recorded there under a clock set by hand.
    pub overridden: bool,
    /// Whether secrets were taken out of it, under that machine's redaction key.
    pub redacted: bool,
}

impl Ledger {
    /// Brings in what another ledger recorded. This one is called `origin`.
    ///
    /// # Errors
    /// When the other ledger is not what was recorded there, when it tells another history than is
    /// known here, and when this one cannot be written. Nothing is recorded then.
    pub fn merge(
        &mut self,
        other: &Other<'_>,
        origin: &str,
        clock: Clock,
        reread: &Reread<'_>,
    ) -> Result<Merge> {
        other.is_sound(reread)?;
        let transaction = Transaction::begin(&self.database)?;
        let plan = plan(Some(&self.database), origin, other)?;
        if plan.new.is_empty() {
            transaction.roll_back()?;
            return Ok(outcome(&plan, None));
        }
        for new in &plan.new {
            self.bring_in(new, other.ledger, clock, reread)?;
        }
        // The entries are in an open transaction that nobody else sees. What they name must be on
        // the disk before it is committed; a crash here leaves artifacts that no entry names.
        store(&plan.new, &other.ledger.artifacts, &self.artifacts)?;
        let head = append::head(&self.database, u64::MAX)?;
        transaction.commit()?;
        Ok(outcome(&plan, Some(head)))
    }

    fn bring_in(&self, new: &New, from: &Self, clock: Clock, reread: &Reread<'_>) -> Result<()> {
        let database = &self.database;
        let mut body = new.body.clone();
        let mut runs = Vec::new();
        match &mut body {
            Body::Ingest(ingest) => {
                runs = derive(database, new, from, ingest, reread)?;
            }
            Body::Withdrawal(taken) => {
                taken.leaf_hash = read_entry(database, taken.entry)?.leaf_hash.to_string();
            }
            Body::Attestation(_) | Body::Exception(_) | Body::Approval(_) => {}
        }
        let mut entry = append::dated(database, clock, body)?;
        entry.merged = Some(Box::new(new.merged.clone()));
        let seq = append::append(database, &entry)?;
        if seq != new.seq {
            // What is taken back is named by number, so the numbers must be those of the plan.
            let reason = "an entry has another number than was planned; nothing was recorded";
            return Err(Error::Order { path: database.path.clone(), reason });
        }
        append::list(database, seq, &entry, &runs)
    }
}

impl Other<'_> {
    /// What merging this ledger would do; `None` stands for a ledger that is not there yet. Changes
    /// nothing.
    ///
    /// # Errors
    /// As [`Ledger::merge`].
    pub fn could_merge(
        &self,
        into: Option<&Ledger>,
        origin: &str,
        reread: &Reread<'_>,
    ) -> Result<Merge> {
        self.is_sound(reread)?;
        let plan = plan(into.map(|ledger| &ledger.database), origin, self)?;
        Ok(outcome(&plan, None))
    }
}

fn outcome(plan: &Plan, head: Option<LedgerHead>) -> Merge {
    let arrived = plan.new.iter().map(|new| Arrived {
        entry: new.seq,
        kind: new.body.kind(),
        first: new.merged.elsewhere(),
        overridden: new.overridden,
        redacted: match &new.body {
            Body::Ingest(ingest) => ingest.redaction.as_ref().is_some_and(|r| r.total() > 0),
            _ => false,
        },
    });
    Merge {
        there: LedgerHead { size: plan.size, root: plan.root.to_string() },
        head,
        arrived: arrived.collect(),
        already: plan.already,
        no_effect: plan.no_effect.clone(),
        corrected_twice: plan.corrected_twice.clone(),
    }
}

/// Derives the results from the other's artifact, and binds them to the numbers of this ledger.
fn derive(
    database: &Database,
    new: &New,
    from: &Ledger,
    ingest: &mut Ingest,
    reread: &Reread<'_>,
) -> Result<Vec<ProjectedRun>> {
    let bytes = from.artifacts.open(ingest.artifact.sha256)?;
    let (mut runs, interned) = read_again(database, new.seq, bytes, ingest, reread)?;
    let at = || {
        let Elsewhere { origin, entry, .. } = new.merged.elsewhere();
        format!("entry {entry} of {origin}")
    };
    let unsound =
        |finding| Error::Unsound { path: from.path().into(), finding: Box::new(finding), more: 0 };
    if runs.len() != ingest.runs.len() {
        return Err(unsound(Finding::new("runs", at(), ingest.runs.len(), runs.len())));
    }
    let same_reader = ingest.reader == READER;
    for (told, run) in ingest.runs.iter_mut().zip(&mut runs) {
        if told.results_root != run.entry.results_root {
            let (expected, found) = (told.results_root, run.entry.results_root);
            return Err(unsound(Finding::new("results-root", at(), expected, found)));
        }
        // What the reader warned of depends on the day it was read; all else does not.
        run.entry.run.warnings.clone_from(&told.run.warnings);
        if same_reader && told.run != run.entry.run {
            let found = "another header, though the same program read it";
            return Err(unsound(Finding::new(
                "run",
                at(),
                "the run that its artifact tells",
                found,
            )));
        }
        // A later reader may word a header in another way: the entry's stays.
        told.states_sha256 = run.entry.states_sha256;
        run.entry = told.clone();
    }
    ingest.interned = interned;
    Ok(runs)
}

/// Copies what the entries name, and makes it durable.
fn store(new: &[New], from: &Artifacts, to: &Artifacts) -> Result<()> {
    let named: BTreeSet<Hash> = new
        .iter()
        .filter_map(|new| match &new.body {
            Body::Ingest(ingest) => Some(ingest.artifact.sha256),
            Body::Attestation(said) => said.document_sha256.as_ref()?.parse().ok(),
            Body::Exception(_) | Body::Approval(_) | Body::Withdrawal(_) => None,
        })
        .collect();
    for sha256 in named {
        let mut writer = to.writer()?;
        io::copy(&mut from.open(sha256)?, &mut writer)
            .map_err(fail("copy the artifact", &from.path(sha256)))?;
        let found = writer.finish()?.id().sha256;
        if found != sha256 {
            return Err(Error::Altered {
                path: from.path(sha256),
                at: "the artifact".into(),
                expected: sha256.to_string(),
                found: found.to_string(),
            });
        }
    }
    Ok(())
}
