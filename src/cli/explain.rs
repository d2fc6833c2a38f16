//! `storyproof explain`: why, from any id, status word or diagnostic code down to the artifact.

use std::{collections::BTreeMap, fmt::Write as _};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    assess::{
        ApprovalState, CellFact, CheckAssessment, CheckStatus, ControlStatus, Feed, Movement,
        Proof, feeds, movements,
    },
    diag::{explain as rule_text, safe_text},
    evidence::{RunId, TimeSource},
    ids::{AttestationId, CheckId, ComponentId, ControlRef, EpicId, RiskId, SprintId, StoryId},
    model::{Check, Reference},
    program::find_rule,
    render::gate::CI,
    report::{
        Inputs, Lang, Register,
        expected::{self, ExpectedRuns},
        reasons, register,
        words::{Word, Worded},
    },
    say,
    time::{AsOf, Instant},
};

use super::{
    answers, approval,
    args::{self, Format, Global},
    env::Env,
    explain_artifact, explain_component, explain_entry, explain_estate, explain_shared,
    failure::{Ended, Failure},
    find::{self, Named, name_of},
    output, people,
    workspace::{Assessed, Workspace},
};

/// How many subjects of a kind are shown before the rest is counted.
const SHOWN: usize = 12;

/// One thing with why it is so, and what lies below it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Node {
    /// What it is, such as `story`, `criterion`, `check`, `run` or `entry`.
    pub(super) kind: &'static str,
    /// Its id.
    pub(super) id: String,
    /// Its title; empty when it has none.
    pub(super) title: String,
    /// Where it stands; `null` for what is not judged.
    pub(super) status: Option<Word>,
    /// Why, one sentence each.
    pub(super) reasons: Vec<String>,
    /// What else is known: the name of a fact, and the fact in words.
    pub(super) facts: Vec<(&'static str, String)>,
    /// What happened to a check's findings; `null` unless `--since` asks.
    movement: Option<Moved>,
    /// The runs that a check's rhythm asks for, with those that were; `null` without a rhythm.
    runs: Option<ExpectedRuns>,
    /// What it rests on.
    pub(super) below: Vec<Self>,
}

/// What happened to a check's findings.
#[derive(Debug, Serialize, JsonSchema)]
struct Moved {
    /// From when.
    since: Instant,
    /// Until when.
    until: Instant,
    #[serde(flatten)]
    counts: Movement,
}

impl Node {
    pub(super) fn new(kind: &'static str, id: impl ToString, title: &str) -> Self {
        Self {
            kind,
            id: id.to_string(),
            title: title.to_owned(),
            status: None,
            reasons: Vec::new(),
            facts: Vec::new(),
            movement: None,
            runs: None,
            below: Vec::new(),
        }
    }

    pub(super) fn status(mut self, word: Word) -> Self {
        self.status = Some(word);
        self
    }

    pub(super) fn fact(&mut self, name: &'static str, text: impl Into<String>) {
        self.facts.push((name, text.into()));
    }
}

/// What people wrote as Markdown, on one line: it is short, and links stay whole.
fn one_line(notes: &str) -> String {
    notes.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where to read on.
fn read_on(reference: &Reference) -> (&'static str, String) {
    let Reference { title, url } = reference;
    ("see", if title == url { url.clone() } else { format!("{title}: {url}") })
}

pub(super) fn run(args: &args::Explain, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    if let Some(rule) = find_rule(&args.what) {
        let text = rule_text(rule);
        return said(&args.what, text, args.answer.format, env);
    }
    if let Some(text) = status_text(&args.what) {
        return said(&args.what, text, args.answer.format, env);
    }
    if args.what == "ci" {
        return said(&args.what, CI.to_owned(), args.answer.format, env);
    }
    let format = args.answer.format;
    let number = explain_entry::number(&args.what);
    if let Some(number) = number.filter(|_| args.what.starts_with("entry:")) {
        return explain_entry::run(number, global, format, env);
    }
    let workspace = Workspace::open(env)?;
    let named = match find::find(&workspace.program, &args.what, |_| true) {
        Ok(named) => named,
        Err(failure) => {
            let what = explain_artifact::known(&args.what, &workspace, global, env)?;
            return match (what, number) {
                (Some(what), _) => what.explain(global, format, env),
                (None, Some(number)) if !explain_artifact::is_account(&args.what) => {
                    explain_entry::run(number, global, format, env)
                }
                (None, _) => Err(explain_artifact::unknown(&args.what, failure)),
            };
        }
    };
    let assessed = workspace.assess(global, env)?;
    record(&named, &workspace, &assessed, None, args.answer.format, env)
}

/// What a code or a word means.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Meaning<'a> {
    /// The code or the word.
    what: &'a str,
    /// What it means.
    text: &'a str,
}

