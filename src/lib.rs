#![doc = include_str!("ARCHITECTURE.md")]

pub mod evidence;
pub mod ids;
pub mod ledger;
pub mod time;
