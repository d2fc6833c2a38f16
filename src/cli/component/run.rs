//! From what was typed after `storyproof component` to what is done.

use super::{add, args, services, unclaimed};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    records::{self, RecordKind},
};

pub(crate) fn run(
    command: &args::Components,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match command {
        args::Components::Records(command) => {
            records::run(RecordKind::Component, command, global, env)
        }
        args::Components::Add(args) => add::run(args, global, env),
        args::Components::Unclaimed(args) => unclaimed::run(args, global, env),
        args::Components::Services(answer) => services::run(answer, env),
    }
}
