//! The filters, tests and functions that an expression names: an unknown one would only show when
//! the first document arrives.

use std::ops::Range;

use super::vocabulary::{FILTERS, FUNCTIONS, TESTS};

/// A word that the language does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// What it stands for: a filter, a test or a function.
    pub kind: &'static str,
    /// The words that are known in its place.
    pub known: &'static [&'static str],
    /// Where it stands in the expression, in bytes.
    pub range: Range<usize>,
}

/// The words of an expression that the language does not have.
pub fn unknown_words(expression: &str) -> Vec<UnknownWord> {
    let tokens = tokens(expression);
    let text =
        |n: usize| tokens.get(n).map_or("", |range: &Range<usize>| &expression[range.clone()]);
    let mut found = Vec::new();
    for (n, range) in tokens.iter().enumerate() {
        let word = text(n);
        if !word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            continue;
        }
        let before = n.checked_sub(1).map_or("", text);
        let is_test = before == "is"
            || before == "not" && n.checked_sub(2).is_some_and(|at| text(at) == "is");
        let (kind, known) = if is_test && word != "not" {
            ("test", TESTS)
        } else if before == "|" {
            ("filter", FILTERS)
        } else if text(n + 1) == "(" && before != "." && !KEYWORDS.contains(&word) {
            ("function", FUNCTIONS)
        } else {
            continue;
        };
        if !known.contains(&word) {
            found.push(UnknownWord { word: word.to_owned(), kind, known, range: range.clone() });
        }
    }
    found
}

/// Where an expression reads into a value that is no field (`(a | first).b`, `(a)[0]`): what is
/// not there would go unnoticed.
pub(super) fn attribute_of_a_value(expression: &str) -> Option<Range<usize>> {
    let tokens = tokens(expression);
    let after = |pair: &[Range<usize>]| {
        let (before, sign) = (&expression[pair[0].clone()], &expression[pair[1].clone()]);
        before == ")" && (sign == "." || sign == "[")
    };
    tokens.windows(2).find(|pair| after(pair)).map(|pair| pair[1].clone())
}

const KEYWORDS: [&str; 7] = ["and", "or", "not", "in", "is", "if", "else"];

/// Words, and every other sign on its own; texts in quotes are left out.
fn tokens(expression: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = expression[at..].chars().next() {
        let rest = &expression[at..];
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = if c == '"' || c == '\'' {
            let mut escaped = false;
            let close = rest[1..].find(|d: char| {
                let ends = d == c && !escaped;
                escaped = d == '\\' && !escaped;
                ends
            });
            at = close.map_or(expression.len(), |close| at + close + 2);
            continue;
        } else if is_word(c) {
            at + rest.find(|d: char| !is_word(d)).unwrap_or(rest.len())
        } else {
            at + c.len_utf8()
        };
        if !c.is_whitespace() {
            tokens.push(at..end);
        }
        at = end;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(expression: &str) -> Vec<(String, &'static str)> {
        unknown_words(expression).into_iter().map(|word| (word.word, word.kind)).collect()
    }

    #[test]
    fn unknown_words_are_found_with_their_place() {
        assert_eq!(
            unknown("a.b | lenght > 0 and c is defned"),
            [("lenght".to_owned(), "filter"), ("defned".to_owned(), "test")]
        );
        assert_eq!(unknown("days_sinse(x) > 3"), [("days_sinse".to_owned(), "function")]);
        assert_eq!(unknown("a is not deffined"), [("deffined".to_owned(), "test")]);
        let at = unknown_words("'ü|no' == (a | foo)").remove(0);
        assert_eq!(&"'ü|no' == (a | foo)"[at.range], "foo");
    }

    #[test]
    fn what_is_known_or_quoted_is_left_alone() {
        for fine in [
            "a is not defined and (b or c)",
            "xs | selectattr('A', 'equalto', \"x | y is z(\") | list | length == 0",
            "days_since(a.b) <= 90 and not (a in [1, 2])",
            "a is true and \"it's | nothing\" != b",
        ] {
            assert_eq!(unknown(fine), [], "{fine}");
        }
    }
}
