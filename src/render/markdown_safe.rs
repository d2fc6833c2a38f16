//! Markdown that people wrote, as HTML that cannot do anything.
//!
//! Raw HTML becomes text, links keep only `https:`, `mailto:` and relative targets, images are
//! shown as their text unless they are `data:` images, and headings lose their attributes. What
//! is longer than [`MAX_LEN`] is cut, and says so.

use std::fmt::Write as _;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

use crate::diag::safe_text;

/// The longest text that is rendered, in bytes.
pub const MAX_LEN: usize = 64 * 1024;

/// Renders Markdown as safe HTML.
pub fn to_html(text: &str) -> String {
    let (text, cut) = capped(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut open = Vec::new();
    let events = Parser::new_ext(text, options).filter_map(|event| harmless(event, &mut open));
    let mut html = String::new();
    push_html(&mut html, events);
    if cut > 0 {
        let _ = writeln!(html, "<p>{cut} more bytes are left out here.</p>");
    }
    // Here, since Markdown can spell any character as a number.
    safe_text(&html).into_owned()
}

fn capped(text: &str) -> (&str, usize) {
    let end = text.floor_char_boundary(MAX_LEN);
    (text.get(..end).unwrap_or_default(), text.len() - end)
}

/// The event without anything that acts; `open` remembers for each open link or image whether
/// its tag was kept.
fn harmless<'a>(event: Event<'a>, open: &mut Vec<bool>) -> Option<Event<'a>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level, id: None, classes: vec![], attrs: vec![] }))
        }
        Event::Start(Tag::Link { ref dest_url, .. }) => keep(is_safe_link(dest_url), event, open),
        Event::Start(Tag::Image { ref dest_url, .. }) => keep(is_data_image(dest_url), event, open),
        Event::End(TagEnd::Link | TagEnd::Image) => open.pop().unwrap_or(false).then_some(event),
        event => Some(event),
    }
}

fn keep<'a>(is_kept: bool, event: Event<'a>, open: &mut Vec<bool>) -> Option<Event<'a>> {
    open.push(is_kept);
    is_kept.then_some(event)
}

/// Whether a link may stay: `https:`, `mailto:`, or a relative target without any scheme.
fn is_safe_link(url: &CowStr<'_>) -> bool {
    if url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return false;
    }
    match url.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => {
            ["https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        }
        _ => !url.starts_with("//"),
    }
}

fn is_data_image(url: &CowStr<'_>) -> bool {
    ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,"]
        .iter()
        .any(|prefix| url.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that Markdown offers to somebody who wants to do harm.
    const VECTORS: [&str; 24] = [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<!-- --><script>alert(1)</script>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php alert(1) ?>",
        "<style>*{background:url(//evil)}</style>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java&#115;cript:alert(1))",
        "[a](javascript&colon;alert(1))",
        "[a](vbscript:x)",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](//evil.example/x)",
        "[a](\\\\evil.example\\x)",
        "[a](http://evil.example)",
        "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        "![x](https://evil.example/pixel.png)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "# h {onclick=alert(1)}",
        "# h {#id .class onclick=alert(1)}",
        "[a](https://x \"' onclick=alert(1) '\")",
    ];

    #[test]
    fn nothing_in_markdown_can_act() {
        for vector in VECTORS {
            let html = to_html(vector);
            for tag in html.split('<').skip(1) {
                let tag = tag.split('>').next().unwrap_or_default().to_ascii_lowercase();
                let name: String = tag
                    .trim_start_matches('/')
                    .chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect();
                assert!(["p", "a", "h1"].contains(&name.as_str()), "{vector} gives {html}");
                for bad in ["javascript", "vbscript", "data:", "//evil", "http:"] {
                    assert!(!tag.contains(bad), "{vector} gives {html}");
                }
                assert!(!tag.contains(" on") || tag.contains("title=\""), "{vector} gives {html}");
            }
        }
    }

    #[test]
    fn what_is_harmless_stays() {
        let html = to_html("**b** `c` [d](https://e.example) [f](../g.md#h)");
        assert!(html.contains("<a href=\"https://e.example\">d</a>"), "{html}");
        assert!(html.contains("<a href=\"../g.md#h\">f</a>"), "{html}");
    }

    #[test]
    fn a_text_that_grows_is_capped() {
        for pattern in ["[^1]: ", "> ", "*a ", "[[", "![", "`", "<", "- "] {
            let html = to_html(&pattern.repeat(1_000_000 / pattern.len()));
            assert!(html.len() < 32 * MAX_LEN, "{pattern:?} gives {} bytes", html.len());
            assert!(html.contains("left out here"), "{pattern:?}");
        }
    }
}
