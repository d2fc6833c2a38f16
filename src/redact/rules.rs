//! The rules: the built-in ones, and the program's own.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::bytes::{Regex, RegexBuilder};

use super::triggers::TRIGGERS;

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
    pub(super) beginnings: AhoCorasick,
    pub(super) own: Vec<Own>,
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
        let beginnings = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(TRIGGERS.iter().map(|(text, _)| text))
            .map_err(RulesError::BuiltIn)?;
        let compile = |rule: &OwnRule| {
            let pattern = RegexBuilder::new(&rule.pattern).size_limit(MAX_PATTERN).build();
            let pattern =
                pattern.map_err(|source| RulesError::Pattern { id: rule.id.clone(), source })?;
            Ok(Own { id: rule.id.clone(), pattern, hashed: rule.hashed })
        };
        Ok(Self { beginnings, own: own.iter().map(compile).collect::<Result<_, _>>()? })
    }
}
