//! The formats that storyproof reads, and what each can and cannot prove.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A format that has a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Prowler's OCSF detection findings.
    ProwlerOcsf,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML, in its many dialects.
    Junit,
}

/// A name that is no format's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a format: write `prowler-ocsf`, `sarif` or `junit`")]
pub struct FormatError(String);

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::ProwlerOcsf, Self::Sarif, Self::Junit];

    /// The name that people write and runs carry.
    pub fn name(self) -> &'static str {
        match self {
            Self::ProwlerOcsf => "prowler-ocsf",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
        }
    }

    /// Which versions are read, and how to have them written.
    pub fn versions(self) -> &'static str {
        match self {
            Self::ProwlerOcsf => {
                "Prowler 4.2 to 5.46, `--output-formats json-ocsf`; an array or one finding a line"
            }
            Self::Sarif => "SARIF 2.1.0 (OASIS), of any tool",
            Self::Junit => {
                "JUnit XML of pytest, cargo-nextest, Node, surefire and others; of checkov and \
                 cfn-lint too"
            }
        }
    }

    /// What a file of this format can prove.
    pub fn proves(self) -> &'static str {
        match self {
            Self::ProwlerOcsf => "passes and fails, each of a named resource in a named account",
            Self::Sarif => "fails; a pass only by absence, where a check allows it",
            Self::Junit => "passes and fails of tests",
        }
    }

    /// What it does not prove, however good it looks.
    pub fn does_not_prove(self) -> &'static str {
        match self {
            Self::ProwlerOcsf => {
                "that a check without findings passed, or that the file was not filtered"
            }
            Self::Sarif => "what was looked at, where and (mostly) when: say so when submitting",
            Self::Junit => "anything by a skipped test, or by a linter's report without test cases",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = FormatError;
    fn from_str(text: &str) -> Result<Self, FormatError> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        found.ok_or_else(|| FormatError(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert!("ocsf".parse::<Format>().is_err());
    }
}
