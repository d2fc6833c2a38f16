//! Proofs that hold without the ledger: that an entry is in a tree, and that one tree is the
//! beginning of another.
//!
//! Both are lists of hashes from the leaf towards the root, as RFC 6962 defines them; the
//! verifiers follow RFC 9162, sections 2.1.3.2 and 2.1.4.2, step by step. A verifier needs
//! nothing but its arguments.

use super::{
    hash::Hash,
    merkle::{node_hash, root},
};

/// The proof that leaf number `index` (from 0) is in the tree over `leaves`; `None` when there
/// is no such leaf.
pub fn prove_inclusion(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let (mut rest, mut index) = (leaves, index);
    let mut proof = Vec::new();
    while rest.len() > 1 {
        let (left, right) = split(rest);
        if index < left.len() {
            proof.push(root(right));
            rest = left;
        } else {
            proof.push(root(left));
            index -= left.len();
            rest = right;
        }
    }
    // Found from the root down, told from the leaf up.
    proof.reverse();
    Some(proof)
}

/// The proof that the tree over the first `old_size` leaves is the beginning of the tree over
/// `leaves`; `None` when `old_size` is zero or larger than the tree.
pub fn prove_consistency(leaves: &[Hash], old_size: usize) -> Option<Vec<Hash>> {
    if old_size == 0 || old_size > leaves.len() {
        return None;
    }
    let (mut rest, mut old) = (leaves, old_size);
    let mut proof = Vec::new();
    // Whether what is left of the old tree is the whole old tree, whose root a verifier has.
    let mut whole = true;
    while old < rest.len() {
        let (left, right) = split(rest);
        if old <= left.len() {
            proof.push(root(right));
            rest = left;
        } else {
            proof.push(root(left));
            old -= left.len();
            rest = right;
            whole = false;
        }
    }
    if !whole {
        proof.push(root(rest));
    }
    proof.reverse();
    Some(proof)
}

/// Whether `proof` shows that `leaf` is leaf number `index` (from 0) of the tree of `size`
/// leaves with this `root`.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last) = (index, size - 1);
    let mut hash = leaf;
    for step in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, &hash);
            climb_to_left_edge(&mut node, &mut last);
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == root
}