/// A text that depends on no program.
fn said(what: &str, text: String, format: Format, env: &mut Env) -> Result<Ended, Failure> {
    if format == Format::Json {
        let now = AsOf { observed: env.clock.now, known: env.clock.now };
        let data = Meaning { what, text: &text };
        output::json(env, &answers::EXPLAIN, now, None, &data)?;
    } else {
        env.answer(&text)?;
    }
    Ok(Ended::Fine)
}

/// What a status word means, for every kind of record that has it.
fn status_text(word: &str) -> Option<String> {
    let wanted = word.to_ascii_lowercase().replace(' ', "-");
    let text = [
        meanings(&CheckStatus::ALL, &wanted),
        meanings(&ControlStatus::ALL, &wanted),
        meanings(&Proof::ALL, &wanted),
        meanings(&ApprovalState::ALL, &wanted),
    ]
    .concat();
    (!text.is_empty()).then_some(text)
}

/// What a word means for one kind of status, if that kind has it.
fn meanings<T: Worded>(all: &[T], wanted: &str) -> String {
    let mut text = String::new();
    for status in all.iter().filter(|status| status.word().status == wanted) {
        let (word, kind, meaning) = (status.word(), T::KIND.to_lowercase(), status.meaning());
        // Writing to a string cannot fail.
        writeln!(text, "{} {} ({kind})\n    {meaning}\n", word.glyph, word.word).ok();
    }
    text
}

/// Explains one record; of a check also what happened to its findings since an instant.
pub(super) fn record(
    named: &Named,
    workspace: &Workspace,
    assessed: &Assessed,
    since: Option<Instant>,
    format: Format,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let node = node(named, workspace, assessed, since, Lang::En)?;
    if format == Format::Json {
        let (as_of, head) = (assessed.assessment.as_of, assessed.history.head.as_ref());
        output::json(env, answers::of_record(named), as_of, head, &node)?;
    } else {
        let mut out = String::new();
        print(&node, 0, &mut out);
        env.answer(&safe_text(&out))?;
    }
    Ok(Ended::Fine)
}

/// What is to be said of one record.
pub(super) fn node(
    named: &Named,
    workspace: &Workspace,
    assessed: &Assessed,
    since: Option<Instant>,
    lang: Lang,
) -> Result<Node, Failure> {
    let inputs = Inputs { lang, ..assessed.inputs(&workspace.program) };
    // The latest run that answered each check, not one that only looked elsewhere.
    let feeds = feeds(&workspace.program, &assessed.history, assessed.assessment.as_of);
    let explain = Explain { inputs, assessed, feeds, register: register(&inputs) };
    let node = match named {
        Named::Story(id) => explain.story(id),
        Named::Epic(id) => explain.epic(id),
        Named::Sprint(id) => explain.sprint(id),
        Named::Control(id) => explain.control(id),
        Named::Check(id) => explain.check(id),
        Named::Attestation(id) => Some(explain.attestation_with_statements(id)),
        Named::Risk(id) => explain.risk(id),
        Named::Component(id) => explain.component(id),
        named => explain_estate::node(&inputs, named),
    };
    let mut node = node.ok_or_else(|| {
        Failure::usage(say!(
            lang,
            "`{0}` is a heading: it groups others and is not judged",
            name_of(named)
        ))
    })?;
    node.below.splice(0..0, approval::node(&inputs, named));
    if let (Named::Check(id), Some(since)) = (named, since) {
        node.movement = Some(explain.movement(id, since));
    }
    Ok(node)
}

