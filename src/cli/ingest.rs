//! `storyproof ingest`: scanner output into the ledger, or with `-n` only the look at it.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use indicatif::{ProgressBar, ProgressStyle};
use storyproof::{
    diag::safe_text,
    evidence::{
        CiJob, Claims, Redaction as TakenOut, ResultSink, Run, ScanResult, SinkError, TimeSource,
    },
    files::open_regular,
    ingest::{self, Format, Progress, Source, Summary, TeeError, tee},
    ledger::{
        ArtifactHasher, ArtifactId, ArtifactWriter, Fallback, Ledger, Noted, Recorded, Submission,
        unreliable_file_system,
    },
    redact::Redactor,
    time::{Clock, Instant},
};

use super::{
    args,
    checkpoint::Seal,
    env::Env,
    failure::{Ended, Failure},
    ingest_answer,
    redaction::Redaction,
    workspace::{Workspace, ledger_failure},
};

/// Files smaller than this are read before a progress bar could be seen.
const WORTH_A_BAR: u64 = 16 << 20;

/// What became of one file.
pub(super) struct Ingested {
    pub(super) file: String,
    pub(super) artifact: ArtifactId,
    /// Where and when it was recorded; `None` in a dry run of a new file.
    pub(super) entry: Option<(u64, Instant)>,
    pub(super) already: bool,
    pub(super) summary: Summary,
    /// What was taken out; `None` when the program switched that off.
    pub(super) redaction: Option<TakenOut>,
}

/// What became of one file, or which one failed and why.
pub(super) type Outcome = Result<Ingested, (String, Failure)>;

/// One file as it is about to be read.
pub(super) struct Submitted<'a> {
    pub(super) name: String,
    pub(super) input: Box<dyn Read + Send + 'a>,
    pub(super) fallback: Fallback,
}

/// How files are recorded, the same for each of a command.
pub(super) struct Terms<'a> {
    pub(super) claims: &'a Claims,
    pub(super) format: Option<Format>,
    pub(super) clock: Clock,
    pub(super) ci: Option<&'a CiJob>,
    pub(super) machine: Option<&'a str>,
    pub(super) redaction: &'a Redaction,
}

