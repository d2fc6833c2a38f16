//! What a management review of an ISO management system is to be told (9.3.2 a to g), as far as the
//! program's data says it. Where it says nothing, the report says so: somebody else must bring it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{control, period::PeriodPart, summary::Catalog};
use crate::{
    assess::{ControlStatus, Proof},
    ids::ControlRef,
    model::{AssessedAs, StoryStatus},
    report::{
        Inputs,
        lang::say,
        measures, risks,
        words::{self, Worded},
    },
    time::Day,
};

/// The inputs of a management review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReviewInput {
    /// Its clause.
    pub clause: &'static str,
    /// What it asks for, in our words.
    pub asks: String,
    /// What the program's data says.
    pub says: Vec<String>,
    /// What it cannot say, and somebody must bring.
    pub bring: String,
}

/// The inputs of a framework that is a management system; `None` for the others.
pub(super) fn review(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    period: Option<&PeriodPart>,
) -> Option<Vec<ReviewInput>> {
    let framework = &catalog.all.first()?.id.framework;
    let assessed_as = inputs.program.frameworks.get(framework)?.assessed_as;
    if assessed_as != Some(AssessedAs::ManagementSystem) {
        return None;
    }
    let lang = inputs.lang;
    let told = Told { inputs, catalog, today: inputs.assessment.as_of.observed.day() };
    Some(vec![
        ReviewInput {
            clause: "9.3.2 a",
            asks: say!(lang, "Where the actions of earlier reviews stand"),
            says: told.actions(),
            bring: say!(lang, "the minutes of the last review, for actions that no story carries"),
        },
        ReviewInput {
            clause: "9.3.2 b",
            asks: say!(lang, "What has changed outside and inside that matters to the system"),
            says: told.clauses(&["cl.4.1", "cl.4.3"]),
            bring: say!(lang, "the changes themselves"),
        },
        ReviewInput {
            clause: "9.3.2 c",
            asks: say!(lang, "What has changed in what interested parties need and expect"),
            says: told.clauses(&["cl.4.2"]),
            bring: say!(lang, "the changes themselves"),
        },
        ReviewInput {
            clause: "9.3.2 d",
            asks: say!(
                lang,
                "How security performs, with trends: nonconformities and corrective actions, measurements, audits, objectives"
            ),
            says: told.performance(period),
            bring: say!(lang, "the results of audits that left no statement here"),
        },
        ReviewInput {
            clause: "9.3.2 e",
            asks: say!(lang, "What interested parties have said"),
            says: Vec::new(),
            bring: say!(lang, "all of it: the program keeps no feedback"),
        },
        ReviewInput {
            clause: "9.3.2 f",
            asks: say!(lang, "What the risk assessment found, and where the treatment plan stands"),
            says: told.risks(),
            bring: say!(lang, "nothing more, if the register is whole"),
        },
        ReviewInput {
            clause: "9.3.2 g",
            asks: say!(lang, "What could be improved"),
            says: told.improvements(),
            bring: say!(lang, "ideas that are not in the backlog"),
        },
    ])
}

struct Told<'a> {
    inputs: &'a Inputs<'a>,
    catalog: &'a Catalog<'a>,
    today: Day,
}

