//! The links of what management says to an auditor.

use super::known::Links;
use crate::model::{Response, Worksheet};

pub(super) fn link_responses(responses: &mut [Response], links: &mut Links<'_>) {
    let known = links.known;
    for response in responses {
        links.controls(&mut response.controls);
        links.optional(&known.parties, &mut response.by);
        links.list(&known.stories, &mut response.stories);
    }
}

/// A worksheet of which an approver or a requirement is unknown has no effect.
pub(super) fn link_worksheets(worksheets: &mut [Worksheet], links: &mut Links<'_>) {
    let known = links.known;
    for worksheet in worksheets {
        let named = worksheet.controls.len();
        links.controls(&mut worksheet.controls);
        let parties = [
            links.optional(&known.parties, &mut worksheet.owner),
            links.optional(&known.parties, &mut worksheet.requested_by),
            links.optional(&known.parties, &mut worksheet.approved_by),
        ];
        links.list(&known.risks, &mut worksheet.risks);
        worksheet.broken |= parties.contains(&false) || worksheet.controls.len() < named;
    }
}
