//! Bringing in what another ledger recorded.
//!
//! Two people record evidence on two machines. A merge makes each entry that is only in the other
//! ledger an entry of this one: with its bytes there, its number and time there, and the proof that
//! it is under that ledger's root ([`super::merged`]). Nothing of either log is changed, and a merge
//! in the other direction, or round a circle of three, comes to an end: an entry is known by its
//! leaf hash where it was recorded first.
//!
//! # What is learned, and when
//! This ledger learned it when it was merged, so that is its recorded-at here. Evidence that was
//! merged late changes the past only for those who know it, as late evidence always does.
//!
//! # What is not counted twice
//! The same bytes with the same claims, recorded on both machines, stay one entry. What corrects
//! or takes back an entry does so for its counterpart here. What takes back something that was
//! taken back before has no effect, and is counted in the answer.
//!
//! # What is refused
//! A ledger that is not what was recorded there; one that tells another history of a ledger than was
//! known before, be it of itself, of a third, or of this one; and a copy of this ledger on which
//! somebody went on recording, unless it is given a name of its own.
//!
//! # Order
//! The other ledger is verified as a whole, artifacts and results included. Then everything happens
//! in one transaction: results are derived from the other's artifacts by the code that records them,
//! the artifacts are stored, and the transaction is committed. A crash before that leaves artifacts
//! that no entry names, and the next merge uses them.
//!
//! * `known`: what this ledger knows already;
//! * `plan`: what becomes of each of the other's entries;
//! * `apply`: doing it.

mod apply;
mod known;
mod other;
mod plan;

pub use apply::{Arrived, Merge};
pub use other::{Other, Stated};
