//! Checks: what each asks (once, in the list of checks), and how it stands (under each control
//! that it helps to prove).

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    evidence::{Registry, evidence_anchor},
    summary::Link,
};
use crate::{
    assess::{CellFact, CheckAssessment, ControlStatus},
    ids::CheckId,
    model::{Cadence, Check, CheckSource},
    report::{
        Inputs, anchors,
        expected::{self, ExpectedRuns},
        lang::{Lang, say},
        reasons,
        words::{self, Word, Worded},
    },
    time::{Day, Instant},
};

/// How many subjects stand where a check is first shown, and how many where it is shown again.
const FIRST: usize = 20;
const AGAIN: usize = 5;
/// The longest tool message that is shown whole, in characters.
const MESSAGE: usize = 240;

/// A check under a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckPart {
    /// Its id.
    pub id: CheckId,
    /// Where it is defined in the report.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Word,
    /// Since when.
    pub since: Option<Day>,
    /// How many subjects pass, fail and so on: only what there is.
    pub counts: Vec<String>,
    /// Why it has its status.
    pub reasons: Vec<String>,
    /// Subjects that do not pass.
    pub subjects: Vec<SubjectRow>,
    /// How many more there are.
    pub more: u64,
    /// Where more of them stand, when the check was shown before.
    pub more_at: Option<Link>,
    /// Where every result of it stands, for a report that is part of a site.
    pub results: Option<String>,
}

/// A subject that does not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SubjectRow {
    /// How it stands: `fails`, `accepted` by exception, `error`, `open question`.
    pub standing: &'static str,
    /// The colour class of that.
    pub class: &'static str,
    /// Its name.
    pub uid: String,
    /// The account that it lives in.
    pub account: Option<String>,
    /// The region that it lives in.
    pub region: Option<String>,
    /// The tool's rule.
    pub rule: String,
    /// How bad it is.
    pub severity: Option<&'static str>,
    /// Since when it has stood so.
    pub since: Day,
    /// When it was last seen so.
    pub seen: Instant,
    /// Whether the tool was told to keep quiet about it.
    pub muted: bool,
    /// What the tool says.
    pub message: Option<String>,
    /// The reference number of the artifact, or of the exception, behind it.
    pub reference: String,
    /// Where that stands.
    pub href: String,
}

/// What a check asks, of whom, and how fresh.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckDefinition {
    /// Its id.
    pub id: CheckId,
    /// Its anchor.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Word,
    /// Where its results come from.
    pub sources: Vec<Source>,
    /// What must all have a result.
    pub population: String,
    /// Members of it without any result.
    pub missing: Vec<String>,
    /// Who was expected and observed, who is missing, and who was observed unasked, in words.
    pub members: Vec<String>,
    /// The runs that its rhythm asks for, against those there were.
    pub expected: ExpectedRuns,
    /// The same in words.
    pub expected_lines: Vec<String>,
    /// How old a result may be.
    pub limit: String,
    /// When the present proof goes stale.
    pub fresh_until: Option<Instant>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How many runs fed it.
    pub runs: u64,
    /// The first of them.
    pub first_run: Option<Instant>,
    /// The last of them.
    pub last_run: Option<Instant>,
    /// Rules that it names and that have said nothing yet.
    pub silent_rules: Vec<String>,
    /// The controls of this framework that it helps to prove.
    pub controls: Vec<Link>,
}

/// Where results come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Source {
    /// The tool or the format.
    pub tool: String,
    /// The tool's rules.
    pub rules: Vec<String>,
    /// What else decides, in words.
    pub terms: Vec<String>,
}

