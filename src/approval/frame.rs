//! Texts whose fields cannot run into each other: a name on a line, the value behind two blanks.

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// A text under construction.
#[derive(Debug, Clone)]
pub struct Frame(String);

impl Frame {
    /// A text that begins with this line.
    pub fn new(title: &str) -> Self {
        Self(format!("{title}\n"))
    }

    /// Adds a field, unless its value says nothing.
    pub fn field(&mut self, name: &str, value: &str) {
        let value = normal(value);
        if value.is_empty() {
            return;
        }
        self.0.push_str(name);
        self.0.push('\n');
        for line in value.lines() {
            self.0.push_str("  ");
            self.0.push_str(line);
            self.0.push('\n');
        }
    }

    /// Adds a field when there is a value.
    pub fn optional(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.field(name, &value.to_string());
        }
    }

    /// Adds a list, one entry a line, as it is ordered.
    pub fn list(&mut self, name: &str, entries: impl IntoIterator<Item = impl ToString>) {
        let entries =
            entries.into_iter().map(|entry| normal(&entry.to_string()).replace('\n', " "));
        self.field(name, &entries.collect::<Vec<_>>().join("\n"));
    }

    /// Adds a list whose order means nothing.
    pub fn set(&mut self, name: &str, entries: impl IntoIterator<Item = impl ToString + Ord>) {
        let mut entries: Vec<_> = entries.into_iter().collect();
        entries.sort();
        self.list(name, entries);
    }

    /// Adds a whole text that is in this form already, as it is.
    pub fn text(&mut self, name: &str, text: &str) {
        self.0.push_str(name);
        self.0.push('\n');
        for line in text.lines() {
            self.0.push_str("  ");
            self.0.push_str(line);
            self.0.push('\n');
        }
    }

    /// The text.
    pub fn finish(self) -> String {
        self.0
    }
}

/// A value without what nobody reads: white space, line ends and the form of characters.
pub fn normal(value: &str) -> String {
    let value: String = value.replace("\r\n", "\n").replace('\r', "\n").nfc().collect();
    let lines = value.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The fingerprint of a text.
pub fn fingerprint(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut print = String::with_capacity(67);
    print.push_str("v1:");
    for byte in Sha256::digest(text.as_bytes()) {
        print.push(char::from(DIGITS[usize::from(byte >> 4)]));
        print.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    print
}

/// The lines of the first field of this name.
pub fn field<'t>(text: &'t str, name: &str) -> Option<impl Iterator<Item = &'t str>> {
    let mut lines = text.lines().skip(1);
    lines.find(|line| *line == name)?;
    Some(lines.map_while(|line| line.strip_prefix("  ")))
}

/// The fields of a text: each name with the lines of its value.
pub fn fields(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().skip(1) {
        match (line.strip_prefix("  "), fields.last_mut()) {
            (Some(value), Some((_, lines))) => lines.push(value),
            (Some(_), None) => {}
            (None, _) => fields.push((line, Vec::new())),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_field_is_found_as_among_all() {
        let texts = [
            "storyproof record v1\nrecord\n  story A\ntitle\n  one\n  two\nrecord\n  story B\n",
            "record\n  of the first line\n",
            "v1\n  stray\ntitle\n  record\n\nrecord\r\n  story A\r\n",
            "v1\nrecord\n",
            "v1\n record\n  story A\n",
            "",
        ];
        for (text, name) in texts.into_iter().flat_map(|t| ["record", "title"].map(|n| (t, n))) {
            let among = fields(text).into_iter().find(|(found, _)| *found == name);
            let alone = field(text, name).map(Iterator::collect::<Vec<_>>);
            assert_eq!(alone, among.map(|(_, lines)| lines), "{name} of {text:?}");
        }
    }

    #[test]
    fn layout_and_the_form_of_characters_do_not_matter() {
        for (one, other) in [
            ("Root  is\tlocked away ", "Root is locked away"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("a\n\n\n  b", "a\nb"),
            ("caf\u{e9}", "cafe\u{301}"),
            ("\u{ac00}", "\u{1100}\u{1161}"),
            ("a\u{a0}b", "a b"),
        ] {
            assert_eq!(normal(one), normal(other), "{one:?} {other:?}");
        }
        assert_ne!(normal("ab"), normal("a b"));
        assert_ne!(normal("Root"), normal("root"));
        assert_ne!(normal("\u{fb01}"), normal("fi"), "form C, not KC: no letter is replaced");
    }

    #[test]
    fn a_fingerprint_is_what_sha256sum_says() {
        assert_eq!(
            fingerprint("abc"),
            "v1:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    proptest! {
        #[test]
        fn values_cannot_become_fields(
            values in proptest::collection::vec("[a-z \\n\\r\u{2028}]{0,12}", 1..5)
        ) {
            let mut frame = Frame::new("t");
            for (n, value) in values.iter().enumerate() {
                frame.field(&format!("f{n}"), value);
            }
            let text = frame.finish();
            let read: Vec<(String, String)> = fields(&text)
                .into_iter()
                .map(|(name, lines)| (name.to_owned(), lines.join("\n")))
                .collect();
            let written: Vec<(String, String)> = values
                .iter()
                .enumerate()
                .map(|(n, value)| (format!("f{n}"), normal(value)))
                .filter(|(_, value)| !value.is_empty())
                .collect();
            prop_assert_eq!(read, written);
        }
    }
}
