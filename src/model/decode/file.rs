//! One file: its troubles, its tables, and the records in them.

use std::{cmp::Reverse, collections::BTreeSet};

use toml::de::{DeTable, DeValue};

use super::{
    Records,
    describe::record,
    fields::Fields,
    inventory, lost,
    reader::{Node, Reader},
    records::Batch,
    rules, settings, template,
};
use crate::{
    diag::{Diagnostic, Rule},
    model::{
        Account, Applicability, ApprovalRule, Attestation, Check, Component, Control, Crosswalk,
        Epic, Framework, Kind, Measure, Party, Persona, Repository, Response, Retired, Risk,
        Service, Sprint, Story, Worksheet,
    },
    source::{FileId, ROOT_FILE, SourceFile, Span, Trouble, is_inventory, text::MAX_FILE},
};

/// A kind of record that files hold.
pub(super) trait Record: Sized {
    /// The name of its tables, which is also what it is called.
    const KEY: &'static str;

    /// Reads one table, every key of it; `None` when what every such record needs is missing, which is reported.
    fn decode(f: &Fields<'_>) -> Option<Self>;

    /// Says that something in it could not be read.
    fn mark_broken(&mut self, _: Misread) {}

    /// Where such records are kept.
    fn list(records: &mut Records) -> &mut Vec<Self>;

    /// The name by which others refer to it, even if the rest cannot be read.
    fn name(f: &Fields<'_>) -> Option<String> {
        f.peek("id").map(Into::into)
    }
}

/// What of a record could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misread {
    /// The value of a key that is known.
    Value,
    /// A key.
    Key,
    /// Perhaps anything: there are syntax errors in its file.
    Anything,
}

/// The name of a kind's tables, what reads them, and what the kind is.
type Table = (&'static str, ReadTables, Describe);

type ReadTables = for<'a> fn(&'a Reader<'a>, Node<'a>, bool, &mut Records);

type Describe = fn() -> Kind;

/// Every kind of record, by the name of its tables.
const TABLES: [Table; 21] = [
    (Story::KEY, read::<Story>, record::<Story>),
    (Control::KEY, read::<Control>, record::<Control>),
    (Check::KEY, read::<Check>, record::<Check>),
    (Attestation::KEY, read::<Attestation>, record::<Attestation>),
    (Applicability::KEY, read::<Applicability>, record::<Applicability>),
    (Crosswalk::KEY, read::<Crosswalk>, record::<Crosswalk>),
    (Framework::KEY, read::<Framework>, record::<Framework>),
    (Measure::KEY, read::<Measure>, record::<Measure>),
    (Epic::KEY, read::<Epic>, record::<Epic>),
    (Sprint::KEY, read::<Sprint>, record::<Sprint>),
    (Persona::KEY, read::<Persona>, record::<Persona>),
    (Party::KEY, read::<Party>, record::<Party>),
    (Component::KEY, read::<Component>, record::<Component>),
    (Account::KEY, read::<Account>, record::<Account>),
    (Repository::KEY, read::<Repository>, record::<Repository>),
    (Risk::KEY, read::<Risk>, record::<Risk>),
    (Service::KEY, read::<Service>, record::<Service>),
    (Retired::KEY, read::<Retired>, record::<Retired>),
    (ApprovalRule::KEY, read::<ApprovalRule>, record::<ApprovalRule>),
    (Response::KEY, read::<Response>, record::<Response>),
    (Worksheet::KEY, read::<Worksheet>, record::<Worksheet>),
];

/// Tables of the settings.
pub(crate) const SETTINGS: [&str; 9] = [
    "program",
    "target",
    "evidence",
    "approval",
    "ledger",
    "redaction",
    "priority",
    "planning",
    "lints",
];

/// What each kind of record may hold.
pub(super) fn kinds() -> impl Iterator<Item = Kind> {
    TABLES.iter().map(|(_, _, describe)| describe())
}

/// Decodes one file into the batch.
pub(super) fn decode(id: FileId, source: &SourceFile, batch: &mut Batch) {
    if is_inventory(&source.path) {
        return inventory::decode(id, source, batch);
    }
    if template::is_template(&source.path) {
        return; // It waits for the component that names it.
    }
    if source.trouble.is_none() && !source.path.ends_with(".toml") {
        return; // The settings name it.
    }
    if let Some(trouble) = &source.trouble {
        batch.found.push(unreadable(id, source, trouble));
        batch.records.lost.anything(&source.path);
        batch.records.lost.settings |= &*source.path == ROOT_FILE;
        return;
    }
    let reader = Reader::new(id, &source.text);
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    let broken = syntax(&reader, source, &errors);
    if &*source.path == ROOT_FILE {
        let start = reader.span(0..0);
        let fields = Fields::new(&reader, "settings file", start, document.get_ref());
        let (settings, fine) = settings::decode(fields);
        batch.settings = Some(settings);
        batch.records.lost.settings |= !fine;
    } else {
        if !broken.is_empty() {
            lost::by_syntax(source, &mut batch.records.lost);
        }
        tables(&reader, document.get_ref(), broken.is_empty(), &mut batch.records);
    }
    drop(document);
    let is_echo = |found: &Diagnostic| {
        let line = |span: Span| source.place(span.start as usize).line;
        !broken.is_empty()
            && found.rule != &rules::SYNTAX
            && broken.contains(&line(found.primary.span))
    };
    let mut found = reader.into_found();
    found.retain(|found| !is_echo(found));
    batch.found.append(&mut found);
}

