//! One `json` source as a question to documents, and its answer.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use minijinja::value::{Value, ValueKind};

use super::documents::{Newest, Place};
use crate::{
    evidence::Outcome,
    expression::{Expression, Language, Tracker, is_incomplete, variable_of},
    model::{CheckSource, Empty},
};

/// The most things of one list that are asked about.
const MAX_ITEMS: usize = 100_000;

/// A document as expressions see it, or why it cannot be seen.
#[derive(Debug)]
pub(super) struct Seen(Result<Page, String>);

#[derive(Debug)]
struct Page {
    value: Value,
    aws_error: String,
    incomplete: bool,
}

impl Seen {
    pub(super) fn new(
        document: &Result<Arc<serde_json::Value>, String>,
        language: &Language,
    ) -> Self {
        Self(document.as_ref().map_err(Clone::clone).map(|json| {
            let value = language.tracker().value(json, "");
            let aws_error = Tracker::error_code(&value);
            Page { value, aws_error, incomplete: is_incomplete(json) }
        }))
    }
}

/// What a source says of one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    pub(super) verdicts: Vec<Verdict>,
    /// Every thing that the document lists was asked about, and it lists all there are.
    pub(super) complete: bool,
    /// The other documents that were looked at, by name and subject.
    pub(super) used: BTreeSet<(String, Option<String>)>,
}

/// A verdict on one thing, or on the document as a whole.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    pub(super) uid: Option<String>,
    pub(super) outcome: Outcome,
    pub(super) note: String,
}

impl Answer {
    fn error(why: impl Into<String>) -> Self {
        let mut answer = Self::default();
        answer.say(None, Outcome::Error, why.into());
        answer
    }

    fn say(&mut self, uid: Option<String>, outcome: Outcome, note: String) {
        self.verdicts.push(Verdict { uid, outcome, note });
    }

    /// The same answer from a run that did not end well: its fails were seen all the same.
    pub(super) fn doubted(mut self) -> Self {
        self.complete = false;
        self.verdicts.retain(|verdict| verdict.outcome == Outcome::Fail);
        self.say(
            None,
            Outcome::Error,
            "a document is of a run that did not end well or was taken back".into(),
        );
        self
    }
}

/// A `json` source, compiled.
pub(super) struct Question<'a> {
    pub(super) rule: String,
    pub(super) source: &'a CheckSource,
    /// Whether its check has no other source.
    pub(super) is_alone: bool,
    /// Whether the answer depends on when the document was observed.
    pub(super) asks_for_time: bool,
    compiled: Result<Compiled<'a>, String>,
}

struct Compiled<'a> {
    pass_when: Expression<'a>,
    for_each: Option<Expression<'a>>,
    only: Option<Expression<'a>>,
    subject: Option<Expression<'a>>,
    message: Option<Expression<'a>>,
}

type Others<'o> = BTreeMap<&'o str, BTreeMap<Option<String>, Newest>>;
type Variables = BTreeMap<String, Value>;

impl<'a> Question<'a> {
    pub(super) fn new(
        language: &'a Language,
        rule: String,
        source: &'a CheckSource,
        is_alone: bool,
    ) -> Self {
        let time = |text: &str| text.contains("days_") || text.contains("observed_at");
        Self {
            rule,
            source,
            is_alone,
            asks_for_time: source.expressions().any(|expression| time(&expression.value)),
            compiled: compile(language, source),
        }
    }