pub(super) fn run(args: &args::Ingest, env: &mut Env) -> Result<Ended, Failure> {
    if args.list_formats {
        return ingest_answer::list_formats(args, env);
    }
    let workspace = Workspace::open(env)?;
    workspace.warn_of_errors(env);
    let path = workspace.ledger_path(env)?;
    let (mut claims, format) = claims(args, env.clock.now)?;
    claims.key = args.key.as_deref().map(|path| key(path, env)).transpose()?;
    let redaction = Redaction::of(&workspace, &path, args.dry_run)?;
    redaction.claims(&mut claims)?;
    let format = format.or_else(|| asked_as_json(&workspace, claims.document.as_deref()));
    let mut ci = env.ci.clone().filter(|_| !args.no_ci);
    if let Some(job) = &mut ci {
        redaction.job(job)?;
    }
    let machine = env.machine.clone();
    let terms = Terms {
        claims: &claims,
        format,
        clock: env.clock,
        ci: ci.as_ref(),
        machine: machine.as_deref(),
        redaction: &redaction,
    };
    let is_new = New::of(&path);
    let mut ledger = if args.dry_run {
        Target::Dry(workspace.open_ledger(env)?)
    } else {
        Target::Wet(Ledger::open_write(&path).map_err(|e| ledger_failure(&e))?)
    };
    doubt_the_disk(&ledger, env);
    let seal = Seal::of(&workspace, env)?;
    if let Err(failure) = seal.guards(&ledger) {
        is_new.undo(ledger);
        return Err(failure);
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    for file in &args.files {
        let result = open(file, env).and_then(|submitted| one(submitted, &terms, &mut ledger));
        match result {
            Ok(ingested) => {
                heed(&ingested, &ledger, env)?;
                outcomes.push(Ok(ingested));
            }
            Err(failure) => {
                env.complain(&format!("error: {}", failure.message()));
                if let Some(help) = failure.advice() {
                    env.complain(&format!("help: {help}"));
                }
                let shown = redaction.text(&file.display().to_string())?;
                outcomes.push(Err((shown, failure)));
            }
        }
    }
    if outcomes.iter().all(Result::is_err) {
        ledger = is_new.undo(ledger);
    }
    seal.renews(&ledger, env);
    ingest_answer::answer(args, &workspace, &outcomes, ledger, env)?;
    ended(outcomes)
}

/// Says when the ledger lies where it cannot be relied on.
fn doubt_the_disk(target: &Target, env: &mut Env) {
    let Target::Wet(ledger) = target else { return };
    if let Some(kind) = unreliable_file_system(ledger.path()) {
        env.complain(&format!(
            "warning: the ledger {} is on {kind}, where locks and syncs cannot be relied on: keep it on a local disk",
            ledger.path().display()
        ));
    }
}

/// How the command ends: as the worst of its files.
fn ended(outcomes: Vec<Outcome>) -> Result<Ended, Failure> {
    let partly = outcomes.iter().any(Result::is_err);
    let mut failures = outcomes.into_iter().filter_map(Result::err).map(|(_, failure)| failure);
    match failures.find(Failure::is_integrity) {
        Some(failure) => Err(failure),
        None if partly => Ok(Ended::Partly),
        None => Ok(Ended::Fine),
    }
}

/// Says when a file was recorded before and taken back since: submitting it again changes nothing,
/// and nobody should believe that it does.
fn heed(ingested: &Ingested, target: &Target, env: &mut Env) -> Result<(), Failure> {
    let (true, Some((entry, _))) = (ingested.already, ingested.entry) else { return Ok(()) };
    let (Target::Wet(ledger) | Target::Dry(Some(ledger))) = target else { return Ok(()) };
    if let Some(later) = ledger.taken_back_by(entry).map_err(|e| ledger_failure(&e))? {
        env.complain(&format!(
            "warning: {}: entry {entry} was taken back by entry {later}, so it does not count",
            ingested.file
        ));
    }
    Ok(())
}

/// What was not there before the command. A ledger that nothing was recorded in is taken away
/// again: it would look as if somebody had begun.
pub(super) struct New {
    ledger: bool,
    folder: Option<PathBuf>,
}

impl New {
    pub(super) fn of(path: &Path) -> Self {
        let folder = path.parent().filter(|folder| folder.symlink_metadata().is_err());
        Self { ledger: path.symlink_metadata().is_err(), folder: folder.map(Into::into) }
    }

    fn undo(self, target: Target) -> Target {
        match target {
            Target::Wet(ledger) => self.undo_ledger(ledger),
            Target::Dry(_) => target,
        }
    }

    pub(super) fn undo_ledger(self, ledger: Ledger) -> Target {
        if !self.ledger {
            return Target::Wet(ledger);
        }
        let path = ledger.path().to_owned();
        match ledger.discard_if_empty() {
            Ok(true) => {
                // Whatever else lies there, such as the redaction key, is kept.
                self.folder.map(fs::remove_dir);
                Target::Dry(None)
            }
            // It stays: a ledger without entries does no harm.
            Ok(false) | Err(_) => Target::Dry(Ledger::open_read(&path).ok()),
        }
    }
}

/// Where results go.
pub(super) enum Target {
    /// Nowhere; an existing ledger tells what is recorded already.
    Dry(Option<Ledger>),
    /// Into the ledger.
    Wet(Ledger),
}

/// JSON, when an expression of the program asks for the document by this name.
fn asked_as_json(workspace: &Workspace, document: Option<&str>) -> Option<Format> {
    let sources = workspace.program.checks.values().flat_map(|check| &check.sources);
    let mut names = sources.filter(|source| source.pass_when.is_some()).flat_map(|source| {
        source.document.iter().chain(&source.over.with).map(|name| name.value.as_str())
    });
    names.any(|name| Some(name) == document).then(|| "json".parse().ok()).flatten()
}

/// What the submitter says. `--tool` may also name a format.
fn claims(args: &args::Ingest, now: Instant) -> Result<(Claims, Option<Format>), Failure> {
    let as_format = args.tool.as_deref().and_then(|tool| tool.parse::<Format>().ok());
    let format = args.input_format.or(as_format);
    let tool = args.tool.as_deref().filter(|_| as_format.is_none()).map(ingest::tool_name);
    for (option, text) in [
        ("--account", &args.account),
        ("--region", &args.region),
        ("--repository", &args.repository),
        ("--commit", &args.commit),
        ("--document", &args.document),
        ("--subject", &args.subject),
        ("--tool-version", &args.tool_version),
        ("--command", &args.command),
        ("--source-system", &args.source_system),
        ("--host", &args.host),
    ] {
        let longest = if option == "--command" { 4096 } else { 512 };
        let odd = |text: &str| text.is_empty() || text.len() > longest || safe_text(text) != text;
        if text.as_deref().is_some_and(odd) {
            return Err(Failure::usage(format!(
                "{option} is empty, too long or has control characters"
            )));
        }
    }
    if let Some(at) = args.observed_at {
        plausible(at, now)?;
    }
    let claims = Claims {
        tool,
        tool_version: args.tool_version.clone(),
        observed_at: args.observed_at,
        account: args.account.clone(),
        region: args.region.clone(),
        repository: args.repository.clone(),
        commit: args.commit.clone(),
        document: args.document.clone(),
        command: args.command.clone(),
        source_system: args.source_system.clone(),
        host: args.host.clone(),
        subject: args.subject.clone(),
        corrects: args.corrects,
        key: None,
    };
    Ok((claims, format))
}

/// The public key that must have signed the file, in one line.
fn key(path: &Path, env: &Env) -> Result<String, Failure> {
    /// More than any public key has.
    const MOST: u64 = 64 * 1024;
    let shown = path.display();
    let file = open_regular(&env.directory.join(path));
    let mut text = String::new();
    file.and_then(|file| file.take(MOST).read_to_string(&mut text))
        .map_err(|error| Failure::because(format!("cannot read the key {shown}"), &error))?;
    let key = ingest::SignerKey::parse(&text);
    let key = key.map_err(|why| {
        Failure::usage(format!("{shown} {why}"))
            .help("give a public key in PEM: Ed25519, or ECDSA over P-256 as cosign makes it")
    })?;
    Ok(key.line())
}

/// Refuses a claimed time at which no scan can have run: a slip here would date evidence for good.
fn plausible(at: Instant, now: Instant) -> Result<(), Failure> {
    /// Clocks of two machines may differ by this many seconds.
    const SKEW: i64 = 300;
    /// 2000-01-01.
    const EARLIEST: i64 = 946_684_800;
    let why = if at.unix() < EARLIEST {
        "before the year 2000".to_owned()
    } else if at > now.plus_seconds(SKEW) {
        format!("later than now ({now})")
    } else {
        return Ok(());
    };
    Err(Failure::usage(format!("--observed-at is {at}, {why}"))
        .help("say when the tool ran, such as 2026-03-06 or 2026-03-06T18:00:00Z"))
}

/// Opens a file, or standard input for `-`.
fn open(path: &Path, env: &Env) -> Result<Submitted<'static>, Failure> {
    if path.as_os_str() == "-" {
        let fallback = Fallback { time: env.clock.now, source: TimeSource::Recorded };
        let input = Box::new(io::stdin());
        return Ok(Submitted { name: "standard input".into(), input, fallback });
    }
    let shown = path.display().to_string();
    let full = env.directory.join(path);
    let fail = |error: io::Error| {
        Failure::because(format!("cannot read {shown}"), &error)
            .help("give a file, or `-` and pipe the output in")
    };
    let file = open_regular(&full).map_err(fail)?;
    let meta = file.metadata().map_err(fail)?;
    // The file's time is only a hint, and never later than now.
    let modified = meta.modified().ok().and_then(|time| {
        let seconds = time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
        Instant::from_unix(i64::try_from(seconds).ok()?)
    });
    let time = modified.unwrap_or(env.clock.now).min(env.clock.now);
    let fallback = Fallback { time, source: TimeSource::FileTime };
    let name = path.file_name().map_or(shown, |name| name.to_string_lossy().into_owned());
    let bar = bar(&name, meta.len(), env);
    let input = Progress::new(file, move |seen| {
        if let Some(bar) = &bar {
            bar.0.set_position(seen);
        }
    });
    Ok(Submitted { name, input: Box::new(input), fallback })
}

