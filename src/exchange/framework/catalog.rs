//! A framework as a plain list, the same whatever it was read from.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use crate::{
    ids::{CheckId, ControlRef, FrameworkId, MAX_ID_LEN},
    model::Relation,
    program::Program,
};

/// The longest title that is taken as one; what is longer is cut, and stands whole in the summary.
const MAX_TITLE: usize = 200;

/// A framework with its controls and links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    /// What it is called.
    pub title: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// What it calls one of its controls.
    pub noun: Option<String>,
    /// Where it can be had.
    pub url: Option<String>,
    /// Which controls need a decision in a Statement of Applicability.
    pub statement_of_applicability: Vec<String>,
    /// What there is to say about it.
    pub notes: Option<String>,
    /// Its controls, in the order of the file.
    pub entries: Vec<Entry>,
    /// Links that are written beside the controls.
    pub links: Vec<Link>,
    /// What the file has and a catalog does not, or not any more, with the line.
    pub left_out: Vec<(usize, String)>,
    /// Names of columns that mean nothing here.
    pub unknown_columns: Vec<String>,
}

/// A control.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The line in the file; 0 when it came from nowhere.
    pub line: usize,
    /// Its id as ids are written here.
    pub id: String,
    /// Its id as the file has it.
    pub written: String,
    /// What the file says.
    pub fields: BTreeMap<Field, String>,
    /// What is taken for a control that the program does not have yet, where the file is silent.
    pub usual: BTreeMap<Field, String>,
    /// Why it cannot be taken.
    pub fault: Option<String>,
}

/// A link of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The line in the file.
    pub line: usize,
    /// The control's id.
    pub from: String,
    /// What it is linked to.
    pub to: Target,
}

/// The other end of a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A rule of a tool, which some check of ours may ask about.
    Rule {
        /// The tool.
        tool: &'static str,
        /// The rule.
        rule: String,
    },
    /// A check of ours.
    Check(String),
    /// A control of another framework, as the file names both.
    Control {
        /// How the two relate.
        relation: Relation,
        /// The framework.
        framework: String,
        /// The control.
        control: String,
        /// Who says so.
        source: String,
    },
}

impl Entry {
    /// An entry with an id as the file writes it.
    pub fn new(line: usize, written: &str) -> Self {
        let written = one_line(written);
        let (id, fault) = match id_of(&written) {
            Ok(id) => (id, None),
            Err(why) => (written.clone(), Some(why)),
        };
        Self { line, id, written, fault, ..Self::default() }
    }

    /// Says a field; an empty text says nothing.
    pub fn set(&mut self, field: Field, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.fields.insert(field, text.to_owned());
        }
    }

    /// Says what is usual for a new control.
    pub fn usually(&mut self, field: Field, text: &str) {
        self.usual.insert(field, text.to_owned());
    }

    /// Takes a name and a description for title and summary, whichever there are.
    pub fn describe(&mut self, name: Option<&str>, description: Option<&str>) {
        let (name, description) = (full(name).map(one_line), full(description));
        let title = name.clone().or_else(|| description.map(one_line));
        let title = title.unwrap_or_else(|| self.written.clone());
        let cut = shortened(&title);
        // What says the same twice says it once.
        let summary = description
            .filter(|text| one_line(text) != cut)
            .map(str::to_owned)
            .or_else(|| (cut != title).then(|| title.clone()));
        self.set(Field::Title, &cut);
        if let Some(summary) = summary {
            self.set(Field::Summary, &summary);
        }
    }
}

