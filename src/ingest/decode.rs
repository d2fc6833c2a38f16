//! Bytes to text: gzip unpacked, byte order marks removed, UTF-16 transcoded, UTF-8 validated.
//!
//! [`Text`] hands out the decoded text in pieces of about a mebibyte, so that a file of any size
//! is read in constant memory. It accepts what shells do to files (PowerShell's `>` writes
//! UTF-16) and refuses what it cannot be sure of: bytes that are not UTF-8 are an error with
//! their offset, never replaced. Gzip that unpacks to more than [`MAX_RATIO`] times its size is
//! refused: real reports stay below 100.

use std::{
    cell::Cell,
    io::{self, BufReader, Cursor, Read},
    rc::Rc,
};

use flate2::read::MultiGzDecoder;

use super::error::{Failure, Position, Problem};

/// How much is read at a time.
const CHUNK: usize = 1 << 20;
/// The highest ratio of unpacked to packed bytes, once [`RATIO_FREE`] bytes are unpacked.
const MAX_RATIO: u64 = 250;
const RATIO_FREE: u64 = 32 << 20;

/// Text, decoded piece by piece.
pub(super) struct Text<'r> {
    source: Box<dyn Read + 'r>,
    /// Packed bytes taken so far, when the file is gzip.
    packed: Option<Rc<Cell<u64>>>,
    unpacked: u64,
    encoding: Encoding,
    raw: Vec<u8>,
    produced: u64,
    ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Undecided,
    Utf8,
    Utf16 { big_endian: bool },
}

impl<'r> Text<'r> {
    /// Looks at the first bytes and prepares to decode the rest.
    pub(super) fn new(mut input: impl Read + 'r) -> Result<Self, Failure> {
        let mut magic = Vec::with_capacity(6);
        input.by_ref().take(6).read_to_end(&mut magic).map_err(Problem::Io)?;
        if let Some(name) = packed_with(&magic) {
            return Err(Problem::Packed(name).into());
        }
        let gzip = magic.starts_with(&[0x1f, 0x8b]);
        let whole = Cursor::new(magic).chain(input);
        let packed = gzip.then(Rc::<Cell<u64>>::default);
        let source: Box<dyn Read + 'r> = match &packed {
            Some(count) => {
                let counted = Counted { inner: whole, count: Rc::clone(count) };
                Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, counted)))
            }
            None => Box::new(whole),
        };
        Ok(Self {
            source,
            packed,
            unpacked: 0,
            encoding: Encoding::Undecided,
            raw: Vec::with_capacity(CHUNK + 4),
            produced: 0,
            ended: false,
        })
    }

    /// Appends the next piece; false at the end of the text.
    pub(super) fn fill(&mut self, into: &mut String) -> Result<bool, Failure> {
        let before = into.len();
        while !self.ended && into.len() == before {
            self.read_chunk()?;
            match self.encoding {
                Encoding::Undecided => {}
                Encoding::Utf8 => self.take_utf8(into)?,
                Encoding::Utf16 { big_endian } => self.take_utf16(big_endian, into)?,
            }
            self.produced += (into.len() - before) as u64;
        }
        Ok(into.len() > before)
    }

    fn read_chunk(&mut self) -> Result<(), Failure> {
        let room = CHUNK.saturating_sub(self.raw.len()) as u64;
        let gzip = self.packed.is_some();
        let read = self.source.by_ref().take(room).read_to_end(&mut self.raw);
        let n = read.map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput
            | io::ErrorKind::InvalidData
            | io::ErrorKind::UnexpectedEof
                if gzip =>
            {
                Problem::Gzip(error)
            }
            _ => Problem::Io(error),
        })?;
        self.ended = n == 0;
        self.unpacked += n as u64;
        if let Some(packed) = &self.packed {
            let most = packed.get().saturating_mul(MAX_RATIO).max(RATIO_FREE);
            if self.unpacked > most {
                return Err(Problem::Expansion { ratio: MAX_RATIO }.into());
            }
        }
        if self.encoding == Encoding::Undecided {
            self.decide()?;
        }
        Ok(())
    }

    fn decide(&mut self) -> Result<(), Failure> {
        let (encoding, mark) = match self.raw.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
            [0xff, 0xfe, ..] => (Encoding::Utf16 { big_endian: false }, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16 { big_endian: true }, 2),
            [0, b, ..] | [b, 0, ..] if *b != 0 => return Err(Problem::NoByteOrderMark.into()),
            _ => (Encoding::Utf8, 0),
        };
        self.encoding = encoding;
        self.raw.drain(..mark);
        Ok(())
    }

    fn take_utf8(&mut self, into: &mut String) -> Result<(), Failure> {
        match std::str::from_utf8(&self.raw) {
            Ok(text) => {
                into.push_str(text);
                self.raw.clear();
            }
            Err(error) => {
                let valid = error.valid_up_to();
                let cut_short = error.error_len().is_none() && !self.ended;
                if !cut_short {
                    return Err(self.broken("UTF-8", valid as u64));
                }
                if let Ok(text) = std::str::from_utf8(&self.raw[..valid]) {
                    into.push_str(text);
                }
                self.raw.drain(..valid);
            }
        }
        Ok(())
    }

    fn take_utf16(&mut self, big_endian: bool, into: &mut String) -> Result<(), Failure> {
        let (pairs, rest) = self.raw.as_chunks::<2>();
        let units = pairs.iter().map(|pair| {
            if big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) }
        });
        // The first half of a character may end this piece while its second half starts the next.
        let half = !self.ended && units.clone().next_back().is_some_and(|u| (u >> 10) == 0x36);
        let count = pairs.len() - usize::from(half);
        let keep = rest.len() + 2 * usize::from(half);
        let before = into.len() as u64;
        for c in char::decode_utf16(units.take(count)) {
            match c {
                Ok(c) => into.push(c),
                Err(_) => return Err(self.broken("UTF-16", into.len() as u64 - before)),
            }
        }
        if self.ended && keep > 0 {
            return Err(self.broken("UTF-16", into.len() as u64 - before));
        }
        let used = self.raw.len() - keep;
        self.raw.drain(..used);
        Ok(())
    }

    fn broken(&self, encoding: &'static str, ahead: u64) -> Failure {
        let position = Position { byte: self.produced + ahead, line_column: None };
        Failure::at(position, Problem::Encoding(encoding))
    }
}

