//! A person at a terminal: what is missing is asked for, what was typed wrongly is asked for again,
//! and nothing is written without a yes.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use super::harness::Place;

/// Runs a command at a terminal of its own where somebody types; its exit code and what it showed.
fn typed(place: &Place, args: &[&str], input: &str, editor: &str) -> (Option<i32>, String) {
    let inner = place.process(args);
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    let words = inner.get_args().map(|word| quoted(word.to_str().unwrap()));
    let program = quoted(inner.get_program().to_str().unwrap());
    let line: Vec<String> = [program].into_iter().chain(words).collect();
    let mut process = Command::new("script");
    process.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]);
    process.current_dir(place.path("")).env_clear();
    process.envs(inner.get_envs().filter_map(|(key, value)| Some((key, value?))));
    process.envs([("TERM", "xterm-256color"), ("NO_COLOR", "1"), ("EDITOR", editor)]);
    process.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = process.spawn().expect("script (of util-linux) is installed");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_terminal_is_asked_and_answers() {
    let place = Place::small();
    let (code, said) = typed(&place, &["new", "story"], "IAM\nKeys rotate\ny\n", "");
    assert!(code == Some(0) && said.contains("epic (") && said.contains("Write this?"), "{said}");
    let new = place.files("stories");
    let new = new.iter().find(|(_, text)| String::from_utf8_lossy(text).contains("Keys rotate"));
    assert!(new.is_some(), "{said}");
    // A word that is none is asked for again; a no writes nothing.
    let before = place.files(".");
    let risk = "A key leaks\nburn it\nmitigate\n3\n4\n2\n2\nn\n";
    let (code, said) = typed(&place, &["new", "risk"], risk, "");
    assert!(code == Some(0) && said.contains("nothing is written yet"), "{said}");
    for asked in ["one of mitigate, accept", "is none of", "likelihood (", "impact ("] {
        assert!(said.contains(asked), "{asked:?} is not in {said}");
    }
    // Who says nothing, or goes away, is told what is missing.
    // Whoever presses Enter has ended the line of the question; whoever goes away has not.
    for (input, error) in [("\n", "error: a sprint needs"), ("\u{4}", "\nerror: a sprint needs")] {
        let (code, said) = typed(&place, &["new", "sprint"], input, "");
        assert!(code == Some(2) && said.contains(error), "{said:?}");
    }
    assert_eq!(before, place.files("."));
    // An editor that breaks the file is offered again, and what it wrote is kept aside.
    let breaks = "sed -i s/^title/titl/";
    let (code, said) = typed(&place, &["edit", "IAM-01"], "n\n", breaks);
    assert!(code == Some(2) && said.contains("Open it again?"), "{said}");
    assert!(place.read("stories/.IAM-01.edit.toml").contains("titl ="));
    assert!(!place.read("stories/IAM-01.toml").contains("titl ="));
    let mends = "sed -i s/^titl\\b/title/";
    let (code, said) = typed(&place, &["edit", "IAM-01"], "", mends);
    assert!(code == Some(0) && said.contains("going on with the text"), "{said}");
    assert!(!place.path("stories/.IAM-01.edit.toml").exists());
}
