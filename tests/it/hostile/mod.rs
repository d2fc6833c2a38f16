//! What strangers write, in every place where they can write, against everything that comes out.
//!
//! * [`payloads`]: texts that want to be more than text, kept in `tests/fixtures/hostile`;
//! * [`program`] and [`scans`]: every field of every record and format that takes any text, found
//!   by trying;
//! * [`matrix`]: all of them in a [`world`], through the binary into every output, and in a real
//!   [`browser`]; [`exchanged`] has what other programs are given and give;
//! * the rest: one threat a file.

mod browser;
mod clock;
mod encoding;
mod exchanged;
mod files;
mod matrix;
mod mutations;
mod paths;
mod payloads;
mod program;
mod records;
pub(crate) mod repository;
mod scans;
mod served;
mod terminal;
mod world;
