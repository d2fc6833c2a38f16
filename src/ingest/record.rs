//! Between the readers and the sink: claims applied, results counted, runs put together.
//!
//! Every reader hands its results and, at the end of a run, a [`Header`] to a [`Recorder`]. What
//! holds for all formats is decided here once: what observed-at is (the earlier of claimed and
//! read, else the fallback), which account a result belongs to, that claimed and read facts stay apart, that no text is endless, and which
//! warnings a run carries.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{
    claims::{
        contradiction, observed, same_command, same_commit, same_host, same_repository, same_tool,
    },
    dsse::SignerKey,
    error::{Failure, Problem, quote},
    format::Format,
    names::tool_name,
    read::{Source, Summary},
    times::{FUTURE_SLACK_SECONDS, Stamp},
};
use crate::{
    evidence::{ClaimedOr, Counts, ResultSink, Rows, RuleKey, Run, ScanResult, Scope, TimeSource},
    time::Instant,
};

/// The longest message that is kept, in bytes; what is cut off is said.
const MAX_MESSAGE: usize = 4096;
/// The longest rule id or subject, in bytes.
const MAX_NAME: usize = 1024;
/// The most runs in a file, rules in a run, and warnings of a run.
const MAX_RUNS: usize = 10_000;
const MAX_RULES: usize = 1_000_000;
const MAX_WARNINGS: usize = 20;
/// The most results that wait for the file to name an account.
const MAX_HELD: usize = 100_000;

const NAIVE_TIME: &str = "the time in the file has no offset from UTC and is taken as UTC; it may \
                          be up to 14 hours wrong";

/// What a reader knows of a run when it ends.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) version: Option<String>,
    pub(super) time: Option<Stamp>,
    pub(super) succeeded: bool,
    pub(super) tool_run_id: Option<String>,
    pub(super) scope: Scope,
    pub(super) absent: u64,
    pub(super) warnings: Vec<String>,
}

/// Takes what a reader finds.
pub(super) struct Recorder<'a> {
    source: &'a Source<'a>,
    format: Format,
    sink: &'a mut dyn ResultSink,
    summary: Summary,
    open: Option<Open>,
}

struct Open {
    tool: ClaimedOr<String>,
    /// Whether the file names its tool, rather than giving it away by a habit.
    tool_named: bool,
    rules: BTreeMap<String, Counts>,
    shortened: u64,
    /// Whether a result has named an account.
    account_named: bool,
    /// Results without an account that wait for another result to name one.
    held: Vec<ScanResult>,
    /// Results that stay without an account.
    nameless: u64,
    /// How the tool was called and where, by the file.
    command: Option<String>,
    host: Option<String>,
    /// What the reader counted, when it counts.
    rows: Option<Rows>,
    /// Until when the run is good, when it says so.
    valid_until: Option<Instant>,
    /// The fingerprint of the key with which a signature of the file was verified.
    signed_by: Option<String>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(
        source: &'a Source<'a>,
        format: Format,
        sink: &'a mut dyn ResultSink,
    ) -> Self {
        let summary = Summary { format, runs: Vec::new(), rules_seen: BTreeMap::new() };
        Self { source, format, sink, summary, open: None }
    }

