//! Strings and numbers as the SSH protocol packs them (RFC 4251, section 5): four bytes of length,
//! most significant first, then the bytes.

/// Reads packed fields one after the other; `None` where a field ends early.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the beginning of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next `n` bytes.
    pub fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(taken)
    }

    /// A number of 32 bits.
    pub fn number(&mut self) -> Option<u32> {
        let bytes = self.take(4)?;
        bytes.try_into().ok().map(u32::from_be_bytes)
    }

    /// A string of bytes.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(usize::try_from(length).ok()?)
    }

    /// A string of UTF-8.
    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.string()?).ok()
    }

    /// A whole number that is not negative, without its leading zeros.
    pub fn natural(&mut self) -> Option<&'a [u8]> {
        let bytes = self.string()?;
        if bytes.first().is_some_and(|first| first & 0x80 != 0) {
            return None;
        }
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes.get(zeros..)
    }

    /// Insists that nothing is left.
    pub fn end(self) -> Option<()> {
        self.rest.is_empty().then_some(())
    }
}

/// Appends a string of bytes.
pub fn put(to: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    to.extend(length.to_be_bytes());
    to.extend(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_out_as_they_went_in_and_never_beyond_the_end() {
        let mut packed = Vec::new();
        put(&mut packed, b"ssh-ed25519");
        put(&mut packed, &[0, 0, 7]);
        let mut reader = Reader::new(&packed);
        assert_eq!(reader.text(), Some("ssh-ed25519"));
        assert_eq!(reader.natural(), Some(&[7][..]));
        assert_eq!(reader.end(), Some(()));
        for cut in 0..packed.len() {
            let mut reader = Reader::new(&packed[..cut]);
            assert!(reader.string().and_then(|_| reader.string()).is_none(), "{cut}");
        }
        assert_eq!(Reader::new(&[0xff; 8]).string(), None, "longer than there is");
        assert_eq!(Reader::new(&[0, 0, 0, 1, 0x80]).natural(), None, "negative");
    }
}
