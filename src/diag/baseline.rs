//! What was found before, so that only what is new fails.
//!
//! A finding about a record's status is known when the same record stood worse, or as badly and by
//! the same parts: another subject that fails is new, though the check has failed before. A finding about a text is known when the same was said of the same file,
//! wherever in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use sha2::{Digest as _, Sha256};

use super::{Diagnostic, Report, Rule};
use crate::source::Sources;

/// How bad a status is: lower is worse.
pub type Rank = fn(&str) -> usize;

/// What was found before.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The worst status of each record, and what of it stood so.
    records: BTreeMap<String, (usize, BTreeSet<String>)>,
    /// The findings about texts.
    texts: BTreeSet<String>,
}

impl Baseline {
    /// Adds a finding, whatever it is about.
    pub fn add(&mut self, diagnostic: &Diagnostic, sources: &Sources, rank: Rank) {
        match &diagnostic.about {
            Some(about) => {
                let parts = diagnostic.parts.iter().cloned();
                self.add_record(about, diagnostic.rule.code, parts, rank);
            }
            None => self.add_text(fingerprint(diagnostic, sources)),
        }
    }

    /// Adds what was found of a record's status, by the code of its rule, and what of it stood so.
    pub fn add_record(
        &mut self,
        about: &str,
        code: &str,
        parts: impl IntoIterator<Item = String>,
        rank: Rank,
    ) {
        let rank = rank(code);
        let (worst, of) =
            self.records.entry(about.to_owned()).or_insert((usize::MAX, BTreeSet::new()));
        if rank < *worst {
            (*worst, *of) = (rank, BTreeSet::new());
        }
        if rank == *worst {
            of.extend(parts);
        }
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
                    let now = rank(diagnostic.rule.code);
                    self.records.get(about).is_some_and(|(before, parts)| {
                        let the_same = || diagnostic.parts.iter().all(|part| parts.contains(part));
                        *before < now || *before == now && the_same()
                    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diag::{Levels, LintLevel},
        source::Span,
    };

    static WORSE: Rule = rule("a/worse");
    static BETTER: Rule = rule("a/better");

    const fn rule(code: &'static str) -> Rule {
        Rule { code, level: LintLevel::Deny, fixed: false, summary: "x", docs: "" }
    }

    fn rank(code: &str) -> usize {
        usize::from(code == BETTER.code)
    }

    #[test]
    fn only_what_got_worse_is_new() {
        let sources = Sources::from_texts([("storyproof.toml", "a = 1\n")]);
        let file = sources.iter().next().unwrap().0;
        let of = |rule: &'static Rule, parts: &[&str]| {
            let parts = parts.iter().map(ToString::to_string).collect();
            Diagnostic::new(rule, "x", Span { file, start: 0, end: 1 })
                .about("check c")
                .parts(parts)
        };
        let cases = [
            // The same, less of it, and better: known.
            (&WORSE, &["s", "t"][..], &WORSE, &["s", "t"][..], true),
            (&WORSE, &["s", "t"], &WORSE, &["s"], true),
            (&WORSE, &["s"], &BETTER, &["u"], true),
            // More of it, other parts of it, and worse: new.
            (&WORSE, &["s"], &WORSE, &["s", "t"], false),
            (&WORSE, &["s"], &WORSE, &["t"], false),
            (&BETTER, &["s"], &WORSE, &["s"], false),
        ];
        for (before, parts_before, after, parts_after, known) in cases {
            let mut baseline = Baseline::default();
            baseline.add(&of(before, parts_before), &sources, rank);
            let mut report = Report::new(vec![of(after, parts_after)], &Levels::default());
            baseline.mark(&mut report, &sources, rank);
            assert_eq!(report.findings[0].known, known, "{parts_before:?} {parts_after:?}");
        }
    }
}
