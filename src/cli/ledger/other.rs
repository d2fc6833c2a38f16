//! The other ledger of a merge: where it is, what it is called, and what its checkpoint says.

use std::path::{Path, PathBuf};

use storyproof::{
    checkpoint::{Checkpoint, NoteError, NoteVerifier, SignedNote, head::is_origin},
    ledger::{Ledger, Stated},
};

use super::args::Merge;
use crate::cli::{
    checkpoint::{Kept, Standing, by_first_entry, standing, verifier},
    env::Env,
    failure::Failure,
    workspace::ledger_failure,
};

/// More than a note with a hundred signatures has; it is kept with every entry that comes.
const LONGEST_NOTE: usize = 32 << 10;

/// The other ledger, opened.
pub(super) struct Found {
    pub(super) ledger: Ledger,
    /// What it is called.
    pub(super) origin: String,
    pub(super) checkpoint: Option<Stated>,
    /// Who signed the checkpoint, in words.
    pub(super) signed: String,
}

/// Opens it, and holds it against its checkpoint. `own` is what this ledger is called.
pub(super) fn find(
    args: &Merge,
    own: &str,
    trusted: Vec<NoteVerifier>,
    env: &Env,
) -> Result<Found, Failure> {
    let path = path_of(&env.directory.join(&args.other));
    let ledger = Ledger::open_read(&path).map_err(|e| ledger_failure(&e))?;
    let mut keys = trusted;
    for text in &args.keys {
        keys.push(verifier("--key", text)?);
    }
    let kept = kept(args, &ledger, own, env)?;
    let signed = match &kept {
        Some(kept) => signed(kept, &keys, !args.keys.is_empty())?,
        None if args.keys.is_empty() => "it has no checkpoint".to_owned(),
        None => {
            return Err(Failure::usage("there is no checkpoint that --key could have signed")
                .help("name it with --checkpoint FILE"));
        }
    };
    let origin = match (&args.name, &kept) {
        (Some(name), _) if is_origin(name) && name != own => name.clone(),
        (Some(name), _) => {
            return Err(Failure::usage(format!("--as `{name}` cannot name the other ledger"))
                .help("write a name without blanks and `+` that is not this ledger's"));
        }
        (None, Some(kept)) => kept.checkpoint.origin.clone(),
        (None, None) => by_first_entry(&ledger)?,
    };
    let checkpoint = kept.map(stated).transpose()?;
    Ok(Found { ledger, origin, checkpoint, signed })
}

/// The ledger that was meant: a program's folder has it in its usual place.
fn path_of(typed: &Path) -> PathBuf {
    let inside = typed.join(".storyproof").join("ledger.sqlite");
    if inside.is_file() {
        return inside;
    }
    if typed.is_dir() { typed.join("ledger.sqlite") } else { typed.to_owned() }
}

fn kept(args: &Merge, ledger: &Ledger, own: &str, env: &Env) -> Result<Option<Kept>, Failure> {
    let path = ledger.path();
    let program = path.parent().filter(|folder| folder.ends_with(".storyproof"));
    let beside = program.and_then(Path::parent).map(|root| root.join("storyproof.checkpoint"));
    let typed = args.checkpoint.as_ref().map(|file| env.directory.join(file));
    let (files, named) = if let Some(file) = typed {
        (vec![file], true)
    } else {
        let beside = [Some(path.with_extension("checkpoint")), beside];
        (beside.into_iter().flatten().collect(), false)
    };
    for file in files {
        let shown = file.display();
        let Some(read) = Kept::read(&file)? else {
            if named {
                return Err(Failure::usage(format!("there is no checkpoint at {shown}")));
            }
            continue;
        };
        let kept = read.map_err(|error| {
            Failure::because(format!("{shown}"), &error)
                .help("name the other ledger's checkpoint with --checkpoint FILE")
        })?;
        if matches!(standing(ledger, &kept.checkpoint)?, Standing::Continues) {
            return Ok(Some(kept));
        }
        // Two programs may share one file through git: then it is this ledger's.
        if named || kept.checkpoint.origin != own {
            return Err(parted(&kept.checkpoint, &file));
        }
    }
    Ok(None)
}

fn parted(checkpoint: &Checkpoint, file: &Path) -> Failure {
    let Checkpoint { size, root, .. } = checkpoint;
    Failure::usage(format!(
        "the other ledger does not go on where {} stands: {size} entries with the root {root}",
        file.display()
    ))
    .integrity()
    .help("entries of it were changed or cut off, or the checkpoint is of another ledger; nothing was recorded")
}

fn signed(kept: &Kept, keys: &[NoteVerifier], insist: bool) -> Result<String, Failure> {
    let refuse = |why: &str| {
        Failure::usage(format!("the other ledger's checkpoint: {why}"))
            .integrity()
            .help("nothing was recorded; ask whoever keeps that ledger for its key and checkpoint")
    };
    match kept.note.as_ref().map(|note| note.verify(keys)) {
        Some(Ok(verified)) => Ok(format!("its checkpoint is signed by {}", verified.by.join(", "))),
        Some(Err(NoteError::Unknown(_))) if !insist => {
            Ok("its checkpoint is signed by somebody who is not known here".to_owned())
        }
        Some(Err(error)) => Err(refuse(&error.to_string())),
        None if insist => Err(refuse("nobody signed it")),
        None => Ok("nobody signed its checkpoint".to_owned()),
    }
}

fn stated(kept: Kept) -> Result<Stated, Failure> {
    let Kept { checkpoint, note } = kept;
    let note = note.map_or_else(|| checkpoint.to_string(), |note: SignedNote| note.to_string());
    if note.len() > LONGEST_NOTE {
        return Err(Failure::usage("the other ledger's checkpoint is larger than 32 KiB"));
    }
    Ok(Stated { size: checkpoint.size, root: checkpoint.root, note })
}
