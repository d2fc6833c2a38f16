//! What becomes of each entry of the other ledger.

use std::collections::BTreeMap;

use super::{
    super::{
        connection::Database,
        entry::{Body, Entry},
        error::{Error, Result},
        hash::Hash,
        merged::{Merged, Place},
    },
    known::{Known, identity},
    other::{Other, Snapshot},
};
use crate::{evidence::Approvable, time::ClockSource};

/// What a merge will do.
pub(super) struct Plan {
    /// The entries to append, in their order.
    pub(super) new: Vec<New>,
    /// How many are here already.
    pub(super) already: u64,
    /// Withdrawals of what was taken back before, by their numbers there.
    pub(super) no_effect: Vec<u64>,
    /// Entries here that two corrections replace now.
    pub(super) corrected_twice: Vec<u64>,
    /// Where the other ledger stands.
    pub(super) size: u64,
    pub(super) root: Hash,
}

/// An entry to append.
pub(super) struct New {
    /// The number that it will have.
    pub(super) seq: u64,
    /// What it tells, with numbers of entries as they are here.
    pub(super) body: Body,
    pub(super) merged: Merged,
    /// Whether it was recorded under a clock set by hand.
    pub(super) overridden: bool,
}

/// A plan under way.
struct Planner<'o> {
    known: Known,
    there: Snapshot<'o>,
    /// Entries here, by their numbers there.
    here: BTreeMap<u64, u64>,
    plan: Plan,
}

/// Plans a merge into a ledger that is called `origin`.
pub(super) fn plan(ours: Option<&Database>, origin: &str, other: &Other<'_>) -> Result<Plan> {
    let known = Known::read(ours, origin)?;
    let there = other.snapshot()?;
    known.agrees_with(&there)?;
    let (size, root) = (there.size(), there.root);
    let plan = Plan {
        new: Vec::new(),
        already: 0,
        no_effect: Vec::new(),
        corrected_twice: Vec::new(),
        size,
        root,
    };
    let mut planner = Planner { known, there, here: BTreeMap::new(), plan };
    for seq in 1..=size {
        planner.take(seq)?;
    }
    Ok(planner.plan)
}

impl Planner<'_> {
    fn take(&mut self, seq: u64) -> Result<()> {
        let ledger = self.there.other.ledger;
        let stored = ledger.entry(seq)?;
        let entry = stored.decode(ledger.path())?;
        for place in entry.merged.iter().flat_map(|merged| merged.places()) {
            self.known.agrees_on(&self.there, place)?;
        }
        let first = entry.merged.as_ref().map_or(stored.leaf_hash, |m| m.recorded.leaf_hash);
        if let Some(here) = self.known.recorded(&first) {
            self.is_here(seq, here);
            return Ok(());
        }
        let Some(body) = self.in_our_numbers(seq, &entry.body)? else { return Ok(()) };
        let mut found = None;
        if let Body::Ingest(ingest) = &body {
            let identity = identity(&ledger.database, ingest)?;
            if let Some(here) = self.known.identical(&identity) {
                self.is_here(seq, here);
                return Ok(());
            }
            found = Some(identity);
        }
        if let Some(target) = body.corrects() {
            if self.known.is_corrected(target) {
                self.plan.corrected_twice.push(target);
            }
            self.known.will_take_back(target, true);
        }
        if let Body::Withdrawal(taken) = &body {
            self.known.will_take_back(taken.entry, false);
        }
        let number = self.known.size() + self.plan.new.len() as u64 + 1;
        self.known.will_append(number, first, found);
        self.here.insert(seq, number);
        let mut merged = self.merged(seq, &entry, stored.bytes)?;
        merged.about = self.about(seq, &entry)?;
        let overridden = entry.clock == ClockSource::Overridden;
        self.plan.new.push(New { seq: number, body, merged, overridden });
        Ok(())
    }

    fn is_here(&mut self, seq: u64, here: u64) {
        self.here.insert(seq, here);
        self.plan.already += 1;
    }

    /// The same with the entries that it names as they are numbered here; `None` when it takes back
    /// what was taken back before.
    fn in_our_numbers(&mut self, seq: u64, body: &Body) -> Result<Option<Body>> {
        let mut body = body.clone();
        let map = |target: u64| self.number_here(seq, target);
        let corrects = match &mut body {
            Body::Ingest(ingest) => &mut ingest.claims.corrects,
            Body::Attestation(attested) => &mut attested.corrects,
            Body::Exception(exception) => &mut exception.corrects,
            Body::Approval(approval) => &mut approval.corrects,
            Body::Withdrawal(taken) => {
                taken.entry = map(taken.entry)?;
                if self.known.is_taken_back(taken.entry) {
                    self.plan.no_effect.push(seq);
                    return Ok(None);
                }
                return Ok(Some(body));
            }
        };
        *corrects = corrects.map(map).transpose()?;
        Ok(Some(body))
    }

    /// The number here of an entry that entry `seq` names by its number there.
    fn number_here(&self, seq: u64, target: u64) -> Result<u64> {
        let unknown = || format!("it names entry {target}, which is no earlier entry");
        let path = self.there.other.ledger.path();
        let here = self.here.get(&target).copied();
        here.ok_or_else(|| Error::Entry { path: path.into(), seq, reason: unknown() })
    }

    /// The exception here that a decision is about, when it is about one.
    fn about(&self, seq: u64, entry: &Entry) -> Result<Option<u64>> {
        let Body::Approval(approval) = &entry.body else { return Ok(None) };
        if approval.record.kind != Approvable::Exception {
            return Ok(None);
        }
        let there = entry.merged.as_ref().and_then(|merged| merged.about);
        let there = there.or_else(|| approval.record.id.parse().ok());
        // What names no number decides on nothing, here as there.
        there.map(|there| self.number_here(seq, there)).transpose()
    }

    /// Where the entry comes from: the other ledger, or one before it.
    fn merged(&self, seq: u64, entry: &Entry, bytes: Vec<u8>) -> Result<Merged> {
        let path = self.there.other.ledger.path();
        let fail = |reason: &str| Error::Entry { path: path.into(), seq, reason: reason.into() };
        let place: Place = self
            .there
            .place(seq, entry.recorded_at)
            .ok_or_else(|| fail("it has no place under the root"))?;
        if let Some(earlier) = &entry.merged {
            let mut merged = Merged::clone(earlier);
            merged.via.push(place);
            return Ok(merged);
        }
        let bytes = String::from_utf8(bytes).map_err(|_| fail("it is not UTF-8"))?;
        Ok(Merged { bytes, recorded: place, via: Vec::new(), about: None })
    }
}
