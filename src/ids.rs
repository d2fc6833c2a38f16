//! Identifiers: one newtype for each kind of record, so that two kinds cannot be mixed up.
//!
//! Every id is a string of `[A-Za-z0-9._-]`, 1 to 64 characters, and stays a string: `1.10` is
//! not `1.1`. Ids sort as people count: `8.4.2` comes before `8.10.1`. A control is only meaningful
//! together with its framework, so its full name is a [`ControlRef`], written `framework/control`.
//!
//! ```compile_fail
//! use storyproof::ids::{EpicId, StoryId};
//! let epic = EpicId::parse("IAM").unwrap();
//! let story: StoryId = epic; // an epic's id is not a story's id
//! ```

use std::{cmp::Ordering, fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest id, in bytes.
pub const MAX_ID_LEN: usize = 64;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text is empty.
    #[error("an id is empty")]
    Empty,
    /// The text is longer than [`MAX_ID_LEN`].
    #[error("an id has at most {MAX_ID_LEN} characters, this one has {0}")]
    TooLong(usize),
    /// A character that ids do not have.
    #[error("an id holds only letters, digits, `.`, `_` and `-`, not {0:?}")]
    Character(char),
    /// A control reference without exactly one slash.
    #[error("a control is written `framework/control`, for example `pci-dss-4.0.1/8.4.2`")]
    NotAControlRef,
    /// An id of another program without that program's name before it.
    #[error(
        "an id of another program is written `tracker:id` on one line, for example `jira:SEC-12`"
    )]
    NotExternal,
}

/// Checks the form that every id has.
///
/// # Errors
/// Says what the text has that an id may not have.
pub fn validate(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if let Some(c) =
        text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '-'))
    {
        return Err(IdError::Character(c));
    }
    if text.len() > MAX_ID_LEN {
        return Err(IdError::TooLong(text.len()));
    }
    Ok(())
}

/// Compares texts as people count: runs of digits by their number, everything else by character.
/// Texts that differ only in leading zeros are still told apart.
pub fn natural_order(a: &str, b: &str) -> Ordering {
    // What both begin with needs no comparing, except a run of digits that may go on.
    let same = a.bytes().zip(b.bytes()).take_while(|(l, r)| l == r).count();
    if same == a.len() && same == b.len() {
        return Ordering::Equal;
    }
    let same = same - a.as_bytes()[..same].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let (mut left, mut right) = (&a.as_bytes()[same..], &b.as_bytes()[same..]);
    loop {
        let (l, r) = (digits(left), digits(right));
        let order = if l > 0 && r > 0 {
            let order = number_order(&left[..l], &right[..r]);
            (left, right) = (&left[l..], &right[r..]);
            order
        } else {
            match (left.split_first(), right.split_first()) {
                (None, None) => return a.cmp(b),
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some((l, rest_l)), Some((r, rest_r))) => {
                    (left, right) = (rest_l, rest_r);
                    l.cmp(r)
                }
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_digit()).count()
}

fn number_order(a: &[u8], b: &[u8]) -> Ordering {
    let significant =
        |digits: &[u8]| digits.iter().position(|d| *d != b'0').unwrap_or(digits.len());
    let (a, b) = (&a[significant(a)..], &b[significant(b)..]);
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(extend("pattern" = "^[A-Za-z0-9._-]{1,64}$"))]
        pub struct $name(Box<str>);

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                natural_order(&self.0, &other.0)
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl $name {
            /// Reads an id.
            ///
            /// # Errors
            /// Says what the text has that an id may not have.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                validate(text)?;
                Ok(Self(text.into()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }
    };
}

id!(/// A framework at one edition, such as `iso27001-2022`.
    FrameworkId);
id!(/// A control inside its framework, such as `A.8.5`, `cl.5.1` or `8.4.2`.
    ControlId);
id!(/// An epic, such as `IAM`.
    EpicId);
id!(/// A story, such as `IAM-01`.
    StoryId);
id!(/// A sprint, such as `2026-S1`.
    SprintId);
id!(/// A persona, such as `platform-engineer`.
    PersonaId);
id!(/// A party that owns or answers for things: a team, a role, a provider, an MSP, an ISV.
    PartyId);
id!(/// A risk, such as `R-01`.
    RiskId);
id!(/// A component of the estate, such as `aws-kms`.
    ComponentId);
id!(/// A check, such as `root-mfa`.
    CheckId);
id!(/// A statement that a person makes, such as `root-device-custody`.
    AttestationId);
id!(/// An effectiveness measure.
    MeasureId);
id!(/// What management says to a deviation, such as `MR-01`.
    ResponseId);
id!(/// A worksheet of a compensating control or a customized approach, such as `CCW-01`.
    WorksheetId);
id!(/// An account in scope: the provider's own account number or name.
    AccountId);
id!(/// A repository in scope.
    RepositoryId);
id!(/// A kind of service that components are made of, such as `rds`.
    ServiceId);
id!(/// A rule of who may approve what, such as `risk-medium`.
    RuleId);
id!(/// A list of things in scope: `controls/inventory/NAME.csv` or `.txt`.
    InventoryId);

/// A control named in full: `pci-dss-4.0.1/8.4.2`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct ControlRef {
    /// The framework, at one edition.
    pub framework: FrameworkId,
    /// The control inside it.
    pub control: ControlId,
}

