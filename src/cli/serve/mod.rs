//! `storyproof serve`: the same pages live, read-only, on this machine alone.
//!
//! * [`args`]: what can be typed;
//! * `address`: where it listens, and under which names it is asked for;
//! * `http`: requests in, answers out, under limits;
//! * `connection`: one thread a connection, and who waits for a change;
//! * `room`: how many connections there may be, and who gives way to one more;
//! * `asked`: which page is asked for, at which clocks;
//! * `site`: the program and the ledger as they are now, and the page that was asked for;
//! * `report`, `record`, `list`, `home`: the pages;
//! * `acts`: the commands that a person may want to run;
//! * `links`: what in a text names a record;
//! * [`run`](mod@run): the loop.
//!
//! Pages come from the functions that the commands use; no rule lives here, and nothing is written.
//! One thread makes all pages, so that nothing is shared; the others only carry bytes.

mod acts;
mod address;
pub(crate) mod args;
mod asked;
mod connection;
mod home;
mod http;
mod links;
mod list;
mod record;
mod report;
mod room;
mod run;
mod site;

pub(super) use run::run;
