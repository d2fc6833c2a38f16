//! Where a claim and the file disagree.
//!
//! A claim fills in what a file does not say. Where the file does say it, and says something else,
//! one of the two is wrong and nobody here can tell which: both are kept, a warning names both,
//! and the run does not count as one that ended well, so that it proves nothing by itself. A time
//! is different: the earlier of the two is safe, because it makes nothing look fresher.

use super::{error::quote, names::tool_name};
use crate::{
    evidence::{ClaimedOr, TimeSource},
    time::Instant,
};

/// The shortest part of a commit's hash that names it.
const SHORT_COMMIT: usize = 7;
/// How far a claimed and a read time may lie apart before people are told.
const APART_SECONDS: u64 = 24 * 60 * 60;

/// Says what is contradicted, if the claim and the file are not `same`.
pub(super) fn contradiction(
    word: &str,
    fact: &ClaimedOr<String>,
    same: fn(&str, &str) -> bool,
) -> Option<String> {
    let (claimed, read) = (fact.claimed.as_deref()?, fact.read.as_deref()?);
    (!same(claimed, read)).then(|| {
        format!(
            "the {word} {} was claimed, but the file says {}; the run proves nothing",
            quote(claimed),
            quote(read)
        )
    })
}

pub(super) fn same_tool(claimed: &str, read: &str) -> bool {
    tool_name(claimed) == tool_name(read)
}

/// Whether two names of a repository may mean one: `web`, `acme/web` and
/// `git@github.com:acme/web.git` do, the shorter is the end of the longer.
pub(super) fn same_repository(claimed: &str, read: &str) -> bool {
    let (claimed, read) = (segments(claimed), segments(read));
    !claimed.is_empty()
        && !read.is_empty()
        && (claimed.ends_with(&read) || read.ends_with(&claimed))
}

/// Host, owners and name, in lower case, without scheme, user, port and `.git`.
fn segments(name: &str) -> Vec<String> {
    let name = name.trim().to_lowercase().replace('\\', "/");
    let (scheme, rest) = match name.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, name.as_str()),
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = if scheme { host.split(':').next().unwrap_or_default() } else { host };
    let path = path.trim_end_matches('/');
    let all = format!("{host}/{path}");
    let all = all.trim_end_matches('/');
    let all = all.strip_suffix(".git").unwrap_or(all);
    all.split(['/', ':']).filter(|part| !part.is_empty() && *part != ".").map(Into::into).collect()
}

/// Whether two commits may be one: the same, or one the beginning of the other.
pub(super) fn same_commit(claimed: &str, read: &str) -> bool {
    let (claimed, read) = (claimed.trim().to_lowercase(), read.trim().to_lowercase());
    let (short, long) = if claimed.len() <= read.len() { (claimed, read) } else { (read, claimed) };
    short == long || (short.len() >= SHORT_COMMIT && long.starts_with(&short))
}

/// Whether two command lines are one: the same program, wherever it lies, and the same arguments;
/// one of them may leave out the last of them.
pub(super) fn same_command(claimed: &str, read: &str) -> bool {
    let words = |line: &str| -> Vec<String> {
        let words = line.split_whitespace().enumerate().map(|(i, word)| {
            let word = word.trim_matches(['"', '\'']);
            let program = word.rsplit(['/', '\\']).next().unwrap_or(word);
            if i == 0 { program.trim_end_matches(".exe").to_owned() } else { word.to_owned() }
        });
        words.collect()
    };
    let (claimed, read) = (words(claimed), words(read));
    claimed.starts_with(&read) || read.starts_with(&claimed)
}

/// Whether two names of a machine are one: the same, or one of them with its domain.
pub(super) fn same_host(claimed: &str, read: &str) -> bool {
    let (claimed, read) = (claimed.trim().to_lowercase(), read.trim().to_lowercase());
    let with_domain = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|domain| domain.starts_with('.'))
    };
    claimed == read || with_domain(&claimed, &read) || with_domain(&read, &claimed)
}

/// When the tool ran, by the earlier of what was claimed and what was read; with a warning when
/// they lie more than a day apart.
pub(super) fn observed(
    claimed: Option<Instant>,
    read: Option<Instant>,
    fallback: (Instant, TimeSource),
) -> ((Instant, TimeSource), Option<String>) {
    let (claimed, read) = match (claimed, read) {
        (Some(claimed), Some(read)) => (claimed, read),
        (Some(claimed), None) => return ((claimed, TimeSource::Claimed), None),
        (None, Some(read)) => return ((read, TimeSource::Read), None),
        (None, None) => return (fallback, None),
    };
    let apart = claimed.unix().abs_diff(read.unix()) > APART_SECONDS;
    let warning = apart.then(|| {
        format!("observed at {claimed} by the claim and at {read} by the file; the earlier counts")
    });
    if claimed <= read {
        ((claimed, TimeSource::Claimed), warning)
    } else {
        ((read, TimeSource::Read), warning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_repository_are_the_same() {
        let url = "https://user:secret@github.com:443/Acme/web.git/";
        for name in ["web", "acme/web", "github.com/acme/web", "git@github.com:acme/web.git", url] {
            assert!(same_repository(name, "https://github.com/acme/web"), "{name}");
        }
        assert!(same_command("semgrep scan", "/usr/bin/semgrep scan --sarif"));
        assert!(!same_command("semgrep scan --config a", "semgrep scan --config b"));
        assert!(same_host("Build-7", "build-7.example.com") && !same_host("build", "build7"));
        for name in ["", "eb", "acme/web2", "other/web", "https://gitlab.com/acme/web"] {
            assert!(!same_repository(name, "https://github.com/acme/web"), "{name}");
        }
    }
}
