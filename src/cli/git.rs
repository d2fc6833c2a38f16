//! What git says of the program's files and of the repositories in scope, with plumbing commands only.
//!
//! A workspace may come from anybody, and git's porcelain runs what a repository's configuration
//! names (fsmonitor, filters, textconv). `rev-parse`, `rev-list`, `ls-tree` and
//! `hash-object --no-filters` run nothing, once they are kept from fetching: a repository may call itself a partial clone, and
//! its remote is then a command of its choice.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use storyproof::{
    evidence::{Commit, CommitLog},
    ids::RepositoryId,
    model::Repository,
    program::Program,
    report::Revision,
    source::{Sources, is_program_file},
    time::Instant,
};

/// The commit that the files belong to, and whether they differ from it; `None` outside git, and
/// in a repository that has none of them: its commits say nothing of these files.
pub(super) fn revision(root: &Path, sources: &Sources) -> Option<Revision> {
    let commit = text(git(root).args(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]))?;
    let commit = commit.trim().to_owned();
    let paths: Vec<&str> = sources.iter().map(|(_, file)| &*file.path).collect();
    let named: Vec<&str> = paths.iter().copied().filter(|path| !is_program_file(path)).collect();
    let listed = text(
        git(root)
            .args(["--literal-pathspecs", "ls-tree", "-r", "-z", "HEAD", "--"])
            .args(["storyproof.toml", "stories", "controls"])
            .args(&named),
    )?;
    let committed: BTreeMap<&str, &str> = listed
        .split('\0')
        .filter_map(|line| line.split_once('\t'))
        .filter(|(_, path)| is_program_file(path) || named.contains(path))
        .filter_map(|(meta, path)| Some((path, meta.split(' ').nth(2)?)))
        .collect();
    if committed.is_empty() {
        return None;
    }
    let hashes = hash(root, &paths)?;
    let present: BTreeMap<&str, &str> = paths.iter().copied().zip(hashes.lines()).collect();
    Some(Revision { commit, modified: committed != present })
}

/// The names, without their endings, of all files that any commit has had below `stories` and
/// `controls`: a record that is gone still holds its name. None outside git.
pub(super) fn file_names(root: &Path) -> BTreeSet<String> {
    let listed =
        text(git(root).args(["rev-list", "--objects", "--all", "--", "stories", "controls"]));
    let listed = listed.unwrap_or_default();
    let paths = listed.lines().filter_map(|line| line.split_once(' ')).map(|(_, path)| path);
    let names = paths.filter_map(|path| path.rsplit('/').next()?.strip_suffix(".toml"));
    names.map(str::to_owned).collect()
}

/// The most commits of a repository that are read, from the newest on.
const MOST_COMMITS: &str = "50000";

/// The commits of every repository in scope that names a local clone.
pub(super) fn commits(root: &Path, program: &Program) -> BTreeMap<RepositoryId, CommitLog> {
    let cloned = program.repositories.iter().filter_map(|(id, repository)| {
        let path = repository.path.as_ref()?;
        let log = read_log(&root.join(&path.value), repository);
        Some((id.clone(), log.unwrap_or_else(|why| CommitLog::Unreadable(why.to_owned()))))
    });
    cloned.collect()
}

/// The first-parent line of a repository's branch. The folder must hold `.git` itself, so that a
/// clone that is gone is not replaced by whatever repository lies around it.
fn read_log(folder: &Path, repository: &Repository) -> Result<CommitLog, &'static str> {
    if !folder.join(".git").exists() {
        return Err("its `path` holds no clone (no .git there)");
    }
    let branch = repository.branch.as_ref().map(|branch| branch.value.as_str());
    let refs = match branch {
        Some(name) => vec![format!("refs/heads/{name}"), format!("refs/remotes/origin/{name}")],
        None => vec!["HEAD".to_owned()],
    };
    let tip = refs.iter().find_map(|name| {
        let name = format!("{name}^{{commit}}");
        text(clone_git(folder).args(["rev-parse", "--verify", "--quiet", &name]))
    });
    let tip = tip.ok_or("git finds no such branch in its clone, or may not read it")?;
    let listed = text(clone_git(folder).args([
        "rev-list",
        "--first-parent",
        "--max-count",
        MOST_COMMITS,
        "--format=%H %ct %P",
        tip.trim(),
        "--",
    ]));
    let listed = listed.ok_or("git cannot list the commits of its clone")?;
    let commits: Option<Vec<Commit>> =
        listed.lines().filter(|line| !line.starts_with("commit ")).map(commit).collect();
    let commits = commits.ok_or("its clone has commits without a readable time")?;
    let shallow = text(clone_git(folder).args(["rev-parse", "--is-shallow-repository"]));
    let cut = commits.len().to_string() == MOST_COMMITS
        || shallow.is_none_or(|answer| answer.trim() != "false");
    Ok(CommitLog::Known { branch: branch.unwrap_or("HEAD").to_owned(), commits, cut })
}

/// git in a clone that is not the program's own: what the machine as a whole configures is left out.
fn clone_git(folder: &Path) -> Command {
    let mut git = git(folder);
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_GRAFT_FILE", "/dev/null");
    git
}

/// One line of `rev-list`: hash, seconds, parents.
fn commit(line: &str) -> Option<Commit> {
    let mut parts = line.split(' ').filter(|part| !part.is_empty());
    let hash = parts.next()?.to_owned();
    let at = Instant::from_unix(parts.next()?.parse().ok()?)?;
    Some(Commit { hash, at, is_merge: parts.count() > 1 })
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

pub(super) fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false"]);
    git.args(["-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"]);
    git.arg("-C").arg(root).stdin(Stdio::null()).stderr(Stdio::null());
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

pub(super) fn text(command: &mut Command) -> Option<String> {
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
