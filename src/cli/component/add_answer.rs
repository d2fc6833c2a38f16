//! What `storyproof component add` answers.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    diag::safe_text,
    ids::ControlRef,
    program::Program,
    report::words::{self, Worded},
    suggest::{
        component::{Brought, Intake, Standing},
        draft::Proof,
    },
};

use super::{add::Planned, args::Add};
use crate::cli::{
    answers, args::SuggestFormat, env::Env, failure::Failure, output, table::cut,
    workspace::Assessed,
};

/// How many controls a line names; JSON has them all.
const SHOWN: usize = 6;

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ComponentAnswer")]
pub(in crate::cli) struct Answer<'a> {
    #[serde(flatten)]
    intake: &'a Intake,
    /// The files that are new, from the program's root.
    files: Vec<&'a str>,
    /// The seed with which the same ids are minted again.
    seed: u64,
    /// Whether the files were written.
    written: bool,
}

pub(super) fn answer(
    args: &Add,
    program: &Program,
    (intake, files, seed): (&Intake, &[Planned], u64),
    assessed: &Assessed,
    env: &mut Env,
) -> Result<(), Failure> {
    match args.format {
        SuggestFormat::Json => {
            let files = files.iter().map(|file| file.path.as_str()).collect();
            let answer = Answer { intake, files, seed, written: args.write };
            let head = assessed.history.head.as_ref();
            output::json(env, &answers::COMPONENT_ADD, assessed.assessment.as_of, head, &answer)
        }
        SuggestFormat::Toml => {
            let text = files.iter().flat_map(|file| ["# ", &file.path, "\n", &file.text, "\n"]);
            env.answer(&text.collect::<String>())
        }
        SuggestFormat::Human => {
            let mut out = head(args, program, intake);
            out.push_str(&controls(intake, env.width));
            out.push_str(&stories(intake, env.width));
            out.push_str(&end(args, files, seed));
            env.answer(&safe_text(&out))
        }
    }
}

fn head(args: &Add, program: &Program, intake: &Intake) -> String {
    let new = &intake.component;
    let names = new.services.iter().filter_map(|id| program.services.get(id));
    let names: Vec<&str> = names.map(|service| service.name.as_str()).collect();
    let run = match &new.party {
        Some(party) => format!("run by {party}"),
        None => "run by ourselves".to_owned(),
    };
    let fate = if args.write { "Written." } else { "Nothing is written yet." };
    let (id, name, owner) = (&new.id, &new.name, &new.owner);
    format!("{name} ({id}): {}; {run}, owned by {owner}. {fate}\n", names.join(", "))
}

/// The controls by what answers for them.
fn controls(intake: &Intake, width: usize) -> String {
    let rows = &intake.controls;
    let brings = rows.iter().filter(|row| !row.services.is_empty()).count();
    let mut out = format!("\nIt brings {}", words::count(brings as u64, "control"));
    // Writing to a string cannot fail.
    if intake.excluded > 0 {
        write!(out, " ({} more do not apply to this program)", intake.excluded).ok();
    }
    out.push_str(".\n");
    let id = &intake.component.id;
    let shared = format!("Met once by a shared component, as soon as its `serves` names \"{id}\"");
    let groups: [(&str, &By); 5] = [
        ("Inherited: a provider answers for these alone", &|row| match &row.standing {
            Standing::Inherited { through: Some(through), .. } => Some(through.to_string()),
            Standing::Inherited { from, .. } => Some(from.to_string()),
            _ => None,
        }),
        (&shared, &|row| match &row.standing {
            Standing::Shared { by } => Some(by.to_string()),
            _ => None,
        }),
        ("Asked by checks that look at such services", &|row| {
            (row.standing == Standing::Checked).then(|| first(&row.checks))
        }),
        ("Stated by people, for the program as a whole", &|row| {
            (row.standing == Standing::Stated).then(|| first(&row.attestations))
        }),
        ("Still without a check that looks at the service", &|row| {
            (!row.lacking.is_empty()).then(|| first(&row.lacking))
        }),
    ];
    for (title, by) in groups {
        out.push_str(&group(title, rows, by, width));
    }
    out
}

/// What answers for a control, if it belongs to a group.
type By = dyn Fn(&Brought) -> Option<String>;

/// The controls of a group, those with the same answer on one line.
fn group(title: &str, rows: &[Brought], by: &By, width: usize) -> String {
    let mut lines: Vec<(String, Vec<&Brought>)> = Vec::new();
    for row in rows {
        let Some(by) = by(row) else { continue };
        match lines.iter_mut().find(|(name, _)| *name == by) {
            Some((_, rows)) => rows.push(row),
            None => lines.push((by, vec![row])),
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("\n  {title}\n");
    let widest = lines.iter().map(|(by, _)| by.len()).max().unwrap_or(0);
    for (by, rows) in lines {
        let line = format!("    {by:<widest$}  {:>3}  {}", rows.len(), some(&rows));
        writeln!(out, "{}", cut(&line, width)).ok();
    }
    out
}

/// The first of what answers; JSON has all.
fn first<T: ToString>(ids: &[T]) -> String {
    ids.first().map(ToString::to_string).unwrap_or_default()
}

/// Some controls with their present status.
fn some(rows: &[&Brought]) -> String {
    let short = |row: &&Brought| {
        let id: &ControlRef = &row.control;
        format!("{} {id}", row.status.word().glyph)
    };
    let names: Vec<String> = rows.iter().map(short).collect();
    words::some_of(&names, SHOWN)
}

fn stories(intake: &Intake, width: usize) -> String {
    let mut out = format!("\nStories: {}\n", words::number(intake.stories.len() as u64));
    for story in &intake.stories {
        let line = format!("  {}  {}", story.id, story.title);
        writeln!(out, "{}", cut(&line, width)).ok();
        let proofs: Vec<String> = story
            .acceptance
            .iter()
            .map(|criterion| match &criterion.proof {
                Proof::Check(id) => id.to_string(),
                Proof::Attestation(id) => format!("{id} (stated)"),
            })
            .collect();
        let n = words::count(story.controls.len() as u64, "control");
        let line = format!("      {n}, proven by {}", words::some_of(&proofs, SHOWN));
        writeln!(out, "{}", cut(&line, width)).ok();
        if let Some(check) = &story.new_check {
            let rules = check.sources.values().flatten();
            let rules: Vec<String> = rules.map(|c| format!("{} {}", c.tool, c.rule)).collect();
            let line =
                format!("      drafts check {} from {}", check.id, words::some_of(&rules, 3));
            writeln!(out, "{}", cut(&line, width)).ok();
        }
    }
    writeln!(
        out,
        "\nChecks look at whole accounts and can pass before anybody has looked at this component:\neach story also asks for `{}`, a statement by {}.",
        intake.included, intake.component.owner
    )
    .ok();
    out
}

fn end(args: &Add, files: &[Planned], seed: u64) -> String {
    let mut out = String::from("\nFiles:\n");
    for file in files {
        writeln!(out, "  {}", file.path).ok();
    }
    if args.write {
        out.push_str("\nNext: read them, add `points` and a `sprint` to the stories, then `storyproof check`\n");
    } else {
        writeln!(
            out,
            "\nTo see their text, add --format toml; to write them, add --write --seed {seed}"
        )
        .ok();
    }
    out
}
