//! The other ledger: what it is called, where it stands, and whether it is what was recorded.

use super::super::{
    append,
    error::{Error, Result},
    handle::Ledger,
    hash::Hash,
    merged::Place,
    rebuild::Reread,
    tree::Tree,
};
use crate::time::Instant;

/// A ledger to merge from.
#[derive(Debug)]
pub struct Other<'o> {
    /// The ledger.
    pub ledger: &'o Ledger,
    /// Its name, unlike any other's.
    pub origin: String,
    /// Whether the name was given to it to tell it from a ledger that it is a copy of.
    pub renamed: bool,
    /// Its checkpoint, when it has one.
    pub checkpoint: Option<Stated>,
}

/// What a checkpoint states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The checkpoint as it was signed.
    pub note: String,
}

/// The other ledger at one moment.
pub(super) struct Snapshot<'o> {
    pub(super) other: &'o Other<'o>,
    pub(super) tree: Tree,
    pub(super) root: Hash,
}

impl Other<'_> {
    /// Insists that it is what was recorded there, down to what its artifacts say.
    pub(super) fn is_sound(&self, reread: &Reread<'_>) -> Result<()> {
        let findings = self.ledger.rederive(reread)?;
        let more = findings.len().saturating_sub(1);
        match findings.into_iter().next() {
            None => Ok(()),
            Some(finding) => {
                let path = self.ledger.path().into();
                Err(Error::Unsound { path, finding: Box::new(finding), more })
            }
        }
    }

    /// Where it stands now. Entries that are recorded there meanwhile come with the next merge.
    pub(super) fn snapshot(&self) -> Result<Snapshot<'_>> {
        let tree = Tree::new(append::leaves(&self.ledger.database, u64::MAX)?);
        let root = tree.root(tree.leaves().len()).unwrap_or(Hash::of(b""));
        let snapshot = Snapshot { other: self, tree, root };
        if let Some(Stated { size, root, .. }) = &self.checkpoint {
            snapshot.insist("its checkpoint", *size, *root)?;
        }
        Ok(snapshot)
    }
}

impl Snapshot<'_> {
    pub(super) fn size(&self) -> u64 {
        self.tree.leaves().len() as u64
    }

    /// Insists that it goes on from an older head.
    pub(super) fn insist(&self, whose: &str, size: u64, root: Hash) -> Result<()> {
        let found = usize::try_from(size).ok().and_then(|size| self.tree.root(size));
        if found == Some(root) {
            return Ok(());
        }
        let found = match found {
            Some(root) => format!("the root {root}"),
            None => format!("a ledger of {} entries", self.size()),
        };
        Err(self.parted(whose.into(), format!("the root {root} over {size} entries"), found))
    }

    pub(super) fn parted(&self, at: String, expected: String, found: String) -> Error {
        let path = self.other.ledger.path().into();
        Error::Parted { path, origin: self.other.origin.clone(), at, expected, found }
    }

    /// The place of one of its entries, under its checkpoint where that covers it.
    pub(super) fn place(&self, entry: u64, recorded_at: Instant) -> Option<Place> {
        let stated = self.other.checkpoint.as_ref().filter(|stated| stated.size >= entry);
        let (size, root) = stated.map_or((self.size(), self.root), |s| (s.size, s.root));
        let index = usize::try_from(entry.checked_sub(1)?).ok()?;
        Some(Place {
            origin: self.other.origin.clone(),
            entry,
            leaf_hash: *self.tree.leaves().get(index)?,
            recorded_at,
            size,
            root,
            path: self.tree.path(index, usize::try_from(size).ok()?)?,
            checkpoint: stated.map(|stated| stated.note.clone()),
        })
    }
}
