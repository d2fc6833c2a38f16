//! Decoded text as bytes, for parsers that read; with a limit on one piece of a document.

use std::{
    cell::{Cell, RefCell},
    io::{self, Read},
};

use super::{
    decode::Text,
    error::{Failure, Position, Problem},
    window::Window,
};

/// How much a piece of a document may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// What a piece is called.
    pub(super) what: &'static str,
    /// In bytes, and in words.
    pub(super) bytes: u64,
    pub(super) words: &'static str,
}

/// Text that a parser reads while its caller looks on. What goes wrong is kept here, because an
/// [`io::Error`] cannot carry it.
pub(super) struct Pipe<'r> {
    text: RefCell<Text<'r>>,
    buf: RefCell<String>,
    pos: Cell<usize>,
    limit: Limit,
    taken: Cell<u64>,
    piece_began: Cell<u64>,
    last: Cell<u8>,
    failure: Cell<Option<Failure>>,
}

impl<'r> Pipe<'r> {
    pub(super) fn new(window: Window<'r>, limit: Limit) -> Self {
        let (buf, text) = window.into_parts();
        Self {
            text: RefCell::new(text),
            buf: RefCell::new(buf),
            pos: Cell::new(0),
            limit,
            taken: Cell::new(0),
            piece_began: Cell::new(0),
            last: Cell::new(0),
            failure: Cell::new(None),
        }
    }

    /// Says that a new piece begins here.
    pub(super) fn begin_piece(&self) {
        self.piece_began.set(self.taken.get());
    }

    /// How many bytes were handed out.
    pub(super) fn taken(&self) -> u64 {
        self.taken.get()
    }

    /// The byte that was handed out last; 0 before the first.
    pub(super) fn last(&self) -> u8 {
        self.last.get()
    }

    /// What went wrong below the parser, if that is why it failed.
    pub(super) fn take_failure(&self) -> Option<Failure> {
        self.failure.take()
    }

    /// Whether anything but white space follows, which is skipped.
    pub(super) fn more(&self) -> bool {
        loop {
            let buf = self.buf.borrow();
            let rest = &buf.as_bytes()[self.pos.get().min(buf.len())..];
            if let Some(byte) = rest.first() {
                if !byte.is_ascii_whitespace() {
                    return true;
                }
                self.pos.set(self.pos.get() + 1);
                self.taken.set(self.taken.get() + 1);
                continue;
            }
            drop(buf);
            if !matches!(self.refill(), Ok(true)) {
                return false;
            }
        }
    }

    fn refill(&self) -> io::Result<bool> {
        let mut buf = self.buf.borrow_mut();
        buf.clear();
        self.pos.set(0);
        self.text.borrow_mut().fill(&mut buf).map_err(|failure| self.fail(failure))
    }

    fn fail(&self, failure: Failure) -> io::Error {
        self.failure.set(Some(failure));
        io::Error::other("see the failure")
    }
}

impl Read for &Pipe<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken.get() - self.piece_began.get() > self.limit.bytes {
            let Limit { what, words, .. } = self.limit;
            let position = Position { byte: self.taken.get(), line_column: None };
            let problem = Problem::TooLarge { what, limit: words };
            return Err(self.fail(Failure::at(position, problem)));
        }
        if self.pos.get() >= self.buf.borrow().len() && !self.refill()? {
            return Ok(0);
        }
        let buf = self.buf.borrow();
        let rest = &buf.as_bytes()[self.pos.get()..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        if let Some(last) = into[..n].last() {
            self.last.set(*last);
        }
        self.pos.set(self.pos.get() + n);
        self.taken.set(self.taken.get() + n as u64);
        Ok(n)
    }
}
