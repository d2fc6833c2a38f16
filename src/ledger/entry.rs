//! The entry: the one thing that is appended.
//!
//! An entry is one line of JSON, serialised once. Its bytes are stored and hashed as they are
//! and never written again, so no canonical form of JSON is needed, and an auditor can read and
//! hash an entry with any tool:
//!
//! ```json
//! {"v":1,"kind":"ingest","recorded_at":"2026-03-06T18:00:00Z","clock":"system","body":{…}}
//! ```
//!
//! An entry binds what is derived from it: the root over a run's results, the hash of its status
//! vector, and a digest over every rule, subject and cell that it was the first to name. So a
//! change in a projection is found without reading the artifacts again.
//!
//! An entry that was brought in from another ledger says so: see [`super::merged`].

use std::{borrow::Cow, path::Path};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{
    error::{Error, Result},
    hash::Hash,
    merged::Merged,
};
use crate::{
    evidence::{
        Approval, Attested, CiJob, Claims, ExceptionGranted, Redaction, Run, TimeSource, Withdrawn,
    },
    time::{ClockSource, Instant},
};

/// The version of the form above.
const VERSION: u32 = 1;
/// The version of the same with where it was merged from, which older programs must not pass over.
const MERGED: u32 = 2;

/// What was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When the ledger learned it.
    pub recorded_at: Instant,
    /// Whether the machine's clock said so.
    pub clock: ClockSource,
    /// Whether an earlier entry has a later time: one of the two clocks was wrong.
    pub clock_went_back: bool,
    /// Where it comes from, when another ledger recorded it first.
    pub merged: Option<Box<Merged>>,
    /// What was learned.
    pub body: Body,
}

/// What an entry tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// An artifact was submitted and read.
    Ingest(Box<Ingest>),
    /// A person stated something.
    Attestation(Box<Attested>),
    /// Failing subjects were accepted for a while.
    Exception(Box<ExceptionGranted>),
    /// Somebody decided on the exact text of a record.
    Approval(Box<Approval>),
    /// An earlier entry was taken back.
    Withdrawal(Box<Withdrawn>),
}

/// An artifact and what a reader found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ingest {
    /// The original bytes.
    pub artifact: Artifact,
    /// What the submitter said about them.
    pub claims: Claims,
    /// The time that a reader takes when neither the claims nor the artifact tell one.
    pub fallback: Fallback,
    /// What read it: the program and its version.
    pub reader: String,
    /// The runs, in file order.
    pub runs: Vec<RunEntry>,
    /// What was named for the first time.
    pub interned: Interned,
    /// The CI job that submitted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci: Option<CiJob>,
    /// The machine that recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_on: Option<String>,
    /// What was taken out before the artifact was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redaction: Option<Redaction>,
}

/// An artifact, as an entry names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// The SHA-256 of its bytes, under which it is stored.
    pub sha256: Hash,
    /// Its length.
    pub bytes: u64,
    /// The name it was submitted with; a label, never a path to open.
    pub file_name: String,
}

/// The time to fall back on, and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// The time.
    pub time: Instant,
    /// The file's modification time, or the moment of recording.
    pub source: TimeSource,
}

/// A run, with what ties its results to the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunEntry {
    /// The run's header.
    pub run: Run,
    /// How many results it has.
    pub results: u64,
    /// The RFC 6962 root over its results in file order, one leaf a result.
    pub results_root: Hash,
    /// How many cells it observed; fewer than results when some share a cell.
    pub cells: u32,
    /// The hash of its status vector, before compression.
    pub states_sha256: Hash,
}

/// The rules, subjects and cells that an entry was the first to name. They are numbered on from
/// those of the entries before it, in the order in which they are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interned {
    /// How many rules.
    pub rules: u32,
    /// How many subjects.
    pub subjects: u32,
    /// How many cells.
    pub cells: u32,
    /// SHA-256 over the rules' hash, the subjects' hash and the cells' hash.
    pub sha256: Hash,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Envelope<'t, B> {
    /// The version of this form: 2 for an entry that was brought in from another ledger.
    v: u32,
    /// What `body` is.
    #[serde(borrow)]
    kind: Cow<'t, str>,
    /// When the ledger learned it.
    recorded_at: Instant,
    /// Whether the machine's clock said so.
    clock: ClockSource,
    /// Whether an earlier entry has a later time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    clock_went_back: bool,
    /// Where it comes from, when another ledger recorded it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merged: Option<Box<Merged>>,
    /// What it tells.
    body: B,
}

/// An entry's bytes as the JSON that they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct EntryJson(serde_json::Value);

