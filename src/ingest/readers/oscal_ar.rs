//! OSCAL assessment results (NIST, 1.0 to 1.1), as JSON: what an assessor found of each control's
//! objective, and the observations behind it.
//!
//! Proves: that an assessor found an objective satisfied or not, of the subjects that were
//! observed; until the observations expire.
//!
//! Does not prove: anything by an observation without a finding, by a finding whose observation is
//! not in the file, or by the controls that were only listed as reviewed.
//!
//! How it is read:
//!
//! * each `result` is a run, or several where its observations expire at different times: a run
//!   says until when it is good;
//! * `satisfied` is a pass, `not-satisfied` a fail, whatever its reason. A fail whose risk has an
//!   approved deviation is muted: approved there, not here;
//! * a finding is as good as its observations. When one has expired (`expires`) by the time of
//!   reading, a satisfied objective is left to a person; when one is missing it is an error;
//! * a run is observed at its earliest word: its start, or when the first observation that a
//!   finding rests on was collected;
//! * the rule is `target-id` (`ac-6.1_obj`), and the subjects are those of the observations.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::whole;
use crate::{
    evidence::{Outcome, ScanResult, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Str, objects, said},
        record::{Header, Recorder},
        times::Stamp,
        window::Window,
    },
    time::Instant,
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "oscal-ar",
    versions: "OSCAL 1.0 to 1.1 assessment results, as JSON",
    proves: "that an assessor found objectives satisfied or not, until the observations expire",
    does_not_prove: "anything by observations without a finding",
    names_accounts: false,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(!outline.list && outline.has("assessment-results"))
}

const DOCUMENT: &str = "the OSCAL document";

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Document<'a> {
    #[serde(borrow, rename = "assessment-results")]
    results: Assessment<'a>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Assessment<'a> {
    #[serde(borrow, default)]
    results: Option<Vec<Round<'a>>>,
}

/// One `result`: a round of assessment.
#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Round<'a> {
    #[serde(borrow, default)]
    uuid: Option<Str<'a>>,
    #[serde(borrow, default)]
    start: Option<Str<'a>>,
    #[serde(borrow, default)]
    observations: Option<Vec<Observation<'a>>>,
    #[serde(borrow, default)]
    risks: Option<Vec<Risk<'a>>>,
    #[serde(borrow, default)]
    findings: Option<Vec<Finding<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Observation<'a> {
    #[serde(borrow, default)]
    uuid: Option<Str<'a>>,
    #[serde(borrow, default)]
    subjects: Option<Vec<Seen<'a>>>,
    #[serde(borrow, default)]
    collected: Option<Str<'a>>,
    #[serde(borrow, default)]
    expires: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Seen<'a> {
    #[serde(borrow, default, rename = "subject-uuid")]
    uuid: Option<Str<'a>>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Risk<'a> {
    #[serde(borrow, default)]
    uuid: Option<Str<'a>>,
    #[serde(borrow, default)]
    status: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Finding<'a> {
    #[serde(borrow, default)]
    title: Option<Str<'a>>,
    #[serde(borrow, default)]
    target: Option<Target<'a>>,
    #[serde(borrow, default, rename = "related-observations")]
    observations: Option<Vec<RelatedObservation<'a>>>,
    #[serde(borrow, default, rename = "related-risks")]
    risks: Option<Vec<RelatedRisk<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Target<'a> {
    #[serde(borrow, default, rename = "target-id")]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    status: Option<State<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct State<'a> {
    #[serde(borrow, default)]
    state: Option<Str<'a>>,
    #[serde(borrow, default)]
    reason: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct RelatedObservation<'a> {
    #[serde(borrow, default, rename = "observation-uuid")]
    uuid: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct RelatedRisk<'a> {
    #[serde(borrow, default, rename = "risk-uuid")]
    uuid: Option<Str<'a>>,
}

objects!(
    Document<'a>,
    Assessment<'a>,
    Round<'a>,
    Observation<'a>,
    Seen<'a>,
    Risk<'a>,
    Finding<'a>,
    Target<'a>,
    State<'a>,
    RelatedObservation<'a>,
    RelatedRisk<'a>,
);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let document: Document<'_> = whole::parse(&text, DOCUMENT)?;
    let rounds = document.results.results.unwrap_or_default();
    if rounds.is_empty() {
        let missing = "`results`: nothing was assessed";
        return Err(Problem::Missing { what: DOCUMENT, missing }.into());
    }
    rounds.iter().try_for_each(|round| Reading::of(round)?.record(recorder))
}

/// A round with its observations at hand.
struct Reading<'r> {
    round: &'r Round<'r>,
    start: Option<Stamp>,
    observations: BTreeMap<&'r str, Observed<'r>>,
    /// Risks with an approved deviation.
    deviations: BTreeSet<&'r str>,
}

struct Observed<'r> {
    collected: Option<Stamp>,
    expires: Option<Instant>,
    subjects: &'r [Seen<'r>],
}

/// A finding with what it rests on.
struct Resting<'r> {
    finding: &'r Finding<'r>,
    observed: Vec<&'r Observed<'r>>,
    /// An observation that is not in the file.
    missing: Option<&'r str>,
}

