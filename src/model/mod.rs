//! The records that people write, one plain type each, and how text becomes them.
//!
//! Decoding never fails half-way: it returns the best records it can make and every diagnostic.
//! A record knows nothing of other records; links are ids until [`crate::program`] resolves them.

pub mod approval;
pub mod audit;
pub mod control;
pub mod decode;
pub mod estate;
pub mod matrix;
pub mod reference;
pub mod retired;
pub mod settings;
pub mod shape;
pub mod story;
pub mod template;

pub use crate::diag::LintLevel;
pub use approval::{ALLOWED_SIGNERS, ApprovalRule, ApprovalSettings, matches_path};
pub use audit::{Method, Response, Worksheet};
pub use control::{
    Applicability, AssessedAs, Attestation, Cadence, Check, CheckSource, Control, Crosswalk, Empty,
    Framework, Implementation, Measure, Mode, Over, Population, Relation,
};
pub use decode::{
    Records, SignersFile, decode, decode_signers, decode_templates, describe, describe_settings,
};
pub use estate::{
    Account, Component, Inventory, Party, PartyKind, Repository, Responsibility,
    ResponsibilityKind, Risk, Service, Treatment, matches_pattern, names_control,
};
pub use matrix::{Aspect, Declared, Shows};
pub use reference::Reference;
pub use retired::Retired;
pub use settings::{RedactionRule, RedactionSettings, Settings, Target};
pub use shape::{Key, Kind, Shape};
pub use story::{
    Criterion, Epic, Moved, Persona, Sprint, SprintState, Story, StoryKind, StoryStatus, Texts,
};
pub use template::{Block, Marks, Template};
