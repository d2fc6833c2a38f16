//! The binary as people and scripts meet it: what it prints, how it ends, what it leaves behind.
//!
//! * [`harness`]: places to run in, cut off from the machine's environment, clock and width;
//! * one file for each promise.

mod attached;
mod canary;
mod check;
mod completeness;
mod components;
mod critical;
mod demo;
mod evidence;
mod git;
mod harness;
mod hostile;
mod ingest;
mod init;
mod integrity;
mod lists;
mod matrix;
mod people;
mod permissions;
mod plan;
mod reading;
mod shared;
mod signed;
mod suggest;
mod trace;
mod verify;
