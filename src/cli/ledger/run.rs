//! From what was typed after `storyproof ledger` to what is done.

use super::{args::Ledgers, merge};
use crate::cli::{
    env::Env,
    failure::{Ended, Failure},
};

pub(in crate::cli) fn run(command: &Ledgers, env: &mut Env) -> Result<Ended, Failure> {
    match command {
        Ledgers::Merge(args) => merge::run(args, env),
    }
}
