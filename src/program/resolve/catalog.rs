//! The links of frameworks, controls and what proves them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{known::Links, rules};
use crate::{
    diag::Diagnostic,
    ids::{ControlRef, FrameworkId},
    model::{
        Applicability, Attestation, Check, Control, Crosswalk, Framework, Measure, Population,
        Records, Settings,
    },
    source::{FileId, Span, Spanned},
};

/// Leaves out controls of unknown frameworks, reported once for each framework and file.
pub(super) fn drop_homeless_controls(records: &mut Records, found: &mut Vec<Diagnostic>) {
    let frameworks: HashSet<&FrameworkId> = records.frameworks.iter().map(|f| &*f.id).collect();
    let mut homeless: BTreeMap<(FileId, FrameworkId), (Span, usize)> = BTreeMap::new();
    let incomplete = &mut records.incomplete;
    records.controls.retain(|control| {
        let framework = &control.id.framework;
        if frameworks.contains(framework) {
            return true;
        }
        let place = (control.id_span.file, framework.clone());
        homeless.entry(place).or_insert((control.id_span, 0)).1 += 1;
        incomplete.push(("control", control.id.to_string()));
        false
    });
    for ((_, framework), (span, count)) in homeless {
        let title = format!("unknown framework `{framework}`");
        let more = match count {
            1 => "this control belongs to it".into(),
            _ => format!("this control and {} more in this file belong to it", count - 1),
        };
        let help = "add its `[[framework]]` table, or correct the name";
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_ID, title, span).label(more).help(help);
        found.push(diagnostic);
    }
}

pub(super) fn link_settings(settings: &mut Settings, links: &mut Links<'_>) {
    let known = links.known;
    if let Some(approvers) = &mut settings.critical_approvers {
        links.list(&known.parties, approvers);
    }
    settings.targets.retain(|target| links.leads(&known.frameworks, &target.framework));
}

pub(super) fn link_frameworks(frameworks: &mut [Framework], links: &mut Links<'_>) {
    let known = links.known;
    for f in frameworks {
        links.optional(&known.parties, &mut f.owner);
    }
}

/// Parents and successors are controls of the same framework.
pub(super) fn link_controls(controls: &mut [Control], links: &mut Links<'_>) {
    for control in controls {
        let framework = &control.id.framework;
        for link in [&mut control.parent, &mut control.superseded_by] {
            let Some(id) = link else { continue };
            let full = ControlRef { framework: framework.clone(), control: id.value.clone() };
            let mut full = Spanned::new(full, id.span);
            if links.control(&mut full) {
                id.value = full.value.control;
            } else {
                *link = None;
            }
        }
    }
}

pub(super) fn link_crosswalks(crosswalks: &mut Vec<Crosswalk>, links: &mut Links<'_>) {
    crosswalks.retain_mut(|crosswalk| {
        links.controls(&mut crosswalk.to);
        links.control(&mut crosswalk.from) && !crosswalk.to.is_empty()
    });
}

pub(super) fn link_checks(checks: &mut [Check], links: &mut Links<'_>) {
    let known = links.known;
    for check in checks {
        check.broken |= !links.proven_controls(&mut check.controls);
        links.optional(&known.parties, &mut check.owner);
        check.shows.retain(|shows| links.leads(&known.services, &shows.service));
        // One that leads nowhere would leave fewer to ask about, or all: both are another check.
        for repository in &check.repositories {
            check.broken |= !links.leads(&known.repositories, repository);
        }
        let Some(population) = &check.population else { continue };
        if let Population::Inventory(name) = &population.value {
            // Kept as it is: a population that nobody knows has members that nobody can prove.
            let link = Spanned::new(name.clone(), population.span);
            check.broken |= !links.leads(&known.inventories, &link);
        }
    }
}

pub(super) fn link_attestations(attestations: &mut [Attestation], links: &mut Links<'_>) {
    let known = links.known;
    for attestation in attestations {
        let controls = links.proven_controls(&mut attestation.controls);
        let by = links.optional(&known.parties, &mut attestation.by);
        let provider = links.optional(&known.parties, &mut attestation.provider);
        attestation.shows.retain(|shows| links.leads(&known.services, &shows.service));
        attestation.broken |= !(controls && by && provider);
    }
}

/// A control has one decision: the first.
pub(super) fn link_applicability(decisions: &mut Vec<Applicability>, links: &mut Links<'_>) {
    let known = links.known;
    decisions.retain_mut(|decision| {
        let from = links.optional(&known.parties, &mut decision.inherited_from);
        let attestation = links.optional(&known.attestations, &mut decision.attestation);
        links.optional(&known.parties, &mut decision.owner);
        decision.broken |= !(from && attestation);
        let leads = links.control(&mut decision.control);
        if !leads {
            links.lost.push(Some(decision.control.value.clone()));
        }
        leads
    });
    let mut first: HashMap<ControlRef, Span> = HashMap::new();
    let mut twice: HashSet<ControlRef> = HashSet::new();
    decisions.retain(|decision| {
        let control = &decision.control;
        let Some(other) = first.get(&control.value) else {
            first.insert(control.value.clone(), control.span);
            return true;
        };
        let title = format!("two decisions on `{}`", control.value);
        let diagnostic = Diagnostic::new(&rules::DUPLICATE, title, control.span)
            .label("left out")
            .context(*other, "first decided here")
            .help("keep one of them");
        links.found.push(diagnostic);
        twice.insert(control.value.clone());
        false
    });
    for decision in decisions.iter_mut() {
        // Two decisions on one control: neither of them is one.
        decision.broken |= twice.contains(&decision.control.value);
    }
}

pub(super) fn link_measures(measures: &mut [Measure], links: &mut Links<'_>) {
    let known = links.known;
    for measure in measures {
        links.optional(&known.parties, &mut measure.owner);
    }
}
