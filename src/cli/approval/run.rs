//! From what was typed after `approval` to what was done.

use super::{args::Approvals, list, show};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
};

pub(in crate::cli) fn run(
    command: &Approvals,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match command {
        Approvals::List(args) => list::run(args, global, env),
        Approvals::Show { entry, answer } => show::show(*entry, answer.format, global, env),
        Approvals::Export { entry, output } => show::export(*entry, output, global, env),
    }
}