fn print(node: &Node, depth: usize, out: &mut String) {
    let margin = "  ".repeat(depth);
    let status = node.status.map(|word| format!("{} {}  ", word.glyph, word.word));
    let status = status.unwrap_or_default();
    // Writing to a string cannot fail.
    write!(out, "{margin}{status}{} {}", node.kind, node.id).ok();
    if !node.title.is_empty() {
        write!(out, ": {}", node.title.replace('\n', " ")).ok();
    }
    out.push('\n');
    for reason in &node.reasons {
        writeln!(out, "{margin}    {}", reason.replace('\n', " ")).ok();
    }
    for (name, text) in &node.facts {
        writeln!(out, "{margin}    {name:<10} {}", text.replace('\n', " ")).ok();
    }
    if let Some(Moved { since, until, counts }) = &node.movement {
        writeln!(
            out,
            "{margin}    {:<10} {} failing at {since}: {} fixed, {} gone, {} not evaluated, {} still failing",
            "findings", counts.before, counts.fixed, counts.gone, counts.not_evaluated, counts.still_failing
        )
        .ok();
        writeln!(
            out,
            "{margin}    {:<10} {} failing at {until}: of these {} regressed, {} new",
            "", counts.after, counts.regressed, counts.new
        )
        .ok();
    }
    for below in &node.below {
        print(below, depth + 2, out);
    }
}

struct Explain<'a> {
    inputs: Inputs<'a>,
    assessed: &'a Assessed,
    feeds: BTreeMap<CheckId, Vec<Feed>>,
    register: Register,
}

