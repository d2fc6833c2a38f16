//! `storyproof attestation list` and `exception list`: what is asked of people, what they decided,
//! and where each one stands.

use storyproof::{
    assess::AttestationStatus,
    ids::AttestationId,
    report::{
        Inputs, Register, reasons, register,
        words::{Word, Worded},
    },
    time::Day,
};

use crate::cli::{
    listed::{AttestationFacts, More},
    records::{Row, row},
};

/// The attestations that the program asks for.
pub(in crate::cli) fn attestations(inputs: &Inputs<'_>) -> Vec<Row> {
    let register = register(inputs);
    let asked = inputs.program.attestations.iter();
    asked.map(|(id, _)| attestation(inputs, &register, id)).collect()
}

fn attestation(inputs: &Inputs<'_>, register: &Register, id: &AttestationId) -> Row {
    let status = inputs.assessment.attestations.get(id).copied();
    let status = status.unwrap_or(AttestationStatus::Missing);
    let asked = inputs.program.attestations.get(id);
    let title = asked.map(|asked| asked.title.as_str()).unwrap_or_default();
    let statements: Vec<_> =
        register.statements.iter().filter(|row| row.attestation == *id).collect();
    let mut row = row(id, status.word(), title, vec![reasons::attestation(inputs, id)]);
    let today = inputs.assessment.as_of.observed.day();
    let by = asked.and_then(|asked| asked.by.as_ref()).map(|by| by.value.to_string());
    let controls: Vec<_> = asked.iter().flat_map(|a| &a.controls).map(|c| &c.value).collect();
    row.more = Some(More::Attestation(AttestationFacts {
        by: by.clone(),
        provider: asked.and_then(|asked| asked.provider.as_ref()).map(|p| p.value.clone()),
        document: asked.and_then(|asked| asked.document.clone()),
        until: until(status),
        days_left: until(status).map(|until| today.days_until(until)),
        controls: controls.iter().copied().cloned().collect(),
        statements: statements.into_iter().cloned().collect(),
    }));
    row.within = controls.iter().map(|control| control.framework.to_string()).collect();
    let end = until(status).map(|until| end(today, until)).unwrap_or_default();
    row.beside = format!("{}  {end}", by.unwrap_or_default());
    row
}

fn until(status: AttestationStatus) -> Option<Day> {
    match status {
        AttestationStatus::Live { until, .. } | AttestationStatus::Expired { until, .. } => {
            Some(until)
        }
        AttestationStatus::Missing => None,
    }
}

fn end(today: Day, until: Day) -> String {
    match today.days_until(until) {
        left if left < 0 => format!("ended {until}"),
        left => format!("until {until} ({left} d)"),
    }
}

/// The exceptions that were recorded, by their entries.
pub(in crate::cli) fn exceptions(inputs: &Inputs<'_>) -> Vec<Row> {
    let rows = register(inputs).exceptions.into_iter().map(|exception| {
        let id = format!("entry:{}", exception.entry);
        let reasons = vec![exception.standing.clone()];
        let mut row = row(id, exception.state, &exception.reason, reasons);
        row.beside = format!("{} until {}", exception.check, exception.expires);
        row.within.push(exception.check.to_string());
        row.more = Some(More::Exception(exception.into()));
        row
    });
    rows.collect()
}

/// Every word that a statement or an exception of the register can have.
pub(in crate::cli) fn states() -> Vec<&'static str> {
    register::STATES.iter().map(|word: &Word| word.status).collect()
}
