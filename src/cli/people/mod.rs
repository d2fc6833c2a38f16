//! `storyproof attest`, `except` and `withdraw`: what people state, decide and take back.
//!
//! * [`attest`], [`except`], [`withdraw`]: one command each;
//! * [`args`]: what can be typed;
//! * [`typed`]: texts, parties and entries as they were typed;
//! * [`effect`]: what the new entry changes;
//! * [`list`]: what is asked of people, what they decided, and where it stands.

pub(super) mod args;
mod attest;
mod effect;
mod except;
mod list;
pub(super) mod typed;
mod withdraw;

pub(super) use attest::{facts as statement_facts, run as attest};
pub(super) use effect::Recorded;
pub(super) use except::{facts as exception_facts, run as except};
pub(super) use list::{attestations, exceptions, states};
pub(super) use withdraw::{run as withdraw, told};