/// A check under a control; `again` says where it was shown first.
pub(super) fn part(
    inputs: &Inputs<'_>,
    registry: &mut Registry<'_>,
    id: &CheckId,
    again: Option<&Link>,
) -> Option<CheckPart> {
    let judged = inputs.assessment.checks.get(id)?;
    let title = inputs.program.checks.get(id).map_or_else(String::new, |c| c.title.clone());
    let most = if again.is_some() { AGAIN } else { FIRST };
    let (subjects, more) = subjects(inputs, registry, judged, most);
    Some(CheckPart {
        id: id.clone(),
        href: anchors::href(&anchors::check(id)),
        title,
        status: judged.status.word(),
        since: judged.since,
        counts: counts(inputs.lang, judged),
        reasons: reasons::check(inputs, id),
        more_at: again.filter(|_| more > 0).cloned(),
        results: None,
        subjects,
        more,
    })
}

fn counts(lang: Lang, judged: &CheckAssessment) -> Vec<String> {
    let parts = [
        (judged.passing, lang.inside("{0} pass")),
        (judged.not_applicable, lang.inside("{0} not applicable")),
        (judged.failing.len() as u64, lang.inside("{0} fail")),
        (judged.excepted.len() as u64, lang.inside("{0} fail but excepted")),
        (judged.errors.len() as u64, lang.inside("{0} could not be evaluated")),
        (judged.unanswered.len() as u64, lang.inside("{0} left to a person")),
        (judged.missing.len() as u64, lang.inside("{0} without any result")),
    ];
    let some = parts.iter().filter(|(n, _)| *n > 0);
    some.map(|(n, text)| text.replace("{0}", &words::number(*n))).collect()
}

/// The subjects that do not pass: failing ones by severity and age, then accepted, broken and
/// unanswered ones.
fn subjects(
    inputs: &Inputs<'_>,
    registry: &mut Registry<'_>,
    judged: &CheckAssessment,
    most: usize,
) -> (Vec<SubjectRow>, u64) {
    let lang = inputs.lang;
    let mut failing = judged.failing.clone();
    failing.sort_by_key(|fact| (std::cmp::Reverse(fact.severity), fact.since, fact.cell));
    let failing = failing.iter().map(|fact| (fact, lang.text("fails"), "failing", None));
    let excepted = judged
        .excepted
        .iter()
        .map(|cell| (&cell.fact, lang.text("accepted"), "unproven", Some(cell.exception)));
    let errors = judged.errors.iter().map(|fact| (fact, lang.text("error"), "unproven", None));
    let open =
        judged.unanswered.iter().map(|fact| (fact, lang.text("open question"), "unproven", None));
    let all = failing.chain(excepted).chain(errors).chain(open);
    // A pass by absence is about no subject of its own; what broke it stands in the reasons.
    let all: Vec<_> = all.filter(|(f, ..)| inputs.history.subject(f.cell).is_some()).collect();
    let more = all.len().saturating_sub(most) as u64;
    let rows = all
        .into_iter()
        .take(most)
        .filter_map(|(fact, standing, class, exception)| {
            subject_row(inputs, registry, fact, (standing, class), exception)
        })
        .collect();
    (rows, more)
}

fn subject_row(
    inputs: &Inputs<'_>,
    registry: &mut Registry<'_>,
    fact: &CellFact,
    (standing, class): (&'static str, &'static str),
    exception: Option<usize>,
) -> Option<SubjectRow> {
    let subject = inputs.history.subject(fact.cell)?;
    let artifact = registry.run(fact.run);
    let reference = match exception {
        Some(exception) => registry.exception(exception),
        None => artifact?,
    };
    Some(SubjectRow {
        standing,
        class,
        uid: subject.uid.clone(),
        account: subject.account.clone(),
        region: subject.region.clone(),
        rule: inputs.history.rule(fact.cell).map_or_else(String::new, |key| key.rule.clone()),
        severity: fact.severity.map(|severity| inputs.lang.text(severity.word())),
        since: fact.since.day(),
        seen: fact.seen,
        muted: fact.muted,
        message: inputs.messages.get(&fact.cell).map(|text| shortened(inputs.lang, text)),
        href: anchors::href(&evidence_anchor(&reference)),
        reference,
    })
}

