//! What keeps a statement or an exception from being recorded: the same rules by which one that
//! was recorded all the same would not count, asked beforehand.

use super::people::longest;
use crate::program::Program;
use crate::{
    evidence::{Attested, ExceptionGranted, MAX_EXCEPTION_DAYS, PaperKind},
    ids::PartyId,
    model::Attestation,
    time::{Day, Instant},
};

/// Clocks of two machines may differ by this many seconds.
const SKEW_SECONDS: i64 = 300;
/// 2000-01-01: nothing that a program can use was observed before it.
const EARLIEST: i64 = 946_684_800;

/// Why a statement is not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementFault {
    /// The program's own record of what is asked could not be read.
    Unreadable,
    /// The program asks somebody else.
    WrongParty(PartyId),
    /// It was true only later than now.
    InTheFuture,
    /// It was true before the year 2000.
    TooLongAgo,
    /// The days that it is about begin after it was made.
    PeriodNotBegun,
    /// The days that it is about end after it was made.
    PeriodNotOver,
    /// It ends before it was made.
    EndsBeforeItBegins,
    /// It counts longer than the program lets it.
    TooLong {
        /// The last day on which it can count.
        longest: Day,
    },
    /// It is a provider's, and nobody said what kind of document it is.
    NoPaper,
    /// It is a provider's, and there is neither a document nor a place to look it up.
    NoDocument,
    /// It is no provider's, and has what only a provider's has.
    NotAProviders,
}

/// Why an exception is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionFault {
    /// Who asks for it approves it.
    SamePerson,
    /// A critical component rests on the check, and who approves it may not.
    NotTheirs,
    /// It ends before it begins.
    EndsBeforeItBegins,
    /// It lasts longer than twelve months.
    TooLong {
        /// The last day on which it can count.
        longest: Day,
    },
}

/// Every reason not to record a statement.
pub fn statement_faults(
    program: &Program,
    asked: &Attestation,
    said: &Attested,
    now: Instant,
) -> Vec<StatementFault> {
    use StatementFault as F;
    let made = said.observed_at.day();
    let wrong = asked.by.as_ref().filter(|party| party.value.as_str() != said.by);
    let is_providers = asked.provider.is_some();
    // A certificate or an attestation of compliance names the days for which it holds; everything
    // else is about days that are over.
    let may_go_on = matches!(
        said.paper.as_ref().map(|paper| paper.kind),
        Some(PaperKind::Aoc | PaperKind::IsoCertificate | PaperKind::Other)
    );
    let period = said.period;
    let longest = longest(program, said).filter(|longest| said.valid_until > *longest);
    let faults = [
        asked.broken.then_some(F::Unreadable),
        wrong.map(|party| F::WrongParty(party.value.clone())),
        (said.observed_at > now.plus_seconds(SKEW_SECONDS)).then_some(F::InTheFuture),
        (said.observed_at.unix() < EARLIEST).then_some(F::TooLongAgo),
        period.is_some_and(|period| period.start > made).then_some(F::PeriodNotBegun),
        (!may_go_on && period.is_some_and(|p| p.end > made)).then_some(F::PeriodNotOver),
        (said.valid_until < made).then_some(F::EndsBeforeItBegins),
        longest.map(|longest| F::TooLong { longest }),
        (is_providers && said.paper.is_none()).then_some(F::NoPaper),
        (is_providers && said.document_sha256.is_none() && said.url.is_none())
            .then_some(F::NoDocument),
        (!is_providers && said.paper.is_some()).then_some(F::NotAProviders),
    ];
    faults.into_iter().flatten().collect()
}

/// Every reason not to record an exception.
pub fn exception_faults(program: &Program, granted: &ExceptionGranted) -> Vec<ExceptionFault> {
    let begins = granted.observed_at.day();
    let faults = [
        (!granted.has_second_person()).then_some(ExceptionFault::SamePerson),
        program
            .not_theirs_to_approve(&granted.check, &granted.approved_by)
            .map(|_| ExceptionFault::NotTheirs),
        (granted.expires < begins).then_some(ExceptionFault::EndsBeforeItBegins),
        (begins.days_until(granted.expires) > MAX_EXCEPTION_DAYS)
            .then(|| ExceptionFault::TooLong { longest: begins.plus_days(MAX_EXCEPTION_DAYS) }),
    ];
    faults.into_iter().flatten().collect()
}
