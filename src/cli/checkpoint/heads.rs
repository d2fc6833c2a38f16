//! The heads of which others said something: `storyproof.checkpoints`, a folder beside the checkpoint
//! that is meant to be committed with it.
//!
//! Each has a file named by its size: `887.checkpoint` with the signatures of witnesses beside our own,
//! `887.tsq` and `887.tsr` with a timestamp's request and token. The checkpoint itself moves on with
//! each recording; these stay, since what they say of their head stays true.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use storyproof::{checkpoint::NoteError, ledger::Hash};

use super::kept::Kept;
use crate::cli::{failure::Failure, output};

/// The folder.
pub(in crate::cli) struct Heads {
    folder: PathBuf,
}

/// A head that is kept.
pub(in crate::cli) struct Head {
    /// Its file.
    pub(in crate::cli) file: PathBuf,
    /// What is in it.
    pub(in crate::cli) kept: Result<Kept, NoteError>,
}

impl Heads {
    /// The heads that are kept beside a checkpoint.
    pub(in crate::cli) fn beside(checkpoint: &Path) -> Self {
        Self { folder: checkpoint.with_extension("checkpoints") }
    }

    /// All of them, the oldest first.
    pub(in crate::cli) fn list(&self) -> Result<Vec<Head>, Failure> {
        let fail = |e| Failure::because(format!("cannot read {}", self.folder.display()), &e);
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(fail)?,
        };
        let mut sizes = Vec::new();
        for entry in entries {
            let name = entry.map_err(fail)?.file_name();
            let name = name.to_string_lossy();
            let size = name.strip_suffix(".checkpoint").and_then(|size| size.parse::<u64>().ok());
            sizes.extend(size.filter(|size| *name == format!("{size}.checkpoint")));
        }
        sizes.sort_unstable();
        let mut heads = Vec::new();
        for size in sizes {
            let file = self.file(size, "checkpoint");
            heads.extend(Kept::read(&file)?.map(|kept| Head { file, kept }));
        }
        Ok(heads)
    }

    /// A file of the head of this size.
    pub(in crate::cli) fn file(&self, size: u64, ending: &str) -> PathBuf {
        self.folder.join(format!("{size}.{ending}"))
    }

    /// Keeps a head, with the signatures that are kept of it already.
    pub(super) fn keep(&self, kept: &Kept) -> Result<PathBuf, Failure> {
        let file = self.file(kept.checkpoint.size, "checkpoint");
        let mut note = kept.note.clone();
        if let (Some(note), Some(Ok(Kept { note: Some(before), .. }))) =
            (&mut note, Kept::read(&file)?)
            && before.text == note.text
        {
            for signature in before.signatures {
                if !note.signatures.contains(&signature) {
                    note.signatures.push(signature);
                }
            }
        }
        let text = note.map_or_else(|| kept.checkpoint.to_string(), |note| note.to_string());
        output::write_file(&file, text.as_bytes())?;
        Ok(file)
    }
}

/// What a timestamp is over: the SHA-256 of the checkpoint's three lines.
pub(in crate::cli) fn digest(kept: &Kept) -> Hash {
    Hash::of(kept.checkpoint.to_string().as_bytes())
}
