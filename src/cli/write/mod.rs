//! Writing to the files of the program: one way for every kind of record.
//!
//! * [`args`]: what can be typed;
//! * [`change`]: what every one of these commands ends in: the plan is shown, the program is read as
//!   it would be, and only then a file is written;
//! * [`target`]: the record that was meant, and the file in which it stands;
//! * [`assign`]: `key=value`, `key+=value`, `key-=value`, `key=`;
//! * [`new`](mod@new), [`set`], [`open`], [`link`], [`shift`], [`split`], [`start`](mod@start), [`retire`]: one
//!   command each;
//! * [`run`](mod@run): from what was typed to what is done.

pub(crate) mod args;
mod assign;
mod change;
mod link;
mod new;
mod open;
mod retire;
mod run;
mod set;
mod shift;
mod split;
mod start;
mod target;

pub(in crate::cli) use change::{Answer as ChangeAnswer, Changed, attempt, put, refused};
pub(in crate::cli) use run::run;
pub(in crate::cli) use start::start;
