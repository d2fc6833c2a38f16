//! Which page is asked for, at which clocks. A path is a list of names to look up, and never becomes
//! the path of a file.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use storyproof::time::{Instant, Period, parse_moment};

use crate::cli::period;

/// What stands for itself in an address.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The kind of page; empty for the entrance.
    pub(super) page: String,
    /// Of what, all that follows: the id of a control has a `/`.
    pub(super) of: String,
    /// The evidence clock.
    pub(super) as_of: Option<(Instant, String)>,
    /// The ledger's clock.
    pub(super) known_at: Option<(Instant, String)>,
    /// The days that an audit report is over.
    pub(super) period: Option<Period>,
    /// The framework that a traceability report is of.
    pub(super) framework: Option<String>,
    /// The epic that a traceability report is of.
    pub(super) epic: Option<String>,
}

impl Asked {
    /// Reads an address.
    ///
    /// # Errors
    /// With what is wrong with it.
    pub(super) fn parse(target: &str) -> Result<Self, String> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.strip_prefix('/').unwrap_or(path);
        let (page, of) = path.split_once('/').unwrap_or((path, ""));
        let mut asked = Self { page: decoded(page)?, of: decoded(of)?, ..Self::default() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decoded(key)?, decoded(&value.replace('+', " "))?);
            let value = value.trim();
            if !value.is_empty() {
                asked.set(&key, value)?;
            }
        }
        Ok(asked)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let moment = || {
            let at = parse_moment(value).map_err(|error| format!("{key}: {error}"))?;
            Ok::<_, String>(Some((at, value.to_owned())))
        };
        match key {
            "as-of" => self.as_of = moment()?,
            "known-at" => self.known_at = moment()?,
            "period" => {
                let period = period::typed(value).map_err(|error| format!("period: {error}"))?;
                self.period = Some(period);
            }
            "framework" => self.framework = Some(value.to_owned()),
            "epic" => self.epic = Some(value.to_owned()),
            _ => return Err(format!("a page takes no `{key}`")),
        }
        Ok(())
    }

    /// The clocks as they go behind every link.
    pub(super) fn query(&self) -> String {
        let clocks = [("as-of", &self.as_of), ("known-at", &self.known_at)];
        let all: Vec<String> = clocks
            .iter()
            .filter_map(|(key, at)| {
                at.as_ref().map(|(_, text)| format!("{key}={}", utf8_percent_encode(text, ENCODED)))
            })
            .collect();
        if all.is_empty() { String::new() } else { format!("?{}", all.join("&")) }
    }
}

fn decoded(text: &str) -> Result<String, String> {
    let text = percent_decode_str(text).decode_utf8();
    text.map(std::borrow::Cow::into_owned).map_err(|_| "the address is not UTF-8".to_owned())
}

/// An id as it stands in an address.
pub(super) fn encoded(id: &str) -> String {
    let parts: Vec<String> =
        id.split('/').map(|part| utf8_percent_encode(part, ENCODED).to_string()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_names_and_clocks() {
        let asked =
            Asked::parse("/control/pci-dss-4.0.1/8.4.2?as-of=2026-03-31&known-at=").unwrap();
        assert_eq!((&*asked.page, &*asked.of), ("control", "pci-dss-4.0.1/8.4.2"));
        assert_eq!(asked.query(), "?as-of=2026-03-31");
        let asked = Asked::parse("/story/%3Cb%3E?as-of=2026-03-31T10%3A00%3A00Z").unwrap();
        assert_eq!((&*asked.of, &*asked.query()), ("<b>", "?as-of=2026-03-31T10%3A00%3A00Z"));
        assert_eq!(encoded("a/b c\u{e9}\"<"), "a/b%20c%C3%A9%22%3C");
        for bad in
            ["/?as-of=x", "/?period=2026-01-02..2026-01-01", "/?file=x", "/%ff", "/?as-of=%ff"]
        {
            assert!(Asked::parse(bad).is_err(), "{bad}");
        }
    }
}
