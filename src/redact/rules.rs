//! The rules: the built-in ones, and the program's own.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, packed};
use regex::bytes::{Regex, RegexBuilder};

use super::triggers::{FIELDS, TRIGGERS};

/// The largest automaton that a program's own pattern may need.
const MAX_PATTERN: usize = 4 << 20;

/// A rule of the program's own.
#[derive(Debug, Clone)]
pub struct OwnRule {
    /// Its id, which stands in place of what it takes out.
    pub id: String,
    /// The pattern. With a group in it, only what the first group matched is taken out.
    pub pattern: String,
    /// Whether the keyed hash of the match stands in its place too. Without it equal matches
    /// cannot be told, and a key that gets lost gives nothing away.
    pub hashed: bool,
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The pattern is no pattern, or needs too much memory.
    #[error("the pattern of the redaction rule `{id}` cannot be used")]
    Pattern {
        /// The rule.
        id: String,
        /// Why.
        #[source]
        source: regex::Error,
    },
    /// The built-in automaton cannot be made.
    #[error("the built-in redaction rules cannot be used")]
    BuiltIn(#[source] aho_corasick::BuildError),
}

/// What to look for.
#[derive(Debug)]
pub struct Rules {
    pub(super) beginnings: Beginnings,
    pub(super) fields: AhoCorasick,
    pub(super) own: Vec<Own>,
}

/// A search for the beginnings of secrets.
#[derive(Debug)]
pub(super) enum Beginnings {
    /// Many bytes at once, where the processor can.
    Packed(packed::Searcher),
    /// Byte by byte.
    Automaton(AhoCorasick),
}

impl Beginnings {
    /// Every beginning in a text, with which one it is.
    pub(super) fn each(&self, text: &[u8], mut found: impl FnMut(usize, std::ops::Range<usize>)) {
        match self {
            Self::Packed(searcher) => {
                let hits = searcher.find_iter(text);
                hits.for_each(|hit| found(hit.pattern().as_usize(), hit.start()..hit.end()));
            }
            Self::Automaton(automaton) => {
                let hits = automaton.find_iter(text);
                hits.for_each(|hit| found(hit.pattern().as_usize(), hit.start()..hit.end()));
            }
        }
    }
}

#[derive(Debug)]
pub(super) struct Own {
    pub(super) id: String,
    pub(super) pattern: Regex,
    pub(super) hashed: bool,
}

impl Rules {
    /// The version of the built-in rules; it stands in the ledger beside what they found.
    pub const VERSION: &'static str = "builtin-1";

    /// The built-in rules and the program's own.
    ///
    /// # Errors
    /// When a pattern cannot be compiled.
    pub fn new(own: &[OwnRule]) -> Result<Self, RulesError> {
        let automaton = |texts: &mut dyn Iterator<Item = &'static str>| {
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostFirst)
                .kind(Some(AhoCorasickKind::DFA))
                .build(texts)
                .map_err(RulesError::BuiltIn)
        };
        let texts = || TRIGGERS.iter().map(|(text, _)| *text);
        let beginnings = match packed::Searcher::new(texts()) {
            Some(searcher) => Beginnings::Packed(searcher),
            None => Beginnings::Automaton(automaton(&mut texts())?),
        };
        let fields = automaton(&mut FIELDS.iter().copied())?;
        let compile = |rule: &OwnRule| {
            let pattern = RegexBuilder::new(&rule.pattern).size_limit(MAX_PATTERN).build();
            let pattern =
                pattern.map_err(|source| RulesError::Pattern { id: rule.id.clone(), source })?;
            Ok(Own { id: rule.id.clone(), pattern, hashed: rule.hashed })
        };
        Ok(Self { beginnings, fields, own: own.iter().map(compile).collect::<Result<_, _>>()? })
    }
}
