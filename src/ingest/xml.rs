//! XML in constant memory: its elements and texts in file order, with limits on everything.
//!
//! No document type is accepted, so no entity is ever defined or fetched; the five predefined ones
//! and character references are resolved (XML 1.0, 4.6 and 4.1).

use std::io::{self, BufRead, Read};

use quick_xml::{
    XmlVersion,
    events::{BytesDecl, BytesRef, BytesStart, Event},
};

use super::{
    decode::Text,
    error::{Failure, Position, Problem, quote},
    window::{Window, advance},
};

/// The largest tag or run of text, in bytes.
const MAX_PIECE: u64 = 16 << 20;
/// The most elements that are accepted.
const MAX_ELEMENTS: u64 = 8_000_000;

/// What a reader makes of a document.
pub(super) trait Markup {
    /// Two documents one behind the other, for the message that refuses them.
    const TWICE: &'static str;
    /// The deepest nesting that is accepted.
    const MAX_DEPTH: u32;

    /// An element begins.
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Problem>;

    /// The element that began last, of those that have not ended, ends.
    fn end(&mut self) -> Result<(), Problem>;

    /// Text stands in that element; one text may come in several pieces.
    fn text(&mut self, text: &str) -> Result<(), Problem>;

    /// The document was whole.
    fn finish(&mut self) -> Result<(), Problem>;
}

/// Reads the whole document.
pub(super) fn read(window: Window<'_>, markup: &mut impl Markup) -> Result<(), Failure> {
    let (prefix, text) = window.into_parts();
    let mut reader = quick_xml::Reader::from_reader(XmlText::new(prefix, text));
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk { depth: 0, elements: 0, encoding: None, markup };
    let mut buf = Vec::new();
    loop {
        buf.clear();
        reader.get_mut().begin_piece();
        let step = match reader.read_event_into(&mut buf) {
            Ok(Event::Eof) => break,
            Ok(event) => walk.event(&event),
            Err(error) => match reader.get_mut().take_failure() {
                Some(failure) => return Err(failure),
                None => Err(problem(&error)),
            },
        };
        step.map_err(|problem| Failure::at(reader.get_ref().position(), problem))?;
    }
    let text = reader.get_ref();
    walk.finish(text.ascii).map_err(|problem| Failure::at(text.position(), problem))
}

/// The value of an attribute by its local name; of several, in different namespaces, one without a
/// prefix if there is one, else the last. A duplicate or malformed attribute anywhere in the tag is an
/// error.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Problem> {
    let (mut found, mut is_plain) = (None, false);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| problem(&error.into()))?;
        if attribute.key.local_name().as_ref() == name && !is_plain {
            is_plain = attribute.key.prefix().is_none();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            found = Some(value.map_err(|error| problem(&error))?.into_owned());
        }
    }
    Ok(found)
}

fn problem(error: &quick_xml::Error) -> Problem {
    match error {
        quick_xml::Error::Syntax(_) => Problem::Truncated { expected: "the end of a tag" },
        other => Problem::Xml(other.to_string().chars().take(200).collect()),
    }
}

/// Where the reading stands.
struct Walk<'m, M> {
    depth: u32,
    elements: u64,
    /// The declared encoding, if it is one that is not read.
    encoding: Option<String>,
    markup: &'m mut M,
}

impl<M: Markup> Walk<'_, M> {
    fn event(&mut self, event: &Event<'_>) -> Result<(), Problem> {
        match event {
            Event::Start(element) | Event::Empty(element) => self.start(element),
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.markup.end()
            }
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.reference(reference),
            Event::DocType(_) => Err(Problem::Dtd),
            Event::Decl(declaration) => {
                self.encoding = foreign(declaration);
                Ok(())
            }
            Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Problem> {
        if self.depth == 0 && self.elements > 0 {
            return Err(Problem::Concatenated(M::TWICE));
        }
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(Problem::TooLarge { what: "the file", limit: "8,000,000 elements" });
        }
        if self.depth >= M::MAX_DEPTH {
            return Err(Problem::TooDeep { what: "the XML", limit: M::MAX_DEPTH });
        }
        self.depth += 1;
        self.markup.start(element)
    }

    fn text(&mut self, text: &str) -> Result<(), Problem> {
        if self.depth > 0 {
            return self.markup.text(text);
        }
        let found = quote(text.trim());
        match self.elements {
            _ if text.trim().is_empty() => Ok(()),
            0 => Err(Problem::Unexpected { expected: "XML", found }),
            _ => Err(Problem::Trailing { found }),
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Problem> {
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.text(c.encode_utf8(&mut [0; 4])),
            Ok(None) => match quick_xml::escape::resolve_predefined_entity(reference) {
                Some(text) => self.text(text),
                None => Err(Problem::Xml(format!("unknown entity {}", quote(reference)))),
            },
            Err(error) => Err(problem(&error)),
        }
    }

    fn finish(&mut self, ascii: bool) -> Result<(), Problem> {
        if self.depth > 0 {
            return Err(Problem::Truncated { expected: "the end of an element" });
        }
        if self.elements == 0 {
            return Err(Problem::Truncated { expected: "an element" });
        }
        match self.encoding.take().filter(|_| !ascii) {
            Some(encoding) => Err(Problem::XmlEncoding(encoding)),
            None => self.markup.finish(),
        }
    }
}

/// A declared encoding that is none of those that are read.
fn foreign(declaration: &BytesDecl<'_>) -> Option<String> {
    let encoding = declaration.encoding()?.ok()?;
    let known = ["utf-8", "utf8", "utf-16", "us-ascii", "ascii"];
    let known = known.iter().any(|name| encoding.eq_ignore_ascii_case(name));
    (!known).then(|| encoding.into_owned())
}

/// Text for `quick_xml`, which asks for an [`io::BufRead`]. What goes wrong is kept here, because
/// an [`io::Error`] cannot carry it.
struct XmlText<'r> {
    text: Text<'r>,
    buf: String,
    pos: usize,
    place: (u64, u64, u64),
    piece_began: u64,
    failure: Option<Failure>,
    /// Whether all text so far is ASCII.
    ascii: bool,
}

impl<'r> XmlText<'r> {
    /// Continues a text whose first piece was already taken.
    fn new(buf: String, text: Text<'r>) -> Self {
        let ascii = buf.is_ascii();
        Self { text, buf, pos: 0, place: (0, 0, 0), piece_began: 0, failure: None, ascii }
    }

    /// Says that a new piece of markup begins here.
    fn begin_piece(&mut self) {
        self.piece_began = self.place.0;
    }

    /// What went wrong below the parser, if that is why it failed.
    fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// How far the parser has come.
    fn position(&self) -> Position {
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
