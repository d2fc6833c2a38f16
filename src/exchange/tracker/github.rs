//! Issues and project items of GitHub as JSON: a list, the answer of `gh project item-list`, or one
//! object a line.
//!
//! Formats: `gh issue list --json number,title,body,labels,milestone,assignees,state,stateReason,url`
//! and `gh project item-list N --format json`. An issue has no points, no epic and no claim but open
//! and closed, so a label may say them: `points:3`, `epic:IAM`, `status:ready`, `owner:team-it`,
//! `started:2026-01-14`, `done:2026-01-21`.

use serde_json::{Map, Value};

use super::read::{Cells, Issue, ReadError, plain};
use crate::exchange::table::{MAX_BYTES, MAX_ROWS, TableError};

/// Labels that say a field, by what stands before their colon.
pub(super) const LABELS: [&str; 6] = ["points", "epic", "status", "owner", "started", "done"];

/// Keys that are no column: what they say stands elsewhere in the row.
const APART: [&str; 6] = ["content", "labels", "state", "stateReason", "number", "id"];

pub(super) fn issues(bytes: &[u8]) -> Result<(Vec<String>, Vec<Issue>), ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(TableError::TooLarge.into());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| TableError::Unknown)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let entries = entries(text)?;
    if entries.len() > MAX_ROWS {
        return Err(TableError::TooMany.into());
    }
    let issues: Vec<Issue> = (1..).zip(&entries).map(|(line, entry)| issue(line, entry)).collect();
    let mut headings: Vec<String> = Vec::new();
    for name in issues.iter().flat_map(|issue| issue.cells.keys()) {
        if !headings.contains(name) {
            headings.push(name.clone());
        }
    }
    headings.sort();
    Ok((headings, issues))
}

fn entries(text: &str) -> Result<Vec<Value>, ReadError> {
    let wrong = |error: serde_json::Error| ReadError::Json(error.to_string());
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value.map_err(wrong)? {
            Value::Array(list) => found.extend(list),
            Value::Object(mut map) => match map.remove("items") {
                Some(Value::Array(items)) => found.extend(items),
                _ => found.push(Value::Object(map)),
            },
            other => found.push(other),
        }
    }
    Ok(found)
}

fn issue(line: usize, entry: &Value) -> Issue {
    let Value::Object(map) = entry else {
        let trouble = Some("it is no object with the fields of an issue".to_owned());
        return Issue { line, cells: Cells::new(), trouble };
    };
    let mut cells = Cells::new();
    // Of a project's item, what is about the issue itself stands below `content`.
    if let Some(Value::Object(content)) = map.get("content") {
        columns(content, &mut cells);
    }
    columns(map, &mut cells);
    labels(map.get("labels"), &mut cells);
    claim(map, &mut cells);
    if let Some(key) = key(map, &cells) {
        cells.insert("key".to_owned(), vec![key]);
    }
    if let Some(Value::String(id)) = map.get("storyproof") {
        cells.insert("id".to_owned(), vec![id.clone()]);
        cells.remove("storyproof");
    }
    Issue { line, cells, trouble: None }
}

/// Every key with the texts in it.
fn columns(map: &Map<String, Value>, cells: &mut Cells) {
    for (name, value) in map {
        if !APART.contains(&name.as_str()) {
            let mut texts = Vec::new();
            texts_of(value, &mut texts);
            cells.insert(name.clone(), texts);
        }
    }
}

/// The texts in a value: of an object what names it.
fn texts_of(value: &Value, texts: &mut Vec<String>) {
    const NAMES: [&str; 4] = ["title", "login", "name", "text"];
    match value {
        Value::Null => {}
        Value::String(text) => {
            let text = plain(text);
            if !text.is_empty() {
                texts.push(text);
            }
        }
        Value::Bool(is) => texts.push(is.to_string()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(list) => list.iter().for_each(|entry| texts_of(entry, texts)),
        Value::Object(map) => match NAMES.iter().find_map(|name| map.get(*name)) {
            Some(name @ Value::String(_)) => texts_of(name, texts),
            _ => texts.push(value.to_string()),
        },
    }
}

/// A label that says a field is that field; the others are labels.
fn labels(value: Option<&Value>, cells: &mut Cells) {
    let Some(value) = value else { return };
    let mut all = Vec::new();
    texts_of(value, &mut all);
    let mut others = Vec::new();
    for label in all {
        let said = label.split_once(':').map(|(name, text)| (name.trim(), text.trim()));
        match said.filter(|(name, text)| LABELS.contains(name) && !text.is_empty()) {
            // What a project's own field says goes before its label.
            Some((name, text)) => {
                let texts = cells.entry(name.to_owned()).or_default();
                if texts.is_empty() {
                    texts.push(text.to_owned());
                }
            }
            None => others.push(label),
        }
    }
    cells.insert("labels".to_owned(), others);
}

/// Whether it is open or closed, where no field or label says more. What is closed is never open.
fn claim(map: &Map<String, Value>, cells: &mut Cells) {
    let text = |name: &str| map.get(name).and_then(Value::as_str).unwrap_or_default();
    let state = text("state");
    if state.is_empty() {
        return;
    }
    let is_closed = state.eq_ignore_ascii_case("closed");
    let status = cells.entry("status".to_owned()).or_default();
    if is_closed || status.is_empty() {
        *status = match (is_closed, text("stateReason")) {
            (true, reason) if !reason.is_empty() && !reason.eq_ignore_ascii_case("completed") => {
                vec![format!("{state} {reason}")]
            }
            _ => vec![state.to_owned()],
        };
    }
    if is_closed && let Some(closed) = map.get("closedAt").and_then(Value::as_str) {
        let done = cells.entry("done".to_owned()).or_default();
        if done.is_empty() {
            done.push(closed.to_owned());
        }
    }
}

/// `owner/repository#12`, which its address says; a draft in a project has only the id of its item.
fn key(map: &Map<String, Value>, cells: &Cells) -> Option<String> {
    let url = cells.get("url").and_then(|texts| texts.first());
    let of_url = url.and_then(|url| {
        let mut parts = url.split("://").nth(1)?.split('/').skip(1);
        let (owner, name, kind, number) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_issue = matches!(kind, "issues" | "pull");
        (is_issue && !owner.is_empty() && !name.is_empty() && number.parse::<u64>().is_ok())
            .then(|| format!("{owner}/{name}#{number}"))
    });
    of_url.or_else(|| Some(map.get("id")?.as_str().filter(|id| !id.is_empty())?.to_owned()))
}
