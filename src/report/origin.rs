//! Where a file of evidence came from, in words: each fact with who says so.

use super::lang::{Lang, say};
use crate::evidence::{CiJob, ClaimedOr, Elsewhere, Origin, Redaction, Rows, Run, TimeSource};

/// A fact with its source; `None` when nothing is known.
pub fn told(lang: Lang, fact: &ClaimedOr<String>) -> Option<String> {
    match (&fact.claimed, &fact.read) {
        (Some(claimed), Some(read)) if claimed == read => {
            Some(say!(lang, "{0} (claimed, and read from the file)", claimed))
        }
        (Some(claimed), Some(read)) => {
            Some(say!(lang, "{0} (claimed; the file says {1})", claimed, read))
        }
        (Some(claimed), None) => Some(say!(lang, "{0} (claimed)", claimed)),
        (None, Some(read)) => Some(say!(lang, "{0} (read from the file)", read)),
        (None, None) => None,
    }
}

/// The CI job, in one line.
pub fn ci(lang: Lang, job: &CiJob) -> String {
    let CiJob { system, url, run, job, repository, branch, commit, actor } = job;
    let parts = [
        url.as_ref().or(run.as_ref()).cloned(),
        job.as_ref().map(|job| say!(lang, "job {0}", job)),
        repository.as_ref().map(|repository| say!(lang, "repository {0}", repository)),
        branch.as_ref().map(|branch| say!(lang, "branch {0}", branch)),
        commit.as_ref().map(|commit| say!(lang, "commit {0}", commit)),
        actor.as_ref().map(|actor| say!(lang, "by {0}##actor", actor)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{system}: {}", lang.list(&parts))
}

/// What was taken out, and what of the file is left.
pub fn redaction(lang: Lang, redaction: Option<&Redaction>) -> Vec<(&'static str, String)> {
    let Some(redaction) = redaction else {
        return vec![(lang.text("redacted"), say!(lang, "nobody looked for secrets"))];
    };
    let by = match redaction.own_rules {
        0 => redaction.checked.clone(),
        n => {
            say!(lang, "{0} and {1}", redaction.checked, lang.count(n, "rule of the program"))
        }
    };
    if redaction.counts.is_empty() {
        return vec![(lang.text("redacted"), say!(lang, "nothing: no secret found by {0}", by))];
    }
    let each: Vec<String> =
        redaction.counts.iter().map(|(rule, n)| format!("{n} {rule}")).collect();
    let secrets = lang.count(redaction.total(), "secret");
    let mut facts =
        vec![(lang.text("redacted"), say!(lang, "{0} by {1}: {2}", secrets, by, lang.list(&each)))];
    if let Some(original) = &redaction.original {
        let bytes = lang.count(original.bytes, "byte");
        facts.push((
            lang.text("submitted"),
            say!(lang, "{0}, keyed hash {1}", bytes, original.hmac_sha256),
        ));
    }
    facts
}

/// How the rows of a file add up with what was recorded.
pub fn rows(lang: Lang, rows: Option<&Rows>) -> String {
    let Some(rows) = rows else {
        return say!(lang, "not counted by the reader of this format");
    };
    let Rows { unit, read, recorded, left_out } = rows;
    let left: Vec<String> = left_out.iter().map(|(why, n)| format!("{n} {why}")).collect();
    let left = if left.is_empty() { say!(lang, "none##left out") } else { lang.list(&left) };
    if rows.reconciles() {
        say!(
            lang,
            "{0} {1} in the file, {2} results recorded, left out: {3}; they add up",
            read,
            unit,
            recorded,
            left
        )
    } else {
        say!(
            lang,
            "{0} {1} in the file, {2} results recorded, left out: {3}; they do NOT add up",
            read,
            unit,
            recorded,
            left
        )
    }
}

/// Where an entry was recorded first, in one line.
pub fn elsewhere(lang: Lang, first: &Elsewhere) -> String {
    let Elsewhere { origin, entry, recorded_at, via } = first;
    if via.is_empty() {
        say!(lang, "{0} as entry {1} of {2}; merged here later", recorded_at, entry, origin)
    } else {
        say!(
            lang,
            "{0} as entry {1} of {2}, through {3}; merged here later",
            recorded_at,
            entry,
            origin,
            lang.list(via)
        )
    }
}

/// What an entry says of its file, for reports: only what there is to say.
pub fn origin(lang: Lang, origin: &Origin) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    facts.extend(
        origin
            .elsewhere
            .as_ref()
            .map(|there| (lang.text("recorded first"), elsewhere(lang, there))),
    );
    facts.extend(origin.ci.as_ref().map(|job| (lang.text("CI job"), ci(lang, job))));
    facts.extend(origin.recorded_on.clone().map(|host| (lang.text("recorded on"), host)));
    if let Some(taken) = origin.redaction.as_ref().filter(|taken| taken.total() > 0) {
        facts.extend(redaction(lang, Some(taken)));
    }
    facts
}

/// How a run was made, for reports: only what there is to say.
pub fn made(lang: Lang, run: &Run) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    facts.extend(told(lang, &run.command).map(|text| (lang.text("command"), text)));
    facts.extend(told(lang, &run.host).map(|text| (lang.text("host"), text)));
    facts.extend(
        run.source_system
            .as_ref()
            .map(|system| (lang.text("source"), say!(lang, "{0} (claimed)", system))),
    );
    facts.extend(run.signed_by.as_ref().map(|key| (lang.text("signed"), signed(lang, key))));
    facts.extend(run.rows.as_ref().map(|all| (lang.text("rows"), rows(lang, Some(all)))));
    facts
}

