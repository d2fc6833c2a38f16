//! The ledger: what was appended, and what follows from it.
mod append;
mod artifact;
mod connection;
mod entry;
mod error;
mod framing;
mod handle;
mod hash;
mod intern;
mod merkle;
mod project;
mod proof;
mod record;
mod schema;
mod vector;
