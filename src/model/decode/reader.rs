//! One file while it is read: where it is, and what was found.

use std::{cell::RefCell, ops::Range};

use toml::{Spanned as TomlSpanned, de::DeValue};

use super::rules;
use crate::{
    diag::{Diagnostic, Nearest, Rule},
    source::{FileId, Span},
};

/// A value in the TOML tree.
pub(super) type Node<'a> = &'a TomlSpanned<DeValue<'a>>;

/// The longest text of one value, in bytes.
const MAX_TEXT: usize = 64 * 1024;

/// One file while it is read.
pub(super) struct Reader<'a> {
    file: FileId,
    text: &'a str,
    pub(super) nearest: Nearest,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: FileId, text: &'a str) -> Self {
        Self { file, text, nearest: Nearest::default(), found: RefCell::default() }
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        Span { file: self.file, start: offset(range.start), end: offset(range.end) }
    }

    pub(super) fn span_of(&self, node: Node<'_>) -> Span {
        self.span(node.span())
    }

    /// The text as it stands in the file.
    pub(super) fn written(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    pub(super) fn report_at(&self, rule: &'static Rule, title: String, span: Span, help: &str) {
        self.report(Diagnostic::new(rule, title, span).help(help));
    }

    /// How much was reported so far.
    pub(super) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    pub(super) fn into_found(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }

    /// A string, if it is one and not too long.
    pub(super) fn string(&self, node: Node<'a>, what: &str) -> Option<&'a str> {
        match node.get_ref() {
            DeValue::String(text) if text.len() <= MAX_TEXT => Some(text),
            DeValue::String(text) => {
                let title = format!("{what} is {} bytes long", text.len());
                let help = format!("shorten it to at most {MAX_TEXT} bytes");
                self.report_at(&rules::TOO_LONG, title, self.span_of(node), &help);
                None
            }
            _ => {
                self.wrong_type(node, what);
                None
            }
        }
    }

    /// Reports a value of the wrong type; `expected` is what should stand there.
    pub(super) fn wrong_type(&self, node: Node<'_>, expected: &str) {
        let span = self.span_of(node);
        let title = format!("expected {expected}, found {}", describe(node.get_ref()));
        let mut diagnostic = Diagnostic::new(&rules::WRONG_TYPE, title, span);
        let scalar = matches!(
            node.get_ref(),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_)
        );
        if scalar && expected.contains("string") {
            diagnostic = diagnostic
                .help("put it in quotes")
                .fix(span, format!("\"{}\"", self.written(span)));
        }
        self.report(diagnostic);
    }
}

/// What a value is, for people.
pub(super) fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
