//! One JSON object a line, in the shape of `gh issue list --json`: `gh issue create` takes what it
//! needs from each, and `import github` reads the whole.

use serde_json::{Value, json};

use super::cells::{Row, rows};
use crate::{
    exchange::tracker::{Field, Tracker, github::LABELS},
    model::{Story, StoryStatus},
    program::Program,
};

/// The stories.
pub fn github(program: &Program, stories: &[&Story]) -> String {
    let rows = rows(program, Tracker::GitHub, stories);
    let line = |(story, row): (&&Story, &Row)| {
        format!("{}\n", crate::diag::safe::safe_json(&issue(story, row).to_string()))
    };
    stories.iter().zip(&rows).map(line).collect()
}

fn issue(story: &Story, row: &Row) -> Value {
    let mut labels: Vec<String> = row.kept("labels").to_vec();
    for name in LABELS {
        let said = Field::of(name).map(|field| row.text(field)).unwrap_or_default();
        // People whom GitHub knows stand as such.
        let is_person = name == "owner" && !row.kept("assignees").is_empty();
        if !said.is_empty() && !is_person && name != "status" {
            labels.push(format!("{name}:{said}"));
        }
    }
    let status = story.status.value;
    let (state, reason) = match status {
        StoryStatus::Done => ("CLOSED", Some("COMPLETED")),
        StoryStatus::Dropped => ("CLOSED", Some("NOT_PLANNED")),
        _ => ("OPEN", None),
    };
    if reason.is_none() {
        labels.push(format!("status:{}", status.word()));
    }
    let names = |texts: &[String], key: &str| -> Vec<Value> {
        texts.iter().map(|text| json!({ key: text })).collect()
    };
    let sprint = Some(row.text(Field::Sprint)).filter(|sprint| !sprint.is_empty());
    let mut issue = json!({
        "storyproof": row.id,
        "title": row.text(Field::Title),
        "body": row.text(Field::Notes),
        "labels": names(&labels, "name"),
        "milestone": sprint.map(|sprint| json!({ "title": sprint })),
        "assignees": names(row.kept("assignees"), "login"),
        "state": state,
        "stateReason": reason,
        "storyproofState": row.state,
    });
    let address = row.kept_text("url");
    if let (false, Value::Object(map)) = (address.is_empty(), &mut issue) {
        map.insert("url".to_owned(), address.into());
    }
    issue
}
