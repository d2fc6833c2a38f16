//! `storyproof story|epic|sprint|control|check|risk|component|attestation|exception list|show`.

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    assess::{Assessment, CheckStatus, ControlStatus, Proof},
    program::Program,
    report::{
        Inputs, Lang, reasons,
        words::{Word, Worded},
    },
    say,
};

use super::{
    answers,
    args::{Format, Global, List, Records},
    env::Env,
    explain, explain_entry,
    failure::{Ended, Failure},
    find::{self, Named},
    listed::{
        CheckFacts, ComponentFacts, ControlFacts, EpicFacts, More, RiskFacts, SprintFacts,
        StoryFacts,
    },
    output, people,
    table::table,
    workspace::{Assessed, Workspace},
};

/// The kinds of record that can be listed and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    Story,
    Epic,
    Sprint,
    Control,
    Check,
    Risk,
    Component,
    Attestation,
    Exception,
}

/// One record in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Row {
    /// Its id.
    pub(super) id: String,
    /// Where it stands; `listed` for what is not judged.
    status: &'static str,
    /// Its title.
    pub(super) title: String,
    /// Why, one sentence each.
    pub(super) reasons: Vec<String>,
    #[serde(flatten)]
    #[schemars(skip)]
    pub(super) more: Option<More>,
    #[serde(skip)]
    glyph: &'static str,
    #[serde(skip)]
    word: &'static str,
    #[serde(skip)]
    class: &'static str,
    /// What the record belongs to, for `--in`.
    #[serde(skip)]
    pub(super) within: Vec<String>,
    /// A further column for people.
    #[serde(skip)]
    pub(super) beside: String,
}

impl Row {
    /// Its status with its words.
    pub(super) fn word(&self) -> Word {
        let Self { status, word, glyph, class, .. } = *self;
        Word { status, word, glyph, class }
    }
}

pub(super) fn run(
    kind: RecordKind,
    command: &Records,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    match command {
        Records::List(list) => list_rows(kind, list, &workspace, &assessed, env),
        Records::Show { id, answer, .. } if kind == RecordKind::Exception => {
            let number = explain_entry::number(id).ok_or_else(|| {
                Failure::usage(format!("`{id}` is no entry")).help(
                    "write its number, such as entry:57; `storyproof exception list` shows all",
                )
            })?;
            explain_entry::run(number, global, answer.format, env)
        }
        Records::Show { id, since, answer } => {
            let named = find::find(&workspace.program, id, |named| is(kind, named))?;
            if since.is_some() && kind != RecordKind::Check {
                return Err(Failure::usage("only checks have findings to count")
                    .help("`--since` goes with `storyproof check show ID`"));
            }
            explain::record(&named, &workspace, &assessed, *since, answer.format, env)
        }
    }
}

fn is(kind: RecordKind, named: &Named) -> bool {
    match kind {
        RecordKind::Story => matches!(named, Named::Story(_)),
        RecordKind::Epic => matches!(named, Named::Epic(_)),
        RecordKind::Sprint => matches!(named, Named::Sprint(_)),
        RecordKind::Control => matches!(named, Named::Control(_)),
        RecordKind::Check => matches!(named, Named::Check(_)),
        RecordKind::Risk => matches!(named, Named::Risk(_)),
        RecordKind::Component => matches!(named, Named::Component(_)),
        RecordKind::Attestation => matches!(named, Named::Attestation(_)),
        RecordKind::Exception => false,
    }
}

/// Every record of a kind.
pub(super) fn rows(kind: RecordKind, inputs: &Inputs<'_>) -> Vec<Row> {
    match kind {
        RecordKind::Story => stories(inputs),
        RecordKind::Epic => epics(inputs),
        RecordKind::Sprint => sprints(inputs),
        RecordKind::Control => controls(inputs),
        RecordKind::Check => checks(inputs),
        RecordKind::Risk => risks(inputs),
        RecordKind::Component => components(inputs),
        RecordKind::Attestation => people::attestations(inputs),
        RecordKind::Exception => people::exceptions(inputs),
    }
}

