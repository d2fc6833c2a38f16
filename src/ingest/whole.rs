//! JSON documents that are held in memory as a whole, because what follows decides how the
//! beginning is to be read; and the small things that their readers share.
//!
//! Reports of application security tools have some hundred bytes to a few kilobytes a finding; a
//! cap keeps everything else out.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    error::{Failure, Problem, quote},
    json,
    record::{Recorder, short_hash},
    times::Stamp,
    window::{Window, position_of},
};
use crate::evidence::{Outcome, ScanResult, Subject};

/// The largest document, in bytes.
const MAX_DOCUMENT: usize = 512 << 20;

/// The whole text of a document; `what` names it in messages.
pub(super) fn text(window: Window<'_>, what: &'static str) -> Result<String, Failure> {
    window.whole(MAX_DOCUMENT, Problem::TooLarge { what, limit: "512 MiB" })
}

/// Parses a document, and only one.
pub(super) fn parse<'t, T: Deserialize<'t>>(
    text: &'t str,
    what: &'static str,
) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| {
        let words = error.to_string();
        let problem = if words.starts_with("trailing characters") {
            behind(text, &error)
        } else {
            json::problem(what, &error)
        };
        Failure::at(position_of(text, &error), problem)
    })
}

fn behind(text: &str, error: &serde_json::Error) -> Problem {
    let at = usize::try_from(position_of(text, error).byte).unwrap_or(text.len());
    let rest = text.get(at..).unwrap_or_default();
    if rest.starts_with('{') {
        Problem::Concatenated("{...}{...}")
    } else {
        Problem::Trailing { found: quote(rest.lines().next().unwrap_or_default()) }
    }
}

/// A time that a tool writes also when it has none: year 1 is unknown.
pub(super) fn time(field: &'static str, text: Option<&str>) -> Result<Option<Stamp>, Problem> {
    let known = text.filter(|text| !text.starts_with("0001-01-01"));
    known.map(|text| Stamp::parse(field, text)).transpose()
}

/// A result with the least that it needs.
pub(super) fn finding(rule: &str, uid: String, kind: &str, outcome: Outcome) -> ScanResult {
    ScanResult {
        rule: rule.to_owned(),
        subject: Subject { uid, kind: kind.to_owned(), account: None, region: None },
        outcome,
        muted: false,
        severity: None,
        message: String::new(),
    }
}

/// Names subjects so that they stay the same from run to run: the repository that they lie in,
/// and what they are in it, but no line numbers.
pub(super) struct Names {
    owner: String,
    seen: BTreeMap<String, u32>,
}

impl Names {
    /// Names below the claimed repository, else below what the file says it looked at, if it does.
    pub(super) fn below(recorder: &Recorder<'_>, read: Option<&str>) -> Self {
        let owner = recorder.claimed_repository().or(read);
        // The same path or package in two repositories is two subjects.
        let owner = owner.map(|name| format!("{name}:")).unwrap_or_default();
        Self { owner, seen: BTreeMap::new() }
    }

    /// A file, an image, or a resource in one.
    pub(super) fn thing(&self, name: &str) -> String {
        format!("{}{}", self.owner, relative(name))
    }

    /// A package of an ecosystem; its version is no part of its name, because a finding that
    /// survives an upgrade is still the same finding.
    pub(super) fn package(&self, name: &str, ecosystem: &str) -> String {
        format!("{}{name}@{ecosystem}", self.owner)
    }

    /// A place in code: a path, a hash of the code there, and which occurrence for the rule.
    pub(super) fn place(&mut self, rule: &str, path: &str, code: &str) -> String {
        let place = format!("{}#{}", self.thing(path), short_hash(code.split_whitespace()));
        let occurrence = self.seen.entry(format!("{rule} {place}")).or_default();
        *occurrence += 1;
        format!("{place}:{occurrence}")
    }
}

/// A path with forward slashes, below where the tool was started.
fn relative(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}