    /// The name of the document that is asked about.
    pub(super) fn document(&self) -> &'a str {
        self.source.document.as_ref().map_or("", |name| &name.value)
    }

    /// Asks a document.
    pub(super) fn ask(
        &self,
        language: &Language,
        main: &Newest,
        place: &Place,
        others: &Others<'_>,
        values: &BTreeMap<&str, Seen>,
    ) -> Answer {
        let compiled = match &self.compiled {
            Ok(compiled) => compiled,
            Err(why) => return Answer::error(why),
        };
        let page = match page_of(self.document(), main, values) {
            Ok(page) => page,
            Err(why) => return Answer::error(why),
        };
        language.tracker().take_used();
        let with = match self.others(language, place.subject.as_deref(), others, values) {
            Ok(with) => with,
            Err(why) => return Answer::error(why),
        };
        let mut variables = with.variables;
        variables.insert("document".into(), page.value.clone());
        variables.insert("aws_error".into(), Value::from(page.aws_error.as_str()));
        variables.insert("observed_at".into(), Value::from(main.observed_at.unix()));
        for (name, value) in [("account", &place.account), ("region", &place.region)] {
            if let Some(value) = value {
                variables.insert(name.into(), Value::from(value.as_str()));
            }
        }
        let asking = Asking { language, compiled, value: &page.value, variables };
        let mut answer = match &compiled.for_each {
            None => asking.whole(),
            Some(for_each) => asking.each(for_each, self.source.over.empty),
        };
        let used = language.tracker().take_used();
        answer.used = with.fixed;
        answer.used.extend(used.into_iter().map(|(name, subject)| (name, Some(subject))));
        if page.incomplete || with.incomplete { incomplete(answer) } else { answer }
    }

    /// The documents of `with` as variables: `name` for the one about the same thing or about the
    /// whole account, `name_by_subject` for those about one thing each.
    fn others(
        &self,
        language: &Language,
        subject: Option<&str>,
        others: &Others<'_>,
        values: &BTreeMap<&str, Seen>,
    ) -> Result<With, String> {
        let mut with = With::default();
        for name in self.source.over.with.iter().map(|name| name.value.as_str()) {
            let found = others.get(name).filter(|found| !found.is_empty());
            let found = found.ok_or_else(|| format!("the document {name} is missing"))?;
            let mine = subject.map(str::to_owned);
            let one = found.get_key_value(&mine).or_else(|| found.get_key_value(&None));
            let variable = variable_of(name);
            if let Some((of, newest)) = one {
                let page = page_of(name, newest, values)?;
                with.incomplete |= page.incomplete;
                with.variables.insert(variable.clone(), page.value.clone());
                with.fixed.insert((name.to_owned(), of.clone()));
            }
            let mut by_subject = BTreeMap::new();
            for (of, newest) in found {
                let Some(of) = of else { continue };
                let page = page_of(name, newest, values)?;
                with.incomplete |= page.incomplete;
                by_subject.insert(of.clone(), page.value.clone());
            }
            let several = language.tracker().by_subject(name, by_subject);
            with.variables.insert(format!("{variable}_by_subject"), several);
        }
        Ok(with)
    }
}

#[derive(Default)]
struct With {
    variables: Variables,
    /// Documents that the answer rests on whatever the expressions read.
    fixed: BTreeSet<(String, Option<String>)>,
    incomplete: bool,
}

fn page_of<'v>(
    name: &str,
    newest: &Newest,
    values: &'v BTreeMap<&str, Seen>,
) -> Result<&'v Page, String> {
    match values.get(newest.sha256.as_str()) {
        Some(Seen(Ok(page))) => Ok(page),
        Some(Seen(Err(why))) => Err(format!("the document {name} cannot be read: {why}")),
        None => Err(format!("the document {name} was not loaded")),
    }
}

fn compile<'a>(language: &'a Language, source: &CheckSource) -> Result<Compiled<'a>, String> {
    let one = |expression: &str| {
        language
            .compile(expression)
            .map_err(|e| format!("`{expression}` cannot be read: {}", e.why))
    };
    let over = &source.over;
    let maybe = |expression: &Option<crate::source::Spanned<String>>| {
        expression.as_ref().map(|expression| one(&expression.value)).transpose()
    };
    let pass_when = source.pass_when.as_ref().ok_or("there is no `pass_when`")?;
    Ok(Compiled {
        pass_when: one(&pass_when.value)?,
        for_each: maybe(&over.for_each)?,
        only: maybe(&over.only)?,
        subject: maybe(&over.subject)?,
        message: maybe(&over.message)?,
    })
}

