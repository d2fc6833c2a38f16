//! What an audit report over a period says besides: day by day, how each control was kept.
//!
//! Every number is read from the timeline that the assessment gives, in which each day is what an
//! assessment of that day alone says.
//!
//! * [`view`]: the part as plain data;
//! * [`build`]: the table of controls, with what their checks owed and had;
//! * [`spells`]: the days in a row on which a control was due and not met: deviations.

pub mod build;
pub mod spells;
pub mod view;

pub use view::PeriodPart;
