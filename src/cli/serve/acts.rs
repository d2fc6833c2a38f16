//! The commands that a person may want to run, about what a page shows. A page changes nothing: a
//! command is copied into a shell, so whatever stands in it stays one word there.

use storyproof::{
    assess::AttestationStatus,
    diag::safe::is_unsafe,
    ids::{AttestationId, CheckId, ControlRef, StoryId},
    model::StoryStatus,
    report::{Inputs, Lang, register::quoted, served::Act},
    say,
};

use crate::cli::find::{Named, name_of};

/// How many failing subjects a command names.
const SHOWN: usize = 3;

/// A command of these words, which are plain.
pub(super) fn act(what: impl Into<String>, command: impl Into<String>) -> Act {
    Act { what: what.into(), command: command.into() }
}

/// A text as one word of a shell, if a person can see all of it: what hides or moves what stands
/// around it is not put into a command.
fn word(text: &str) -> Option<String> {
    let can_be_seen = !text.contains(is_unsafe) && !text.contains(['\n', '\t']);
    can_be_seen.then(|| quoted(text))
}

/// An option with its value, or nothing when the value cannot be seen.
fn option(name: &str, text: &str) -> String {
    word(text).map(|value| format!(" --{name}={value}")).unwrap_or_default()
}

/// What can be done about a record.
pub(super) fn of(inputs: &Inputs<'_>, named: &Named) -> Vec<Act> {
    let (id, lang) = (name_of(named), inputs.lang);
    let mut acts = match named {
        Named::Story(id) => story(inputs, id),
        Named::Check(id) => check(inputs, id),
        Named::Control(id) => control(inputs, id),
        Named::Attestation(id) => attestation(inputs, id),
        Named::Risk(id) => vec![
            act(
                say!(lang, "Say that it was looked at"),
                format!("storyproof set risk:{id} reviewed=today --write"),
            ),
            act(
                say!(lang, "Add a story that lowers it"),
                format!("storyproof link STORY {id} --write"),
            ),
        ],
        Named::Sprint(id) => vec![
            act(say!(lang, "Fill it by the written rule"), format!("storyproof plan {id} --write")),
            act(say!(lang, "Its review as a message"), format!("storyproof sprint review {id}")),
        ],
        Named::Epic(id) => {
            vec![act(
                say!(lang, "A new story in it"),
                format!("storyproof new story epic={id} title='…' --write"),
            )]
        }
        _ => Vec::new(),
    };
    let kind = named.kind();
    if matches!(
        named,
        Named::Story(_)
            | Named::Sprint(_)
            | Named::Risk(_)
            | Named::Check(_)
            | Named::Control(_)
            | Named::Attestation(_)
    ) {
        acts.push(act(
            say!(lang, "Approve the {0} as it stands", lang.one().text(kind)),
            format!("storyproof approve {kind}:{id} --by ROLE --reason 'WHY'"),
        ));
    }
    let edit = say!(lang, "Edit the {0}", lang.one().text(kind));
    acts.push(act(edit, format!("storyproof edit {kind}:{id}")));
    acts
}

fn story(inputs: &Inputs<'_>, id: &StoryId) -> Vec<Act> {
    let lang = inputs.lang;
    let Some(story) = inputs.program.stories.get(id) else { return Vec::new() };
    let mut acts = vec![act(
        say!(lang, "What proves it, what is missing, and what to run"),
        format!("storyproof story verify {id}"),
    )];
    let next = match story.status.value {
        StoryStatus::Draft => Some(StoryStatus::Ready),
        StoryStatus::Ready => Some(StoryStatus::Doing),
        StoryStatus::Doing => Some(StoryStatus::Done),
        StoryStatus::Done | StoryStatus::Dropped => None,
    };
    if let Some(next) = next {
        let next = next.word();
        acts.push(act(
            say!(lang, "Claim that it is {0}", lang.one().text(next)),
            format!("storyproof set {id} status={next} --write"),
        ));
    }
    let judged = inputs.assessment.stories.get(id);
    let criteria = story.acceptance.iter().zip(judged.iter().flat_map(|judged| &judged.criteria));
    for (n, (_, proof)) in criteria.enumerate().filter(|(_, (_, proof))| !proof.proven) {
        if proof.checks.is_empty() && proof.attestation.is_none() {
            acts.push(act(
                say!(lang, "Link a check to criterion {0}", n + 1),
                format!("storyproof link {id} CHECK --criterion {} --write", n + 1),
            ));
        }
        for (check, _) in proof.checks.iter().filter(|(_, status)| !status.is_proof()) {
            acts.extend(submissions(inputs, check));
        }
    }
    acts.dedup();
    acts.push(act(
        say!(lang, "Put it into a sprint"),
        format!("storyproof move {id} --to SPRINT --write"),
    ));
    acts
}

