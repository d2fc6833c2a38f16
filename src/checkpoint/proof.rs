//! Proof files: that an entry is under a checkpoint, for whoever has neither ledger nor program.
//!
//! C2SP `tlog-proof`: a first line, the leaf's index, the hashes from the leaf to the root, an empty
//! line, and the checkpoint as it was signed.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    head::Checkpoint,
    note::{MAX_NOTE, NoteError},
};
use crate::ledger::{Hash, verify_inclusion};

const FIRST: &str = "c2sp.org/tlog-proof@v1";
/// A tree of 2^64 leaves needs no more.
const MAX_STEPS: usize = 64;

/// A proof file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// The leaf's number, from 0: one less than the entry's.
    pub index: u64,
    /// The hashes from the leaf towards the root.
    pub path: Vec<Hash>,
    /// The checkpoint with its signatures, as it stands in its file.
    pub note: String,
}

impl TlogProof {
    /// Reads a proof. Its checkpoint is not looked into.
    ///
    /// # Errors
    /// When it is not as the specification says.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let wrong = |why| NoteError::Proof(why);
        if text.len() > 2 * MAX_NOTE {
            return Err(wrong("it is larger than 2 MiB"));
        }
        let (head, note) = text.split_once("\n\n").ok_or(wrong("it has no empty line"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST) {
            return Err(wrong("its first line is not `c2sp.org/tlog-proof@v1`"));
        }
        // What is extra vouches for nothing, and nothing is read from it.
        lines.next_if(|line| line.starts_with("extra "));
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.ok_or(wrong("it has no index"))?;
        let number: u64 = index.parse().map_err(|_| wrong("its index is no number"))?;
        if number.to_string() != index {
            return Err(wrong("its index is not written as the specification says"));
        }
        let hash = |line: &str| {
            let bytes = STANDARD.decode(line).ok()?;
            Some(Hash::from_bytes(bytes.try_into().ok()?))
        };
        let path: Option<Vec<Hash>> = lines.map(hash).collect();
        let path = path.ok_or(wrong("a line is no SHA-256 in base64"))?;
        if path.len() > MAX_STEPS {
            return Err(wrong("it has more than 64 steps"));
        }
        Ok(Self { index: number, path, note: note.to_owned() })
    }

    /// Whether the leaf is where the proof says, under this checkpoint.
    pub fn proves(&self, leaf: Hash, checkpoint: &Checkpoint) -> bool {
        verify_inclusion(leaf, self.index, checkpoint.size, &self.path, checkpoint.root)
    }
}

/// The proof as its file has it.
impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST}\nindex {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", STANDARD.encode(hash.as_bytes()))?;
        }
        write!(f, "\n{}", self.note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{leaf_hash, prove_inclusion, root};

    fn tree(size: u32) -> (Vec<Hash>, Checkpoint) {
        let leaves: Vec<Hash> = (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let checkpoint =
            Checkpoint { origin: "a.example".into(), size: size.into(), root: root(&leaves) };
        (leaves, checkpoint)
    }

    #[test]
    fn a_proof_is_read_as_it_is_written_and_proves_its_leaf_alone() {
        for size in [1, 2, 3, 7, 8, 100] {
            let (leaves, checkpoint) = tree(size);
            for (index, leaf) in leaves.iter().enumerate() {
                let path = prove_inclusion(&leaves, index).unwrap();
                let note = format!("{checkpoint}\n\u{2014} k AAAAAAA=\n");
                let proof = TlogProof { index: index as u64, path, note };
                let again = TlogProof::parse(&proof.to_string()).unwrap();
                assert_eq!(again, proof);
                assert!(again.proves(*leaf, &checkpoint));
                assert!(!again.proves(leaf_hash(b"another"), &checkpoint));
                let smaller = Checkpoint { size: checkpoint.size + 1, ..checkpoint.clone() };
                assert!(
                    size == 1
                        || !again.proves(*leaf, &Checkpoint { root: Hash::of(b""), ..smaller })
                );
            }
        }
    }

    #[test]
    fn an_extra_line_is_passed_over() {
        let text = "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\nnote\n";
        assert_eq!(TlogProof::parse(text).unwrap().note, "note\n");
    }

    #[test]
    fn what_is_no_proof_is_refused() {
        let hash = STANDARD.encode(Hash::of(b"x").as_bytes());
        let steps = format!("{hash}\n").repeat(65);
        for bad in [
            String::new(),
            "c2sp.org/tlog-proof@v1\nindex 0\n".to_owned(),
            "c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n".to_owned(),
            "c2sp.org/tlog-proof@v1\n\nnote\n".to_owned(),
            "c2sp.org/tlog-proof@v1\nindex 00\n\nnote\n".to_owned(),
            "c2sp.org/tlog-proof@v1\nindex -1\n\nnote\n".to_owned(),
            "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nnote\n".to_owned(),
            format!("c2sp.org/tlog-proof@v1\nindex 0\n{steps}\nnote\n"),
        ] {
            assert!(TlogProof::parse(&bad).is_err(), "{bad:.60}");
        }
    }
}
