//! What lists say of each kind of record beside its id, its status, its title and its reasons.

use std::{borrow::Cow, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use storyproof::{
    ids::{AttestationId, CheckId, ControlRef, EpicId, FrameworkId, PartyId, RiskId, StoryId},
    report::register::{ExceptionRow, StatementRow},
    time::{Day, Instant},
};

use super::records::{RecordKind, Row, vocabulary};

/// What a list says of a record beyond what every list says.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum More {
    Story(StoryFacts),
    Control(ControlFacts),
    Check(CheckFacts),
    Risk(RiskFacts),
    Epic(EpicFacts),
    Sprint(SprintFacts),
    Component(ComponentFacts),
    Attestation(AttestationFacts),
    Exception(ExceptionFacts),
}

/// What a list says of records of one kind.
pub(super) trait Facts: JsonSchema {
    /// The kind.
    const KIND: RecordKind;
}

/// A record in a list of one kind, for its schema: a [`Row`] with the facts of the kind.
pub(super) struct Listed<F>(PhantomData<F>);

impl<F: Facts> JsonSchema for Listed<F> {
    fn schema_name() -> Cow<'static, str> {
        F::schema_name().replace("Facts", "Listed").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Row::json_schema(generator);
        let mut facts = F::json_schema(generator);
        let whole = schema.ensure_object();
        for word in ["properties", "required"] {
            match (whole.get_mut(word), facts.remove(word)) {
                (Some(Value::Object(all)), Some(Value::Object(more))) => all.extend(more),
                (Some(Value::Array(all)), Some(Value::Array(more))) => all.extend(more),
                _ => {}
            }
        }
        let status = whole.get_mut("properties").and_then(|all| all.get_mut("status"));
        if let Some(status) = status.and_then(Value::as_object_mut) {
            status.insert("enum".into(), vocabulary(F::KIND).into());
        }
        schema
    }
}

/// A story.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct StoryFacts {
    /// What people claim: `draft`, `ready`, `doing`, `done` or `dropped`.
    pub(super) claim: &'static str,
    /// Whether people claim, on this day, that it is done.
    pub(super) claimed: bool,
    /// Its size; `null` when nobody estimated it.
    pub(super) points: Option<u32>,
    /// The sprint that it stands in.
    pub(super) sprint: Option<String>,
    /// Its epic.
    pub(super) epic: EpicId,
    /// Since when its proof has stood, or since when it has been broken.
    pub(super) since: Option<Day>,
    /// The controls that it works on.
    pub(super) controls: Vec<ControlRef>,
}

/// A control.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ControlFacts {
    /// Its framework, at one edition.
    pub(super) framework: FrameworkId,
    /// The first day of its status, as far as it is known.
    pub(super) since: Option<Day>,
    /// The checks that name it.
    pub(super) checks: Vec<CheckId>,
    /// The attestations that name it.
    pub(super) attestations: Vec<AttestationId>,
    /// The stories that work on it.
    pub(super) stories: Vec<StoryId>,
}

/// A check. What it counts are cells: one rule's word on one subject.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CheckFacts {
    /// The first day of its status, as far as it is known.
    pub(super) since: Option<Day>,
    /// How many cells pass, freshly or not.
    pub(super) passing: u64,
    /// How many fail, and nothing covers them.
    pub(super) failing: usize,
    /// How many fail, and a live exception covers them.
    pub(super) excepted: usize,
    /// How many could not be evaluated when they were last looked at.
    pub(super) errors: usize,
    /// How many do not apply, with a reason.
    pub(super) not_applicable: u64,
    /// Members of the population without any result.
    pub(super) missing: Vec<String>,
    /// The oldest observation that its status rests on.
    pub(super) proven_at: Option<Instant>,
    /// When its proof goes stale, if nothing else happens.
    pub(super) fresh_until: Option<Instant>,
    /// The controls that it names.
    pub(super) controls: Vec<ControlRef>,
}

