//! What may have stood where nothing could be read.
//!
//! A record that is gone must not make anything look better: a failing check that is not read may
//! not let its controls be met, and an account that is not read may not leave the population. So
//! what is lost is kept by its kind, and by as much of its name as there is.

use toml::de::DeValue;

use super::{fields::Fields, reader::Node, records::Lost};
use crate::{ids::ControlRef, model::Population, source::SourceFile};

/// Kinds of record that say something about controls, with the key that names them.
fn naming(kind: &str) -> Option<&'static str> {
    match kind {
        "check" | "attestation" => Some("controls"),
        "applicability" => Some("control"),
        _ => None,
    }
}

fn population(kind: &str) -> Option<Population> {
    match kind {
        "account" => Some(Population::Accounts),
        "repository" => Some(Population::Repositories),
        "component" => Some(Population::Components),
        _ => None,
    }
}

/// The controls that a check, an attestation or a decision names, `None` for each that cannot be
/// read; a single `None` when its list is missing, as it may be misspelt.
pub(super) fn controls(kind: &str, f: &Fields<'_>) -> Vec<Option<ControlRef>> {
    let Some(key) = naming(kind) else { return Vec::new() };
    let one = |node: Node<'_>| match node.get_ref() {
        DeValue::String(text) => ControlRef::parse(text).ok(),
        _ => None,
    };
    match f.raw(key).map(|node| (node, node.get_ref())) {
        Some((_, DeValue::Array(entries))) => entries.iter().map(one).collect(),
        Some((node, _)) => vec![one(node)],
        None => vec![None],
    }
}

/// A record is lost, with as much as its table says.
pub(super) fn record(kind: &str, f: &Fields<'_>, lost: &mut Lost) {
    lost.controls.extend(controls(kind, f));
    lost.sprint |= kind == "sprint";
    lost.approvals |= kind == "approval_rule";
    if let Some(population) = population(kind) {
        let id = f.raw("id").map(|node| f.reader.written(f.reader.span_of(node)));
        let name = id.or_else(|| f.peek("name")).unwrap_or("without an id");
        lost.member(population, name.trim_matches(['"', '\'']));
    }
}

/// A table is lost; `meant` is the kind of record that its name stands for, when that is known.
pub(super) fn by_name(name: &str, meant: Option<&str>, lost: &mut Lost) {
    match meant {
        None => lost.anything(name),
        Some("sprint") => lost.sprint = true,
        Some("approval_rule") => lost.approvals = true,
        Some(kind) if naming(kind).is_some() => lost.controls.push(None),
        Some(kind) => {
            if let Some(population) = population(kind) {
                lost.member(population, name);
            }
        }
    }
}

/// Kinds of record that nothing may look better without.
const KINDS: [&str; 8] = [
    "check",
    "attestation",
    "applicability",
    "account",
    "repository",
    "component",
    "sprint",
    "approval_rule",
];

/// A file has syntax errors: any table in it may be lost, or may have lost its header.
pub(super) fn by_syntax(source: &SourceFile, lost: &mut Lost) {
    let opens = |kind: &str| {
        source.text.lines().any(|line| {
            let line = line.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
            let rest = line.strip_prefix(kind);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        })
    };
    for kind in KINDS {
        if opens(kind) {
            let name = if population(kind).is_some() { &source.path } else { kind };
            by_name(name, Some(kind), lost);
        }
    }
}
