//! A walk over XML in constant memory: where it stands, and the text of the elements asked for.

use quick_xml::{
    XmlVersion,
    events::{BytesStart, Event},
};

use crate::ingest::{
    error::{Failure, Problem, quote},
    window::Window,
    xml::XmlText,
};

/// The deepest nesting and the most elements that are accepted.
const MAX_DEPTH: u32 = 200;
const MAX_ELEMENTS: u64 = 8_000_000;
/// How much text of one element is kept.
const MAX_TEXT: usize = 8192;

/// What looks at the elements.
pub(super) trait Visitor {
    /// An element begins; `path` are the local names of those around it, outermost first. True
    /// when its own text is wanted.
    fn start(&mut self, path: &[String], element: &BytesStart<'_>) -> Result<bool, Problem>;

    /// An element ends, with its text if that was wanted.
    fn end(&mut self, path: &[String], name: &str, text: Option<&str>) -> Result<(), Problem>;
}

/// Walks over the whole document.
pub(super) fn walk(window: Window<'_>, visitor: &mut impl Visitor) -> Result<(), Failure> {
    let (prefix, text) = window.into_parts();
    let mut reader = quick_xml::Reader::from_reader(XmlText::new(prefix, text));
    reader.config_mut().expand_empty_elements = true;
    let mut walk =
        Walk { path: Vec::new(), wanted: None, rooted: false, elements: 0, encoding: None };
    let mut buf = Vec::new();
    loop {
        buf.clear();
        reader.get_mut().begin_piece();
        let step = match reader.read_event_into(&mut buf) {
            Ok(Event::Eof) => break,
            Ok(event) => walk.event(&event, visitor),
            Err(error) => match reader.get_mut().take_failure() {
                Some(failure) => return Err(failure),
                None => Err(xml_problem(&error)),
            },
        };
        step.map_err(|problem| Failure::at(reader.get_ref().position(), problem))?;
    }
    let text = reader.get_ref();
    walk.finish(text.ascii).map_err(|problem| Failure::at(text.position(), problem))
}

struct Walk {
    path: Vec<String>,
    /// The depth of the element whose text is wanted, and its text so far.
    wanted: Option<(usize, String)>,
    rooted: bool,
    elements: u64,
    encoding: Option<String>,
}

impl Walk {
    fn event(&mut self, event: &Event<'_>, visitor: &mut impl Visitor) -> Result<(), Problem> {
        match event {
            Event::Start(element) | Event::Empty(element) => self.start(element, visitor),
            Event::End(_) => self.end(visitor),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => self.text(c.encode_utf8(&mut [0; 4])),
                Ok(None) => match quick_xml::escape::resolve_predefined_entity(reference) {
                    Some(text) => self.text(text),
                    None => Err(Problem::Xml(format!("unknown entity {}", quote(reference)))),
                },
                Err(error) => Err(xml_problem(&error)),
            },
            Event::DocType(_) => Err(Problem::Dtd),
            Event::Decl(declaration) => {
                if let Some(Ok(encoding)) = declaration.encoding() {
                    let known = ["utf-8", "utf8", "utf-16", "us-ascii", "ascii"];
                    let known = known.iter().any(|name| encoding.eq_ignore_ascii_case(name));
                    self.encoding = (!known).then(|| encoding.into_owned());
                }
                Ok(())
            }
            Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(
        &mut self,
        element: &BytesStart<'_>,
        visitor: &mut impl Visitor,
    ) -> Result<(), Problem> {
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(Problem::TooLarge { what: "the file", limit: "8,000,000 elements" });
        }
        if self.path.len() >= MAX_DEPTH as usize {
            return Err(Problem::TooDeep { what: "the XML", limit: MAX_DEPTH });
        }
        if self.path.is_empty() && self.rooted {
            return Err(Problem::Concatenated("<Benchmark/><Benchmark/>"));
        }
        self.rooted = true;
        // Malformed and repeated attributes are refused wherever they stand.
        for attribute in element.attributes() {
            attribute.map_err(|error| xml_problem(&error.into()))?;
        }
        if visitor.start(&self.path, element)? {
            self.wanted = Some((self.path.len() + 1, String::new()));
        }
        self.path.push(element.local_name().as_ref().to_owned());
        Ok(())
    }

    fn end(&mut self, visitor: &mut impl Visitor) -> Result<(), Problem> {
        let here = self.path.len();
        let Some(name) = self.path.pop() else { return Ok(()) };
        let text = self.wanted.take_if(|(depth, _)| *depth == here).map(|(_, text)| text);
        visitor.end(&self.path, &name, text.as_deref().map(str::trim))
    }

    fn text(&mut self, text: &str) -> Result<(), Problem> {
        if self.path.is_empty() {
            let found = quote(text.trim());
            return match self.rooted {
                _ if text.trim().is_empty() => Ok(()),
                true => Err(Problem::Trailing { found }),
                false => Err(Problem::Unexpected { expected: "XML", found }),
            };
        }
        // Text inside a nested element (a `sub`, some HTML) belongs to the element asked for.
        if let Some((_, kept)) = &mut self.wanted {
            let room = MAX_TEXT.saturating_sub(kept.len());
            kept.push_str(&text[..text.floor_char_boundary(room)]);
        }
        Ok(())
    }

    fn finish(self, ascii: bool) -> Result<(), Problem> {
        if !self.path.is_empty() {
            return Err(Problem::Truncated { expected: "the end of an element" });
        }
        if !self.rooted {
            return Err(Problem::Truncated { expected: "an element" });
        }
        match self.encoding.filter(|_| !ascii) {
            Some(encoding) => Err(Problem::XmlEncoding(encoding)),
            None => Ok(()),
        }
    }
}

fn xml_problem(error: &quick_xml::Error) -> Problem {
    match error {
        quick_xml::Error::Syntax(_) => Problem::Truncated { expected: "the end of a tag" },
        other => Problem::Xml(other.to_string().chars().take(200).collect()),
    }
}

/// The value of an attribute by its local name; empty when it is not there.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<String, Problem> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| xml_problem(&error.into()))?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return Ok(value.map_err(|error| xml_problem(&error))?.into_owned());
        }
    }
    Ok(String::new())
}
