//! From what was typed to one of the three.

use super::{super::env::Env, args::Evidence, list, open, prove, show};
use crate::cli::{
    args::Global,
    failure::{Ended, Failure},
};

/// Runs one of the commands.
///
/// # Errors
/// When it cannot do what was asked.
pub(in crate::cli) fn run(
    command: &Evidence,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match command {
        Evidence::List(args) => list::run(args, global, env),
        Evidence::Show { which, answer } => show::run(which, answer.format, global, env),
        Evidence::Open(args) => open::run(args, global, env),
        Evidence::Prove { which, output } => prove::run(which, output, global, env),
    }
}