/// A progress bar that goes away when the work is done.
struct Bar(ProgressBar);

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn bar(name: &str, size: u64, env: &Env) -> Option<Bar> {
    (env.talks_to_terminal && !env.quiet && size >= WORTH_A_BAR).then(|| {
        let bar = ProgressBar::new(size);
        let template = "{prefix} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(safe_text(name).into_owned());
        Bar(bar)
    })
}

/// A file on its way in: without its secrets, unless the program switched that off.
enum Way<'a> {
    Open(Box<dyn Read + Send + 'a>),
    Redacting(Box<Redactor<'a>>),
}

impl Read for Way<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Open(input) => input.read(into),
            Self::Redacting(input) => input.read(into),
        }
    }
}

impl Way<'_> {
    /// What was taken out, at the end.
    fn finish(self) -> Result<Option<TakenOut>, Failure> {
        match self {
            Self::Open(_) => Ok(None),
            Self::Redacting(redactor) => redactor
                .finish()
                .map(Some)
                .map_err(|error| Failure::because("the redaction key", &error)),
        }
    }
}

/// Reads one file into the ledger, or only looks at it. Nothing here sees what is taken out of it.
pub(super) fn one(
    submitted: Submitted<'_>,
    terms: &Terms<'_>,
    target: &mut Target,
) -> Result<Ingested, Failure> {
    let Submitted { name, input, fallback } = submitted;
    let name = terms.redaction.text(&name)?;
    let key = || terms.redaction.key();
    let mut way = match &terms.redaction.rules {
        Some(rules) => Way::Redacting(Box::new(Redactor::new(input, rules, &key))),
        None => Way::Open(input),
    };
    let source = Source {
        file_name: &name,
        format: terms.format,
        claims: terms.claims,
        fallback_time: (fallback.time, fallback.source),
        now: terms.clock.now,
    };
    let (artifact, entry, already, summary, redaction) = match target {
        Target::Dry(ledger) => {
            let read = |bytes: &mut ingest::TeeReader| ingest::read(bytes, &source, &mut Forget);
            let (summary, hasher) = tee(&mut way, ArtifactHasher::default(), read)
                .map_err(|e| tee_failure(&name, e))?;
            let artifact = hasher.finish();
            let earlier = match ledger {
                Some(ledger) => ledger
                    .already_recorded(artifact, terms.claims)
                    .map_err(|e| ledger_failure(&e))?,
                None => None,
            };
            let entry = earlier.map(|earlier| (earlier.entry, earlier.recorded_at));
            (artifact, entry, entry.is_some(), summary, way.finish()?)
        }
        Target::Wet(ledger) => {
            let (recorded, artifact, summary, redaction) =
                record(ledger, terms, way, &source, fallback)?;
            let Recorded { entry, already, recorded_at, .. } = recorded;
            (artifact, Some((entry, recorded_at)), already, summary, redaction)
        }
    };
    Ok(Ingested { file: name, artifact, entry, already, summary, redaction })
}

