//! `storyproof mine`: what somebody should look at; and who carries what.

use std::fmt::Write as _;

use clap::Args as ClapArgs;
use storyproof::{
    ids::{PartyId, PersonaId},
    report::{
        ownership::{Item, Load, Mine, load, mine},
        words,
    },
};

use super::{
    answers,
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output,
    table::table,
    typing::shells,
    workspace::Workspace,
};

pub(super) const HELP: &str = "\
Examples:
  storyproof mine team-platform        a team or a role: its stories, checks, statements and risks
  storyproof mine account-owner        a persona: its stories, and those of the teams that it is in
  storyproof mine                      what each owner carries, and what nobody owns
  storyproof mine team-platform --format json

STORYPROOF_ME may name who you are.";

/// How many records of a kind people see at once; JSON has them all.
const MOST: usize = 15;

/// How many ids of a gap are shown.
const SHOWN: usize = 6;

/// `storyproof mine`.
#[derive(Debug, ClapArgs)]
pub(crate) struct WhoArgs {
    /// A party or a persona [default: everybody]
    #[arg(value_name = "WHO", env = "STORYPROOF_ME", add = shells::people())]
    pub who: Option<String>,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

pub(super) fn run(args: &WhoArgs, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let who = args.who.as_deref().map(|typed| who(&workspace, typed)).transpose()?;
    let assessed = workspace.assess(global, env)?;
    let inputs = assessed.inputs(&workspace.program);
    let (as_of, head) = (assessed.assessment.as_of, assessed.history.head.as_ref());
    match (who, args.answer.format) {
        (Some((parties, personas)), format) => {
            let view = mine(&inputs, parties, personas);
            match format {
                Format::Json => output::json(env, &answers::MINE, as_of, head, &view)?,
                Format::Human => env.answer(&own(&view, env.width))?,
            }
        }
        (None, format) => {
            let view = load(&inputs);
            match format {
                Format::Json => output::json(env, &answers::LOAD, as_of, head, &view)?,
                Format::Human => env.answer(&everybody(&view, env.width))?,
            }
        }
    }
    Ok(workspace.ended())
}

/// The parties and personas that are meant: a party, or a persona with the teams that it is in.
fn who(workspace: &Workspace, typed: &str) -> Result<(Vec<PartyId>, Vec<PersonaId>), Failure> {
    let is_somebody = |named: &Named| matches!(named, Named::Party(_) | Named::Persona(_));
    match find::find(&workspace.program, typed, is_somebody)? {
        Named::Persona(id) => {
            let parties = workspace.program.parties.iter();
            let with = parties.filter(|(_, party)| party.members.iter().any(|m| m.value == id));
            Ok((with.map(|(party, _)| party.clone()).collect(), vec![id]))
        }
        Named::Party(id) => Ok((vec![id], Vec::new())),
        _ => Err(Failure::usage(format!("`{typed}` is nobody"))),
    }
}

/// What somebody should look at, for people.
fn own(view: &Mine, width: usize) -> String {
    let names = view.personas.iter().map(ToString::to_string);
    let names: Vec<String> = names.chain(view.parties.iter().map(ToString::to_string)).collect();
    let mut out = format!("{}\n", names.join(", "));
    let groups = [
        ("Stories to finish or to prove", &view.stories),
        ("Checks that do not pass", &view.checks),
        ("Statements to give", &view.attestations),
        ("Risks above target", &view.risks),
    ];
    for (title, items) in groups {
        if items.is_empty() {
            continue;
        }
        // Writing to a string cannot fail.
        writeln!(out, "\n{title}: {}", items.len()).ok();
        let more = items.len().saturating_sub(MOST);
        let line = |item: &Item| {
            let status = format!("{} {}", item.status.glyph, item.status.word);
            let what = format!("{} — {}", item.title, item.why);
            vec![item.id.clone(), status, item.beside.clone(), what]
        };
        let rows: Vec<Vec<String>> = items.iter().take(MOST).map(line).collect();
        out.push_str(&table(&["id", "status", "", "what, and why"], &rows, width));
        if more > 0 {
            writeln!(out, "and {more} more: --format json has them all").ok();
        }
    }
    if groups.iter().all(|(_, items)| items.is_empty()) {
        out.push_str("\nNothing to do.\n");
    }
    let owned: Vec<String> =
        view.owned.iter().map(|(kind, n)| words::count(*n as u64, kind)).collect();
    if !owned.is_empty() {
        writeln!(out, "\nOwns {} in all.", owned.join(", ")).ok();
    }
    if let Some(story) = view.stories.first() {
        writeln!(out, "\nNext: storyproof story verify {}", story.id).ok();
    }
    out
}

/// Who carries what, for people.
fn everybody(view: &Load, width: usize) -> String {
    let sprint = view.sprint.as_deref().unwrap_or("sprint");
    let number = |n: usize| if n == 0 { String::new() } else { n.to_string() };
    let rows: Vec<Vec<String>> = view
        .owners
        .iter()
        .map(|row| {
            vec![
                row.party.to_string(),
                row.in_sprint.to_string(),
                format!("{} in {}", row.points, words::count(row.stories as u64, "story")),
                number(row.checks),
                number(row.attestations),
                number(row.risks),
                row.name.clone(),
            ]
        })
        .collect();
    let in_sprint = format!("points in {sprint}");
    let header =
        ["owner", &*in_sprint, "open points", "checks", "statements", "risks", "what it is"];
    let mut out = table(&header, &rows, width);
    out.push_str("\nChecks that do not pass, statements that are missing or have ended, risks above target.\n");
    if view.gaps.is_empty() {
        out.push_str("\nEverything has an owner.\n");
    } else {
        out.push_str("\nNobody owns\n");
    }
    for gap in &view.gaps {
        let n = words::count(gap.ids.len() as u64, gap.kind);
        // Writing to a string cannot fail.
        writeln!(out, "  {n}: {}", words::some_of(&gap.ids, SHOWN)).ok();
    }
    if let Some((gap, id)) = view.gaps.iter().find_map(|gap| Some((gap, gap.ids.first()?))) {
        writeln!(out, "\nNext: storyproof set {}:{id} {}=PARTY", gap.kind, gap.key).ok();
    }
    out
}
