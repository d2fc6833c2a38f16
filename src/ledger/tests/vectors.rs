//! Proofs that must fail, made by changing good ones in every way that the published vectors change
//! theirs; another implementation of the tree says of each whether it holds.

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use sha2::Sha256;

use super::*;

type Oracle = MemoryBackedTree<Sha256, Vec<u8>>;

fn item(n: usize) -> Vec<u8> {
    u32::try_from(n).unwrap().to_be_bytes().to_vec()
}

/// What is wrong, and the proof.
fn damaged(proof: &[Hash]) -> Vec<(&'static str, Vec<Hash>)> {
    let other = leaf_hash(b"another");
    let mut all = vec![
        ("empty", Vec::new()),
        ("extra at the end", [proof, &[other]].concat()),
        ("extra at the front", [&[other], proof].concat()),
        ("the whole twice", [proof, proof].concat()),
        ("far too long", vec![other; 65]),
        ("reversed", proof.iter().rev().copied().collect()),
    ];
    if let [first, rest @ ..] = proof {
        all.push(("missing first", rest.to_vec()));
        all.push(("missing last", proof[..proof.len() - 1].to_vec()));
        all.push(("first doubled", [&[*first], proof].concat()));
    }
    for at in 0..proof.len() {
        for bit in [0, 77, 255] {
            let mut changed = proof.to_vec();
            let mut bytes = *changed[at].as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            changed[at] = Hash::from_bytes(bytes);
            all.push(("a bit", changed));
        }
        for with in at + 1..proof.len() {
            let mut changed = proof.to_vec();
            changed.swap(at, with);
            all.push(("swapped", changed));
        }
    }
    all.retain(|(_, changed)| changed != proof);
    all
}

fn bytes(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

fn root_hash(root: Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new((*root.as_bytes()).into(), size)
}

#[test]
fn inclusion_proofs_that_must_fail_do_and_the_oracle_agrees() {
    let (mut cases, mut refused) = (0, 0);
    let leaves: Vec<Hash> = (0..33).map(|n| leaf_hash(&item(n))).collect();
    for size in 1..=leaves.len() {
        let top = root(&leaves[..size]);
        for index in 0..size {
            let good = prove_inclusion(&leaves[..size], index).unwrap();
            let mut check =
                |what: &str, leaf: usize, index: usize, size: usize, proof: &[Hash], top| {
                    let (at, of) = (index as u64, size as u64);
                    let ours = verify_inclusion(leaf_hash(&item(leaf)), at, of, proof, top);
                    let proof = InclusionProof::<Sha256>::from_bytes(bytes(proof));
                    let theirs =
                        root_hash(top, of).verify_inclusion(&item(leaf), at, &proof).is_ok();
                    assert_eq!(ours, theirs, "{what}: {index} of {size}");
                    cases += 1;
                    refused += usize::from(!ours);
                    ours
                };
            assert!(check("good", index, index, size, &good, top));
            for (what, proof) in damaged(&good) {
                assert!(!check(what, index, index, size, &proof, top), "{what}: {index} of {size}");
            }
            assert!(!check("another root", index, index, size, &good, leaf_hash(b"x")));
            assert!(!check("another leaf", index + 1, index, size, &good, top));
            for other in (0..size + 2).filter(|other| *other != index) {
                assert!(!check("another index", index, other, size, &good, top));
            }
            // The size is bound by the checkpoint, not by the proof: there the oracle decides.
            for other in [size / 2, size.saturating_sub(1), size + 1, size * 2, size + 64] {
                check("another size", index, index, other, &good, top);
            }
        }
    }
    assert!(cases > 25_000 && refused > 24_000, "{refused} of {cases}");
}

#[test]
fn consistency_proofs_that_must_fail_do_and_the_oracle_agrees() {
    let (mut cases, mut refused) = (0, 0);
    let leaves: Vec<Hash> = (0..33).map(|n| leaf_hash(&item(n))).collect();
    for size in 2..=leaves.len() {
        let top = root(&leaves[..size]);
        for old in 1..size {
            let (good, before) =
                (prove_consistency(&leaves[..size], old).unwrap(), root(&leaves[..old]));
            let mut check = |what: &str, old: usize, before, size: usize, proof: &[Hash], top| {
                let (from, to) = (old as u64, size as u64);
                let ours = verify_consistency(from, before, to, top, proof);
                // The oracle has no word for what grows from nothing or shrinks.
                if old > 0 && old < size {
                    let theirs = ConsistencyProof::<Sha256>::try_from_bytes(bytes(proof))
                        .and_then(|proof| {
                            root_hash(top, to).verify_consistency(&root_hash(before, from), &proof)
                        })
                        .is_ok();
                    assert_eq!(ours, theirs, "{what}: {old} to {size}");
                }
                cases += 1;
                refused += usize::from(!ours);
                ours
            };
            assert!(check("good", old, before, size, &good, top));
            for (what, proof) in damaged(&good) {
                assert!(!check(what, old, before, size, &proof, top), "{what}: {old} to {size}");
            }
            assert!(!check("another old root", old, leaf_hash(b"x"), size, &good, top));
            assert!(!check("another root", old, before, size, &good, leaf_hash(b"x")));
            assert!(!check("the roots changed over", old, top, size, &good, before));
            assert!(!check("the sizes changed over", size, before, old, &good, top));
            for other in (0..=size + 1).filter(|other| *other != old) {
                assert!(!check("another old size", other, before, size, &good, top));
            }
            for other in [old, size - 1, size + 1, size * 2] {
                check("another size", old, before, other, &good, top);
            }
        }
    }
    assert!(cases > 15_000 && refused > 14_000, "{refused} of {cases}");
}

/// A tree of nothing proves nothing.
#[test]
fn nothing_is_in_an_empty_tree() {
    let oracle = Oracle::new();
    assert_eq!(oracle.root().as_bytes()[..], root(&[]).as_bytes()[..]);
    assert!(!verify_inclusion(root(&[]), 0, 0, &[], root(&[])));
    assert!(!verify_consistency(0, root(&[]), 1, leaf_hash(b""), &[leaf_hash(b"")]));
    assert!(!verify_consistency(0, leaf_hash(b""), 1, leaf_hash(b""), &[]));
}
