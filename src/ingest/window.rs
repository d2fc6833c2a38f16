//! JSON elements out of a stream in constant memory.
//!
//! A [`Window`] holds about a mebibyte of text. Each element of a top-level array, or each
//! object of a file with one object a line, is parsed where it lies, so its strings borrow from
//! the window. When an element is cut off by the window's end, the window moves on and the
//! element is tried again: at most one element in a mebibyte is parsed twice, and the whole is
//! about four times as fast as parsing from a reader. Memory is bounded by [`MAX_ELEMENT`].
//!
//! The window insists on the whole document: a missing `]`, anything behind it and a second
//! document are errors.

use super::{
    decode::Text,
    error::{Failure, Position, Problem, quote},
    json,
};

/// The largest element, in bytes; findings have about ten thousand.
const MAX_ELEMENT: usize = 16 << 20;

/// Why an element was not taken.
pub(super) enum Stop {
    /// The parser stopped; at the end of the window it is asked again with more text.
    Json(serde_json::Error),
    /// Something about the element itself.
    Problem(Problem),
}

impl From<serde_json::Error> for Stop {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Text that moves past.
pub(super) struct Window<'r> {
    text: Text<'r>,
    buf: String,
    pos: usize,
    /// What lies before `buf`: bytes, lines, and bytes since the last line began.
    before: (u64, u64, u64),
    ended: bool,
}

impl<'r> Window<'r> {
    pub(super) fn new(text: Text<'r>) -> Self {
        Self { text, buf: String::new(), pos: 0, before: (0, 0, 0), ended: false }
    }

    /// The text that a format can be recognised from: the first mebibyte or so.
    pub(super) fn prefix(&mut self) -> Result<&str, Failure> {
        if self.buf.is_empty() {
            self.more()?;
        }
        Ok(&self.buf)
    }

    /// All that is left, as one text of at most `max` bytes.
    pub(super) fn whole(mut self, max: usize, problem: Problem) -> Result<String, Failure> {
        while !self.ended {
            self.more()?;
            if self.buf.len() > max {
                return Err(problem.into());
            }
        }
        Ok(self.buf)
    }

    /// What was already decoded, and the rest.
    pub(super) fn into_parts(self) -> (String, Text<'r>) {
        (self.buf, self.text)
    }

    /// Reads each element of a top-level array, or each object when the file has one a line, and
    /// says how many there were. `take` parses one element at the start of the text it is given
    /// and returns the element's length; it must change nothing before the element is parsed.
    pub(super) fn each(
        &mut self,
        what: &'static str,
        mut take: impl FnMut(&str) -> Result<usize, Stop>,
    ) -> Result<u64, Failure> {
        match self.peek()? {
            Some(b'[') => {
                self.pos += 1;
                self.array(what, &mut take)
            }
            Some(b'{') => self.lines(what, &mut take),
            _ => {
                let found = self.found();
                Err(self.fail(Problem::Unexpected { expected: "a JSON array or object", found }))
            }
        }
    }

    fn array(
        &mut self,
        what: &'static str,
        take: &mut impl FnMut(&str) -> Result<usize, Stop>,
    ) -> Result<u64, Failure> {
        let mut count = 0;
        let mut closed = self.peek()? == Some(b']');
        while !closed {
            if self.peek()?.is_none() {
                return Err(self.fail(Problem::Truncated { expected: "another element or `]`" }));
            }
            self.element(what, take)?;
            count += 1;
            closed = match self.peek()? {
                Some(b',') => {
                    self.pos += 1;
                    continue;
                }
                Some(b']') => true,
                None => return Err(self.fail(Problem::Truncated { expected: "`,` or `]`" })),
                Some(_) => {
                    let found = self.found();
                    return Err(self.fail(Problem::Unexpected { expected: "`,` or `]`", found }));
                }
            };
        }
        self.pos += 1;
        match self.peek()? {
            None => Ok(count),
            Some(b'[') => Err(self.fail(Problem::Concatenated("[...][...]"))),
            Some(_) => {
                let found = self.found();
                Err(self.fail(Problem::Trailing { found }))
            }
        }
    }

    fn lines(
        &mut self,
        what: &'static str,
        take: &mut impl FnMut(&str) -> Result<usize, Stop>,
    ) -> Result<u64, Failure> {
        let mut count = 0;
        while let Some(byte) = self.peek()? {
            if byte != b'{' {
                let found = self.found();
                return Err(self.fail(Problem::Trailing { found }));
            }
            self.element(what, take)?;
            count += 1;
        }
        Ok(count)
    }

