//! Bytes become a catalog, one format a file.
//!
//! A file may come from anybody. It is read under limits, as text and nothing else: no alias of
//! YAML is followed, nothing that it names is opened, and a row that cannot be taken keeps the
//! others from nothing but being written.

mod ciso;
mod document;
mod oscal;
mod prowler;
mod table;

pub use document::{Asked, CatalogError, MAX_CONTROLS, read};
use document::{Document, is_map, list, text};
