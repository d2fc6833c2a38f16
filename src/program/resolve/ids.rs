//! Which ids there are. The first record with an id keeps it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Display,
    hash::Hash,
};

use super::rules;
use crate::{
    diag::Diagnostic,
    ids::{ControlRef, StoryId},
    model::{Control, Records, Story},
    source::Span,
};

/// Keeps the first record with each id, reports the others with both places, and gives them.
pub(super) fn unique<R, K: Eq + Hash + Display + Clone>(
    records: &mut Vec<R>,
    noun: &str,
    id: impl Fn(&R) -> (&K, Span),
    found: &mut Vec<Diagnostic>,
) -> Vec<R> {
    let mut first: HashMap<K, Span> = HashMap::with_capacity(records.len());
    let repeated = records.extract_if(.., |record| {
        let (id, span) = id(record);
        let Some(other) = first.get(id) else {
            first.insert(id.clone(), span);
            return false;
        };
        let title = format!("two records are the {noun} `{id}`");
        let diagnostic = Diagnostic::new(&rules::DUPLICATE, title, span)
            .label("left out")
            .context(*other, "first written here")
            .help("give one of them another id");
        found.push(diagnostic);
        true
    });
    repeated.collect()
}

/// Other ids of controls. An alias that is also a control's own id, or the alias of another, is
/// reported and means nothing.
pub(super) fn control_aliases(
    controls: &[Control],
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<ControlRef, ControlRef> {
    let has_alias = controls.iter().any(|control| !control.aliases.is_empty());
    if !has_alias {
        return BTreeMap::new();
    }
    let own: HashMap<&ControlRef, Span> = controls.iter().map(|c| (&c.id, c.id_span)).collect();
    let mut taken: HashMap<ControlRef, Span> = HashMap::new();
    let mut aliases = BTreeMap::new();
    for control in controls {
        for alias in &control.aliases {
            let name = crate::program::graph::sibling(control, alias);
            if let Some(other) = own.get(&name).or_else(|| taken.get(&name)) {
                found.push(ambiguous(&name.to_string(), alias.span, *other));
                continue;
            }
            taken.insert(name.clone(), alias.span);
            aliases.insert(name, control.id.clone());
        }
    }
    aliases
}

/// Ids that stories had before. They stay taken: no other story may have one.
pub(super) fn former_stories(
    stories: &[Story],
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<StoryId, StoryId> {
    let mut former: BTreeMap<StoryId, (StoryId, Span)> = BTreeMap::new();
    for story in stories {
        for old in &story.formerly {
            if let Some((_, other)) = former.get(&old.value) {
                found.push(retired(&old.value, old.span, *other));
                continue;
            }
            former.insert(old.value.clone(), (story.id.value.clone(), old.span));
        }
    }
    if former.is_empty() {
        return BTreeMap::new();
    }
    for story in stories {
        if let Some((_, other)) = former.get(&story.id.value) {
            found.push(retired(&story.id.value, story.id.span, *other));
            former.remove(&story.id.value);
        }
    }
    former.into_iter().map(|(old, (new, _))| (old, new)).collect()
}

fn retired(id: &StoryId, span: Span, other: Span) -> Diagnostic {
    Diagnostic::new(&rules::RETIRED, format!("the story id `{id}` is retired"), span)
        .label("taken again here")
        .context(other, "a story has left it here")
        .help("choose an id that was never used")
}

/// Reports every record that has the id of one that is gone.
pub(super) fn taken_again(records: &Records, found: &mut Vec<Diagnostic>) {
    if records.retired.is_empty() {
        return;
    }
    let gone: HashMap<(&str, &str), Span> = records
        .retired
        .iter()
        .map(|gone| ((gone.kind.as_str(), gone.id.as_str()), gone.id.span))
        .collect();
    let mut look = |kind: &str, id: &str, span: Span| {
        let Some(other) = gone.get(&(kind, id)) else { return };
        let title = format!("the {kind} id `{id}` is retired");
        let diagnostic = Diagnostic::new(&rules::RETIRED, title, span)
            .label("taken again here")
            .context(*other, "it was retired here")
            .help("choose an id that was never used");
        found.push(diagnostic);
    };
    macro_rules! look {
        ($($list:ident: $kind:literal),+) => {$(
            for record in &records.$list {
                look($kind, record.id.value.as_str(), record.id.span);
            }
        )+};
    }
    look!(
        checks: "check", attestations: "attestation", frameworks: "framework", measures: "measure",
        epics: "epic", sprints: "sprint", personas: "persona", parties: "party",
        components: "component", accounts: "account", repositories: "repository", risks: "risk",
        services: "service", approval_rules: "approval_rule"
    );
    for control in &records.controls {
        look("control", &control.id.to_string(), control.id_span);
    }
}

/// Names that people may use for stories: none may be the id, or the name, of another.
pub(super) fn story_aliases(stories: &[Story], found: &mut Vec<Diagnostic>) {
    let aliased: Vec<&Story> = stories.iter().filter(|story| story.alias.is_some()).collect();
    if aliased.is_empty() {
        return;
    }
    let own: HashMap<&str, Span> =
        stories.iter().map(|story| (story.id.as_str(), story.id.span)).collect();
    let mut taken: HashMap<&str, Span> = HashMap::new();
    for story in aliased {
        let Some(alias) = &story.alias else { continue };
        let name = alias.as_str();
        match own.get(name).or_else(|| taken.get(name)) {
            Some(other) => found.push(ambiguous(name, alias.span, *other)),
            None => {
                taken.insert(name, alias.span);
            }
        }
    }
}

fn ambiguous(name: &str, span: Span, other: Span) -> Diagnostic {
    Diagnostic::new(&rules::AMBIGUOUS_ALIAS, format!("`{name}` means two things"), span)
        .label("as another name here")
        .context(other, "already taken here")
        .help("choose a name that nothing else has")
}

/// Reports entries that a list names more than once, and keeps each once.
pub(super) fn once<T: Eq + Hash + Clone + Display>(
    list: &mut Vec<crate::source::Spanned<T>>,
    found: &mut Vec<Diagnostic>,
) {
    if list.len() < 2 {
        return;
    }
    let mut seen: HashMap<T, Span> = HashMap::with_capacity(list.len());
    list.retain(|entry| {
        let Some(other) = seen.get(&entry.value) else {
            seen.insert(entry.value.clone(), entry.span);
            return true;
        };
        let title = format!("`{}` stands here twice", entry.value);
        let diagnostic = Diagnostic::new(&rules::REPEATED, title, entry.span)
            .context(*other, "first written here")
            .help("leave one of them out");
        found.push(diagnostic);
        false
    });
}

/// Names of records that were too incomplete to keep.
pub(super) fn incomplete<'r>(records: &'r [(&'static str, String)], key: &str) -> HashSet<&'r str> {
    records.iter().filter(|(kind, _)| *kind == key).map(|(_, name)| name.as_str()).collect()
}
