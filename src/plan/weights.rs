//! The terms of the ranking rule and their weights.

use crate::model::{Settings, settings::TERMS};

/// How many parts a weight of one has.
pub const WEIGHT_PARTS: u64 = 1000;

/// A term of the ranking rule. Each is between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// The exposure that the story removes.
    Risk,
    /// It was verified and is not now.
    Regression,
    /// Controls that fail.
    Failing,
    /// How near the audit is.
    AuditDate,
    /// Controls whose proof is too old, has ended or could not be had.
    Stale,
    /// Controls that nothing has answered for.
    Missing,
}

impl Term {
    /// Every term, in the order of [`TERMS`].
    pub const ALL: [Self; 6] =
        [Self::Risk, Self::Regression, Self::Failing, Self::AuditDate, Self::Stale, Self::Missing];

    /// Its name in `[priority]`.
    pub fn name(self) -> &'static str {
        TERMS[self as usize]
    }

    /// Its weight where the program gives none.
    pub fn default_weight(self) -> u64 {
        let whole = match self {
            Self::Risk => 40,
            Self::Regression => 30,
            Self::Failing => 25,
            Self::AuditDate => 20,
            Self::Stale | Self::Missing => 10,
        };
        whole * WEIGHT_PARTS
    }
}

/// The weights of a program, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    weights: [u64; 6],
    given: [bool; 6],
}

impl Weights {
    /// The weights that `[priority]` gives, and the defaults of the others.
    pub fn of(settings: &Settings) -> Self {
        let given = |term: Term| settings.priority.get(term.name()).copied();
        Self {
            weights: Term::ALL.map(|term| given(term).map_or(term.default_weight(), parts)),
            given: Term::ALL.map(|term| given(term).is_some()),
        }
    }

    /// The weight of a term, in thousandths.
    pub fn weight(&self, term: Term) -> u64 {
        self.weights[term as usize]
    }

    /// Whether the program gives the weight of a term itself.
    pub fn is_given(&self, term: Term) -> bool {
        self.given[term as usize]
    }
}

/// A weight in thousandths. What is read from files lies between 0 and a thousand.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to the range")]
fn parts(weight: f64) -> u64 {
    (weight.clamp(0.0, crate::model::settings::MAX_WEIGHT) * 1000.0).round() as u64
}
