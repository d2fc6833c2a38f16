//! A JUnit report: one test case a finding, and one for the gate itself, so that a report without
//! findings still says that something was looked at.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::diag::{Line, Outcome, Verdict, safe_line};

/// The name of the suite, and of the class of the gate's own case.
const SUITE: &str = "storyproof check";

/// The report. A warning, and what was known at the baseline, is a skipped case with its words.
///
/// # Errors
/// Fails only if memory for the text cannot be had.
pub fn junit(outcome: &Outcome<'_>) -> std::io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let gate_fails = usize::from(outcome.verdict != Verdict::Passed);
    let failures = outcome.lines.iter().filter(|line| line.fails()).count();
    let [tests, failed, skipped] =
        [outcome.lines.len() + 1, failures + gate_fails, outcome.lines.len() - failures]
            .map(|count| count.to_string());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let counts = [
        ("name", SUITE),
        ("tests", tests.as_str()),
        ("failures", failed.as_str()),
        ("errors", "0"),
        ("skipped", skipped.as_str()),
    ];
    writer.create_element("testsuites").write_inner_content(|writer| {
        let suite = writer.create_element("testsuite").with_attributes(counts);
        suite.write_inner_content(|writer| {
            gate(writer, outcome)?;
            outcome.lines.iter().try_for_each(|line| case(writer, line))
        })?;
        Ok(())
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(std::io::Error::other)
}

type Out<'w> = &'w mut Writer<Vec<u8>>;

fn gate(writer: Out<'_>, outcome: &Outcome<'_>) -> std::io::Result<()> {
    let headline = plain(&outcome.headline());
    let case =
        writer.create_element("testcase").with_attributes([("classname", SUITE), ("name", "gate")]);
    if outcome.verdict == Verdict::Passed {
        case.write_inner_content(|writer| {
            writer.create_element("system-out").write_text_content(BytesText::new(&headline))?;
            Ok(())
        })?;
    } else {
        case.write_inner_content(|writer| {
            let failure = writer.create_element("failure");
            failure.with_attribute(("message", headline.as_str())).write_empty()?;
            Ok(())
        })?;
    }
    Ok(())
}

fn case(writer: Out<'_>, line: &Line<'_>) -> std::io::Result<()> {
    let (path, at) = (plain(&line.path), line.start.line.to_string());
    let message = plain(&if line.fails() {
        line.sentence()
    } else {
        format!("{}: {}", line.noun(), line.sentence())
    });
    let title = plain(line.title);
    let case = writer.create_element("testcase").with_attributes([
        ("classname", line.rule.code),
        ("name", title.as_str()),
        ("file", path.as_str()),
        ("line", at.as_str()),
    ]);
    case.write_inner_content(|writer| {
        let said = writer.create_element(if line.fails() { "failure" } else { "skipped" });
        let said = said.with_attribute(("message", message.as_str()));
        match line.help {
            Some(help) if line.fails() => {
                let text = format!("{}:{at}: {}", path, plain(help));
                said.write_text_content(BytesText::new(&text))?;
            }
            _ => _ = said.write_empty()?,
        }
        Ok(())
    })?;
    Ok(())
}

/// Text on one line without characters that XML cannot hold.
fn plain(text: &str) -> String {
    safe_line(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
