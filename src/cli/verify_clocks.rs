//! What `storyproof verify` says of the clocks: no finding, since nobody can tell which of two clocks
//! was wrong, but nobody should have to find out by themselves.

use storyproof::{
    report::words::{count, some_of},
    time::Instant,
};

use super::{
    failure::Failure,
    verify::{Held, Verdict},
    workspace::ledger_failure,
};

/// How many entries are named; `--format json` names all.
const SHOWN: usize = 8;

pub(super) fn look(verdict: &mut Verdict, held: Held<'_>) -> Result<(), Failure> {
    let found = match held.seen {
        Some(seen) => Ok(seen.clocks().clone()),
        None => held.ledger.clock_flags(Instant::MAX),
    };
    // What cannot be read was found before.
    let flags = match found {
        Err(error) if error.is_integrity() => return Ok(()),
        found => found.map_err(|e| ledger_failure(&e))?,
    };
    let mut note = |entries: &[u64], what: &str| {
        if !entries.is_empty() {
            let (n, which) = (count(entries.len(), "entry"), some_of(entries, SHOWN));
            verdict.notes.push(format!("{n} {what}: {which}"));
        }
    };
    note(
        &flags.went_back,
        "recorded while the clock showed less than before: their time is no proof",
    );
    note(&flags.ahead, "recorded before what they tell of was observed, as they say");
    note(
        &flags.elsewhere,
        "from another ledger, recorded there by a clock that was set by hand or had gone back",
    );
    if flags.overridden > 0 {
        let n = count(flags.overridden, "entry");
        verdict.notes.push(format!("{n} recorded under a clock that was set by hand"));
    }
    verdict.clocks = Some(flags);
    Ok(())
}
