//! The pages of records, evidence and entries: what `explain` and `show` tell of them.

use storyproof::{
    render,
    report::{
        Frame,
        served::{Block, Fact, RecordPage},
    },
};

use super::{
    acts,
    links::Links,
    site::{Making, Stop, inputs},
};
use crate::cli::{
    evidence,
    explain::{self, Node},
    explain_entry::Told,
    find::{self, name_of},
};

/// The page of one record.
pub(super) fn page(making: Making<'_>) -> Result<String, Stop> {
    let Making { asked, workspace, assessed, mut served, lang, .. } = making;
    let links = Links::of(&workspace.program, &asked.query());
    let about = inputs(&workspace, &assessed, lang, None);
    served.acts_open = true;
    let mut record = match &*asked.page {
        "evidence" => {
            let number = number(&asked.of)?;
            let (entry, file, facts) =
                evidence::facts(&number.to_string(), &workspace, &assessed, lang)?;
            served.acts = acts::of_entry(entry, true, lang);
            let facts = facts.into_iter().map(|(name, text)| fact(name, &text, &links));
            let mut block = bare("evidence", format!("E-{entry:04}"), file);
            block.facts = facts.collect();
            block
        }
        "entry" => {
            let number = number(&asked.of)?;
            let told = Told::of(number, &workspace, &assessed, lang)?;
            served.acts = acts::of_entry(number, told.is_evidence(), lang);
            let facts = told.facts(&assessed);
            let facts = facts.into_iter().map(|(name, text)| fact(name, &text, &links));
            let mut block = bare("entry", number.to_string(), told.title());
            block.facts = facts.collect();
            block
        }
        kind => {
            let found = find::find(&workspace.program, &asked.of, |named| named.kind() == kind);
            let named = found.ok().filter(|named| name_of(named) == asked.of);
            let named = named.ok_or(Stop::Missing)?;
            let node = explain::node(&named, &workspace, &assessed, None, lang)?;
            served.acts = acts::of(&about, &named);
            block(node, &links)
        }
    };
    let title = match &*record.title {
        "" => record.id.clone(),
        title => format!("{} {title}", record.id),
    };
    record.href = None;
    let inputs = inputs(&workspace, &assessed, lang, Some(&served));
    let frame = Frame::new(&inputs, "record", title);
    Ok(render::served::record(&RecordPage { frame, record })?)
}

/// The number of an entry, alone or as evidence is called.
fn number(text: &str) -> Result<u64, Stop> {
    let digits = text.strip_prefix("E-").unwrap_or(text);
    let number = Some(digits).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    number.and_then(|digits| digits.parse().ok()).filter(|n| *n > 0).ok_or(Stop::Missing)
}

fn bare(kind: &str, id: String, title: String) -> Block {
    Block {
        kind: kind.to_owned(),
        id,
        href: None,
        title,
        status: None,
        reasons: Vec::new(),
        facts: Vec::new(),
        below: Vec::new(),
    }
}

fn fact(name: impl Into<String>, text: &str, links: &Links) -> Fact {
    Fact { name: meant(name.into()), text: links.text(text) }
}

/// The name of a fact by which the catalog knows it, where the same word means something else of other
/// records.
fn meant(name: String) -> String {
    match &*name {
        "critical" => "critical##component".to_owned(),
        "days" => "days##fact".to_owned(),
        "open" => "open##evidence".to_owned(),
        "what" => "what##fact".to_owned(),
        _ => name,
    }
}

/// What `explain` tells, as a page shows it.
fn block(node: Node, links: &Links) -> Block {
    let Node { kind, id, title, status, reasons, facts, below, .. } = node;
    let href = match id.strip_prefix("entry:") {
        Some(entry) => links.page("entry", entry),
        None => links.page(kind, &id),
    };
    // Frameworks have criteria too, which are called otherwise.
    let name = if kind == "criterion" { "criterion##story" } else { kind };
    Block {
        href,
        status,
        reasons: reasons.iter().map(|reason| links.text(reason)).collect(),
        facts: facts
            .into_iter()
            .map(|(name, text)| {
                let is_tally = (kind, name) == ("check", "counts");
                fact(if is_tally { "counts##tally" } else { name }, &text, links)
            })
            .collect(),
        below: below.into_iter().map(|below| block(below, links)).collect(),
        ..bare(name, id, title)
    }
}
