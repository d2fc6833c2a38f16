//! Pages that are served live: those that only exist there, and what is added to the reports.

use super::{Error, html};
use crate::report::{
    lang::{Lang, say},
    served::{Home, ListPage, RecordPage, Trouble},
};

/// How a slash is written in markup.
const SLASH: &str = "&#x2f;";

/// The entrance.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn home(view: &Home) -> Result<String, Error> {
    html::page("served_home.html", &view.frame, view)
}

/// One record.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn record(view: &RecordPage) -> Result<String, Error> {
    html::page("served_record.html", &view.frame, view)
}

/// A list of records.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn list(view: &ListPage) -> Result<String, Error> {
    html::page("served_list.html", &view.frame, view)
}

/// What stands in the way.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn trouble(view: &Trouble) -> Result<String, Error> {
    html::page("served_trouble.html", &view.frame, view)
}

/// The content security policy that a page of ours states, to be sent as a header as well.
pub fn policy(page: &str) -> Option<&str> {
    let begins = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
    let start = page.find(begins)? + begins.len();
    page.get(start..)?.split('"').next()
}

/// Leads from the rows of a report to the pages of the records that they are about: `known` says
/// which page a record of a kind and an id has. A row is known by its anchor, `id="story:IAM-01"`;
/// what people wrote cannot look like one, because a quotation mark of theirs is escaped.
pub fn with_links(page: &str, lang: Lang, known: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 8);
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(" id=\"") {
        out.push_str(before);
        out.push_str(" id=\"");
        rest = after;
        let link = after.split_once('"').and_then(|(anchor, _)| {
            // A slash is the one character of an id that is not itself in markup.
            let anchor = anchor.replace(SLASH, "/");
            let (kind, id) = anchor.split_once(':')?;
            is_plain(id).then(|| known(kind, id)).flatten().map(|href| (id.to_owned(), href))
        });
        let Some((id, href)) = link else { continue };
        // A row of a table has its link in its first cell.
        let is_row = before.ends_with("<tr");
        let Some(mut at) = after.find('>') else { continue };
        if is_row {
            let Some(cell) = after.get(at + 1..).and_then(|cell| cell.find('>')) else { continue };
            at += 1 + cell;
        }
        let (head, tail) = after.split_at(at + 1);
        out.push_str(head);
        out.push_str("<a class=\"all\" href=\"");
        out.push_str(&href.replace('&', "&amp;"));
        out.push_str("\" title=\"");
        out.push_str(&say!(lang, "all of {0}", id));
        out.push_str("\">→</a>");
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Whether a text is the same in markup: letters, digits and what stands between them in ids.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_lead_to_their_records_and_nothing_else_does() {
        let known = |kind: &str, id: &str| {
            (kind == "story" && id != "S-9").then(|| format!("/story/{id}?as-of=1"))
        };
        let link = |id: &str| {
            format!("<a class=\"all\" href=\"/story/{id}?as-of=1\" title=\"all of {id}\">→</a>")
        };
        let cases = [
            ("<li id=\"story:S-1\">x</li>", format!("<li id=\"story:S-1\">{}x</li>", link("S-1"))),
            (
                "<tr id=\"story:S-1\"><th class=\"a\">x</th>",
                format!("<tr id=\"story:S-1\"><th class=\"a\">{}x</th>", link("S-1")),
            ),
            (
                "<li id=\"story:a&#x2f;b\">x</li>",
                format!("<li id=\"story:a&#x2f;b\">{}x</li>", link("a/b")),
            ),
            ("<tr id=\"story:S-9\"><td>", "<tr id=\"story:S-9\"><td>".to_owned()),
            (
                "<p id=\"part:x\"> id=\"story:a&#x27;b\" <b",
                "<p id=\"part:x\"> id=\"story:a&#x27;b\" <b".to_owned(),
            ),
            ("<p id=\"story:S-1", "<p id=\"story:S-1".to_owned()),
        ];
        for (page, expected) in cases {
            assert_eq!(with_links(page, Lang::En, known), expected);
        }
    }

    #[test]
    fn a_policy_is_read_from_the_head() {
        let page =
            "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">";
        assert_eq!(policy(page), Some("default-src 'none'"));
        assert_eq!(policy("<p>"), None);
    }
}
