//! What was found before, so that only what is new fails.
//!
//! A finding about a record's status is known when the same record stood as badly or worse; what
//! got worse is new. A finding about a text is known when the same was said of the same file,
//! wherever in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use sha2::{Digest as _, Sha256};

use super::{Diagnostic, Report, Rule};
use crate::source::Sources;

/// How bad a status is: lower is worse.
type Rank = fn(&str) -> usize;

/// What was found before.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The worst status of each record.
    records: BTreeMap<String, usize>,
    /// The findings about texts.
    texts: BTreeSet<String>,
}

impl Baseline {
    /// Adds what was found of a record's status, by the code of its rule.
    pub fn add_record(&mut self, about: &str, code: &str, rank: Rank) {
        let worst = self.records.entry(about.to_owned()).or_insert(usize::MAX);
        *worst = (*worst).min(rank(code));
    }

    /// Adds what was found of a text, by its [`fingerprint`].
    pub fn add_text(&mut self, fingerprint: impl Into<String>) {
        self.texts.insert(fingerprint.into());
    }

    /// Marks what is known. What could not be read stays an error, however long it has been so.
    pub fn mark(&self, report: &mut Report, sources: &Sources, rank: Rank) {
        for finding in &mut report.findings {
            let diagnostic = &finding.diagnostic;
            finding.known = match &diagnostic.about {
                _ if diagnostic.rule.fixed => false,
                Some(about) => {
                    let before = self.records.get(about);
                    before.is_some_and(|before| *before <= rank(diagnostic.rule.code))
                }
                None => self.texts.contains(&fingerprint(diagnostic, sources)),
            };
        }
    }
}

/// What a finding is the same by from run to run: its rule, and its record or its file and words.
/// Where in the file it stands is no part of it.
pub fn fingerprint(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let Rule { code, .. } = diagnostic.rule;
    let (kind, place, words) = match &diagnostic.about {
        Some(about) => ("record", about.as_str(), ""),
        None => ("text", sources.path(diagnostic.primary.span.file), diagnostic.title.as_str()),
    };
    let mut hash = Sha256::new();
    for part in [kind, code, place, words] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
