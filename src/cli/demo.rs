//! `storyproof demo`: the example program, its evidence and every report, from the binary alone.
//!
//! The evidence is what [`README.md`](../demo/README.md) beside it says: genuine output of real
//! tools on a simulated account with its times moved, and drills, statements and decisions that
//! were invented. What the demo prints says so too.

use std::{
    collections::BTreeMap,
    io::{self, Read as _},
    path::Path,
};

use flate2::read::GzDecoder;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use storyproof::{
    evidence::{Claims, Collected, TimeSource},
    ingest::{Format, Source},
    ledger::{Fallback, Ledger},
    render::{audit::Table, json::envelope},
    report::{
        self, Inputs, audit::Asked, results::Narrowed, soa::Lang, trace::trace,
        traceability::Within,
    },
    time::{Clock, ClockSource, Instant},
};

use super::{
    answers,
    args::{self, Global, ReportFormat},
    checkpoint::Seal,
    demo_approvals::Approve,
    demo_bundle::{Bundle, Document},
    demo_clones,
    demo_dates::redate,
    demo_said::{Attest, Except},
    env::Env,
    failure::{Ended, Failure},
    ingest::{self, Submitted, Target},
    init::{CONTROLS, SETTINGS, STORIES, texts},
    output,
    redaction::Redaction,
    report::{What, write},
    report_registers::Register,
    report_soa,
    workspace::{Workspace, ledger_failure},
};

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/demo");

/// Evidence reaches the ledger this long after it was observed.
const UNDER_WAY_SECONDS: i64 = 300;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Timeline {
    #[serde(default)]
    event: Vec<Event>,
    #[serde(default)]
    bundle: Vec<Bundle>,
    /// How the file names of bundles begin, and which documents they are.
    #[serde(default)]
    documents: BTreeMap<String, String>,
    #[serde(default)]
    attest: Vec<Attest>,
    #[serde(default)]
    except: Vec<Except>,
    #[serde(default)]
    approve: Vec<Approve>,
    #[serde(default)]
    trace: Vec<Traced>,
}

/// When somebody ran `storyproof trace --format json` and recorded its answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Traced {
    at: Instant,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    at: Instant,
    file: String,
    /// The format, when the file itself does not tell.
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    redate: bool,
    #[serde(default)]
    claims: Claims,
}

/// Something that reaches the ledger.
enum Arrival {
    File(Event),
    Documents(Bundle),
    Statement(Attest),
    Exception(Except),
    Decisions(Approve),
    Trace,
}

pub(super) fn run(args: &args::Demo, env: &mut Env) -> Result<Ended, Failure> {
    let root = env.directory.join(&args.dir);
    let occupied = root.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        return Err(Failure::usage(format!("{} is not empty", root.display()))
            .help("name another directory: `storyproof demo DIR`"));
    }
    output::lay_file(&root.join("storyproof.toml"), SETTINGS)?;
    for (folder, dir) in [("stories", &STORIES), ("controls", &CONTROLS)] {
        for (path, text) in texts(dir) {
            let text = match path.as_str() {
                "repositories.toml" => &demo_clones::with_paths(text)?,
                _ => text,
            };
            output::lay_file(&root.join(folder).join(path), text)?;
        }
    }
    output::lay_file(&root.join(".gitignore"), "/.storyproof/\n/repositories/\n")?;
    demo_clones::lay(&DEMO, &root)?;
    env.directory.clone_from(&root);
    env.ledger = None;
    let workspace = Workspace::open(env)?;
    let recorded = record(&workspace, env)?;
    let reports = reports(&workspace, &root.join("reports"), env)?;
    env.answer(&farewell(&workspace, &root, &args.dir, recorded, &reports))?;
    Ok(Ended::Fine)
}

