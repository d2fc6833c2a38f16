//! `CloudFormation` templates: the blocks of a component's code, and what each says that it meets.
//!
//! ```yaml
//! Resources:
//!   Trail:
//!     Type: AWS::CloudTrail::Trail
//!     Metadata:
//!       storyproof:
//!         controls: [aws-baseline/AB.LOG-01]
//!         checks: [trail-multi-region]
//! ```
//!
//! Source of the layout: the AWS `CloudFormation` user guide, "Template anatomy" and "`Metadata`
//! attribute". Whether the template is valid is for other tools to say; here it only has to be
//! readable.

use std::{collections::BTreeMap, fmt::Write as _};

use sha2::{Digest as _, Sha256};

use super::{Records, file::unreadable, rules};
use crate::{
    diag::{Diagnostic, Rule},
    ids::{CheckId, ComponentId, ControlRef},
    model::{Block, Marks, Template},
    source::{FileId, SourceFile, Sources, Span, Spanned},
    yaml::{self, Node, Value},
};

/// How the names of templates end.
const ENDINGS: [&str; 4] = [".yaml", ".yml", ".json", ".template"];

/// The key of `Metadata` that is ours.
const OURS: &str = "storyproof";

/// The most resources that the service takes in one template is 500; more are no template.
const MOST: usize = 5_000;

/// Whether a file may be a template, by its name.
pub(super) fn is_template(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

impl Records {
    /// The paths of all templates that components name and that may be opened.
    pub fn template_paths(&self) -> impl Iterator<Item = &str> {
        let paths = self.components.iter().flat_map(|component| &component.templates);
        paths.map(|path| path.value.as_str()).filter(|path| is_template(path))
    }
}

/// Reads the templates that components name from the files there are, and reports what is wrong
/// with them.
pub fn decode_templates(sources: &Sources, records: &mut Records) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut taken: BTreeMap<String, ComponentId> = BTreeMap::new();
    let mut templates = Vec::new();
    for component in &records.components {
        for path in &component.templates {
            if let Some(other) = taken.get(&path.value) {
                let title = format!("the template {} is part of `{other}` already", path.value);
                let help = "name it in one component; the other may be served by it";
                found.push(Diagnostic::new(&rules::TEMPLATE, title, path.span).help(help));
                continue;
            }
            taken.insert(path.value.clone(), component.id.value.clone());
            let mut template = Template {
                path: path.clone(),
                component: component.id.value.clone(),
                sha256: None,
                description: String::new(),
                marks: Marks::default(),
                blocks: Vec::new(),
                broken: true,
            };
            let before = found.len();
            fill(&mut template, sources, &mut found);
            template.broken = found.len() > before;
            templates.push(template);
        }
    }
    records.lost.errors += found.len();
    records.templates = templates;
    found
}

fn fill(template: &mut Template, sources: &Sources, found: &mut Vec<Diagnostic>) {
    let path = &template.path;
    let here = |title: String, help: &str| {
        Diagnostic::new(&rules::TEMPLATE, title, path.span).help(help.to_owned())
    };
    if !is_template(&path.value) {
        let title = format!("{} is no template by its name", path.value);
        found.push(here(title, "a template ends in .yaml, .yml, .json or .template"));
        return;
    }
    let Some((file, source)) =
        sources.find(&path.value).and_then(|id| Some((id, sources.file(id)?)))
    else {
        let title = format!("there is no file {}", path.value);
        found.push(here(title, "write the path from the program's folder on"));
        return;
    };
    if let Some(trouble) = &source.trouble {
        let mut reason = unreadable(file, source, trouble);
        reason.primary.span = path.span;
        found.push(reason);
        return;
    }
    template.sha256 = Some(hex(&Sha256::digest(source.text.as_bytes())));
    match yaml::parse(file, &source.text) {
        Ok(root) => Blocks { file, source, found }.read(&root, template),
        Err((title, span)) => {
            let help = "correct it; `aws cloudformation validate-template` says more";
            found.push(Diagnostic::new(&rules::TEMPLATE, title, span).help(help));
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        write!(hex, "{byte:02x}").ok();
        hex
    })
}

struct Blocks<'a> {
    file: FileId,
    source: &'a SourceFile,
    found: &'a mut Vec<Diagnostic>,
}

