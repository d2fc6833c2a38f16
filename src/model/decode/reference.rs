//! `references`: links to outside the program.

use super::{fields::Fields, rules};
use crate::{
    model::{Reference, Shape},
    source::Spanned,
};

/// The longest link that browsers and mail programs take without trouble.
const LONGEST: usize = 2000;

/// Reads the links of a record; one that is none is reported and left out.
pub(super) fn references(f: &Fields<'_>) -> Vec<Reference> {
    f.tables("references", "reference").into_iter().filter_map(reference).collect()
}

fn reference(f: Fields<'_>) -> Option<Reference> {
    let url: Option<Spanned<String>> = f.required("url");
    f.narrow("url", || Shape::Link);
    let title: Option<String> = f.optional("title");
    let reader = f.reader;
    f.finish();
    let url = url?;
    if !is_link(&url.value) {
        let title = format!("`{}` is no link that a browser can follow", url.value);
        let help = "write all of it, from `https://` on, without blanks; what is kept in the ledger is evidence, not a reference";
        reader.report_at(&rules::BAD_VALUE, title, url.span, help);
        return None;
    }
    let title = title.filter(|title| !title.trim().is_empty());
    Some(Reference { title: title.unwrap_or_else(|| url.value.clone()), url: url.value })
}

/// Only what leads to a page: no script, no file of this machine, nothing that a reader cannot see.
fn is_link(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '`');
    url.len() <= LONGEST
        && url.chars().all(plain)
        && rest
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
}

#[cfg(test)]
mod tests {
    use super::is_link;

    #[test]
    fn only_pages_are_links() {
        for good in [
            "https://aws.amazon.com/artifact/",
            "http://intranet.example/a?b=c#d",
            "https://[2001:db8::1]/x",
        ] {
            assert!(is_link(good), "{good}");
        }
        let long = format!("https://a.example/{}", "x".repeat(2000));
        for bad in [
            "",
            "https://",
            "https:///etc/passwd",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "//a.example",
            "HTTPS//a",
            "https://a.example/a b",
            "https://a.example/\u{202e}x",
            "https://a.example/\"x",
            "https://a.example/<x>",
            &long,
        ] {
            assert!(!is_link(bad), "{bad}");
        }
    }
}
