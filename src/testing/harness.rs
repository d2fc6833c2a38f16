//! How tests make a program and look at it.

use crate::{
    diag::{Diagnostic, HumanStyle, Levels, Report, human},
    model,
    program::{self, Program, RuleContext},
    source::Sources,
    time::Day,
};

/// A small program in which every rule has something to look at and nothing to say.
const BASE: &str = include_str!("base.txt");

/// The day on which tests look at programs.
pub(crate) fn today() -> Day {
    Day::from_ymd(2026, 3, 6).unwrap()
}

/// Files from text with `//- path` headings.
pub(crate) fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("//- ") {
            files.push((path.to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    files
}

/// The small program with these files laid over it.
pub(crate) fn sources(overlay: &str) -> Sources {
    let over = files(overlay);
    let base = files(BASE).into_iter().filter(|(path, _)| !over.iter().any(|(o, _)| o == path));
    Sources::from_texts(base.chain(over.clone()))
}

/// Everything that is wrong with a program.
pub(crate) fn diagnose(sources: &Sources) -> (Program, Vec<Diagnostic>) {
    let (mut records, mut found) = model::decode(sources);
    found.extend(model::decode_templates(sources, &mut records));
    found.extend(model::decode_signers(sources, &mut records));
    let (program, more) = program::resolve(records);
    found.extend(more);
    found.extend(program::check(&program, &RuleContext { today: today(), sources }));
    (program, found)
}

/// What `storyproof check` reports.
pub(crate) fn report(sources: &Sources) -> Report {
    let (program, found) = diagnose(sources);
    Report::new(found, &Levels::new(&program.settings.lints))
}

/// What `storyproof check` prints for the small program with these files laid over it.
pub(crate) fn check(overlay: &str) -> String {
    let sources = sources(overlay);
    human(&report(&sources), &sources, HumanStyle::default())
}

/// Codes of what is found, each once, in order.
pub(crate) fn codes(sources: &Sources) -> Vec<&'static str> {
    let findings = report(sources).findings;
    let mut codes: Vec<&str> = findings.iter().map(|f| f.diagnostic.rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
