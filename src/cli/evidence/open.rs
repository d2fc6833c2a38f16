//! `storyproof evidence open`: the original bytes, the results as CSV, or one of them as the tool
//! wrote it.

use std::{
    fs,
    io::{self, IsTerminal as _, Read, Write},
    path::Path,
};

use storyproof::{
    evidence::{Outcome, ResultSink, Run, ScanResult, SinkError},
    ingest::{Located, locate},
    ledger::{ArtifactHasher, Body, Hash, Ingest, Ledger},
    render::csv::cell,
};

use super::{
    args::Open,
    pieces::{Piece, find, pieces},
};
use crate::cli::{
    args::Global,
    doctor,
    env::Env,
    failure::{Ended, Failure},
    workspace::{Workspace, ledger_failure},
};

pub(super) fn run(args: &Open, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let as_of = assessed.assessment.as_of;
    let all = pieces(&workspace.program, &assessed.history, as_of);
    let piece = find(&all, &args.which)?;
    let ledger = assessed.ledger.as_ref();
    let ledger = ledger.ok_or_else(|| Failure::usage("there is no ledger"))?;
    let file = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    if let Some(number) = args.record {
        let text = record(ledger, piece, number)?;
        return match file {
            Some(path) => {
                to_file(&env.directory.join(path), |out| Ok(out.write_all(text.as_bytes())?))
            }
            // What a scanner wrote must not act on a terminal.
            None => env.answer(&format!("{text}\n")),
        }
        .map(|()| Ended::Fine);
    }
    let write = |out: &mut dyn Write| {
        if args.results { results(ledger, piece, out) } else { bytes(ledger, piece, out) }
    };
    match file {
        Some(path) => {
            to_file(&env.directory.join(path), write)?;
            env.say(&format!("wrote {} of {}", path.display(), piece.id()));
        }
        None if io::stdout().is_terminal() => {
            return Err(Failure::usage("evidence may hold what acts on a terminal")
                .help("write it to a file with -o FILE, or pipe it on"));
        }
        None => {
            // Nothing is handed out before it is known to be what was recorded.
            bytes(ledger, piece, &mut io::sink())?;
            write(&mut io::stdout().lock())?;
        }
    }
    Ok(Ended::Fine)
}

/// Why something could not be handed out.
pub(super) enum Trouble {
    Failure(Failure),
    Io(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Failure(failure) => failure,
            Trouble::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => Self::closed(),
            Trouble::Io(error) => Self::because("cannot write the evidence", &error),
        }
    }
}