impl<'r> Reading<'r> {
    fn of(round: &'r Round<'r>) -> Result<Self, Problem> {
        let time =
            |field, text: Option<&str>| text.map(|text| Stamp::parse(field, text)).transpose();
        let mut observations = BTreeMap::new();
        for observation in round.observations.iter().flatten() {
            let missing = Problem::Missing { what: "an observation", missing: "`uuid`" };
            let uuid = said(&observation.uuid).ok_or(missing)?;
            let observed = Observed {
                collected: time("`collected`", said(&observation.collected))?,
                expires: time("`expires`", said(&observation.expires))?.map(|stamp| stamp.at),
                subjects: observation.subjects.as_deref().unwrap_or_default(),
            };
            if observations.insert(uuid, observed).is_some() {
                let key = quote(uuid);
                return Err(Problem::DuplicateKey { what: "the list of observations", key });
            }
        }
        let deviating = |risk: &&Risk<'_>| said(&risk.status) == Some("deviation-approved");
        let risks = round.risks.iter().flatten().filter(deviating);
        Ok(Self {
            round,
            start: time("`start`", said(&round.start))?,
            observations,
            deviations: risks.filter_map(|risk| said(&risk.uuid)).collect(),
        })
    }

    fn record(&self, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
        // By when the first of its observations expires, if a finding is one that can expire.
        let mut groups: BTreeMap<Option<Instant>, Vec<Resting<'_>>> = BTreeMap::new();
        for finding in self.round.findings.iter().flatten() {
            let resting = self.resting(finding);
            let expires = resting.observed.iter().filter_map(|observed| observed.expires).min();
            groups.entry(expires).or_default().push(resting);
        }
        if groups.is_empty() {
            groups.insert(None, Vec::new());
        }
        for (expires, findings) in groups {
            self.run(expires, &findings, recorder)?;
        }
        Ok(())
    }

    fn resting(&'r self, finding: &'r Finding<'r>) -> Resting<'r> {
        let mut resting = Resting { finding, observed: Vec::new(), missing: None };
        for related in finding.observations.iter().flatten() {
            let uuid = said(&related.uuid).unwrap_or_default();
            match self.observations.get(uuid) {
                Some(observed) => resting.observed.push(observed),
                None => resting.missing = Some(uuid),
            }
        }
        resting
    }

    fn run(
        &self,
        expires: Option<Instant>,
        findings: &[Resting<'_>],
        recorder: &mut Recorder<'_>,
    ) -> Result<(), Failure> {
        recorder.begin_guessed("oscal-ar")?;
        if let Some(until) = expires {
            recorder.good_until(until);
        }
        let past = expires.filter(|end| *end <= recorder.now());
        let mut header = Header {
            time: self.start,
            tool_run_id: said(&self.round.uuid).map(Into::into),
            ..Header::default()
        };
        let (mut evaluated, mut unfounded) = (0_u64, 0_u64);
        for resting in findings {
            for observed in &resting.observed {
                header.time = Stamp::better(header.time, observed.collected);
            }
            unfounded += u64::from(resting.observed.is_empty() && resting.missing.is_none());
            for mut result in self.results(resting)? {
                evaluated += u64::from(matches!(result.outcome, Outcome::Pass | Outcome::Fail));
                header.scope.rules.insert(result.rule.clone());
                recorder.result(&mut result)?;
            }
        }
        if let Some(past) = past {
            header.warnings.push(format!("an observation expired at {past}"));
        }
        if unfounded > 0 {
            header.warnings.push(format!("{unfounded} findings rest on no observation"));
        }
        if evaluated == 0 {
            let words =
                "no finding is satisfied or not by live observations: nothing was evaluated";
            header.warnings.push(words.into());
        }
        header.succeeded = evaluated > 0;
        recorder.end(header)
    }

    /// A finding, once for each subject.
    fn results(&self, resting: &Resting<'_>) -> Result<Vec<ScanResult>, Problem> {
        let missing = |missing| Problem::Missing { what: "a finding", missing };
        let target = resting.finding.target.as_ref().ok_or(missing("`target`"))?;
        let rule = said(&target.id).ok_or(missing("`target-id`"))?;
        let state = target.status.as_ref();
        let word = state.and_then(|state| said(&state.state));
        let mut parts: Vec<String> = Vec::new();
        parts.extend(said(&resting.finding.title).map(Into::into));
        parts.extend(state.and_then(|state| said(&state.reason)).map(|r| format!("reason: {r}")));
        let outcome = match word {
            Some("not-satisfied") => Outcome::Fail,
            Some("satisfied") => {
                if let Some(uuid) = resting.missing {
                    parts.push(format!("the observation {} is not in the file", quote(uuid)));
                    Outcome::Error
                } else {
                    Outcome::Pass
                }
            }
            other => {
                return Err(Problem::Word {
                    field: "`state`",
                    found: other.map_or_else(|| "missing".into(), quote),
                    expected: "satisfied or not-satisfied",
                });
            }
        };
        let mut risks = resting.finding.risks.iter().flatten().filter_map(|risk| said(&risk.uuid));
        let muted = outcome == Outcome::Fail && risks.any(|risk| self.deviations.contains(risk));
        if muted {
            parts.push("its risk has an approved deviation, in OSCAL's words".into());
        }
        let message = parts.join("; ");
        let result = |subject| ScanResult {
            rule: rule.to_owned(),
            subject,
            outcome,
            muted,
            severity: None,
            message: message.clone(),
        };
        Ok(subjects(&resting.observed).into_iter().map(result).collect())
    }
}

/// What was observed, or the system as a whole.
fn subjects(observed: &[&Observed<'_>]) -> BTreeSet<Subject> {
    let seen = observed.iter().flat_map(|observed| observed.subjects);
    let mut subjects: BTreeSet<Subject> = seen
        .filter_map(|seen| {
            let kind = said(&seen.kind).unwrap_or_default().to_owned();
            Some(Subject { uid: said(&seen.uuid)?.to_owned(), kind, account: None, region: None })
        })
        .collect();
    if subjects.is_empty() {
        let (uid, kind) = ("assessed system".to_owned(), "system".to_owned());
        subjects.insert(Subject { uid, kind, account: None, region: None });
    }
    subjects
}
