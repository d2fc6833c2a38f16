//! The checkpoint: which ledger, how many entries, and the root over them.
//!
//! C2SP `tlog-checkpoint` v1.0.0: three lines, each with its end: the origin, the size in decimal
//! without leading zeros, the root in base64. Lines after these belong to extensions; they are
//! signed with the rest, and nothing is read from them.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::note::NoteError;
use crate::ledger::Hash;

/// The longest origin, in bytes: it stands in every proof.
const MAX_ORIGIN: usize = 255;

/// Where a ledger stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the ledger, unlike any other's: an address without its scheme.
    pub origin: String,
    /// How many entries it had.
    pub size: u64,
    /// The root over them (RFC 6962).
    pub root: Hash,
}

impl Checkpoint {
    /// Reads the text of a checkpoint, without its signatures.
    ///
    /// # Errors
    /// Names the line that is not as the specification says.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let wrong = |line: u32, why| NoteError::Checkpoint { line, why };
        let mut lines = text.split_inclusive('\n').map(|line| line.strip_suffix('\n'));
        let mut next = |number| {
            let line = lines.next().flatten().filter(|line| !line.is_empty());
            line.ok_or_else(|| wrong(number, "it is missing, empty or without its end"))
        };
        let (origin, size, root) = (next(1)?, next(2)?, next(3)?);
        if !is_origin(origin) {
            return Err(wrong(1, "an origin has no blanks, no `+`, and at most 255 bytes"));
        }
        let number: u64 = size.parse().map_err(|_| wrong(2, "the size is no number"))?;
        if number.to_string() != size {
            return Err(wrong(2, "the size is not written as the specification says"));
        }
        let bytes = STANDARD.decode(root).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| wrong(3, "the root is no SHA-256 in base64"))?;
        Ok(Self { origin: origin.to_owned(), size: number, root: Hash::from_bytes(bytes) })
    }
}

/// Whether a text can name a ledger.
pub fn is_origin(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
    !text.is_empty() && text.len() <= MAX_ORIGIN && text.chars().all(plain)
}

/// The three lines that are signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, size, root } = self;
        writeln!(f, "{origin}\n{size}\n{}", STANDARD.encode(root.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for size in [0, 1, 887, u64::MAX] {
            let checkpoint =
                Checkpoint { origin: "a.example/log".into(), size, root: Hash::of(b"x") };
            let text = checkpoint.to_string();
            assert_eq!(Checkpoint::parse(&text), Ok(checkpoint.clone()));
            assert_eq!(Checkpoint::parse(&format!("{text}extension line\n")), Ok(checkpoint));
        }
    }

    #[test]
    fn what_is_not_as_specified_is_refused_with_its_line() {
        let root = STANDARD.encode(Hash::of(b"x").as_bytes());
        for (text, line) in [
            (String::new(), 1),
            (format!("\n1\n{root}\n"), 1),
            (format!("a b\n1\n{root}\n"), 1),
            (format!("a+b\n1\n{root}\n"), 1),
            (format!("{}\n1\n{root}\n", "a".repeat(256)), 1),
            (format!("a\n01\n{root}\n"), 2),
            (format!("a\n+1\n{root}\n"), 2),
            (format!("a\n-1\n{root}\n"), 2),
            (format!("a\n18446744073709551616\n{root}\n"), 2),
            (format!("a\n1\n{root}"), 3),
            (format!("a\n1\n{}\n", &root[4..]), 3),
            ("a\n1\n====\n".to_owned(), 3),
        ] {
            let error = Checkpoint::parse(&text).unwrap_err();
            assert!(
                matches!(error, NoteError::Checkpoint { line: at, .. } if at == line),
                "{text}"
            );
        }
    }
}
