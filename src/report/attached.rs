//! What a failing resource is attached to: the newest configuration item of each subject.
//!
//! AWS Config's items come as informational results whose message names the relationships. They
//! are matched by ARN, else by the resource's type and id in the same account; nothing about them
//! is kept apart from the evidence, and they decide no status.

use std::collections::BTreeMap;

use crate::evidence::{CellId, History, RunId, Subject};

/// The format of the items.
const FORMAT: &str = "aws-config-items";

type Item = (CellId, RunId);

/// For each of these cells the newest configuration item of its subject, with the run that says
/// it; cells without one are left out.
pub fn attached(
    history: &History,
    cells: impl Iterator<Item = CellId>,
) -> BTreeMap<CellId, (CellId, RunId)> {
    let mut by_name: BTreeMap<&str, Item> = BTreeMap::new();
    let mut by_kind: BTreeMap<(&str, &str, Option<&str>), Item> = BTreeMap::new();
    // The runs stand in the order in which they were observed: a later one replaces.
    for (record, run) in history.runs.iter().zip(0..) {
        if record.run.format != FORMAT || !record.run.succeeded {
            continue;
        }
        for observation in &record.observations {
            let Some(subject) = history.subject(observation.cell) else { continue };
            let item = (observation.cell, RunId(run));
            by_name.insert(&subject.uid, item);
            by_kind.insert((&subject.kind, id(subject), subject.account.as_deref()), item);
        }
    }
    if by_name.is_empty() {
        return BTreeMap::new();
    }
    cells
        .filter_map(|cell| {
            let subject = history.subject(cell)?;
            let place = (subject.kind.as_str(), id(subject), subject.account.as_deref());
            let item = by_name.get(subject.uid.as_str()).or_else(|| by_kind.get(&place))?;
            Some((cell, *item))
        })
        .collect()
}

/// The id of a resource: what stands last in its ARN.
fn id(subject: &Subject) -> &str {
    subject.uid.rsplit(['/', ':']).next().unwrap_or(&subject.uid)
}
