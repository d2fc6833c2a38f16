//! The binary as people and scripts meet it: what it prints, how it ends, what it leaves behind.
//!
//! * [`harness`]: places to run in, cut off from the machine's environment, clock and width;
//! * one file for each promise.

mod approvals;
mod attached;
mod audit;
mod binder;
mod binder_signed;
mod board;
mod canary;
mod check;
mod chromium;
mod ci;
mod completeness;
mod components;
mod critical;
mod demo;
mod evidence;
mod exchange;
mod frameworks;
pub(crate) mod git;
pub(crate) mod harness;
mod hostile;
mod ingest;
mod init;
mod integrity;
mod interactive;
mod languages;
mod lists;
mod matrix;
mod merging;
mod people;
mod permissions;
mod plan;
mod reading;
mod registers;
pub(crate) mod serve;
mod shared;
mod signed;
mod site;
mod soa;
mod suggest;
mod trace;
mod typing;
mod verify;
mod witnessed;
mod writing;
