//! The risk register as HTML, Markdown, JSON and CSV, all from the same view.

use super::{Error, csv, html, json, kinds, markdown};
use crate::report::{
    Lang, RiskRegister,
    lang::say,
    risks::entry::{Level, RiskEntry},
    words::Word,
};

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &RiskRegister) -> Result<String, Error> {
    html::page_with_chart("risks.html", &view.frame, view, html::chart::trend(view))
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &RiskRegister) -> Result<String, Error> {
    markdown::page("risks.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &RiskRegister) -> Result<String, Error> {
    json::report(&kinds::RISKS, &view.frame, view)
}

/// The heads in English.
const HEADER: [&str; 28] = [
    "risk",
    "title",
    "description",
    "owner",
    "treatment",
    "state",
    "likelihood at first",
    "impact at first",
    "score at first",
    "band at first",
    "likelihood now",
    "impact now",
    "score now",
    "band now",
    "target likelihood",
    "target impact",
    "target score",
    "target band",
    "stories",
    "stories in all",
    "stories claimed",
    "stories verified",
    "acceptance",
    "review",
    "last review",
    "review due",
    "exceptions",
    "exceptions expire",
];

/// A table: one row for each risk, with its exposure at the end of each sprint behind it.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(view: &RiskRegister) -> Result<String, Error> {
    let (header, rows) = table(view);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    csv::table(&header, rows)
}

/// The heads and the rows of the table.
pub(super) fn table(view: &RiskRegister) -> (Vec<String>, Vec<Vec<String>>) {
    let lang = view.frame.lang;
    let sprints = view.trend.sprints.len();
    let ends = view.trend.sprints.iter();
    let ends = ends.map(|end| say!(lang, "score at the end of {0}", end.sprint));
    let header = HEADER.iter().map(|head| lang.text(head).to_owned()).chain(ends);
    let rows = view.rows.iter().zip(&view.trend.rows).map(|(risk, trend)| {
        let then = trend.scores.iter().take(sprints).map(ToString::to_string);
        row(risk, lang).into_iter().chain(then).collect::<Vec<String>>()
    });
    (header.collect(), rows.collect())
}

fn row(risk: &RiskEntry, lang: Lang) -> Vec<String> {
    let day = |day: Option<crate::time::Day>| day.map_or_else(String::new, |day| day.to_string());
    let word = |word: Word| word.told(lang).word;
    let plan = risk.plan.iter();
    let stories: Vec<String> =
        plan.map(|story| format!("{} ({})", story.id, word(story.proof))).collect();
    let exceptions = || risk.exceptions.iter();
    let entries: Vec<String> =
        exceptions().map(|e| say!(lang, "entry {0} ({1})", e.entry, word(e.state))).collect();
    let expire: Vec<String> = exceptions().map(|e| e.expires.to_string()).collect();
    let mut row = vec![
        risk.id.to_string(),
        risk.title.clone(),
        risk.description.clone(),
        risk.owner.clone().unwrap_or_default(),
        lang.text(risk.treatment).to_owned(),
        word(risk.state).to_owned(),
    ];
    row.extend(
        [risk.inherent, risk.current, risk.target].into_iter().flat_map(|at| level(at, lang)),
    );
    row.extend([
        stories.join("; "),
        risk.plan.len().to_string(),
        risk.claimed.to_string(),
        risk.verified.to_string(),
        word(risk.acceptance.state).to_owned(),
        word(risk.review.state).to_owned(),
        day(risk.review.last),
        day(risk.review.due),
        entries.join("; "),
        expire.join("; "),
    ]);
    row
}

fn level(level: Level, lang: Lang) -> [String; 4] {
    let Level { likelihood, impact, score, band } = level;
    [likelihood.to_string(), impact.to_string(), score.to_string(), lang.text(band).to_owned()]
}