impl Told<'_> {
    /// Responses of management with their stories, and the statements on the review itself.
    fn actions(&self) -> Vec<String> {
        let responses = self.inputs.program.responses.values();
        let given: Vec<_> = responses.filter(|response| response.on <= self.today).collect();
        let stories = given.iter().flat_map(|response| &response.stories);
        let proofs: Vec<Proof> = stories
            .filter_map(|id| self.inputs.assessment.stories.get(&id.value).map(|s| s.proof))
            .collect();
        let verified = proofs.iter().filter(|proof| **proof == Proof::Verified).count();
        let lang = self.inputs.lang;
        let mut says = vec![say!(
            lang,
            "{0} of management to deviations, with {1}: {2} verified.",
            lang.count(given.len(), "response"),
            lang.count(proofs.len(), "story"),
            verified
        )];
        says.extend(self.clauses(&["cl.9.3", "cl.9.3.1", "cl.9.3.3"]));
        says
    }

    /// How the controls of some clauses stand.
    fn clauses(&self, ids: &[&str]) -> Vec<String> {
        let named = self
            .catalog
            .judged
            .iter()
            .filter(|(control, ..)| ids.iter().any(|id| control.id.control.as_str() == *id));
        named
            .map(|(control, _, status)| self.clause(&control.id, &control.title, *status))
            .collect()
    }

    fn clause(&self, id: &ControlRef, title: &str, status: ControlStatus) -> String {
        let judged = self.inputs.assessment.controls.get(id);
        let lang = self.inputs.lang;
        let since = judged.and_then(|judged| judged.since);
        let why = judged
            .and_then(|judged| {
                let control = self.inputs.program.controls.get(id)?;
                control::why(self.inputs, control, judged).into_iter().next()
            })
            .unwrap_or_default();
        let word = lang.inside(status.word().word);
        let first = match since {
            Some(day) => say!(lang, "{0} {1}: {2} since {3}.", id.control, title, word, day),
            None => say!(lang, "{0} {1}: {2}.", id.control, title, word),
        };
        lang.sentences(&first, &why)
    }

    fn performance(&self, period: Option<&PeriodPart>) -> Vec<String> {
        let (mut says, lang) = (Vec::new(), self.inputs.lang);
        if let Some(part) = period {
            let total = &part.total;
            says.push(say!(
                lang,
                "Nonconformities: {0}, {1}; of {2}, {3} have ended with the control met and {4} last; {5} without a response.",
                total.nonconformities,
                lang.days(part.days.start, part.days.end),
                lang.count(part.deviations.len(), "deviation"),
                total.ended,
                total.open,
                total.unanswered
            ));
            says.push(say!(
                lang,
                "Controls were met on {0} of {1} on which they were due ({2}), each control counted by itself.",
                words::number(total.met_days),
                lang.count(total.counted_days, "day"),
                total.share
            ));
        }
        says.extend(measures::measures(self.inputs).into_iter().map(|row| {
            let before = row.history.iter().rev().take(3).rev();
            let before: Vec<String> =
                before.map(|at| format!("{} {}", at.sprint, at.value)).collect();
            let state = lang.inside(row.state.word);
            if before.is_empty() {
                say!(lang, "{0}: {1}; {2}: {3}.", row.title, row.now, row.target, state)
            } else {
                say!(
                    lang,
                    "{0}: {1} (before: {2}); {3}: {4}.",
                    row.title,
                    row.now,
                    lang.list(&before),
                    row.target,
                    state
                )
            }
        }));
        says.extend(self.clauses(&["cl.9.2", "cl.9.2.1", "cl.9.2.2", "cl.6.2", "cl.10.2"]));
        says
    }

    fn risks(&self) -> Vec<String> {
        let register = risks(self.inputs);
        let (totals, lang) = (register.totals, self.inputs.lang);
        let mut says = vec![say!(
            lang,
            "{0}: exposure {1} at first, {2} now, {3} when every story is verified.",
            lang.count(totals.risks, "risk"),
            totals.inherent,
            totals.current,
            totals.target
        )];
        says.extend(register.rows.iter().take(5).map(|risk| {
            say!(
                lang,
                "{0} {1}: {2} ({3}) now, target {4}; {5}.",
                risk.id,
                risk.title,
                risk.current.score,
                lang.inside(risk.current.band),
                risk.target.score,
                risk.progress
            )
        }));
        let more = register.rows.len().saturating_sub(5);
        if more > 0 {
            says.push(say!(lang, "{0} more in the risk register.", more));
        }
        says
    }

    fn improvements(&self) -> Vec<String> {
        let stories =
            self.inputs.program.stories.values().filter(|story| {
                matches!(story.status.value, StoryStatus::Draft | StoryStatus::Ready)
            });
        let open: Vec<_> = stories.collect();
        let later = open.iter().filter(|s| s.layer.as_ref().is_some_and(|l| l.value > 1)).count();
        let lagging = measures::measures(self.inputs);
        let lagging: Vec<String> = lagging
            .into_iter()
            .filter(|row| row.state.status == words::reached(false).status)
            .map(|row| row.title)
            .collect();
        let lang = self.inputs.lang;
        let mut says = vec![say!(
            lang,
            "{0} in the backlog, {1} of them to harden or optimise what is there.",
            lang.count(open.len(), "open story"),
            later
        )];
        if !lagging.is_empty() {
            says.push(say!(lang, "Measures below their target: {0}.", lang.list(&lagging)));
        }
        says
    }
}
