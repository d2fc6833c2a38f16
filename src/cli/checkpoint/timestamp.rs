//! `storyproof checkpoint timestamp`: asking a timestamp authority about a head, and keeping its answer.

use std::{io::Read as _, path::Path};

use storyproof::{checkpoint::timestamp, files::open_regular, report::words::count};

use super::{
    args::Timestamp,
    heads::{Heads, digest},
    kept::Kept,
    openssl::{Authority, verified},
    seal::Seal,
    standing::{Standing, standing},
};
use crate::cli::{
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::{Workspace, ledger_failure},
};

/// More than any token has, with its certificates.
const MOST: u64 = 1 << 20;

pub(super) fn run(args: &Timestamp, env: &mut Env) -> Result<Ended, Failure> {
    match (&args.add, &args.tsa_ca) {
        (Some(answer), Some(ca)) => {
            let untrusted = args.untrusted.as_ref().map(|path| env.directory.join(path));
            add(answer, &Authority { ca: env.directory.join(ca), untrusted }, env)
        }
        _ => request(args, env),
    }
}

/// Writes the request about where the ledger stands now, and keeps that head.
fn request(args: &Timestamp, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let seal = Seal::of(&workspace, env)?;
    let ledger = workspace.open_ledger(env)?;
    let ledger = ledger.ok_or_else(|| Failure::usage("there is no ledger yet"))?;
    seal.guard(&ledger)?;
    let head = ledger.head().map_err(|e| ledger_failure(&e))?;
    let text = seal.text(&seal.now(&ledger, &head)?)?;
    let kept = Kept::parse(&text).map_err(|error| Failure::because("the checkpoint", &error))?;
    let heads = Heads::beside(&seal.file);
    heads.keep(&kept)?;
    let file = match &args.output {
        Some(path) => env.directory.join(path),
        None => heads.file(kept.checkpoint.size, "tsq"),
    };
    output::write_file(&file, &timestamp::request(&digest(&kept)))?;
    env.answer(&format!("{}\n", file.display()))?;
    env.say(&format!(
        "the request about {}; send it to a timestamp authority, such as\n  curl -sSH 'Content-Type: application/timestamp-query' --data-binary @{} URL -o answer.tsr\nthen: storyproof checkpoint timestamp --add answer.tsr --tsa-ca CA.pem",
        count(kept.checkpoint.size, "entry"),
        file.display()
    ));
    Ok(Ended::Fine)
}

/// Keeps an answer, when it is one about a head of this ledger and verifies.
fn add(answer: &Path, authority: &Authority, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let seal = Seal::of(&workspace, env)?;
    let ledger = workspace.open_ledger(env)?;
    let ledger = ledger.ok_or_else(|| Failure::usage("there is no ledger yet"))?;
    let (shown, path) = (answer.display(), env.directory.join(answer));
    let mut bytes = Vec::new();
    open_regular(&path)
        .and_then(|file| file.take(MOST).read_to_end(&mut bytes))
        .map_err(|error| Failure::because(format!("cannot read {shown}"), &error))?;
    let heads = Heads::beside(&seal.file);
    let mut all: Vec<Kept> = heads.list()?.into_iter().filter_map(|head| head.kept.ok()).collect();
    all.extend(Kept::read(&seal.file)?.and_then(Result::ok));
    let hash = |kept: &Kept| *digest(kept).as_bytes();
    let about = all.iter().find(|kept| {
        let hash = hash(kept);
        bytes.windows(hash.len()).any(|window| window == hash)
    });
    let Some(kept) = about else {
        return Err(Failure::usage(format!(
            "{shown} is about none of the heads that are kept here"
        ))
        .help(
            "`storyproof checkpoint timestamp --request` writes the request, and keeps its head",
        ));
    };
    if !matches!(standing(&ledger, &kept.checkpoint)?, Standing::Continues) {
        return Err(Failure::usage(format!("{shown} is about a head that this ledger never had"))
            .integrity());
    }
    let at = verified(&path, &bytes, &digest(kept), authority)?.map_err(|why| {
        Failure::usage(format!("{shown} does not verify: {why}"))
            .integrity()
            .help("name the authority's certificates with --tsa-ca (and --untrusted)")
    })?;
    heads.keep(kept)?;
    let file = heads.file(kept.checkpoint.size, "tsr");
    output::write_file(&file, &bytes)?;
    let entries = count(kept.checkpoint.size, "entry");
    env.answer(&format!("{entries} existed at {at} at the latest: {}\n", file.display()))?;
    env.say("commit it with the checkpoint");
    Ok(Ended::Fine)
}