/// How results for a check are brought in.
fn submissions(inputs: &Inputs<'_>, id: &CheckId) -> Vec<Act> {
    let Some(check) = inputs.program.checks.get(id) else { return Vec::new() };
    let lang = inputs.lang;
    let of_source = check.sources.iter().filter_map(|source| {
        let document = match &source.document {
            Some(name) => format!(" --document {}", word(&name.value)?),
            None => String::new(),
        };
        let rules: Vec<String> = source.rules.iter().map(|rule| rule.value.clone()).collect();
        let rules = if rules.is_empty() {
            String::new()
        } else {
            format!(" ({})", lang.some_of(&rules, SHOWN))
        };
        Some(act(
            say!(lang, "Record what {0} says for {1}{2}", source.tool.value, id, rules),
            format!("storyproof ingest FILE{document}"),
        ))
    });
    of_source.collect()
}

fn check(inputs: &Inputs<'_>, id: &CheckId) -> Vec<Act> {
    let lang = inputs.lang;
    let mut acts = submissions(inputs, id);
    let failing = inputs.assessment.checks.get(id).map(|judged| judged.failing.as_slice());
    let failing = failing.unwrap_or_default();
    if !failing.is_empty() {
        let subjects: String = failing
            .iter()
            .filter_map(|fact| inputs.history.subject(fact.cell))
            .take(SHOWN)
            .map(|subject| option("subject", &subject.uid))
            .collect();
        let more = if failing.len() > SHOWN { " --subject=PATTERN" } else { "" };
        acts.push(act(
            say!(lang, "Accept these failing subjects for a while, if somebody may"),
            format!(
                "storyproof except {id}{subjects}{more} --reason 'WHY' --requested-by ROLE --approved-by ROLE --expires DAY"
            ),
        ));
    }
    acts.push(act(
        say!(lang, "Link it to a control"),
        format!("storyproof link {id} CONTROL --write"),
    ));
    acts
}

fn control(inputs: &Inputs<'_>, id: &ControlRef) -> Vec<Act> {
    let lang = inputs.lang;
    let mut acts = vec![
        act(
            say!(lang, "Draft the story that it lacks"),
            format!("storyproof story suggest --control {id} --write"),
        ),
        act(
            say!(lang, "Link a check or a story to it"),
            format!("storyproof link CHECK-OR-STORY {id} --write"),
        ),
    ];
    if let Some(judged) = inputs.assessment.controls.get(id) {
        acts.extend(judged.attestations.iter().flat_map(|id| attestation(inputs, id)));
    }
    if inputs.program.applicability.contains_key(id) {
        acts.push(act(
            say!(lang, "Approve the decision on whether it applies"),
            format!("storyproof approve soa:{id} --by ROLE --reason 'WHY'"),
        ));
    }
    acts
}

fn attestation(inputs: &Inputs<'_>, id: &AttestationId) -> Vec<Act> {
    let asked = inputs.program.attestations.get(id);
    let statement = asked.map(|asked| option("statement", &asked.title)).unwrap_or_default();
    let status = inputs.assessment.attestations.get(id);
    let lang = inputs.lang;
    let what = if matches!(status, Some(AttestationStatus::Live { .. })) {
        say!(lang, "State it again, with the document behind it")
    } else {
        say!(lang, "State it, with the document behind it")
    };
    vec![act(what, format!("storyproof attest {id}{statement} --document FILE"))]
}

/// What can be done about an entry of the ledger.
pub(super) fn of_entry(number: u64, is_evidence: bool, lang: Lang) -> Vec<Act> {
    let mut acts = Vec::new();
    if is_evidence {
        acts.push(act(
            say!(lang, "Its original bytes, verified while they are written"),
            format!("storyproof evidence open E-{number:04} -o FILE"),
        ));
        acts.push(act(
            say!(lang, "The entry, its original and the proof, for an auditor"),
            format!("storyproof evidence prove E-{number:04} -o proofs"),
        ));
    }
    acts.push(act(
        say!(lang, "Take it back: it stays, and no longer counts"),
        format!("storyproof withdraw entry:{number} --reason 'WHY' --by ROLE"),
    ));
    acts
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn whatever_stands_in_a_command_is_one_word_of_a_shell() {
        for text in [
            "plain",
            "two words",
            "'; rm -rf ~; echo '",
            "$(touch x) `touch x` ${HOME} $HOME",
            "a\\'b\\",
            "\"double\" 'single' '' \"\"",
            "!history !! *glob? [a-z] ~ #comment",
            "--option",
            "-n",
            "",
            "& | < > ( ) { } ; = %",
            "日本語 é 🔒",
        ] {
            let quoted = word(text).unwrap();
            let script = format!("printf '%s|' {quoted} end");
            let said = Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(said.stdout).unwrap(), format!("{text}|end|"), "{quoted}");
            let script = format!("printf '%s|' x{} end", option("o", text));
            let said = Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(said.stdout).unwrap(), format!("x|--o={text}|end|"));
        }
    }

    #[test]
    fn what_cannot_be_seen_is_in_no_command() {
        for text in ["a\nb", "a\rb", "a\tb", "\u{1b}[2J", "a\u{202e}b", "a\u{200b}b", "\0"] {
            assert_eq!((word(text), &*option("o", text)), (None, ""), "{text:?}");
        }
    }
}