/// Records everything in the order in which it arrived. Returns how many results there were.
fn record(workspace: &Workspace, env: &mut Env) -> Result<u64, Failure> {
    let text = DEMO.get_file("timeline.toml").and_then(|file| file.contents_utf8());
    let timeline: Timeline = toml::from_str(text.unwrap_or_default())
        .map_err(|error| Failure::because("the demo's timeline is broken", &error))?;
    let mut arrivals: Vec<(Instant, Arrival)> = Vec::new();
    arrivals.extend(timeline.event.into_iter().map(|e| (e.at, Arrival::File(e))));
    arrivals.extend(timeline.bundle.into_iter().map(|b| (b.at, Arrival::Documents(b))));
    arrivals.extend(timeline.attest.into_iter().map(|a| (a.at, Arrival::Statement(a))));
    arrivals.extend(timeline.except.into_iter().map(|e| (e.at, Arrival::Exception(e))));
    arrivals.extend(timeline.approve.into_iter().map(|a| (a.at, Arrival::Decisions(a))));
    arrivals.extend(timeline.trace.into_iter().map(|t| (t.at, Arrival::Trace)));
    arrivals.sort_by_key(|(at, _)| *at);
    let path = workspace.ledger_path(env)?;
    let ledger = Ledger::open_write(&path).map_err(|e| ledger_failure(&e))?;
    let redaction = Redaction::of(workspace, &path, false)?;
    let mut target = Target::Wet(ledger);
    let mut results = 0;
    for (at, arrival) in arrivals {
        let clock =
            Clock { now: at.plus_seconds(UNDER_WAY_SECONDS), source: ClockSource::Overridden };
        match (arrival, &mut target) {
            (Arrival::File(event), target) => results += file(event, target, clock, &redaction)?,
            (Arrival::Documents(bundle), target) => {
                for document in bundle.documents(embedded(&bundle.file)?, &timeline.documents)? {
                    let Document { file, text, claims } = document;
                    let json = "json".parse().ok();
                    results += submit(&file, text, json, &claims, target, clock, &redaction)?;
                }
            }
            (Arrival::Trace, target) => {
                let text = traced(workspace, at, env)?;
                let json = "json".parse().ok();
                let document = Some("trace".to_owned());
                let claims = Claims { observed_at: Some(at), document, ..Claims::default() };
                results += submit("trace.json", text, json, &claims, target, clock, &redaction)?;
            }
            (Arrival::Statement(attest), Target::Wet(ledger)) => {
                let attested = attest.said(ledger)?;
                ledger.append_attestation(clock, &attested).map_err(|e| ledger_failure(&e))?;
            }
            (Arrival::Exception(except), Target::Wet(ledger)) => {
                let exception = except.granted()?;
                ledger.append_exception(clock, &exception).map_err(|e| ledger_failure(&e))?;
            }
            (Arrival::Decisions(approve), Target::Wet(ledger)) => {
                let decisions = approve.decisions(&workspace.program, ledger, clock.now)?;
                ledger.append_approvals(clock, &decisions).map_err(|e| ledger_failure(&e))?;
            }
            (_, Target::Dry(_)) => {}
        }
    }
    if let Target::Wet(ledger) = &target {
        Seal::of(workspace, env)?.renew(ledger, env);
    }
    Ok(results)
}

/// What `storyproof trace --format json` answers at a time, with what is recorded by then.
fn traced(workspace: &Workspace, at: Instant, env: &mut Env) -> Result<String, Failure> {
    let assessed = workspace.assess(&Global::at(at), env)?;
    let view = trace(&assessed.inputs(&workspace.program), None);
    envelope(&answers::TRACE, assessed.assessment.as_of, assessed.history.head.as_ref(), &view)
        .map_err(|error| Failure::because("cannot write JSON", &error))
}

/// A file of the demo's own folder.
pub(super) fn embedded(path: &str) -> Result<&'static [u8], Failure> {
    DEMO.get_file(path)
        .map(include_dir::File::contents)
        .ok_or_else(|| Failure::usage(format!("the demo has no {path}")))
}

fn file(
    event: Event,
    target: &mut Target,
    clock: Clock,
    redaction: &Redaction,
) -> Result<u64, Failure> {
    let broken = |error: &dyn std::error::Error| {
        Failure::because(format!("the demo's {} is broken", event.file), error)
    };
    let bytes = embedded(&event.file)?;
    let mut text = String::new();
    let packed = Path::new(&event.file).extension().is_some_and(|ending| ending == "gz");
    let unpacked = if packed {
        GzDecoder::new(bytes).read_to_string(&mut text)
    } else {
        io::Cursor::new(bytes).read_to_string(&mut text)
    };
    unpacked.map_err(|error| broken(&error))?;
    let mut claims = event.claims;
    let name = event.file.rsplit('/').next().unwrap_or_default().trim_end_matches(".gz");
    let text = if let Some(ran) = event.redate.then(|| ran_at(&text, name)).transpose()?.flatten() {
        redate(&text, ran, event.at)
    } else {
        claims.observed_at = claims.observed_at.or(Some(event.at));
        text
    };
    let format = event.format.as_deref().and_then(|format| format.parse().ok());
    submit(name, text, format, &claims, target, clock, redaction)
}

fn submit(
    name: &str,
    text: String,
    format: Option<Format>,
    claims: &Claims,
    target: &mut Target,
    clock: Clock,
    redaction: &Redaction,
) -> Result<u64, Failure> {
    let at = clock.now.plus_seconds(-UNDER_WAY_SECONDS);
    let submitted = Submitted {
        name: name.to_owned(),
        input: Box::new(io::Cursor::new(text.into_bytes())),
        fallback: Fallback { time: at, source: TimeSource::Recorded },
    };
    // The demo is the same everywhere: it names neither a machine nor a CI job.
    let terms = ingest::Terms { claims, format, clock, ci: None, machine: None, redaction };
    let ingested = ingest::one(submitted, &terms, target)?;
    Ok(ingested.summary.counts().total())
}

