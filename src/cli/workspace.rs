//! What most commands start from: the program's files, the ledger, and the assessment of both.

use std::{
    collections::BTreeMap,
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;
use storyproof::{
    assess::{Assessment, assess_since, documents_asked, with_documents},
    diag::{Diagnostic, Levels, LintLevel, Report as DiagReport, Rule},
    evidence::{CellId, Documents, History, RunId},
    files::open_regular,
    ids::StoryId,
    ingest,
    ledger::{self, Ledger},
    model,
    program::{self, Program, RuleContext},
    report::{self, Inputs, Revision, findings},
    source::{FileId, SourceFile, Sources, find_root},
    time::{AsOf, Day},
};

use super::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    git,
    git_files::Tree,
};

/// The largest artifact that is read as a document.
const MAX_DOCUMENT: u64 = 64 << 20;

/// A program's files, read and resolved.
pub(super) struct Workspace {
    pub(super) root: PathBuf,
    pub(super) sources: Sources,
    pub(super) program: Program,
    /// What reading and resolving found; rules are looked at by [`Workspace::check`].
    diagnostics: Vec<Diagnostic>,
}

/// A program with its evidence at two clocks.
pub(super) struct Assessed {
    pub(super) history: History,
    pub(super) assessment: Assessment,
    pub(super) messages: BTreeMap<CellId, String>,
    pub(super) revision: Option<Revision>,
    pub(super) clock_overridden: bool,
    pub(super) ledger: Option<Ledger>,
}

impl Workspace {
    /// Finds and reads the program.
    pub(super) fn open(env: &Env) -> Result<Self, Failure> {
        let root = root(env)?;
        let sources = Sources::read(&root)
            .map_err(|error| Failure::because("cannot read the program", &error))?;
        Ok(Self::of(root, sources, None))
    }

    /// Finds the program, and reads it as the next commit will have it.
    pub(super) fn open_staged(env: &Env) -> Result<Self, Failure> {
        let root = root(env)?;
        let tree = Tree::staged(&root, env.git_index.as_deref()).ok_or_else(|| {
            Failure::usage("git lists no files that are staged here")
                .help("--staged works in a git repository that holds the program")
        })?;
        Self::at(&root, &tree).ok_or_else(|| {
            Failure::usage("storyproof.toml is not staged, or git cannot read what is")
                .help("add it with `git add`")
        })
    }

    /// The program of this folder as git holds it.
    pub(super) fn at(root: &Path, tree: &Tree) -> Option<Self> {
        Some(Self::of(root.to_owned(), tree.program()?, Some(tree)))
    }

    fn of(root: PathBuf, mut sources: Sources, tree: Option<&Tree>) -> Self {
        let read_also = |sources: &mut Sources, paths: Vec<&str>| match tree {
            None => sources.read_also(&root, paths),
            Some(tree) => sources.add(tree.named(&paths)),
        };
        let (mut records, mut diagnostics) = model::decode(&sources);
        read_also(&mut sources, records.template_paths().collect());
        diagnostics.extend(model::decode_templates(&sources, &mut records));
        let (signers, is_named) = records.signers_path();
        let is_there = match tree {
            None => root.join(signers).symlink_metadata().is_ok(),
            Some(tree) => tree.has(signers),
        };
        if is_named || is_there {
            read_also(&mut sources, vec![signers]);
        }
        diagnostics.extend(model::decode_signers(&sources, &mut records));
        let (program, more) = program::resolve(records);
        diagnostics.extend(more);
        Self { root, sources, program, diagnostics }
    }

    /// The same program with other texts in place of some files, or in new ones.
    pub(super) fn with(&self, texts: &BTreeMap<&str, &str>) -> Self {
        let kept = self.sources.iter().filter(|(_, file)| !texts.contains_key(&*file.path));
        let kept = kept.map(|(_, file)| {
            let content = file.trouble.clone().map_or_else(|| Ok(file.text.clone()), Err);
            SourceFile::new(&file.path, content)
        });
        let new = texts.iter().map(|(path, text)| SourceFile::new(path, Ok((*text).to_owned())));
        Self::of(self.root.clone(), Sources::from_files(kept.chain(new)), None)
    }

    /// Everything that is to be said about the files, and about evidence that does not fit them.
    pub(super) fn check(&self, env: &Env, assessed: Option<&Assessed>) -> DiagReport {
        let levels = Levels::new(&self.program.settings.lints);
        self.check_also(env, assessed, Vec::new(), &levels)
    }

