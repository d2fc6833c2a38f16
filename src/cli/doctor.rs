//! `storyproof doctor`: what is installed, what the program is, and whether the ledger is whole.

use serde::Serialize;
use storyproof::{
    evidence::LedgerHead,
    ledger::{self, Ledger},
    time::ClockSource,
};

use super::{
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    git, output,
    table::table,
    workspace::{Workspace, ledger_failure},
};

#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    says: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Fine,
    Note,
    Wrong,
    /// Something that was recorded is not what it was.
    Broken,
}

pub(super) fn run(args: &Answer, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let ledger = workspace.open_ledger(env)?;
    let as_of = workspace.as_of(global, ledger.as_ref(), env)?;
    let mut findings = installation(env);
    findings.extend(files(&workspace, env));
    let head = ledger_findings(&workspace, ledger.as_ref(), env, &mut findings)?;
    if args.format == Format::Json {
        output::json(env, "doctor", as_of, head.as_ref(), &findings)?;
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

fn installation(env: &Env) -> Vec<Finding> {
    let clock = match env.clock.source {
        ClockSource::System => Finding {
            what: "clock",
            state: State::Fine,
            says: format!("{}, the machine's", env.clock.now),
        },
        ClockSource::Overridden => Finding {
            what: "clock",
            state: State::Note,
            says: format!("{}, set by hand: what is recorded now says so", env.clock.now),
        },
    };
    let version = format!("{}, SQLite {}", env!("CARGO_PKG_VERSION"), ledger::sqlite_version());
    vec![Finding { what: "storyproof", state: State::Fine, says: version }, clock]
}

fn files(workspace: &Workspace, env: &Env) -> Vec<Finding> {
    let program = &workspace.program;
    let report = workspace.check(env);
    let state = if report.errors() > 0 { State::Wrong } else { State::Fine };
    let mut findings = vec![
        Finding {
            what: "program",
            state: State::Fine,
            says: format!(
                "{} ({} files in {}): {} stories, {} controls, {} checks",
                program.settings.name,
                workspace.sources.len(),
                workspace.root.display(),
                program.stories.len(),
                program.controls.len(),
                program.checks.len()
            ),
        },
        Finding { what: "files", state, says: format!("{}: storyproof check", report.summary()) },
    ];
    if let Some(day) = &program.settings.as_of {
        let says = format!("pinned to {} in storyproof.toml; --as-of moves it", day.value);
        findings.push(Finding { what: "as of", state: State::Note, says });
    }
    findings.push(match git::revision(&workspace.root, &workspace.sources) {
        Some(revision) => {
            let changed = if revision.modified { ", with changes" } else { ", unchanged" };
            Finding {
                what: "git",
                state: State::Fine,
                says: format!("{}{changed}", revision.commit),
            }
        }
        None => Finding {
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
    env: &Env,
    findings: &mut Vec<Finding>,
) -> Result<Option<LedgerHead>, Failure> {
    let path = workspace.ledger_path(env)?;
    let Some(ledger) = ledger else {
        let says = format!("none yet at {}: `storyproof ingest FILE` makes it", path.display());
        findings.push(Finding { what: "ledger", state: State::Note, says });
        return Ok(None);
    };
    let head = ledger.head().map_err(|e| ledger_failure(&e))?;
    let broken = ledger.check().map_err(|e| ledger_failure(&e))?;
    if broken.is_empty() {
        let says = format!(
            "{}: {} entries, root {}; every entry and artifact is what was recorded",
            path.display(),
            head.size,
            head.root
        );
        findings.push(Finding { what: "ledger", state: State::Fine, says });
    }
    findings.extend(broken.into_iter().map(|finding| Finding {
        what: "ledger",
        state: State::Broken,
        says: format!(
            "{} at {}: expected {}, found {}",
            finding.code, finding.at, finding.expected, finding.found
        ),
    }));
    Ok(Some(head))
}
