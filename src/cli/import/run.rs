//! From what was typed after `storyproof import` to what is done.

use std::{io::Read as _, path::Path};

use storyproof::{
    exchange::{table, tracker::Tracker},
    files::open_regular,
};

use super::{args::Import, framework, issues, soa};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
};

pub(in crate::cli) fn run(
    command: &Import,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match command {
        Import::Soa(args) => soa::run(args, global, env),
        Import::Framework(args) => framework::run(args, global, env),
        Import::Jira(args) => issues::run(Tracker::Jira, args, global, env),
        Import::Github(args) => issues::run(Tracker::GitHub, args, global, env),
        Import::Linear(args) => issues::run(Tracker::Linear, args, global, env),
        Import::Csv(args) => issues::run(Tracker::Csv, args, global, env),
    }
}

/// One more than is allowed, so that what is too large is seen to be.
const MOST: u64 = table::MAX_BYTES as u64 + 1;

/// The same of standard input for `-`.
pub(super) fn bytes_or_input(file: &Path, env: &Env) -> Result<Vec<u8>, Failure> {
    if file != Path::new("-") {
        return bytes(file, env);
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(MOST).read_to_end(&mut bytes);
    read.map_err(|error| Failure::because("cannot read standard input", &error))?;
    Ok(bytes)
}

/// The bytes of a file that is to be imported, as far as they are read.
pub(super) fn bytes(file: &Path, env: &Env) -> Result<Vec<u8>, Failure> {
    let path = env.directory.join(file);
    let cannot = |error: &dyn std::error::Error| {
        Failure::because(format!("cannot read {}", path.display()), error)
    };
    let file = open_regular(&path).map_err(|error| cannot(&error))?;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    Ok(bytes)
}