    /// The same beside other findings, at these levels.
    pub(super) fn check_also(
        &self,
        env: &Env,
        assessed: Option<&Assessed>,
        others: Vec<Diagnostic>,
        levels: &Levels,
    ) -> DiagReport {
        let context = RuleContext { sources: &self.sources, today: env.clock.now.day() };
        let mut found = self.diagnostics.clone();
        found.extend(program::check(&self.program, &context));
        if let Some(Assessed { history, assessment, .. }) = assessed {
            found.extend(findings(&self.program, history, assessment));
        }
        found.extend(others);
        DiagReport::new(found, levels)
    }

    /// Whether reading and resolving found an error in a file.
    pub(super) fn has_errors(&self, file: FileId) -> bool {
        let levels = Levels::new(&self.program.settings.lints);
        let is_error = |rule: &Rule| levels.of(rule).0 == LintLevel::Deny;
        self.diagnostics.iter().any(|found| found.primary.span.file == file && is_error(found.rule))
    }

    /// The place on disk of a file of the program that may be written to: inside the program, and
    /// with the text that was read. A link inside the program is followed.
    pub(super) fn to_change(&self, file: FileId) -> Result<PathBuf, String> {
        if self.has_errors(file) {
            return Err("it has errors: `storyproof check` shows them".to_owned());
        }
        self.to_write(file)
    }

