//! `storyproof.toml`.

use std::collections::BTreeMap;

use super::{fields::Fields, reader::Reader, rules, value::Value};
use crate::{
    model::{
        LintLevel, RedactionRule, Settings, Shape, Target,
        settings::{CLASSES, MAX_WEIGHT, TERMS},
    },
    source::Spanned,
};

/// Reads the settings, and whether all that statuses are decided from could be read; what is not
/// said keeps its default.
pub(super) fn decode(f: Fields<'_>) -> (Settings, bool) {
    let mut settings = Settings::default();
    match f.table("program", "program") {
        Some(program) => {
            f.need("program");
            self::program(program, &mut settings);
        }
        None => {
            f.required::<Table>("program");
        }
    }
    settings.targets = f.tables("target", "target").into_iter().filter_map(target).collect();
    if let Some(evidence) = f.table("evidence", "evidence table") {
        settings.max_age = evidence.optional("max_age").unwrap_or(settings.max_age);
        settings.critical_max_age = evidence.optional("critical_max_age");
        settings.critical_approvers = evidence.optional_list("critical_approvers");
        let redact = evidence.word("redact", &["on", "off"]);
        settings.redaction.off = redact.is_some_and(|word| word.value == "off");
        evidence.finish();
    }
    if let Some(approval) = f.table("approval", "approval table") {
        settings.approval = super::approval::settings(approval);
    }
    if let Some(ledger) = f.table("ledger", "ledger table") {
        settings.ledger = ledger.optional("path");
        settings.origin = ledger.optional("origin");
        settings.keys = ledger.list("keys");
        settings.witnesses = ledger.list("witnesses");
        ledger.finish();
    }
    let before = f.reader.count();
    for table in f.tables("redaction", "redaction rule") {
        settings.redaction.rules.extend(redaction(table));
    }
    settings.redaction.broken = f.reader.count() > before;
    let fine = f.reader.count() == 0;
    if let Some(table) = f.table("priority", "ranking rule") {
        settings.priority = priority(table);
    }
    if let Some(planning) = f.table("planning", "planning table") {
        let points = planning.optional("renewal_points");
        let points = planning.scale("renewal_points", 0..=100, points);
        settings.renewal_points = points.map_or(settings.renewal_points, |points| points.value);
        planning.finish();
    }
    settings.lints = free_keys::<LintLevel>(&f, "lints").collect();
    let fine = f.finish() && fine;
    (settings, fine)
}

fn program(f: Fields<'_>, settings: &mut Settings) {
    settings.name = f.text("name");
    settings.organization = f.optional("organization");
    if let Some(languages) = f.optional_list("languages").filter(|list| !list.is_empty()) {
        settings.languages = languages;
    }
    settings.classes = f.words("classes", &CLASSES);
    settings.as_of = f.optional("as_of");
    settings.regions = f.names("regions");
    settings.sprint_days = f.optional("sprint_days").unwrap_or(settings.sprint_days);
    settings.story_points = f.optional("story_points").unwrap_or(settings.story_points);
    f.finish();
}

/// The weights. One that cannot be used is reported, and its term keeps its default.
fn priority(f: Fields<'_>) -> BTreeMap<String, f64> {
    let mut weights = BTreeMap::new();
    for term in TERMS {
        let weight = f.optional::<Spanned<f64>>(term);
        f.narrow(term, || Shape::Number(0.0, MAX_WEIGHT));
        let Some(weight) = weight else { continue };
        if (0.0..=MAX_WEIGHT).contains(&weight.value) {
            weights.insert(term.to_owned(), weight.value);
        } else {
            let title = format!("the weight of `{term}` is {}", weight.value);
            let help = format!("write a number from 0 to {MAX_WEIGHT}; 0 leaves the term out");
            f.reader.report_at(&rules::BAD_VALUE, title, weight.span, &help);
        }
    }
    f.finish();
    weights
}

fn target(f: Fields<'_>) -> Option<Target> {
    let (framework, date) = (f.required("framework"), f.required("date"));
    f.finish();
    Some(Target { framework: framework?, date: date? })
}

fn redaction(f: Fields<'_>) -> Option<RedactionRule> {
    let id: Option<Spanned<String>> = f.required("id");
    let pattern: Option<Spanned<String>> = f.required("pattern");
    let replace = f.word("replace", &["keyed-hash", "mask"]);
    let reader = f.reader;
    f.finish();
    let (id, pattern) = (id?, pattern?);
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if id.value.is_empty() || id.value.len() > 64 || !id.value.chars().all(plain) {
        let title = format!("`{}` is no id of a redaction rule", id.value);
        let help = "use up to 64 letters, digits, dots, dashes and underscores";
        reader.report_at(&rules::BAD_VALUE, title, id.span, help);
    }
    if let Err(error) = regex::bytes::Regex::new(&pattern.value) {
        let title = format!("the pattern of `{}` cannot be used", id.value);
        let why = error.to_string();
        let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ");
        let help = format!("{why}; patterns have no look-around and no back-references");
        reader.report_at(&rules::BAD_VALUE, title, pattern.span, &help);
    }
    let hashed = replace.is_none_or(|word| word.value == "keyed-hash");
    Some(RedactionRule { id: id.value, pattern, hashed })
}

/// A table whose keys are free: each with its value and the place of its key.
fn free_keys<'a, T: Value + 'a>(
    f: &Fields<'a>,
    key: &'static str,
) -> impl Iterator<Item = (String, Spanned<T>)> + 'a {
    let reader: &'a Reader<'a> = f.reader;
    let table = f.table(key, key);
    f.narrow(key, || Shape::Free(Box::new(T::shape())));
    let entries = table.into_iter().flat_map(|table| table.entries().collect::<Vec<_>>());
    let read = move |(key, span, node): (&'a str, _, _)| {
        Some((key.to_owned(), Spanned::new(T::read(node, reader)?, span)))
    };
    let entries: BTreeMap<String, Spanned<T>> = entries.filter_map(read).collect();
    entries.into_iter()
}

/// Any table: only its absence matters.
struct Table;

impl Value for Table {
    const EXPECTED: &'static str = "a table with the program's name: `[program]`";

    fn shape() -> Shape {
        Shape::Table(Vec::new())
    }

    fn read<'a>(_: super::reader::Node<'a>, _: &Reader<'a>) -> Option<Self> {
        Some(Self)
    }
}
