//! The part of a file that a finding shows, safe to print.
//!
//! Only the lines around the labels are given to the renderer, so that a finding in a file of
//! four megabytes costs no more than one in a small file. Lines are cut when they are very long,
//! and unsafe characters become visible; every span is moved along.

use std::ops::Range;

use crate::{
    diag::safe::{is_unsafe, push_safe},
    source::SourceFile,
};

/// The longest piece of one line that is shown, in bytes.
const MAX_LINE: usize = 400;

/// A window into a file.
pub(super) struct Window {
    /// The text of the lines.
    pub(super) text: String,
    /// The number of the first line.
    pub(super) first_line: usize,
    /// Where each byte offset that was asked for has gone, in the order of the request.
    pub(super) spans: Vec<Range<usize>>,
}

/// The lines from the first to the last of the spans.
pub(super) fn window(file: &SourceFile, spans: &[Range<usize>]) -> Window {
    let text = file.text.as_str();
    let first = spans.iter().map(|span| span.start).min().unwrap_or(0).min(text.len());
    let last = spans.iter().map(|span| span.end).max().unwrap_or(0).clamp(first, text.len());
    let start = text.as_bytes()[..first].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let end = text.as_bytes()[last..].iter().position(|b| *b == b'\n');
    let end = end.map_or(text.len(), |at| last + at);
    let mut writer = Writer { text: String::new(), moved: Vec::new(), spans };
    for line in text[start..end].split_inclusive('\n') {
        let at = line.as_ptr() as usize - text.as_ptr() as usize;
        writer.line(at, line);
    }
    writer.moved.push((end, writer.text.len()));
    Window {
        first_line: file.place(start).line,
        spans: spans.iter().map(|span| writer.span(span)).collect(),
        text: writer.text,
    }
}

struct Writer<'s> {
    text: String,
    /// Pairs of byte offsets, before and after, in order.
    moved: Vec<(usize, usize)>,
    spans: &'s [Range<usize>],
}

impl Writer<'_> {
    fn line(&mut self, at: usize, line: &str) {
        self.moved.push((at, self.text.len()));
        let body = line.strip_suffix('\n').unwrap_or(line);
        let body = body.strip_suffix('\r').unwrap_or(body);
        let shown = self.shown(at, body);
        if shown.start > 0 {
            self.text.push('…');
            self.moved.push((at + shown.start, self.text.len()));
        }
        for (offset, c) in body[shown.clone()].char_indices() {
            let is_mark = c == '\u{feff}' && at + offset == 0;
            if is_unsafe(c) {
                if !is_mark {
                    push_safe(&mut self.text, c);
                }
                self.moved.push((at + shown.start + offset + c.len_utf8(), self.text.len()));
            } else {
                self.text.push(c);
            }
        }
        if shown.end < body.len() {
            self.moved.push((at + shown.end, self.text.len()));
            self.text.push('…');
        }
        if line.ends_with('\n') {
            self.moved.push((at + body.len(), self.text.len()));
            self.text.push('\n');
        }
    }

    /// The piece of a line that is shown: all of it, or what surrounds the first label in it.
    fn shown(&self, at: usize, body: &str) -> Range<usize> {
        if body.len() <= MAX_LINE {
            return 0..body.len();
        }
        let inside = self.spans.iter().map(|span| span.start);
        let inside = inside.filter(|start| (at..=at + body.len()).contains(start));
        let label = inside.min().map_or(0, |start| start - at);
        let mut start = label.saturating_sub(MAX_LINE / 4);
        let mut end = (start + MAX_LINE).min(body.len());
        while !body.is_char_boundary(start) {
            start -= 1;
        }
        while !body.is_char_boundary(end) {
            end -= 1;
        }
        start..end
    }

    fn span(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.offset(span.start);
        start..self.offset(span.end).max(start)
    }

    fn offset(&self, byte: usize) -> usize {
        let at = self.moved.partition_point(|(before, _)| *before <= byte);
        let (before, after) = self.moved.get(at.wrapping_sub(1)).copied().unwrap_or((0, 0));
        let limit = self.moved.get(at).map_or(self.text.len(), |(_, after)| *after);
        let mut moved = (after + byte.saturating_sub(before)).min(limit).min(self.text.len());
        while !self.text.is_char_boundary(moved) {
            moved -= 1;
        }
        moved
    }
}
