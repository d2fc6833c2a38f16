//! `[approval]`, `[[approval_rule]]` and the file of the allowed signers.

use super::{
    Records,
    fields::Fields,
    file::{Misread, Record, unreadable},
    rules,
};
use crate::{
    diag::Diagnostic,
    model::{ApprovalRule, ApprovalSettings},
    source::{Sources, Span},
};

impl Record for ApprovalRule {
    const KEY: &'static str = "approval_rule";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, kind) = (f.required("id"), f.required("kind"));
        let rule = Self {
            roles: f.list("roles"),
            paths: f.names("paths"),
            max_score: f.optional("max_score"),
            max_points: f.optional("max_points"),
            max_days: f.optional("max_days"),
            owner_may: f.optional("owner_may").unwrap_or_default(),
            broken: false,
            id: id?,
            kind: kind?,
        };
        Some(rule)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.approval_rules
    }

    /// A misspelt limit is no limit: such a rule allows nothing.
    fn mark_broken(&mut self, _: Misread) {
        self.broken = true;
    }
}

/// Reads `[approval]`.
pub(super) fn settings(f: Fields<'_>) -> ApprovalSettings {
    let before = f.reader.count();
    let word = f.word("signatures", &["required", "optional"]);
    let allowed_signers = f.place("allowed_signers");
    let reader = f.reader;
    f.finish();
    ApprovalSettings {
        required: word.is_some_and(|word| word.value == "required"),
        allowed_signers,
        broken: reader.count() > before,
    }
}

/// The file of the allowed signers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignersFile {
    /// Where it begins.
    pub span: Span,
    /// What stands in it.
    pub text: String,
}

impl SignersFile {
    /// The place of a line, from 1.
    pub fn line(&self, number: usize) -> Span {
        let mut start = 0;
        for (n, line) in (1..).zip(self.text.split_inclusive('\n')) {
            if n == number {
                let place = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
                let end = start + line.trim_end().len();
                return Span { file: self.span.file, start: place(start), end: place(end) };
            }
            start += line.len();
        }
        self.span
    }
}

impl Records {
    /// Where the allowed signers are, from the root, and whether the settings name the file.
    pub fn signers_path(&self) -> (&str, bool) {
        let (path, named) = self.settings.allowed_signers();
        (path, named.is_some())
    }
}

/// Takes the file of the allowed signers from the sources, once they hold it. That there is none is
/// worth a word only when the settings name it.
pub fn decode_signers(sources: &Sources, records: &mut Records) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let (path, named) = records.settings.allowed_signers();
    let file = sources.find(path).and_then(|id| Some((id, sources.file(id)?)));
    let mut signers = None;
    match (file, named) {
        (Some((id, source)), _) => match &source.trouble {
            None => {
                let span = Span { file: id, start: 0, end: 0 };
                signers = Some(SignersFile { span, text: source.text.clone() });
            }
            Some(trouble) => found.push(unreadable(id, source, trouble)),
        },
        (None, Some(span)) => {
            let title = format!("there is no file {path}");
            let help = "write its path from the program's folder on, or leave the key out";
            found.push(Diagnostic::new(&rules::UNREADABLE, title, span).help(help));
        }
        (None, None) => {}
    }
    records.signers = signers;
    records.lost.errors += found.len();
    found
}
