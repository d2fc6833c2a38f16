//! Policies: which logs are trusted, and how many witnesses are enough.
//!
//! C2SP `tlog-policy`: a line each for logs, witnesses, groups of witnesses, and the quorum.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    head::Checkpoint,
    key::NoteVerifier,
    note::{NoteError, SignedNote},
    witness::Witness,
};
use crate::time::Instant;

/// More lines than any policy has.
const MAX_LINES: usize = 10_000;
/// The name that stands for no witness.
const NONE: &str = "none";

/// A policy.
#[derive(Debug, Clone)]
pub struct Policy {
    logs: Vec<NoteVerifier>,
    members: BTreeMap<String, Member>,
    quorum: String,
}

#[derive(Debug, Clone)]
enum Member {
    Witness(Box<Witness>),
    /// How many of these.
    Group(usize, Vec<String>),
}

/// A note that a policy accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The keys of the log that signed; none when the policy names no log.
    pub by: Vec<String>,
    /// The witnesses that vouch for it, each with its time.
    pub seen: Vec<(String, Instant)>,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// Names the first line that is not as the specification says.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut reader = Reader::default();
        let mut quorum: Option<String> = None;
        let mut last = 0;
        for (at, line) in (1..).zip(text.split('\n')) {
            let wrong = |why| NoteError::Policy { line: at, why };
            last = at;
            if at > MAX_LINES {
                return Err(wrong("there are more than 10,000 lines"));
            }
            if line.chars().any(|c| c.is_ascii_control() && c != '\t') {
                return Err(wrong("there are control characters"));
            }
            let words: Vec<&str> = line.split([' ', '\t']).filter(|w| !w.is_empty()).collect();
            match words.as_slice() {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                ["log", key] | ["log", key, _] => reader.log(key).map_err(wrong)?,
                ["witness", name, key] | ["witness", name, key, _] => {
                    reader.witness(name, key).map_err(wrong)?;
                }
                ["group", name, k, members @ ..] => {
                    reader.group(name, k, members).map_err(wrong)?;
                }
                ["quorum", _] if quorum.is_some() => {
                    return Err(wrong("there is a second quorum"));
                }
                ["quorum", name] if *name == NONE || reader.members.contains_key(*name) => {
                    quorum = Some((*name).to_owned());
                }
                ["quorum", _] => return Err(wrong("the quorum was not defined before")),
                _ => {
                    return Err(wrong(
                        "there is none of `log`, `witness`, `group` and `quorum`, or not all of it",
                    ));
                }
            }
        }
        let none = NoteError::Policy { line: last, why: "there is still no quorum" };
        Ok(Self { logs: reader.logs, members: reader.members, quorum: quorum.ok_or(none)? })
    }

    /// Whether the policy accepts a checkpoint.
    ///
    /// # Errors
    /// When a signature of a known key is not good, when no log of the policy whose name is the
    /// checkpoint's origin signed it, and when too few witnesses vouch for it.
    pub fn judge(&self, note: &SignedNote, head: &Checkpoint) -> Result<Accepted, NoteError> {
        let its: Vec<NoteVerifier> =
            self.logs.iter().filter(|log| log.name() == head.origin).cloned().collect();
        let by = if self.logs.is_empty() { Vec::new() } else { note.verify(&its)?.by };
        let mut seen = BTreeMap::new();
        for (name, member) in &self.members {
            if let Member::Witness(witness) = member
                && let Some(at) = witness.saw(note)?
            {
                seen.insert(name.as_str(), (witness.short(), at));
            }
        }
        if self.quorum != NONE && !self.is_met(&self.quorum, &seen) {
            let names: Vec<&str> = seen.keys().copied().collect();
            let by = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
            return Err(NoteError::Quorum { quorum: self.quorum.clone(), by });
        }
        Ok(Accepted { by, seen: seen.into_values().collect() })
    }

    /// Groups name only what stands before them, so this ends.
    fn is_met(&self, name: &str, seen: &BTreeMap<&str, (String, Instant)>) -> bool {
        match self.members.get(name) {
            Some(Member::Witness(_)) => seen.contains_key(name),
            Some(Member::Group(k, members)) => {
                members.iter().filter(|member| self.is_met(member, seen)).count() >= *k
            }
            None => false,
        }
    }
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    logs: Vec<NoteVerifier>,
    members: BTreeMap<String, Member>,
    keys: BTreeSet<[u8; 32]>,
    grouped: BTreeSet<String>,
}

