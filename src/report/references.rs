//! Reference numbers of evidence, as every report cites it: an artifact by the ledger entry that
//! first recorded it (`E-0012`), a statement by its own entry.

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
        entry(self.first.get(record.artifact.as_str()).copied().unwrap_or(record.entry))
    }
}

/// The number of an entry.
pub fn entry(entry: u64) -> String {
    format!("E-{entry:04}")
}
