//! The Japanese of every text, in files by where the English stands.
//!
//! * [`words`]: statuses and other words that a view names; [`meanings`]: what they mean;
//! * [`pages`]: what the files of a binder are;
//! * [`tables`]: column heads of tables;
//! * [`templates`]: what several templates say;
//! * [`audit`], [`binder`], [`plan`], [`program`], [`registers`], [`sprint`]: what one report says;
//! * [`counters`]: how things are counted;
//! * `say_…`: sentences that Rust makes.
//!
//! Every text stands once. Status words are short enough for a chip.

pub mod audit;
pub mod binder;
pub mod counters;
pub mod meanings;
pub mod pages;
pub mod plan;
pub mod program;
pub mod registers;
pub mod say_frame;
pub mod sprint;
pub mod tables;
pub mod templates;
pub mod words;

/// The tables by the names of their files.
pub const ALL: &[(&str, &[(&str, &str)])] = &[
    ("audit", audit::TEXTS),
    ("binder", binder::TEXTS),
    ("meanings", meanings::TEXTS),
    ("pages", pages::TEXTS),
    ("plan", plan::TEXTS),
    ("program", program::TEXTS),
    ("registers", registers::TEXTS),
    ("say_frame", say_frame::TEXTS),
    ("sprint", sprint::TEXTS),
    ("tables", tables::TEXTS),
    ("templates", templates::TEXTS),
    ("words", words::TEXTS),
];

/// The tables whose keys a view may name, so that templates may look them up: statuses, their
/// meanings, the nouns of frameworks, the files of a binder. No other text is found by what a view holds.
pub const NAMED: [&[(&str, &str)]; 3] = [meanings::TEXTS, pages::TEXTS, words::TEXTS];
