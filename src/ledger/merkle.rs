//! The Merkle tree of RFC 6962, section 2.1, over SHA-256, and nothing invented beside it.
//!
//! A tree of `n` leaves splits at the largest power of two below `n`. Leaves and inner nodes are
//! hashed with different first bytes, so that one can never be passed off as the other.
//!
//! No inner node is stored anywhere: a root over a million stored leaf hashes takes a fraction
//! of a second, and a cache would be one more thing that can be wrong. [`Frontier`] finds a root
//! in one pass with a few dozen hashes in memory; proofs are in [`super::proof`].

use sha2::{Digest as _, Sha256};

use super::hash::Hash;

/// The hash of a leaf: `SHA-256(0x00 ‖ bytes)`.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    Hash::finish(Sha256::new_with_prefix([0]).chain_update(bytes))
}

/// The hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let hasher = Sha256::new_with_prefix([1]);
    Hash::finish(hasher.chain_update(left.as_bytes()).chain_update(right.as_bytes()))
}

/// The root over these leaf hashes. The empty tree's root is the hash of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// A tree that is only ever appended to: the roots of its complete subtrees, largest first.
///
/// The sizes of those subtrees are the bits of [`Frontier::size`], so they need not be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    subtrees: Vec<Hash>,
}

impl Frontier {
    /// Appends a leaf hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut carried = leaf;
        // Each trailing one of the size is a complete subtree as large as what is carried, just
        // as each is a carry when one is added to a binary number.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                carried = node_hash(&left, &carried);
            }
        }
        self.subtrees.push(carried);
        self.size += 1;
    }

    /// How many leaves were pushed.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over everything pushed so far.
    pub fn root(&self) -> Hash {
        let mut subtrees = self.subtrees.iter().rev();
        let Some(smallest) = subtrees.next() else { return Hash::of(b"") };
        subtrees.fold(*smallest, |right, left| node_hash(left, &right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(hash: Hash) -> String {
        hash.to_string()
    }

    #[test]
    fn leaves_and_nodes_hash_as_published() {
        assert_eq!(
            hex(leaf_hash(b"")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        let leaf = hex(leaf_hash(b"L123456"));
        assert!(leaf.starts_with("395aa064") && leaf.ends_with("4d56"), "{leaf}");
        let node = Sha256::new_with_prefix(b"\x01N123N456");
        let node = hex(Hash::finish(node));
        assert!(node.starts_with("aa217fe8") && node.ends_with("6bbb"), "{node}");
        // A node is over two hashes, so the vector above with its short texts pins the prefix
        // byte and this line pins that `node_hash` uses the same.
        let (left, right) = (leaf_hash(b"a"), leaf_hash(b"b"));
        let joined = [&[1], &left.as_bytes()[..], &right.as_bytes()[..]].concat();
        assert_eq!(node_hash(&left, &right), Hash::of(&joined));
    }

    /// The eight inputs of the reference tests of Certificate Transparency.
    fn reference_leaves() -> Vec<Hash> {
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        inputs.iter().map(|input| leaf_hash(input)).collect()
    }

    #[test]
    fn roots_of_the_reference_trees_are_as_published() {
        let expected = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let leaves = reference_leaves();
        for (size, expected) in expected.iter().enumerate() {
            assert_eq!(hex(root(&leaves[..size])), *expected, "root of {size} leaves");
        }
    }

    /// The definition of RFC 6962, word for word: slow, and the measure of the frontier.
    fn defined_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::of(b""),
            [leaf] => *leaf,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                let (left, right) = leaves.split_at(split);
                node_hash(&defined_root(left), &defined_root(right))
            }
        }
    }

    #[test]
    fn the_frontier_agrees_with_the_definition() {
        let leaves: Vec<Hash> = (0..300u32).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        for size in 0..=leaves.len() {
            assert_eq!(root(&leaves[..size]), defined_root(&leaves[..size]), "size {size}");
        }
    }
}
