//! Markdown: a report for pull requests and wikis.
//!
//! What people and scanners wrote is escaped so that it stays text: no markup, no link, no
//! mention, no table border, no fence of its own. Templates are compiled in, and whatever they
//! print goes through [`escape`]; none can ask for less. What `t` makes of a text of ours is written
//! as it is: its values went through [`escape`] before.

use std::fmt::Write as _;

use minijinja::{
    Environment, Output, State, UndefinedBehavior, Value, context, syntax::SyntaxConfig,
    value::Serde,
};
use serde::Serialize;

use super::{Error, translated};
use crate::{
    diag::safe::is_unsafe,
    report::{Frame, Matrix, ProgramReport, SprintReport},
};

/// The compiled-in templates.
pub(in crate::render) const TEMPLATES: [(&str, &str); 16] = [
    ("audit.md", include_str!("../../reports/templates/audit.md")),
    ("audit_period.md", include_str!("../../reports/templates/audit_period.md")),
    ("evidence.md", include_str!("../../reports/templates/evidence.md")),
    ("frame.md", include_str!("../../reports/templates/frame.md")),
    ("matrix.md", include_str!("../../reports/templates/matrix.md")),
    ("plan.md", include_str!("../../reports/templates/plan.md")),
    ("program.md", include_str!("../../reports/templates/program.md")),
    ("review.md", include_str!("../../reports/templates/review.md")),
    ("roadmap.md", include_str!("../../reports/templates/roadmap.md")),
    ("results.md", include_str!("../../reports/templates/results.md")),
    ("responsibility.md", include_str!("../../reports/templates/responsibility.md")),
    ("risks.md", include_str!("../../reports/templates/risks.md")),
    ("trace.md", include_str!("../../reports/templates/trace.md")),
    ("traceability.md", include_str!("../../reports/templates/traceability.md")),
    ("soa.md", include_str!("../../reports/templates/soa.md")),
    ("sprint.md", include_str!("../../reports/templates/sprint.md")),
];

/// The program on one page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn program(view: &ProgramReport) -> Result<String, Error> {
    page("program.md", &view.frame, view)
}

/// One sprint.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn sprint(view: &SprintReport) -> Result<String, Error> {
    page("sprint.md", &view.frame, view)
}

/// A sprint in a few lines, for a pull request or a chat.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn review(view: &SprintReport) -> Result<String, Error> {
    page("review.md", &view.frame, view)
}

/// The encryption or the logging matrix.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn matrix(view: &Matrix) -> Result<String, Error> {
    page("matrix.md", &view.frame, view)
}

/// Renders one of the compiled-in templates; it sees the view as `view`, the frame as `frame`.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn page<V: Serialize>(template: &str, frame: &Frame, view: &V) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_formatter(escaping);
    environment.remove_filter("safe");
    translated::add(&mut environment, frame.lang);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    let context = context! { frame => Serde(frame), view => Serde(view) };
    Ok(environment.get_template(template)?.render(context)?)
}

/// Writes a value as text that stays text.
fn escaping(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    if value.is_undefined() {
        return minijinja::escape_formatter(out, state, value);
    }
    if value.is_none() {
        return Ok(());
    }
    // A text of ours whose values came through here.
    if let Some(text) = value.as_str().filter(|_| value.is_safe()) {
        return out.write_str(text).map_err(minijinja::Error::from);
    }
    out.write_str(&escape(&value.to_string())).map_err(minijinja::Error::from)
}

/// Text that stays text wherever a line of Markdown, a list item or a table cell holds it.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let text = text.trim_start();
    let marker = text.trim_start_matches(|c: char| c.is_ascii_digit());
    // `1.` or `1)` at the start would begin a list.
    let number =
        if marker.starts_with(['.', ')']) { text.len() - marker.len() } else { usize::MAX };
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '\n' | '\r' | '\t' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // Forges make a mention, a link or a picture of these on their own.
            '@' => escaped.push_str("&#64;"),
            ':' if rest.starts_with('/') => {
                escaped.push_str("&#58;");
            }
            '.' if escaped.to_ascii_lowercase().ends_with("www") => escaped.push_str("&#46;"),
            '-' | '+' if at == 0 => escape_one(&mut escaped, c),
            '.' | ')' if at == number => escape_one(&mut escaped, c),
            // At the end of a heading, braces hold attributes for some: `{onclick=…}`.
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' | '=' | '{' | '}' => {
                escape_one(&mut escaped, c);
            }
            c if is_unsafe(c) => {
                let _ = write!(escaped, "U+{:04X}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

fn escape_one(escaped: &mut String, c: char) {
    escaped.push('\\');
    escaped.push(c);
}

/// A fence that nothing in the text can close.
pub fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest.max(2) + 1);
    format!("{ticks}\n{}\n{ticks}\n", text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("a\n````\nb"), "`````\na\n````\nb\n`````\n");
    }

    #[test]
    fn no_text_gives_a_heading_attributes() {
        for hostile in ["h {onclick=alert(1)}", "h {#id .c}", "{a", "h {% raw %}", "h \\{x=y}"] {
            let page = format!("# {}\n", escape(hostile));
            let mut html = String::new();
            let parser = pulldown_cmark::Parser::new_ext(&page, pulldown_cmark::Options::all());
            pulldown_cmark::html::push_html(&mut html, parser);
            assert_eq!(html, format!("<h1>{hostile}</h1>\n"));
        }
    }

    #[test]
    fn text_stays_text() {
        let hostile = "<b> [x](javascript:1) ![i](h) | `c` **d** @me https://e\n# h\u{202e}";
        let escaped = escape(hostile);
        let events: Vec<_> = pulldown_cmark::Parser::new(&escaped).collect();
        let all_text = events.iter().all(|event| {
            use pulldown_cmark::{Event, Tag, TagEnd};
            matches!(
                event,
                Event::Text(_) | Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            )
        });
        assert!(all_text, "{escaped} gives {events:?}");
    }
}
