//! One table, read key by key; what nobody asked for is reported at the end.

use std::cell::{Cell, RefCell};

use toml::de::{DeTable, DeValue};

use super::{
    describe::{Answer, Asked, Question},
    reader::{Node, Reader},
    rules,
    value::Value,
};
use crate::{
    diag::Diagnostic,
    model::Shape,
    source::{Span, Spanned},
};

/// One table while it is read.
pub(super) struct Fields<'a> {
    pub(super) reader: &'a Reader<'a>,
    /// Where the table begins: its header.
    pub(super) span: Span,
    noun: &'static str,
    table: &'a DeTable<'a>,
    asked: RefCell<Vec<&'static str>>,
    hits: Cell<usize>,
    /// Where to write down what is asked, when nothing is read.
    described: Option<Asked>,
}

impl<'a> Fields<'a> {
    /// A table; `noun` is what its record is called.
    pub(super) fn new(
        reader: &'a Reader<'a>,
        noun: &'static str,
        span: Span,
        table: &'a DeTable<'a>,
    ) -> Self {
        let asked = RefCell::new(Vec::with_capacity(24));
        Self { reader, span, noun, table, asked, hits: Cell::new(0), described: None }
    }

    /// The same, of which is written down what is asked.
    pub(super) fn described(self, asked: Asked) -> Self {
        Self { described: Some(asked), ..self }
    }

    /// Writes down what is asked, when that is wanted.
    fn note(&self, name: &'static str, needed: bool, shape: impl FnOnce() -> Answer) {
        let Some(described) = &self.described else { return };
        let mut questions = described.borrow_mut();
        if let Some(known) = questions.iter_mut().find(|question| question.name == name) {
            known.needed |= needed;
        } else {
            questions.push(Question { name, needed, shape: shape() });
        }
    }

    /// Says more exactly what a key may be, which was asked for before.
    pub(super) fn narrow(&self, name: &'static str, shape: impl FnOnce() -> Shape) {
        let Some(described) = &self.described else { return };
        let mut questions = described.borrow_mut();
        if let Some(known) = questions.iter_mut().find(|question| question.name == name) {
            known.shape = Answer::Value(shape());
        }
    }

    /// Says that the table is incomplete without a key, which was asked for before.
    pub(super) fn need(&self, name: &'static str) {
        self.note(name, true, || Answer::Value(Shape::Text));
    }

    /// The table of the entries that a key would have.
    fn imagined(&self, asked: &Asked, noun: &'static str) -> Self {
        Self::new(self.reader, noun, self.span, self.table).described(asked.clone())
    }

    /// A value that must be a table.
    pub(super) fn of(reader: &'a Reader<'a>, noun: &'static str, node: Node<'a>) -> Option<Self> {
        if let DeValue::Table(table) = node.get_ref() {
            return Some(Self::new(reader, noun, reader.span_of(node), table));
        }
        reader.wrong_type(node, "a table");
        None
    }

