//! The audit report as HTML, Markdown and JSON ([`pages`]), and as tables ([`tables`]), all from the
//! same view.

pub mod pages;
pub mod tables;
#[cfg(test)]
mod tests;

pub use pages::{html, json, markdown};
pub use tables::{Table, csv, xlsx};
