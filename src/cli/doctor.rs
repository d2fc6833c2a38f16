//! `storyproof doctor`: what is installed, what the program is, and whether the ledger is whole.

use std::{error::Error, io::Read};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    evidence::{LedgerHead, ResultSink},
    ingest::{Format, Source},
    ledger::{self, Finding, Ingest, Ledger},
    report::words::count,
    time::{ClockSource, Instant},
};

use super::{
    answers,
    args::{self, Doctor, Global},
    env::Env,
    failure::{Ended, Failure},
    git, output,
    table::table,
    workspace::{Workspace, ledger_failure},
};

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DoctorFinding")]
pub(super) struct Said {
    /// What was looked at.
    what: &'static str,
    /// How it is.
    state: State,
    /// What was seen, and what to do.
    says: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "DoctorState")]
enum State {
    /// As it should be.
    Fine,
    /// Worth knowing.
    Note,
    /// Something to mend.
    Wrong,
    /// Something that was recorded is not what it was.
    Broken,
}

pub(super) fn run(args: &Doctor, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    if args.rebuild {
        rebuild(&workspace, env)?;
    }
    let ledger = workspace.open_ledger(env)?;
    let as_of = workspace.as_of(global, ledger.as_ref(), env)?;
    let mut findings = installation(env);
    findings.extend(files(&workspace, env));
    let head = ledger_findings(&workspace, ledger.as_ref(), args.deep, env, &mut findings)?;
    if args.answer.format == args::Format::Json {
        output::json(env, &answers::DOCTOR, as_of, head.as_ref(), &findings)?;
    } else {
        let rows: Vec<Vec<String>> = findings
            .iter()
            .map(|finding| {
                let sign = match finding.state {
                    State::Fine => "✓ fine",
                    State::Note => "· note",
                    State::Wrong => "! wrong",
                    State::Broken => "✗ broken",
                };
                vec![sign.into(), finding.what.into(), finding.says.clone()]
            })
            .collect();
        let text = table(&["", "what", "says"], &rows, env.width.max(160));
        env.answer(&text)?;
    }
    let worst = |state| findings.iter().any(|finding| finding.state == state);
    if worst(State::Broken) {
        let failure = Failure::usage("the ledger is not what was recorded").integrity();
        return Err(failure
            .help("keep this copy as it is, and compare it with a backup or an older checkpoint"));
    }
    Ok(if worst(State::Wrong) { Ended::Findings } else { Ended::Fine })
}

fn installation(env: &Env) -> Vec<Said> {
    let clock = match env.clock.source {
        ClockSource::System => Said {
            what: "clock",
            state: State::Fine,
            says: format!("{}, the machine's", env.clock.now),
        },
        ClockSource::Overridden => Said {
            what: "clock",
            state: State::Note,
            says: format!("{}, set by hand: what is recorded now says so", env.clock.now),
        },
    };
    let version = format!("{}, SQLite {}", env!("CARGO_PKG_VERSION"), ledger::sqlite_version());
    vec![Said { what: "storyproof", state: State::Fine, says: version }, clock]
}

fn files(workspace: &Workspace, env: &Env) -> Vec<Said> {
    let program = &workspace.program;
    let report = workspace.check(env, None);
    let state = if report.errors() > 0 { State::Wrong } else { State::Fine };
    let mut findings = vec![
        Said {
            what: "program",
            state: State::Fine,
            says: format!(
                "{}: {}, {}, {} ({} in {})",
                program.settings.name,
                count(program.stories.len(), "story"),
                count(program.controls.len(), "control"),
                count(program.checks.len(), "check"),
                count(workspace.sources.len(), "file"),
                workspace.root.display()
            ),
        },
        Said { what: "files", state, says: format!("{}: storyproof check", report.summary()) },
    ];
    if let Some(day) = &program.settings.as_of {
        let says = format!("pinned to {} in storyproof.toml; --as-of moves it", day.value);
        findings.push(Said { what: "as of", state: State::Note, says });
    }
    findings.push(match git::revision(&workspace.root, &workspace.sources) {
        Some(revision) => {
            let changed = if revision.modified { ", with changes" } else { ", unchanged" };
            Said { what: "git", state: State::Fine, says: format!("{}{changed}", revision.commit) }
        }
        None => Said {
            what: "git",
            state: State::Note,
            says: "no commit: reports cannot name the revision of the files".into(),
        },
    });
    findings
}

fn ledger_findings(
    workspace: &Workspace,
    ledger: Option<&Ledger>,
    deep: bool,
    env: &Env,
    findings: &mut Vec<Said>,
) -> Result<Option<LedgerHead>, Failure> {
    let path = workspace.ledger_path(env)?;
    let Some(ledger) = ledger else {
        let says = format!("none yet at {}: `storyproof ingest FILE` makes it", path.display());
        findings.push(Said { what: "ledger", state: State::Note, says });
        return Ok(None);
    };
    if let Some(kind) = ledger::unreliable_file_system(&path) {
        let says = format!(
            "on {kind}, where locks and syncs cannot be relied on: keep it on a local disk, {}",
            path.display()
        );
        findings.push(Said { what: "disk", state: State::Note, says });
    }
    let head = ledger.head().map_err(|e| ledger_failure(&e))?;
    let broken = if deep { ledger.rederive(&reread) } else { ledger.check() };
    let broken = broken.map_err(|e| ledger_failure(&e))?;
    if broken.is_empty() {
        let how = if deep {
            "every result and status was derived again from the original artifacts"
        } else {
            "every entry and artifact is what was recorded (--deep reads the artifacts again)"
        };
        // The path comes last: what does not fit is cut.
        let (size, root) = (count(head.size, "entry"), &head.root);
        let says = format!("{size}: {how}; root {root}, {}", path.display());
        findings.push(Said { what: "ledger", state: State::Fine, says });
    }
    findings.extend(broken.into_iter().map(|finding| Said {
        what: "ledger",
        state: State::Broken,
        says: format!(
            "{} at {}: expected {}, found {}",
            finding.code, finding.at, finding.expected, finding.found
        ),
    }));
    Ok(Some(head))
}

/// Makes the derived tables again; nothing changes when the artifacts no longer give what the
/// entries say.
fn rebuild(workspace: &Workspace, env: &mut Env) -> Result<(), Failure> {
    if workspace.open_ledger(env)?.is_none() {
        return Err(Failure::usage("there is no ledger to rebuild"));
    }
    let path = workspace.ledger_path(env)?;
    let mut ledger = Ledger::open_write(&path).map_err(|e| ledger_failure(&e))?;
    let broken = ledger.rebuild(&reread).map_err(|e| ledger_failure(&e))?;
    if let Some(finding) = broken.first() {
        let Finding { code, at, expected, found } = finding;
        let message =
            format!("nothing rebuilt: {code} at {at}: expected {expected}, found {found}");
        return Err(Failure::usage(message).integrity());
    }
    env.say("rebuilt every derived table from the entries and their artifacts");
    Ok(())
}

/// Reads an artifact again as it was read when it was recorded.
pub(super) fn reread(
    bytes: Box<dyn Read + Send>,
    ingest: &Ingest,
    sink: &mut dyn ResultSink,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let format = ingest.runs.first().map(|run| run.run.format.parse::<Format>()).transpose()?;
    let source = Source {
        file_name: &ingest.artifact.file_name,
        format,
        claims: &ingest.claims,
        fallback_time: (ingest.fallback.time, ingest.fallback.source),
        // Only warnings depend on the present, and they are in the entry.
        now: Instant::MAX,
    };
    storyproof::ingest::read(bytes, &source, sink)?;
    Ok(())
}
