//! Which column is what.
//!
//! Columns are found by the headings that the export writes, in any of its languages; their order
//! does not matter, and others are left alone.

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::soa::{Label, Lang};

/// A reason for inclusion: its word in files, and its column.
const BECAUSE: [(&str, Label); 4] = [
    ("risk", Label::Risk),
    ("law", Label::Law),
    ("contract", Label::Contract),
    ("best-practice", Label::BestPractice),
];

/// Where each column that counts stands, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mapping {
    /// The control.
    pub control: usize,
    /// Whether it applies.
    pub applicable: usize,
    /// The reasons for inclusion, each with its word; only if all four are there.
    pub because: Option<[(&'static str, usize); 4]>,
    /// The justification for inclusion.
    pub inclusion: Option<usize>,
    /// The justification for exclusion.
    pub exclusion: Option<usize>,
    /// The row's state when the table was written.
    pub state: Option<usize>,
    /// Headings that are left alone.
    pub ignored: Vec<String>,
}

/// Why the columns cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// A column that must be there is not.
    #[error("the table has no column `{0}`")]
    Missing(&'static str),
    /// A heading stands twice.
    #[error("the table has two columns `{0}`")]
    Twice(String),
}

/// Finds the columns.
///
/// # Errors
/// When the control or the decision has no column, or a heading stands twice.
pub fn mapping(heading: &[String]) -> Result<Mapping, MappingError> {
    let find = |label: Label| -> Result<Option<usize>, MappingError> {
        let is_it = |text: &str| {
            Lang::ALL.iter().any(|lang| label.text(*lang).eq_ignore_ascii_case(text.trim()))
        };
        let mut found = (0..).zip(heading).filter(|(_, text)| is_it(text));
        let first = found.next();
        match found.next() {
            Some((_, text)) => Err(MappingError::Twice(text.trim().to_owned())),
            None => Ok(first.map(|(at, _)| at)),
        }
    };
    let must = |label: Label| find(label)?.ok_or(MappingError::Missing(label.text(Lang::En)));
    let mut because = BECAUSE.map(|(word, _)| (word, 0));
    let mut has_because = true;
    for (place, (_, label)) in because.iter_mut().zip(BECAUSE) {
        match find(label)? {
            Some(at) => place.1 = at,
            None => has_because = false,
        }
    }
    let mut mapping = Mapping {
        control: must(Label::Control)?,
        applicable: must(Label::Applicable)?,
        because: has_because.then_some(because),
        inclusion: find(Label::Inclusion)?,
        exclusion: find(Label::Exclusion)?,
        state: find(Label::RowState)?,
        ignored: Vec::new(),
    };
    let used: Vec<usize> = [mapping.control, mapping.applicable]
        .into_iter()
        .chain(mapping.because.iter().flatten().map(|(_, at)| *at))
        .chain([mapping.inclusion, mapping.exclusion, mapping.state].into_iter().flatten())
        .collect();
    let others = (0..).zip(heading).filter(|(at, _)| !used.contains(at));
    mapping.ignored = others.map(|(_, text)| text.trim().to_owned()).collect();
    Ok(mapping)
}