    /// The same for a file that may have errors, which a person mends.
    pub(super) fn to_write(&self, file: FileId) -> Result<PathBuf, String> {
        let Some(source) = self.sources.file(file) else {
            return Err("it is not there".to_owned());
        };
        if !is_inside(&self.root, Path::new(&*source.path)) {
            return Err("it lies outside of the program".to_owned());
        }
        let path = self.root.join(&*source.path);
        let path = path.canonicalize().map_err(|error| error.to_string())?;
        let mut now = String::new();
        let most = source.text.len() as u64 + 1;
        match open_regular(&path).and_then(|file| file.take(most).read_to_string(&mut now)) {
            Ok(_) if now == *source.text => Ok(path),
            Ok(_) => Err("it was changed meanwhile: run the command again".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The errors that reading and resolving found, with whatever else they found; none when there is
    /// no error.
    pub(super) fn trouble(&self) -> Option<DiagReport> {
        let levels = Levels::new(&self.program.settings.lints);
        let report = DiagReport::new(self.diagnostics.clone(), &levels);
        (report.errors() > 0).then_some(report)
    }

    /// Says on the side that the files have errors, so that no answer looks better than it is.
    pub(super) fn warn_of_errors(&self, env: &mut Env) {
        if let Some(report) = self.trouble() {
            env.complain(&format!(
                "warning: the program's files have {}; what they describe is left out until they are mended: `storyproof check` shows them",
                report.summary()
            ));
        }
    }

    /// How a command ends that has answered: the answer is no success while files have errors.
    pub(super) fn ended(&self) -> Ended {
        if self.program.file_errors > 0 { Ended::Findings } else { Ended::Fine }
    }

    /// Where the ledger is: `STORYPROOF_LEDGER`, `[ledger] path`, or inside `.storyproof`.
    pub(super) fn ledger_path(&self, env: &Env) -> Result<PathBuf, Failure> {
        if let Some(path) = &env.ledger {
            return Ok(env.directory.join(path));
        }
        let set = self.program.settings.ledger.as_ref().map(|path| path.value.as_str());
        let path = Path::new(set.unwrap_or(".storyproof/ledger.sqlite"));
        // A program's files may come from anybody: they may not send us outside of it, neither by
        // a name nor by a link, and not into what git runs.
        let artifacts = path.with_file_name("artifacts");
        if is_inside(&self.root, path) && is_inside(&self.root, &artifacts) {
            return Ok(self.root.join(path));
        }
        let what = match set {
            Some(path) => format!("`[ledger] path` is `{path}`, outside of the program"),
            None => "`.storyproof` leads outside of the program".to_owned(),
        };
        Err(Failure::usage(format!("{what} or into git's own files"))
            .help("keep it inside the program and free of links, or set STORYPROOF_LEDGER"))
    }

    /// A folder to write to: below `room` (`stories` or `controls`), where files of the program are
    /// looked for, and nowhere else, whatever links say.
    pub(super) fn folder(&self, typed: &str, room: &str) -> Result<PathBuf, Failure> {
        let path = Path::new(typed);
        if path.starts_with(room) && is_inside(&self.root, path) {
            return Ok(self.root.join(path));
        }
        Err(Failure::usage(format!("`{typed}` is no folder below `{room}` of the program"))
            .help(format!("name one from the program's root, such as `{room}/suggested`")))
    }

    /// Where a file of the program is, to write it again; not where links lead out of the program.
    pub(super) fn inside(&self, path: &str) -> Result<PathBuf, Failure> {
        if is_inside(&self.root, Path::new(path)) {
            return Ok(self.root.join(path));
        }
        Err(Failure::usage(format!("{path} leads out of the program, or into git's own files")))
    }

    /// The two clocks of this command.
    ///
    /// Unless told otherwise everything that is recorded is known. That is said as the time of the
    /// latest entry, not as the present: two reports at the same as-of and ledger head are then
    /// the same to the byte, whenever they are made.
    pub(super) fn as_of(
        &self,
        global: &Global,
        ledger: Option<&Ledger>,
        env: &Env,
    ) -> Result<AsOf, Failure> {
        let pinned = self.program.settings.as_of.as_ref().map(|day| day.value.end());
        let observed = global.as_of.or(pinned).unwrap_or(env.clock.now);
        let latest = match (global.known_at, ledger) {
            (Some(known), _) => Some(known),
            (None, Some(ledger)) => ledger.latest_recorded().map_err(|e| ledger_failure(&e))?,
            (None, None) => None,
        };
        Ok(AsOf { observed, known: latest.unwrap_or(observed) })
    }

    /// Opens the ledger to read; `None` when there is none yet.
    pub(super) fn open_ledger(&self, env: &Env) -> Result<Option<Ledger>, Failure> {
        match Ledger::open_read(&self.ledger_path(env)?) {
            Ok(ledger) => Ok(Some(ledger)),
            Err(ledger::Error::Missing { .. }) => Ok(None),
            Err(error) => Err(ledger_failure(&error)),
        }
    }

    /// Assesses the program at this command's two clocks, and says when its files have errors.
    pub(super) fn assess(&self, global: &Global, env: &mut Env) -> Result<Assessed, Failure> {
        self.assess_since(global, None, env)
    }

    /// The same, with a timeline that begins on a day or before it.
    pub(super) fn assess_since(
        &self,
        global: &Global,
        since: Option<Day>,
        env: &mut Env,
    ) -> Result<Assessed, Failure> {
        self.warn_of_errors(env);
        self.weigh_since(global, since, env)
    }

    /// Assesses the program at this command's two clocks.
    pub(super) fn weigh(&self, global: &Global, env: &Env) -> Result<Assessed, Failure> {
        self.weigh_since(global, None, env)
    }

    /// The same, with a timeline that begins on a day or before it.
    pub(super) fn weigh_since(
        &self,
        global: &Global,
        since: Option<Day>,
        env: &Env,
    ) -> Result<Assessed, Failure> {
        let ledger = self.open_ledger(env)?;
        let as_of = self.as_of(global, ledger.as_ref(), env)?;
        self.weigh_on(ledger, as_of, since)
    }

    /// Assesses the program on a ledger at two clocks.
    pub(super) fn weigh_on(
        &self,
        ledger: Option<Ledger>,
        as_of: AsOf,
        since: Option<Day>,
    ) -> Result<Assessed, Failure> {
        let mut history = match &ledger {
            Some(ledger) => {
                let history = ledger.history(as_of).map_err(|error| ledger_failure(&error))?;
                let documents = documents(&self.program, &history, ledger, as_of);
                with_documents(&self.program, history, &documents, as_of)
            }
            None => History::default(),
        };
        history.commits = git::commits(&self.root, &self.program);
        let assessment = assess_since(&self.program, &history, as_of, since);
        let (messages, clock_overridden) = match &ledger {
            Some(ledger) => (
                messages(ledger, &history, &assessment)?,
                ledger.clock_overridden(as_of.known).map_err(|error| ledger_failure(&error))?,
            ),
            None => (BTreeMap::new(), false),
        };
        let revision = git::revision(&self.root, &self.sources);
        Ok(Assessed { history, assessment, messages, revision, clock_overridden, ledger })
    }
}

impl Assessed {
    /// What reports are made from.
    pub(super) fn inputs<'a>(&'a self, program: &'a Program) -> Inputs<'a> {
        Inputs {
            program,
            revision: self.revision.as_ref(),
            history: &self.history,
            assessment: &self.assessment,
            messages: &self.messages,
            clock_overridden: self.clock_overridden,
            served: None,
            lang: report::Lang::En,
        }
    }

    /// The proof of a story in short, for lists.
    pub(super) fn proof(&self, id: &StoryId) -> Option<storyproof::assess::Proof> {
        self.assessment.stories.get(id).map(|story| story.proof)
    }
}

/// The folder of the program that a command works on.
fn root(env: &Env) -> Result<PathBuf, Failure> {
    let start = env.directory.canonicalize().map_err(|error| {
        Failure::because(format!("cannot work in {}", env.directory.display()), &error)
    })?;
    find_root(&start).ok_or_else(|| {
        Failure::usage(format!("there is no storyproof.toml in {} or above it", start.display()))
            .help("`storyproof init` begins a program here, `storyproof demo` shows one, `-C DIR` works elsewhere")
    })
}

/// Whether a path stays below `root` and out of `.git`, by its name and by the links on its way.
/// `root` holds no links.
fn is_inside(root: &Path, path: &Path) -> bool {
    let is_git = |part: Component<'_>| part.as_os_str().eq_ignore_ascii_case(".git");
    let mut way = root.to_owned();
    path.components().all(|part| {
        if !matches!(part, Component::Normal(_)) || is_git(part) {
            return false;
        }
        way.push(part);
        match way.symlink_metadata() {
            Err(error) => error.kind() == io::ErrorKind::NotFound,
            // A link that leads nowhere has no real path either: writing might make its target.
            Ok(_) => way.canonicalize().is_ok_and(|real| {
                real.strip_prefix(root).is_ok_and(|below| !below.components().any(is_git))
            }),
        }
    })
}

/// The documents that the program's expressions ask for, read from their artifacts. One that cannot
/// be had is no failure of the command: what rests on it is not proven, and says why.
fn documents(program: &Program, history: &History, ledger: &Ledger, as_of: AsOf) -> Documents {
    let artifacts = ledger.artifacts();
    let read = |sha256: String| {
        let bytes = artifacts.bytes(&sha256, MAX_DOCUMENT);
        let document = bytes.map_err(|error| error.to_string()).and_then(|bytes| {
            let document = ingest::document(&*bytes, &sha256);
            document.map(Arc::new).map_err(|error| error.to_string())
        });
        (sha256, document)
    };
    documents_asked(program, history, as_of).into_par_iter().map(read).collect()
}

/// The tools' messages for every cell that keeps a check from passing.
fn messages(
    ledger: &Ledger,
    history: &History,
    assessment: &Assessment,
) -> Result<BTreeMap<CellId, String>, Failure> {
    let mut asked: Vec<(CellId, RunId)> = assessment
        .checks
        .values()
        .flat_map(|check| {
            let excepted = check.excepted.iter().map(|cell| &cell.fact);
            let facts = check.failing.iter().chain(&check.errors).chain(&check.unanswered);
            facts.chain(excepted).map(|fact| (fact.cell, fact.run)).collect::<Vec<_>>()
        })
        .filter(|(cell, _)| (cell.0 as usize) < history.cells.len())
        .collect();
    asked.sort_unstable();
    asked.dedup();
    // The words of verdicts on documents come with them; the ledger does not know these cells.
    let (derived, asked): (Vec<_>, Vec<_>) =
        asked.into_iter().partition(|(cell, _)| history.derived.has(*cell));
    let notes = ledger.notes(history, &asked).map_err(|error| ledger_failure(&error))?;
    let said = asked.iter().zip(notes);
    let mut messages: BTreeMap<CellId, String> =
        said.filter_map(|((cell, _), note)| Some((*cell, note?.text))).collect();
    add_attached(ledger, history, &asked, &mut messages)?;
    let derived =
        derived.into_iter().filter_map(|at| Some((at.0, history.derived.notes.get(&at)?.clone())));
    messages.extend(derived);
    Ok(messages)
}

/// Adds to each message what the failing resource is attached to, as AWS Config tells it.
fn add_attached(
    ledger: &Ledger,
    history: &History,
    asked: &[(CellId, RunId)],
    messages: &mut BTreeMap<CellId, String>,
) -> Result<(), Failure> {
    let attached = report::attached(history, asked.iter().map(|(cell, _)| *cell));
    let items: Vec<(CellId, RunId)> = attached.values().copied().collect();
    let notes = ledger.notes(history, &items).map_err(|error| ledger_failure(&error))?;
    for (cell, note) in attached.keys().zip(notes) {
        if let Some(note) = note {
            let message = messages.entry(*cell).or_default();
            let between = if message.is_empty() { "" } else { " " };
            message.push_str(between);
            message.push_str("(AWS Config: ");
            message.push_str(&note.text);
            message.push(')');
        }
    }
    Ok(())
}

/// A ledger's error as a failure, with the exit code of integrity failures where it is one.
pub(super) fn ledger_failure(error: &ledger::Error) -> Failure {
    let failure = Failure::because("the ledger", error);
    if let ledger::Error::Emptied { .. } | ledger::Error::Replaced { .. } = error {
        return failure.integrity().help(
            "put the ledger back from a backup; only if these artifacts belong to no ledger, move the file away",
        );
    }
    if error.is_busy() {
        return failure.help("another process has the ledger for long: try again when it is done");
    }
    if error.is_integrity() {
        failure.integrity().help("`storyproof doctor` says what is wrong and where")
    } else {
        failure
    }
}
