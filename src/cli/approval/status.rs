//! What `storyproof status` says of approvals: how many there should be, what is not, what changed.

use std::fmt::Write as _;

use storyproof::report::{ApprovalsView, words};

use crate::cli::table::cut;

/// How many lines are shown.
const SHOWN: usize = 5;

/// For people; nothing when no rule asks and nobody decided.
pub(in crate::cli) fn text(view: &ApprovalsView, width: usize) -> String {
    if view.asked == 0 && view.open.is_empty() && view.no_effect.is_empty() {
        return String::new();
    }
    let asked = words::count(view.asked, "record");
    let mut out = format!("\n  Approved: {} of {asked} that the rules ask for", view.approved);
    if view.unsigned > 0 {
        // Writing to a string cannot fail.
        write!(out, "; {} unsigned", view.unsigned).ok();
    }
    out.push('\n');
    let open = view
        .open
        .iter()
        .map(|row| format!("{} {} {}: {}", row.state.glyph, row.kind, row.id, row.standing));
    let open: Vec<String> = open.collect();
    for line in open.iter().take(SHOWN) {
        writeln!(out, "  {}", cut(line, width.saturating_sub(2))).ok();
    }
    if open.len() > SHOWN || !view.left_out.is_empty() {
        writeln!(out, "  and more: storyproof approval list").ok();
    }
    if !view.no_effect.is_empty() {
        let n = words::count(view.no_effect.len(), "decision");
        writeln!(out, "  ! {n} without effect: storyproof approval list").ok();
    }
    out
}
