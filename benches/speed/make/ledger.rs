//! A ledger of many entries of about a kilobyte each: decisions on the text of one story.
//!
//! They are appended by the thousand, because a disk that waits for each of a million commits says
//! nothing about verifying them.

use std::{fs, path::Path};

use storyproof::{
    evidence::{Approvable, Approval, Decision, RecordRef},
    ledger::{Hash, Ledger},
    time::{Clock, ClockSource},
};

use super::mix;
use crate::Result;

/// How many entries are committed at once.
const AT_ONCE: u64 = 10_000;
/// The text that was decided on; with what stands around it, an entry has about a kilobyte.
const TEXT: usize = 600;

/// Writes a program with a ledger.
pub(super) fn write(to: &Path, entries: u64) -> Result<()> {
    fs::create_dir_all(to.join(".storyproof"))?;
    let settings = "[program]\nname = \"Many entries\"\norganization = \"Example Pay\"\n";
    fs::write(to.join("storyproof.toml"), settings)?;
    let mut ledger = Ledger::open_write(&to.join(".storyproof/ledger.sqlite"))?;
    let clock = Clock { now: "2026-04-03T10:00:00Z".parse()?, source: ClockSource::Overridden };
    for first in (0..entries).step_by(usize::try_from(AT_ONCE)?) {
        let last = entries.min(first + AT_ONCE);
        let approvals: Vec<Approval> = (first..last).map(|n| approval(n, clock)).collect();
        ledger.append_approvals(clock, &approvals)?;
    }
    Ok(())
}

fn approval(n: u64, clock: Clock) -> Approval {
    let record = RecordRef::new(Approvable::Story, format!("ST-{:05}", n % 10_000));
    let mut text = format!("storyproof record v1\nrecord\n  {record}\ntitle\n  ");
    while text.len() < TEXT {
        let word = mix(&[n, text.len() as u64]);
        text.extend([format!("{word:016x}"), " ".into()]);
    }
    Approval {
        record,
        decision: Decision::Approve,
        fingerprint: format!("v1:{}", Hash::of(text.as_bytes())),
        text,
        rests_on: Vec::new(),
        by: "risk-owner".into(),
        role: "risk-owner".into(),
        reason: "Reviewed with the team".into(),
        observed_at: clock.now,
        signed: None,
        corrects: None,
    }
}
