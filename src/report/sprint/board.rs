//! The board of a sprint: its stories in columns, by what people claim and what evidence says, and
//! what would prove each next.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{ApprovalState, Proof, StoryAssessment},
    evidence::Approvable,
    ids::StoryId,
    model::{Sprint, Story, StoryStatus},
    report::{
        Inputs, approval_rows,
        lang::{Lang, say},
        points, reasons,
        rows::{self, Link},
        words::{Word, Worded},
    },
};

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// Which stories stand in it.
    pub meaning: String,
    /// Their points.
    pub points: u64,
    /// The stories.
    pub cards: Vec<BoardCard>,
}

/// One story on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BoardCard {
    /// The story.
    pub story: Link,
    /// Its title.
    pub title: String,
    /// Its size; `None` when nobody estimated it.
    pub points: Option<u32>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What people claim.
    pub claim: Word,
    /// What evidence says.
    pub proof: Word,
    /// How many of its criteria are proven.
    pub proven: usize,
    /// How many it has.
    pub criteria: usize,
    /// What else there is to know: where it came from, what it waits for, what is suspect.
    pub marks: Vec<String>,
    /// What proves it next, or what proves it.
    pub next: String,
}

/// The columns in their order, with what stands in each.
fn columns(lang: Lang) -> [(&'static str, String); 6] {
    [
        ("planned", say!(lang, "nobody has begun")),
        ("blocked", say!(lang, "it depends on a story that is not verified")),
        ("in progress", say!(lang, "people are at work on it")),
        ("claimed", say!(lang, "people call it done, and its proof is not complete")),
        ("slipped back", say!(lang, "people call it done, and evidence says no, or no longer")),
        ("verified", say!(lang, "people call it done, and each criterion is proven")),
    ]
}

/// The board of a sprint.
pub(super) fn board(
    inputs: &Inputs<'_>,
    sprint: &Sprint,
    stories: &[(&StoryId, &Story)],
) -> Vec<Column> {
    let suspect = suspect(inputs);
    let lang = inputs.lang;
    let mut columns =
        columns(lang).map(|(name, meaning)| Column { name, meaning, points: 0, cards: Vec::new() });
    for (id, story) in stories {
        let Some(judged) = inputs.assessment.stories.get(*id) else { continue };
        let waits = waits_for(inputs, story);
        let at = column(inputs, story, judged, !waits.is_empty());
        let Some(column) = columns.iter_mut().find(|column| column.name == at) else { continue };
        column.points += points::of(story);
        let mut card = card(inputs, id, story, judged);
        card.marks = marks(lang, sprint, id, story, &waits, judged);
        if suspect.contains(id.as_str()) {
            card.marks.push(say!(lang, "suspect: it changed since it was approved"));
        }
        column.cards.push(card);
    }
    columns.into()
}

fn column(
    inputs: &Inputs<'_>,
    story: &Story,
    judged: &StoryAssessment,
    is_blocked: bool,
) -> &'static str {
    match judged.proof {
        Proof::Regressed | Proof::Contradicted => "slipped back",
        Proof::Verified if judged.claimed => "verified",
        _ if judged.claimed => "claimed",
        _ if is_blocked => "blocked",
        _ => match rows::claim_on(story, inputs.assessment.as_of.observed.day()) {
            StoryStatus::Doing => "in progress",
            _ => "planned",
        },
    }
}

/// The stories that it depends on and that are not verified.
fn waits_for(inputs: &Inputs<'_>, story: &Story) -> Vec<String> {
    let is_verified = |id: &StoryId| {
        inputs.assessment.stories.get(id).is_some_and(|story| story.proof == Proof::Verified)
    };
    let open = story.depends_on.iter().filter(|id| !is_verified(&id.value));
    open.map(|id| id.value.to_string()).collect()
}

/// The stories that changed since they were approved.
fn suspect(inputs: &Inputs<'_>) -> BTreeSet<String> {
    let rows = approval_rows(inputs).1.into_iter();
    let suspect = ApprovalState::Suspect.word();
    rows.filter(|row| row.record.kind == Approvable::Story && row.state == suspect)
        .map(|row| row.id)
        .collect()
}

fn card(inputs: &Inputs<'_>, id: &StoryId, story: &Story, judged: &StoryAssessment) -> BoardCard {
    let row = rows::story(inputs, id, story);
    let next = match judged.proof {
        Proof::Verified if !judged.claimed => {
            say!(inputs.lang, "Every criterion is proven: call it done.")
        }
        _ => reasons::story(inputs, id).into_iter().next().unwrap_or_default(),
    };
    BoardCard {
        story: Link { text: id.to_string(), href: format!("#{}", row.anchor) },
        title: row.title,
        points: row.points,
        owner: row.owner,
        claim: row.claim,
        proof: row.proof,
        proven: judged.criteria.iter().filter(|criterion| criterion.proven).count(),
        criteria: judged.criteria.len(),
        marks: Vec::new(),
        next,
    }
}

fn marks(
    lang: Lang,
    sprint: &Sprint,
    id: &StoryId,
    story: &Story,
    waits: &[String],
    judged: &StoryAssessment,
) -> Vec<String> {
    let mut marks = Vec::new();
    let committed = sprint.committed.as_ref();
    if !story.moved.is_empty() {
        marks.push(say!(lang, "carried over {0}", came(lang, story)));
    } else if committed.is_some_and(|ids| ids.iter().all(|known| known.value != *id)) {
        marks.push(say!(lang, "added after it started"));
    }
    if !waits.is_empty() && !judged.claimed {
        marks.push(say!(lang, "waits for {0}", lang.list(waits)));
    }
    marks
}

/// Where a story came from, the latest move first: `from S2 on 2026-02-06, S1 on 2026-01-23`.
pub(super) fn came(lang: Lang, story: &Story) -> String {
    let moves = story.moved.iter().rev();
    let moves: Vec<String> =
        moves.map(|moved| say!(lang, "{0} on {1}", moved.from.value, moved.on)).collect();
    if moves.is_empty() {
        String::new()
    } else {
        say!(lang, "from {0}##sprints", lang.list(&moves))
    }
}