    fn element(
        &mut self,
        what: &'static str,
        take: &mut impl FnMut(&str) -> Result<usize, Stop>,
    ) -> Result<(), Failure> {
        loop {
            match take(&self.buf[self.pos..]) {
                Ok(length) => {
                    self.pos += length;
                    return Ok(());
                }
                Err(Stop::Problem(problem)) => return Err(self.fail(problem)),
                Err(Stop::Json(error)) if error.is_eof() && !self.ended => {
                    if self.buf.len() - self.pos > MAX_ELEMENT {
                        return Err(self.fail(Problem::TooLarge { what, limit: "16 MiB" }));
                    }
                    self.more()?;
                }
                Err(Stop::Json(error)) => {
                    let at = self.pos + offset_of(&self.buf[self.pos..], &error);
                    return Err(Failure::at(self.position(at), json::problem(what, &error)));
                }
            }
        }
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Result<Option<u8>, Failure> {
        loop {
            let rest = &self.buf.as_bytes()[self.pos..];
            let space = |b: &u8| matches!(b, b' ' | b'\n' | b'\r' | b'\t');
            if let Some(skip) = rest.iter().position(|b| !space(b)) {
                self.pos += skip;
                return Ok(Some(rest[skip]));
            }
            self.pos = self.buf.len();
            if self.ended {
                return Ok(None);
            }
            self.more()?;
        }
    }

    /// Forgets what was read and takes in the next piece.
    fn more(&mut self) -> Result<(), Failure> {
        self.before = advance(self.before, &self.buf.as_bytes()[..self.pos]);
        self.buf.drain(..self.pos);
        self.pos = 0;
        self.ended = !self.text.fill(&mut self.buf)?;
        Ok(())
    }

    fn position(&self, at: usize) -> Position {
        position(self.before, &self.buf, at)
    }

    fn fail(&self, problem: Problem) -> Failure {
        Failure::at(self.position(self.pos), problem)
    }

    fn found(&self) -> String {
        match self.buf[self.pos..].lines().next() {
            Some(line) if !line.is_empty() => quote(line),
            _ => "the end of the file".into(),
        }
    }
}

/// The place of a byte in a text that follows `before`.
fn position(before: (u64, u64, u64), text: &str, at: usize) -> Position {
    let at = at.min(text.len());
    let (byte, lines, column) = advance(before, &text.as_bytes()[..at]);
    Position { byte, line_column: Some((lines + 1, column + 1)) }
}

/// The place of `serde_json`'s complaint about a whole text.
pub(super) fn position_of(text: &str, error: &serde_json::Error) -> Position {
    position((0, 0, 0), text, offset_of(text, error))
}

/// Where in a text `serde_json` stopped. It counts lines from 1 and columns in bytes.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1)
}

/// Moves a place (bytes, lines, bytes since the last line began) past a text.
pub(super) fn advance((bytes, lines, column): (u64, u64, u64), text: &[u8]) -> (u64, u64, u64) {
    // Short blocks let the compiler count many bytes at once.
    let newlines = text
        .chunks(192)
        .map(|block| u64::from(block.iter().fold(0_u8, |n, b| n + u8::from(*b == b'\n'))));
    let column = match text.iter().rposition(|b| *b == b'\n') {
        Some(last) => (text.len() - last - 1) as u64,
        None => column + text.len() as u64,
    };
    (bytes + text.len() as u64, lines + newlines.sum::<u64>(), column)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn numbers(text: &str) -> Result<Vec<String>, Failure> {
        #[derive(Deserialize)]
        struct Element {
            n: String,
        }
        let mut seen = Vec::new();
        let mut window = Window::new(Text::new(text.as_bytes())?);
        let count = window.each("an element", |text| {
            let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Element>();
            let Some(element) = stream.next() else { return Ok(0) };
            seen.push(element?.n);
            Ok(stream.byte_offset())
        })?;
        assert_eq!(count, seen.len() as u64);
        Ok(seen)
    }

    #[test]
    fn arrays_and_lines_give_the_same_elements() {
        for text in [
            r#"[{"n":"a"},{"n":"b"}]"#,
            " [ {\"n\": \"a\"}\n,\n{\"n\":\"b\"} ] \n",
            "{\"n\":\"a\"}\n{\"n\":\"b\"}\n",
            r#"{"n":"a"}{"n":"b"}"#,
        ] {
            assert_eq!(numbers(text).unwrap(), ["a", "b"], "{text}");
        }
        assert!(numbers("[]").unwrap().is_empty());
    }

    #[test]
    fn elements_may_cross_the_window_in_any_place() {
        let long = "x".repeat(300_000);
        for shift in 0..8 {
            let element = format!("{{\"n\":\"{long}\"}}");
            let text = format!("[{}{}]", " ".repeat(shift), vec![element; 12].join(",\n"));
            assert_eq!(numbers(&text).unwrap().len(), 12);
        }
    }

    #[test]
    fn the_whole_document_is_insisted_on() {
        let problem = |text: &str| numbers(text).unwrap_err().problem;
        assert!(matches!(problem(r#"[{"n":"a"}"#), Problem::Truncated { .. }));
        assert!(matches!(problem(r#"[{"n":"a"},"#), Problem::Truncated { .. }));
        assert!(matches!(problem(r#"[{"n":"a""#), Problem::Truncated { .. }));
        assert!(matches!(problem(r#"[{"n":"a"},]"#), Problem::Json { .. } | Problem::Shape { .. }));
        assert!(matches!(problem(r#"[{"n":"a"}{"n":"b"}]"#), Problem::Unexpected { .. }));
        assert!(matches!(problem(r#"[{"n":"a"}][{"n":"b"}]"#), Problem::Concatenated(_)));
        assert!(matches!(problem(r#"[{"n":"a"}] done"#), Problem::Trailing { .. }));
        assert!(matches!(problem("{\"n\":\"a\"}\nbye"), Problem::Trailing { .. }));
        assert!(matches!(problem("7"), Problem::Unexpected { .. }));
    }

    #[test]
    fn an_endless_element_is_refused() {
        let text = format!("[{{\"n\":\"{}", "x".repeat(20 << 20));
        let failure = numbers(&text).unwrap_err();
        assert!(matches!(failure.problem, Problem::TooLarge { .. }));
    }

    #[test]
    fn places_are_counted_over_the_whole_file() {
        let good = "{\"n\":\"a\"}\n".repeat(300_000);
        let failure = numbers(&format!("{good}  {{\"n\": 7}}")).unwrap_err();
        let position = failure.position.unwrap();
        let (line, column) = position.line_column.unwrap();
        assert_eq!(line, 300_001);
        assert!((8..=10).contains(&column), "{column}");
        assert_eq!(position.byte, good.len() as u64 + column - 1);
    }
}
