#![doc = include_str!("ARCHITECTURE.md")]

pub mod assess;
pub mod checkpoint;
pub mod diag;
pub mod edit;
pub mod evidence;
pub mod expression;
pub mod ids;
pub mod ingest;
pub mod ledger;
pub mod model;
pub mod plan;
pub mod program;
pub mod random;
pub mod redact;
pub mod render;
pub mod report;
pub mod signature;
pub mod source;
pub mod suggest;
#[cfg(test)]
mod testing;
pub mod time;
