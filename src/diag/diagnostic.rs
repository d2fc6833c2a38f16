//! Something a person should change in their files.

use super::Rule;
use crate::source::Span;

/// A place and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said there; may be empty.
    pub text: String,
}

/// A change to the text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// Something a person should change in their files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of trouble it is.
    pub rule: &'static Rule,
    /// What is wrong: lower case, no full stop.
    pub title: String,
    /// Where, and why there.
    pub primary: Label,
    /// Other places that explain it.
    pub context: Vec<Label>,
    /// What to do, as an instruction.
    pub help: Option<String>,
    /// A change that puts it right.
    pub fix: Option<TextEdit>,
    /// The record whose status this is, such as `check root-mfa`; `None` when it is about a text.
    pub about: Option<String>,
    /// What of the record stands so, such as the subjects that fail: when more of it does, the
    /// record got worse, though its status is the same.
    pub parts: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    pub fn new(rule: &'static Rule, title: impl Into<String>, span: Span) -> Self {
        Self {
            rule,
            title: title.into(),
            primary: Label { span, text: String::new() },
            context: Vec::new(),
            help: None,
            fix: None,
            about: None,
            parts: Vec::new(),
        }
    }

    /// Says why it is wrong at its place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn context(mut self, span: Span, text: impl Into<String>) -> Self {
        self.context.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a change that puts it right.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(TextEdit { span, replacement: replacement.into() });
        self
    }

    /// Says which record's status it is.
    #[must_use]
    pub fn about(mut self, record: impl Into<String>) -> Self {
        self.about = Some(record.into());
        self
    }

    /// Says what of the record stands so.
    #[must_use]
    pub fn parts(mut self, parts: Vec<String>) -> Self {
        self.parts = parts;
        self
    }

    /// Suggests a name in place of the primary one, when there is one to suggest.
    #[must_use]
    pub fn did_you_mean(self, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }
}