/// An answer from a listing that goes on elsewhere: what failed has failed, nothing passes.
fn incomplete(mut answer: Answer) -> Answer {
    answer.complete = false;
    answer.verdicts.retain(|verdict| verdict.outcome != Outcome::Pass || verdict.uid.is_some());
    let why = "the listing is incomplete: it names a next page that is not here";
    let failed = |verdict: &Verdict| verdict.uid.is_none() && verdict.outcome == Outcome::Fail;
    if !answer.verdicts.iter().any(failed) {
        answer.verdicts.retain(|verdict| verdict.uid.is_some());
        answer.say(None, Outcome::Error, why.into());
    }
    answer
}

struct Asking<'a> {
    language: &'a Language,
    compiled: &'a Compiled<'a>,
    value: &'a Value,
    variables: Variables,
}

impl Asking<'_> {
    fn whole(&self) -> Answer {
        let mut answer = Answer { complete: true, ..Answer::default() };
        let (outcome, note) = self.verdict(&self.variables);
        answer.say(None, outcome, note);
        answer
    }

    /// The verdict on the document or on one thing, with what decided it.
    fn verdict(&self, variables: &Variables) -> (Outcome, String) {
        let decided = self.language.decide(&self.compiled.pass_when, self.value, variables.clone());
        let says = self.language.tracker().says();
        match decided {
            Err(why) => (Outcome::Error, why),
            Ok(true) => (Outcome::Pass, says),
            Ok(false) => (Outcome::Fail, self.words(variables).unwrap_or(says)),
        }
    }

    /// The source's own words for a fail.
    fn words(&self, variables: &Variables) -> Option<String> {
        let message = self.compiled.message.as_ref()?;
        let words = self.language.evaluate(message, self.value, variables.clone()).ok()?;
        Some(words.to_string())
    }

    fn each(&self, for_each: &Expression<'_>, empty: Empty) -> Answer {
        let listed = self.language.evaluate(for_each, self.value, self.variables.clone());
        let items: Vec<Value> = match listed {
            Err(why) => return Answer::error(why),
            Ok(list) if list.as_object().is_none() || list.kind() == ValueKind::Map => {
                return Answer::error(format!("`for_each` gives a {}, not a list", list.kind()));
            }
            Ok(list) => match list.try_iter() {
                Ok(items) => items.take(MAX_ITEMS + 1).collect(),
                Err(_) => return Answer::error("`for_each` does not give a list"),
            },
        };
        if items.len() > MAX_ITEMS {
            return Answer::error(format!("`for_each` lists more than {MAX_ITEMS} things"));
        }
        let mut answer = Answer { complete: true, ..Answer::default() };
        for item in items {
            if let Err(why) = self.item(item, &mut answer) {
                answer.complete = false;
                answer.say(None, Outcome::Error, why);
            }
        }
        if answer.verdicts.is_empty() {
            let (outcome, note) = match empty {
                Empty::Nothing => (Outcome::Error, "nothing was evaluated: the list is empty"),
                Empty::Passes => (Outcome::Pass, "the list is empty"),
                Empty::Fails => (Outcome::Fail, "there is none, and there must be at least one"),
                Empty::NotApplicable => (Outcome::NotApplicable, "there is none"),
            };
            answer.say(None, outcome, note.into());
        }
        answer
    }

    /// Asks about one thing of the list, unless it is none of those that are asked about.
    fn item(&self, item: Value, answer: &mut Answer) -> Result<(), String> {
        let mut variables = self.variables.clone();
        variables.insert("item".into(), item.clone());
        if let Some(only) = &self.compiled.only
            && !self.language.decide(only, self.value, variables.clone())?
        {
            return Ok(());
        }
        let uid = match &self.compiled.subject {
            None => item,
            Some(subject) => self.language.evaluate(subject, self.value, variables.clone())?,
        };
        let uid = uid.as_str().filter(|uid| !uid.trim().is_empty() && uid.len() <= 1024);
        let uid = uid.ok_or("`subject` does not give a name")?.to_owned();
        let (outcome, note) = self.verdict(&variables);
        answer.say(Some(uid), outcome, note);
        Ok(())
    }
}
