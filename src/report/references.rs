//! Reference numbers of evidence, as every report cites it: an artifact by the ledger entry that
//! first recorded it (`E-0012`), a statement by its own entry (`entry:57`).

use std::collections::BTreeMap;

use crate::evidence::{History, RunRecord};

/// Which entry first recorded each artifact.
#[derive(Debug, Clone, Default)]
pub struct References<'a> {
    first: BTreeMap<&'a str, u64>,
}

impl<'a> References<'a> {
    /// The numbers of a history.
    pub fn new(history: &'a History) -> Self {
        let mut first: BTreeMap<&str, u64> = BTreeMap::new();
        for record in &history.runs {
            let entry = first.entry(&record.artifact).or_insert(record.entry);
            *entry = record.entry.min(*entry);
        }
        Self { first }
    }

    /// The number of the artifact that a run was read from.
    pub fn of(&self, record: &RunRecord) -> String {
        let first = self.first.get(record.artifact.as_str()).copied();
        format!("E-{:04}", first.unwrap_or(record.entry))
    }
}

/// The name of a statement: that of its entry, as `storyproof explain` takes it.
pub fn statement(entry: u64) -> String {
    format!("entry:{entry}")
}
