//! What scanners and strangers write is data: it hangs nothing, and reaches no terminal raw.

use std::{fs, os::unix, path::Path, process::Command};

use super::harness::{Place, Said, evidence};

/// Control characters, and the marks that turn text round, that a terminal would act on.
#[track_caller]
fn assert_plain(said: &Said) {
    for text in [&said.stdout, &said.stderr] {
        let bad = text.char_indices().find(|(_, c)| {
            let acts = c.is_control() && *c != '\n' && *c != '\t';
            acts || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert!(bad.is_none(), "{bad:?} in:\n{text:?}");
    }
}

const PWNED: &str = "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}.sarif";

#[test]
fn escapes_in_scanner_output_stay_text() {
    let place = Place::small();
    let rule = "account_maintain_current_contact_details";
    let text = place.read("controls/checks.toml").replace("iam_root_mfa_enabled", rule);
    place.write("controls/checks.toml", text);
    let file = evidence("hostile/injection.ocsf.json");
    for args in [
        &["ingest", &file][..],
        &["ingest", "-n", "--format", "json", &file],
        &["explain", "IAM-01"],
        &["explain", "root-mfa", "--format", "json"],
        &["check", "list"],
        &["story", "list"],
        &["status"],
        &["report", "program"],
        &["report", "program", "--format", "html"],
        &["report", "audit"],
    ] {
        assert_plain(&place.run([args, &["--color", "always"]].concat()).ok());
    }
}

#[test]
fn escapes_in_names_stay_text() {
    let place = Place::small();
    place.write(PWNED, fs::read(evidence("sarif/semgrep.sarif")).unwrap());
    assert_plain(&place.run(["ingest", PWNED]).ok());
    let broken = format!("broken{PWNED}");
    place.write(&broken, "{}\u{1b}[31m");
    assert_plain(&place.run(["ingest", &broken]).code(2));
    assert_plain(&place.run(["ingest", "--format", "json", "missing\u{1b}[31m"]).code(2));
    assert_plain(&place.run(["explain", PWNED]).code(2));
    assert_plain(&place.run(["ingest", "--commit", PWNED, "x"]).code(2));
    place.write("stories/\u{1b}[31m.toml", "[[story]]\nid = \"\u{1b}[31m\"\n");
    assert_plain(&place.run(["check"]).code(2));
}

#[test]
fn odd_files_are_refused_at_once() {
    let place = Place::small();
    let made = Command::new("mkfifo").arg(place.path("fifo")).status().unwrap();
    assert!(made.success());
    unix::fs::symlink("/dev/zero", place.path("zero")).unwrap();
    unix::fs::symlink("loop", place.path("loop")).unwrap();
    unix::fs::symlink("nowhere", place.path("dangling")).unwrap();
    for (file, says) in [
        ("fifo", "not a regular file"),
        ("/dev/zero", "not a regular file"),
        ("zero", "not a regular file"),
        ("stories", "not a regular file"),
        ("loop", "cannot read loop"),
        ("dangling", "cannot read dangling"),
        ("absent", "cannot read absent"),
    ] {
        place.run(["ingest", file]).code(2).complains(&[says]);
        place.run(["ingest", "-n", file]).code(2).complains(&[says]);
    }
}

#[test]
fn odd_files_of_the_program_are_reported_and_not_read() {
    let place = Place::small();
    let made = Command::new("mkfifo").arg(place.path("stories/fifo.toml")).status().unwrap();
    assert!(made.success());
    unix::fs::symlink("/etc/passwd", place.path("stories/link.toml")).unwrap();
    unix::fs::symlink("/dev/zero", place.path("controls/zero.toml")).unwrap();
    let said = place.run(["check"]).code(2);
    for name in ["stories/fifo.toml", "stories/link.toml", "controls/zero.toml"] {
        assert!(said.stdout.contains(name), "{}", said.stdout);
    }
    assert!(!said.stdout.contains("root:"), "{}", said.stdout);
}

#[test]
fn hostile_evidence_is_refused_with_a_place_and_leaves_nothing() {
    let place = Place::small();
    place.run(["ingest", &evidence("sarif/bandit.sarif")]).ok();
    for name in [
        "billion-laughs.junit.xml",
        "xxe.junit.xml",
        "deep-nesting.json",
        "duplicate-keys.ocsf.json",
        "empty.json",
        "html-error-page-as.json",
        "lone-surrogate.ocsf.json",
        "null.json",
        "truncated.ocsf.json.gz",
        "two-concatenated.sarif",
    ] {
        let said = place.run(["ingest", &evidence(&format!("hostile/{name}"))]).code(2);
        said.complains(&["error: nothing recorded", name, "help: "]);
        assert_plain(&said);
    }
    assert!(place.run(["doctor"]).ok().stdout.contains("1 entry"));
}

#[test]
fn a_ledger_path_cannot_lead_outside() {
    let place = Place::small();
    let settings = place.read("storyproof.toml");
    let outside = place.path("../outside.sqlite");
    for path in ["../outside.sqlite", "/tmp/outside.sqlite", "a/../../outside.sqlite"] {
        place.write("storyproof.toml", format!("{settings}[ledger]\npath = \"{path}\"\n"));
        place.run(["ingest", &evidence("sarif/bandit.sarif")]).code(2).complains(&["outside"]);
        assert!(!outside.exists() && !Path::new("/tmp/outside.sqlite").exists());
    }
}

#[test]
fn escapes_in_the_program_reach_no_terminal() {
    let place = Place::small();
    let evil = r"\u001b[2J\u001b]52;c;cm0=\u0007\u009b31m\u202e";
    let text = place.read("storyproof.toml");
    let text: Vec<String> = text
        .lines()
        .map(|line| match line.split_once(" = \"") {
            Some(("name" | "organization", rest)) => {
                let (key, _) = line.split_once(" = ").unwrap();
                format!("{key} = \"{evil}{rest}")
            }
            _ => line.to_owned(),
        })
        .collect();
    let text = text.join("\n");
    assert!(text.contains(evil));
    place.write("storyproof.toml", text);
    for colour in ["always", "never"] {
        for args in [
            &["status"][..],
            &["status", "--format", "json"],
            &["report", "program", "--allow-empty"],
            &["report", "program", "--allow-empty", "--format", "html"],
            &["report", "program", "--allow-empty", "--format", "json"],
            &["report", "audit", "--allow-empty", "--format", "html"],
        ] {
            assert_plain(&place.run([args, &["--color", colour]].concat()).ok());
        }
    }
    let said = place.run(["status", "--color", "always"]).ok();
    assert!(said.stdout.contains("\\u{1b}[2J"), "{}", said.stdout);
}

#[test]
fn no_link_leads_the_ledger_out_of_the_program() {
    let file = evidence("sarif/semgrep.sarif");
    let outside = Place::empty();
    for (link, target) in [
        (".storyproof", ""),
        (".storyproof/artifacts", ""),
        (".storyproof/ledger.sqlite", "ledger.sqlite"),
        (".storyproof", "missing"),
    ] {
        let place = Place::small();
        let link = place.path(link);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        unix::fs::symlink(outside.path(target), &link).unwrap();
        place.run(["ingest", &file]).code(2).complains(&["outside of the program"]);
        place.run(["status"]).code(2).complains(&["outside of the program"]);
        assert!(fs::read_dir(outside.path("")).unwrap().next().is_none(), "{}", link.display());
    }
}

#[test]
fn the_ledger_stays_out_of_gits_own_files() {
    let file = evidence("sarif/semgrep.sarif");
    let place = Place::small();
    fs::create_dir(place.path(".git")).unwrap();
    unix::fs::symlink(place.path(".git"), place.path("kept")).unwrap();
    let settings = place.read("storyproof.toml");
    for path in [".git/l.sqlite", ".GIT/hooks/l.sqlite", "kept/l.sqlite"] {
        place.write("storyproof.toml", format!("{settings}\n[ledger]\npath = \"{path}\"\n"));
        place.run(["ingest", &file]).code(2).complains(&["git's own files", "STORYPROOF_LEDGER"]);
    }
    assert!(fs::read_dir(place.path(".git")).unwrap().next().is_none());
}
