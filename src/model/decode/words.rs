//! Words out of a closed set.

use super::{
    reader::{Node, Reader},
    rules,
    value::Value,
};
use crate::{
    diag::{Diagnostic, LintLevel},
    evidence::Approvable,
    ids::InventoryId,
    model::{
        Aspect, AssessedAs, Cadence, Implementation, Method, Mode, PartyKind, Population, Relation,
        ResponsibilityKind, Shape, StoryKind, StoryStatus, Treatment,
    },
    source::{Span, Spanned},
};

/// A closed set of words.
pub(super) trait Words: Copy + 'static {
    /// Every word with its meaning.
    const WORDS: &'static [(&'static str, Self)];
    /// What should stand there, for people.
    const EXPECTED: &'static str;
}

impl<T: Words> Value for T {
    const EXPECTED: &'static str = <T as Words>::EXPECTED;

    fn shape() -> Shape {
        Shape::Word(T::WORDS.iter().map(|(word, _)| *word).collect())
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        let text = reader.string(node, <T as Words>::EXPECTED)?;
        let known = T::WORDS.iter().find(|(word, _)| *word == text);
        if known.is_none() {
            let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
            unknown(text, reader.span_of(node), &words, reader);
        }
        known.map(|(_, value)| *value)
    }
}

/// Whether a word is one of these; reported if not.
pub(super) fn is_known(word: &Spanned<String>, known: &[&str], reader: &Reader<'_>) -> bool {
    let is_known = known.contains(&word.as_str());
    if !is_known {
        unknown(word, word.span, known, reader);
    }
    is_known
}

fn unknown(word: &str, span: Span, known: &[&str], reader: &Reader<'_>) {
    let list: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    let diagnostic = Diagnostic::new(&rules::BAD_VALUE, format!("unknown word `{word}`"), span)
        .label(format!("expected {}", list.join(", ")));
    let nearest = reader.nearest.find(word, known.iter().copied());
    reader.report(match nearest {
        Some(name) => diagnostic.did_you_mean(nearest).fix(span, format!("\"{name}\"")),
        None => diagnostic,
    });
}

macro_rules! words {
    ($($type:ty, $expected:literal: $($word:literal => $value:ident),+;)*) => {$(
        impl Words for $type {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$value)),+];
            const EXPECTED: &'static str = $expected;
        }
    )*};
}

words! {
    AssessedAs, "\"pci-dss\" or \"management-system\"":
        "pci-dss" => PciDss, "management-system" => ManagementSystem;
    Method, "\"compensating-control\" or \"customized-approach\"":
        "compensating-control" => CompensatingControl,
        "customized-approach" => CustomizedApproach;
    StoryStatus, "a status such as \"ready\"":
        "draft" => Draft, "ready" => Ready, "doing" => Doing, "done" => Done, "dropped" => Dropped;
    StoryKind, "\"use\" or \"abuse\"": "use" => Use, "abuse" => Abuse;
    Mode, "\"auto\", \"mixed\" or \"manual\"":
        "auto" => Auto, "mixed" => Mixed, "manual" => Manual;
    Relation, "a relation such as \"intersects\"":
        "equal" => Equal, "subset" => Subset, "superset" => Superset, "intersects" => Intersects;
    Cadence, "a rhythm such as \"weekly\" or \"every sprint\"":
        "every sprint" => EverySprint, "every commit" => EveryCommit, "daily" => Daily,
        "weekly" => Weekly, "monthly" => Monthly, "quarterly" => Quarterly,
        "every six months" => EverySixMonths, "annual" => Annual;
    Implementation, "a way such as \"story\"":
        "story" => Story, "process" => Process, "inherited" => Inherited, "excluded" => Excluded;
    PartyKind, "a kind of party such as \"team\"":
        "team" => Team, "role" => Role, "provider" => Provider, "msp" => Msp, "isv" => Isv,
        "auditor" => Auditor;
    ResponsibilityKind, "\"provider\", \"customer\" or \"shared\"":
        "provider" => Provider, "customer" => Customer, "shared" => Shared;
    Aspect, "an aspect such as \"at-rest\"":
        "at-rest" => AtRest, "in-transit" => InTransit, "key-owner" => KeyOwner,
        "rotation" => Rotation, "on" => On, "where" => Where, "retention" => Retention,
        "readers" => Readers;
    Approvable, "a kind of record such as \"risk\"":
        "story" => Story, "sprint" => Sprint, "risk" => Risk, "applicability" => Applicability,
        "exception" => Exception, "check" => Check, "control" => Control,
        "attestation" => Attestation;
    Treatment, "a treatment such as \"mitigate\"":
        "mitigate" => Mitigate, "accept" => Accept, "transfer" => Transfer, "avoid" => Avoid;
}

/// Populations that are not an inventory.
const POPULATIONS: [(&str, Population); 4] = [
    ("accounts", Population::Accounts),
    ("regions", Population::Regions),
    ("repositories", Population::Repositories),
    ("components", Population::Components),
];

impl Value for Population {
    const EXPECTED: &'static str = "a population such as \"accounts\" or \"inventory:NAME\"";

    fn shape() -> Shape {
        Shape::Population(POPULATIONS.iter().map(|(word, _)| *word).collect())
    }

    fn read<'a>(node: Node<'a>, reader: &Reader<'a>) -> Option<Self> {
        let text = reader.string(node, Self::EXPECTED)?;
        let span = reader.span_of(node);
        if let Some(name) = text.strip_prefix("inventory:") {
            let id = InventoryId::parse(name);
            if let Err(why) = &id {
                let title = format!("`{text}` names no inventory: {why}");
                let help =
                    "write `inventory:NAME`, for the file controls/inventory/NAME.csv or .txt";
                reader.report_at(&rules::BAD_VALUE, title, span, help);
            }
            return id.ok().map(Self::Inventory);
        }
        let known = POPULATIONS.iter().find(|(word, _)| *word == text);
        if known.is_none() {
            let words = POPULATIONS.iter().map(|(word, _)| *word).chain(["inventory:NAME"]);
            unknown(text, span, &words.collect::<Vec<_>>(), reader);
        }
        known.map(|(_, population)| population.clone())
    }
}

impl Words for LintLevel {
    const WORDS: &'static [(&'static str, Self)] = &Self::WORDS;
    const EXPECTED: &'static str = "\"allow\", \"warn\" or \"deny\"";
}
