//! Which rule a result belongs to, how bad it is, and what it says.
//!
//! A result may name its rule by `ruleId`, by a reference, or by an index into the rules of the
//! driver or an extension; its id may extend the rule's (`CA1000/1` belongs to `CA1000`). It is
//! recorded under the id that the *tool lists*, because that is the id a check can ask about: a
//! result of `CA1000/1` must never look like the absence of results for `CA1000`.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{
    Component, ComponentReference, Configuration, Finding, Invocation, Message, Rule,
    RuleReference, Run,
};
use crate::{
    evidence::{Outcome, Severity},
    ingest::{
        error::{Problem, quote},
        json::{Str, said},
    },
};

/// The rule of results that name none.
pub(super) const NO_RULE: &str = "(none)";

/// The rules of a run, by component and id.
pub(super) struct Rules<'d, 'a> {
    run: &'d Run<'a>,
    /// Position 0 is the driver, the extensions follow.
    components: Vec<&'d Component<'a>>,
    by_id: BTreeMap<&'d str, &'d Rule<'a>>,
}

/// A result's rule.
pub(super) struct Resolved<'d, 'a> {
    /// The id to record.
    pub(super) id: &'d str,
    /// The id in the result, when it extends the rule's.
    pub(super) extended: Option<&'d str>,
    descriptor: Option<&'d Rule<'a>>,
}

impl<'d, 'a> Rules<'d, 'a> {
    pub(super) fn of(run: &'d Run<'a>) -> Self {
        let extensions = run.tool.extensions.iter().flatten();
        let components: Vec<_> = std::iter::once(&run.tool.driver).chain(extensions).collect();
        let mut by_id = BTreeMap::new();
        for rule in components.iter().flat_map(|component| component.rules.iter().flatten()) {
            if let Some(id) = said(&rule.id) {
                by_id.entry(id).or_insert(rule);
            }
        }
        Self { run, components, by_id }
    }