    /// The repository that the submitter named.
    pub(super) fn claimed_repository(&self) -> Option<&'a str> {
        self.source.claims.repository.as_deref()
    }

    /// What a document is about, for whoever reads it as a whole: the claimed subject, else the
    /// account and the region, else the document's name.
    pub(super) fn document_subject(&self) -> String {
        self.source.claims.document_subject().unwrap_or_else(|| "document".to_owned())
    }

    /// When the tool ran, as far as that is known without the file.
    pub(super) fn assumed_time(&self) -> Instant {
        self.source.claims.observed_at.unwrap_or(self.source.fallback_time.0)
    }

    /// The account that the submitter named.
    pub(super) fn claimed_account(&self) -> Option<&'a str> {
        self.source.claims.account.as_deref()
    }

    /// The time of reading, to warn of what has run out. No result may depend on it: artifacts are
    /// read again whenever a ledger is verified.
    pub(super) fn now(&self) -> Instant {
        self.source.now
    }

    /// What the submitter says that the file is about.
    pub(super) fn claimed_subject(&self) -> Option<&'a str> {
        self.source.claims.subject.as_deref()
    }

    /// The key by which the file must be signed, if the submitter named one.
    pub(super) fn claimed_key(&self) -> Result<Option<SignerKey>, Problem> {
        let key = self.source.claims.key.as_deref().map(SignerKey::parse).transpose();
        key.map_err(|why| Problem::Signature(format!("the key of --key {why}")))
    }

    /// Whether the submitter named the tool's version.
    pub(super) fn claims_version(&self) -> bool {
        self.source.claims.tool_version.is_some()
    }

    /// A run of this tool begins; the name is as the file writes it.
    pub(super) fn begin(&mut self, tool: &str) -> Result<(), Failure> {
        self.begin_run(tool, true)
    }

    /// A run begins, and this is a guess at its tool, which a claim may contradict.
    pub(super) fn begin_guessed(&mut self, tool: &str) -> Result<(), Failure> {
        self.begin_run(tool, false)
    }

    fn begin_run(&mut self, tool: &str, tool_named: bool) -> Result<(), Failure> {
        if self.summary.runs.len() == MAX_RUNS {
            return Err(Problem::TooLarge { what: "the file", limit: "10,000 runs" }.into());
        }
        let named = |text: &str| Some(tool_name(text)).filter(|name| !name.is_empty());
        let claimed = self.source.claims.tool.as_deref().and_then(named);
        let tool = ClaimedOr { claimed, read: named(tool) };
        self.sink.begin_run(tool.value().map_or(self.format.name(), String::as_str))?;
        self.open = Some(Open {
            tool,
            tool_named,
            rules: BTreeMap::new(),
            shortened: 0,
            account_named: false,
            held: Vec::new(),
            nameless: 0,
            command: None,
            host: None,
            rows: None,
            valid_until: None,
            signed_by: None,
        });
        Ok(())
    }

    /// How the tool of the run was called, by the file.
    pub(super) fn called(&mut self, command: Option<&str>) {
        if let (Some(open), Some(command)) = (&mut self.open, command) {
            let mut command = command.to_owned();
            shorten(&mut command);
            open.command.get_or_insert(command);
        }
    }

    /// The machine that the tool of the run ran on, by the file.
    pub(super) fn ran_on(&mut self, host: Option<&str>) {
        if let (Some(open), Some(host)) = (&mut self.open, host) {
            let mut host = host.to_owned();
            fit(&mut host);
            open.host.get_or_insert(host);
        }
    }

    /// The file has more rows of this kind: what a reader counts on its own, to be held against
    /// what was recorded.
    pub(super) fn rows(&mut self, unit: &str, count: u64) {
        if let Some(open) = &mut self.open {
            let rows =
                open.rows.get_or_insert_with(|| Rows { unit: unit.into(), ..Rows::default() });
            rows.read += count;
        }
    }

    /// Rows that give no result, and why.
    pub(super) fn left_out(&mut self, reason: &str, count: u64) {
        if let Some(rows) = self.open.as_mut().and_then(|open| open.rows.as_mut())
            && count > 0
        {
            *rows.left_out.entry(reason.to_owned()).or_default() += count;
        }
    }

    /// The open run says itself until when it is good.
    pub(super) fn good_until(&mut self, until: Instant) {
        if let Some(open) = &mut self.open {
            open.valid_until = Some(until);
        }
    }

    /// A signature of the file was verified with the key of this fingerprint.
    pub(super) fn signed_by(&mut self, fingerprint: String) {
        if let Some(open) = &mut self.open {
            open.signed_by = Some(fingerprint);
        }
    }

    /// One result of the run. A result without a region takes the claimed one; a result without
    /// an account does so only in a run that names no account at all, so that a claim cannot pass
    /// results of one account off as another's. Such results wait until that is known.
    pub(super) fn result(&mut self, result: &mut ScanResult) -> Result<(), Problem> {
        let mut long = fit_name("rule id", &mut result.rule)?;
        long |= fit_name("subject", &mut result.subject.uid)?;
        for name in [&mut result.subject.account, &mut result.subject.region] {
            long |= name.as_mut().is_some_and(fit);
        }
        let claims = self.source.claims;
        if result.subject.region.is_none() {
            result.subject.region.clone_from(&claims.region);
        }
        if let Some(open) = &mut self.open {
            open.shortened += u64::from(shorten(&mut result.message) || long);
            if let Some(counts) = open.rules.get_mut(&result.rule) {
                counts.add(result.outcome, result.muted);
            } else if open.rules.len() == MAX_RULES {
                return Err(Problem::TooLarge { what: "a run", limit: "1,000,000 rules" });
            } else {
                let counts = open.rules.entry(result.rule.clone()).or_default();
                counts.add(result.outcome, result.muted);
            }
            if claims.account.is_some() {
                if result.subject.account.is_some() {
                    open.account_named = true;
                    open.nameless += open.held.len() as u64;
                    for held in std::mem::take(&mut open.held) {
                        self.sink.result(&held)?;
                    }
                } else if open.account_named {
                    open.nameless += 1;
                } else if !self.format.reader().names_accounts {
                    // Results of this format never name one.
                    result.subject.account.clone_from(&claims.account);
                } else if open.held.len() == MAX_HELD {
                    let what = "a run without accounts, for which one is claimed,";
                    return Err(Problem::TooLarge { what, limit: "100,000 results" });
                } else {
                    open.held.push(result.clone());
                    return Ok(());
                }
            }
        }
        self.sink.result(result)?;
        Ok(())
    }

    /// The run ends.
    pub(super) fn end(&mut self, mut header: Header) -> Result<(), Failure> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        for mut held in std::mem::take(&mut open.held) {
            held.subject.account.clone_from(&self.source.claims.account);
            self.sink.result(&held)?;
        }
        if let Some(claimed) = self.source.claims.account.as_ref().filter(|_| open.nameless > 0) {
            header.warnings.push(format!(
                "{} results name no account and keep none: others in the file do, so the claimed \
                 account {} is not filled in",
                open.nameless,
                quote(claimed)
            ));
        }
        if open.shortened > 0 {
            header.warnings.push(format!(
                "{} results have very long texts, which are shortened",
                open.shortened
            ));
        }
        if let Some(rows) = &mut open.rows {
            rows.recorded = open.rules.values().map(Counts::total).sum();
            if !rows.reconciles() {
                header.warnings.push(format!(
                    "the file has {} {}, of which {} gave a result and {} were left out for a \
                     reason: they do not add up",
                    rows.read,
                    rows.unit,
                    rows.recorded,
                    rows.left_out.values().sum::<u64>()
                ));
            }
        }
        let run = self.run(&open, header);
        for (rule, counts) in open.rules {
            let key = RuleKey { tool: run.tool_name().to_owned(), rule };
            self.summary.rules_seen.entry(key).or_default().merge(&counts);
        }
        self.sink.end_run(&run)?;
        self.summary.runs.push(run);
        Ok(())
    }

    /// Everything that was recorded.
    pub(super) fn finish(self) -> Summary {
        self.summary
    }

    fn run(&self, open: &Open, mut header: Header) -> Run {
        let claims = self.source.claims;
        let mut counts = Counts::default();
        for of_rule in open.rules.values() {
            counts.merge(of_rule);
        }
        let read = header.time.map(|stamp| stamp.at);
        let ((observed_at, observed_at_source), apart) =
            observed(claims.observed_at, read, self.source.fallback_time);
        header.warnings.extend(apart);
        let naive = header.time.is_some_and(|stamp| stamp.naive);
        if naive && observed_at_source == TimeSource::Read {
            header.warnings.push(NAIVE_TIME.into());
        }
        let latest = self.source.now.plus_seconds(FUTURE_SLACK_SECONDS);
        if observed_at > latest {
            header.warnings.push(format!("observed at {observed_at}, which lies in the future"));
        }
        let mut scope = header.scope;
        claim_one(&mut scope.accounts, claims.account.as_ref(), "account", &mut header.warnings);
        claim_one(&mut scope.regions, claims.region.as_ref(), "region", &mut header.warnings);
        scope.repository.claimed.clone_from(&claims.repository);
        scope.commit.claimed.clone_from(&claims.commit);
        scope.document.claimed.clone_from(&claims.document);
        scope.subject.clone_from(&claims.subject);
        let tool = open.tool_named.then(|| contradiction("tool", &open.tool, same_tool)).flatten();
        let repository = contradiction("repository", &scope.repository, same_repository);
        let commit = contradiction("commit", &scope.commit, same_commit);
        let command = ClaimedOr { claimed: claims.command.clone(), read: open.command.clone() };
        let host = ClaimedOr { claimed: claims.host.clone(), read: open.host.clone() };
        let called = contradiction("command", &command, same_command);
        let elsewhere = contradiction("host", &host, same_host);
        // First, so that no number of other warnings hides them.
        let doubts = [tool, repository, commit, called, elsewhere];
        let doubts: Vec<String> = doubts.into_iter().flatten().collect();
        let believed = doubts.is_empty();
        header.warnings.splice(0..0, doubts);
        cap_warnings(&mut header.warnings);
        Run {
            format: self.format.name().to_owned(),
            tool: open.tool.clone(),
            version: ClaimedOr { claimed: claims.tool_version.clone(), read: header.version },
            observed_at,
            observed_at_source,
            observed_at_read: read.filter(|_| claims.observed_at.is_some()),
            valid_until: open.valid_until,
            succeeded: header.succeeded && believed,
            tool_run_id: header.tool_run_id,
            scope,
            counts,
            absent: header.absent,
            command,
            host,
            source_system: claims.source_system.clone(),
            signed_by: open.signed_by.clone(),
            rows: open.rows.clone(),
            warnings: header.warnings,
        }
    }
}

