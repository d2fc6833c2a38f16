//! Text that is hidden from a look at its bytes: gzip, and UTF-16.
//!
//! Such a file is read into memory and looked through first. Without a secret it is handed on as
//! it is, so that the artifact is the very file; with one, its text is handed on instead. A file
//! that is too large for that is handed on as text in any case.

use std::{
    io::{self, BufReader, Cursor, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::read::MultiGzDecoder;
use sha2::{Digest as _, Sha256};

use super::{
    rules::Rules,
    scan::{self, Context},
};

/// The largest packed file that is held in memory.
const MAX_HELD: u64 = 64 << 20;
/// As where evidence is read: more than this is no report.
const MAX_RATIO: u64 = 250;
const RATIO_FREE: u64 = 32 << 20;
/// How much is looked through at a time, and how much of it again with the next piece.
const PIECE: usize = 1 << 20;
const OVERLAP: usize = 64 << 10;

/// What the bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// Text, to be looked through as it passes.
    Plain,
    /// Hidden text without a secret: the bytes pass as they are.
    Clean,
    /// Hidden text with a secret, or too much to look through first: the text passes instead.
    Unpacked,
}

/// A file, ready to be handed on.
pub(super) struct Opened<'r> {
    pub(super) hidden: Hidden,
    pub(super) source: Box<dyn Read + Send + 'r>,
    /// The hash and the length of hidden bytes, where they were held.
    pub(super) original: (Option<Sha256>, u64),
}

/// Looks at the beginning of a file, and into it where that hides its text.
pub(super) fn open<'r>(
    mut input: Box<dyn Read + Send + 'r>,
    rules: &Rules,
) -> io::Result<Opened<'r>> {
    let mut held = Vec::new();
    input.by_ref().take(2).read_to_end(&mut held)?;
    if !matches!(held[..], [0x1f, 0x8b] | [0xff, 0xfe] | [0xfe, 0xff]) {
        let source = Box::new(Cursor::new(held).chain(input));
        return Ok(Opened { hidden: Hidden::Plain, source, original: (None, 0) });
    }
    input.by_ref().take(MAX_HELD).read_to_end(&mut held)?;
    if (held.len() as u64) < MAX_HELD {
        let original = (Some(Sha256::new_with_prefix(&held)), held.len() as u64);
        if !holds_a_secret(text_of(Cursor::new(&held[..]))?, rules) {
            let source = Box::new(Cursor::new(held));
            return Ok(Opened { hidden: Hidden::Clean, source, original });
        }
        let source = Box::new(text_of(Cursor::new(held))?);
        return Ok(Opened { hidden: Hidden::Unpacked, source, original });
    }
    let source = Box::new(text_of(Cursor::new(held).chain(input))?);
    Ok(Opened { hidden: Hidden::Unpacked, source, original: (None, 0) })
}

/// Whether any rule finds something. What cannot be unpacked is looked through as far as it goes.
fn holds_a_secret(mut text: impl Read, rules: &Rules) -> bool {
    let mut buffer = Vec::new();
    let mut context = Context::default();
    let mut found = Vec::new();
    loop {
        let before = buffer.len();
        let read = text.by_ref().take(PIECE as u64).read_to_end(&mut buffer);
        scan::find(rules, &buffer, 0, &mut context, &mut found);
        if !found.is_empty() {
            return true;
        }
        if read.is_err() || buffer.len() == before {
            return false;
        }
        buffer.drain(..buffer.len().saturating_sub(OVERLAP));
    }
}

/// The text of a file that may be packed and may be UTF-16, as UTF-8.
fn text_of<'t>(input: impl Read + Send + 't) -> io::Result<Box<dyn Read + Send + 't>> {
    let mut input: Box<dyn Read + Send + 't> = Box::new(input);
    let mut mark = start_of(&mut input, 2)?;
    let mut whole: Box<dyn Read + Send + 't> = Box::new(Cursor::new(mark.clone()).chain(input));
    if mark == [0x1f, 0x8b] {
        whole = Box::new(Unpacked::new(whole));
        mark = start_of(&mut whole, 2).unwrap_or_default();
        whole = Box::new(Cursor::new(mark.clone()).chain(whole));
    }
    Ok(match mark[..] {
        [0xff, 0xfe] => Box::new(Utf16::new(whole, false)),
        [0xfe, 0xff] => Box::new(Utf16::new(whole, true)),
        _ => whole,
    })
}

fn start_of(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    input.by_ref().take(length).read_to_end(&mut start)?;
    Ok(start)
}

/// Gzip, unpacked up to the ratio that evidence has.
struct Unpacked<'r> {
    decoder: MultiGzDecoder<BufReader<Counted<Box<dyn Read + Send + 'r>>>>,
    packed: Arc<AtomicU64>,
    bytes: u64,
}

impl<'r> Unpacked<'r> {
    fn new(input: Box<dyn Read + Send + 'r>) -> Self {
        let packed = Arc::<AtomicU64>::default();
        let counted = Counted { input, count: Arc::clone(&packed) };
        let decoder = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, counted));
        Self { decoder, packed, bytes: 0 }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.decoder.read(into)?;
        self.bytes += n as u64;
        let packed = self.packed.load(Ordering::Relaxed);
        if self.bytes > packed.saturating_mul(MAX_RATIO).max(RATIO_FREE) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the gzip data unpacks to more than evidence does",
            ));
        }
        Ok(n)
    }
}

struct Counted<R> {
    input: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(into)?;
        self.count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// UTF-16 as UTF-8, without its byte order mark.
struct Utf16<R> {
    input: R,
    big_endian: bool,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    begun: bool,
}

impl<R: Read> Utf16<R> {
    fn new(input: R, big_endian: bool) -> Self {
        Self { input, big_endian, raw: Vec::new(), text: Vec::new(), at: 0, begun: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let before = self.raw.len();
        self.input.by_ref().take(1 << 16).read_to_end(&mut self.raw)?;
        let ended = self.raw.len() == before;
        if !self.begun {
            self.raw.drain(..2.min(self.raw.len()));
            self.begun = true;
        }
        let (pairs, rest) = self.raw.as_chunks::<2>();
        let units = pairs.iter().map(|pair| {
            if self.big_endian { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) }
        });
        // Half a character waits for its other half.
        let half = !ended && units.clone().next_back().is_some_and(|unit| unit >> 10 == 0x36);
        let count = pairs.len() - usize::from(half);
        let kept = rest.len() + 2 * usize::from(half);
        let text: Result<String, _> = char::decode_utf16(units.take(count)).collect();
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "the text is not valid UTF-16");
        self.text = text.map_err(|_| broken())?.into_bytes();
        self.at = 0;
        if ended && kept > 0 {
            return Err(broken());
        }
        let used = self.raw.len() - kept;
        self.raw.drain(..used);
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            let before = self.raw.len();
            self.fill()?;
            if self.text.is_empty() && self.raw.len() <= before {
                return Ok(0);
            }
        }
        let n = into.len().min(self.text.len() - self.at);
        into[..n].copy_from_slice(&self.text[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
