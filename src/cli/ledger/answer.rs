//! What is said of a merge.

use std::{collections::BTreeMap, fmt::Write as _};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    evidence::Elsewhere,
    ledger::{Arrived, Merge},
    report::words::{count, some_of},
    time::{AsOf, Instant},
};

use crate::cli::{answers, args::Format, env::Env, failure::Failure, output};

/// A merge with what is known of the other ledger.
pub(super) struct Said<'a> {
    pub(super) origin: &'a str,
    pub(super) signed: &'a str,
    pub(super) merge: &'a Merge,
    pub(super) dry: bool,
}

/// The answer for programs.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LedgerMerge")]
pub(in crate::cli) struct Merged<'a> {
    /// Whether anything was recorded; not so in a dry run, or when nothing is new.
    recorded: bool,
    /// The other ledger.
    from: From<'a>,
    /// The entries that came, or would, in their order here.
    arrived: Vec<ArrivedEntry<'a>>,
    /// How many of the other's entries were here before.
    already_recorded: u64,
    /// Withdrawals of what had been taken back before, by their numbers there; they do not come.
    no_effect: &'a [u64],
    /// Entries here that more than one correction replaces.
    corrected_twice: &'a [u64],
    /// What people should know.
    notes: Vec<String>,
}

/// The other ledger.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MergedFrom")]
struct From<'a> {
    /// Its name.
    origin: &'a str,
    /// How many entries it has.
    size: u64,
    /// The root over them.
    root: &'a str,
}

/// An entry that came.
#[derive(Debug, Serialize, JsonSchema)]
struct ArrivedEntry<'a> {
    /// Its number here.
    entry: u64,
    /// `ingest`, `attestation`, `exception`, `approval` or `withdrawal`.
    kind: &'static str,
    /// Where it was recorded first.
    first: First<'a>,
    /// The ledgers through which it came.
    via: &'a [String],
    /// Whether it was recorded there under a clock set by hand.
    clock_overridden: bool,
}

/// Where an entry was recorded first.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FirstRecorded")]
struct First<'a> {
    /// The name of that ledger.
    origin: &'a str,
    /// The entry's number there.
    entry: u64,
    /// When that ledger learned it.
    recorded_at: Instant,
}

pub(super) fn answer(said: &Said<'_>, format: Format, env: &mut Env) -> Result<(), Failure> {
    let notes = notes(said.merge);
    if format == Format::Human {
        return env.answer(&text(said, &notes));
    }
    let Merge { there, head, arrived, already, no_effect, corrected_twice } = said.merge;
    let arrived: Vec<_> = arrived.iter().map(entry).collect();
    let data = Merged {
        recorded: head.is_some(),
        from: From { origin: said.origin, size: there.size, root: &there.root },
        arrived,
        already_recorded: *already,
        no_effect,
        corrected_twice,
        notes,
    };
    let now = AsOf { observed: env.clock.now, known: env.clock.now };
    output::json(env, &answers::LEDGER_MERGE, now, head.as_ref(), &data)
}

fn entry(arrived: &Arrived) -> ArrivedEntry<'_> {
    let Elsewhere { origin, entry, recorded_at, via } = &arrived.first;
    ArrivedEntry {
        entry: arrived.entry,
        kind: arrived.kind,
        first: First { origin, entry: *entry, recorded_at: *recorded_at },
        via,
        clock_overridden: arrived.overridden,
    }
}

fn text(said: &Said<'_>, notes: &[String]) -> String {
    let Merge { there, arrived, already, .. } = said.merge;
    let origin = said.origin;
    let mut out = match (arrived.first(), arrived.last()) {
        (Some(first), Some(last)) => {
            let verb = if said.dry { "would come" } else { "came" };
            let (first, last) = (first.entry, last.entry);
            let entries = if first == last {
                format!("entry {first}")
            } else {
                format!("entries {first} to {last}")
            };
            format!("{} {verb} from {origin}, as {entries}\n", count(arrived.len(), "entry"))
        }
        _ => format!("nothing new in {origin}\n"),
    };
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for one in arrived {
        *kinds.entry(word(one.kind)).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.into_iter().map(|(kind, n)| count(n, kind)).collect();
    let mut facts = vec![
        ("there", format!("{}, root {}; {}", count(there.size, "entry"), there.root, said.signed)),
        ("what", kinds.join(", ")),
        ("already", if *already == 0 { String::new() } else { count(*already, "entry") }),
    ];
    facts.extend(notes.iter().map(|note| ("note", note.clone())));
    for (name, text) in facts.into_iter().filter(|(_, text)| !text.is_empty()) {
        // Writing to a string cannot fail.
        writeln!(out, "  {name:<12} {text}").ok();
    }
    out
}

/// What an entry of a kind is, for people.
fn word(kind: &str) -> &str {
    match kind {
        "ingest" => "file",
        kind => kind,
    }
}

/// What people should know.
fn notes(merge: &Merge) -> Vec<String> {
    let mut notes = Vec::new();
    if !merge.no_effect.is_empty() {
        notes.push(format!(
            "{} there had been taken back before, so it stays as it was: {}",
            count(merge.no_effect.len(), "withdrawal"),
            some_of(&merge.no_effect, 8)
        ));
    }
    if !merge.corrected_twice.is_empty() {
        notes.push(format!(
            "corrected on both machines, and both corrections stand: entries {}",
            some_of(&merge.corrected_twice, 8)
        ));
    }
    let number = |is: fn(&Arrived) -> bool| merge.arrived.iter().filter(|a| is(a)).count();
    let overridden = number(|arrived| arrived.overridden);
    if overridden > 0 {
        let entries = count(overridden, "entry");
        notes.push(format!("{entries} recorded there under a clock set by hand"));
    }
    let redacted = number(|arrived| arrived.redacted);
    if redacted > 0 {
        notes.push(format!(
            "{} had secrets taken out under the other machine's redaction key: whether two of them are the same secret, or the same file was recorded here too, shows only where both machines have one key",
            count(redacted, "file")
        ));
    }
    let later = |arrived: &&Arrived| arrived.first.via.is_empty();
    let through = merge.arrived.len() - merge.arrived.iter().filter(later).count();
    if through > 0 {
        notes.push(format!("{} came there from a third ledger", count(through, "entry")));
    }
    notes
}
