//! Bytes and places: the files of a program, read once, and spans into them.
//!
//! * [`span`]: where something stands;
//! * [`text`]: one file's text, with its lines;
//! * [`sources`]: all files of a program, from a folder or from memory;
//! * [`stamp`]: whether they may have changed;
//! * `walk`: which files those are.
//!
//! This room knows nothing of TOML. A file that cannot be read stays in the list with its
//! [`Trouble`], so that it is reported like everything else and never silently missing.

pub mod sources;
pub mod span;
pub mod stamp;
pub mod text;
mod walk;

pub use sources::{ROOT_FILE, SourceError, Sources, find_root};
pub use span::{FileId, Span, Spanned};
pub use stamp::Stamp;
pub use text::{Place, SourceFile, Trouble};
pub use walk::{is_inventory, is_program_file};
