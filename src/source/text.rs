//! One file: its path, its text, and where its lines begin.

use std::sync::OnceLock;

/// The largest file that is read, in bytes.
pub const MAX_FILE: u64 = 4 * 1024 * 1024;

/// Why a file's text is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It could not be opened or read; the system's reason.
    Unreadable(String),
    /// A symbolic link that leads out of the program, to a folder, or nowhere.
    Link,
    /// A pipe, a socket or a device.
    NotRegular,
    /// It is larger than [`MAX_FILE`].
    TooLarge,
    /// It is not UTF-8; the first bad byte.
    NotUtf8(usize),
    /// Folders are nested too deeply below this one.
    TooDeep,
}

/// One file of a program.
#[derive(Debug)]
pub struct SourceFile {
    /// The path from the program's root, with `/` between its parts.
    pub path: Box<str>,
    /// The text; empty when there is [`SourceFile::trouble`].
    pub text: String,
    /// Why there is no text.
    pub trouble: Option<Trouble>,
    lines: OnceLock<Vec<u32>>,
}

/// A place as people count: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in the line; a byte order mark is not counted.
    pub column: usize,
}

impl SourceFile {
    /// A file with its text, or with the reason why there is none.
    pub fn new(path: &str, content: Result<String, Trouble>) -> Self {
        let (text, trouble) = match content {
            Ok(text) => (text, None),
            Err(trouble) => (String::new(), Some(trouble)),
        };
        Self { path: path.into(), text, trouble, lines: OnceLock::new() }
    }

    /// A file from its bytes.
    pub fn from_bytes(path: &str, bytes: Vec<u8>) -> Self {
        let content =
            String::from_utf8(bytes).map_err(|e| Trouble::NotUtf8(e.utf8_error().valid_up_to()));
        Self::new(path, content)
    }

    /// Where a byte stands.
    pub fn place(&self, byte: usize) -> Place {
        let lines = self.lines.get_or_init(|| line_starts(&self.text));
        let byte = floor_char(&self.text, byte);
        let line = lines.partition_point(|start| *start as usize <= byte).max(1);
        let start = lines.get(line - 1).map_or(0, |start| *start as usize);
        let before = self.text.get(start..byte).unwrap_or_default();
        let column = before.trim_start_matches('\u{feff}').chars().count() + 1;
        Place { line, column }
    }

    /// The path's last part without `.toml`.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".toml").unwrap_or(name)
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0)
        .chain(newlines.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)))
        .collect()
}

fn floor_char(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_do_not_count_a_byte_order_mark() {
        let file = SourceFile::new("a.toml", Ok("\u{feff}é = 1\r\n\tb = 2\n".into()));
        let at = |needle: &str| {
            let place = file.place(file.text.find(needle).unwrap());
            (place.line, place.column)
        };
        assert_eq!(at("é"), (1, 1));
        assert_eq!(at("1"), (1, 5));
        assert_eq!(at("b"), (2, 2));
        assert_eq!(file.place(9_999), Place { line: 3, column: 1 });
    }
}
