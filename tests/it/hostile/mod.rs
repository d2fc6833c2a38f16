//! What strangers write, in every place where they can write, against everything that comes out.
//!
//! * [`payloads`]: texts that want to be more than text, kept in `tests/fixtures/hostile`;
//! * [`program`] and [`scans`]: every field of every record and format that takes any text, found
//!   by trying;
//! * the rest: one threat a file.

mod clock;
mod files;
mod mutations;
mod paths;
mod payloads;
mod program;
pub(crate) mod repository;
mod scans;
