//! Checkpoints as files have them, signed or not, and the keys that verify them.

use std::{
    io::{self, Read as _},
    path::Path,
};

use storyproof::{
    checkpoint::{Checkpoint, NoteError, NoteVerifier, SignedNote, Witness},
    files::open_regular,
};

use crate::cli::failure::Failure;

/// More than any checkpoint with its signatures has.
pub(super) const MOST: u64 = 1 << 20;

/// A checkpoint as a file has it.
pub(in crate::cli) struct Kept {
    pub(in crate::cli) checkpoint: Checkpoint,
    /// `None` when nobody signed it.
    pub(in crate::cli) note: Option<SignedNote>,
}

impl Kept {
    /// Reads a checkpoint, signed or not.
    pub(in crate::cli) fn parse(text: &str) -> Result<Self, NoteError> {
        let note = text.contains("\n\n").then(|| SignedNote::parse(text)).transpose()?;
        let checkpoint = Checkpoint::parse(note.as_ref().map_or(text, |note| &note.text))?;
        Ok(Self { checkpoint, note })
    }

    /// Reads a file with a checkpoint; `None` when there is none.
    pub(in crate::cli) fn read(path: &Path) -> Result<Option<Result<Self, NoteError>>, Failure> {
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

/// Reads a key that verifies.
pub(in crate::cli) fn verifier(whence: &str, text: &str) -> Result<NoteVerifier, Failure> {
    NoteVerifier::parse(text).map_err(|error| {
        Failure::because(format!("{whence}: `{}`", text.trim()), &error)
            .help("write the line that `storyproof checkpoint key` prints: name+id+base64")
    })
}

/// Reads the key of a witness.
pub(in crate::cli) fn witness(whence: &str, text: &str) -> Result<Witness, Failure> {
    Witness::parse(text).map_err(|error| {
        Failure::because(format!("{whence}: `{}`", text.trim()), &error)
            .help("write the key that the witness publishes: name+id+base64, of the kind `cosignature/v1`")
    })
}