fn tables<'a>(
    reader: &'a Reader<'a>,
    document: &'a DeTable<'a>,
    intact: bool,
    records: &mut Records,
) {
    for (key, node) in document {
        if let Some((_, read, _)) = TABLES.iter().find(|(name, ..)| *name == key.get_ref()) {
            read(reader, node, intact, records);
        } else {
            let meant = unknown_table(reader, key.get_ref(), reader.span(key.span()));
            lost::by_name(key.get_ref(), meant, &mut records.lost);
        }
    }
}

fn read<'a, R: Record>(
    reader: &'a Reader<'a>,
    node: Node<'a>,
    intact: bool,
    records: &mut Records,
) {
    let nodes = match node.get_ref() {
        DeValue::Array(entries) => entries.iter().collect(),
        DeValue::Table(_) => {
            let title = format!("`{}` is a list of tables", R::KEY);
            let help = format!("write `[[{}]]`, with two brackets", R::KEY);
            reader.report_at(&rules::WRONG_TYPE, title, reader.span_of(node), &help);
            vec![node]
        }
        _ => vec![node],
    };
    for node in nodes {
        let before = reader.count();
        let Some(f) = Fields::of(reader, R::KEY, node) else {
            lost::by_name(R::KEY, Some(R::KEY), &mut records.lost);
            continue;
        };
        let record = R::decode(&f);
        if record.is_none() {
            records.incomplete.extend(R::name(&f).map(|name| (R::KEY, name)));
            lost::record(R::KEY, &f, &mut records.lost);
        }
        let peeked = lost::controls(R::KEY, &f);
        let misread = match f.finish() {
            _ if !intact => Some(Misread::Anything),
            false => Some(Misread::Key),
            true => (reader.count() > before).then_some(Misread::Value),
        };
        if let Some(mut record) = record {
            if let Some(misread) = misread {
                record.mark_broken(misread);
                records.lost.controls.extend(peeked.into_iter().filter(Option::is_none));
            }
            R::list(records).push(record);
        }
    }
}

/// Reports it, and gives the name that was meant, when one is near.
fn unknown_table(reader: &Reader<'_>, key: &str, span: Span) -> Option<&'static str> {
    let diagnostic = Diagnostic::new(&rules::UNKNOWN_TABLE, format!("unknown table `{key}`"), span);
    let known = TABLES.iter().map(|(name, ..)| *name);
    let nearest = reader.nearest.find(key, known.clone());
    reader.report(if SETTINGS.contains(&key) {
        diagnostic.help(format!("move it to {ROOT_FILE}"))
    } else if let Some(name) = nearest {
        diagnostic.did_you_mean(nearest).fix(span, name)
    } else {
        diagnostic.help(format!("known tables: {}", known.collect::<Vec<_>>().join(", ")))
    });
    if SETTINGS.contains(&key) { Some(ROOT_FILE) } else { nearest }
}

/// Reports syntax errors, each place once, and returns the lines on which they stand: what else
/// is wrong there follows from them.
fn syntax(reader: &Reader<'_>, source: &SourceFile, errors: &[toml::de::Error]) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut errors: Vec<&toml::de::Error> = errors.iter().collect();
    errors.sort_by_key(|error| error.span().map(|span| (span.start, Reverse(span.end))));
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        if !seen.insert(range.start) {
            continue;
        }
        lines.insert(source.place(range.start).line);
        let diagnostic =
            Diagnostic::new(&rules::SYNTAX, error.message().to_lowercase(), reader.span(range));
        reader.report(diagnostic);
    }
    lines
}

pub(super) fn unreadable(file: FileId, source: &SourceFile, trouble: &Trouble) -> Diagnostic {
    let path = &source.path;
    let (rule, title, help): (&'static Rule, String, &str) = match trouble {
        Trouble::Unreadable(why) => {
            (&rules::UNREADABLE, format!("cannot read {path}: {why}"), "check its permissions")
        }
        Trouble::Link => (
            &rules::ODD_FILE,
            format!("{path} is a link that leads out of the program, to a folder, or nowhere"),
            "put a regular file in its place",
        ),
        Trouble::NotRegular => (
            &rules::ODD_FILE,
            format!("{path} is not a regular file"),
            "put a regular file in its place",
        ),
        Trouble::TooLarge => (
            &rules::TOO_LARGE,
            format!("{path} is larger than {} MiB", MAX_FILE / 1024 / 1024),
            "split it into several files",
        ),
        Trouble::NotUtf8(at) => (
            &rules::NOT_UTF8,
            format!("{path} is not UTF-8: its byte {at} belongs to no character"),
            "save it as UTF-8",
        ),
        Trouble::TooDeep => (
            &rules::ODD_FILE,
            format!("folders below {path} are nested too deeply"),
            "move its files up",
        ),
    };
    Diagnostic::new(rule, title, Span { file, start: 0, end: 0 }).help(help)
}