fn full(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// A text on one line, with single blanks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(title: &str) -> String {
    if title.chars().count() <= MAX_TITLE {
        return title.to_owned();
    }
    let cut: String = title.chars().take(MAX_TITLE - 1).collect();
    let whole = cut.rsplit_once(' ').map_or(&*cut, |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.']))
}

/// An id as ids are written here: `AC-2(1)` is `AC-2.1`.
///
/// # Errors
/// When nothing of it is left, or too much.
pub fn id_of(written: &str) -> Result<String, String> {
    let mut id = String::new();
    for c in written.trim().chars() {
        match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') => id.push(c),
            '(' | '[' => id.push('.'),
            ')' | ']' => {}
            _ if !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    let id = id.replace("-.", ".");
    let id = id.trim_matches(['-', '.']);
    if id.is_empty() {
        return Err("an id has letters or digits, and this one has none".to_owned());
    }
    if id.len() > MAX_ID_LEN {
        return Err(format!(
            "an id has at most {MAX_ID_LEN} characters, and this one {}",
            id.len()
        ));
    }
    Ok(id.to_owned())
}

impl Catalog {
    /// A framework of the program, with its links.
    pub fn of(program: &Program, id: &FrameworkId) -> Self {
        let framework = program.frameworks.get(id);
        let text = |text: Option<&String>| text.filter(|text| !text.is_empty()).cloned();
        let mut catalog = Self {
            title: text(framework.map(|f| &f.title)),
            publisher: text(framework.map(|f| &f.publisher)),
            noun: text(framework.map(|f| &f.noun)),
            url: framework.and_then(|f| f.url.clone()),
            notes: framework.and_then(|f| f.notes.clone()),
            statement_of_applicability: framework
                .map(|f| f.statement_of_applicability.clone())
                .unwrap_or_default(),
            ..Self::default()
        };
        for control in program.controls_of(id) {
            let name = control.id.control.to_string();
            let fields = Field::ALL.into_iter().filter_map(|f| Some((f, f.of(control)?)));
            catalog.entries.push(Entry {
                written: name.clone(),
                fields: fields.collect(),
                id: name.clone(),
                ..Entry::default()
            });
            let link = |to| Link { line: 0, from: name.clone(), to };
            let checks = program.checks_of(&control.id);
            catalog.links.extend(checks.map(|c| link(Target::Check(c.id.value.to_string()))));
        }
        catalog.links.extend(crosswalks(program, id));
        catalog
    }

    /// An entry by its id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }
}

/// The crosswalks that begin at a framework.
fn crosswalks<'p>(program: &'p Program, id: &'p FrameworkId) -> impl Iterator<Item = Link> + 'p {
    let own = program.crosswalks.iter().filter(|walk| walk.from.framework == *id);
    own.flat_map(|walk| {
        walk.to.iter().map(|to| Link {
            line: 0,
            from: walk.from.control.to_string(),
            to: Target::Control {
                relation: walk.relation,
                framework: to.framework.to_string(),
                control: to.control.to_string(),
                source: walk.source.clone(),
            },
        })
    })
}

/// The rules of a tool that the checks of a control ask about, as far as they are written out.
pub fn rules_of(program: &Program, control: &ControlRef, tool: &str) -> BTreeSet<String> {
    let sources = program.checks_of(control).flat_map(|check| &check.sources);
    let of_tool = sources.filter(|source| source.tool.value == tool);
    of_tool
        .flat_map(|source| &source.rules)
        .map(|rule| rule.value.clone())
        .filter(|rule| !rule.contains('*'))
        .collect()
}

/// The checks that ask about a rule of a tool by its name.
pub fn checks_asking<'p>(
    program: &'p Program,
    tool: &str,
    rule: &str,
) -> impl Iterator<Item = &'p CheckId> {
    program.checks.values().filter_map(move |check| {
        let asks = check.sources.iter().any(|source| {
            source.tool.value == tool && source.rules.iter().any(|written| written.value == rule)
        });
        asks.then_some(&check.id.value)
    })
}

/// The word for a relation, in files and tables.
pub fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "equal",
        Relation::Subset => "subset",
        Relation::Superset => "superset",
        Relation::Intersects => "intersects",
    }
}

/// Every relation.
pub const RELATIONS: [Relation; 4] =
    [Relation::Equal, Relation::Subset, Relation::Superset, Relation::Intersects];

/// The relation of a word: those of the files, and those of NIST IR 8477 and CISO Assistant.
pub fn relation_of(word: &str) -> Option<Relation> {
    match word.trim().to_ascii_lowercase().as_str() {
        "equal" | "equal-to" | "equivalent-to" => Some(Relation::Equal),
        "subset" | "subset-of" => Some(Relation::Subset),
        "superset" | "superset-of" => Some(Relation::Superset),
        "intersect" | "intersects" | "intersects-with" => Some(Relation::Intersects),
        _ => None,
    }
}
