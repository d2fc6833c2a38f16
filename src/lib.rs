#![doc = include_str!("ARCHITECTURE.md")]

pub mod approval;
pub mod assess;
pub mod binder;
pub mod checkpoint;
pub mod diag;
pub mod edit;
pub mod evidence;
pub mod exchange;
pub mod expression;
pub mod files;
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
pub mod schema;
pub mod signature;
pub mod source;
pub mod suggest;
#[cfg(test)]
mod testing;
pub mod time;
pub mod yaml;
