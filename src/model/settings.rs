//! `storyproof.toml`: the program's name, targets, defaults and limits.

use std::collections::BTreeMap;

use super::ApprovalSettings;
use crate::{
    diag::LintLevel,
    ids::{FrameworkId, PartyId},
    source::Spanned,
    time::{Day, MaxAge},
};

/// Classes of entity to which some controls are limited.
pub const CLASSES: [&str; 4] =
    ["service-provider", "multi-tenant-service-provider", "issuer", "designated-entity"];

/// The terms of the ranking rule, as `[priority]` names their weights.
pub const TERMS: [&str; 6] = ["risk", "regression", "failing", "audit_date", "stale", "missing"];

/// The largest weight of a term.
pub const MAX_WEIGHT: f64 = 1000.0;

/// What `storyproof.toml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `[program] name`.
    pub name: String,
    /// `[program] organization`.
    pub organization: Option<Spanned<String>>,
    /// `[program] languages`: reports are written in these (`en`, `ja`).
    pub languages: Vec<String>,
    /// `[program] classes`: which classes of entity we are (`service-provider`,
    /// `multi-tenant-service-provider`, `issuer`, `designated-entity`); controls that apply only
    /// to other classes are excluded.
    pub classes: Vec<Spanned<String>>,
    /// `[program] as_of`: the as-of when a command names none, for examples and archives whose
    /// story has ended; otherwise it is now.
    pub as_of: Option<Spanned<Day>>,
    /// `[program] regions`: the regions in scope of every account that names none of its own.
    pub regions: Vec<Spanned<String>>,
    /// `[program] sprint_days`: the longest sprint, 14 by default.
    pub sprint_days: u32,
    /// `[program] story_points`: the largest story, 8 by default.
    pub story_points: u32,
    /// `[[target]]`: what must be proven, and by when.
    pub targets: Vec<Target>,
    /// `[evidence] max_age`: how long a result counts unless its check says otherwise, `7d` by
    /// default.
    pub max_age: MaxAge,
    /// `[evidence] critical_max_age`: the longest that a result counts on which a critical component rests;
    /// a lint holds them to it.
    pub critical_max_age: Option<Spanned<MaxAge>>,
    /// `[evidence] critical_approvers`: who may approve exceptions from checks on which a critical
    /// component rests; whoever did not ask, when it is not there, and nobody when it is empty.
    pub critical_approvers: Option<Vec<Spanned<PartyId>>>,
    /// `[approval]`: who has signed what, and whether it must be signed.
    pub approval: ApprovalSettings,
    /// `[evidence] redact` and `[[redaction]]`: what is taken out of evidence before it is kept.
    pub redaction: RedactionSettings,
    /// `[priority]`: the weights of the ranking rule, by term (see [`TERMS`]), from 0 to
    /// [`MAX_WEIGHT`]; a term that is not there has its default weight.
    pub priority: BTreeMap<String, f64>,
    /// `[planning] renewal_points`: the points that a sprint keeps for each proof that ends inside
    /// it, 1 by default.
    pub renewal_points: u32,
    /// `[lints]`: the level of each diagnostic code that differs from its default.
    pub lints: BTreeMap<String, Spanned<LintLevel>>,
    /// `[ledger] path`: where the ledger is, relative to the program; `.storyproof/ledger.sqlite`
    /// by default.
    pub ledger: Option<Spanned<String>>,
    /// `[ledger] origin`: the name of the ledger in its checkpoints; made from its first entry by
    /// default.
    pub origin: Option<Spanned<String>>,
    /// `[ledger] keys`: the keys of which one must have signed a checkpoint; any signature, or none,
    /// will do when there are none.
    pub keys: Vec<Spanned<String>>,
    /// `[ledger] witnesses`: the keys of witnesses whose word on when a head existed counts.
    pub witnesses: Vec<Spanned<String>>,
}

/// What is taken out of evidence before anything of it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RedactionSettings {
    /// `[evidence] redact = "off"`: nothing is.
    pub off: bool,
    /// `[[redaction]]`: the program's own rules, beside the built-in ones.
    pub rules: Vec<RedactionRule>,
    /// Whether a rule could not be read. Evidence is not recorded then: what the rule was to take
    /// out would be kept for good.
    pub broken: bool,
}

/// A redaction rule of the program's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedactionRule {
    /// Its id, which stands in place of what it takes out.
    pub id: String,
    /// The pattern, in the syntax of the `regex` crate; its first group, or all of it, is taken
    /// out.
    pub pattern: Spanned<String>,
    /// `replace = "keyed-hash"`, the default, or `"mask"`, which leaves no hash of the match.
    pub hashed: bool,
}

/// A framework that must be proven by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The framework.
    pub framework: Spanned<FrameworkId>,
    /// The day of the audit or the due date.
    pub date: Day,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: String::new(),
            organization: None,
            languages: vec!["en".into()],
            classes: Vec::new(),
            as_of: None,
            regions: Vec::new(),
            sprint_days: 14,
            story_points: 8,
            targets: Vec::new(),
            max_age: MaxAge::days(7),
            critical_max_age: None,
            critical_approvers: None,
            approval: ApprovalSettings::default(),
            redaction: RedactionSettings::default(),
            priority: BTreeMap::new(),
            renewal_points: 1,
            lints: BTreeMap::new(),
            ledger: None,
            origin: None,
            keys: Vec::new(),
            witnesses: Vec::new(),
        }
    }
}
