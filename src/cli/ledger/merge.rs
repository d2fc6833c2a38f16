//! `storyproof ledger merge`.

use std::fs;

use storyproof::ledger::{self, Ledger, Other};

use super::{
    answer::{Said, answer},
    args::Merge,
    other::{Found, find},
};
use crate::cli::{
    checkpoint::Seal,
    doctor::reread,
    env::Env,
    failure::{Ended, Failure},
    ingest::New,
    workspace::{Workspace, ledger_failure},
};

pub(super) fn run(args: &Merge, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    workspace.warn_of_errors(env);
    let path = workspace.ledger_path(env)?;
    let seal = Seal::of(&workspace, env)?;
    let ours = workspace.open_ledger(env)?;
    let own = seal.name(ours.as_ref())?;
    let found = find(args, &own, seal.trusted()?, env)?;
    let same = |ours: &Ledger| {
        fs::canonicalize(ours.path()).ok() == fs::canonicalize(found.ledger.path()).ok()
    };
    if ours.as_ref().is_some_and(same) {
        return Err(Failure::usage("that is this ledger itself")
            .help("name the ledger of the other machine"));
    }
    let other = Other {
        ledger: &found.ledger,
        origin: found.origin.clone(),
        renamed: args.name.is_some(),
        checkpoint: found.checkpoint.clone(),
    };
    let merge = if args.dry_run {
        other.could_merge(ours.as_ref(), &own, &reread).map_err(|e| refused(&e))?
    } else {
        drop(ours);
        let is_new = New::of(&path);
        let mut ledger = Ledger::open_write(&path).map_err(|e| ledger_failure(&e))?;
        let merged = seal
            .guard(&ledger)
            .and_then(|()| ledger.merge(&other, &own, env.clock, &reread).map_err(|e| refused(&e)));
        match merged {
            Ok(merge) => {
                seal.renew(&ledger, env);
                merge
            }
            Err(failure) => {
                is_new.undo_ledger(ledger);
                return Err(failure);
            }
        }
    };
    let Found { origin, signed, .. } = &found;
    answer(&Said { origin, signed, merge: &merge, dry: args.dry_run }, args.answer.format, env)?;
    Ok(Ended::Fine)
}

/// A failure with what to do about it.
fn refused(error: &ledger::Error) -> Failure {
    let failure = ledger_failure(error);
    match error {
        ledger::Error::Parted { .. } => failure.help(
            "nothing was recorded; one of the two was written anew, cut short or is an older copy: compare them with checkpoints and backups. A copy on which somebody went on recording is merged under a name of its own: --as NAME",
        ),
        ledger::Error::Unsound { .. } => failure.help(
            "nothing was recorded; `storyproof verify LEDGER` says all that is wrong with it",
        ),
        _ => failure,
    }
}