impl Reader {
    fn log(&mut self, key: &str) -> Result<(), &'static str> {
        let log = NoteVerifier::parse(key).map_err(|_| "the log has no Ed25519 key")?;
        if self.logs.iter().any(|before| before.bytes() == log.bytes()) {
            return Err("the log's key stands there before");
        }
        self.logs.push(log);
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str) -> Result<(), &'static str> {
        let why = "the witness has no key of the kind `cosignature/v1`";
        let witness = Witness::parse(key).map_err(|_| why)?;
        if !self.keys.insert(witness.bytes()) {
            return Err("the witness's key stands there before");
        }
        self.define(name, Member::Witness(Box::new(witness)))
    }

    fn group(&mut self, name: &str, k: &str, members: &[&str]) -> Result<(), &'static str> {
        let n = members.len();
        let least = match k {
            "any" => 1,
            "all" => n,
            k => k.parse().ok().filter(|number: &usize| number.to_string() == k).unwrap_or(0),
        };
        if least == 0 || least > n {
            return Err("the group asks for no number of its members that there is");
        }
        for member in members {
            if !self.members.contains_key(*member) {
                return Err("a member of the group was not defined before");
            }
            if !self.grouped.insert((*member).to_owned()) {
                return Err("a member is in a group already");
            }
        }
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.define(name, Member::Group(least, members))
    }

    fn define(&mut self, name: &str, member: Member) -> Result<(), &'static str> {
        if name == NONE || self.members.contains_key(name) {
            return Err("the name is taken");
        }
        self.members.insert(name.to_owned(), member);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::witness::tests::{cosign, vkey},
        *,
    };
    use crate::{checkpoint::NoteKey, ledger::Hash};

    fn policy(quorum: &str) -> String {
        let log = NoteKey::from_seed("a.example/log", [1; 32]).verifier();
        let x = (1..=3).fold(String::new(), |all, n| {
            all + &format!("witness X{n} {}\n", vkey(&format!("x{n}"), 10 + n))
        });
        format!(
            "# a comment\nlog {log} https://a.example\n\n{x}\twitness Y {}\ngroup X 2 X1 X2 X3\ngroup all all X Y\nquorum {quorum}\n",
            vkey("y", 20)
        )
    }

    fn note(witnesses: &[u8]) -> (SignedNote, Checkpoint) {
        let head = Checkpoint { origin: "a.example/log".into(), size: 3, root: Hash::of(b"x") };
        let text = head.to_string();
        let mut note = SignedNote::sign(&text, &NoteKey::from_seed("a.example/log", [1; 32]));
        for n in witnesses {
            let name = if *n == 20 { "y".into() } else { format!("x{}", n - 10) };
            note.signatures.push(cosign(&name, *n, &text, 1_800_000_000));
        }
        (note, head)
    }

    #[test]
    fn a_quorum_is_met_or_not() {
        for (quorum, witnesses, met) in [
            ("none", &[][..], true),
            ("Y", &[20], true),
            ("Y", &[11, 12, 13], false),
            ("X", &[11, 13], true),
            ("X", &[11], false),
            ("all", &[11, 12, 20], true),
            ("all", &[11, 12, 13], false),
            ("all", &[11, 20], false),
        ] {
            let policy = Policy::parse(&policy(quorum)).unwrap();
            let (note, head) = note(witnesses);
            let judged = policy.judge(&note, &head);
            assert_eq!(judged.is_ok(), met, "{quorum} {witnesses:?}: {judged:?}");
            if let Ok(accepted) = judged {
                assert_eq!(accepted.by.len(), 1);
                assert_eq!(accepted.seen.len(), witnesses.len());
            }
        }
    }

    #[test]
    fn the_log_must_be_one_of_the_policy_by_name_and_key() {
        let policy = Policy::parse(&policy("none")).unwrap();
        let (note, head) = note(&[]);
        let other = Checkpoint { origin: "b.example/log".into(), ..head.clone() };
        assert!(policy.judge(&note, &other).is_err(), "another name");
        let forged = SignedNote::sign(&note.text, &NoteKey::from_seed("a.example/log", [9; 32]));
        assert!(policy.judge(&forged, &head).is_err(), "another key");
        let open = Policy::parse("quorum none\n").unwrap();
        assert_eq!(open.judge(&forged, &head).unwrap().by, [""; 0], "no log is named");
        let mut bad = note;
        bad.signatures.push(cosign("y", 20, "another text\n", 1));
        assert!(matches!(policy.judge(&bad, &head), Err(NoteError::Bad(_))), "a known witness");
    }

    #[test]
    fn what_is_no_policy_is_refused_with_its_line() {
        let good = policy("none");
        let (y, line) = (vkey("y", 20), |text: &str| match Policy::parse(text) {
            Err(NoteError::Policy { line, .. }) => line,
            other => panic!("{text}: {other:?}"),
        });
        assert!(Policy::parse(good.trim_end()).is_ok());
        for (text, at) in [
            (String::new(), 1),
            (good.replace("quorum none", ""), 11),
            (good.replace("quorum none", "quorum Z"), 10),
            (format!("{good}quorum none\n"), 11),
            (good.replace("group X 2", "group X 4"), 8),
            (good.replace("group X 2", "group X 0"), 8),
            (good.replace("group X 2", "group X 02"), 8),
            (good.replace("X1 X2 X3", "X1 X2 Z"), 8),
            (good.replace("X1 X2 X3", "X1 X1"), 8),
            (good.replace("all X Y", "all X X1"), 9),
            (good.replace("group X 2", "group Y 2"), 8),
            (good.replace("group X 2", "group none 2"), 8),
            (format!("witness Z {y}\n{good}"), 8),
            (format!("log {y}\n{good}"), 1),
            (format!("witness Z\n{good}"), 1),
            (format!("surprise\n{good}"), 1),
            (good.replace("# a comment", "# a \u{7}"), 1),
        ] {
            assert_eq!(line(&text), at, "{text}");
        }
    }
}