    /// The ids of the rules that the tool lists and that were not switched off.
    pub(super) fn listed(&self) -> BTreeSet<String> {
        let on = |id: &str, rule: &Rule<'a>| {
            let overridden = self.run.invocations.iter().flatten().find_map(|invocation| {
                self.override_of(invocation, id, rule)
                    .and_then(|configuration| configuration.enabled)
            });
            let default = rule.default_configuration.as_ref().and_then(|c| c.enabled);
            overridden.or(default).unwrap_or(true)
        };
        let listed = self.by_id.iter().filter(|(id, rule)| on(id, rule));
        listed.map(|(id, _)| (*id).to_owned()).collect()
    }

    /// Finds a result's rule.
    pub(super) fn resolve(&self, finding: &'d Finding<'a>) -> Resolved<'d, 'a> {
        let reference = finding.rule.as_ref();
        let named = said(&finding.rule_id).or_else(|| reference.and_then(|r| said(&r.id)));
        let indexed = self.indexed(finding, reference);
        let Some(named) = named else {
            let id = indexed.and_then(|rule| said(&rule.id)).unwrap_or(NO_RULE);
            return Resolved { id, extended: None, descriptor: indexed };
        };
        // An index that points at another rule is a mistake of the tool; the name is believed.
        let fits = |rule: &&Rule<'_>| said(&rule.id).is_some_and(|id| extends(named, id));
        let descriptor = indexed.filter(fits).or_else(|| self.longest_match(named));
        let id = descriptor.and_then(|rule| said(&rule.id)).unwrap_or(named);
        Resolved { id, extended: (id != named).then_some(named), descriptor }
    }

    fn indexed(
        &self,
        finding: &Finding<'a>,
        reference: Option<&RuleReference<'a>>,
    ) -> Option<&'d Rule<'a>> {
        let component = reference.and_then(|r| r.tool_component.as_ref());
        let rules = self.component(component)?.rules.as_ref()?;
        if let Some(guid) = reference.and_then(|r| said(&r.guid))
            && let Some(rule) = rules.iter().find(|rule| said(&rule.guid) == Some(guid))
        {
            return Some(rule);
        }
        let index = finding.rule_index.or_else(|| reference.and_then(|r| r.index))?;
        rules.get(usize::try_from(index).ok()?)
    }

    fn component(&self, reference: Option<&ComponentReference<'a>>) -> Option<&'d Component<'a>> {
        let Some(reference) = reference else { return self.components.first().copied() };
        if let Some(index) = reference.index.and_then(|index| usize::try_from(index).ok()) {
            return self.components.get(index + 1).copied();
        }
        let guid = said(&reference.guid);
        let name = said(&reference.name);
        let same = |c: &&&Component<'_>| {
            (guid.is_some() && said(&c.guid) == guid) || (name.is_some() && said(&c.name) == name)
        };
        self.components.iter().find(same).or(self.components.first()).copied()
    }

    fn longest_match(&self, named: &str) -> Option<&'d Rule<'a>> {
        let mut id = named;
        loop {
            if let Some(rule) = self.by_id.get(id) {
                return Some(rule);
            }
            id = id.rsplit_once('/')?.0;
        }
    }

    /// The level of a result, in the order that the specification gives.
    pub(super) fn level(
        &self,
        finding: &Finding<'a>,
        rule: &Resolved<'d, 'a>,
    ) -> Result<Severity, Problem> {
        if let Some(level) = said(&finding.level) {
            return parse_level(level);
        }
        if !matches!(said(&finding.kind), None | Some("fail")) {
            return Ok(Severity::Info);
        }
        let overridden = rule.descriptor.and_then(|descriptor| {
            let invocation = self.invocation(finding)?;
            self.override_of(invocation, rule.id, descriptor)
        });
        let default = rule.descriptor.and_then(|rule| rule.default_configuration.as_ref());
        let configured = |c: Option<&'d Configuration<'a>>| c.and_then(|c| said(&c.level));
        parse_level(configured(overridden).or_else(|| configured(default)).unwrap_or("warning"))
    }

    /// What an invocation says of a rule, whether it names it by id, GUID or index.
    fn override_of(
        &self,
        invocation: &'d Invocation<'a>,
        id: &str,
        rule: &Rule<'a>,
    ) -> Option<&'d Configuration<'a>> {
        let same = |reference: &RuleReference<'a>| {
            if let Some(named) = said(&reference.id) {
                return extends(named, id);
            }
            if let Some(guid) = said(&reference.guid) {
                return said(&rule.guid) == Some(guid);
            }
            let index = reference.index.and_then(|index| usize::try_from(index).ok());
            let rules = self.component(reference.tool_component.as_ref());
            let rules = rules.and_then(|component| component.rules.as_ref());
            let indexed = index.and_then(|index| rules?.get(index));
            indexed.is_some_and(|indexed| std::ptr::eq(indexed, rule))
        };
        let mut overrides = invocation.rule_configuration_overrides.iter().flatten();
        let found = overrides.find(|o| o.descriptor.as_ref().is_some_and(same));
        found.and_then(|found| found.configuration.as_ref())
    }

    fn invocation(&self, finding: &Finding<'a>) -> Option<&'d Invocation<'a>> {
        let all = self.run.invocations.as_ref()?;
        let index = finding.provenance.as_ref().and_then(|p| p.invocation_index);
        match (index.and_then(|index| usize::try_from(index).ok()), all.as_slice()) {
            (Some(index), _) => all.get(index),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

impl Resolved<'_, '_> {
    /// What the result says: its own text, or the rule's with the arguments filled in.
    pub(super) fn message(&self, message: Option<&Message<'_>>) -> String {
        let Some(message) = message else { return String::new() };
        let template = said(&message.text).or_else(|| {
            let strings = self.descriptor?.message_strings.as_ref()?;
            said(&strings.get(said(&message.id)?)?.text)
        });
        let text = template.or(said(&message.id)).unwrap_or_default();
        match message.arguments.as_deref() {
            Some(arguments @ [_, ..]) => filled_in(text, arguments),
            _ => text.to_owned(),
        }
    }
}

/// Puts the arguments in the places `{0}`, `{1}` of a text, in one pass, so that an argument
/// which itself holds `{1}` stays as it is and nothing can grow without end.
fn filled_in(text: &str, arguments: &[Str<'_>]) -> String {
    const MAX: usize = 64 << 10;
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{')
        && filled.len() < MAX
    {
        filled.push_str(before);
        let argument = after.split_once('}').and_then(|(index, behind)| {
            let index: usize = index.parse().ok()?;
            Some((arguments.get(index)?.as_str(), behind))
        });
        if let Some((argument, behind)) = argument {
            filled.push_str(argument);
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled + rest
}

/// Whether `id` is `base` or extends it, as `CA1000/1` extends `CA1000`.
fn extends(id: &str, base: &str) -> bool {
    id.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn parse_level(level: &str) -> Result<Severity, Problem> {
    match level {
        "none" => Ok(Severity::Info),
        "note" => Ok(Severity::Low),
        "warning" => Ok(Severity::Medium),
        "error" => Ok(Severity::High),
        other => Err(Problem::Word {
            field: "`level`",
            found: quote(other),
            expected: "none, note, warning or error",
        }),
    }
}

/// The outcome of a result's kind.
pub(super) fn outcome(finding: &Finding<'_>) -> Result<Outcome, Problem> {
    match said(&finding.kind) {
        None | Some("fail") => Ok(Outcome::Fail),
        Some("pass") => Ok(Outcome::Pass),
        Some("open") => Ok(Outcome::Error),
        Some("review") => Ok(Outcome::Manual),
        Some("informational") => Ok(Outcome::Informational),
        Some("notApplicable") => Ok(Outcome::NotApplicable),
        Some(other) => Err(Problem::Word {
            field: "`kind`",
            found: quote(other),
            expected: "pass, fail, open, review, informational or notApplicable",
        }),
    }
}

/// Whether a result is suppressed: it has suppressions, and none of them is only asked for
/// (`underReview`) or refused (`rejected`).
pub(super) fn suppressed(finding: &Finding<'_>) -> Result<bool, Problem> {
    let Some(all) = finding.suppressions.as_ref().filter(|all| !all.is_empty()) else {
        return Ok(false);
    };
    for suppression in all {
        match said(&suppression.status) {
            None | Some("accepted") => {}
            Some("underReview" | "rejected") => return Ok(false),
            Some(other) => {
                return Err(Problem::Word {
                    field: "`suppressions.status`",
                    found: quote(other),
                    expected: "accepted, underReview or rejected",
                });
            }
        }
    }
    Ok(true)
}
