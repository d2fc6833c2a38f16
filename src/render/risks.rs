//! The risk register as HTML, Markdown, JSON and CSV, all from the same view.

use super::{Error, csv, html, json, markdown};
use crate::report::{
    RiskRegister,
    risks::entry::{Level, RiskEntry},
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
    json::report(&view.frame, view)
}

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

/// The headings and the rows of the table.
pub(super) fn table(view: &RiskRegister) -> (Vec<String>, Vec<Vec<String>>) {
    let sprints = view.trend.sprints.len();
    let ends = view.trend.sprints.iter().map(|end| format!("score at the end of {}", end.sprint));
    let header = HEADER.into_iter().map(str::to_owned).chain(ends);
    let rows = view.rows.iter().zip(&view.trend.rows).map(|(risk, trend)| {
        let then = trend.scores.iter().take(sprints).map(ToString::to_string);
        row(risk).into_iter().chain(then).collect::<Vec<String>>()
    });
    (header.collect(), rows.collect())
}

fn row(risk: &RiskEntry) -> Vec<String> {
    let day = |day: Option<crate::time::Day>| day.map_or_else(String::new, |day| day.to_string());
    let stories: Vec<String> =
        risk.plan.iter().map(|story| format!("{} ({})", story.id, story.proof.word)).collect();
    let exceptions = || risk.exceptions.iter();
    let entries: Vec<String> =
        exceptions().map(|e| format!("entry {} ({})", e.entry, e.state.word)).collect();
    let expire: Vec<String> = exceptions().map(|e| e.expires.to_string()).collect();
    let mut row = vec![
        risk.id.to_string(),
        risk.title.clone(),
        risk.description.clone(),
        risk.owner.clone().unwrap_or_default(),
        risk.treatment.to_owned(),
        risk.state.word.to_owned(),
    ];
    row.extend([risk.inherent, risk.current, risk.target].into_iter().flat_map(level));
    row.extend([
        stories.join("; "),
        risk.plan.len().to_string(),
        risk.claimed.to_string(),
        risk.verified.to_string(),
        risk.acceptance.state.word.to_owned(),
        risk.review.state.word.to_owned(),
        day(risk.review.last),
        day(risk.review.due),
        entries.join("; "),
        expire.join("; "),
    ]);
    row
}

fn level(level: Level) -> [String; 4] {
    let Level { likelihood, impact, score, band } = level;
    [likelihood.to_string(), impact.to_string(), score.to_string(), band.to_owned()]
}