fn record(
    ledger: &mut Ledger,
    terms: &Terms<'_>,
    mut way: Way<'_>,
    source: &Source<'_>,
    fallback: Fallback,
) -> Result<(Recorded, ArtifactId, Summary, Option<TakenOut>), Failure> {
    let writer: ArtifactWriter = ledger.artifacts().writer().map_err(|e| ledger_failure(&e))?;
    let mut recording = ledger.begin(terms.clock).map_err(|e| ledger_failure(&e))?;
    let read = |bytes: &mut ingest::TeeReader| ingest::read(bytes, source, &mut recording);
    let (summary, writer) =
        tee(&mut way, writer, read).map_err(|e| tee_failure(source.file_name, e))?;
    let redaction = way.finish()?;
    let stored = writer.finish().map_err(|e| ledger_failure(&e))?;
    let submission = Submission {
        artifact: &stored,
        file_name: source.file_name,
        claims: source.claims,
        fallback,
        noted: Noted { ci: terms.ci, recorded_on: terms.machine, redaction: redaction.as_ref() },
    };
    let recorded = recording.finish(submission).map_err(|e| ledger_failure(&e))?;
    Ok((recorded, stored.id(), summary, redaction))
}

fn tee_failure(name: &str, error: TeeError<ingest::Error>) -> Failure {
    match error {
        TeeError::Work(error) => Failure::because("nothing recorded", &error).help(error.help()),
        other => Failure::because(format!("nothing recorded: {name}"), &other),
    }
}

/// A sink for dry runs: the reader's own summary says all.
struct Forget;

impl ResultSink for Forget {
    fn begin_run(&mut self, _: &str) -> Result<(), SinkError> {
        Ok(())
    }
    fn result(&mut self, _: &ScanResult) -> Result<(), SinkError> {
        Ok(())
    }
    fn end_run(&mut self, _: &Run) -> Result<(), SinkError> {
        Ok(())
    }
}