impl EntryJson {
    /// Reads the bytes of an entry.
    ///
    /// # Errors
    /// When they are no JSON.
    pub fn read(bytes: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(bytes).map(Self)
    }
}

impl JsonSchema for EntryJson {
    fn schema_name() -> Cow<'static, str> {
        "EntryJson".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let forms = [
            generator.subschema_for::<Envelope<'_, Ingest>>(),
            generator.subschema_for::<Envelope<'_, Attested>>(),
            generator.subschema_for::<Envelope<'_, ExceptionGranted>>(),
            generator.subschema_for::<Envelope<'_, Approval>>(),
            generator.subschema_for::<Envelope<'_, Withdrawn>>(),
        ];
        json_schema!({ "description": "What was appended and hashed, one form a kind.", "anyOf": forms })
    }
}

/// The one field that every version has.
#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl Body {
    /// The word for it in entries.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Ingest(_) => "ingest",
            Self::Attestation(_) => "attestation",
            Self::Exception(_) => "exception",
            Self::Approval(_) => "approval",
            Self::Withdrawal(_) => "withdrawal",
        }
    }

    /// The earlier entry that this one corrects, when it does.
    pub fn corrects(&self) -> Option<u64> {
        match self {
            Self::Ingest(ingest) => ingest.claims.corrects,
            Self::Attestation(attested) => attested.corrects,
            Self::Exception(exception) => exception.corrects,
            Self::Approval(approval) => approval.corrects,
            Self::Withdrawal(_) => None,
        }
    }
}

impl Entry {
    /// Writes the entry's bytes; called once in an entry's life.
    pub(super) fn encode(&self) -> serde_json::Result<Vec<u8>> {
        match &self.body {
            Body::Ingest(body) => self.envelope(body),
            Body::Attestation(body) => self.envelope(body),
            Body::Exception(body) => self.envelope(body),
            Body::Approval(body) => self.envelope(body),
            Body::Withdrawal(body) => self.envelope(body),
        }
    }

    fn envelope<B: Serialize>(&self, body: B) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&Envelope {
            v: if self.merged.is_some() { MERGED } else { VERSION },
            kind: self.body.kind().into(),
            recorded_at: self.recorded_at,
            clock: self.clock,
            clock_went_back: self.clock_went_back,
            merged: self.merged.clone(),
            body,
        })
    }

    /// Reads an entry's bytes. `path` and `seq` are for the message.
    pub(super) fn decode(path: &Path, seq: u64, bytes: &[u8]) -> Result<Self> {
        Self::decode_as_written(bytes).map_or_else(|| Self::decode_any(path, seq, bytes), Ok)
    }

    /// Reads an entry whose kind stands where this program writes it: then what its body is to be is
    /// known beforehand, and the bytes are read once.
    fn decode_as_written(bytes: &[u8]) -> Option<Self> {
        let [b'{', b'"', b'v', b'"', b':', b'1' | b'2', rest @ ..] = bytes else { return None };
        match rest.strip_prefix(br#","kind":""#)?.split(|byte| *byte == b'"').next()? {
            b"ingest" => Self::decode_with(bytes, Body::Ingest),
            b"attestation" => Self::decode_with(bytes, Body::Attestation),
            b"exception" => Self::decode_with(bytes, Body::Exception),
            b"approval" => Self::decode_with(bytes, Body::Approval),
            b"withdrawal" => Self::decode_with(bytes, Body::Withdrawal),
            _ => None,
        }
    }

    fn decode_with<B: DeserializeOwned>(bytes: &[u8], body: fn(Box<B>) -> Body) -> Option<Self> {
        let Envelope { v, kind, recorded_at, clock, clock_went_back, merged, body: told } =
            serde_json::from_slice::<Envelope<'_, Box<B>>>(bytes).ok()?;
        let version = if merged.is_some() { MERGED } else { VERSION };
        let entry = Self { recorded_at, clock, clock_went_back, merged, body: body(told) };
        (v == version && kind == entry.body.kind()).then_some(entry)
    }

    /// Reads an entry however its fields are ordered, and says what is wrong with it.
    fn decode_any(path: &Path, seq: u64, bytes: &[u8]) -> Result<Self> {
        let unreadable = |reason: String| Error::Entry { path: path.into(), seq, reason };
        let unknown = |v: u32| unreadable(format!("it has the unknown version {v}"));
        let head: Envelope<'_, IgnoredAny> = match serde_json::from_slice(bytes) {
            Ok(head) => head,
            // A later version may have other fields: then the version is what is wrong.
            Err(error) => {
                return Err(match serde_json::from_slice::<Version>(bytes) {
                    Ok(Version { v }) if ![VERSION, MERGED].contains(&v) => unknown(v),
                    _ => unreadable(error.to_string()),
                });
            }
        };
        if ![VERSION, MERGED].contains(&head.v) {
            return Err(unknown(head.v));
        }
        if head.merged.is_some() != (head.v == MERGED) {
            return Err(unreadable(format!("its fields are not those of version {}", head.v)));
        }
        let body = match head.kind.as_ref() {
            "ingest" => decode_body(bytes).map(Body::Ingest),
            "attestation" => decode_body(bytes).map(Body::Attestation),
            "exception" => decode_body(bytes).map(Body::Exception),
            "approval" => decode_body(bytes).map(Body::Approval),
            "withdrawal" => decode_body(bytes).map(Body::Withdrawal),
            kind => return Err(unreadable(format!("it is of the unknown kind `{kind}`"))),
        };
        Ok(Self {
            recorded_at: head.recorded_at,
            clock: head.clock,
            clock_went_back: head.clock_went_back,
            merged: head.merged,
            body: body.map_err(|error| unreadable(error.to_string()))?,
        })
    }
}