impl Blocks<'_> {
    fn read(&mut self, root: &Node, template: &mut Template) {
        let description = root.get("Description").and_then(Node::text);
        description.unwrap_or_default().clone_into(&mut template.description);
        template.marks = self.marks(root);
        let Some(resources) = root.get("Resources") else {
            let title = "the file has no `Resources`: it is no CloudFormation template".to_owned();
            let start = Span { file: self.file, start: 0, end: 0 };
            self.wrong(
                &rules::TEMPLATE,
                title,
                start,
                "name a template, or take it out of `templates`",
            );
            return;
        };
        let Value::Map(map) = &resources.value else {
            self.wrong(
                &rules::TEMPLATE,
                "`Resources` is no map of resources".into(),
                resources.span,
                "write each resource under its logical id",
            );
            return;
        };
        for (name, resource) in map {
            self.entry(name, resource, template);
        }
    }

    fn entry(&mut self, name: &Node, resource: &Node, template: &mut Template) {
        let text = name.text().unwrap_or_default();
        if text.starts_with("Fn::ForEach") {
            // `[identifier, collection, {name: resource}]`
            let Value::List(parts) = &resource.value else { return };
            if let Some(Value::Map(made)) = parts.get(2).map(|part| &part.value) {
                for (name, resource) in made {
                    self.entry(name, resource, template);
                }
            }
            return;
        }
        if text.starts_with("Fn::") {
            return;
        }
        if template.blocks.len() == MOST {
            let title = format!("the template has more than {MOST} resources");
            self.wrong(&rules::TEMPLATE, title, name.span, "split it");
            return;
        }
        if !matches!(resource.value, Value::Map(_)) {
            let title = format!("the resource `{text}` is not written out here");
            self.wrong(&rules::TEMPLATE, title, resource.span, "write it as a map with a `Type`");
            return;
        }
        let kind = resource.get("Type").and_then(Node::text).unwrap_or_default().to_owned();
        let line = self.source.place(name.span.start as usize).line;
        let marks = self.marks(resource);
        let name = Spanned::new(text.to_owned(), name.span);
        template.blocks.push(Block { name, line, kind, marks });
    }

    /// What a template or a resource says of itself.
    fn marks(&mut self, node: &Node) -> Marks {
        let mut marks = Marks::default();
        let Some(ours) = node.get("Metadata").and_then(|metadata| metadata.get(OURS)) else {
            return marks;
        };
        let Value::Map(map) = &ours.value else {
            self.wrong(
                &rules::WRONG_TYPE,
                format!("`{OURS}` is a map of `controls` and `checks`"),
                ours.span,
                "write `controls:` below it, and a list of ids",
            );
            return marks;
        };
        for (key, value) in map {
            match key.text() {
                Some("controls") => {
                    marks.controls.extend(
                        self.ids(value, |id| ControlRef::parse(id).map_err(|e| e.to_string())),
                    );
                }
                Some("checks") => {
                    marks.checks.extend(
                        self.ids(value, |id| CheckId::parse(id).map_err(|e| e.to_string())),
                    );
                }
                other => {
                    let title = format!("unknown key `{}`", other.unwrap_or("?"));
                    self.wrong(
                        &rules::UNKNOWN_KEY,
                        title,
                        key.span,
                        "known keys: controls, checks",
                    );
                }
            }
        }
        marks
    }

    fn ids<T>(
        &mut self,
        node: &Node,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<Spanned<T>> {
        let nodes: Vec<&Node> = match &node.value {
            Value::List(list) => list.iter().collect(),
            _ => vec![node],
        };
        let mut ids = Vec::new();
        for node in nodes {
            let Some(text) = node.text() else {
                let title = "an id is a text, written out where it belongs".to_owned();
                self.wrong(&rules::WRONG_TYPE, title, node.span, "write a list of ids");
                continue;
            };
            match parse(text) {
                Ok(id) => ids.push(Spanned::new(id, node.span)),
                Err(why) => {
                    let help = "controls are `framework/control`; checks have their id";
                    self.wrong(
                        &rules::BAD_ID,
                        format!("`{text}` is no id: {why}"),
                        node.span,
                        help,
                    );
                }
            }
        }
        ids
    }

    fn wrong(&mut self, rule: &'static Rule, title: String, span: Span, help: &str) {
        self.found.push(Diagnostic::new(rule, title, span).help(help.to_owned()));
    }
}
