//! The style sheet of a page: the shared sheet, and a print footer that names the report.
//!
//! The policy allows exactly these bytes by their hash, so nothing else can bring a style.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::report::{Frame, lang::say, words};

const SHEET: &str = concat!(
    include_str!("../../../reports/assets/report.css"),
    include_str!("../../../reports/assets/audit.css"),
    include_str!("../../../reports/assets/registers.css")
);
/// What only the pages of a binder and the evidence index need.
const BINDER: &str = include_str!("../../../reports/assets/binder.css");

/// What the board of a sprint and the roadmap need.
const BOARD: &str = include_str!("../../../reports/assets/board.css");

/// What the pages of a site need.
const SITE: &str = include_str!("../../../reports/assets/site.css");

/// What pages with many rows need.
const ROWS: &str = include_str!("../../../reports/assets/rows.css");

/// What the Statement of Applicability needs besides: a wide table, on wide paper.
const SOA_SHEET: &str = include_str!("../../../reports/assets/soa.css");

/// What stands around a page that is served live.
const SERVED: &str = include_str!("../../../reports/assets/served.css");

/// A style sheet with the source expression that allows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// The sheet.
    pub css: String,
    /// `sha256-…`, for the policy.
    pub source: String,
}

/// The style of a report.
pub fn of(frame: &Frame) -> Style {
    let footer = plain(&format!(
        "{} · {} · {} · {} · {}",
        frame.organization,
        frame.program,
        frame.kind,
        say!(frame.lang, "as of {0}", frame.day),
        frame.verify.root.as_deref().map_or_else(
            || say!(frame.lang, "no ledger"),
            |root| say!(frame.lang, "root {0}", words::short_hash(root))
        )
    ));
    let more = match frame.kind {
        "binder" | "evidence" => BINDER,
        "soa" => SOA_SHEET,
        "results" => ROWS,
        "sprint" | "roadmap" => BOARD,
        _ => "",
    };
    let served = if frame.served.is_some() { SERVED } else { "" };
    let site = if frame.site.is_some() { SITE } else { "" };
    let css = format!(
        "{}{more}{served}{site}@page{{@bottom-left{{content:\"{footer}\"}}}}\n",
        SHEET.trim_start()
    );
    let hash = BASE64_STANDARD.encode(Sha256::digest(css.as_bytes()));
    Style { css, source: format!("sha256-{hash}") }
}

/// Text that is safe inside a CSS string inside a `style` element: letters and digits of any
/// script, and a few signs. Everything else becomes a space.
fn plain(text: &str) -> String {
    let safe =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-' | '_' | '·' | '…');
    text.chars().take(200).map(|c| if safe(c) { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_cannot_leave_its_css_string() {
        assert_eq!(plain("A\"}</style><b>\\a\n日本"), "A    style  b  a 日本");
    }
}
