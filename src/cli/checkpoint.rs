//! The checkpoint of the ledger: `storyproof.checkpoint`, written after each recording and meant to
//! be committed to git, so that git remembers where the ledger stood.
//!
//! Before anything is recorded the ledger is held against the checkpoint: one that was cut short or
//! written anew is not added to. A checkpoint of another ledger, or one that cannot be read (a
//! merge left its marks in it), is kept as it is, and said.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use storyproof::{
    checkpoint::{Checkpoint, NoteError, NoteKey, NoteVerifier, SignedNote, head::is_origin},
    evidence::LedgerHead,
    files::open_regular,
    ledger::{Hash, Ledger},
};

use super::{
    env::Env,
    failure::Failure,
    ingest::Target,
    output,
    workspace::{Workspace, ledger_failure},
};

/// The file, beside `storyproof.toml`.
pub(super) const FILE: &str = "storyproof.checkpoint";
/// The key that signs, beside the ledger.
const KEY: &str = "checkpoint.key";
/// More than any checkpoint with its signatures has.
const MOST: u64 = 1 << 20;

/// A checkpoint as a file has it.
pub(super) struct Kept {
    pub(super) checkpoint: Checkpoint,
    /// `None` when nobody signed it.
    pub(super) note: Option<SignedNote>,
}

impl Kept {
    /// Reads a checkpoint, signed or not.
    pub(super) fn parse(text: &str) -> Result<Self, NoteError> {
        let note = text.contains("\n\n").then(|| SignedNote::parse(text)).transpose()?;
        let checkpoint = Checkpoint::parse(note.as_ref().map_or(text, |note| &note.text))?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a file with a checkpoint; `None` when there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Result<Self, NoteError>>, Failure> {
        let mut text = String::new();
        let read = open_regular(path).and_then(|file| file.take(MOST).read_to_string(&mut text));
        match read {
            Ok(_) => Ok(Some(Self::parse(&text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Ok(Some(Err(NoteError::Note("it is no text"))))
            }
            Err(error) => Err(Failure::because(format!("cannot read {}", path.display()), &error)),
        }
    }
}

/// Where a ledger's checkpoint is kept, what the ledger is called, and what signs for it.
pub(super) struct Seal {
    pub(super) file: PathBuf,
    origin: Option<String>,
    key_file: PathBuf,
    keys: Vec<String>,
}

impl Seal {
    pub(super) fn of(workspace: &Workspace, env: &Env) -> Result<Self, Failure> {
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
        })
    }

    pub(super) fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// What the ledger is called: as the program says, else by its first entry.
    pub(super) fn origin(&self, ledger: &Ledger) -> Result<String, Failure> {
        if let Some(origin) = &self.origin {
            return Ok(origin.clone());
        }
        let first = ledger.entry(1).map_err(|e| ledger_failure(&e))?;
        let leaf = first.leaf_hash.to_string();
        Ok(format!("storyproof.invalid/{}", &leaf[..16]))
    }

    /// The key that signs, when there is one.
    pub(super) fn key(&self) -> Result<Option<NoteKey>, Failure> {
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
    pub(super) fn trusted(&self) -> Result<Vec<NoteVerifier>, Failure> {
        self.keys.iter().map(|text| verifier("`[ledger] keys`", text)).collect()
    }

    /// Insists that the ledger goes on where its checkpoint stands.
    ///
    /// # Errors
    /// When it was cut short or written anew since.
    pub(super) fn guard(&self, ledger: &Ledger) -> Result<(), Failure> {
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
    pub(super) fn guards(&self, target: &Target) -> Result<(), Failure> {
        match target {
            Target::Wet(ledger) => self.guard(ledger),
            Target::Dry(_) => Ok(()),
        }
    }

    /// The same for what `ingest` has written to.
    pub(super) fn renews(&self, target: &Target, env: &mut Env) {
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
    pub(super) fn renew(&self, ledger: &Ledger, env: &mut Env) {
        let written = match self.write(ledger) {
            Ok(Written::Done) => return,
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
        Ok(Written::Done)
    }

    /// The checkpoint of the ledger as it stands.
    pub(super) fn now(&self, ledger: &Ledger, head: &LedgerHead) -> Result<Checkpoint, Failure> {
        let root: Hash = head
            .root
            .parse()
            .map_err(|error| Failure::because("the root of the ledger", &error))?;
        Ok(Checkpoint { origin: self.origin(ledger)?, size: head.size, root })
    }

    /// A checkpoint as its file has it: signed, when there is a key.
    pub(super) fn text(&self, checkpoint: &Checkpoint) -> Result<String, Failure> {
        let text = checkpoint.to_string();
        Ok(match self.key()? {
            Some(key) => SignedNote::sign(&text, &key).to_string(),
            None => text,
        })
    }
}

enum Written {
    Done,
    /// What is there is kept; why.
    Kept(String),
}

/// How a ledger stands to an older checkpoint.
pub(super) enum Standing {
    /// The checkpoint's entries are its beginning.
    Continues,
    /// It has fewer entries.
    Shorter(u64),
    /// Its first entries have another root.
    Differs(Hash),
}

/// Holds a ledger against an older checkpoint.
pub(super) fn standing(ledger: &Ledger, old: &Checkpoint) -> Result<Standing, Failure> {
    let root = ledger.root_at(old.size).map_err(|e| ledger_failure(&e))?;
    Ok(match root {
        Some(root) if root == old.root => Standing::Continues,
        Some(root) => Standing::Differs(root),
        None => Standing::Shorter(ledger.head().map_err(|e| ledger_failure(&e))?.size),
    })
}

/// Reads a key that verifies.
pub(super) fn verifier(whence: &str, text: &str) -> Result<NoteVerifier, Failure> {
    NoteVerifier::parse(text).map_err(|error| {
        Failure::because(format!("{whence}: `{}`", text.trim()), &error)
            .help("write the line that `storyproof checkpoint key` prints: name+id+base64")
    })
}
