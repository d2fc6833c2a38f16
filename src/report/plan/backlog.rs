//! Each story of the backlog with every term of the rule, and the rule itself.
//!
//! Numbers are decimals as text: they are made from whole numbers, and are the same everywhere.

use schemars::JsonSchema;
use serde::Serialize;

use super::reasons;
use crate::{
    ids::StoryId,
    plan::{
        Plan,
        build::Entry,
        rank::Decided,
        terms::WHOLE,
        weights::{Term, WEIGHT_PARTS},
    },
    report::{
        Inputs, anchors,
        lang::{Lang, say},
        rows::{self},
        words::{self, Word, Worded},
    },
};

/// A value of one, in parts.
const ONE: u64 = WHOLE * WEIGHT_PARTS;

/// The written rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleView {
    /// The rule in a sentence.
    pub sentence: String,
    /// How ties are decided.
    pub ties: String,
    /// Its terms.
    pub terms: Vec<TermView>,
}

/// A term of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TermView {
    /// Its name in `[priority]`.
    pub name: &'static str,
    /// Its name for people.
    pub label: String,
    /// Its weight.
    pub weight: String,
    /// Whether the program gives the weight; otherwise it is the default.
    pub is_given: bool,
    /// What it is.
    pub meaning: String,
}

/// One story of the backlog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BacklogRow {
    /// Its place in the order, from 1.
    pub rank: u64,
    /// Its id.
    pub id: StoryId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Its size; `null` when it has none.
    pub points: Option<u32>,
    /// What evidence says of it now.
    pub proof: Word,
    /// Each term, in the order of the rule.
    pub terms: Vec<TermCell>,
    /// Its value: the sum of what the terms add.
    pub value: String,
    /// Its value per point.
    pub per_point: Option<String>,
    /// What put it before the next one; empty for the last.
    pub decided: String,
    /// Whether it is in.
    pub is_in: bool,
    /// Whether it is in, as a word.
    pub place: Word,
    /// Why it is in or not.
    pub reason: String,
    /// What the terms are made of.
    pub because: String,
    /// The ended sprint that it is left over from.
    pub from: Option<String>,
}

/// A term of one story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TermCell {
    /// Its name in `[priority]`.
    pub name: &'static str,
    /// Its name for people.
    pub label: String,
    /// The term, from 0 to 1.
    pub share: String,
    /// What it adds to the value: the term times its weight.
    pub adds: String,
}

/// A value for people.
pub(super) fn value(value: u64) -> String {
    words::decimal(value, ONE, 2)
}

/// What a term is called in a column.
fn label(lang: Lang, term: Term) -> String {
    match term {
        Term::Risk => say!(lang, "risk##a term"),
        Term::Regression => say!(lang, "regression##a term"),
        Term::Failing => say!(lang, "failing##a term"),
        Term::AuditDate => say!(lang, "audit date##a term"),
        Term::Stale => say!(lang, "stale##a term"),
        Term::Missing => say!(lang, "missing##a term"),
    }
}

fn meaning(lang: Lang, term: Term) -> String {
    match term {
        Term::Risk => say!(
            lang,
            "over its risks: how far the risk is above its target, shared among the risk's stories that are not verified, of 25"
        ),
        Term::Regression => say!(lang, "1 when the story was verified once and is not now"),
        Term::Failing => {
            say!(lang, "how many of its controls fail, of 5; an exception does not change that")
        }
        Term::AuditDate => say!(
            lang,
            "how near the target date of its unproven controls is: 0 until 180 days before it, 1 from the date on"
        ),
        Term::Stale => say!(
            lang,
            "how many of its controls rest on proof that is too old, has ended or broke, of 5"
        ),
        Term::Missing => {
            say!(lang, "how many of its controls nothing has answered for, or not for all, of 5")
        }
    }
}

/// The rule of a plan.
pub(super) fn rule(lang: Lang, plan: &Plan) -> RuleView {
    let term = |term: Term| TermView {
        name: term.name(),
        label: label(lang, term),
        weight: words::decimal(plan.weights.weight(term), WEIGHT_PARTS, 1),
        is_given: plan.weights.is_given(term),
        meaning: meaning(lang, term),
    };
    RuleView {
        sentence: say!(
            lang,
            "A story's value is the sum of its terms, each between 0 and 1, times their weights. Stories stand in the order of value per point."
        ),
        ties: say!(
            lang,
            "Of equal value per point the larger value comes first, then fewer points, then the id."
        ),
        terms: Term::ALL.map(term).to_vec(),
    }
}

/// The backlog of a plan.
pub(super) fn rows(inputs: &Inputs<'_>, plan: &Plan) -> Vec<BacklogRow> {
    let ranked = plan.backlog.iter().zip(1..);
    ranked.filter_map(|(entry, rank)| row(inputs, plan, entry, rank)).collect()
}

fn row(inputs: &Inputs<'_>, plan: &Plan, entry: &Entry, rank: u64) -> Option<BacklogRow> {
    let ranked = &entry.ranked;
    let story = inputs.program.stories.get(&ranked.story)?;
    let judged = inputs.assessment.stories.get(&ranked.story)?;
    let lang = inputs.lang;
    let cell = |term: Term| {
        let share = ranked.terms.term(term);
        TermCell {
            name: term.name(),
            label: label(lang, term),
            share: words::decimal(share, WHOLE, 2),
            adds: value(share * plan.weights.weight(term)),
        }
    };
    let points = Some(ranked.points).filter(|points| *points > 0);
    Some(BacklogRow {
        rank,
        id: ranked.story.clone(),
        anchor: anchors::story(&ranked.story),
        title: story.title.value.clone(),
        owner: story.owner.as_ref().map(|owner| rows::party(inputs, &owner.value)),
        points,
        proof: judged.proof.word(),
        terms: Term::ALL.map(cell).to_vec(),
        value: value(ranked.value),
        per_point: points.map(|points| words::decimal(ranked.value, ONE * u64::from(points), 2)),
        decided: entry.decided.map(|by| decided(lang, by)).unwrap_or_default(),
        is_in: entry.place.is_in(),
        place: words::place(&entry.place),
        reason: reasons::place(lang, entry),
        because: because(lang, entry),
        from: entry.from.as_ref().map(ToString::to_string),
    })
}

fn decided(lang: Lang, decided: Decided) -> String {
    match decided {
        Decided::NoPoints => say!(lang, "the next has no points"),
        Decided::PerPoint => say!(lang, "value per point"),
        Decided::Value => say!(lang, "value##what decided"),
        Decided::FewerPoints => say!(lang, "fewer points"),
        Decided::Id => say!(lang, "id##what decided"),
    }
}

/// What the terms of a story are made of.
fn because(lang: Lang, entry: &Entry) -> String {
    let terms = &entry.ranked.terms;
    let counts = [
        (terms.failing, say!(lang, "{0} failing", terms.failing)),
        (terms.stale, say!(lang, "{0} stale", terms.stale)),
        (terms.missing, say!(lang, "{0} missing", terms.missing)),
    ];
    let some = counts.into_iter().filter(|(n, _)| *n > 0);
    let mut parts: Vec<String> = some.map(|(_, text)| text).collect();
    if let Some((date, framework)) = &terms.audit {
        parts.push(say!(lang, "{0} by {1}", framework, date));
    }
    lang.list(&parts)
}
