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

/// Holds a ledger against an older checkpoint.
pub(in crate::cli) fn standing(ledger: &Ledger, old: &Checkpoint) -> Result<Standing, Failure> {
    let root = ledger.root_at(old.size).map_err(|e| ledger_failure(&e))?;
    Ok(match root {
        Some(root) if root == old.root => Standing::Continues,
        Some(root) => Standing::Differs(root),
        None => Standing::Shorter(ledger.head().map_err(|e| ledger_failure(&e))?.size),
    })
}
