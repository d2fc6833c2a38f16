//! The stories that take a new component in.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::brought::{Brought, New, Standing, brought};
use crate::{
    assess::Assessment,
    diag::safe_line,
    evidence::History,
    ids::{
        AttestationId, CheckId, ControlRef, EpicId, IdError, PartyId, PersonaId, RiskId, StoryId,
    },
    model::Service,
    program::{Program, rules::check_unknown_rule},
    suggest::{
        Cause, Mint, Why,
        candidates::{Candidate, Origin, Unasked, unasked},
        cause::What,
        draft::{Criterion, NewCheck, Proof},
        fit::{Fit, fit},
    },
};

/// How many rules a drafted check asks about.
const RULES: usize = 12;

/// The epic that takes the stories when a program has none.
const EPIC: &str = "SUGGESTED";

/// A story that helps to take a component in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IntakeStory {
    /// The id that was minted for it.
    pub id: StoryId,
    /// The epic it belongs to.
    pub epic: EpicId,
    /// Whether the epic has something in common with it, or is only the largest.
    pub epic_fits: bool,
    /// The title.
    pub title: String,
    /// Who wants it.
    pub persona: Option<PersonaId>,
    /// Who answers for it.
    pub owner: PartyId,
    /// What they want.
    pub want: String,
    /// Why.
    pub so_that: String,
    /// The controls that it helps to meet.
    pub controls: Vec<ControlRef>,
    /// What it treats.
    pub risks: Vec<RiskId>,
    /// What must be proven.
    pub acceptance: Vec<Criterion>,
    /// A check that it needs and that does not exist.
    pub new_check: Option<NewCheck>,
    /// A statement that it needs and that does not exist: its id and its text.
    pub new_statement: Option<(AttestationId, String)>,
}

/// What is to be stated of a new component.
pub fn includes(name: &str) -> String {
    format!("The scans and statements that count for {name} include it")
}

/// A component with all that it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Intake {
    /// The component.
    pub component: New,
    /// The statement that what proves the program looks at it too; every story asks for it.
    pub included: AttestationId,
    /// The controls, in the order of what answers for them.
    pub controls: Vec<Brought>,
    /// How many controls the Statement of Applicability excludes.
    pub excluded: usize,
    /// The stories.
    pub stories: Vec<IntakeStory>,
    /// The epic to be made, when the program has none.
    pub new_epic: Option<EpicId>,
}

/// What a new component brings. The same inputs and the same mint give the same answer.
pub fn intake(
    program: &Program,
    history: &History,
    assessment: &Assessment,
    mut new: New,
    mint: &mut Mint,
) -> Option<Intake> {
    let texts = [&mut new.name, &mut new.description].into_iter().chain(&mut new.subjects);
    texts.for_each(|text| *text = safe_line(text).into_owned());
    let (controls, excluded) = brought(program, assessment, &new);
    let base = format!("{}-included", new.id);
    let included = free(&base, &program.attestations, AttestationId::parse)?;
    let mut making = Making { program, new: &new, included: &included, mint, stories: Vec::new() };
    making.prove(&controls)?;
    let seen = unasked(program, history, assessment.as_of);
    making.cover(&controls, &seen)?;
    let stories = making.stories;
    let new_epic = program.epics.is_empty().then(|| EpicId::parse(EPIC).ok()).flatten();
    Some(Intake { included, controls, excluded, stories, new_epic, component: new })
}

/// Whether a scanner's rule is named after a service: `rds_instance_storage_encrypted`.
pub(super) fn is_about(service: &Service, rule: &str) -> bool {
    rule.split_once('_').is_some_and(|(prefix, _)| service.is_called(prefix))
}

/// An id that no record has, near to this one.
fn free<K: Ord, V>(
    base: &str,
    taken: &BTreeMap<K, V>,
    parse: impl Fn(&str) -> Result<K, IdError>,
) -> Option<K> {
    let first = parse(base).ok().into_iter();
    let more = (2..taken.len() + 3).filter_map(|n| parse(&format!("{base}-{n}")).ok());
    first.chain(more).find(|id| !taken.contains_key(id))
}

