//! The frameworks that ship: those of the example program, and further catalogs beside it.

use include_dir::{Dir, include_dir};
use storyproof::{
    exchange::framework::{Catalog, Link, Target, out::prowler::TOOL},
    ids::{CheckId, FrameworkId},
    model,
    program::{self, Program},
    source::{Sources, is_program_file},
};

use crate::cli::init::{CONTROLS, texts};

/// Catalogs that are not part of the example program.
static CATALOGS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/catalogs");

/// A program of nothing but the frameworks that ship, and their crosswalks.
pub(super) fn program() -> Program {
    let is_catalog =
        |path: &str| path.starts_with("frameworks/") || path.starts_with("crosswalks/");
    let own = texts(&CONTROLS).into_iter().filter(|(path, _)| is_catalog(path));
    let all = own.map(|(path, text)| (format!("controls/{path}"), text));
    let further = texts(&CATALOGS).into_iter();
    let further = further.map(|(path, text)| (format!("controls/further/{path}"), text));
    let further = further.filter(|(path, _)| is_program_file(path));
    let (records, _) = model::decode(&Sources::from_texts(all.chain(further)));
    program::resolve(records).0
}

/// A framework that ships. The checks that ship with it are no checks of the program: what they say
/// is which rules look at a control.
pub(super) fn catalog(shipped: &Program, id: &FrameworkId) -> Catalog {
    let mut catalog = Catalog::of(shipped, id);
    let mut links = Vec::new();
    for link in catalog.links {
        let Target::Check(name) = &link.to else {
            links.push(link);
            continue;
        };
        let check = CheckId::parse(name).ok().and_then(|id| shipped.checks.get(&id));
        for rule in check.iter().flat_map(|check| &check.sources).flat_map(|source| &source.rules) {
            let to = Target::Rule { tool: TOOL, rule: rule.value.clone() };
            links.push(Link { line: link.line, from: link.from.clone(), to });
        }
    }
    catalog.links = links;
    catalog
}