fn decode_body<B: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<Box<B>> {
    serde_json::from_slice::<Envelope<'_, Box<B>>>(bytes).map(|envelope| envelope.body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::AttestationId, time::Day};

    fn entry() -> Entry {
        Entry {
            recorded_at: Instant::MIN,
            clock: ClockSource::System,
            clock_went_back: false,
            merged: None,
            body: Body::Attestation(Box::new(Attested {
                attestation: AttestationId::parse("safe").unwrap(),
                statement: "it is in the safe".into(),
                by: "platform".into(),
                method: "examine".into(),
                observed_at: Instant::MIN,
                valid_until: Day::from_ymd(2026, 1, 1).unwrap(),
                document: None,
                document_sha256: None,
                url: None,
                period: None,
                paper: None,
                corrects: None,
            })),
        }
    }

    fn reason(bytes: &str) -> String {
        match Entry::decode(Path::new("l"), 7, bytes.as_bytes()) {
            Err(Error::Entry { seq: 7, reason, .. }) => reason,
            other => panic!("{bytes} gave {other:?}"),
        }
    }

    #[test]
    fn an_entry_is_one_line_of_json_and_reads_back() {
        let bytes = entry().encode().unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.starts_with(
            r#"{"v":1,"kind":"attestation","recorded_at":"1970-01-01T00:00:00Z","clock":"system","body":{"#
        ));
        assert!(!text.contains('\n'));
        assert_eq!(Entry::decode(Path::new("l"), 1, &bytes).unwrap(), entry());
    }

    #[test]
    fn what_is_not_known_is_not_passed_over() {
        let text = String::from_utf8(entry().encode().unwrap()).unwrap();
        let newer = text.replace(r#"{"v":1,"#, r#"{"v":3,"shape":"new","#);
        assert_eq!(reason(&newer), "it has the unknown version 3");
        let bare = text.replace(r#"{"v":1,"#, r#"{"v":2,"#);
        assert_eq!(reason(&bare), "its fields are not those of version 2");
        let kind = text.replace("\"attestation\",\"rec", "\"confession\",\"rec");
        assert_eq!(reason(&kind), "it is of the unknown kind `confession`");
        assert!(reason(&text.replace(r#"{"v":1,"#, r#"{"v":1,"x":1,"#)).contains("`x`"));
        assert!(reason(&text.replace(r#"{"v":1,"#, r#"{"v":1,"v":1,"#)).contains("duplicate"));
        assert!(!reason("").is_empty());
    }

    #[test]
    fn an_entry_is_read_however_its_fields_are_ordered() {
        let text = String::from_utf8(entry().encode().unwrap()).unwrap();
        assert_eq!(Entry::decode_as_written(text.as_bytes()), Some(entry()));
        let spaced = text.replace(r#"{"v":1,"#, r#"{ "v":1,"#);
        let moved = text.replace(r#""v":1,"kind":"attestation","#, "");
        let moved = moved.replacen(r#""body""#, r#""kind":"attestation","v":1,"body""#, 1);
        let escaped = text.replace(r#""kind":"attes"#, r#""kind":"\u0061ttes"#);
        for other in [&spaced, &moved, &escaped] {
            assert_eq!(Entry::decode_as_written(other.as_bytes()), None, "{other}");
            let read = Entry::decode(Path::new("l"), 1, other.as_bytes()).unwrap();
            assert_eq!(read, entry(), "{other}");
        }
    }
}
