//! How a ledger stands to an older checkpoint of it.

use storyproof::{
    checkpoint::Checkpoint,
    ledger::{Hash, Ledger},
};

use crate::cli::{failure::Failure, workspace::ledger_failure};

/// How a ledger stands to an older checkpoint.
pub(in crate::cli) enum Standing {
    /// The checkpoint's entries are its beginning.
    Continues,
    /// It has fewer entries.
    Shorter(u64),
    /// Its first entries have another root.
    Differs(Hash),
}

impl Standing {
    /// How a ledger of this size stands, which has this root over as many entries as the checkpoint.
    pub(in crate::cli) fn of(old: &Checkpoint, root: Option<Hash>, size: u64) -> Self {
        match root {
            Some(root) if root == old.root => Self::Continues,
            Some(root) => Self::Differs(root),
            None => Self::Shorter(size),
        }
    }
}

/// Holds a ledger against an older checkpoint.
pub(in crate::cli) fn standing(ledger: &Ledger, old: &Checkpoint) -> Result<Standing, Failure> {
    let root = ledger.root_at(old.size).map_err(|e| ledger_failure(&e))?;
    let size = match root {
        Some(_) => old.size,
        None => ledger.head().map_err(|e| ledger_failure(&e))?.size,
    };
    Ok(Standing::of(old, root, size))
}