    /// The value of a key, which is then known.
    pub(super) fn get(&self, key: &'static str) -> Option<Node<'a>> {
        self.asked.borrow_mut().push(key);
        let node = self.table.get(key)?;
        self.hits.set(self.hits.get() + 1);
        Some(node)
    }

    /// A value that must be there.
    pub(super) fn required<T: Value>(&self, key: &'static str) -> Option<T> {
        self.note(key, true, || Answer::Value(T::shape()));
        if let Some(node) = self.get(key) {
            return T::read(node, self.reader);
        }
        let title = format!("this {} has no `{key}`", self.noun);
        let span = self.id_span().unwrap_or(self.span);
        let help = format!("add `{key} = …`, {}", T::EXPECTED);
        self.reader.report_at(&rules::MISSING_KEY, title, span, &help);
        None
    }

    /// A value that may be there.
    pub(super) fn optional<T: Value>(&self, key: &'static str) -> Option<T> {
        self.note(key, false, || Answer::Value(T::shape()));
        T::read(self.get(key)?, self.reader)
    }

    /// A text that must be there; empty when it is not.
    pub(super) fn text(&self, key: &'static str) -> String {
        self.required(key).unwrap_or_default()
    }

    /// A list; entries that are wrong are reported and left out.
    pub(super) fn list<T: Value>(&self, key: &'static str) -> Vec<T> {
        self.optional_list(key).unwrap_or_default()
    }

    /// A list, or nothing when the key is not there.
    pub(super) fn optional_list<T: Value>(&self, key: &'static str) -> Option<Vec<T>> {
        self.note(key, false, || Answer::Value(Shape::List(Box::new(T::shape()))));
        let node = self.get(key)?;
        let DeValue::Array(entries) = node.get_ref() else {
            let span = self.reader.span_of(node);
            let title =
                format!("expected a list, found {}", super::reader::describe(node.get_ref()));
            let mut diagnostic = Diagnostic::new(&rules::WRONG_TYPE, title, span);
            if matches!(node.get_ref(), DeValue::String(_)) {
                let fixed = format!("[{}]", self.reader.written(span));
                diagnostic = diagnostic.help("put it in brackets").fix(span, fixed);
            }
            self.reader.report(diagnostic);
            return Some(Vec::new());
        };
        Some(entries.iter().filter_map(|entry| T::read(entry, self.reader)).collect())
    }

    /// A word out of a few, kept as text.
    pub(super) fn word(
        &self,
        key: &'static str,
        known: &[&'static str],
    ) -> Option<Spanned<String>> {
        let word: Option<Spanned<String>> = self.optional(key);
        self.narrow(key, || Shape::Word(known.to_vec()));
        let word = word?;
        super::words::is_known(&word, known, self.reader).then_some(word)
    }

    /// Words out of a few.
    pub(super) fn words(&self, key: &'static str, known: &[&'static str]) -> Vec<Spanned<String>> {
        let mut words: Vec<Spanned<String>> = self.list(key);
        self.narrow(key, || Shape::List(Box::new(Shape::Word(known.to_vec()))));
        words.retain(|word| super::words::is_known(word, known, self.reader));
        words
    }

    /// A whole number inside a range; reported, and `None`, outside it.
    pub(super) fn scale(
        &self,
        key: &'static str,
        range: std::ops::RangeInclusive<u32>,
        number: Option<Spanned<u32>>,
    ) -> Option<Spanned<u32>> {
        self.narrow(key, || Shape::Whole(*range.start(), *range.end()));
        let number = number?;
        if range.contains(&number.value) {
            return Some(number);
        }
        let (low, high) = (range.start(), range.end());
        let title = format!("`{key}` is {}, outside its scale", number.value);
        let help = format!("write a number from {low} to {high}");
        self.reader.report_at(&rules::BAD_VALUE, title, number.span, &help);
        None
    }

    /// Names that are compared with what tools print: none is empty.
    pub(super) fn names(&self, key: &'static str) -> Vec<Spanned<String>> {
        self.optional_names(key).unwrap_or_default()
    }

    /// The same, or nothing when the key is not there.
    pub(super) fn optional_names(&self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let names: Option<Vec<Spanned<String>>> = self.optional_list(key);
        self.narrow(key, || Shape::List(Box::new(Shape::Name)));
        let mut names = names?;
        names.retain(|name| {
            let is_named = !name.trim().is_empty();
            if !is_named {
                let title = format!("an entry of `{key}` is empty");
                let help = "write a name, or leave the entry out";
                self.reader.report_at(&rules::BAD_VALUE, title, name.span, help);
            }
            is_named
        });
        Some(names)
    }

    /// A place relative to the program; reported, and left out, when it is not.
    pub(super) fn place(&self, key: &'static str) -> Option<Spanned<String>> {
        let place: Option<Spanned<String>> = self.optional(key);
        self.narrow(key, || Shape::Name);
        let place = place?;
        let is_absolute = place.starts_with(['/', '\\', '~']) || place.contains(':');
        if place.is_empty() || is_absolute || place.contains(char::is_control) {
            let title = format!("`{key}` is not a place relative to the program");
            let help = "write it from the program's folder on, such as `../payments-app`";
            self.reader.report_at(&rules::BAD_VALUE, title, place.span, help);
            return None;
        }
        Some(place)
    }

    /// The tables of a key: `[[story.acceptance]]`, or a list of inline tables.
    pub(super) fn tables(&self, key: &'static str, noun: &'static str) -> Vec<Self> {
        self.each_table(key, noun).into_iter().filter_map(Result::ok).collect()
    }

    /// The same, with the place of every entry that is no table, which is reported.
    pub(super) fn each_table(
        &self,
        key: &'static str,
        noun: &'static str,
    ) -> Vec<Result<Self, Span>> {
        let entries = Asked::default();
        self.note(key, false, || Answer::Tables(entries.clone()));
        let Some(node) = self.get(key) else {
            let imagined = self.described.as_ref().map(|_| Ok(self.imagined(&entries, noun)));
            return imagined.into_iter().collect();
        };
        let read = |node| Self::of(self.reader, noun, node).ok_or(self.reader.span_of(node));
        match node.get_ref() {
            DeValue::Array(entries) => entries.iter().map(read).collect(),
            DeValue::Table(_) => vec![read(node)],
            _ => {
                self.reader.wrong_type(node, "a list of tables");
                vec![Err(self.reader.span_of(node))]
            }
        }
    }

    /// The table of a key: `[account.contacts]`.
    pub(super) fn table(&self, key: &'static str, noun: &'static str) -> Option<Self> {
        let entries = Asked::default();
        self.note(key, false, || Answer::Table(entries.clone()));
        match self.get(key) {
            Some(node) => Self::of(self.reader, noun, node),
            None => self.described.as_ref().map(|_| self.imagined(&entries, noun)),
        }
    }

    /// The keys and values of a table with free keys, in the order of the keys.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Span, Node<'a>)> + use<'a> {
        let reader = self.reader;
        self.table.iter().map(move |(key, node)| (&**key.get_ref(), reader.span(key.span()), node))
    }

    /// The id as it was written, if it is a string.
    pub(super) fn peek(&self, key: &str) -> Option<&'a str> {
        match self.table.get(key)?.get_ref() {
            DeValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// A value as it was written, whatever its type.
    pub(super) fn raw(&self, key: &str) -> Option<Node<'a>> {
        self.table.get(key)
    }

    /// Reports every key that nobody asked for; `true` when there was none.
    pub(super) fn finish(self) -> bool {
        if self.hits.get() == self.table.len() {
            return true;
        }
        let asked = self.asked.borrow();
        for (key, span, _) in self.entries().filter(|(key, ..)| !asked.contains(key)) {
            let title = format!("unknown key `{key}`");
            let mut diagnostic = Diagnostic::new(&rules::UNKNOWN_KEY, title, span)
                .label(format!("no {} has this key", self.noun));
            if let Some(id) = self.id_span() {
                diagnostic = diagnostic.context(id, format!("in this {}", self.noun));
            }
            let nearest = self.reader.nearest.find(key, asked.iter().copied());
            self.reader.report(match nearest {
                Some(name) => diagnostic.did_you_mean(nearest).fix(span, name),
                None => diagnostic.help(format!("known keys: {}", asked.join(", "))),
            });
        }
        false
    }

    fn id_span(&self) -> Option<Span> {
        self.table.get("id").map(|node| self.reader.span_of(node))
    }
}
