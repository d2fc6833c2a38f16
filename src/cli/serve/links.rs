//! What in a text names a record, so that a page can lead there.

use std::collections::BTreeMap;

use storyproof::{program::Program, report::served::Piece};

use super::asked::encoded;
use crate::cli::find::{Named, name_of, names};

/// The pages of all records, at some clocks.
pub(super) struct Links {
    pages: BTreeMap<(&'static str, String), String>,
    /// The records that a word in a text can name.
    named: BTreeMap<String, String>,
    query: String,
}

impl Links {
    pub(super) fn of(program: &Program, query: &str) -> Self {
        let (mut pages, mut named) = (BTreeMap::new(), BTreeMap::new());
        for (name, record) in names(program) {
            let id = name_of(&record);
            let href = format!("/{}/{}{query}", record.kind(), encoded(&id));
            // A word that people use may be the id of a party; ids of these kinds are none.
            let is_told = matches!(
                record,
                Named::Story(_)
                    | Named::Epic(_)
                    | Named::Sprint(_)
                    | Named::Control(_)
                    | Named::Check(_)
                    | Named::Risk(_)
            );
            if is_told && name == id && id.contains(['-', '/']) {
                named.insert(id.clone(), href.clone());
            }
            pages.insert((record.kind(), id), href);
        }
        Self { pages, named, query: query.to_owned() }
    }

    /// The page of a record.
    pub(super) fn page(&self, kind: &str, id: &str) -> Option<String> {
        // Reports name the entry of a statement or an exception, and evidence by its number.
        if let ("entry" | "exception", Ok(number)) = (kind, id.parse::<u64>()) {
            return Some(self.entry(number));
        }
        if let ("evidence", Some(digits)) = (kind, id.strip_prefix("E-")) {
            let number = digits.parse::<u64>().ok()?;
            return Some(format!("/evidence/{number}{}", self.query));
        }
        let kinds =
            ["story", "epic", "sprint", "control", "check", "risk", "component", "attestation"];
        let kinds = kinds.into_iter().chain(["framework", "party", "service"]);
        let kind = kinds.into_iter().find(|known| *known == kind)?;
        self.pages.get(&(kind, id.to_owned())).cloned()
    }

    fn entry(&self, number: u64) -> String {
        format!("/entry/{number}{}", self.query)
    }

    /// A text with its links.
    pub(super) fn text(&self, text: &str) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut add = |text: &str, href: Option<String>| match pieces.last_mut() {
            Some(last) if last.href.is_none() && href.is_none() => last.text.push_str(text),
            _ => pieces.push(Piece { text: text.to_owned(), href }),
        };
        let mut after_entry = false;
        for part in text.split_inclusive([' ', '\n']) {
            let word = part.trim_matches([' ', '\n', ',', ';', ':', '(', ')', '.', '“', '”', '`']);
            let number = word.parse::<u64>().ok().filter(|_| after_entry);
            let href = number
                .or_else(|| word.strip_prefix("entry:")?.parse().ok())
                .map(|number| self.entry(number))
                .or_else(|| self.named.get(word).cloned());
            after_entry = word == "entry";
            match href.and_then(|href| part.split_once(word).map(|around| (href, around))) {
                Some((href, (before, after))) => {
                    add(before, None);
                    add(word, Some(href));
                    add(after, None);
                }
                None => add(part, None),
            }
        }
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }
}
