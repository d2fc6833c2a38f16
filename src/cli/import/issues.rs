//! `storyproof import jira` and its like: every row with its verdict, and with `--write` the files.

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use storyproof::{
    exchange::tracker::{
        self, Asked, Field, IssueVerdict, Issues, Prefer, Tracker, TrackerPlan, Wanted,
    },
    ids::{EpicId, PartyId, SprintId},
    model::StoryStatus,
};

use super::{
    args::{ImportIssues, Side},
    issues_text::{self, Shown},
    run::bytes_or_input,
};
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    git, output,
    typing::schema,
    workspace::Workspace,
    write::{Changed, attempt, put, refused},
};

/// The answer for programs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "IssueImport")]
pub(in crate::cli) struct Answer<'a> {
    #[serde(flatten)]
    plan: &'a TrackerPlan,
    /// The files that change, from the program's root.
    files: Vec<&'a str>,
    /// What `check` would then find wrong and what keeps the files from being written.
    errors: &'a [String],
    /// What `check` would then warn of.
    warnings_of_check: &'a [String],
    /// Whether the files were written.
    written: bool,
}

pub(super) fn run(
    tracker: Tracker,
    args: &ImportIssues,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    workspace.warn_of_errors(env);
    let bytes = bytes_or_input(&args.file, env)?;
    let issues = read(tracker, &bytes, args)?;
    let wanted = wanted(&workspace, args)?;
    let plan = plan(&workspace, &issues, &wanted, &bytes, args, env);
    for warning in &plan.warnings {
        env.complain(&format!("warning: {warning}"));
    }
    let head = |path: &str| schema::headed(&workspace.root, path, String::new());
    let edits = tracker::edit(&workspace.program, &workspace.sources, &plan, &head)
        .map_err(|error| Failure::because("cannot change the files", &error))?;
    let edits = edits.into_iter();
    let changed: Vec<Changed> =
        edits.map(|f| Changed { path: f.path, before: f.before, after: f.after }).collect();
    let trial = attempt(&workspace, &changed, env);
    let holds_back = !trial.errors.is_empty() && !args.anyway;
    let write = args.how.write && !holds_back;
    if write {
        put(&workspace, &changed, &mut |_| {})?;
    }
    let names: Vec<&str> = changed.iter().map(|file| file.path.as_str()).collect();
    if args.how.answer.format == Format::Json {
        let ledger = workspace.open_ledger(env)?;
        let as_of = workspace.as_of(global, ledger.as_ref(), env)?;
        let answer = Answer {
            plan: &plan,
            files: names,
            errors: &trial.errors,
            warnings_of_check: &trial.warnings,
            written: write,
        };
        output::json(env, answers::import_of(tracker), as_of, None, &answer)?;
    } else {
        let shown = Shown {
            plan: &plan,
            files: &names,
            errors: &trial.errors,
            warnings: &trial.warnings,
            all: args.how.all,
            written: write,
        };
        env.answer(&issues_text::human(&shown))?;
    }
    if args.how.write && holds_back {
        return Err(refused(&trial).help(
            "--anyway writes it all the same; `storyproof explain CODE` says what a code means",
        ));
    }
    let has_findings = plan.has_trouble() || !trial.errors.is_empty();
    Ok(if has_findings { Ended::Findings } else { workspace.ended() })
}

fn read(tracker: Tracker, bytes: &[u8], args: &ImportIssues) -> Result<Issues, Failure> {
    let mut map = Vec::new();
    for (column, word) in &args.map {
        let field = Field::of(word).ok_or_else(|| {
            let words: Vec<&str> = Field::ALL.into_iter().map(Field::word).collect();
            Failure::usage(format!("`{word}` is no field"))
                .help(format!("fields: {}", words.join(", ")))
        })?;
        map.push((column.clone(), field));
    }
    tracker::read(tracker, bytes, &map).map_err(|error| {
        let failure = Failure::because(format!("cannot read {}", args.file.display()), &error);
        match error {
            tracker::ReadError::Missing(_) => {
                failure.help("--map COLUMN=title says which column it is")
            }
            tracker::ReadError::Table(_) if tracker != Tracker::GitHub => {
                failure.help("export it again as CSV in UTF-8")
            }
            _ => failure,
        }
    })
}

fn plan(
    workspace: &Workspace,
    issues: &Issues,
    wanted: &Wanted,
    bytes: &[u8],
    args: &ImportIssues,
    env: &Env,
) -> TrackerPlan {
    let mut taken: Vec<String> = git::file_names(&workspace.root).into_iter().collect();
    taken.extend(workspace.sources.iter().map(|(_, file)| file.stem().to_owned()));
    // Of the file itself, so that what is shown is what is written.
    let hash = Sha256::digest(bytes);
    let seed = hash.iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte));
    let prefer = args.prefer.map(|side| match side {
        Side::Tracker => Prefer::Tracker,
        Side::Files => Prefer::Files,
    });
    let today = env.clock.now.day();
    let asked = Asked { wanted, prefer, anyway: args.anyway, seed, today, taken: &taken };
    tracker::plan(&workspace.program, issues, asked)
}

/// What was typed about the tracker's words.
fn wanted(workspace: &Workspace, args: &ImportIssues) -> Result<Wanted, Failure> {
    let mut wanted = Wanted::default();
    for (theirs, word) in &args.statuses {
        wanted.statuses.push((theirs.clone(), claim(word)?));
    }
    for (theirs, typed) in &args.people {
        wanted.people.push((theirs.clone(), party(workspace, typed)?));
    }
    for (theirs, typed) in &args.sprints {
        wanted.sprints.push((theirs.clone(), sprint(workspace, typed)?));
    }
    for typed in &args.epics {
        match typed.rsplit_once('=') {
            Some((theirs, ours)) => wanted.epics.push((theirs.to_owned(), epic(workspace, ours)?)),
            None => wanted.epic = Some(epic(workspace, typed)?),
        }
    }
    Ok(wanted)
}

fn claim(word: &str) -> Result<StoryStatus, Failure> {
    let all = StoryStatus::ALL;
    all.into_iter().find(|claim| claim.word() == word).ok_or_else(|| {
        let words: Vec<&str> = all.into_iter().map(StoryStatus::word).collect();
        Failure::usage(format!("`{word}` claims nothing"))
            .help(format!("write {}", words.join(", ")))
    })
}

fn party(workspace: &Workspace, typed: &str) -> Result<PartyId, Failure> {
    match find::find(&workspace.program, typed, |named| matches!(named, Named::Party(_)))? {
        Named::Party(id) => Ok(id),
        _ => Err(Failure::usage(format!("`{typed}` is not a party"))),
    }
}

fn sprint(workspace: &Workspace, typed: &str) -> Result<SprintId, Failure> {
    match find::find(&workspace.program, typed, |named| matches!(named, Named::Sprint(_)))? {
        Named::Sprint(id) => Ok(id),
        _ => Err(Failure::usage(format!("`{typed}` is not a sprint"))),
    }
}

fn epic(workspace: &Workspace, typed: &str) -> Result<EpicId, Failure> {
    match find::find(&workspace.program, typed, |named| matches!(named, Named::Epic(_)))? {
        Named::Epic(id) => Ok(id),
        _ => Err(Failure::usage(format!("`{typed}` is not an epic"))),
    }
}

/// Verdicts of rows that are listed.
pub(super) const LISTED: [IssueVerdict; 4] =
    [IssueVerdict::Refused, IssueVerdict::Conflict, IssueVerdict::New, IssueVerdict::Changed];
