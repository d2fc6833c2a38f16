//! What helps with typing, in an editor and in a shell.
//!
//! * [`args`]: what can be typed;
//! * [`schema`]: JSON Schemas of the files;
//! * [`shells`]: completions, with the ids of the program at hand;
//! * [`manual`]: manual pages, and the whole reference as one page;
//! * [`run`](mod@run): from what was typed to what is done.

pub(crate) mod args;
mod manual;
mod run;
pub(in crate::cli) mod schema;
pub(crate) mod shells;

pub(in crate::cli) use run::run;
