#![doc = include_str!("ARCHITECTURE.md")]

pub mod diag;
pub mod evidence;
pub mod ids;
pub mod model;
pub mod program;
pub mod source;
#[cfg(test)]
mod testing;
pub mod time;