fn packed_with(magic: &[u8]) -> Option<&'static str> {
    const MAGICS: [(&[u8], &str); 4] = [
        (&[0xfd, b'7', b'z', b'X', b'Z'], "xz"),
        (&[0x28, 0xb5, 0x2f, 0xfd], "zstd"),
        (b"PK\x03\x04", "zip"),
        (b"BZh", "bzip2"),
    ];
    MAGICS.iter().find(|(start, _)| magic.starts_with(start)).map(|(_, name)| *name)
}

struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn decode(bytes: &[u8]) -> Result<String, Failure> {
        let mut text = Text::new(bytes)?;
        let mut all = String::new();
        while text.fill(&mut all)? {}
        Ok(all)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_accepted_encoding_gives_the_same_text() {
        let text = "{\"é\": \"日本 😀\"}".repeat(100_000);
        let units = text.encode_utf16();
        let le: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(units.clone().flat_map(u16::to_le_bytes)).collect();
        let be: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(units.flat_map(u16::to_be_bytes)).collect();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &le, &be, &marked, &gzip(text.as_bytes()), &gzip(&le)] {
            assert!(decode(bytes).unwrap() == text);
        }
    }

    #[test]
    fn broken_text_is_an_error_with_its_offset() {
        let failure = decode(b"{\"a\": \"\xff\"}").unwrap_err();
        assert_eq!(failure.position.unwrap().byte, 7);
        assert!(decode(b"abc\xe6\x97").is_err(), "cut inside a character");
        assert!(decode(b"\xff\xfea\0b").is_err(), "half a unit");
        assert!(decode(b"\xff\xfe\x00\xd8").is_err(), "half a character");
        let failure = decode(b"{\0\"\0").unwrap_err();
        assert!(matches!(failure.problem, Problem::NoByteOrderMark));
    }

    #[test]
    fn damaged_and_explosive_archives_are_refused() {
        let good = gzip(&b"abc".repeat(1000));
        let failure = decode(&good[..good.len() / 2]).unwrap_err();
        assert!(matches!(failure.problem, Problem::Gzip(_)), "{failure:?}");
        let failure = decode(&gzip(&vec![b' '; 64 << 20])).unwrap_err();
        assert!(matches!(failure.problem, Problem::Expansion { .. }), "{failure:?}");
        let failure = decode(b"\xfd7zXZ\x00rest").unwrap_err();
        assert!(matches!(failure.problem, Problem::Packed("xz")));
    }
}
