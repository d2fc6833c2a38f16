//! What keeps people from knowing whose a requirement is, each with its place in the files and what
//! to do about it. `storyproof check` finds the same.

use schemars::JsonSchema;
use serde::Serialize;

use super::shared::link;
use crate::{
    program::Flaw,
    report::{
        Inputs,
        lang::{Lang, say},
        rows::{self, Link},
    },
};

/// A flaw in the duties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FlawRow {
    /// Which: `nobody`, `several`, `no-split` or `no-other-side`.
    pub kind: &'static str,
    /// The rule of `storyproof check` that finds it.
    pub code: &'static str,
    /// The requirement that it is about, when it is about one.
    pub requirement: Option<Link>,
    /// What is wrong.
    pub what: String,
    /// Where, as `file:line`.
    pub places: Vec<String>,
    /// What to do.
    pub remedy: String,
}

/// The row of a flaw, with its places in the files.
pub(super) fn row(inputs: &Inputs<'_>, flaw: &Flaw<'_>, places: Vec<String>) -> FlawRow {
    let lang = inputs.lang;
    let (kind, code, requirement, what, remedy) = match flaw {
        Flaw::Nobody(control) => (
            "nobody",
            "control/no-accountable",
            Some(link(&control.id)),
            say!(lang, "Nobody answers for it."),
            say!(
                lang,
                "Name it in the [[component.responsibility]] of the component that it is met in, or give its [[applicability]] an owner."
            ),
        ),
        Flaw::Several(control, parties) => {
            let names: Vec<String> = parties.keys().map(|id| rows::party(inputs, id)).collect();
            (
                "several",
                "control/two-accountable",
                Some(link(&control.id)),
                say!(lang, "{0} parties answer for it: {1}.", names.len(), both(lang, &names)),
                say!(
                    lang,
                    "Agree on the one party and name it as accountable in each of these duties, or narrow a pattern."
                ),
            )
        }
        Flaw::NoSplit(component, _, missing) => (
            "no-split",
            "component/shared-without-split",
            None,
            say!(
                lang,
                "A shared duty of component {0} does not say what each side does.",
                component.id.value
            ),
            say!(lang, "Write {0}, one sentence for each side.", both(lang, missing)),
        ),
        Flaw::NoOtherSide(component, _) => (
            "no-other-side",
            "component/shared-with-nobody",
            None,
            say!(
                lang,
                "A shared duty of component {0} does not say with whom.",
                component.id.value
            ),
            say!(lang, "Name the other side with provider, or as the component's party."),
        ),
    };
    FlawRow { kind, code, requirement, what, places, remedy }
}

/// Names that stand beside each other, all of them meant.
fn both<T: ToString>(lang: Lang, names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    names.join(lang.inside(" and "))
}
