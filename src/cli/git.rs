//! What git says of the program's files, with plumbing commands only.
//!
//! A workspace may come from anybody, and git's porcelain runs what a repository's configuration
//! names (fsmonitor, filters, textconv). `rev-parse`, `ls-tree` and `hash-object --no-filters`
//! run nothing, once they are kept from fetching: a repository may call itself a partial clone, and
//! its remote is then a command of its choice.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use storyproof::{report::Revision, source::Sources};

/// The commit that the files belong to, and whether they differ from it; `None` outside git, and
/// in a repository that has none of them: its commits say nothing of these files.
pub(super) fn revision(root: &Path, sources: &Sources) -> Option<Revision> {
    let commit = text(git(root).args(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]))?;
    let commit = commit.trim().to_owned();
    let listed = text(git(root).args(["ls-tree", "-r", "-z", "HEAD", "--"]).args([
        "storyproof.toml",
        "stories",
        "controls",
    ]))?;
    let committed: BTreeMap<&str, &str> = listed
        .split('\0')
        .filter_map(|line| line.split_once('\t'))
        .filter(|(_, path)| is_ours(path))
        .filter_map(|(meta, path)| Some((path, meta.split(' ').nth(2)?)))
        .collect();
    if committed.is_empty() {
        return None;
    }
    let paths: Vec<&str> = sources.iter().map(|(_, file)| &*file.path).collect();
    let hashes = hash(root, &paths)?;
    let present: BTreeMap<&str, &str> = paths.iter().copied().zip(hashes.lines()).collect();
    Some(Revision { commit, modified: committed != present })
}

/// Whether a committed file is one that a program is read from.
fn is_ours(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    !hidden && path.rsplit_once('.').is_some_and(|(_, end)| end == "toml")
}

/// What would make git look at another repository, or believe another configuration.
const ELSEWHERE: [&str; 13] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_PREFIX",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
];

fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("--no-pager").arg("-C").arg(root).stdin(Stdio::null()).stderr(Stdio::null());
    // The second is for versions of git that do not know the first: no way to fetch is allowed.
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "");
    // What a commit holds is what its hash says, whatever the repository puts in its place.
    git.env("GIT_NO_REPLACE_OBJECTS", "1");
    // A hook of another repository may have called us; ours is the one that the files lie in.
    for name in ELSEWHERE {
        git.env_remove(name);
    }
    git
}

fn text(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

fn hash(root: &Path, paths: &[&str]) -> Option<String> {
    let mut child = git(root)
        .args(["hash-object", "--no-filters", "--stdin-paths"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    // Paths are names of files that were read, so they hold no line ends; git reads one a line
    // and answers as it goes, hence the second thread.
    let list: String = paths.iter().flat_map(|path| [*path, "\n"]).collect();
    let writer = std::thread::spawn(move || stdin.write_all(list.as_bytes()));
    let output = child.wait_with_output().ok().filter(|output| output.status.success())?;
    writer.join().ok()?.ok()?;
    String::from_utf8(output.stdout).ok()
}
