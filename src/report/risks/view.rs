//! The risk register as a whole: heat maps, what somebody must do, the risks, and their trend.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    entry::{self, RiskEntry},
    trend::{Trend, trend},
};
use crate::{
    assess::{RiskAssessment, risk},
    ids::RiskId,
    report::{
        Frame, Inputs,
        approvals::approval_rows,
        frame::Chip,
        heat::{self, HeatRow},
        lang::{Lang, say},
        register::EXPIRED,
        rows::Link,
        words::{self, Word},
    },
};

/// The register of all risks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RiskRegister {
    /// What pins the report.
    pub frame: Frame,
    /// The exposure of all risks together.
    pub totals: Totals,
    /// Three heat maps: at first, now, at the target.
    pub maps: Vec<HeatMap>,
    /// How scores are called.
    pub bands: Vec<Band>,
    /// What somebody must do.
    pub attention: Vec<Attention>,
    /// Each risk, the highest now first.
    pub rows: Vec<RiskEntry>,
    /// Exposure at the end of each sprint.
    pub trend: Trend,
}

/// The exposure of all risks together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Totals {
    /// How many risks.
    pub risks: u64,
    /// At first.
    pub inherent: u64,
    /// Now.
    pub current: u64,
    /// When every story is verified.
    pub target: u64,
}

/// A heat map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeatMap {
    /// When.
    pub title: String,
    /// What it shows.
    pub caption: String,
    /// Its rows, from the highest likelihood down.
    pub rows: Vec<HeatRow>,
}

/// A name for scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Band {
    /// The name.
    pub name: &'static str,
    /// The least score.
    pub from: u32,
    /// The greatest score.
    pub to: u32,
}

/// Something that somebody must do about a risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Attention {
    /// The risk.
    pub risk: Link,
    /// Its title.
    pub title: String,
    /// What is missing.
    pub state: Word,
    /// The same in a sentence.
    pub what: String,
    /// Who answers for the risk.
    pub owner: Option<String>,
}

/// The register of a program at two clocks.
pub fn risks(inputs: &Inputs<'_>) -> RiskRegister {
    let judged = &inputs.assessment.risks;
    let (_, decided) = approval_rows(inputs);
    let sum = |part: fn(&RiskAssessment) -> u32| judged.values().map(|r| u64::from(part(r))).sum();
    let mut rows: Vec<RiskEntry> = judged
        .iter()
        .filter_map(|(id, judged)| entry::entry(inputs, id, judged, &decided))
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.current.score, row.inherent.score)));
    let mut frame = Frame::new(inputs, "risks", inputs.lang.text("Risk register"));
    frame.chips = chips(&rows);
    RiskRegister {
        frame,
        totals: Totals {
            risks: rows.len() as u64,
            inherent: sum(|risk| risk.inherent),
            current: sum(|risk| risk.current),
            target: sum(|risk| risk.target),
        },
        maps: maps(inputs),
        bands: bands(),
        attention: rows.iter().flat_map(|row| attention(inputs.lang, row)).collect(),
        trend: trend(inputs, &rows),
        rows,
    }
}

fn chips(rows: &[RiskEntry]) -> Vec<Chip> {
    let all = [words::AT_TARGET, words::FALLING, words::UNCHANGED].into_iter();
    let count = |status: Word| rows.iter().filter(|row| row.state == status).count() as u64;
    all.map(|status| Chip { status, count: count(status), href: "#risks".to_owned() })
        .filter(|chip| chip.count > 0)
        .collect()
}

fn maps(inputs: &Inputs<'_>) -> Vec<HeatMap> {
    let lang = inputs.lang;
    let of = |id: &RiskId| inputs.program.risks.get(id);
    let map = |title, caption, rows| HeatMap { title, caption, rows };
    vec![
        map(
            lang.text("At first").to_owned(),
            lang.text("Before treatment").to_owned(),
            heat::heat(inputs, |id, _| of(id).map(|r| (r.likelihood.value, r.impact.value))),
        ),
        map(
            lang.text("Now").to_owned(),
            lang.text("With the stories that are verified").to_owned(),
            heat::heat(inputs, |_, judged| Some((judged.likelihood, judged.impact))),
        ),
        map(
            lang.text("Target").to_owned(),
            lang.text("When every story is verified").to_owned(),
            heat::heat(inputs, |id, _| {
                of(id).map(risk::target).map(|level| (level.likelihood, level.impact))
            }),
        ),
    ]
}

/// The names of scores, lowest first, by what each score is called.
fn bands() -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for score in 1..=25 {
        let name = heat::band(score);
        match bands.last_mut().filter(|band| band.name == name) {
            Some(band) => band.to = score,
            None => bands.push(Band { name, from: score, to: score }),
        }
    }
    bands
}

/// What somebody must do about a risk.
fn attention(lang: Lang, row: &RiskEntry) -> Vec<Attention> {
    let mut found = Vec::new();
    let mut note = |state: Word, what: String| {
        found.push(Attention {
            risk: Link { text: row.id.to_string(), href: format!("#{}", row.anchor) },
            title: row.title.clone(),
            state,
            what,
            owner: row.owner.clone(),
        });
    };
    if row.acceptance.attention {
        note(row.acceptance.state, say!(lang, "Acceptance: {0}", row.acceptance.text));
    }
    if row.review.attention {
        note(row.review.state, say!(lang, "Review: {0}", row.review.text));
    }
    if row.owner.is_none() {
        note(words::review::NOT_REVIEWED, say!(lang, "Nobody owns it."));
    }
    if row.plan.is_empty() && row.current.score > row.target.score {
        note(words::UNCHANGED, say!(lang, "It is to fall, and no story treats it."));
    }
    for exception in &row.exceptions {
        if exception.state == EXPIRED || exception.attention {
            note(
                exception.state,
                say!(lang, "Exception of entry {0}: {1}", exception.entry, exception.standing),
            );
        }
    }
    found
}