struct Making<'a> {
    program: &'a Program,
    new: &'a New,
    included: &'a AttestationId,
    mint: &'a mut Mint,
    stories: Vec<IntakeStory>,
}

/// A proof that does not exist yet.
enum Needed {
    Check(NewCheck),
    Statement(AttestationId, String),
}

impl Needed {
    fn criterion(&self) -> Criterion {
        match self {
            Self::Check(check) => {
                Criterion { text: check.title.clone(), proof: Proof::Check(check.id.clone()) }
            }
            Self::Statement(id, text) => {
                Criterion { text: text.clone(), proof: Proof::Attestation(id.clone()) }
            }
        }
    }
}

/// What proves some controls, with the place in the backlog where such work belongs.
type Piece = (What, BTreeSet<ControlRef>, Fit);

impl Making<'_> {
    /// One story for each epic that what proves the controls belongs to.
    fn prove(&mut self, controls: &[Brought]) -> Option<()> {
        let mut proofs: BTreeMap<What, BTreeSet<ControlRef>> = BTreeMap::new();
        for row in controls {
            let checks = row.checks.iter().map(|check| What::Check(check.clone()));
            let stated = (row.standing == Standing::Stated).then_some(&row.attestations);
            let stated = stated.into_iter().flatten().map(|id| What::Attestation(id.clone()));
            for what in checks.chain(stated) {
                proofs.entry(what).or_default().insert(row.control.clone());
            }
        }
        let mut by_epic: BTreeMap<Option<EpicId>, Vec<Piece>> = BTreeMap::new();
        for (what, controls) in proofs {
            let fit = self.fit(what.clone(), &controls);
            by_epic.entry(fit.epic.clone()).or_default().push((what, controls, fit));
        }
        for (epic, pieces) in by_epic {
            let about = epic.as_ref().and_then(|id| self.program.epics.get(id));
            let about = about.map_or("what machines and people prove", |epic| &epic.title);
            let title = format!("{}: {}", self.new.name, safe_line(about));
            let want = format!(
                "what the program asks of {} to hold for {} as well",
                self.services(),
                self.new.name
            );
            let acceptance = pieces.iter().filter_map(|(what, ..)| self.criterion(what)).collect();
            let controls = pieces.iter().flat_map(|(_, c, _)| c.iter().cloned()).collect();
            let fits: Vec<&Fit> = pieces.iter().map(|(.., fit)| fit).collect();
            self.story(&fits, (title, want), controls, (acceptance, None))?;
        }
        Some(())
    }

    /// One story for each service that no check looks at for some controls.
    fn cover(&mut self, controls: &[Brought], seen: &[Unasked]) -> Option<()> {
        let services = self.new.services.iter();
        let services: Vec<&Service> =
            services.filter_map(|id| self.program.services.get(id)).collect();
        for service in services {
            let lacking = controls.iter().filter(|row| row.lacking.contains(&service.id.value));
            let lacking: BTreeSet<ControlRef> = lacking.map(|row| row.control.clone()).collect();
            let Some(first) = lacking.first() else { continue };
            let fit = self.fit(What::Control(first.clone()), &lacking);
            let name = safe_line(&service.name).into_owned();
            let title = format!("{}: find what proves {name}", self.new.name);
            let want = format!(
                "a check that looks at {name}, because none of the program does for these controls"
            );
            let new = match self.new_check(service, &lacking, seen) {
                Some(check) => Needed::Check(check),
                None => self.new_statement(service)?,
            };
            self.story(&[&fit], (title, want), lacking, (Vec::new(), Some(new)))?;
        }
        Some(())
    }

    fn fit(&self, what: What, controls: &BTreeSet<ControlRef>) -> Fit {
        let cause = Cause {
            what,
            why: Why::NeverRun,
            since: None,
            controls: controls.iter().cloned().collect(),
            freed: 0,
            subjects: Vec::new(),
        };
        fit(self.program, &cause)
    }

    fn story(
        &mut self,
        fits: &[&Fit],
        (title, want): (String, String),
        controls: BTreeSet<ControlRef>,
        (mut acceptance, needed): (Vec<Criterion>, Option<Needed>),
    ) -> Option<()> {
        let first = fits.first()?;
        let epic = first.epic.clone().or_else(|| EpicId::parse(EPIC).ok())?;
        // An epic whose id leaves no room for a story's gives way to a plain prefix.
        let id = self.mint.story(epic.as_str()).or_else(|| self.mint.story("S"))?;
        acceptance.insert(
            0,
            Criterion {
                text: includes(&self.new.name),
                proof: Proof::Attestation(self.included.clone()),
            },
        );
        let risks: BTreeSet<&RiskId> = fits.iter().flat_map(|fit| &fit.risks).collect();
        let n = controls.len();
        acceptance.extend(needed.as_ref().map(Needed::criterion));
        let (new_check, new_statement) = match needed {
            Some(Needed::Check(check)) => (Some(check), None),
            Some(Needed::Statement(id, text)) => (None, Some((id, text))),
            None => (None, None),
        };
        self.stories.push(IntakeStory {
            id,
            epic,
            epic_fits: fits.iter().any(|fit| fit.is_shared),
            title,
            persona: first.persona.clone(),
            owner: self.new.owner.clone(),
            want,
            so_that: match n {
                1 => "1 control holds for it from its first day".into(),
                n => format!("{n} controls hold for it from its first day"),
            },
            controls: Vec::from_iter(controls),
            risks: risks.into_iter().cloned().collect(),
            acceptance,
            new_check,
            new_statement,
        });
        Some(())
    }

    fn criterion(&self, what: &What) -> Option<Criterion> {
        let (title, proof) = match what {
            What::Check(id) => (&self.program.checks.get(id)?.title, Proof::Check(id.clone())),
            What::Attestation(id) => {
                (&self.program.attestations.get(id)?.title, Proof::Attestation(id.clone()))
            }
            What::Control(_) => return None,
        };
        Some(Criterion { text: safe_line(title).into_owned(), proof })
    }

    /// A check whose rules are named after the service: seen in evidence and asked by nobody, or
    /// known of the tool. `None` when no such rule is known.
    fn new_check(
        &self,
        service: &Service,
        controls: &BTreeSet<ControlRef>,
        seen: &[Unasked],
    ) -> Option<NewCheck> {
        let is_about = |rule: &str| is_about(service, rule);
        let asked: BTreeSet<&str> = (self.program.checks.values())
            .flat_map(|check| &check.sources)
            .flat_map(|source| &source.rules)
            .map(|rule| rule.value.as_str())
            .collect();
        let seen = seen
            .iter()
            .filter(|rule| is_about(&rule.rule))
            .map(|rule| (Origin::Seen, rule.tool.clone(), rule.rule.clone()));
        let known = check_unknown_rule::known_rules();
        let known = known.filter(|rule| is_about(rule) && !asked.contains(rule)).map(|rule| {
            (Origin::Named(service.id.value.clone()), "prowler".to_owned(), rule.to_owned())
        });
        let mut named = BTreeSet::new();
        let mut sources: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
        for (origin, tool, rule) in
            seen.chain(known).filter(|(_, t, r)| named.insert((t.clone(), r.clone()))).take(RULES)
        {
            let candidate = Candidate { origin, tool: tool.clone(), rule };
            sources.entry(tool).or_default().push(candidate);
        }
        if sources.is_empty() {
            return None;
        }
        let base = format!("{}-{}", self.new.id, service.id.value);
        let id = free(&base, &self.program.checks, CheckId::parse)?;
        let title = format!("{} of {} is as it must be", safe_line(&service.name), self.new.name);
        let might_prove = controls.iter().cloned().collect();
        Some(NewCheck { id, title, owner: Some(self.new.owner.clone()), sources, might_prove })
    }

    /// A statement of its own, where no rule of a scanner is known.
    fn new_statement(&self, service: &Service) -> Option<Needed> {
        let base = format!("{}-{}", self.new.id, service.id.value);
        let id = free(&base, &self.program.attestations, AttestationId::parse)?;
        let text = format!("{} of {} is as it must be", safe_line(&service.name), self.new.name);
        Some(Needed::Statement(id, text))
    }

    fn services(&self) -> String {
        let names = self.new.services.iter().filter_map(|id| self.program.services.get(id));
        let names: Vec<_> = names.map(|service| safe_line(&service.name)).collect();
        names.join(", ")
    }
}