fn list_rows(
    kind: RecordKind,
    list: &List,
    workspace: &Workspace,
    assessed: &Assessed,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let mut rows = rows(kind, &assessed.inputs(&workspace.program));
    if let Some(typed) = &list.status {
        let status = typed.to_lowercase().replace(' ', "-");
        let words = vocabulary(kind);
        if !words.contains(&status.as_str()) {
            return Err(Failure::usage(format!("`{typed}` is no status of these records"))
                .help(format!("there are: {}", words.join(", "))));
        }
        rows.retain(|row| row.status == status);
    }
    if let Some(within) = &list.within {
        rows.retain(|row| row.within.iter().any(|name| name == within));
    }
    if list.answer.format == Format::Json {
        let kind = match kind {
            RecordKind::Story => &answers::STORY_LIST,
            RecordKind::Epic => &answers::EPIC_LIST,
            RecordKind::Sprint => &answers::SPRINT_LIST,
            RecordKind::Control => &answers::CONTROL_LIST,
            RecordKind::Check => &answers::CHECK_LIST,
            RecordKind::Risk => &answers::RISK_LIST,
            RecordKind::Component => &answers::COMPONENT_LIST,
            RecordKind::Attestation => &answers::ATTESTATION_LIST,
            RecordKind::Exception => &answers::EXCEPTION_LIST,
        };
        let head = assessed.history.head.as_ref();
        output::json(env, kind, assessed.assessment.as_of, head, &rows)?;
    } else {
        let lines: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                let why = row.reasons.first().map(|why| format!(" — {why}")).unwrap_or_default();
                vec![
                    row.id.clone(),
                    format!("{} {}", row.glyph, row.word).trim().to_owned(),
                    row.beside.clone(),
                    format!("{}{why}", row.title),
                ]
            })
            .collect();
        let text = table(&["id", "status", "", "title"], &lines, env.width);
        env.answer(&text)?;
        env.say(&format!("{} shown", lines.len()));
    }
    Ok(Ended::Fine)
}

/// Every status that records of a kind can have.
pub(super) fn vocabulary(kind: RecordKind) -> Vec<&'static str> {
    fn of<T: Worded>(all: &[T]) -> Vec<&'static str> {
        all.iter().map(|status| status.word().status).collect()
    }
    match kind {
        RecordKind::Story => of(&Proof::ALL),
        RecordKind::Control => of(&ControlStatus::ALL),
        RecordKind::Check => of(&CheckStatus::ALL),
        RecordKind::Attestation => ["live", "expired", "missing"].into(),
        RecordKind::Exception => people::states(),
        RecordKind::Risk => vec!["at-target", "above-target"],
        RecordKind::Sprint => vec!["ended", "open", "planned"],
        RecordKind::Epic | RecordKind::Component => vec!["listed"],
    }
}

pub(super) fn row(id: impl ToString, word: Word, title: &str, reasons: Vec<String>) -> Row {
    Row {
        id: id.to_string(),
        status: word.status,
        title: title.to_owned(),
        reasons,
        more: None,
        glyph: word.glyph,
        word: word.word,
        class: word.class,
        within: Vec::new(),
        beside: String::new(),
    }
}

/// A record that is not judged: it has no status of its own.
fn plain(id: impl ToString, title: &str) -> Row {
    let word = Word { status: "listed", word: "", glyph: "", class: "" };
    row(id, word, title, Vec::new())
}

fn stories(inputs: &Inputs<'_>) -> Vec<Row> {
    let judged = &inputs.assessment.stories;
    inputs
        .program
        .stories
        .iter()
        .filter_map(|(id, story)| {
            let proof = judged.get(id)?;
            let mut row = row(id, proof.proof.word(), &story.title, reasons::story(inputs, id));
            let claim = story.status.value.word();
            let sprint = story.sprint.as_ref().map(|s| s.value.to_string());
            row.more = Some(More::Story(StoryFacts {
                claim,
                claimed: proof.claimed,
                points: story.points.as_ref().map(|p| p.value),
                sprint: sprint.clone(),
                epic: story.epic.value.clone(),
                since: proof.since,
                controls: story.controls.iter().map(|c| c.value.clone()).collect(),
            }));
            let claim = inputs.lang.text(claim);
            row.beside = format!("{claim:<8} {}", sprint.clone().unwrap_or_default());
            row.within.push(story.epic.value.to_string());
            row.within.extend(sprint);
            Some(row)
        })
        .collect()
}

fn controls(inputs: &Inputs<'_>) -> Vec<Row> {
    inputs
        .assessment
        .controls
        .iter()
        .filter_map(|(id, judged)| {
            let control = inputs.program.controls.get(id)?;
            let mut row =
                row(id, judged.status.word(), &control.title, reasons::control(inputs, id));
            row.more = Some(More::Control(ControlFacts {
                framework: id.framework.clone(),
                since: judged.since,
                checks: judged.checks.clone(),
                attestations: judged.attestations.clone(),
                stories: judged.stories.clone(),
            }));
            row.within.push(id.framework.to_string());
            row.within.extend(control.parent.as_ref().map(|p| p.value.to_string()));
            Some(row)
        })
        .collect()
}

