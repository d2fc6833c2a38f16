//! Where a file of evidence came from, in words: each fact with who says so.

use super::words;
use crate::evidence::{CiJob, ClaimedOr, Elsewhere, Origin, Redaction, Rows, Run, TimeSource};

/// A fact with its source; `None` when nothing is known.
pub fn told(fact: &ClaimedOr<String>) -> Option<String> {
    match (&fact.claimed, &fact.read) {
        (Some(claimed), Some(read)) if claimed == read => {
            Some(format!("{claimed} (claimed, and read from the file)"))
        }
        (Some(claimed), Some(read)) => Some(format!("{claimed} (claimed; the file says {read})")),
        (Some(claimed), None) => Some(format!("{claimed} (claimed)")),
        (None, Some(read)) => Some(format!("{read} (read from the file)")),
        (None, None) => None,
    }
}

/// The CI job, in one line.
pub fn ci(job: &CiJob) -> String {
    let CiJob { system, url, run, job, repository, branch, commit, actor } = job;
    let run = url.as_ref().or(run.as_ref());
    let parts = [
        ("", run),
        ("job ", job.as_ref()),
        ("repository ", repository.as_ref()),
        ("branch ", branch.as_ref()),
        ("commit ", commit.as_ref()),
        ("by ", actor.as_ref()),
    ];
    let parts = parts.into_iter().filter_map(|(word, value)| Some(format!("{word}{}", value?)));
    format!("{system}: {}", parts.collect::<Vec<_>>().join(", "))
}

/// What was taken out, and what of the file is left.
pub fn redaction(redaction: Option<&Redaction>) -> Vec<(&'static str, String)> {
    let Some(redaction) = redaction else {
        return vec![("redacted", "nobody looked for secrets".to_owned())];
    };
    let by = match redaction.own_rules {
        0 => redaction.checked.clone(),
        n => format!("{} and {}", redaction.checked, words::count(n, "rule of the program")),
    };
    if redaction.counts.is_empty() {
        return vec![("redacted", format!("nothing: no secret found by {by}"))];
    }
    let each: Vec<String> =
        redaction.counts.iter().map(|(rule, n)| format!("{n} {rule}")).collect();
    let mut facts = vec![(
        "redacted",
        format!("{} by {by}: {}", words::count(redaction.total(), "secret"), each.join(", ")),
    )];
    if let Some(original) = &redaction.original {
        let bytes = words::count(original.bytes, "byte");
        facts.push(("submitted", format!("{bytes}, keyed hash {}", original.hmac_sha256)));
    }
    facts
}

/// How the rows of a file add up with what was recorded.
pub fn rows(rows: Option<&Rows>) -> String {
    let Some(rows) = rows else {
        return "not counted by the reader of this format".to_owned();
    };
    let Rows { unit, read, recorded, left_out } = rows;
    let left: Vec<String> = left_out.iter().map(|(why, n)| format!("{n} {why}")).collect();
    let left = if left.is_empty() { "none".to_owned() } else { left.join(", ") };
    let sum = if rows.reconciles() { "they add up" } else { "they do NOT add up" };
    format!("{read} {unit} in the file, {recorded} results recorded, left out: {left}; {sum}")
}

/// Where an entry was recorded first, in one line.
pub fn elsewhere(first: &Elsewhere) -> String {
    let Elsewhere { origin, entry, recorded_at, via } = first;
    let through =
        if via.is_empty() { String::new() } else { format!(", through {}", via.join(", ")) };
    format!("{recorded_at} as entry {entry} of {origin}{through}; merged here later")
}

/// What an entry says of its file, for reports: only what there is to say.
pub fn origin(origin: &Origin) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    facts.extend(origin.elsewhere.as_ref().map(|there| ("recorded first", elsewhere(there))));
    facts.extend(origin.ci.as_ref().map(|job| ("CI job", ci(job))));
    facts.extend(origin.recorded_on.clone().map(|host| ("recorded on", host)));
    if let Some(taken) = origin.redaction.as_ref().filter(|taken| taken.total() > 0) {
        facts.extend(redaction(Some(taken)));
    }
    facts
}

/// How a run was made, for reports: only what there is to say.
pub fn made(run: &Run) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    facts.extend(told(&run.command).map(|text| ("command", text)));
    facts.extend(told(&run.host).map(|text| ("host", text)));
    facts
        .extend(run.source_system.as_ref().map(|system| ("source", format!("{system} (claimed)"))));
    facts.extend(run.signed_by.as_ref().map(|key| ("signed", signed(key))));
    facts.extend(run.rows.as_ref().map(|all| ("rows", rows(Some(all)))));
    facts
}

fn signed(key: &str) -> String {
    format!("by the key {key} (verified)")
}

/// All facts of a run.
pub fn run(run: &Run) -> Vec<(&'static str, String)> {
    let scope = &run.scope;
    let how = match run.observed_at_source {
        TimeSource::Read => "read from the file",
        TimeSource::Claimed => "claimed",
        TimeSource::FileTime => "the file's time",
        TimeSource::Recorded => "the time of recording",
    };
    let some = |names: &std::collections::BTreeSet<String>| {
        let names: Vec<&String> = names.iter().collect();
        (!names.is_empty()).then(|| words::some_of(&names, 8))
    };
    let ended = if run.succeeded { "well" } else { "not well: it proves nothing by silence" };
    let optional = [
        ("tool", told(&run.tool)),
        ("version", told(&run.version)),
        ("command", told(&run.command)),
        ("host", told(&run.host)),
        ("source", run.source_system.as_ref().map(|system| format!("{system} (claimed)"))),
        ("signed", run.signed_by.as_ref().map(|key| signed(key))),
        ("observed", Some(format!("{} ({how})", run.observed_at))),
        ("run id", run.tool_run_id.clone()),
        ("format", Some(run.format.clone())),
        ("accounts", some(&scope.accounts)),
        ("regions", some(&scope.regions)),
        ("repository", told(&scope.repository)),
        ("commit", told(&scope.commit)),
        ("document", told(&scope.document)),
        ("examined", scope.examined.map(|n| n.to_string())),
        ("ended", Some(ended.to_owned())),
        ("rows", Some(rows(run.rows.as_ref()))),
        ("results", Some(words::counts(&run.counts))),
    ];
    let mut facts: Vec<(&'static str, String)> =
        optional.into_iter().filter_map(|(name, fact)| Some((name, fact?))).collect();
    facts.extend(run.warnings.iter().map(|warning| ("warning", warning.clone())));
    facts
}
