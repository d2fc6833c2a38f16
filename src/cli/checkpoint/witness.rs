//! `storyproof checkpoint witness`: what witnesses say of a head, and when they saw it.

use std::{
    io::{self, Read as _},
    path::Path,
};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    checkpoint::{SignedNote, Witness, note::MAX_NOTE},
    files::open_regular,
    ledger::Ledger,
    report::words::count,
    time::Instant,
};

use super::{
    heads::Heads,
    kept::Kept,
    seal::Seal,
    standing::{Standing, standing},
};
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::Workspace,
};

/// A head that a witness saw.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WitnessedHead")]
pub(in crate::cli) struct Seen {
    /// How many entries the ledger had.
    size: u64,
    /// The root over them.
    root: String,
    /// The file that holds it.
    file: String,
    /// Who saw it.
    witness: String,
    /// When, by the witness's clock.
    at: Instant,
}

pub(super) fn run(
    add: Option<&Path>,
    format: Format,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let seal = Seal::of(&workspace, env)?;
    let witnesses = seal.witnesses()?;
    let ledger = workspace.open_ledger(env)?;
    let ledger = ledger.ok_or_else(|| Failure::usage("there is no ledger yet"))?;
    let heads = Heads::beside(&seal.file);
    let only = match add {
        Some(path) => Some(keep(path, &ledger, &seal, &heads, &witnesses, env)?),
        None => None,
    };
    let mut all = Vec::new();
    for head in heads.list()? {
        let Ok(Kept { checkpoint, note: Some(note) }) = head.kept else { continue };
        for witness in &witnesses {
            // One that is not good is for `verify` to say.
            let Ok(Some(at)) = witness.saw(&note) else { continue };
            all.push(Seen {
                size: checkpoint.size,
                root: checkpoint.root.to_string(),
                file: head.file.display().to_string(),
                witness: witness.short(),
                at,
            });
        }
    }
    all.retain(|seen| only.is_none_or(|size| seen.size == size));
    if format == Format::Json {
        let as_of = workspace.as_of(global, Some(&ledger), env)?;
        output::json(env, &answers::CHECKPOINT_WITNESS, as_of, None, &all)?;
        return Ok(Ended::Fine);
    }
    let line = |seen: &Seen| {
        let entries = count(seen.size, "entry");
        format!("{entries} existed at {} at the latest: {}\n", seen.at, seen.witness)
    };
    env.answer(&all.iter().map(line).collect::<String>())?;
    if all.is_empty() {
        env.say("no witness that is known here has seen a head");
    }
    Ok(Ended::Fine)
}

/// Keeps a note that a witness signed. Gives its size.
fn keep(
    path: &Path,
    ledger: &Ledger,
    seal: &Seal,
    heads: &Heads,
    witnesses: &[Witness],
    env: &mut Env,
) -> Result<u64, Failure> {
    let shown = path.display().to_string();
    let mut kept = read(path, env)?;
    let Some(note) = kept.note.clone() else {
        return Err(Failure::usage(format!("{shown}: nobody signed it")));
    };
    let ours = seal.origin(ledger)?;
    if kept.checkpoint.origin != ours {
        let theirs = &kept.checkpoint.origin;
        return Err(Failure::usage(format!("{shown} is of another ledger, {theirs}, not {ours}")));
    }
    if !matches!(standing(ledger, &kept.checkpoint)?, Standing::Continues) {
        return Err(Failure::usage(format!("{shown} is of a head that this ledger never had"))
            .integrity()
            .help("keep it: somebody saw another history of this ledger; `storyproof verify --checkpoint` says where they part"));
    }
    let mut known = 0;
    for witness in witnesses {
        match witness.saw(&note) {
            Ok(found) => known += usize::from(found.is_some()),
            Err(error) => return Err(Failure::because(shown, &error).integrity()),
        }
    }
    if known == 0 {
        let n = count(note.signatures.len(), "signature");
        return Err(Failure::usage(format!(
            "{shown}: none of its {n} is of a witness that is known"
        ))
        .help("write the witness's key into `[ledger] witnesses` of storyproof.toml"));
    }
    // A witness may hand back its line alone, under the text: ours goes with it.
    if let Some(Ok(Kept { note: Some(own), .. })) = Kept::read(&seal.file)? {
        kept.note = Some(joined(own, note));
    }
    let file = heads.keep(&kept)?;
    env.say(&format!("kept as {}; commit it", file.display()));
    Ok(kept.checkpoint.size)
}

/// The signatures of our own note before those of the other, when both are over one text.
fn joined(own: SignedNote, other: SignedNote) -> SignedNote {
    if own.text != other.text {
        return other;
    }
    let mut joined = own;
    for signature in other.signatures {
        if !joined.signatures.contains(&signature) {
            joined.signatures.push(signature);
        }
    }
    joined
}

fn read(path: &Path, env: &Env) -> Result<Kept, Failure> {
    let shown = path.display();
    let limit = MAX_NOTE as u64 + 1;
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        io::stdin().take(limit).read_to_string(&mut text)
    } else {
        open_regular(&env.directory.join(path))
            .and_then(|file| file.take(limit).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::because(format!("cannot read {shown}"), &error))?;
    Kept::parse(&text).map_err(|error| Failure::because(format!("{shown}"), &error))
}
