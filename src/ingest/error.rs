//! Why a file cannot be read: where, what was looked for, and what to do about it.
//!
//! [`Error`] prints as one line, `FILE, line L, column C (byte B): what is wrong`; the remedy is
//! apart, in [`Error::help`], so that a terminal can show it the way it shows other help. Text
//! quoted from the file is escaped and shortened.

use std::{fmt, io};

use crate::evidence::SinkError;

/// A place in the decoded text: after decompression, without a byte order mark, as UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Bytes before it.
    pub byte: u64,
    /// The line and the column, from 1, where they are known. Columns count bytes.
    pub line_column: Option<(u64, u64)>,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line_column {
            Some((line, column)) => {
                write!(f, "line {line}, column {column} (byte {})", self.byte)
            }
            None => write!(f, "byte {}", self.byte),
        }
    }
}

/// Why a file cannot be read.
#[derive(Debug)]
pub struct Error {
    /// The file, as it was submitted.
    pub file: String,
    /// Where in the decoded text, when that means something.
    pub position: Option<Position>,
    /// What is wrong.
    pub problem: Problem,
}

impl Error {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        self.problem.help()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(position) = self.position {
            write!(f, ", {position}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.problem)
    }
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The bytes cannot be had.
    #[error("the file cannot be read")]
    Io(#[source] io::Error),
    /// The gzip data is damaged or ends early.
    #[error("the gzip data is damaged or ends early")]
    Gzip(#[source] io::Error),
    /// The file unpacks to far more than it holds.
    #[error("the gzip data unpacks to more than {ratio} times its size; evidence does not")]
    Expansion {
        /// The highest ratio that is accepted.
        ratio: u64,
    },
    /// A compression that is not read.
    #[error("the file is packed with {0}, which storyproof does not unpack")]
    Packed(&'static str),
    /// Not UTF-8, or broken UTF-16.
    #[error("the text is not valid {0} here")]
    Encoding(&'static str),
    /// UTF-16 without a byte order mark.
    #[error("the text looks like UTF-16 without a byte order mark")]
    NoByteOrderMark,
    /// XML that declares an encoding other than Unicode's.
    #[error("the XML declares the encoding {0:?}; only UTF-8 and UTF-16 are read")]
    XmlEncoding(String),
    /// Nothing at all.
    #[error("the file is empty, so it proves nothing")]
    Empty,
    /// `null`.
    #[error("the file holds only `null`, so it proves nothing")]
    Null,
    /// `[]`, which several tools write when they found nothing.
    #[error(
        "the file holds only `[]`, which Prowler, gitleaks and Security Hub exports all write \
         when they have nothing to say"
    )]
    Ambiguous,
    /// A web page.
    #[error("the file is a web page (HTML), probably an error page or a login page")]
    WebPage,
    /// A format that is known, but has no reader.
    #[error("recognised as {0}, which this version of storyproof does not read")]
    NotRead(&'static str),
    /// A list of what there is, which says nothing about how good it is.
    #[error("{0} without `vulnerabilities` is an inventory, not evidence")]
    Inventory(&'static str),
    /// An error document in place of a report.
    #[error("recognised as {0}, an error message in place of a report, so it proves nothing")]
    ErrorDocument(&'static str),
    /// No known format.
    #[error("unknown format: {found}; looked for {}", super::format::names())]
    Unknown {
        /// What the file begins with.
        found: String,
    },
    /// The file does not begin as its format does.
    #[error("looked for {expected}, found {found}")]
    Unexpected {
        /// What the format has here.
        expected: &'static str,
        /// What the file has.
        found: String,
    },
    /// A signature that was to be verified could not be.
    #[error("{0}")]
    Signature(String),
    /// Not JSON.
    #[error("not valid JSON in {what}: {message}")]
    Json {
        /// What was being read.
        what: &'static str,
        /// The parser's words.
        message: String,
    },
    /// JSON of another shape.
    #[error("{what} is not as its format says: {message}")]
    Shape {
        /// What was being read.
        what: &'static str,
        /// The parser's words.
        message: String,
    },
    /// A key that stands twice in one object.
    #[error("{what} has the key {key} twice; readers differ in which one they believe")]
    DuplicateKey {
        /// What was being read.
        what: &'static str,
        /// The key.
        key: String,
    },
    /// A string that is not Unicode.
    #[error(
        "{what} has a string with half a character (a lone surrogate) or a broken `\\u` escape"
    )]
    Surrogate {
        /// What was being read.
        what: &'static str,
    },
    /// Deeper than anything a tool writes.
    #[error("{what} is nested deeper than {limit} levels")]
    TooDeep {
        /// What was being read.
        what: &'static str,
        /// The highest depth that is accepted.
        limit: u32,
    },
    /// Larger than anything a tool writes.
    #[error("{what} is larger than the limit of {limit}")]
    TooLarge {
        /// What was being read.
        what: &'static str,
        /// The limit, with its unit.
        limit: &'static str,
    },
    /// The file ends in the middle.
    #[error("the file ends early: looked for {expected}")]
    Truncated {
        /// What is missing.
        expected: &'static str,
    },
    /// Two JSON documents, one behind the other.
    #[error("two JSON documents stand one behind the other (`{0}`); the second starts here")]
    Concatenated(&'static str),
    /// Something behind the end.
    #[error("text follows the end of the report: {found}")]
    Trailing {
        /// What follows.
        found: String,
    },
    /// A fact that every result must have.
    #[error("{what} has no {missing}")]
    Missing {
        /// What was being read.
        what: &'static str,
        /// What it lacks.
        missing: &'static str,
    },
    /// A word that the format does not have.
    #[error("{field} is {found}; looked for {expected}")]
    Word {
        /// The field.
        field: &'static str,
        /// The file's word, quoted.
        found: String,
        /// The words that are known.
        expected: &'static str,
    },
    /// A time that cannot be.
    #[error("{field} is {found}, which is not a time between 2000 and 9999{hint}")]
    Time {
        /// The field.
        field: &'static str,
        /// The file's value.
        found: String,
        /// A guess at the mistake, or nothing.
        hint: &'static str,
    },
    /// Another tool's OCSF.
    #[error(
        "an OCSF finding by {product}; only Prowler's detection findings (class 2004) are read"
    )]
    OtherProduct {
        /// The product, quoted.
        product: String,
    },
    /// Findings of several scans, mixed.
    #[error("findings of scan {scan} continue after those of another scan")]
    Interleaved {
        /// The scan, quoted.
        scan: String,
    },
    /// A document type definition, which may hide entities.
    #[error("the XML has a document type definition (DTD); reports have none, attacks do")]
    Dtd,
    /// Not XML.
    #[error("not well-formed XML: {0}")]
    Xml(String),
    /// SARIF of another version.
    #[error("SARIF version {found}; only 2.1.0 is read")]
    SarifVersion {
        /// The version, quoted, or `missing`.
        found: String,
    },
    /// SARIF without any run.
    #[error("the SARIF file has no run (`runs` is empty), so it proves nothing")]
    NoRuns,
    /// The sink could not take it.
    #[error(transparent)]
    Sink(#[from] SinkError),
}

impl Problem {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Io(_) => "check the path and the permissions, then try again",
            Self::Gzip(_) => {
                "fetch the file again, or unpack it with `gunzip` to see how far it goes"
            }
            Self::Expansion { .. } => "unpack it with `gunzip`, look at it, and submit the text",
            Self::Packed(_) => "unpack it and submit the text, or pack it with gzip",
            Self::Encoding(_) | Self::XmlEncoding(_) => {
                "convert the file to UTF-8 (`iconv -t UTF-8`)"
            }
            Self::NoByteOrderMark => "write the file as UTF-8, or as UTF-16 with a byte order mark",
            Self::Empty | Self::Null | Self::ErrorDocument(_) => {
                "look at what the tool printed on standard error, and run it again"
            }
            Self::Ambiguous => "say which tool wrote it, for example `--input-format prowler-ocsf`",
            Self::Inventory(_) => {
                "submit the report of a scanner that reads it, such as `grype sbom:FILE -o json`, or a VEX document"
            }
            Self::WebPage => "look at the page in a browser, and download the report again",
            Self::NotRead(_) => {
                "let the tool write one of the formats that `storyproof ingest --list-formats` names"
            }
            Self::Unknown { .. } | Self::Unexpected { .. } => {
                "name the format with `--input-format` if it is one of these; `storyproof ingest --list-formats` says what each looks like"
            }
            Self::SarifVersion { .. } => {
                "let the tool write SARIF 2.1.0, or convert the file with `sarif-multitool transform`"
            }
            Self::DuplicateKey { .. } => {
                "find out which program wrote the key twice, and repair it there"
            }
            Self::Surrogate { .. } => {
                "let the tool write its report again; the text was cut inside a character"
            }
            Self::TooDeep { .. } | Self::TooLarge { .. } => {
                "check that this is a tool's report; split it if it is one"
            }
            Self::Truncated { .. } => "the tool or the copy was interrupted: run or fetch it again",
            Self::Concatenated(_) => {
                "submit each document as a file of its own; the tool was probably run twice onto one file"
            }
            Self::Trailing { .. } => {
                "remove what follows the report; it may be a log that ran into it"
            }
            Self::Json { .. } | Self::Shape { .. } | Self::Missing { .. } | Self::Word { .. } => {
                "submit the tool's own output, unedited; if it is, please report the tool's version"
            }
            Self::Time { .. } => {
                "check the clock and the version of the tool that wrote the file, or the claimed time"
            }
            Self::OtherProduct { .. } => "let that tool write SARIF, if it can",
            Self::Interleaved { .. } => "submit each scan as a file of its own",
            Self::Signature(_) => {
                "name the key of whoever signed the file, or leave `--key` out: then nobody vouches for it"
            }
            Self::Dtd => "let the tool write the report without a DTD",
            Self::Xml(_) => "run the tool again; text printed into the report often breaks it",
            Self::NoRuns => "check that the tool ran, and run it again",
            Self::Sink(_) => "see the cause below",
        }
    }
}

/// A problem with its place, before the file's name is known.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) position: Option<Position>,
    pub(super) problem: Problem,
}

impl Failure {
    pub(super) fn at(position: Position, problem: Problem) -> Self {
        Self { position: Some(position), problem }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { position: None, problem }
    }
}

impl From<SinkError> for Failure {
    fn from(error: SinkError) -> Self {
        Problem::from(error).into()
    }
}

/// Quotes text of the file for a message: escaped, and not longer than a line.
pub(super) fn quote(text: &str) -> String {
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(60).collect();
    if chars.next().is_none() { format!("{start:?}") } else { format!("{start:?}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_file_place_and_problem() {
        let error = Error {
            file: "scan.json".into(),
            position: Some(Position { byte: 41, line_column: Some((3, 7)) }),
            problem: Problem::Truncated { expected: "`]`" },
        };
        assert_eq!(
            error.to_string(),
            "scan.json, line 3, column 7 (byte 41): the file ends early: looked for `]`"
        );
        assert!(error.help().contains("interrupted"));
    }

    #[test]
    fn quoted_text_is_escaped_and_short() {
        assert_eq!(quote("\u{1b}[2J\u{202e}"), r#""\u{1b}[2J\u{202e}""#);
        assert!(quote(&"x".repeat(1000)).chars().count() < 70);
    }
}
