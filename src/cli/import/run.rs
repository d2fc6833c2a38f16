//! From what was typed after `storyproof import` to what is done.

use std::{io::Read as _, path::Path};

use storyproof::{exchange::table, files::open_regular};

use super::{args::Import, framework, soa};
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
    }
}

/// The bytes of a file that is to be imported, as far as they are read.
pub(super) fn bytes(file: &Path, env: &Env) -> Result<Vec<u8>, Failure> {
    let path = env.directory.join(file);
    let cannot = |error: &dyn std::error::Error| {
        Failure::because(format!("cannot read {}", path.display()), error)
    };
    let file = open_regular(&path).map_err(|error| cannot(&error))?;
    let mut bytes = Vec::new();
    // One more than is allowed, so that what is too large is seen to be.
    let most = table::MAX_BYTES as u64 + 1;
    file.take(most).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    Ok(bytes)
}
