//! `storyproof edit`: a copy beside the file is opened in an editor; what is saved is tried on the
//! program, and kept only when the program can still be read.
//!
//! The copy is hidden, so that it is no file of the program, and stands beside the file, so that
//! the path of its schema is right. One that could not be kept stays there.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::Command,
};

use storyproof::{
    files,
    source::{FileId, text::MAX_FILE},
};

use super::{
    args::Edit,
    change::{Changed, attempt, refused, shown, write},
    target,
};
use crate::cli::{
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::Workspace,
};

pub(super) fn run(args: &Edit, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let file = match workspace.sources.find(&args.id) {
        Some(file) => file,
        None => target::find(&workspace, &args.id)?.file,
    };
    let path = workspace.sources.path(file).to_owned();
    let place = workspace
        .to_write(file)
        .map_err(|why| Failure::usage(format!("cannot edit {path}: {why}")))?;
    let before = workspace.sources.file(file).map(|file| file.text.clone()).unwrap_or_default();
    let copy = copy_of(&place);
    match copy.symlink_metadata() {
        Ok(found) if found.is_file() => {
            env.say(&format!(
                "going on with the text that was not kept before: {}",
                copy.display()
            ));
        }
        Ok(_) => return Err(Failure::usage(format!("{} is in the way", copy.display()))),
        Err(_) => output::write_new_file(&copy, before.as_bytes())?,
    }
    loop {
        open(&copy, env)?;
        let after = read(&copy)
            .map_err(|error| Failure::because(format!("cannot read {}", copy.display()), &error))?;
        if after == before {
            gone(&copy)?;
            env.answer(&format!("{path}: nothing changed\n"))?;
            return Ok(Ended::Fine);
        }
        let changed = Changed { path: path.clone(), before: Some(before.clone()), after };
        if keep(&workspace, file, changed, &copy, args, env)? {
            return Ok(Ended::Fine);
        }
    }
}

/// Keeps what was saved; `false` when it is to be opened again.
fn keep(
    workspace: &Workspace,
    file: FileId,
    changed: Changed,
    copy: &Path,
    args: &Edit,
    env: &mut Env,
) -> Result<bool, Failure> {
    let changed = vec![changed];
    let trial = attempt(workspace, &changed, env);
    env.answer(&shown(workspace.sources.path(file), &changed, &trial))?;
    let kept = format!("your text is in {}; `storyproof edit` goes on with it", copy.display());
    if !trial.errors.is_empty() {
        return if env.confirm("`check` would fail after this. Open it again?") {
            Ok(false)
        } else {
            Err(refused(&trial).help(kept))
        };
    }
    if args.dry_run {
        env.say(&kept);
        return Ok(true);
    }
    write(workspace, &changed, env).map_err(|failure| failure.help(kept))?;
    gone(copy)?;
    Ok(true)
}

/// What was saved. An editor may put anything in the place of a file, so only a regular one is read.
fn read(copy: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    files::open_regular(copy)?.take(MAX_FILE + 1).read_to_string(&mut text)?;
    Ok(text)
}

/// Where the copy of a file is.
fn copy_of(place: &Path) -> PathBuf {
    let name = place.file_stem().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.edit.toml"))
}

fn gone(copy: &Path) -> Result<(), Failure> {
    fs::remove_file(copy)
        .map_err(|error| Failure::because(format!("cannot remove {}", copy.display()), &error))
}

/// Runs the editor that the environment names. Its words are separated by blanks; no shell reads
/// them.
fn open(copy: &Path, env: &Env) -> Result<(), Failure> {
    let set = env.editor.as_ref().map(|editor| editor.to_string_lossy().into_owned());
    let line = match set {
        Some(line) => line,
        None if env.asks => "vi".to_owned(),
        None => {
            return Err(Failure::usage("there is no editor")
                .help("set VISUAL or EDITOR; `storyproof set` changes a record without one"));
        }
    };
    let mut words = line.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let ended = Command::new(program).args(words).arg(copy).status();
    let ended = ended.map_err(|error| {
        Failure::because(format!("cannot run the editor `{line}`"), &error)
            .help("set VISUAL or EDITOR")
    })?;
    if ended.success() {
        return Ok(());
    }
    Err(Failure::usage(format!("the editor `{line}` failed, so nothing was kept"))
        .help(format!("your text is in {}; `storyproof edit` goes on with it", copy.display())))
}
