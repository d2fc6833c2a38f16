//! A whole Merkle tree in memory, for whoever needs many proofs from it.
//!
//! One proof alone costs as much as the root ([`super::proof::prove_inclusion`]); here the complete
//! subtrees are hashed once and each proof then takes a few dozen hashes.

use super::{hash::Hash, merkle::node_hash};

/// The complete subtrees over some leaves, by height and place.
pub(super) struct Tree {
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    pub(super) fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(last) = levels.last().filter(|last| last.len() > 1) {
            let (pairs, _) = last.as_chunks::<2>();
            let above = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
            levels.push(above);
        }
        Self { levels }
    }

    pub(super) fn leaves(&self) -> &[Hash] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// The root over the first `size` leaves; `None` when there are fewer.
    pub(super) fn root(&self, size: usize) -> Option<Hash> {
        if size == 0 {
            return Some(Hash::of(b""));
        }
        (size <= self.leaves().len()).then(|| self.range(0, size)).flatten()
    }

    /// The proof that leaf number `index` (from 0) is under the root over the first `size`.
    pub(super) fn path(&self, index: usize, size: usize) -> Option<Vec<Hash>> {
        if index >= size || size > self.leaves().len() {
            return None;
        }
        let (mut start, mut length) = (0, size);
        let mut path = Vec::new();
        while length > 1 {
            let left = length.next_power_of_two() / 2;
            if index < start + left {
                path.push(self.range(start + left, length - left)?);
                length = left;
            } else {
                path.push(self.range(start, left)?);
                start += left;
                length -= left;
            }
        }
        path.reverse();
        Some(path)
    }

    /// The root over a part that the tree splits into: its start is a multiple of its complete part.
    fn range(&self, start: usize, length: usize) -> Option<Hash> {
        if length.is_power_of_two() {
            let height = length.trailing_zeros();
            return self.levels.get(height as usize)?.get(start >> height).copied();
        }
        let left = length.next_power_of_two() / 2;
        let (left, right) = (self.range(start, left)?, self.range(start + left, length - left)?);
        Some(node_hash(&left, &right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{leaf_hash, prove_inclusion, root};

    #[test]
    fn proofs_and_roots_are_those_of_the_definition() {
        let leaves: Vec<Hash> = (0..70u32).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let tree = Tree::new(leaves.clone());
        for size in 0..=leaves.len() {
            let first = &leaves[..size];
            assert_eq!(tree.root(size), Some(root(first)), "{size}");
            for index in 0..=size {
                assert_eq!(tree.path(index, size), prove_inclusion(first, index), "{index}/{size}");
            }
        }
        assert_eq!(tree.root(71), None);
        assert_eq!(tree.path(0, 71), None);
        assert_eq!(Tree::new(Vec::new()).root(0), Some(root(&[])));
    }
}
