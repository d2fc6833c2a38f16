//! The Japanese of every text, in files by where the English stands.
//!
//! * [`words`]: statuses and other words that a view names; [`meanings`]: what they mean;
//! * [`kinds`]: kinds of records, levels and such; [`facts`]: what is known of a record;
//! * [`pages`]: what the files of a binder are;
//! * [`tables`]: column heads of tables;
//! * [`templates`]: what several templates say;
//! * [`evidence`]: what the reports of single results, threads and files say, and workbooks;
//! * [`audit`], [`binder`], [`plan`], [`program`], [`registers`], [`sprint`]: what one report says;
//! * [`site`]: what the pages of a site say, and calendars; [`served`]: pages that are served live;
//! * [`counters`]: how things are counted;
//! * `say_…`: sentences that Rust makes.
//!
//! Every text stands once. Status words are short enough for a chip.

pub mod audit;
pub mod binder;
pub mod counters;
pub mod evidence;
pub mod facts;
pub mod kinds;
pub mod meanings;
pub mod pages;
pub mod plan;
pub mod program;
pub mod registers;
pub mod say_audit;
pub mod say_duties;
pub mod say_frame;
pub mod say_origin;
pub mod say_plan;
pub mod say_program;
pub mod say_reasons;
pub mod say_register;
pub mod say_served;
pub mod say_soa;
pub mod say_sprint;
pub mod say_words;
pub mod served;
pub mod site;
pub mod sprint;
pub mod tables;
pub mod templates;
pub mod words;

/// The tables by the names of their files.
pub const ALL: &[(&str, &[(&str, &str)])] = &[
    ("audit", audit::TEXTS),
    ("binder", binder::TEXTS),
    ("evidence", evidence::TEXTS),
    ("facts", facts::TEXTS),
    ("kinds", kinds::TEXTS),
    ("meanings", meanings::TEXTS),
    ("pages", pages::TEXTS),
    ("plan", plan::TEXTS),
    ("program", program::TEXTS),
    ("registers", registers::TEXTS),
    ("say_audit", say_audit::TEXTS),
    ("say_duties", say_duties::TEXTS),
    ("say_frame", say_frame::TEXTS),
    ("say_origin", say_origin::TEXTS),
    ("say_plan", say_plan::TEXTS),
    ("say_program", say_program::TEXTS),
    ("say_reasons", say_reasons::TEXTS),
    ("say_register", say_register::TEXTS),
    ("say_served", say_served::TEXTS),
    ("say_soa", say_soa::TEXTS),
    ("say_sprint", say_sprint::TEXTS),
    ("say_words", say_words::TEXTS),
    ("served", served::TEXTS),
    ("site", site::TEXTS),
    ("sprint", sprint::TEXTS),
    ("tables", tables::TEXTS),
    ("templates", templates::TEXTS),
    ("words", words::TEXTS),
];

/// The tables whose keys a view may name, so that templates may look them up: statuses, their
/// meanings, kinds, the nouns of frameworks, the files of a binder, what is known of a record. No other text is found by what
/// a view holds.
pub const NAMED: [&[(&str, &str)]; 5] =
    [facts::TEXTS, kinds::TEXTS, meanings::TEXTS, pages::TEXTS, words::TEXTS];
