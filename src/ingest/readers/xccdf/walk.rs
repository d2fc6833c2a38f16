//! A walk over the elements of an XCCDF document: where it stands, and the text of those asked for.

use quick_xml::events::BytesStart;

use crate::ingest::{
    error::{Failure, Problem},
    window::Window,
    xml::{self, Markup},
};

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
    xml::read(window, &mut Walk { path: Vec::new(), wanted: None, visitor })
}

struct Walk<'v, V> {
    path: Vec<String>,
    /// The depth of the element whose text is wanted, and its text so far.
    wanted: Option<(usize, String)>,
    visitor: &'v mut V,
}

impl<V: Visitor> Markup for Walk<'_, V> {
    const TWICE: &'static str = "<Benchmark/><Benchmark/>";
    const MAX_DEPTH: u32 = 200;

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Problem> {
        // Malformed and repeated attributes are refused wherever they stand.
        xml::attribute(element, "")?;
        if self.visitor.start(&self.path, element)? {
            self.wanted = Some((self.path.len() + 1, String::new()));
        }
        self.path.push(element.local_name().as_ref().to_owned());
        Ok(())
    }

    fn end(&mut self) -> Result<(), Problem> {
        let here = self.path.len();
        let Some(name) = self.path.pop() else { return Ok(()) };
        let text = self.wanted.take_if(|(depth, _)| *depth == here).map(|(_, text)| text);
        self.visitor.end(&self.path, &name, text.as_deref().map(str::trim))
    }

    fn text(&mut self, text: &str) -> Result<(), Problem> {
        // Text inside a nested element (a `sub`, some HTML) belongs to the element asked for.
        if let Some((_, kept)) = &mut self.wanted {
            let room = MAX_TEXT.saturating_sub(kept.len());
            kept.push_str(&text[..text.floor_char_boundary(room)]);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Problem> {
        Ok(())
    }
}

/// The value of an attribute by its local name; empty when it is not there.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Result<String, Problem> {
    Ok(xml::attribute(element, name)?.unwrap_or_default())
}
