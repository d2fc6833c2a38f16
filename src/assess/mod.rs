//! The one place where a status is decided: a pure function of program, evidence and two clocks.
//!
//! [`assess`] replays the runs in the order in which they were observed and judges every day from
//! the first observation to the as-of:
//!
//! 1. [`standing`] keeps, for each cell of each check's source, the verdict that stands: a fail
//!    stands until a pass, a reasoned not-applicable or a disappearance inside a covered scope
//!    replaces it; errors and mutes replace nothing;
//! 2. [`coverage`] says which cells a run covered, so that what is absent can be told from what
//!    was not looked at;
//! 3. [`check`] turns standing verdicts into the status of a check: exceptions, errors,
//!    populations, freshness; [`expiry`] holds what says itself until when it is good;
//! 4. [`people`] says which statements and exceptions count;
//! 5. [`control`], [`story`] and [`risk`] build on checks and attestations;
//! 6. [`timeline`] notes the days on which anything changed; [`watch`] says what must be judged
//!    again on a day.
//!
//! [`replay`] carries the standings from run to run; [`members`] says who must have a result,
//! [`rhythm`] and [`freshness`] how long one counts. [`expected`](mod@expected) holds the runs that a rhythm asks
//! for against those there were, and [`movement`] says what happened to findings between two instants.
//!
//! [`feeds`](mod@feeds) tells which runs fed which check, for whoever wants to see the evidence itself.
//!
//! [`claims`] says which resources belong to which component, and [`unclaimed`](mod@unclaimed) which
//! belong to none.
//!
//! [`implementation`](mod@implementation) words the status of a control as the Statement of Applicability does.
//!
//! [`finding`](mod@finding) words it as an assessor of PCI DSS does, and [`worksheet`] says whether a
//! compensating control or a customized approach counts as its method.
//!
//! [`aspects`](mod@aspects) says what checks and attestations show of each service: encryption, logging.
//!
//! [`approvals`](mod@approvals) says what people have approved, and what has changed since.
//!
//! Before all of that, [`with_documents`] adds what expressions make of documents (`documents`,
//! `question`): cells like any other.
//!
//! [`refuse`] asks the rules of [`people`] beforehand, of what somebody wants to record.
//!
//! There is no I/O here, no clock, no randomness and no word for people: reasons are facts.

pub mod approvals;
pub mod aspects;
pub mod check;
pub mod claims;
pub mod control;
pub mod coverage;
mod documents;
pub mod expected;
pub mod expiry;
pub mod feeds;
pub mod finding;
pub mod freshness;
pub mod implementation;
pub mod judge;
pub mod members;
pub mod movement;
pub mod people;
mod question;
pub mod refuse;
pub mod replay;
pub mod results;
pub mod rhythm;
pub mod risk;
pub mod sources;
pub mod standing;
pub mod status;
pub mod story;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod unclaimed;
pub mod watch;
pub mod worksheet;

pub use approvals::{
    ApprovalFault, ApprovalStanding, ApprovalState, Approvals, LinkChange, RecordApproval, Signers,
    approval_faults, approvals, record_path, record_span, self_contradiction, who_may,
};
pub use aspects::{AspectStatus, Aspects, Shown, Witness, aspects};
pub use claims::Claims;
pub use documents::{documents_asked, with_documents};
pub use expected::{Expected, Missed, Open, Rhythm, expected};
pub use feeds::{Feed, feeds, feeds_of, read_beside};
pub use finding::{Finding, finding};
pub use implementation::{ImplementationStatus, implementation};
pub use judge::{assess, assess_since};
pub use members::{Unexpected, unexpected};
pub use movement::{Movement, movements};
pub use people::{ExceptionState, StatementState, exception_state, fits, statement_state};
pub use refuse::{ExceptionFault, StatementFault, exception_faults, statement_faults};
pub use results::{SubjectResult, results};
pub use sources::Feeds;
pub use status::{
    Assessment, AttestationStatus, CellFact, CheckAssessment, CheckStatus, ControlAssessment,
    ControlStatus, CriterionAssessment, ExceptedCell, Lack, NotJudged, Proof, RiskAssessment,
    StoryAssessment,
};
pub use timeline::{Changes, Timeline};
pub use unclaimed::{Unclaimed, UnclaimedGroup, unclaimed};
pub use worksheet::{WorksheetFault, worksheet_faults};
