//! The shape of the beginning of a JSON document: which keys it has, and a few of their values.
//!
//! This is no parser. It looks at a prefix that may end anywhere, to recognise a format; whether
//! the document is valid is for the format's reader to say. It never recurses, and it stops after
//! the first element of a top-level array.

use std::collections::BTreeMap;

/// How many levels of keys are kept, and how many keys.
const MAX_DEPTH: usize = 8;
const MAX_KEYS: usize = 4096;

/// The keys of a document by their path, such as `metadata.product.name`, each with the text of
/// its value when that is a string or another scalar. Arrays add nothing to a path.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Whether the document is an array.
    pub(super) list: bool,
    paths: BTreeMap<String, String>,
}

impl Outline {
    pub(super) fn of(prefix: &str) -> Self {
        let mut scan = Scan { outline: Self::default(), open: Vec::new(), key: None };
        scan.run(prefix);
        scan.outline
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.contains_key(path)
    }

    pub(super) fn has_all(&self, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.has(path))
    }

    /// The value at a path; empty when it is an object, an array or not there.
    pub(super) fn get(&self, path: &str) -> &str {
        self.paths.get(path).map_or("", String::as_str)
    }

    /// The first keys at the top, for a message.
    pub(super) fn top_keys(&self) -> Vec<&str> {
        self.paths.keys().filter(|path| !path.contains('.')).map(String::as_str).take(5).collect()
    }
}

struct Scan {
    outline: Outline,
    /// The path of each open container; `None` for those too deep to be kept.
    open: Vec<Container>,
    /// A key that waits for its value.
    key: Option<String>,
}

struct Container {
    object: bool,
    path: String,
}

impl Scan {
    fn run(&mut self, text: &str) {
        let mut rest = text.trim_start();
        self.outline.list = rest.starts_with('[');
        while let Some(c) = rest.chars().next() {
            let (token, after) = split_token(rest, c);
            rest = after.trim_start();
            match c {
                '{' | '[' => self.enter(c == '{'),
                '}' | ']' => {
                    self.open.pop();
                    if self.open.len() <= usize::from(self.outline.list) {
                        return;
                    }
                }
                ':' | ',' => {}
                _ if c == '"' && rest.starts_with(':') => self.name(token),
                _ => self.value(token),
            }
            if self.open.len() > 256 || self.outline.paths.len() > MAX_KEYS {
                return;
            }
        }
    }

    fn enter(&mut self, object: bool) {
        let path = match self.key.take() {
            Some(key) => key,
            None => self.open.last().map_or_else(String::new, |parent| parent.path.clone()),
        };
        self.open.push(Container { object, path });
    }

    fn name(&mut self, token: &str) {
        let Some(parent) = self.open.last().filter(|parent| parent.object) else { return };
        let path = match parent.path.as_str() {
            "" => token.to_owned(),
            path => format!("{path}.{token}"),
        };
        if self.open.len() <= MAX_DEPTH && token.len() <= 200 {
            self.outline.paths.entry(path.clone()).or_default();
        }
        self.key = Some(if path.len() > 2000 { String::new() } else { path });
    }

    fn value(&mut self, token: &str) {
        let Some(path) = self.key.take() else { return };
        if let Some(value) = self.outline.paths.get_mut(&path)
            && value.is_empty()
        {
            *value = token.chars().take(100).collect();
        }
    }
}

/// Splits off a string without its quotes, a piece of punctuation, or a bare word.
fn split_token(text: &str, first: char) -> (&str, &str) {
    if first == '"' {
        let inner = &text[1..];
        let mut escaped = false;
        let end = inner.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        return match end {
            Some(end) => (&inner[..end], &inner[end + 1..]),
            None => (inner, ""),
        };
    }
    if "{}[]:,".contains(first) {
        return text.split_at(1);
    }
    let end = text.find(|c: char| "{}[]:,\"".contains(c) || c.is_whitespace());
    text.split_at(end.unwrap_or(text.len()).max(first.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_path() {
        let outline = Outline::of(r#"[{"a": {"b": [{"c": "x\"y"}]}, "n": 2004}, {"z": 1}]"#);
        assert!(outline.list);
        assert_eq!(outline.get("a.b.c"), r#"x\"y"#);
        assert_eq!(outline.get("n"), "2004");
        assert!(!outline.has("z"), "only the first element");
    }

    #[test]
    fn any_prefix_will_do() {
        let text = r#"{"runs": [{"tool": {"driver": {"name": "é\u00e9"}}}], "version": "2.1.0"}"#;
        for end in 0..text.len() {
            if let Some(prefix) = text.get(..end) {
                Outline::of(prefix);
            }
        }
        Outline::of(&"[".repeat(100_000));
        Outline::of(&"{\"a\":".repeat(100_000));
        Outline::of("é\u{0}\"");
    }
}
