//! What seals a ledger: where its checkpoint is kept, what it is called, and what signs for it.
//!
//! Before anything is recorded the ledger is held against the checkpoint: one that was cut short or
//! written anew is not added to. A checkpoint of another ledger, or one that cannot be read (a
//! merge left its marks in it), is kept as it is, and said.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use storyproof::{
    checkpoint::{Checkpoint, NoteKey, NoteVerifier, SignedNote, Witness, head::is_origin},
    evidence::LedgerHead,
    files::open_regular,
    ledger::{Hash, Ledger},
    signature::{SshSignature, namespace},
};

use super::{
    kept::{Kept, MOST, verifier, witness},
    standing::{Standing, standing},
};
use crate::cli::{
    env::Env,
    failure::Failure,
    ingest::Target,
    output, signing,
    workspace::{Workspace, ledger_failure},
};

/// The file, beside `storyproof.toml`.
pub(in crate::cli) const FILE: &str = "storyproof.checkpoint";
/// The key that signs, beside the ledger.
const KEY: &str = "checkpoint.key";

/// Where a ledger's checkpoint is kept, what the ledger is called, and what signs for it.
pub(in crate::cli) struct Seal {
    pub(in crate::cli) file: PathBuf,
    origin: Option<String>,
    key_file: PathBuf,
    keys: Vec<String>,
    witnesses: Vec<String>,
    ssh_key: Option<PathBuf>,
}

impl Seal {
    pub(in crate::cli) fn of(workspace: &Workspace, env: &Env) -> Result<Self, Failure> {
        let settings = &workspace.program.settings;
        let ledger = workspace.ledger_path(env)?;
        let origin = settings.origin.as_ref().map(|origin| origin.value.clone());
        if let Some(origin) = origin.as_ref().filter(|origin| !is_origin(origin)) {
            return Err(Failure::usage(format!("`[ledger] origin` is `{origin}`")).help(
                "write a name without blanks and `+`, such as `example.com/security-ledger`",
            ));
        }
        // A ledger that is kept elsewhere keeps its checkpoint there.
        let file = match env.ledger {
            Some(_) => ledger.with_extension("checkpoint"),
            None => workspace.root.join(FILE),
        };
        let key_file = env.checkpoint_key.as_ref().map(|path| env.directory.join(path));
        Ok(Self {
            file,
            origin,
            key_file: key_file.unwrap_or_else(|| ledger.with_file_name(KEY)),
            keys: settings.keys.iter().map(|key| key.value.clone()).collect(),
            witnesses: settings.witnesses.iter().map(|key| key.value.clone()).collect(),
            // Never by the program's files, which may be anybody's: they would make us sign.
            ssh_key: env.ssh_key.as_ref().map(|path| env.directory.join(path)),
        })
    }

    pub(in crate::cli) fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// What the ledger is called: as the program says, else by its first entry.
    pub(in crate::cli) fn origin(&self, ledger: &Ledger) -> Result<String, Failure> {
        if let Some(origin) = &self.origin {
            return Ok(origin.clone());
        }
        by_first_entry(ledger)
    }

    /// The same for a ledger that may not be there yet, or be empty: then only the program names it.
    pub(in crate::cli) fn name(&self, ledger: Option<&Ledger>) -> Result<String, Failure> {
        match ledger {
            Some(ledger) if ledger.head().map_err(|e| ledger_failure(&e))?.size > 0 => {
                self.origin(ledger)
            }
            _ => Ok(self.origin.clone().unwrap_or_default()),
        }
    }