impl Explain<'_> {
    fn story(&self, id: &StoryId) -> Option<Node> {
        let lang = self.inputs.lang;
        let story = self.inputs.program.stories.get(id)?;
        let judged = self.inputs.assessment.stories.get(id)?;
        let mut node = Node::new("story", id, &story.title).status(judged.proof.word());
        node.reasons = reasons::story(&self.inputs, id);
        if let Some(persona) = &story.persona {
            let (who, want, so_that) = (&persona.value, &story.want, &story.so_that);
            node.fact("wants", say!(lang, "As {0} I want {1} so that {2}", who, want, so_that));
        }
        let claim = lang.text(story.status.value.word());
        let claimed = match &story.done {
            Some(day) => say!(lang, "{0} on {1}##claim", claim, day.value),
            None => claim.to_owned(),
        };
        node.fact("claimed", claimed);
        if let Some(sprint) = &story.sprint {
            node.fact("sprint", sprint.value.to_string());
        }
        let controls: Vec<String> = story.controls.iter().map(|c| c.value.to_string()).collect();
        node.fact("controls", controls.join(", "));
        if let Some(notes) = &story.notes {
            node.fact("notes", one_line(notes));
        }
        node.facts.extend(story.references.iter().map(read_on));
        let criteria = story.acceptance.iter().zip(&judged.criteria);
        for (n, (criterion, proof)) in criteria.enumerate() {
            let word = storyproof::report::words::proven(proof.proven);
            let mut below = Node::new("criterion", n + 1, &criterion.text).status(word);
            below.below.extend(proof.checks.iter().filter_map(|(id, _)| self.check(id)));
            below.below.extend(proof.attestation.iter().map(|(id, _)| self.attestation(id)));
            node.below.push(below);
        }
        Some(node)
    }

    fn epic(&self, id: &EpicId) -> Option<Node> {
        let epic = self.inputs.program.epics.get(id)?;
        let mut node = Node::new("epic", id, &epic.title);
        node.fact("outcome", epic.outcome.clone());
        let stories = self.inputs.program.stories_of_epic(id);
        node.below = stories.filter_map(|s| self.story_in_short(&s.id.value)).collect();
        Some(node)
    }

    fn sprint(&self, id: &SprintId) -> Option<Node> {
        let sprint = self.inputs.program.sprint(id)?;
        let mut node = Node::new("sprint", id, &sprint.goal);
        let lang = self.inputs.lang;
        node.fact("days", lang.days(sprint.start.value, sprint.end.value));
        if let Some(capacity) = &sprint.capacity {
            node.fact("capacity", lang.count(capacity.value, "point"));
        }
        let stories = self.inputs.program.stories_of_sprint(id);
        node.below = stories.filter_map(|s| self.story_in_short(&s.id.value)).collect();
        Some(node)
    }

    fn story_in_short(&self, id: &StoryId) -> Option<Node> {
        let story = self.inputs.program.stories.get(id)?;
        let proof = self.assessed.proof(id)?;
        let mut node = Node::new("story", id, &story.title).status(proof.word());
        node.reasons = reasons::story(&self.inputs, id);
        Some(node)
    }

    fn control(&self, id: &ControlRef) -> Option<Node> {
        let lang = self.inputs.lang;
        let control = self.inputs.program.controls.get(id)?;
        let judged = self.inputs.assessment.controls.get(id)?;
        let mut node = Node::new("control", id, &control.title).status(judged.status.word());
        node.reasons = reasons::control(&self.inputs, id);
        if let Some(summary) = &control.summary {
            node.fact("asks", summary.clone());
        }
        if let Some(notes) = &control.notes {
            node.fact("notes", one_line(notes));
        }
        node.facts.extend(control.references.iter().map(read_on));
        if let Some(decision) = self.inputs.program.applicability.get(id) {
            let reason = decision.reason.as_ref().map(|r| r.value.clone()).unwrap_or_default();
            let decided = if decision.applicable {
                say!(lang, "applicable: {0}", reason)
            } else {
                say!(lang, "not applicable: {0}", reason)
            };
            node.fact("decision", decided);
            node.facts.extend(decision.references.iter().map(read_on));
        }
        for duty in explain_component::duties(&self.inputs, id) {
            node.fact("duty", duty);
        }
        for built in explain_component::built(&self.inputs, id) {
            node.fact("built by", built);
        }
        node.below.extend(judged.checks.iter().filter_map(|id| self.check(id)));
        node.below.extend(judged.attestations.iter().map(|id| self.attestation(id)));
        node.below.extend(judged.stories.iter().filter_map(|id| self.story_in_short(id)));
        Some(node)
    }

    fn check(&self, id: &CheckId) -> Option<Node> {
        let lang = self.inputs.lang;
        let check = self.inputs.program.checks.get(id)?;
        let judged = self.inputs.assessment.checks.get(id)?;
        let mut node = Node::new("check", id, &check.title).status(judged.status.word());
        node.reasons = reasons::check(&self.inputs, id);
        node.fact(
            "counts",
            say!(
                lang,
                "{0} pass, {1} fail, {2} excepted, {3} error, {4} not applicable",
                judged.passing,
                judged.failing.len(),
                judged.excepted.len(),
                judged.errors.len(),
                judged.not_applicable
            ),
        );
        if let Some(until) = judged.fresh_until.filter(|_| judged.status.is_proof()) {
            node.fact("fresh", say!(lang, "until {0}", until));
        }
        node.facts.extend(explain_component::tightened(&self.inputs, check));
        self.completeness(&mut node, judged, check);
        let excepted: Vec<CellFact> = judged.excepted.iter().map(|cell| cell.fact).collect();
        for (kind, facts) in [
            ("failing", &judged.failing),
            ("excepted", &excepted),
            ("error", &judged.errors),
            ("unanswered", &judged.unanswered),
        ] {
            node.below.extend(facts.iter().take(SHOWN).filter_map(|fact| self.cell(kind, fact)));
            let more = facts.len().saturating_sub(SHOWN);
            if more > 0 {
                node.below.push(Node::new(kind, say!(lang, "and {0} more", more), ""));
            }
        }
        if let Some(muted) = self.register.muted.iter().find(|row| row.check == *id) {
            node.fact("muted", say!(lang, "{0} by the tool, not approved", muted.count));
            node.fact("approve", muted.command.clone());
        }
        let (history, as_of) = (self.inputs.history, self.inputs.assessment.as_of);
        let counts = |feed: &&Feed| {
            let record = history.runs.get(feed.run.0 as usize);
            record.is_some_and(|run| history.taken_back(run.entry, as_of.known).is_none())
        };
        let fed = self.feeds.get(id).into_iter().flatten().rev().find(counts);
        node.below.extend(fed.and_then(|feed| self.run(feed.run)));
        Some(node)
    }

    /// Who and what is expected, against what there is.
    fn completeness(&self, node: &mut Node, judged: &CheckAssessment, check: &Check) {
        for (name, text) in expected::population(self.inputs.lang, judged, check) {
            node.fact(name, text);
        }
        let feeds = self.feeds.get(&check.id.value).map(Vec::as_slice).unwrap_or_default();
        let runs = expected::of_check(&self.inputs, check, feeds);
        for (name, text) in runs.facts() {
            node.fact(name, text);
        }
        node.runs = Some(runs);
    }

    /// What happened to a check's findings since an instant.
    fn movement(&self, id: &CheckId, since: Instant) -> Moved {
        let AsOf { observed: until, known } = self.inputs.assessment.as_of;
        let (program, history) = (self.inputs.program, self.inputs.history);
        let mut all = movements(program, history, since.min(until), until, known);
        Moved { since: since.min(until), until, counts: all.remove(id).unwrap_or_default() }
    }

    fn cell(&self, kind: &'static str, fact: &CellFact) -> Option<Node> {
        let (history, lang) = (self.inputs.history, self.inputs.lang);
        let (subject, rule) = (history.subject(fact.cell)?, history.rule(fact.cell)?);
        let mut node = Node::new(kind, &subject.uid, "");
        let place: Vec<&str> =
            [&subject.account, &subject.region].into_iter().flatten().map(String::as_str).collect();
        node.fact("rule", format!("{} {}", rule.tool, rule.rule));
        if !place.is_empty() {
            node.fact("where", place.join(", "));
        }
        let mut seen = vec![say!(lang, "{0}, since {1}", fact.seen, fact.since.day())];
        seen.extend(fact.severity.map(|severity| lang.one().text(severity.word()).to_owned()));
        seen.extend(fact.muted.then(|| say!(lang, "muted in the tool")));
        node.fact("seen", lang.list(&seen));
        if let Some(message) = self.inputs.messages.get(&fact.cell) {
            node.fact("tool says", message.clone());
        }
        let record = history.runs.get(fact.run.0 as usize)?;
        node.fact("artifact", say!(lang, "sha256 {0} (entry {1})", record.artifact, record.entry));
        Some(node)
    }

    fn run(&self, id: RunId) -> Option<Node> {
        let record = self.inputs.history.runs.get(id.0 as usize)?;
        let (run, lang) = (&record.run, self.inputs.lang);
        let version = run.version.value().map(|v| format!(" {v}")).unwrap_or_default();
        let mut node = Node::new("run", format!("{}{version}", run.tool_name()), &record.file_name);
        let how = match run.observed_at_source {
            TimeSource::Read => lang.text("read from the file"),
            TimeSource::Claimed => lang.text("claimed"),
            TimeSource::FileTime => lang.text("the file's time"),
            TimeSource::Recorded => lang.text("the time of recording"),
        };
        node.fact("observed", say!(lang, "{0} ({1})##a time, how known", run.observed_at, how));
        let recorded = say!(lang, "{0} as entry {1}", record.recorded_at, record.entry);
        node.fact("recorded", recorded);
        node.fact("artifact", format!("sha256 {}", record.artifact));
        if let Some(path) = self.artifact_path(&record.artifact) {
            node.fact("kept at", path);
        }
        Some(node)
    }

    fn artifact_path(&self, sha256: &str) -> Option<String> {
        let ledger = self.assessed.ledger.as_ref()?;
        Some(ledger.artifacts().path(sha256.parse().ok()?).display().to_string())
    }

    fn attestation(&self, id: &AttestationId) -> Node {
        let (program, lang) = (self.inputs.program, self.inputs.lang);
        let title = program.attestations.get(id).map(|a| a.title.as_str()).unwrap_or_default();
        let mut node = Node::new("attestation", id, title);
        node.reasons = vec![reasons::attestation(&self.inputs, id)];
        let status = self.inputs.assessment.attestations.get(id).copied();
        node.status = status.map(Worded::word);
        let record = match status {
            Some(
                storyproof::assess::AttestationStatus::Live { record, .. }
                | storyproof::assess::AttestationStatus::Expired { record, .. },
            ) => self.inputs.history.attestations.get(record),
            _ => None,
        };
        if let Some(made) = record {
            let said = &made.attested;
            let says = say!(lang, "{0} ({1}, {2})", said.statement, said.by, said.method);
            node.fact("says", says);
            node.fact("observed", said.observed_at.to_string());
            let recorded = say!(lang, "{0} as entry {1}", made.recorded_at, made.entry);
            node.fact("recorded", recorded);
            let facts = people::statement_facts(said, lang).into_iter();
            let known = ["method", "made"];
            node.facts.extend(facts.filter(|(name, _)| !known.contains(name)));
        }
        node
    }

    /// With every statement that was ever made of it.
    fn attestation_with_statements(&self, id: &AttestationId) -> Node {
        let mut node = self.attestation(id);
        let rows = self.register.statements.iter().filter(|row| row.attestation == *id);
        node.below.extend(rows.map(|row| {
            let id = format!("entry:{}", row.entry);
            let mut below = Node::new("statement", id, &row.statement).status(row.state);
            below.reasons.push(row.standing.clone());
            let lang = self.inputs.lang;
            let made = say!(lang, "{0} by {1}, {2}", row.observed_at, row.by, row.method);
            below.fact("made", made);
            below
        }));
        node
    }

    fn risk(&self, id: &RiskId) -> Option<Node> {
        let risk = self.inputs.program.risks.get(id)?;
        let judged = self.inputs.assessment.risks.get(id)?;
        let mut node = Node::new("risk", id, &risk.title);
        node.reasons = vec![say!(
            self.inputs.lang,
            "{0} before treatment, {1} now, {2} when all of its stories are proven; {3} of {4} are",
            judged.inherent,
            judged.current,
            judged.target,
            judged.verified.len(),
            judged.stories.len()
        )];
        node.fact("what", risk.description.clone());
        node.below = judged.stories.iter().filter_map(|id| self.story_in_short(id)).collect();
        Some(node)
    }

    fn component(&self, id: &ComponentId) -> Option<Node> {
        let program = self.inputs.program;
        let component = program.components.get(id)?;
        let mut node = explain_component::node(&self.inputs, component);
        node.below.extend(explain_shared::inherited(&self.inputs, component));
        let papers = explain_component::papers(program, component);
        node.below.extend(papers.map(|id| self.attestation(id)));
        let stories = program.stories_of_component(id);
        node.below.extend(stories.filter_map(|s| self.story_in_short(&s.id.value)));
        Some(node)
    }
}
