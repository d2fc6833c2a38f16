//! One result in the text of its file: from a number in a report back to the words of the tool.
//!
//! The text is walked again, independent of the reader, and the element that gave the result is
//! handed out as it stands there. Formats are known by their shape here: elements of a list,
//! `runs[].results[]`, test cases.

use std::io::Read;

use quick_xml::{Reader, events::Event};
use serde::de::IgnoredAny;

use super::{
    decode::Text,
    error::{Error, Failure, Problem},
    format::Format,
    window::Window,
};

/// The largest document that is held in memory for this.
const MAX_DOCUMENT: usize = 512 << 20;

/// What was found of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// The text that gave the result.
    Found(String),
    /// The file has only so many.
    Only(u64),
    /// Elements of this format cannot be told apart here.
    NotThisFormat,
}

/// The text of the result with this number, from 1, in the order of the file.
///
/// # Errors
/// When the file cannot be read.
pub fn locate(
    input: impl Read,
    file_name: &str,
    format: Format,
    number: u64,
) -> Result<Located, Error> {
    located(input, format, number).map_err(|failure| Error {
        file: file_name.to_owned(),
        position: failure.position,
        problem: failure.problem,
    })
}

fn located(input: impl Read, format: Format, number: u64) -> Result<Located, Failure> {
    let window = Window::new(Text::new(input)?);
    match format.name() {
        "prowler-ocsf" => element(window, number),
        "sarif" => sarif(&whole(window)?, number),
        "junit" => test_case(&whole(window)?, number),
        _ => Ok(Located::NotThisFormat),
    }
}

fn whole(window: Window<'_>) -> Result<String, Failure> {
    window.whole(MAX_DOCUMENT, Problem::TooLarge { what: "the file", limit: "512 MiB" })
}

/// An element of a list, or of a file with one object a line.
fn element(mut window: Window<'_>, number: u64) -> Result<Located, Failure> {
    let mut seen = 0;
    let mut found = None;
    window.each("an element", |text| {
        let length = value(text)?;
        seen += 1;
        if seen == number {
            found = Some(text[..length].trim().to_owned());
        }
        Ok(length)
    })?;
    Ok(found.map_or(Located::Only(seen), Located::Found))
}

/// The length of the JSON value that a text begins with.
fn value(text: &str) -> serde_json::Result<usize> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    values.next().transpose()?;
    Ok(values.byte_offset())
}

/// A result of any run; those that the tool lists as gone gave none.
fn sarif(text: &str, number: u64) -> Result<Located, Failure> {
    let broken = |error: serde_json::Error| Problem::Json {
        what: "the SARIF document",
        message: error.to_string(),
    };
    let mut seen = 0;
    for run in items(member(text, "runs").map_err(broken)?).map_err(broken)? {
        for result in items(member(run, "results").map_err(broken)?).map_err(broken)? {
            if member(result, "baselineState").map_err(broken)? == "\"absent\"" {
                continue;
            }
            seen += 1;
            if seen == number {
                return Ok(Located::Found(result.to_owned()));
            }
        }
    }
    Ok(Located::Only(seen))
}

/// The text of a member of an object; empty when there is none.
fn member<'t>(text: &'t str, name: &str) -> serde_json::Result<&'t str> {
    let mut rest = text.trim_start().strip_prefix('{').unwrap_or_default().trim_start();
    while rest.starts_with('"') {
        let length = value(rest)?;
        let key: String = serde_json::from_str(&rest[..length])?;
        rest = rest[length..].trim_start().strip_prefix(':').unwrap_or_default().trim_start();
        let length = value(rest)?;
        if key == name {
            return Ok(rest[..length].trim());
        }
        rest = rest[length..].trim_start().strip_prefix(',').unwrap_or_default().trim_start();
    }
    Ok("")
}

/// The texts of a list's elements.
fn items(text: &str) -> serde_json::Result<Vec<&str>> {
    let mut rest = text.trim_start().strip_prefix('[').unwrap_or_default().trim_start();
    let mut all = Vec::new();
    while !rest.is_empty() && !rest.starts_with(']') {
        let length = value(rest)?;
        all.push(rest[..length].trim());
        rest = rest[length..].trim_start().strip_prefix(',').unwrap_or_default().trim_start();
    }
    Ok(all)
}

fn test_case(text: &str, number: u64) -> Result<Located, Failure> {
    let mut reader = Reader::from_str(text);
    let mut seen = 0;
    let mut begun = None;
    loop {
        let before = place(&reader);
        let event = reader.read_event();
        let event = event.map_err(|error| Problem::Xml(error.to_string()))?;
        let from = match event {
            Event::Start(tag) if tag.local_name().as_ref() == "testcase" => {
                begun = Some(before);
                continue;
            }
            Event::Empty(tag) if tag.local_name().as_ref() == "testcase" => before,
            Event::End(tag) if tag.local_name().as_ref() == "testcase" => {
                begun.take().unwrap_or(before)
            }
            Event::Eof => return Ok(Located::Only(seen)),
            _ => continue,
        };
        seen += 1;
        if seen == number {
            let found = text.get(from..place(&reader)).unwrap_or_default();
            return Ok(Located::Found(found.to_owned()));
        }
    }
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(format: &str, text: &str, number: u64) -> Located {
        locate(text.as_bytes(), "f", format.parse().unwrap(), number).unwrap()
    }

    #[test]
    fn a_result_is_found_as_it_stands_in_the_file() {
        let text = "[ {\"a\" : 1},\n  {\"b\":  [2]} ]";
        assert_eq!(found("prowler-ocsf", text, 2), Located::Found("{\"b\":  [2]}".into()));
        assert_eq!(
            found("prowler-ocsf", "{\"a\":1}\n{\"b\":2}\n", 2),
            Located::Found("{\"b\":2}".into())
        );
        assert_eq!(found("prowler-ocsf", text, 3), Located::Only(2));
        let text = r#"{"version": "2.1.0", "runs": [{"tool": {}, "results": [{"ruleId": "a"}]},
            {"results": [{"baselineState": "absent"}, {"ruleId": "b", "x": "]}"}]}]}"#;
        assert_eq!(found("sarif", text, 2), Located::Found(r#"{"ruleId": "b", "x": "]}"}"#.into()));
        assert_eq!(found("sarif", text, 3), Located::Only(2));
        let text = "<testsuite><testcase name='é'/>\n<testcase name='b'><failure>x</failure></testcase></testsuite>";
        let second = "<testcase name='b'><failure>x</failure></testcase>";
        assert_eq!(found("junit", text, 1), Located::Found("<testcase name='é'/>".into()));
        assert_eq!(found("junit", text, 2), Located::Found(second.into()));
        assert_eq!(found("junit", text, 3), Located::Only(2));
    }
}
