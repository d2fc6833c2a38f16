//! YAML as a tree with places, for templates and catalogs. JSON is read as the YAML that it is.
//!
//! Tags such as `!Sub` are passed over, and an alias stays an alias: nothing is ever expanded, so a
//! small file cannot grow.

use saphyr_parser::{Event, Marker, Parser, StrInput};

use crate::source::{FileId, Span};

/// How deeply values may be nested.
const MAX_DEPTH: usize = 64;

/// The most values in one text.
const MAX_VALUES: usize = 1_000_000;

/// A value and where it stands.
#[derive(Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A value.
#[derive(Debug)]
pub enum Value {
    /// A text, a number, a truth value or nothing, as it is written.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys with their values, in the order of the file.
    Map(Vec<(Node, Node)>),
    /// It stands elsewhere in the file.
    Alias,
}

/// What is wrong, and where.
pub type Wrong = (String, Span);

/// Reads the one document of a text.
///
/// # Errors
/// Says what is wrong with the text, and where.
pub fn parse(file: FileId, text: &str) -> Result<Node, Wrong> {
    // What is a tab in YAML's margin is blank space in JSON.
    let spaced = text.trim_start().starts_with('{').then(|| text.replace('\t', " "));
    let text = spaced.as_deref().unwrap_or(text);
    let bytes = if text.is_ascii() {
        None
    } else {
        Some(text.char_indices().map(|(at, _)| at).chain([text.len()]).collect())
    };
    let mut tree = Tree { file, bytes, parser: Parser::new_from_str(text), values: 0 };
    let mut root = None;
    loop {
        let (event, span) = tree.next()?;
        match event {
            Event::StreamEnd => break,
            Event::DocumentStart(_) if root.is_some() => {
                return Err(("the file is one document, and here a second begins".into(), span));
            }
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            event => root = Some(tree.node(event, span, 0)?),
        }
    }
    root.ok_or_else(|| ("the file is empty".to_owned(), Span { file, start: 0, end: 0 }))
}

struct Tree<'t> {
    file: FileId,
    /// The byte at which each character begins, unless all are ASCII.
    bytes: Option<Vec<usize>>,
    parser: Parser<'t, StrInput<'t>>,
    values: usize,
}

impl<'t> Tree<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Wrong> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, self.span(span.start, span.end))),
            Some(Err(error)) => {
                let at = self.span(*error.marker(), *error.marker());
                Err((format!("this is not YAML: {}", error.info()), at))
            }
            None => Ok((Event::StreamEnd, Span { file: self.file, start: 0, end: 0 })),
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Wrong> {
        if depth > MAX_DEPTH {
            return Err((format!("values are nested more than {MAX_DEPTH} deep"), span));
        }
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err((format!("the file holds more than {MAX_VALUES} values"), span));
        }
        let value = match event {
            Event::Scalar(text, ..) => Value::Text(text.into_owned()),
            Event::SequenceStart(..) => {
                let mut list = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    match event {
                        Event::SequenceEnd | Event::StreamEnd => break,
                        event => list.push(self.node(event, span, depth + 1)?),
                    }
                }
                Value::List(list)
            }
            Event::MappingStart(..) => {
                let mut map = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                        break;
                    }
                    let key = self.node(event, span, depth + 1)?;
                    let (event, span) = self.next()?;
                    map.push((key, self.node(event, span, depth + 1)?));
                }
                Value::Map(map)
            }
            _ => Value::Alias,
        };
        Ok(Node { value, span })
    }

    fn span(&self, start: Marker, end: Marker) -> Span {
        let byte = |marker: Marker| {
            let at = marker.index();
            let at = self
                .bytes
                .as_ref()
                .map_or(at, |bytes| bytes.get(at).or(bytes.last()).copied().unwrap_or_default());
            u32::try_from(at).unwrap_or(u32::MAX)
        };
        Span { file: self.file, start: byte(start), end: byte(end).max(byte(start)) }
    }
}

impl Node {
    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(map) = &self.value else { return None };
        map.iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// The entries, if this is a list.
    pub fn list(&self) -> &[Self] {
        match &self.value {
            Value::List(list) => list,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Text(text) => format!("{text:?}"),
            Value::List(list) => format!("{:?}", list.iter().map(shown).collect::<Vec<_>>()),
            Value::Map(map) => {
                let pairs = map.iter().map(|(k, v)| format!("{}={}", shown(k), shown(v)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(" "))
            }
            Value::Alias => "*".into(),
        }
    }

    fn read(text: &str) -> Result<String, String> {
        parse(FileId(0), text).map(|node| shown(&node)).map_err(|(why, _)| why)
    }

    #[test]
    fn tags_are_passed_over_and_aliases_are_not_followed() {
        let text = "a: !Sub '${X}'\nb: &k [1, !Ref Y]\nc: *k\n";
        assert_eq!(read(text).unwrap(), r#"{"a"="${X}" "b"=["\"1\"", "\"Y\""] "c"=*}"#);
    }

    #[test]
    fn json_with_tabs_is_yaml() {
        let text = "{\n\t\"a\": [\"x\\u0041\", 1],\n\t\"b\": {\"c\": null}\n}\n";
        assert_eq!(read(text).unwrap(), r#"{"a"=["\"xA\"", "\"1\""] "b"={"c"="null"}}"#);
    }

    #[test]
    fn places_are_bytes_also_behind_other_scripts() {
        let text = "監査: x\nkey: value\n";
        let node = parse(FileId(0), text).unwrap();
        let value = node.get("key").unwrap();
        assert_eq!(&text[value.span.range()], "value");
    }

    #[test]
    fn what_is_broken_deep_or_twice_is_refused() {
        assert!(read("a: [1, 2").unwrap_err().starts_with("this is not YAML"));
        let nested = |n| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(read(&nested(100)).unwrap_err().contains("deep"));
        assert!(parse(FileId(0), &nested(MAX_DEPTH)).is_ok());
        assert!(read(&nested(50_000)).is_err());
        assert!(read(&"- ".repeat(50_000)).is_err());
        assert!(read("a: 1\n---\nb: 2\n").unwrap_err().contains("second"));
        assert_eq!(read("# nothing\n").unwrap_err(), "the file is empty");
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n";
        assert_eq!(
            read(bomb).unwrap(),
            r#"{"a"=["\"x\"", "\"x\""] "b"=["*", "*"] "c"=["*", "*"]}"#
        );
    }
}
