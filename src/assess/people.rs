//! Whether what a person stated or decided counts at an instant, and if not, why not.
//!
//! A statement counts from when it was true until its own end, or the end of the rhythm in which
//! it is asked for, whichever comes first; an exception until its last day. Both end with the end
//! of that day. What was taken back counts for nobody who knows that it was, on any day.

use std::collections::BTreeMap;

use wildmatch::WildMatch;

use super::{approvals::standing::exception_is_approved, status::AttestationStatus};
use crate::{
    evidence::{Attested, AttestedRecord, ExceptionRecord, History, MAX_EXCEPTION_DAYS},
    ids::AttestationId,
    program::Program,
    time::{Day, Instant},
};

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementState {
    /// It was not true yet, or not known yet.
    NotYet,
    /// It counts until the end of this day.
    Live {
        /// The last day on which it counts.
        until: Day,
    },
    /// It counts no longer.
    Expired {
        /// The last day on which it counted.
        until: Day,
    },
    /// A later entry took it back.
    TakenBack {
        /// That entry.
        entry: u64,
        /// Whether that entry corrects it, rather than withdraws it.
        corrected: bool,
    },
    /// The program does not ask for it.
    NotAskedFor,
    /// It comes from somebody else than the program asks.
    WrongParty,
    /// The program's own record of it could not be read.
    Unreadable,
}

/// Where an exception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionState {
    /// It has not begun, or is not known yet.
    NotYet,
    /// It counts until the end of its last day.
    Live,
    /// Its last day is over.
    Expired,
    /// A later entry took it back.
    TakenBack {
        /// That entry.
        entry: u64,
        /// Whether that entry corrects it, rather than withdraws it.
        corrected: bool,
    },
    /// Who asked for it approved it: it never counts.
    SamePerson,
    /// It lasts longer than twelve months: it never counts.
    TooLong,
    /// A critical component rests on the check, and who approved it may not: it never counts.
    NotTheirs,
    /// The program demands signatures, and no signed approval of it has an effect.
    NotSigned,
}

/// Where a statement stands at an instant, for whoever knows what was recorded up to another.
pub fn statement_state(
    program: &Program,
    history: &History,
    made: &AttestedRecord,
    at: Instant,
    known: Instant,
) -> StatementState {
    if made.attested.observed_at > at || made.recorded_at > known {
        return StatementState::NotYet;
    }
    if let Some((entry, corrected)) = taken_back(history, made.entry, known) {
        return StatementState::TakenBack { entry, corrected };
    }
    let Some(asked) = program.attestations.get(&made.attested.attestation) else {
        return StatementState::NotAskedFor;
    };
    if asked.broken {
        return StatementState::Unreadable;
    }
    if asked.by.as_ref().is_some_and(|party| party.value.as_str() != made.attested.by) {
        return StatementState::WrongParty;
    }
    let until = longest(program, &made.attested)
        .map_or(made.attested.valid_until, |longest| made.attested.valid_until.min(longest));
    if at.day() <= until {
        StatementState::Live { until }
    } else {
        StatementState::Expired { until }
    }
}

/// The last day on which a statement can count at most: the end of the rhythm in which the program
/// asks for it. `None` when it asks for none.
pub fn longest(program: &Program, attested: &Attested) -> Option<Day> {
    let every = program.attestations.get(&attested.attestation)?.every.as_ref()?;
    Some(attested.observed_at.plus_seconds(every.seconds()).day())
}

/// Where an exception stands at an instant, for whoever knows what was recorded up to another.
pub fn exception_state(
    program: &Program,
    history: &History,
    record: &ExceptionRecord,
    at: Instant,
    known: Instant,
) -> ExceptionState {
    let state = exception_state_but_for_approval(program, history, record, at, known);
    let counts = state == ExceptionState::Live;
    if counts
        && program.settings.approval.required
        && !exception_is_approved(program, history, record.entry, (at, known))
    {
        return ExceptionState::NotSigned;
    }
    state
}

/// The same, whether or not a signed approval is demanded.
pub(super) fn exception_state_but_for_approval(
    program: &Program,
    history: &History,
    record: &ExceptionRecord,
    at: Instant,
    known: Instant,
) -> ExceptionState {
    let granted = &record.exception;
    if granted.observed_at > at || record.recorded_at > known {
        return ExceptionState::NotYet;
    }
    if let Some((entry, corrected)) = taken_back(history, record.entry, known) {
        return ExceptionState::TakenBack { entry, corrected };
    }
    if !granted.has_second_person() {
        ExceptionState::SamePerson
    } else if granted.observed_at.day().days_until(granted.expires) > MAX_EXCEPTION_DAYS {
        ExceptionState::TooLong
    } else if program.not_theirs_to_approve(&granted.check, &granted.approved_by).is_some() {
        ExceptionState::NotTheirs
    } else if at.day() <= granted.expires {
        ExceptionState::Live
    } else {
        ExceptionState::Expired
    }
}

/// Whether a subject's name fits a pattern of an exception, in which `*` stands for any text.
pub fn fits(pattern: &str, uid: &str) -> bool {
    WildMatch::new(pattern).matches(uid)
}

fn taken_back(history: &History, entry: u64, known: Instant) -> Option<(u64, bool)> {
    let later = history.taken_back(entry, known)?;
    Some((later.entry, later.how == crate::evidence::TakenBackHow::Corrected))
}

/// The status of each attestation that the program asks for: the statement that counts longest.
pub(super) fn attestations(
    program: &Program,
    history: &History,
    at: Instant,
    known: Instant,
) -> BTreeMap<AttestationId, AttestationStatus> {
    let asked = program.attestations.keys();
    let mut statuses: BTreeMap<AttestationId, AttestationStatus> =
        asked.map(|id| (id.clone(), AttestationStatus::Missing)).collect();
    for (record, made) in history.attestations.iter().enumerate() {
        let (status, until) = match statement_state(program, history, made, at, known) {
            StatementState::Live { until } => (AttestationStatus::Live { record, until }, until),
            StatementState::Expired { until } => {
                (AttestationStatus::Expired { record, until }, until)
            }
            _ => continue,
        };
        let Some(best) = statuses.get_mut(&made.attested.attestation) else { continue };
        let earlier = match *best {
            AttestationStatus::Live { until, .. } | AttestationStatus::Expired { until, .. } => {
                Some(until)
            }
            AttestationStatus::Missing => None,
        };
        if earlier.is_none_or(|earlier| earlier <= until) {
            *best = status;
        }
    }
    statuses
}