fn checks(inputs: &Inputs<'_>) -> Vec<Row> {
    inputs
        .assessment
        .checks
        .iter()
        .filter_map(|(id, judged)| {
            let check = inputs.program.checks.get(id)?;
            let mut row = row(id, judged.status.word(), &check.title, reasons::check(inputs, id));
            row.more = Some(More::Check(CheckFacts {
                since: judged.since,
                passing: judged.passing,
                failing: judged.failing.len(),
                excepted: judged.excepted.len(),
                errors: judged.errors.len(),
                not_applicable: judged.not_applicable,
                missing: judged.missing.clone(),
                proven_at: judged.proven_at,
                fresh_until: judged.fresh_until,
                controls: check.controls.iter().map(|c| c.value.clone()).collect(),
            }));
            row.beside = match (judged.passing, judged.failing.len()) {
                (0, 0) => String::new(),
                (pass, fail) => say!(inputs.lang, "{0} pass, {1} fail", pass, fail),
            };
            row.within = check.controls.iter().map(|c| c.value.framework.to_string()).collect();
            Some(row)
        })
        .collect()
}

fn risks(inputs: &Inputs<'_>) -> Vec<Row> {
    inputs
        .assessment
        .risks
        .iter()
        .filter_map(|(id, judged)| {
            let risk = inputs.program.risks.get(id)?;
            let mut row = plain(id, &risk.title);
            row.status = if judged.current <= judged.target { "at-target" } else { "above-target" };
            row.word = if judged.current <= judged.target { "at target" } else { "above target" };
            row.reasons = vec![say!(
                inputs.lang,
                "{0} of {1} stories proven",
                judged.verified.len(),
                judged.stories.len()
            )];
            let (before, now, target) = (judged.inherent, judged.current, judged.target);
            row.beside = say!(inputs.lang, "{0} → {1} (target {2})", before, now, target);
            row.more = Some(More::Risk(RiskFacts {
                inherent: judged.inherent,
                current: judged.current,
                target: judged.target,
                stories: judged.stories.clone(),
                verified: judged.verified.clone(),
            }));
            Some(row)
        })
        .collect()
}

/// How many points of some stories are claimed and proven.
fn points<'a>(
    assessment: &Assessment,
    stories: impl Iterator<Item = &'a storyproof::model::Story>,
) -> (u64, u64, u64) {
    let mut sum = (0, 0, 0);
    for story in stories {
        let size = story.points.as_ref().map_or(0, |p| u64::from(p.value));
        let Some(judged) = assessment.stories.get(&story.id.value) else { continue };
        sum.0 += size;
        sum.1 += if judged.claimed { size } else { 0 };
        let proven = judged.claimed && judged.proof == Proof::Verified;
        sum.2 += if proven { size } else { 0 };
    }
    sum
}

/// The same for people.
fn beside(lang: Lang, (scope, claimed, proven): (u64, u64, u64)) -> String {
    say!(lang, "{0} proven, {1} claimed of {2} points", proven, claimed, scope)
}

fn epics(inputs: &Inputs<'_>) -> Vec<Row> {
    let program: &Program = inputs.program;
    let rows = program.epics.iter().map(|(id, epic)| {
        let mut row = plain(id, &epic.title);
        let sums = points(inputs.assessment, program.stories_of_epic(id));
        row.beside = beside(inputs.lang, sums);
        let (points, claimed, proven) = sums;
        row.more = Some(More::Epic(EpicFacts { points, claimed, proven }));
        row
    });
    rows.collect()
}

fn sprints(inputs: &Inputs<'_>) -> Vec<Row> {
    let program = inputs.program;
    let today = inputs.assessment.as_of.observed.day();
    let rows = program.sprints.iter().map(|sprint| {
        let id = &sprint.id.value;
        let mut row = plain(id, &sprint.goal);
        row.status = sprint.state(today).word();
        row.word = row.status;
        let sums = points(inputs.assessment, program.stories_of_sprint(id));
        row.beside = beside(inputs.lang, sums);
        let (points, claimed, proven) = sums;
        row.more = Some(More::Sprint(SprintFacts { points, claimed, proven }));
        row
    });
    rows.collect()
}

fn components(inputs: &Inputs<'_>) -> Vec<Row> {
    let rows = inputs.program.components.iter().map(|(id, component)| {
        let mut row = plain(id, &component.name);
        let party = component.party.as_ref().map(|p| p.value.to_string()).unwrap_or_default();
        row.beside.clone_from(&party);
        let critical = component.critical;
        row.more = Some(More::Component(ComponentFacts { party, critical }));
        row
    });
    rows.collect()
}