/// Refuses an empty name and fits a long one; true when it was long.
fn fit_name(missing: &'static str, name: &mut String) -> Result<bool, Problem> {
    if name.is_empty() {
        return Err(Problem::Missing { what: "a result", missing });
    }
    Ok(fit(name))
}

/// Cuts a name at [`MAX_NAME`] and ends it with a hash of the whole, so that two long names with
/// one beginning stay two, and each stays the same from run to run.
fn fit(name: &mut String) -> bool {
    if name.len() <= MAX_NAME {
        return false;
    }
    let hash = short_hash([name.as_str()]);
    name.truncate(name.floor_char_boundary(MAX_NAME));
    name.push('…');
    name.push_str(&hash);
    true
}

/// The first 64 bits of the SHA-256 of some words, in hex.
pub(super) fn short_hash<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let mut hasher = Sha256::new();
    for word in words {
        hasher.update(word);
        hasher.update(" ");
    }
    hasher.finalize().iter().take(8).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Adds a claimed account or region where the file names none, and says when the two disagree. A
/// claim never widens what the file itself says was covered.
fn claim_one(
    seen: &mut std::collections::BTreeSet<String>,
    claimed: Option<&String>,
    word: &str,
    warnings: &mut Vec<String>,
) {
    let Some(claimed) = claimed else { return };
    if seen.is_empty() {
        seen.insert(claimed.clone());
    } else if !seen.contains(claimed) {
        let named = seen.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        warnings.push(format!(
            "the {word} {claimed} was claimed, but the file names {named}; the file is believed"
        ));
    }
}

fn cap_warnings(warnings: &mut Vec<String>) {
    if warnings.len() > MAX_WARNINGS {
        let more = warnings.len() - MAX_WARNINGS;
        warnings.truncate(MAX_WARNINGS);
        warnings.push(format!("and {more} more warnings"));
    }
    for warning in warnings {
        shorten(warning);
    }
}

/// Cuts a text at [`MAX_MESSAGE`] and says by how much; true when it did.
fn shorten(text: &mut String) -> bool {
    if text.len() <= MAX_MESSAGE {
        return false;
    }
    let end = text.floor_char_boundary(MAX_MESSAGE);
    let cut = text.len() - end;
    text.truncate(end);
    let note = format!("… ({cut} more bytes)");
    text.push_str(&note);
    true
}
