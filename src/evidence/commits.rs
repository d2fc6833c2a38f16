//! The commits of a repository, as its clone has them: what `every commit` is counted against.
//!
//! They are an input like everything else: somebody reads them before an assessment begins, and
//! hands them in as plain data.

use crate::time::Instant;

/// The fewest characters of a hash by which a run may name its commit.
const SHORTEST: usize = 7;

/// One commit on the first-parent line of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full hash, in hex.
    pub hash: String,
    /// When it was committed, as it says itself.
    pub at: Instant,
    /// Whether it merges another line.
    pub is_merge: bool,
}

/// What is known of a repository's commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommitLog {
    /// The first-parent line of a branch.
    Known {
        /// The branch, or `HEAD`.
        branch: String,
        /// The commits, newest first.
        commits: Vec<Commit>,
        /// Whether older commits are missing: a shallow clone, or more than are read.
        cut: bool,
    },
    /// The clone could not be read, and why.
    Unreadable(String),
}

impl CommitLog {
    /// Where a commit stands, from 0 for the newest, by its hash or the first characters of it;
    /// `None` when no commit or more than one is meant.
    pub fn position(&self, claimed: &str) -> Option<usize> {
        let Self::Known { commits, .. } = self else { return None };
        let is_hash = claimed.len() >= SHORTEST && claimed.bytes().all(|c| c.is_ascii_hexdigit());
        let claimed = claimed.to_ascii_lowercase();
        let fits = |commit: &Commit| commit.hash.starts_with(&claimed);
        let mut meant = commits.iter().enumerate().filter(|(_, commit)| is_hash && fits(commit));
        let (position, _) = meant.next()?;
        meant.next().is_none().then_some(position)
    }

    /// Where the newest commit stands that was there at an instant.
    pub fn newest(&self, at: Instant) -> Option<usize> {
        let Self::Known { commits, .. } = self else { return None };
        commits.iter().position(|commit| commit.at <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> CommitLog {
        let commit = |hash: &str, at| Commit {
            hash: hash.into(),
            at: Instant::from_unix(at).unwrap(),
            is_merge: false,
        };
        let commits =
            vec![commit("abcdef1234", 30), commit("abcdef1999", 20), commit("0123456789", 10)];
        CommitLog::Known { branch: "main".into(), commits, cut: false }
    }

    #[test]
    fn a_commit_is_meant_by_the_beginning_of_its_hash_and_by_nothing_else() {
        assert_eq!(log().position("ABCDEF12"), Some(0));
        assert_eq!(log().position("0123456"), Some(2));
        for nobody in ["abcdef1", "012345", "", "main", "fffffff", "0123456789a"] {
            assert_eq!(log().position(nobody), None, "{nobody:?}");
        }
    }

    #[test]
    fn a_commit_of_tomorrow_is_not_there_yet() {
        let at = |seconds| log().newest(Instant::from_unix(seconds).unwrap());
        assert_eq!((at(9), at(10), at(29), at(99)), (None, Some(2), Some(1), Some(0)));
    }
}
