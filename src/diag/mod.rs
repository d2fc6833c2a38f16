//! Diagnostics: what people should change in their files, as one value with many renderers.
//!
//! * [`diagnostic`]: the value: a title, places, help, and a fix when one is known;
//! * [`rule`]: what kind of trouble it is: a code, a level and its explanation;
//! * [`levels`]: how loud each rule is, and who said so;
//! * [`report`]: many diagnostics in order, each once, with a summary;
//! * [`baseline`]: what was found before, so that only what is new fails;
//! * [`outcome`]: the findings as plain data, worst first, for the formats of CI systems;
//! * [`safe`]: untrusted text made safe to print;
//! * [`nearest`]: the known name that a wrong one is closest to;
//! * [`render`]: for people, one line each, or JSON.
//!
//! A diagnostic is about the user's data and is collected with all others; an error ends a run and
//! lives elsewhere. This room decides nothing: rules are written in the rooms that find them.

pub mod baseline;
pub mod diagnostic;
pub mod explain;
pub mod levels;
pub mod nearest;
pub mod outcome;
pub mod render;
pub mod report;
pub mod rule;
pub mod safe;

pub use baseline::Baseline;
pub use diagnostic::{Diagnostic, Label, TextEdit};
pub use explain::explain;
pub use levels::{Levels, SetBy};
pub use nearest::Nearest;
pub use outcome::{Line, Outcome, Verdict};
pub use render::{HumanStyle, ReportView, human, short};
pub use report::{Finding, Report};
pub use rule::{LintLevel, Rule};
pub use safe::{safe_line, safe_text};