    /// The key that signs, when there is one.
    pub(in crate::cli) fn key(&self) -> Result<Option<NoteKey>, Failure> {
        let mut text = String::new();
        let read = open_regular(&self.key_file);
        match read.and_then(|file| file.take(MOST).read_to_string(&mut text)) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let message = format!("cannot read {}", self.key_file.display());
                return Err(Failure::because(message, &error));
            }
        }
        let key = NoteKey::parse(&text).map_err(|error| {
            Failure::because(format!("{}", self.key_file.display()), &error)
                .help("restore the key from a backup, or move it away and make a new one")
        })?;
        Ok(Some(key))
    }

    /// The keys that the program trusts, beside our own.
    pub(in crate::cli) fn trusted(&self) -> Result<Vec<NoteVerifier>, Failure> {
        self.keys.iter().map(|text| verifier("`[ledger] keys`", text)).collect()
    }

    /// The witnesses that the program knows.
    pub(in crate::cli) fn witnesses(&self) -> Result<Vec<Witness>, Failure> {
        self.witnesses.iter().map(|text| witness("`[ledger] witnesses`", text)).collect()
    }

    /// The same seal with another SSH key, when one was typed.
    pub(in crate::cli) fn signing_with(mut self, key: Option<PathBuf>) -> Self {
        self.ssh_key = key.or(self.ssh_key);
        self
    }

    /// Signs a checkpoint that was written to a file with the SSH key, beside it. What was signed
    /// before is of another head: it goes. Gives what signed.
    pub(in crate::cli) fn sign_beside(
        &self,
        file: &Path,
        checkpoint: &Checkpoint,
    ) -> Result<Option<String>, Failure> {
        let beside = signature_file(file);
        let fail = |e| Failure::because(format!("cannot remove {}", beside.display()), &e);
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(error)),
            _ => {}
        }
        let Some(key) = &self.ssh_key else { return Ok(None) };
        let text = checkpoint.to_string();
        let signature = signing::sign(key, namespace::CHECKPOINT, text.as_bytes())?;
        output::write_file(&beside, signature.as_bytes())?;
        let made = SshSignature::parse(&signature);
        Ok(Some(made.map_or_else(|_| key.display().to_string(), |made| made.fingerprint())))
    }

    /// Opens the ledger, lets something be recorded, and writes where the ledger stands then.
    ///
    /// # Errors
    /// When the ledger cannot be written, does not go on where its checkpoint stands, or does not
    /// take what is to be recorded.
    pub(in crate::cli) fn around<T>(
        workspace: &Workspace,
        env: &mut Env,
        record: impl FnOnce(&mut Ledger, &Env) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let path = workspace.ledger_path(env)?;
        let seal = Self::of(workspace, env)?;
        let mut ledger = Ledger::open_write(&path).map_err(|e| ledger_failure(&e))?;
        seal.guard(&ledger)?;
        let recorded = record(&mut ledger, env)?;
        seal.renew(&ledger, env);
        Ok(recorded)
    }

    /// Insists that the ledger goes on where its checkpoint stands.
    ///
    /// # Errors
    /// When it was cut short or written anew since.
    pub(in crate::cli) fn guard(&self, ledger: &Ledger) -> Result<(), Failure> {
        let Some(Ok(kept)) = Kept::read(&self.file)? else { return Ok(()) };
        let there = ledger.head().map_err(|e| ledger_failure(&e))?;
        if there.size == 0 {
            // A ledger that was lost whole, or is not there yet: its name is not known either.
            return match &self.origin {
                Some(origin) if *origin == kept.checkpoint.origin && kept.checkpoint.size > 0 => {
                    Err(self.refused(&kept.checkpoint, "the ledger is empty".to_owned()))
                }
                _ => Ok(()),
            };
        }
        if kept.checkpoint.origin != self.origin(ledger)? {
            return Ok(());
        }
        match standing(ledger, &kept.checkpoint)? {
            Standing::Continues => Ok(()),
            Standing::Shorter(size) => {
                Err(self.refused(&kept.checkpoint, format!("the ledger has {size}")))
            }
            Standing::Differs(root) => {
                Err(self
                    .refused(&kept.checkpoint, format!("these entries have the root {root} now")))
            }
        }
    }

    /// The same for what `ingest` writes to; a dry run writes to nothing.
    pub(in crate::cli) fn guards(&self, target: &Target) -> Result<(), Failure> {
        match target {
            Target::Wet(ledger) => self.guard(ledger),
            Target::Dry(_) => Ok(()),
        }
    }

    /// The same for what `ingest` has written to.
    pub(in crate::cli) fn renews(&self, target: &Target, env: &mut Env) {
        if let Target::Wet(ledger) = target {
            self.renew(ledger, env);
        }
    }

    fn refused(&self, old: &Checkpoint, found: String) -> Failure {
        let file = self.file.display();
        Failure::usage(format!(
            "the ledger does not go on where {file} stands: {} entries with the root {} were recorded, and {found}",
            old.size, old.root
        ))
        .integrity()
        .help("keep both as they are, and put the ledger back from a backup; nothing was recorded")
    }

    /// Writes where the ledger stands now. What was recorded is recorded, so a checkpoint that
    /// cannot be written is only said.
    pub(in crate::cli) fn renew(&self, ledger: &Ledger, env: &mut Env) {
        let written = match self.write(ledger) {
            Ok(Written::Done) => return,
            Ok(Written::Unsigned(why)) => {
                let file = self.file.display();
                env.complain(&format!(
                    "warning: {file} was not signed with the SSH key: {why}; `storyproof checkpoint` signs it"
                ));
                return;
            }
            Ok(Written::Kept(why)) => why,
            Err(failure) => failure.message().to_owned(),
        };
        env.complain(&format!(
            "warning: {} was not renewed: {written}; `storyproof checkpoint` writes it",
            self.file.display()
        ));
    }

    fn write(&self, ledger: &Ledger) -> Result<Written, Failure> {
        let head = ledger.head().map_err(|e| ledger_failure(&e))?;
        if head.size == 0 {
            return Ok(Written::Done);
        }
        let now = self.now(ledger, &head)?;
        match Kept::read(&self.file)? {
            Some(Err(error)) => return Ok(Written::Kept(error.to_string())),
            Some(Ok(kept)) if kept.checkpoint.origin != now.origin => {
                let origin = kept.checkpoint.origin;
                return Ok(Written::Kept(format!("it is of another ledger, {origin}")));
            }
            // Another recording was quicker.
            Some(Ok(kept)) if kept.checkpoint.size > now.size => return Ok(Written::Done),
            _ => {}
        }
        output::write_file(&self.file, self.text(&now)?.as_bytes())?;
        // What was recorded is recorded, and the checkpoint is there: that nobody signed it is said.
        Ok(match self.sign_beside(&self.file, &now) {
            Ok(_) => Written::Done,
            Err(failure) => Written::Unsigned(failure.message().to_owned()),
        })
    }

    /// The checkpoint of the ledger as it stands.
    pub(in crate::cli) fn now(
        &self,
        ledger: &Ledger,
        head: &LedgerHead,
    ) -> Result<Checkpoint, Failure> {
        let root: Hash = head
            .root
            .parse()
            .map_err(|error| Failure::because("the root of the ledger", &error))?;
        Ok(Checkpoint { origin: self.origin(ledger)?, size: head.size, root })
    }

    /// A checkpoint as its file has it: signed, when there is a key.
    pub(in crate::cli) fn text(&self, checkpoint: &Checkpoint) -> Result<String, Failure> {
        let text = checkpoint.to_string();
        Ok(match self.key()? {
            Some(key) => SignedNote::sign(&text, &key).to_string(),
            None => text,
        })
    }
}

/// Where the SSH signature of a checkpoint is.
pub(in crate::cli) fn signature_file(checkpoint: &Path) -> PathBuf {
    let mut name = checkpoint.as_os_str().to_owned();
    name.push(".sig");
    name.into()
}

/// The name that a ledger has by its first entry, when nobody gave it one.
pub(in crate::cli) fn by_first_entry(ledger: &Ledger) -> Result<String, Failure> {
    let first = ledger.entry(1).map_err(|e| ledger_failure(&e))?;
    let leaf = first.leaf_hash.to_string();
    Ok(format!("storyproof.invalid/{}", &leaf[..16]))
}

enum Written {
    Done,
    /// Without the signature of the SSH key; why.
    Unsigned(String),
    /// What is there is kept; why.
    Kept(String),
}
