//! The encryption matrix and the logging matrix: service by service and component by component,
//! what is proven, by what, and since when; what is only declared stands beside it and proves
//! nothing.
//!
//! * [`view`]: the report as a whole, its totals and the rows of services;
//! * [`components`]: the rows of components.

pub mod components;
#[cfg(test)]
mod tests;
pub mod view;

pub use view::{Matrix, encryption, logging};
