//! What a binder holds for a framework and a period: the view behind its index.
//!
//! * [`cited`](mod@cited): which evidence and which statements belong in it;
//! * [`contents`]: what was put in, told by whoever collected the files;
//! * [`view`]: the index as plain data;
//! * [`build`]: from all of these to the view.

pub mod build;
pub mod cited;
pub mod contents;
pub mod view;

pub use build::{binder, point};
pub use cited::{Cited, CitedFile, cited};
pub use contents::{Contents, EntryFile, EvidenceFile, PageFile, ReplacedFile, StatementFile};
pub use view::Binder;
