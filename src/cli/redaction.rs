//! What is taken out of evidence here: the built-in rules, the program's own, and the key.

use std::{
    io,
    path::{Path, PathBuf},
};

use storyproof::{
    evidence::{CiJob, Claims},
    ledger,
    model::RedactionSettings,
    redact::{Key, OwnRule, Redactor, Rules},
};

use super::{failure::Failure, workspace::Workspace};

/// The rules of a program, and where its key is.
pub(super) struct Redaction {
    /// `None` when the program switched redaction off.
    pub(super) rules: Option<Rules>,
    ledger: PathBuf,
    /// Nothing is written: where there is no key yet, one is made up for the moment.
    dry: bool,
}

impl Redaction {
    /// The redaction of a program whose ledger is at `ledger`.
    ///
    /// # Errors
    /// When a rule of the program cannot be read: what it was to take out would be kept for good.
    pub(super) fn of(workspace: &Workspace, ledger: &Path, dry: bool) -> Result<Self, Failure> {
        Self::with(workspace, (ledger, dry), &[])
    }

    /// The same with more rules, for what is handed over. Where a program switched redaction off,
    /// they and the built-in ones count all the same.
    pub(super) fn and(
        workspace: &Workspace,
        ledger: &Path,
        more: &[OwnRule],
    ) -> Result<Self, Failure> {
        Self::with(workspace, (ledger, false), more)
    }

    fn with(
        workspace: &Workspace,
        (ledger, dry): (&Path, bool),
        more: &[OwnRule],
    ) -> Result<Self, Failure> {
        let RedactionSettings { off, rules, broken } = &workspace.program.settings.redaction;
        let refuse = || {
            Failure::usage("a redaction rule in storyproof.toml cannot be read; nothing was done")
                .help("`storyproof check` shows what is wrong with it")
        };
        // A file that is no TOML at all tells of no rule.
        let mut files = workspace.sources.iter().map(|(_, file)| file);
        let settings = files.find(|file| &*file.path == "storyproof.toml");
        let written = settings.is_some_and(|file| file.text.contains("[[redaction]]"));
        let lost = written && rules.is_empty() && workspace.program.file_errors > 0;
        if *broken || lost {
            return Err(refuse());
        }
        let own: Vec<OwnRule> = rules
            .iter()
            .map(|rule| OwnRule {
                id: rule.id.clone(),
                pattern: rule.pattern.value.clone(),
                hashed: rule.hashed,
            })
            .chain(more.iter().cloned())
            .collect();
        let compiled = Rules::new(&own).map_err(|error| Failure::because("redaction", &error))?;
        let rules = (!off || !more.is_empty()).then_some(compiled);
        Ok(Self { rules, ledger: ledger.to_owned(), dry })
    }

    /// The key of the ledger, made at the first need.
    pub(super) fn key(&self) -> io::Result<Key> {
        let existing = self.ledger.with_file_name("redaction.key").exists();
        if self.dry && !existing {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).map_err(io::Error::other)?;
            return Ok(Key::from_bytes(bytes));
        }
        ledger::redaction_key(&self.ledger).map(Key::from_bytes).map_err(io::Error::other)
    }

    /// A text without its secrets.
    pub(super) fn text(&self, text: &str) -> Result<String, Failure> {
        let Some(rules) = &self.rules else { return Ok(text.to_owned()) };
        Redactor::text(text, rules, &|| self.key())
            .map_err(|error| Failure::because("the redaction key", &error))
    }

    /// Claims without their secrets: a command line is a usual place for them.
    pub(super) fn claims(&self, claims: &mut Claims) -> Result<(), Failure> {
        let Claims {
            tool,
            tool_version,
            observed_at: _,
            account,
            region,
            repository,
            commit,
            document,
            command,
            source_system,
            host,
            corrects: _,
            // A public key, and nothing else: it was read as one.
            key: _,
            subject,
        } = claims;
        self.each([tool, tool_version, account, region, repository])?;
        self.each([commit, document, command, source_system, host, subject])
    }

    /// The CI job without its secrets.
    pub(super) fn job(&self, job: &mut CiJob) -> Result<(), Failure> {
        let CiJob { url, run, job, repository, branch, commit, actor, .. } = job;
        self.each([url, run, job, repository, branch, commit, actor])
    }

    fn each<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t mut Option<String>>,
    ) -> Result<(), Failure> {
        for text in texts.into_iter().flatten() {
            *text = self.text(text)?;
        }
        Ok(())
    }
}
