//! The plan view on a small program.
