//! What each link of a catalog asks for.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    catalog::{Catalog, Link, Target, checks_asking, id_of, one_line, relation_word, rules_of},
    field::Field,
};
use crate::{
    ids::{CheckId, ControlId, ControlRef, FrameworkId},
    model::Relation,
    program::Program,
};

/// What a link asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkVerdict {
    /// The files do not have it yet.
    New,
    /// The files have it.
    Unchanged,
    /// One of its ends is not there; it is left out.
    Unknown,
}

impl LinkVerdict {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::New, Self::Unchanged, Self::Unknown];

    /// The verdict for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
            Self::Unknown => "left out",
        }
    }
}

/// What a new link writes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Write {
    /// The control among those of a check.
    Check {
        /// The check.
        check: String,
    },
    /// A check of its own, because none asks about the rule.
    NewCheck {
        /// The check's id.
        check: String,
        /// The tool.
        tool: &'static str,
        /// The rule.
        rule: String,
    },
    /// A crosswalk.
    Crosswalk {
        /// How the two relate.
        relation: &'static str,
        /// The other control.
        control: String,
        /// Who says so.
        source: String,
    },
}

/// A link with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkRow {
    /// The line in the file.
    pub line: usize,
    /// The control.
    pub control: String,
    /// What it is linked to, as the file has it.
    pub to: String,
    /// What it asks for.
    pub verdict: LinkVerdict,
    /// What is written, when something is.
    pub write: Option<Write>,
    /// Why it is left out.
    pub note: Option<String>,
}

struct Links<'a> {
    program: &'a Program,
    framework: &'a FrameworkId,
    catalog: &'a Catalog,
    taken: &'a BTreeSet<&'a str>,
    names: &'a BTreeMap<String, FrameworkId>,
    /// The checks that are made for rules, so that each is made once.
    made: BTreeMap<String, String>,
    /// What is written already, so that nothing is written twice.
    written: BTreeSet<(String, Write)>,
}

/// Says what each link asks for.
pub(super) fn rows<'a>(
    program: &'a Program,
    framework: &'a FrameworkId,
    catalog: &'a Catalog,
    taken: &'a BTreeSet<&'a str>,
    names: &'a BTreeMap<String, FrameworkId>,
) -> Vec<LinkRow> {
    let (made, written) = (BTreeMap::new(), BTreeSet::new());
    let mut links = Links { program, framework, catalog, taken, names, made, written };
    catalog.links.iter().filter_map(|link| links.row(link)).collect()
}

/// What a link comes to: nothing to do, or something to write.
type Judged = Result<Option<Write>, String>;