/// A risk. Its levels are likelihood times impact, 1 to 25.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RiskFacts {
    /// Before treatment.
    pub(super) inherent: u32,
    /// Where it stands: only verified stories bring it down.
    pub(super) current: u32,
    /// Once every story that treats it is verified.
    pub(super) target: u32,
    /// The stories that treat it.
    pub(super) stories: Vec<StoryId>,
    /// Those of them that are verified.
    pub(super) verified: Vec<StoryId>,
}

/// An epic, in the points of its stories.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EpicFacts {
    /// All of them.
    pub(super) points: u64,
    /// Claimed done.
    pub(super) claimed: u64,
    /// Claimed done and proven.
    pub(super) proven: u64,
}

/// A sprint, in the points of its stories.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SprintFacts {
    /// All of them.
    pub(super) points: u64,
    /// Claimed done.
    pub(super) claimed: u64,
    /// Claimed done and proven.
    pub(super) proven: u64,
}

/// A component.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ComponentFacts {
    /// Who provides it; empty when nobody is named.
    pub(super) party: String,
    /// Whether it is critical.
    pub(super) critical: bool,
}

/// An attestation that the program asks for.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AttestationFacts {
    /// The role that attests.
    pub(super) by: Option<String>,
    /// The provider whose paper it is.
    pub(super) provider: Option<PartyId>,
    /// The document that is asked for.
    pub(super) document: Option<String>,
    /// The last day on which it counts, or counted.
    pub(super) until: Option<Day>,
    /// The days until then; negative when it is over.
    pub(super) days_left: Option<i64>,
    /// The controls that it names.
    pub(super) controls: Vec<ControlRef>,
    /// What was stated, the newest first.
    pub(super) statements: Vec<StatementRow>,
}

/// An exception of the ledger.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ExceptionFacts {
    /// The ledger entry.
    entry: u64,
    /// The check.
    check: CheckId,
    /// The subjects, as patterns.
    subjects: Vec<String>,
    /// Whether something should be done: it ended and what it accepted fails, or it ends soon.
    attention: bool,
    /// The days until its end; negative when it is over.
    days_left: i64,
    /// How many failing subjects its patterns fit now.
    fits: u64,
    /// Why.
    reason: String,
    /// What is done instead.
    compensating: Vec<String>,
    /// The risk under which it is accepted.
    risk: Option<RiskId>,
    /// Who asked.
    requested_by: String,
    /// Who approved.
    approved_by: String,
    /// From when it counts.
    from: Instant,
    /// The last day on which it counts.
    expires: Day,
    /// When the ledger recorded it.
    recorded_at: Instant,
    /// The entry that it corrects.
    corrects: Option<u64>,
}

impl From<ExceptionRow> for ExceptionFacts {
    /// All but its state: as in every list, that stands beside the id.
    fn from(row: ExceptionRow) -> Self {
        Self {
            entry: row.entry,
            check: row.check,
            subjects: row.subjects,
            attention: row.attention,
            days_left: row.days_left,
            fits: row.fits,
            reason: row.reason,
            compensating: row.compensating,
            risk: row.risk,
            requested_by: row.requested_by,
            approved_by: row.approved_by,
            from: row.from,
            expires: row.expires,
            recorded_at: row.recorded_at,
            corrects: row.corrects,
        }
    }
}

macro_rules! facts {
    ($($facts:ident: $kind:ident),+ $(,)?) => {
        $(impl Facts for $facts {
            const KIND: RecordKind = RecordKind::$kind;
        })+
    };
}

facts! {
    StoryFacts: Story,
    ControlFacts: Control,
    CheckFacts: Check,
    RiskFacts: Risk,
    EpicFacts: Epic,
    SprintFacts: Sprint,
    ComponentFacts: Component,
    AttestationFacts: Attestation,
    ExceptionFacts: Exception,
}
