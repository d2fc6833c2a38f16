//! A new component: what its services bring into the program, and the stories that take it in
//! (SEED-09).
//!
//! 1. [`brought`](mod@brought) lists the controls that the services bring, each with what answers for it already:
//!    a provider, a shared component, a check that looks at the service, a person, or nothing;
//! 2. [`stories`] makes one story for each epic that the proof belongs to, and one for each service
//!    that still lacks a check;
//! 3. [`toml`] writes them, and the component, as people would.
//!
//! Checks look at whole accounts, and statements at the whole program, so they can count before
//! anybody has looked at the new component. Each story therefore also asks for a statement that they
//! include it: what was never looked at is not proven.

pub mod brought;
pub mod stories;
#[cfg(test)]
mod tests;
pub mod toml;

pub use brought::{Brought, New, Standing, brought};
pub use stories::{Intake, IntakeStory, intake};