/// A message that fits a table; what is cut is counted.
fn shortened(lang: Lang, text: &str) -> String {
    let length = text.chars().count();
    if length <= MESSAGE {
        return text.to_owned();
    }
    let head: String = text.chars().take(MESSAGE).collect();
    say!(lang, "{0}… ({1} more characters in the file)", head, length - MESSAGE)
}

/// What a check asks.
pub(super) fn definition(
    inputs: &Inputs<'_>,
    registry: &Registry<'_>,
    check: &Check,
    controls: Vec<Link>,
) -> CheckDefinition {
    let id = &check.id.value;
    let judged = inputs.assessment.checks.get(id);
    let feeds = registry.feeds(id);
    let observed = |feed: Option<&crate::assess::Feed>| {
        feed.and_then(|feed| inputs.history.runs.get(feed.run.0 as usize))
            .map(|record| record.run.observed_at)
    };
    let expected = expected::of_check(inputs, check, feeds);
    let members =
        judged.map(|judged| expected::population(inputs.lang, judged, check)).unwrap_or_default();
    let lang = inputs.lang;
    let line = |(name, text): (&'static str, String)| say!(lang, "{0}: {1}##a fact", name, text);
    CheckDefinition {
        id: id.clone(),
        anchor: anchors::check(id),
        title: check.title.clone(),
        status: judged.map_or(ControlStatus::Gap.word(), |judged| judged.status.word()),
        sources: check.sources.iter().map(|asked| source(inputs.lang, asked)).collect(),
        population: population(inputs.lang, judged, check),
        members: members.into_iter().skip(1).map(line).collect(),
        expected_lines: expected.facts().into_iter().skip(1).map(line).collect(),
        expected,
        missing: judged.map(|judged| judged.missing.clone()).unwrap_or_default(),
        limit: limit(inputs, check),
        fresh_until: judged.and_then(|judged| judged.fresh_until),
        owner: check.owner.as_ref().map(|owner| owner.value.to_string()),
        runs: feeds.len() as u64,
        first_run: observed(feeds.first()),
        last_run: observed(feeds.last()),
        silent_rules: judged.map(|judged| judged.silent_rules.clone()).unwrap_or_default(),
        controls,
    }
}

fn source(lang: Lang, source: &CheckSource) -> Source {
    let document = source.document.as_ref().map(|d| say!(lang, "document {0}", d.value));
    let level =
        source.level.map(|level| say!(lang, "failing at level {0} and above", level.word()));
    let absence =
        source.absence_passes.then(|| say!(lang, "no finding passes, if coverage is known"));
    let pass_when = source.pass_when.as_ref().map(|p| say!(lang, "passes when {0}", p.value));
    Source {
        tool: source.tool.value.clone(),
        rules: source.rules.iter().map(|rule| rule.value.clone()).collect(),
        terms: [document, level, absence, pass_when].into_iter().flatten().collect(),
    }
}

fn population(lang: Lang, judged: Option<&CheckAssessment>, check: &Check) -> String {
    let Some(population) = &check.population else { return say!(lang, "what the tool saw") };
    let expected = judged.and_then(|judged| judged.expected).unwrap_or_default();
    let missing = judged.map_or(expected, |judged| judged.missing.len());
    let observed = expected.saturating_sub(missing);
    say!(lang, "{0}: {1} of {2} observed", lang.population(&population.value), observed, expected)
}

/// How old a result of a check may be.
pub(super) fn limit(inputs: &Inputs<'_>, check: &Check) -> String {
    let lang = inputs.lang;
    let age = match &check.max_age {
        Some(age) => lang.age(age.value),
        None => say!(lang, "{0} (default)", lang.age(inputs.program.settings.max_age)),
    };
    match check.cadence.as_ref().map(|c| c.value) {
        None => age,
        Some(Cadence::EverySprint) => say!(lang, "a result in every sprint"),
        Some(Cadence::EveryCommit) => {
            say!(lang, "a run for the newest commit; where commits are not known, {0}", age)
        }
        Some(cadence) => say!(lang, "a result {0}", lang.cadence(cadence)),
    }
}
