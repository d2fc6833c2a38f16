//! The languages that a report may be in.
//!
//! English stands where it is used, in a template as `t("…")` and in Rust as `say!`, and is the
//! key of the catalog: [`ja`] has its Japanese. What people and scanners wrote, ids, commands and
//! JSON stay as they are in every language.
//!
//! * [`language`]: which languages there are, and a text in one of them;
//! * [`catalog`]: from the English of a text to the others;
//! * [`mod@say`]: sentences with values in them;
//! * [`count`]: counts and days.
//!
//! A key may end in `##` and a remark that tells two meanings of one English text apart; the
//! remark is never shown.

pub mod catalog;
pub mod count;
pub mod ja;
pub mod language;
#[cfg(test)]
pub(crate) mod left;
pub mod say;
#[cfg(test)]
mod tests;

pub use language::Lang;
pub(crate) use say::say;