/// Writes a file whole or not at all.
pub(super) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Trouble>,
) -> Result<(), Failure> {
    let fail =
        |error: io::Error| Failure::because(format!("cannot write {}", path.display()), &error);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    let mut aside = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    write(&mut aside)?;
    aside.as_file().sync_all().map_err(fail)?;
    aside.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

/// The bytes, hashed on their way and compared with their name at the end.
pub(super) fn bytes(
    ledger: &Ledger,
    piece: &Piece<'_>,
    out: &mut dyn Write,
) -> Result<(), Trouble> {
    let expected = hash_of(piece)?;
    let mut artifact = ledger.artifacts().open(expected).map_err(|e| ledger_failure(&e))?;
    let mut hasher = ArtifactHasher::default();
    let mut chunk = vec![0; 1 << 18];
    loop {
        let n = artifact.read(&mut chunk).map_err(|error| {
            Failure::because(format!("the artifact of {} cannot be read", piece.id()), &error)
                .integrity()
        })?;
        if n == 0 {
            break;
        }
        hasher.write_all(&chunk[..n])?;
        out.write_all(&chunk[..n])?;
    }
    out.flush()?;
    let found = hasher.finish().sha256;
    if found != expected {
        let text = format!("the artifact of {} is altered: its SHA-256 is {found}", piece.id());
        return Err(Failure::usage(text)
            .integrity()
            .help("`storyproof doctor` looks at everything; restore the file from a backup")
            .into());
    }
    Ok(())
}

fn hash_of(piece: &Piece<'_>) -> Result<Hash, Failure> {
    let text = &piece.runs[0].artifact;
    text.parse().map_err(|_| Failure::usage(format!("{text} is no SHA-256")).integrity())
}

fn ingest_of(ledger: &Ledger, piece: &Piece<'_>) -> Result<Box<Ingest>, Failure> {
    let stored = ledger.entry(piece.entry).map_err(|e| ledger_failure(&e))?;
    match stored.decode(ledger.path()).map_err(|e| ledger_failure(&e))?.body {
        Body::Ingest(ingest) => Ok(ingest),
        _ => Err(Failure::usage(format!("{} is no submission", piece.id())).integrity()),
    }
}

/// The results as they were read, one a line.
fn results(ledger: &Ledger, piece: &Piece<'_>, out: &mut dyn Write) -> Result<(), Trouble> {
    let ingest = ingest_of(ledger, piece)?;
    bytes(ledger, piece, &mut io::sink())?;
    let artifact = ledger.artifacts().open(hash_of(piece)?).map_err(|e| ledger_failure(&e))?;
    let mut table = Table { csv: csv::Writer::from_writer(out), run: 0, number: 0 };
    let header = [
        "record", "run", "rule", "subject", "kind", "account", "region", "outcome", "muted",
        "severity", "message",
    ];
    table.csv.write_record(header).map_err(io::Error::other)?;
    doctor::reread(artifact, &ingest, &mut table)
        .map_err(|error| Failure::because("the results cannot be read again", &*error))?;
    table.csv.flush()?;
    Ok(())
}

struct Table<'o> {
    csv: csv::Writer<&'o mut dyn Write>,
    run: u32,
    number: u64,
}

impl ResultSink for Table<'_> {
    fn begin_run(&mut self, _: &str) -> Result<(), SinkError> {
        self.run += 1;
        Ok(())
    }

    fn result(&mut self, result: &ScanResult) -> Result<(), SinkError> {
        self.number += 1;
        let ScanResult { rule, subject, outcome, muted, severity, message } = result;
        let option = |text: &Option<String>| text.clone().unwrap_or_default();
        let row = [
            self.number.to_string(),
            self.run.to_string(),
            rule.clone(),
            subject.uid.clone(),
            subject.kind.clone(),
            option(&subject.account),
            option(&subject.region),
            word(*outcome).to_owned(),
            if *muted { "muted" } else { "" }.to_owned(),
            severity.map_or("", storyproof::evidence::Severity::word).to_owned(),
            message.clone(),
        ];
        let row = row.map(|text| cell(&text).into_owned());
        self.csv.write_record(row).map_err(|error| SinkError(Box::new(error)))
    }

    fn end_run(&mut self, _: &Run) -> Result<(), SinkError> {
        Ok(())
    }
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Error => "error",
        Outcome::NotApplicable => "not-applicable",
        Outcome::Manual => "manual",
        Outcome::Informational => "informational",
    }
}

/// What the tool wrote for one result.
fn record(ledger: &Ledger, piece: &Piece<'_>, number: u64) -> Result<String, Failure> {
    bytes(ledger, piece, &mut io::sink())?;
    let artifact = ledger.artifacts().open(hash_of(piece)?).map_err(|e| ledger_failure(&e))?;
    let first = piece.runs[0];
    let format = first.run.format.parse();
    let format = format.map_err(|error| Failure::because("the format", &error))?;
    let located = locate(artifact, &first.file_name, format, number)
        .map_err(|error| Failure::because("the evidence", &error).help(error.help()))?;
    match located {
        Located::Found(text) => Ok(text),
        Located::Only(count) => Err(Failure::usage(format!(
            "{} has {count} results; there is no number {number}",
            piece.id()
        ))
        .help(format!("`storyproof evidence open {} --results` numbers them", piece.id()))),
        Located::NotThisFormat => Err(Failure::usage(format!(
            "single results of {} are not told apart yet",
            first.run.format
        ))
        .help(format!("`storyproof evidence open {} -o FILE` gives the whole file", piece.id()))),
    }
}
