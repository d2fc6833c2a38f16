//! From what was typed to what is done.

use super::{args::Typing, manual, schema, shells};
use crate::cli::{
    env::Env,
    failure::{Ended, Failure},
};

pub(in crate::cli) fn run(command: &Typing, env: &mut Env) -> Result<Ended, Failure> {
    match command {
        Typing::Schema(args) => schema::run(args, env),
        Typing::Completions(args) => shells::run(args, env),
        Typing::Man(args) => manual::run(args, env),
    }
}
