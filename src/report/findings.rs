//! What the ledger holds and does not fit what the files say, as diagnostics at the places in the
//! files that it is about.

use crate::{
    assess::{Assessment, AttestationStatus, ExceptionState, exception_state},
    diag::Diagnostic,
    evidence::{ExceptionRecord, History},
    program::{
        Program,
        rules::evidence::{
            EXCEPTION_UNUSED, EXCEPTION_WITHOUT_EFFECT, PROVIDER_ATTESTATION_EXPIRED,
        },
    },
};

/// Everything that does not fit, in the order of the records that it is about.
pub fn findings(program: &Program, history: &History, assessment: &Assessment) -> Vec<Diagnostic> {
    let mut found = expired(program, assessment);
    for (index, record) in history.exceptions.iter().enumerate() {
        found.extend(exception(program, history, assessment, (index, record)));
    }
    found
}

fn expired(program: &Program, assessment: &Assessment) -> Vec<Diagnostic> {
    let ended = |(id, status): (&_, &AttestationStatus)| {
        let AttestationStatus::Expired { until, .. } = status else { return None };
        let attestation = program.attestations.get(id)?;
        let provider = attestation.provider.as_ref()?;
        let title = format!("the attestation `{id}` of `{}` ended on {until}", provider.value);
        let diagnostic = Diagnostic::new(&PROVIDER_ATTESTATION_EXPIRED, title, attestation.id.span);
        Some(diagnostic.help("ask the provider for the current one, and record it"))
    };
    assessment.attestations.iter().filter_map(ended).collect()
}

fn exception(
    program: &Program,
    history: &History,
    assessment: &Assessment,
    (index, record): (usize, &ExceptionRecord),
) -> Option<Diagnostic> {
    let granted = &record.exception;
    let as_of = assessment.as_of;
    let check = program.checks.get(&granted.check)?;
    let entry = record.entry;
    let state = exception_state(program, history, record, as_of.observed, as_of.known);
    let why = match state {
        ExceptionState::NotYet | ExceptionState::Expired | ExceptionState::TakenBack { .. } => {
            return None;
        }
        ExceptionState::SamePerson => {
            Some(format!("`{}` asked for it and approved it", granted.approved_by))
        }
        ExceptionState::TooLong => {
            Some(format!("it lasts until {}, more than twelve months", granted.expires))
        }
        ExceptionState::NotTheirs => {
            let critical = program.not_theirs_to_approve(&granted.check, &granted.approved_by);
            let critical = critical.map(|c| c.id.value.to_string()).unwrap_or_default();
            Some(format!(
                "`{}` approved it, and is none of the `critical_approvers` that {critical} asks for",
                granted.approved_by
            ))
        }
        ExceptionState::NotSigned => Some(
            "the program demands signatures, and no signed approval of it has an effect".into(),
        ),
        ExceptionState::Live => None,
    };
    if let Some(why) = why {
        let title = format!("the exception of entry {entry} for `{}` has no effect", granted.check);
        return Some(
            Diagnostic::new(&EXCEPTION_WITHOUT_EFFECT, title, check.id.span).label(why).help(
                "let somebody else approve it, for at most twelve months, and record it again",
            ),
        );
    }
    let covers = assessment
        .checks
        .get(&granted.check)
        .is_some_and(|judged| judged.excepted.iter().any(|cell| cell.exception == index));
    if covers {
        return None;
    }
    let subjects = granted.subjects.join(", ");
    let title = format!("the exception of entry {entry} covers nothing that fails");
    Some(
        Diagnostic::new(&EXCEPTION_UNUSED, title, check.id.span)
            .label(format!("no failing subject of this check is named `{subjects}`"))
            .help("withdraw it, or correct its subjects"),
    )
}
