//! Decoded text as the XML parser wants it, with a limit on one piece of markup.

use std::io::{self, BufRead, Read};

use super::{
    decode::Text,
    error::{Failure, Position, Problem},
    window::advance,
};

/// The largest tag or run of text, in bytes.
const MAX_PIECE: u64 = 16 << 20;

/// Text for `quick_xml`, which asks for an [`io::BufRead`]. What goes wrong is kept here, because
/// an [`io::Error`] cannot carry it.
pub(super) struct XmlText<'r> {
    text: Text<'r>,
    buf: String,
    pos: usize,
    place: (u64, u64, u64),
    piece_began: u64,
    failure: Option<Failure>,
    /// Whether all text so far is ASCII.
    pub(super) ascii: bool,
}

impl<'r> XmlText<'r> {
    /// Continues a text whose first piece was already taken.
    pub(super) fn new(buf: String, text: Text<'r>) -> Self {
        let ascii = buf.is_ascii();
        Self { text, buf, pos: 0, place: (0, 0, 0), piece_began: 0, failure: None, ascii }
    }

    /// Says that a new piece of markup begins here.
    pub(super) fn begin_piece(&mut self) {
        self.piece_began = self.place.0;
    }

    /// What went wrong below the parser, if that is why it failed.
    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// How far the parser has come.
    pub(super) fn position(&self) -> Position {
        let (byte, lines, column) = self.place;
        Position { byte, line_column: Some((lines + 1, column + 1)) }
    }
}

impl Read for XmlText<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(into)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for XmlText<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.place.0 - self.piece_began > MAX_PIECE {
            let problem = Problem::TooLarge { what: "one piece of XML", limit: "16 MiB" };
            self.failure = Some(Failure::at(self.position(), problem));
            return Err(io::Error::other("too large"));
        }
        if self.pos == self.buf.len() {
            self.buf.clear();
            self.pos = 0;
            if let Err(failure) = self.text.fill(&mut self.buf) {
                self.failure = Some(failure);
                return Err(io::Error::other("undecodable"));
            }
            self.ascii &= self.buf.is_ascii();
        }
        Ok(&self.buf.as_bytes()[self.pos..])
    }

    fn consume(&mut self, amount: usize) {
        let end = (self.pos + amount).min(self.buf.len());
        self.place = advance(self.place, &self.buf.as_bytes()[self.pos..end]);
        self.pos = end;
    }
}