impl ControlRef {
    /// Reads `framework/control`.
    ///
    /// # Errors
    /// Fails unless there is exactly one slash with an id on either side.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let (framework, control) = text.split_once('/').ok_or(IdError::NotAControlRef)?;
        if control.contains('/') {
            return Err(IdError::NotAControlRef);
        }
        Ok(Self { framework: FrameworkId::parse(framework)?, control: ControlId::parse(control)? })
    }
}

impl fmt::Display for ControlRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.framework, self.control))
    }
}

impl FromStr for ControlRef {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ControlRef {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<ControlRef> for String {
    fn from(control: ControlRef) -> Self {
        control.to_string()
    }
}

/// What another program calls a record: `jira:SEC-12`, `github:example/app#7`.
///
/// The tracker is a small word; its own id is any text on one line.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct ExternalId(Box<str>);

/// The longest external id, in bytes.
const MAX_EXTERNAL_LEN: usize = 200;

impl ExternalId {
    /// Reads `tracker:id`.
    ///
    /// # Errors
    /// Fails unless a small word stands before the first colon and a text of one line behind it.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.len() > MAX_EXTERNAL_LEN {
            return Err(IdError::TooLong(text.chars().count()));
        }
        let (tracker, id) = text.split_once(':').ok_or(IdError::NotExternal)?;
        let is_word = tracker.starts_with(|c: char| c.is_ascii_lowercase())
            && tracker.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !is_word || id.is_empty() || id.trim() != id || id.contains(char::is_control) {
            return Err(IdError::NotExternal);
        }
        Ok(Self(text.into()))
    }

    /// The whole as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The other program's name.
    pub fn tracker(&self) -> &str {
        self.0.split_once(':').map_or("", |(tracker, _)| tracker)
    }

    /// What it is called there.
    pub fn id(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, id)| id)
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for ExternalId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<ExternalId> for String {
    fn from(id: ExternalId) -> Self {
        id.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_external_id_says_whose_it_is() {
        let id = ExternalId::parse("github:example/app#7").unwrap();
        assert_eq!((id.tracker(), id.id()), ("github", "example/app#7"));
        for bad in ["SEC-12", ":x", "Jira:SEC-12", "jira:", "jira: x", "jira:a\nb", "1a:x"] {
            assert!(ExternalId::parse(bad).is_err(), "{bad:?} must not be an external id");
        }
        assert!(ExternalId::parse(&format!("jira:{}", "x".repeat(200))).is_err());
    }

    #[test]
    fn ids_are_strings_never_numbers() {
        assert_ne!(ControlId::parse("1.10").unwrap(), ControlId::parse("1.1").unwrap());
    }

    #[test]
    fn ids_sort_as_people_count() {
        let mut ids = ["1.10", "1.2", "1.1", "1.01", "A.5.10", "A.5.9", "cl.4", "1"]
            .map(|t| ControlId::parse(t).unwrap());
        ids.sort();
        let sorted: Vec<&str> = ids.iter().map(ControlId::as_str).collect();
        assert_eq!(sorted, ["1", "1.01", "1.1", "1.2", "1.10", "A.5.9", "A.5.10", "cl.4"]);
    }

    #[test]
    fn an_id_refuses_what_could_become_a_path_or_markup() {
        for bad in ["", "a/b", "../x", "a b", "<b>", "a\u{202e}b", "é", &"x".repeat(65)] {
            assert!(StoryId::parse(bad).is_err(), "{bad:?} must not be an id");
        }
        assert!(StoryId::parse(&"x".repeat(64)).is_ok());
    }

    #[test]
    fn a_control_reference_has_exactly_one_slash() {
        let control = ControlRef::parse("pci-dss-4.0.1/8.4.2").unwrap();
        assert_eq!(control.to_string(), "pci-dss-4.0.1/8.4.2");
        for bad in ["8.4.2", "a/b/c", "/8.4.2", "pci/"] {
            assert!(ControlRef::parse(bad).is_err(), "{bad:?} must not be a control reference");
        }
    }
}
