//! `storyproof attest`, `except` and `withdraw`: what people state, decide and take back.
//!
//! * [`attest`], [`except`], [`withdraw`]: one command each;
//! * [`typed`]: texts, parties and entries as they were typed;
//! * [`effect`]: what the new entry changes.

mod attest;
mod effect;
mod except;
mod typed;
mod withdraw;

pub(super) use attest::run as attest;
pub(super) use except::run as except;
pub(super) use withdraw::run as withdraw;
