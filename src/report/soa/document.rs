//! What the document says of itself: whose it is, what it covers, which version it is, and who has
//! to sign it.

use super::{
    Lang,
    labels::Label,
    view::{DocumentFact, SoaRow},
};
use crate::{
    model::Framework,
    report::{Inputs, lang::say, rows as shared, words},
};

/// The facts of the first sheet.
pub(super) fn facts(
    inputs: &Inputs<'_>,
    framework: Option<&Framework>,
    title: &str,
    rows: &[SoaRow],
    lang: Lang,
) -> Vec<DocumentFact> {
    let program = inputs.program;
    let settings = &program.settings;
    let fact = |label: Label, text: String| DocumentFact { label: label.text(lang), text };
    let scope = [
        lang.count(program.accounts.len() as u64, "account"),
        lang.count(program.repositories.len() as u64, "repository"),
        lang.count(program.components.len() as u64, "component"),
    ];
    let organization = settings.organization.as_ref().map(|o| o.value.clone());
    let revision = inputs.revision.map(|revision| {
        if revision.modified {
            say!(lang, "{0}, changed since", revision.commit)
        } else {
            revision.commit.clone()
        }
    });
    let head = inputs.assessment.head.as_ref();
    let owner = framework.and_then(|framework| framework.owner.as_ref());
    let mut facts = vec![
        fact(Label::Title, title.to_owned()),
        fact(Label::Organization, organization.unwrap_or_default()),
        fact(Label::Program, settings.name.clone()),
        fact(Label::Framework, framework.map(|f| f.title.clone()).unwrap_or_default()),
        fact(Label::Scope, lang.list(&scope)),
        fact(Label::Revision, revision.unwrap_or_else(|| say!(lang, "the files as they are"))),
    ];
    facts.extend(pins(inputs, lang));
    facts.extend([
        fact(
            Label::Verification,
            head.map_or_else(
                || say!(lang, "there is no ledger yet, so nothing is proven"),
                |head| format!("storyproof verify --head {}:{}", head.size, head.root),
            ),
        ),
        fact(
            Label::Owner,
            owner.map(|owner| shared::party(inputs, &owner.value)).unwrap_or_default(),
        ),
        fact(Label::Approver, String::new()),
        fact(Label::Approval, approval(rows, lang)),
    ]);
    facts
}

/// How many decisions are approved.
fn approval(rows: &[SoaRow], lang: Lang) -> String {
    match rows.iter().filter(|row| row.approved).count() {
        0 => Label::NotRecorded.text(lang).to_owned(),
        n => format!("{n} / {}", rows.len()),
    }
}

/// What pins the statement: two clocks and the ledger's head.
pub(super) fn pins(inputs: &Inputs<'_>, lang: Lang) -> Vec<DocumentFact> {
    let as_of = inputs.assessment.as_of;
    let head = inputs.assessment.head.as_ref();
    let fact = |label: Label, text: String| DocumentFact { label: label.text(lang), text };
    vec![
        fact(Label::AsOf, words::instant(as_of.observed)),
        fact(Label::KnownAt, words::instant(as_of.known)),
        fact(
            Label::LedgerHead,
            head.map_or_else(
                || "–".to_owned(),
                |head| say!(lang, "{0}, root {1}", lang.count(head.size, "entry"), head.root),
            ),
        ),
    ]
}
