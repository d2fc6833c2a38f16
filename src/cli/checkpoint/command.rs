//! `storyproof checkpoint`: where the ledger stands, signed; and the key that signs.

use std::{fs, io::Write as _, path::Path};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::checkpoint::{NoteKey, note::is_name};

use super::{
    args::{Checkpoint, CheckpointCommand},
    kept::Kept,
    seal::Seal,
    standing::{Standing, standing},
    timestamp, witness,
};
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::{Workspace, ledger_failure},
};

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CheckpointWritten")]
pub(in crate::cli) struct Said {
    /// The file that was written.
    file: String,
    /// The ledger's name.
    origin: String,
    /// How many entries.
    size: u64,
    /// The root over them.
    root: String,
    /// The key of this machine that signed it.
    signed_by: Option<String>,
    /// The SSH key that signed it.
    ssh_key: Option<String>,
}

pub(in crate::cli) fn run(
    args: &Checkpoint,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match &args.command {
        Some(CheckpointCommand::Key { name }) => key(name.as_deref(), env),
        Some(CheckpointCommand::Witness { add, answer }) => {
            witness::run(add.as_deref(), answer.format, global, env)
        }
        Some(CheckpointCommand::Timestamp(args)) => timestamp::run(args, env),
        None => write(args, global, env),
    }
}

/// Writes the checkpoint, whatever stood in the file, unless the ledger does not go on from it.
fn write(args: &Checkpoint, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let ssh_key = args.sign_with.as_ref().map(|key| env.directory.join(key));
    let seal = Seal::of(&workspace, env)?.signing_with(ssh_key);
    let ledger = workspace.open_ledger(env)?;
    let ledger = ledger.ok_or_else(|| {
        Failure::usage("there is no ledger yet, so nothing to sign")
            .help("`storyproof ingest FILE` makes it, and its checkpoint")
    })?;
    seal.guard(&ledger)?;
    let head = ledger.head().map_err(|e| ledger_failure(&e))?;
    let now = seal.now(&ledger, &head)?;
    let text = seal.text(&now)?;
    let file = args.output.as_ref().map_or_else(|| seal.file.clone(), |o| env.directory.join(o));
    // What is of another ledger is somebody else's to take away.
    if let Some(Ok(kept)) = Kept::read(&file)?
        && kept.checkpoint.origin == now.origin
        && !matches!(standing(&ledger, &kept.checkpoint)?, Standing::Continues)
    {
        return Err(Failure::usage(format!(
            "{} has a checkpoint that this ledger does not go on from",
            file.display()
        ))
        .integrity()
        .help("`storyproof verify` says where they part"));
    }
    output::write_file(&file, text.as_bytes())?;
    let ssh = seal.sign_beside(&file, &now)?;
    let signed_by = seal.key()?.map(|key| key.verifier().short());
    let said = Said {
        file: file.display().to_string(),
        origin: now.origin.clone(),
        size: now.size,
        root: now.root.to_string(),
        signed_by,
        ssh_key: ssh,
    };
    if args.answer.format == Format::Json {
        let as_of = workspace.as_of(global, Some(&ledger), env)?;
        output::json(env, &answers::CHECKPOINT, as_of, Some(&head), &said)?;
    } else {
        env.answer(&text)?;
        let by: Vec<String> = said.signed_by.into_iter().chain(said.ssh_key).collect();
        let by = if by.is_empty() {
            "nobody signed it: `storyproof checkpoint key` makes a key".to_owned()
        } else {
            format!("signed by {}", by.join(" and "))
        };
        env.say(&format!("wrote {}; {by}; commit it", said.file));
    }
    Ok(Ended::Fine)
}

/// Makes the key that signs checkpoints. One that is there is kept.
fn key(name: Option<&str>, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let seal = Seal::of(&workspace, env)?;
    let path = seal.key_file().to_owned();
    let there = seal.key()?;
    let made = if there.is_some() { "already there:" } else { "made" };
    let key = match there {
        Some(key) => key,
        None => fresh(name, &workspace, &path)?,
    };
    let verifier = key.verifier();
    env.answer(&format!("{verifier}\n"))?;
    env.say(&format!("{made} {}; keep it out of git and in a backup", path.display()));
    env.say("tell whoever verifies, and write into storyproof.toml:");
    env.say(&format!("  [ledger]\n  keys = [\"{verifier}\"]"));
    Ok(Ended::Fine)
}

/// Makes a key and keeps it.
fn fresh(name: Option<&str>, workspace: &Workspace, path: &Path) -> Result<NoteKey, Failure> {
    let origin = workspace.program.settings.origin.as_ref().map(|origin| origin.value.as_str());
    let name = name.or(origin).unwrap_or("storyproof");
    if !is_name(name) {
        return Err(Failure::usage(format!("`{name}` cannot name a key"))
            .help("use up to 255 characters without blanks and `+`"));
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| Failure::because("cannot make a key", &error))?;
    let key = NoteKey::from_seed(name, seed);
    keep(path, &key)?;
    Ok(key)
}

/// Writes the key where only its owner reads. One that is there is never written over.
fn keep(path: &Path, key: &NoteKey) -> Result<(), Failure> {
    let fail = |error| Failure::because(format!("cannot write {}", path.display()), &error);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    // A temporary file is readable by its owner only.
    let mut aside = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    writeln!(aside, "{}", key.secret()).and_then(|()| aside.as_file().sync_all()).map_err(fail)?;
    aside.persist_noclobber(path).map_err(|error| fail(error.error))?;
    Ok(())
}