/// When the tool ran, by its own output.
fn ran_at(text: &str, name: &str) -> Result<Option<Instant>, Failure> {
    let claims = Claims::default();
    let source = Source {
        file_name: name,
        format: None,
        claims: &claims,
        fallback_time: (Instant::MIN, TimeSource::Recorded),
        now: Instant::MAX,
    };
    let mut forget = Collected::default();
    let summary = storyproof::ingest::read(text.as_bytes(), &source, &mut forget)
        .map_err(|error| Failure::because("the demo's evidence is broken", &error))?;
    let read = summary.runs.iter().filter(|run| run.observed_at_source == TimeSource::Read);
    Ok(read.map(|run| run.observed_at).min())
}

/// Writes every report that exists, as of the end of the story.
fn reports(workspace: &Workspace, folder: &Path, env: &mut Env) -> Result<Vec<String>, Failure> {
    let end = workspace.program.settings.as_of.as_ref().map(|day| day.value.end());
    let end = end.unwrap_or(env.clock.now);
    let mut written = Vec::new();
    let mut write_all = |what: &What, name: &str, inputs: &Inputs<'_>| {
        let workbook = matches!(what, What::Soa(_)).then_some((ReportFormat::Xlsx, "xlsx"));
        let pages =
            [(ReportFormat::Html, "html"), (ReportFormat::Md, "md"), (ReportFormat::Json, "json")];
        let table = matches!(what, What::Register(_)).then_some((ReportFormat::Csv, "csv"));
        for (format, ending) in pages.into_iter().chain(workbook).chain(table) {
            let bytes = write(what, inputs, format)?;
            output::write_file(&folder.join(format!("{name}.{ending}")), &bytes)?;
        }
        written.push(name.to_owned());
        Ok::<(), Failure>(())
    };
    let assessed = workspace.assess(&Global::at(end), env)?;
    let inputs = assessed.inputs(&workspace.program);
    write_all(&What::Program, "program", &inputs)?;
    write_all(&What::Encryption, "encryption", &inputs)?;
    write_all(&What::Logging, "logging", &inputs)?;
    let soa = report::soa(&inputs, &report_soa::framework(workspace, None)?, Lang::En);
    write_all(&What::Soa(Box::new(soa)), "soa", &inputs)?;
    let everything = Within::default();
    let duties = Register::responsibility(workspace, &inputs, None);
    let threads = Register::Traceability(report::traceability(&inputs, &everything));
    write_all(&What::Register(Box::new(duties)), "responsibility", &inputs)?;
    let risks = Register::Risks(report::risks(&inputs));
    write_all(&What::Register(Box::new(risks)), "risks", &inputs)?;
    write_all(&What::Register(Box::new(threads)), "traceability", &inputs)?;
    let trace = Register::Trace(report::trace_report(&inputs, None));
    write_all(&What::Register(Box::new(trace)), "trace", &inputs)?;
    let index = Register::Evidence(report::evidence_index(&inputs));
    write_all(&What::Register(Box::new(index)), "evidence", &inputs)?;
    let results = Register::Results(report::results(&inputs, &Narrowed::default()));
    write_all(&What::Register(Box::new(results)), "results", &inputs)?;
    for sprint in &workspace.program.sprints {
        let id = &sprint.id.value;
        let at = sprint.end.value.end().min(end);
        let assessed = workspace.assess(&Global::at(at), env)?;
        let then = assessed.inputs(&workspace.program);
        write_all(&What::Sprint(id.clone()), &format!("sprint-{id}"), &then)?;
    }
    for id in workspace.program.frameworks.keys() {
        let days = inputs.assessment.timeline.period;
        let view = report::audit_over(&inputs, id, &Asked { period: days, sample: None });
        write_all(&What::Audit(Box::new(view), Table::Controls), &format!("audit-{id}"), &inputs)?;
    }
    Ok(written)
}

fn farewell(
    workspace: &Workspace,
    root: &Path,
    typed: &Path,
    results: u64,
    reports: &[String],
) -> String {
    let shown = root.join("reports");
    let list: Vec<String> = reports
        .iter()
        .map(|name| format!("  {}\n", shown.join(format!("{name}.html")).display()))
        .collect();
    let list = list.concat();
    let program = &workspace.program;
    format!(
        "Laid out the example program in {}: {} stories, {} controls, {} checks, and a ledger of {} results.\n\n\
         Example Pay is fictional. The scans are genuine output of real tools on a simulated AWS\n\
         account, with their dates moved to the example's six sprints; drills, statements and\n\
         decisions were written for the example. The program is seen as of {}.\n\n\
         Reports (each also as .md and .json, some as .xlsx or .csv too):\n{list}\n\
         Look first at program.html: what is proven beside what is claimed. Then:\n  \
         cd {}\n  \
         storyproof status              the same in the terminal, and what to do next\n  \
         storyproof explain IAM-01      one story down to the scanner's bytes\n  \
         storyproof status --as-of 2026-02-06      the same program two months earlier\n",
        root.display(),
        program.stories.len(),
        program.controls.len(),
        program.checks.len(),
        results,
        program
            .settings
            .as_of
            .as_ref()
            .map_or_else(|| "now".to_owned(), |day| day.value.to_string()),
        typed.display(),
    )
}
