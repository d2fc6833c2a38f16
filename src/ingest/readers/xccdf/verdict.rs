//! One rule's result: its word, its role, and who overrode it.

use super::read::RuleInfo;
use crate::{
    evidence::{Outcome, ScanResult, Severity, Subject},
    ingest::error::{Problem, quote},
};

const WORDS: &str = "pass, fail, error, unknown, notapplicable, notchecked, notselected, \
                     informational or fixed";
const MAX_IDENTS: usize = 20;
const MAX_MESSAGES: usize = 20;

/// A `rule-result` while it is read.
#[derive(Debug, Default)]
pub(super) struct RuleResult {
    pub(super) rule: String,
    pub(super) role: String,
    pub(super) severity: String,
    /// Whether a `result` was read.
    pub(super) word: Option<String>,
    /// What the tool said before a person overrode it, and on whose authority.
    pub(super) overridden: Option<String>,
    pub(super) authority: String,
    pub(super) idents: Vec<String>,
    pub(super) messages: Vec<String>,
}

/// What became of it.
pub(super) enum Read {
    /// The profile does not select the rule.
    NotSelected,
    /// A result, and whether it was evaluated.
    Result(ScanResult, bool),
}

impl RuleResult {
    pub(super) fn ident(&mut self, ident: &str) {
        if !ident.is_empty() && self.idents.len() < MAX_IDENTS {
            self.idents.push(ident.to_owned());
        }
    }

    pub(super) fn message(&mut self, message: &str) {
        if !message.is_empty() && self.messages.len() < MAX_MESSAGES {
            self.messages.push(message.to_owned());
        }
    }

    /// The result, for the host and with what the benchmark says of the rule.
    pub(super) fn read(
        self,
        host: &str,
        info: Option<&RuleInfo>,
        openscap: bool,
    ) -> Result<Read, Problem> {
        let missing = |missing| Problem::Missing { what: "a rule-result", missing };
        if self.rule.is_empty() {
            return Err(missing("`idref`"));
        }
        let word = self.word.as_deref().ok_or(missing("`result`"))?;
        let Some(mut outcome) = outcome("`result`", word, openscap)? else {
            return Ok(Read::NotSelected);
        };
        let mut muted = false;
        if let Some(first) = &self.overridden
            && let Some(first) = self::outcome("`old-result`", first, openscap)?
            && first != outcome
        {
            // Whatever it was changed to: what the tool saw counts.
            (outcome, muted) = (first, true);
        }
        if outcome == Outcome::Pass {
            outcome = match self.role.as_str() {
                "unscored" => Outcome::Informational,
                "unchecked" => Outcome::Manual,
                _ => Outcome::Pass,
            };
        }
        let evaluated = matches!(outcome, Outcome::Pass | Outcome::Fail);
        let message = self.words(word, outcome, muted, info);
        let result = ScanResult {
            severity: Severity::parse(&self.severity).filter(|_| self.severity != "none"),
            subject: Subject { uid: host.into(), kind: "host".into(), account: None, region: None },
            rule: self.rule,
            outcome,
            muted,
            message,
        };
        Ok(Read::Result(result, evaluated))
    }

    fn words(&self, word: &str, outcome: Outcome, muted: bool, info: Option<&RuleInfo>) -> String {
        let mut words = self.messages.join("; ");
        let platforms = info.map_or("", |info| info.platforms.as_str());
        if outcome == Outcome::NotApplicable && words.is_empty() {
            if platforms.is_empty() {
                // No reason: nothing may look like one.
                return words;
            }
            words = format!("not applicable: the rule is for {platforms}");
        }
        let note = match word {
            "fixed" => "failed, and was fixed during the scan",
            "unknown" => "the tool could not tell",
            "notchecked" => "not checked",
            _ => "",
        };
        let title = info.map_or("", |info| info.title.as_str());
        let mut parts = vec![title.to_owned(), note.to_owned(), words];
        if muted {
            let by = if self.authority.is_empty() { "somebody" } else { &self.authority };
            parts.push(format!("overridden to {word} by {by}"));
        }
        parts.retain(|part| !part.is_empty());
        let message = parts.join("; ");
        match self.idents.as_slice() {
            [] => message,
            idents if message.is_empty() => format!("[{}]", idents.join(", ")),
            idents => format!("{message} [{}]", idents.join(", ")),
        }
    }
}

fn outcome(field: &'static str, word: &str, openscap: bool) -> Result<Option<Outcome>, Problem> {
    Ok(Some(match word {
        "pass" => Outcome::Pass,
        "fail" => Outcome::Fail,
        "error" | "unknown" => Outcome::Error,
        "notapplicable" => Outcome::NotApplicable,
        "informational" => Outcome::Informational,
        "fixed" if openscap => Outcome::Pass,
        "notchecked" | "fixed" => Outcome::Manual,
        "notselected" => return Ok(None),
        other => return Err(Problem::Word { field, found: quote(other), expected: WORDS }),
    }))
}
