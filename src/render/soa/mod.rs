//! The Statement of Applicability in every form, all from the same view.
//!
//! * [`columns`]: the columns of the table, the same for CSV and for the workbook;
//! * [`pages`]: HTML and Markdown;
//! * [`tables`]: CSV, and the workbook with a sheet for each part.

pub mod columns;
pub mod pages;
pub mod tables;
#[cfg(test)]
mod tests;

pub use pages::{html, json, markdown};
pub use tables::{csv, xlsx};