impl Links<'_> {
    /// A link's row; none when the same stands in the file already.
    fn row(&mut self, link: &Link) -> Option<LinkRow> {
        let (control, judged) = match self.from(&link.from) {
            Ok(id) => {
                let judged = self.judge(&id, &link.to);
                (id.control.to_string(), judged)
            }
            Err(why) => (link.from.clone(), Err(why)),
        };
        let mut row = LinkRow {
            line: link.line,
            control,
            to: shown(&link.to),
            verdict: LinkVerdict::Unchanged,
            write: None,
            note: None,
        };
        match judged {
            Ok(None) => {}
            Ok(Some(write)) => {
                if !self.written.insert((row.control.clone(), write.clone())) {
                    return None;
                }
                row.verdict = LinkVerdict::New;
                row.write = Some(write);
            }
            Err(why) => {
                row.verdict = LinkVerdict::Unknown;
                row.note = Some(why);
            }
        }
        Some(row)
    }

    /// The control that a link begins at.
    fn from(&self, name: &str) -> Result<ControlRef, String> {
        let taken = self.taken.get(name).copied().map(str::to_owned);
        let control = match taken {
            Some(id) => id,
            None => self
                .control_named(self.framework, name)
                .map(|id| id.control.to_string())
                .ok_or_else(|| format!("no control `{}` comes in", one_line(name)))?,
        };
        let entry = self.catalog.entry(&control);
        let id = ControlId::parse(&control).map_err(|error| error.to_string())?;
        let id = ControlRef { framework: self.framework.clone(), control: id };
        let is_heading = entry.is_some_and(|entry| entry.fields.contains_key(&Field::Heading))
            || self.program.control(&id).is_some_and(|control| control.heading);
        if is_heading {
            return Err("it is a heading, which is never judged".to_owned());
        }
        Ok(id)
    }

    fn judge(&mut self, from: &ControlRef, to: &Target) -> Judged {
        match to {
            Target::Check(name) => self.check(from, name),
            Target::Rule { tool, rule } => self.rule(from, tool, rule),
            Target::Control { relation, framework, control, source } => {
                self.control(from, *relation, (framework, control), source)
            }
        }
    }

    fn check(&self, from: &ControlRef, name: &str) -> Judged {
        let id = CheckId::parse(name).map_err(|error| error.to_string())?;
        let check = self.program.checks.get(&id);
        let check = check.ok_or_else(|| "the program has no such check".to_owned())?;
        let is_there = check.controls.iter().any(|control| control.value == *from);
        Ok((!is_there).then(|| Write::Check { check: id.to_string() }))
    }

    fn rule(&mut self, from: &ControlRef, tool: &'static str, rule: &str) -> Judged {
        if rule.is_empty() || rule.contains(|c: char| c == '*' || c.is_whitespace()) {
            return Err("this is no name of a rule".to_owned());
        }
        if rules_of(self.program, from, tool).contains(rule) {
            return Ok(None);
        }
        // The check that asks about least beside it says most about it.
        let rules = |id: &&CheckId| {
            let check = self.program.checks.get(*id);
            check.map_or(0, |check| {
                check.sources.iter().map(|source| source.rules.len()).sum::<usize>()
            })
        };
        if let Some(check) = checks_asking(self.program, tool, rule).min_by_key(rules) {
            return self.check(from, check.as_str());
        }
        let check = match self.made.get(rule) {
            Some(id) => id.clone(),
            None => self.mint(rule)?,
        };
        self.made.insert(rule.to_owned(), check.clone());
        Ok(Some(Write::NewCheck { check, tool, rule: rule.to_owned() }))
    }

    /// An id for a check that asks about one rule.
    fn mint(&self, rule: &str) -> Result<String, String> {
        let base = id_of(&rule.replace('_', "-"))?;
        let names = std::iter::once(base.clone()).chain((2..100).map(|n| format!("{base}-{n}")));
        let is_free = |name: &String| {
            let taken = self.made.values().any(|made| made == name);
            CheckId::parse(name).is_ok_and(|id| !taken && !self.program.checks.contains_key(&id))
        };
        names.into_iter().find(is_free).ok_or_else(|| "no id is free for its check".to_owned())
    }

    fn control(
        &self,
        from: &ControlRef,
        relation: Relation,
        (framework, control): (&str, &str),
        source: &str,
    ) -> Judged {
        let theirs = self
            .framework_named(framework)
            .ok_or_else(|| format!("the program has no framework `{}`", one_line(framework)))?;
        let to = self
            .control_named(&theirs, control)
            .ok_or_else(|| format!("`{theirs}` has no control `{}`", one_line(control)))?;
        if to == *from {
            return Err("it leads to the control itself".to_owned());
        }
        let walks = self.program.crosswalks.iter().filter(|walk| walk.from.value == *from);
        let mut between = walks.filter(|walk| walk.to.iter().any(|end| end.value == to)).peekable();
        if between.peek().is_none() {
            let source = if source.is_empty() { "imported" } else { source };
            return Ok(Some(Write::Crosswalk {
                relation: relation_word(relation),
                control: to.to_string(),
                source: source.to_owned(),
            }));
        }
        let written: Vec<Relation> = between.map(|walk| walk.relation).collect();
        if written.contains(&relation) {
            return Ok(None);
        }
        let words: Vec<&str> = written.iter().map(|relation| relation_word(*relation)).collect();
        Err(format!(
            "the files say {}, the file says {}",
            words.join(", "),
            relation_word(relation)
        ))
    }

    /// A framework of the program by the name that others have for it.
    fn framework_named(&self, name: &str) -> Option<FrameworkId> {
        if let Some(id) = self.names.get(name) {
            return self.program.frameworks.contains_key(id).then(|| id.clone());
        }
        let mut all = self.program.frameworks.keys();
        all.find(|id| id.as_str().eq_ignore_ascii_case(name)).cloned()
    }

    /// A control of a framework, whatever its case.
    fn control_named(&self, framework: &FrameworkId, name: &str) -> Option<ControlRef> {
        let name = id_of(name).ok()?;
        let exact = ControlId::parse(&name).ok().and_then(|control| {
            self.program.control(&ControlRef { framework: framework.clone(), control })
        });
        let found = exact.or_else(|| {
            let mut all = self.program.controls_of(framework);
            all.find(|control| control.id.control.as_str().eq_ignore_ascii_case(&name))
        });
        found.map(|control| control.id.clone())
    }
}

fn shown(to: &Target) -> String {
    match to {
        Target::Check(check) => format!("check {}", one_line(check)),
        Target::Rule { tool, rule } => format!("{tool} {}", one_line(rule)),
        Target::Control { relation, framework, control, .. } => {
            let word = relation_word(*relation);
            format!("{word} {}/{}", one_line(framework), one_line(control))
        }
    }
}
