//! What `explain` and `show` say of a record's approval: where it stands, what has changed since, and
//! what rests on it.

use storyproof::{
    assess::approvals,
    evidence::{Approvable, RecordRef},
    report::{ApprovalRow, Inputs, Lang, approval_rows, approvals::standing_words},
    say,
};

use super::target::of;
use crate::cli::{explain::Node, find::Named};

/// A node for the record and, of a control, one for the decision on it.
pub(in crate::cli) fn node(inputs: &Inputs<'_>, named: &Named) -> Vec<Node> {
    let Some(record) = of(named) else { return Vec::new() };
    let mut records = vec![record.clone()];
    if record.kind == Approvable::Control {
        records.push(RecordRef::new(Approvable::Applicability, &record.id));
    }
    let (judged, rows) = approval_rows(inputs);
    let mut nodes = Vec::new();
    for record in records {
        let row = rows.iter().find(|row| row.record == record);
        let mut node = row.map(|row| of_row(row, inputs.lang));
        let resting: Vec<String> =
            judged.resting_on(&record).map(|other| other.record.to_string()).collect();
        if !resting.is_empty() {
            let node = node.get_or_insert_with(|| about(&record, inputs.lang));
            let told = say!(inputs.lang, "since it changed: {0}", resting.join(", "));
            node.fact("suspect", told);
        }
        nodes.extend(node);
    }
    nodes
}

/// A node for the approval of a record.
fn about(record: &RecordRef, lang: Lang) -> Node {
    let id = format!("{} {}", lang.inside(record.kind.word()), record.id);
    Node::new("approval", id, "")
}

fn of_row(row: &ApprovalRow, lang: Lang) -> Node {
    let mut node = about(&row.record, lang).status(row.state);
    node.reasons.push(row.standing.clone());
    node.reasons.extend(row.changes.iter().cloned());
    node.fact("text", row.fingerprint.clone());
    if let Some(entry) = row.entry {
        node.fact("shown by", format!("storyproof approval show {entry}"));
    }
    node
}

/// Where the decision of an entry stands, in a sentence.
pub(in crate::cli) fn standing(inputs: &Inputs<'_>, entry: u64) -> Option<String> {
    let judged = approvals(inputs.program, inputs.history, inputs.assessment.as_of);
    let mut all = inputs.history.approvals.iter().zip(&judged.standings);
    let (made, standing) = all.find(|(made, _)| made.entry == entry)?;
    let (word, sentence) = standing_words(inputs.lang, standing, made.approval.decision);
    let word = word.told(inputs.lang.one());
    Some(say!(inputs.lang, "{0} {1}: {2}", word.glyph, word.word, sentence))
}
