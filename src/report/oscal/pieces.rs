//! Observations and risks, and the tools, things and files that they point at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::names::{NAMESPACE, line, organization, prop, say, set, token, uuid};
use crate::{
    assess::{AttestationStatus, CellFact, Proof, feeds_of},
    evidence::RunRecord,
    ids::{AttestationId, CheckId, RiskId, StoryId},
    model::{Check, Treatment},
    report::{Inputs, audit::evidence::Registry, reasons, words::Worded},
    time::Instant,
};

/// How many subjects of a kind an observation names; it says how many more there are.
const NAMED: usize = 200;

/// What a document is made of, gathered while it is written.
pub(super) struct Pieces<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    registry: Registry<'a>,
    /// Tools, by name.
    tools: BTreeMap<String, Value>,
    /// Subjects, by UUID.
    items: BTreeMap<String, Value>,
    /// Files, by their SHA-256.
    files: BTreeMap<String, Value>,
}

impl<'a> Pieces<'a> {
    /// The pieces for documents about these checks.
    pub(super) fn new(inputs: &'a Inputs<'a>, wanted: impl Fn(&Check) -> bool) -> Self {
        let as_of = inputs.assessment.as_of;
        let fed = feeds_of(inputs.program, inputs.history, as_of, wanted);
        Self {
            inputs,
            registry: Registry::new(inputs, fed),
            tools: BTreeMap::new(),
            items: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// What a check has observed; nothing when it has never run.
    pub(super) fn check(&mut self, id: &CheckId) -> Option<Value> {
        let inputs = self.inputs;
        let judged = inputs.assessment.checks.get(id)?;
        let check = inputs.program.checks.get(id)?;
        let (rows, _) = self.registry.rows(std::slice::from_ref(id));
        let entries: BTreeSet<u64> = rows.iter().map(|row| row.entry).collect();
        let runs: Vec<&RunRecord> =
            inputs.history.runs.iter().filter(|run| entries.contains(&run.entry)).collect();
        let newest = runs.iter().map(|run| run.run.observed_at).max()?;
        // Proof is as old as the oldest result that it rests on.
        let collected = judged.proven_at.filter(|_| judged.status.is_proof()).unwrap_or(newest);
        let mut observation = json!({
            "uuid": uuid("check", id.as_str()),
            "title": line(&check.title),
            "description": or_title(&reasons::check(inputs, id).join("\n"), &check.title),
            "methods": ["TEST"],
            "types": ["control-objective"],
            "collected": collected,
        });
        let expires = judged.fresh_until.filter(|until| *until > collected);
        say(&mut observation, "expires", expires.map(|until| until.to_string()));
        let mut props = vec![
            prop("check", id.as_str()),
            prop("status", judged.status.word().word),
            prop("passing", &judged.passing.to_string()),
            prop("not-applicable", &judged.not_applicable.to_string()),
        ];
        let excepted: Vec<CellFact> = judged.excepted.iter().map(|cell| cell.fact).collect();
        let mut subjects = BTreeMap::new();
        for (standing, facts) in [
            ("fail", &judged.failing),
            ("error", &judged.errors),
            ("unanswered", &judged.unanswered),
            ("excepted", &excepted),
        ] {
            props.push(prop(standing, &facts.len().to_string()));
            self.subjects(standing, facts, &mut subjects);
        }
        let missing = judged.missing.iter().take(NAMED);
        props.extend(missing.map(|member| prop("missing", member)));
        set(&mut observation, "props", props);
        set(&mut observation, "subjects", subjects.into_values().collect());
        let actors = runs.iter().map(|run| self.tool(run)).collect::<BTreeSet<String>>();
        let actors = actors.iter().map(|actor| json!({ "type": "tool", "actor-uuid": actor }));
        let origin = json!({ "actors": actors.collect::<Vec<_>>() });
        set(&mut observation, "origins", vec![origin]);
        let evidence: BTreeMap<&str, &&RunRecord> =
            runs.iter().map(|run| (run.artifact.as_str(), run)).collect();
        let evidence = evidence.into_values().map(|run| self.evidence(run)).collect();
        set(&mut observation, "relevant-evidence", evidence);
        Some(observation)
    }

    fn subjects(
        &mut self,
        standing: &str,
        facts: &[CellFact],
        subjects: &mut BTreeMap<String, Value>,
    ) {
        for fact in facts.iter().take(NAMED) {
            let Some(subject) = self.inputs.history.subject(fact.cell) else { continue };
            let name = format!(
                "{}|{}|{}|{}",
                subject.kind,
                subject.account.as_deref().unwrap_or_default(),
                subject.region.as_deref().unwrap_or_default(),
                subject.uid
            );
            let id = uuid("subject", &name);
            let title = line(&subject.uid);
            let mut item = json!({ "uuid": id, "description": title });
            let facts = [
                ("kind", Some(&subject.kind).filter(|kind| !kind.is_empty())),
                ("account", subject.account.as_ref()),
                ("region", subject.region.as_ref()),
            ];
            let props = facts.into_iter().filter_map(|(name, value)| Some(prop(name, value?)));
            set(&mut item, "props", props.collect());
            self.items.entry(id.clone()).or_insert(item);
            // The worst comes first, and stands.
            subjects.entry(id.clone()).or_insert_with(|| {
                json!({
                    "subject-uuid": id,
                    "type": "inventory-item",
                    "title": title,
                    "props": [prop("standing", standing)],
                })
            });
        }
    }

    /// The UUID of a run's tool.
    fn tool(&mut self, run: &RunRecord) -> String {
        let name = run.run.tool_name().to_owned();
        let id = uuid("tool", &name);
        self.tools.entry(name.clone()).or_insert_with(|| {
            json!({
                "uuid": id,
                "type": "software",
                "title": line(&name),
                "description": format!("The tool {name}, whose output was read."),
                "status": { "state": "operational" },
            })
        });
        id
    }

    /// A run's file as evidence.
    fn evidence(&mut self, run: &RunRecord) -> Value {
        let description = format!(
            "{}, observed at {}, recorded at {} as entry {}",
            run.file_name, run.run.observed_at, run.recorded_at, run.entry
        );
        self.file(&run.artifact, &run.file_name);
        json!({
            "href": format!("#{}", uuid("file", &run.artifact)),
            "description": line(&description),
        })
    }

    fn file(&mut self, sha256: &str, name: &str) {
        self.files.entry(sha256.to_owned()).or_insert_with(|| {
            json!({
                "uuid": uuid("file", sha256),
                "title": line(name),
                "description": "The original bytes, as the ledger keeps them under this hash.",
                "rlinks": [{
                    "href": format!("artifacts/{sha256}"),
                    "hashes": [{ "algorithm": "SHA-256", "value": sha256 }],
                }],
            })
        });
    }

    /// What a person has stated; nothing when nobody has.
    pub(super) fn attestation(&mut self, id: &AttestationId) -> Option<Value> {
        let inputs = self.inputs;
        let status = *inputs.assessment.attestations.get(id)?;
        let asked = inputs.program.attestations.get(id)?;
        let (AttestationStatus::Live { record, until }
        | AttestationStatus::Expired { record, until }) = status
        else {
            return None;
        };
        let record = inputs.history.attestations.get(record)?;
        let said = &record.attested;
        let method = match said.method.as_str() {
            "interview" => "INTERVIEW",
            "test" => "TEST",
            _ => "EXAMINE",
        };
        let mut observation = json!({
            "uuid": uuid("attestation", id.as_str()),
            "title": line(&asked.title),
            "description": or_title(&said.statement, &asked.title),
            "methods": [method],
            "types": ["control-objective"],
            "collected": said.observed_at,
            "expires": until.end(),
        });
        let props = vec![
            prop("attestation", id.as_str()),
            prop("by", &said.by),
            prop("entry", &record.entry.to_string()),
            prop("status", if status.is_live() { "live" } else { "expired" }),
        ];
        set(&mut observation, "props", props);
        if let Some(sha256) = &said.document_sha256 {
            let name = said.document.clone().unwrap_or_else(|| sha256.clone());
            self.file(sha256, &name);
            let evidence = json!({
                "href": format!("#{}", uuid("file", sha256)),
                "description": line(&name),
            });
            set(&mut observation, "relevant-evidence", vec![evidence]);
        }
        Some(observation)
    }

    /// A risk of the program, with its stories as remediations.
    pub(super) fn risk(&self, id: &RiskId) -> Option<Value> {
        let inputs = self.inputs;
        let risk = inputs.program.risks.get(id)?;
        let judged = inputs.assessment.risks.get(id)?;
        let done = judged.current <= judged.target && judged.stories.len() == judged.verified.len();
        // An acceptance is for people to approve, so OSCAL's word for that is never derived here.
        let status = match risk.treatment {
            _ if done && !judged.stories.is_empty() => "closed",
            _ if judged.stories.is_empty() => "open",
            _ => "remediating",
        };
        let owner = organization(&inputs.program.settings);
        let facet = |name: &str, value: u32, state: &str| {
            json!({
                "name": name,
                "system": NAMESPACE,
                "value": value.to_string(),
                "props": [{ "name": "state", "value": state }],
            })
        };
        let mut value = json!({
            "uuid": uuid("risk", id.as_str()),
            "title": line(&risk.title),
            "description": or_title(&risk.description, &risk.title),
            "statement": or_title(&risk.description, &risk.title),
            "status": status,
            "props": [prop("risk", id.as_str()), prop("treatment", treatment(risk.treatment))],
            "characterizations": [{
                "origin": { "actors": [{ "type": "party", "actor-uuid": uuid("party", owner) }] },
                "facets": [
                    facet("likelihood", risk.likelihood.value, "initial"),
                    facet("impact", risk.impact.value, "initial"),
                    facet("likelihood", judged.likelihood, "adjusted"),
                    facet("impact", judged.impact, "adjusted"),
                ],
            }],
        });
        let remediations = judged.stories.iter().filter_map(|story| self.remediation(id, story));
        set(&mut value, "remediations", remediations.collect());
        Some(value)
    }

    fn remediation(&self, risk: &RiskId, id: &StoryId) -> Option<Value> {
        let program = self.inputs.program;
        let story = program.stories.get(id)?;
        let judged = self.inputs.assessment.stories.get(id)?;
        let is_done = judged.proof == Proof::Verified;
        let name = format!("{risk}|{id}");
        let mut value = json!({
            "uuid": uuid("response", &name),
            "lifecycle": if is_done { "completed" } else { "planned" },
            "title": line(&story.title),
            "description": or_title(&story.want, &story.title),
            "props": [prop("story", id.as_str())],
        });
        let sprint = story.sprint.as_ref().and_then(|sprint| program.sprint(&sprint.value));
        let task = sprint.map(|sprint| {
            json!({
                "uuid": uuid("milestone", &name),
                "type": "milestone",
                "title": line(&format!("{id} in {}", sprint.id.value)),
                "timing": {
                    "within-date-range": {
                        "start": sprint.start.value.start(),
                        "end": sprint.end.value.end(),
                    },
                },
            })
        });
        set(&mut value, "tasks", task.into_iter().collect());
        Some(value)
    }

    /// What the pieces have pointed at: definitions, and files.
    pub(super) fn ends(self) -> (Value, Vec<Value>) {
        let mut local = json!({});
        set(&mut local, "components", self.tools.into_values().collect());
        set(&mut local, "inventory-items", self.items.into_values().collect());
        (local, self.files.into_values().collect())
    }
}

/// A text, or else the title: OSCAL has no empty texts.
pub(super) fn or_title(text: &str, title: &str) -> String {
    if text.trim().is_empty() { line(title) } else { text.trim().to_owned() }
}

/// The link to an observation.
pub(super) fn related(observation: &Value) -> Value {
    json!({ "observation-uuid": observation["uuid"] })
}

/// The first moment that a document speaks of.
pub(super) fn first(observations: &[Value], end: Instant) -> Value {
    let all = observations.iter().filter_map(|observation| observation["collected"].as_str());
    all.min().map_or_else(|| json!(end), |first| json!(first))
}

/// Definitions, when there are any.
pub(super) fn with_definitions(node: &mut Value, local: Value) {
    let is_empty = local.as_object().is_none_or(serde_json::Map::is_empty);
    if let (false, Value::Object(map)) = (is_empty, node) {
        map.insert("local-definitions".to_owned(), local);
    }
}

/// The id of a control's statement in our catalogs.
pub(super) fn statement(control: &str) -> String {
    format!("{}_smt", token(control))
}

fn treatment(treatment: Treatment) -> &'static str {
    match treatment {
        Treatment::Mitigate => "mitigate",
        Treatment::Accept => "accept",
        Treatment::Transfer => "transfer",
        Treatment::Avoid => "avoid",
    }
}
