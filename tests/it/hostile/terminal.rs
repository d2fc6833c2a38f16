//! A real terminal: progress, colours and all, with names and texts that want to command it.

use std::process::Command;

use super::payloads;
use crate::cli::harness::{Place, evidence};

/// Runs a command at a terminal of its own; everything that it was sent.
fn at_terminal(place: &Place, args: &[&str]) -> String {
    let inner = place.process(args);
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    let words = inner.get_args().map(|word| quoted(word.to_str().unwrap()));
    let line: Vec<String> =
        [quoted(inner.get_program().to_str().unwrap())].into_iter().chain(words).collect();
    let mut process = Command::new("script");
    process.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]);
    process.current_dir(place.path("")).env_clear();
    process.envs(inner.get_envs().filter_map(|(key, value)| Some((key, value?))));
    process.env("TERM", "xterm-256color");
    let output = process.output().expect("script (of util-linux) is installed");
    let sent = String::from_utf8(output.stdout).expect("what is printed is UTF-8");
    assert!(matches!(output.status.code(), Some(0..=2)), "{args:?}: {sent}");
    sent
}

/// What a terminal may be sent beside text: colours, and what a line of progress needs.
fn without_our_own(sent: &str) -> String {
    let own = regex::Regex::new("\u{1b}\\[[0-9;]*[mKJABCDGH]|\u{1b}\\[\\?25[lh]|\r").unwrap();
    own.replace_all(sent, "").into_owned()
}

#[test]
fn nothing_commands_a_terminal() {
    let place = Place::small();
    let rule = "account_maintain_current_contact_details";
    let checks = place.read("controls/checks.toml").replace("iam_root_mfa_enabled", rule);
    place.write("controls/checks.toml", checks);
    let texts: Vec<String> = payloads::all()
        .into_iter()
        .filter(|text| text.contains(storyproof::diag::safe::is_unsafe))
        .collect();
    assert!(texts.len() > 10);
    let joined: String = texts.join(" ").replace(['/', '\0'], "").chars().take(60).collect();
    let name = format!("{joined}.json");
    place.write(&name, std::fs::read(evidence("hostile/injection.ocsf.json")).unwrap());
    let title = toml_edit::Value::from(texts.join(" ")).to_string();
    let story = place.read("stories/IAM-01.toml");
    place.write("stories/IAM-01.toml", story.replace("\"Root is locked away\"", &title));
    let mut coloured = 0;
    for args in [
        &["ingest", name.as_str()][..],
        &["ingest", "-n", &name],
        &["ingest", "missing\u{1b}]0;x\u{7}"],
        &["check"],
        &["status"],
        &["story", "list"],
        &["story", "show", "IAM-01"],
        &["explain", "IAM-01"],
        &["explain", "root-mfa"],
        &["evidence", "list"],
        &["plan"],
        &["report", "program"],
        &["report", "traceability", "--format", "csv"],
        &["verify"],
    ] {
        let sent = at_terminal(&place, args);
        coloured += usize::from(sent.contains('\u{1b}'));
        let rest = without_our_own(&sent);
        let bad = rest.find(storyproof::diag::safe::is_unsafe).map(|at| {
            let end = rest.ceil_char_boundary((at + 60).min(rest.len()));
            &rest[rest.floor_char_boundary(at.saturating_sub(60))..end]
        });
        assert!(bad.is_none(), "{args:?} sends {bad:?}");
    }
    assert!(coloured > 0, "this is no terminal");
}
