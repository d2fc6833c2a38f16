//! From what was typed to what is done.

use super::{args::Files, link, new, open, retire, set, shift, split};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
};

pub(in crate::cli) fn run(
    command: &Files,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match command {
        Files::New(args) => new::run(args, global, env),
        Files::Set(args) => set::run(args, global, env),
        Files::Edit(args) => open::run(args, env),
        Files::Link(args) => link::run(args, link::Way::Link, global, env),
        Files::Unlink(args) => link::run(args, link::Way::Unlink, global, env),
        Files::Move(args) => shift::run(args, global, env),
        Files::Split(args) => split::run(args, global, env),
        Files::Retire(args) => retire::run(args, global, env),
    }
}
