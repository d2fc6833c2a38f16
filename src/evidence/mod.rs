//! Evidence: the facts that readers find, the ledger keeps and the assessment weighs.
//!
//! The same plain types serve all three rooms, so that no room depends on another's insides:
//!
//! * [`resource`](mod@resource): what part of an estate a subject is;
//! * [`result`]: what one run of a tool said of one subject for one rule;
//! * [`run`]: one execution of a tool, with its scope and where each fact about it came from;
//! * [`origin`]: where a file came from, what was taken out of it, whether all of it arrived;
//! * [`approval`]: what people approve, word for word;
//! * [`statement`]: what people state and decide (attestations, exceptions, withdrawals);
//! * [`commits`]: the commits of a repository that has a local clone;
//! * [`document`]: documents that expressions are evaluated over;
//! * [`history`]: everything known at two clocks, ready to be replayed in order.

pub mod approval;
pub mod commits;
pub mod document;
pub mod history;
pub mod origin;
pub mod resource;
pub mod result;
pub mod run;
pub mod sink;
pub mod statement;

pub use approval::{Approvable, Approval, ApprovalRecord, Decision, RecordRef, RestsOn, Signed};
pub use commits::{Commit, CommitLog};
pub use document::Documents;
pub use history::{
    AttestedRecord, Cell, CellId, ClockFlags, Derived, ExceptionRecord, History, LedgerHead,
    Observation, RuleKey, RunId, RunRecord, State, SubjectId, TakenBack, TakenBackHow,
};
pub use origin::{CiJob, Elsewhere, Origin, OriginalBytes, Redaction, Rows};
pub use resource::{IMAGE, REPOSITORY, Resource, resource, resource_name};
pub use result::{Counts, Outcome, ScanResult, Severity, Subject};
pub use run::{ClaimedOr, Claims, Run, Scope, TimeSource};
pub use sink::{Collected, ResultSink, SinkError};
pub use statement::{Attested, ExceptionGranted, MAX_EXCEPTION_DAYS, Paper, PaperKind, Withdrawn};