fn signed(lang: Lang, key: &str) -> String {
    say!(lang, "by the key {0} (verified)", key)
}

/// All facts of a run.
pub fn run(lang: Lang, run: &Run) -> Vec<(&'static str, String)> {
    let scope = &run.scope;
    let how = match run.observed_at_source {
        TimeSource::Read => say!(lang, "read from the file"),
        TimeSource::Claimed => say!(lang, "claimed##a time"),
        TimeSource::FileTime => say!(lang, "the file's time"),
        TimeSource::Recorded => say!(lang, "the time of recording"),
    };
    let some = |names: &std::collections::BTreeSet<String>| {
        let names: Vec<&String> = names.iter().collect();
        (!names.is_empty()).then(|| lang.some_of(&names, 8))
    };
    let ended = if run.succeeded {
        say!(lang, "well##ended")
    } else {
        say!(lang, "not well: it proves nothing by silence")
    };
    let optional = [
        (lang.text("tool"), told(lang, &run.tool)),
        (lang.text("version"), told(lang, &run.version)),
        (lang.text("command"), told(lang, &run.command)),
        (lang.text("host"), told(lang, &run.host)),
        (
            lang.text("source"),
            run.source_system.as_ref().map(|from| say!(lang, "{0} (claimed)", from)),
        ),
        (lang.text("signed"), run.signed_by.as_ref().map(|key| signed(lang, key))),
        (
            lang.text("observed"),
            Some(say!(lang, "{0} ({1})##a time, how known", run.observed_at, how)),
        ),
        (lang.text("run id"), run.tool_run_id.clone()),
        (lang.text("format"), Some(run.format.clone())),
        (lang.text("accounts"), some(&scope.accounts)),
        (lang.text("regions"), some(&scope.regions)),
        (lang.text("repository"), told(lang, &scope.repository)),
        (lang.text("commit"), told(lang, &scope.commit)),
        (lang.text("document"), told(lang, &scope.document)),
        (lang.text("examined"), scope.examined.map(|n| n.to_string())),
        (lang.text("ended"), Some(ended)),
        (lang.text("rows"), Some(rows(lang, run.rows.as_ref()))),
        (lang.text("results"), Some(lang.counts(&run.counts))),
    ];
    let mut facts: Vec<(&'static str, String)> =
        optional.into_iter().filter_map(|(name, fact)| Some((name, fact?))).collect();
    facts.extend(run.warnings.iter().map(|warning| (lang.text("warning"), warning.clone())));
    facts
}
