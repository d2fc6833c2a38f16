//! The command line: what was typed becomes a sequence of the stages; no rule lives here.
//!
//! * [`args`]: what can be typed;
//! * [`env`]: the world outside (streams, clock, variables), made once by `main`;
//! * [`failure`]: how a command can end, with its exit code;
//! * [`workspace`]: the program, the ledger and the assessment that most commands start from;
//! * one file for each command.

pub(crate) mod args;
mod check;
mod checkpoint;
mod checkpoint_command;
pub(crate) mod ci;
mod component;
mod demo;
mod demo_bundle;
mod demo_clones;
mod demo_dates;
mod demo_said;
mod doctor;
pub(crate) mod env;
mod evidence;
mod explain;
mod explain_artifact;
mod explain_component;
mod explain_entry;
mod explain_estate;
mod explain_shared;
pub(crate) mod failure;
mod find;
mod git;
mod ingest;
mod ingest_answer;
mod ingest_doubts;
mod init;
mod matched;
mod output;
mod people;
mod permissions;
mod plan;
mod records;
mod redaction;
mod report;
mod run;
mod signing;
mod status;
mod status_people;
mod suggest;
mod table;
mod trace;
mod verify;
mod workspace;

pub(crate) use run::run;
