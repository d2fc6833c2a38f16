//! What of a submission will count for nothing, and what to do about it: said while whoever submits
//! it still looks.

use std::collections::BTreeSet;

use storyproof::{
    evidence::Run,
    ids::{AccountId, CheckId, RepositoryId},
    ingest::Summary,
    model::{Cadence, Check, Population},
    program::Program,
    report::words,
};

/// How many names a warning lists.
const SHOWN: usize = 3;

/// What will count for nothing, of a file that feeds these checks.
pub(super) fn doubts<'c>(
    program: &Program,
    summary: &Summary,
    fed: impl Iterator<Item = &'c CheckId>,
) -> Vec<String> {
    let checks: Vec<&Check> = fed.filter_map(|id| program.checks.get(id)).collect();
    let doubts = Doubts { program, runs: &summary.runs, checks };
    [doubts.accounts(), doubts.repositories(), doubts.commits()].into_iter().flatten().collect()
}

struct Doubts<'a> {
    program: &'a Program,
    runs: &'a [Run],
    checks: Vec<&'a Check>,
}

impl Doubts<'_> {
    /// What passes in an account that the program does not name proves nothing for it.
    fn accounts(&self) -> Option<String> {
        let known = &self.program.accounts;
        let is_known = |id: &&String| AccountId::parse(id).is_ok_and(|id| known.contains_key(&id));
        let seen = self.runs.iter().flat_map(|run| &run.scope.accounts);
        let strange: BTreeSet<&String> = seen.filter(|id| !is_known(id)).collect();
        let asks = |population: &Population| {
            matches!(population, Population::Accounts | Population::Regions)
        };
        if strange.is_empty() || (known.is_empty() && !self.asks_for(asks)) {
            return None;
        }
        let (names, them) = told("account", &strange);
        Some(format!(
            "{names} not in the program: what passes there proves nothing. Add an [[account]] with {them} to a file below controls/, if it is yours"
        ))
    }

    fn repositories(&self) -> Option<String> {
        let known = &self.program.repositories;
        let is_known =
            |id: &&String| RepositoryId::parse(id).is_ok_and(|id| known.contains_key(&id));
        let seen = self.runs.iter().filter_map(|run| run.scope.repository.value());
        let strange: BTreeSet<&String> = seen.filter(|id| !is_known(id)).collect();
        let asks = |population: &Population| *population == Population::Repositories;
        if strange.is_empty() || (known.is_empty() && !self.asks_for(asks)) {
            return None;
        }
        let (names, them) = told("repository", &strange);
        Some(format!(
            "{names} not in the program: checks that ask about every repository get nothing from it. Add a [[repository]] with {them} to a file below controls/, or say --repository as the program does"
        ))
    }

    /// A run that names no commit is a run of none.
    fn commits(&self) -> Option<String> {
        if self.runs.iter().all(|run| run.scope.commit.value().is_some()) {
            return None;
        }
        let every = |check: &&&Check| {
            check.cadence.as_ref().is_some_and(|cadence| cadence.value == Cadence::EveryCommit)
        };
        let asking: Vec<&CheckId> = self.checks.iter().filter(every).map(|c| &c.id.value).collect();
        (!asking.is_empty()).then(|| {
            format!(
                "no commit is named, so this counts for no commit, and {} asked of every commit ({}). Say --commit HASH and --repository ID",
                match asking.len() {
                    1 => "1 check is".to_owned(),
                    n => format!("{n} checks are"),
                },
                words::some_of(&asking, SHOWN)
            )
        })
    }

    fn asks_for(&self, wanted: impl Fn(&Population) -> bool) -> bool {
        let mut populations = self.checks.iter().filter_map(|check| check.population.as_ref());
        populations.any(|population| wanted(&population.value))
    }
}

/// "account 1 is", or "accounts 1, 2 are", and how to call their ids.
fn told(noun: &str, names: &BTreeSet<&String>) -> (String, &'static str) {
    let list: Vec<&String> = names.iter().copied().collect();
    let list = words::some_of(&list, SHOWN);
    match names.len() {
        1 => (format!("{noun} {list} is"), "this id"),
        n => (format!("{} {list} are", words::plural(n as u64, noun)), "each of these ids"),
    }
}