/// Whether `proof` shows that the tree of `old_size` leaves with `old_root` is the beginning of
/// the tree of `size` leaves with `root`. Equal trees need an empty proof, and so does the empty
/// tree, with which everything is consistent.
pub fn verify_consistency(
    old_size: u64,
    old_root: Hash,
    size: u64,
    root: Hash,
    proof: &[Hash],
) -> bool {
    if old_size == 0 {
        return proof.is_empty() && old_root == Hash::of(b"");
    }
    if old_size >= size {
        return old_size == size && proof.is_empty() && old_root == root;
    }
    // A complete old tree is itself a node of the new one: its root stands for the first step.
    let first = if old_size.is_power_of_two() { Some(old_root) } else { None };
    let mut steps = first.iter().chain(proof);
    let (mut node, mut last) = (old_size - 1, size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let Some(start) = steps.next() else { return false };
    let (mut old_hash, mut hash) = (*start, *start);
    for step in steps {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(step, &old_hash);
            hash = node_hash(step, &hash);
            climb_to_left_edge(&mut node, &mut last);
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == old_root && hash == root
}

/// A right-most node without a sibling moves up unhashed until it is a right child.
fn climb_to_left_edge(node: &mut u64, last: &mut u64) {
    while *node & 1 == 0 && *node != 0 {
        *node >>= 1;
        *last >>= 1;
    }
}

/// Splits at the largest power of two below the length, which must be at least two.
fn split(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    leaves.split_at(leaves.len().next_power_of_two() / 2)
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use sha2::Sha256;

    use super::*;
    use crate::ledger::merkle::leaf_hash;

    fn leaves(count: u32) -> Vec<Hash> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    fn bytes(proof: &[Hash]) -> Vec<u8> {
        proof.iter().flat_map(|hash| *hash.as_bytes()).collect()
    }

    #[test]
    fn every_inclusion_proof_is_the_oracle_s_and_verifies() {
        let all = leaves(150);
        let mut oracle = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        for size in 1..=all.len() {
            oracle.push(u32::try_from(size - 1).unwrap().to_be_bytes().to_vec());
            let tree = &all[..size];
            assert_eq!(root(tree).as_bytes()[..], oracle.root().as_bytes()[..]);
            for index in 0..size {
                let proof = prove_inclusion(tree, index).unwrap();
                assert_eq!(bytes(&proof), oracle.prove_inclusion(index).as_bytes());
                let (index, size) = (index as u64, size as u64);
                let leaf = all[usize::try_from(index).unwrap()];
                assert!(verify_inclusion(leaf, index, size, &proof, root(tree)));
            }
        }
    }

    #[test]
    fn every_consistency_proof_is_the_oracle_s_and_verifies() {
        let all = leaves(150);
        let mut oracle = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        for size in 1..=all.len() {
            oracle.push(u32::try_from(size - 1).unwrap().to_be_bytes().to_vec());
            for old in 1..size {
                let proof = prove_consistency(&all[..size], old).unwrap();
                assert_eq!(bytes(&proof), oracle.prove_consistency(size - old).as_bytes());
                let (old_root, new_root) = (root(&all[..old]), root(&all[..size]));
                let (old, size) = (old as u64, size as u64);
                assert!(verify_consistency(old, old_root, size, new_root, &proof));
            }
        }
    }

    #[test]
    fn an_altered_inclusion_proof_is_refused() {
        let all = leaves(11);
        let top = root(&all);
        for index in 0..11u64 {
            let at = usize::try_from(index).unwrap();
            let proof = prove_inclusion(&all, at).unwrap();
            let holds = |leaf, index, size, proof: &[Hash], top| {
                verify_inclusion(leaf, index, size, proof, top)
            };
            assert!(!holds(all[(at + 1) % 11], index, 11, &proof, top), "another leaf");
            assert!(!holds(all[at], (index + 1) % 11, 11, &proof, top), "another index");
            assert!(!holds(all[at], index, 11, &proof, leaf_hash(b"x")), "another root");
            assert!(!holds(all[at], index + 11, 11, &proof, top), "beyond the end");
            assert!(!holds(all[at], index, 11, &proof[1..], top), "too short");
            let longer = [&proof[..], &[top]].concat();
            assert!(!holds(all[at], index, 11, &longer, top), "too long");
            for step in 0..proof.len() {
                let mut altered = proof.clone();
                altered[step] = leaf_hash(b"altered");
                assert!(!holds(all[at], index, 11, &altered, top), "step {step}");
            }
        }
    }

    #[test]
    fn an_altered_consistency_proof_is_refused() {
        let all = leaves(11);
        let top = root(&all);
        for old in 1..11usize {
            let proof = prove_consistency(&all, old).unwrap();
            let old_root = root(&all[..old]);
            let size = old as u64;
            let holds = |old_root, size, proof: &[Hash], top| {
                verify_consistency(size, old_root, 11, top, proof)
            };
            assert!(holds(old_root, size, &proof, top));
            assert!(!holds(leaf_hash(b"x"), size, &proof, top), "another old root");
            assert!(!holds(old_root, size, &proof, leaf_hash(b"x")), "another root");
            assert!(!holds(old_root, size + 11, &proof, top), "older is larger");
            let longer = [&proof[..], &[top]].concat();
            assert!(!holds(old_root, size, &longer, top), "too long");
            assert!(!holds(old_root, size, &proof[1..], top), "too short");
        }
        let empty = Hash::of(b"");
        assert!(verify_consistency(0, empty, 11, top, &[]));
        assert!(!verify_consistency(0, top, 11, top, &[]));
        assert!(!verify_consistency(0, empty, 11, top, &[top]));
        assert!(verify_consistency(11, top, 11, top, &[]));
        assert!(!verify_consistency(11, top, 11, empty, &[]));
    }
}
