//! `new`, `set`, `edit`, `link`, `move`, `split`, `retire`: what is shown, what is written, and what
//! is refused.

use super::harness::{Place, Said};

/// A small program with comments that have to stay.
fn small() -> Place {
    let place = Place::small();
    place.write(
        "stories/all.toml",
        "# People and plans.\n\n[[persona]]\nid = \"owner\"\nname = \"Owner\"\n\n[[party]]\nid = \"team\" # ours\nname = \"Team\"\nkind = \"team\"\n\n[[sprint]]\nid = \"S1\"\nstart = 2026-11-23\nend = 2026-12-04\n\n[[sprint]]\nid = \"S2\"\nstart = 2026-12-07\nend = 2026-12-18\n\n# The one risk.\n[[risk]]\nid = \"R-1\"\ntitle = \"Takeover\"\ntreatment = \"mitigate\"\nlikelihood = 3\nimpact = 4\ntarget_likelihood = 1\ntarget_impact = 4\n",
    );
    let story = place.read("stories/IAM-01.toml").replace(
        "status = \"draft\"\n",
        "status = \"draft\"\npersona = \"owner\"\nwant = \"a lock\"\nso_that = \"nobody gets in\"\n",
    );
    place.write("stories/IAM-01.toml", story);
    place
}

/// Runs a line with `--write`.
fn wrote(place: &Place, args: &[&str]) -> Said {
    place.run([args, &["--write"]].concat()).ok()
}

#[test]
fn a_change_is_shown_and_written_only_when_that_is_wanted() {
    let place = small();
    let before = place.files("");
    let line = ["set", "IAM-01", "points=3", "owner=team", "status=doing"];
    for extra in [&[][..], &["-n"], &["--format", "json"]] {
        let said = place.run([&line[..], extra].concat()).ok();
        assert!(said.stdout.contains("+points = 3"), "{}", said.stdout);
        assert!(before == place.files(""), "{extra:?} wrote something");
    }
    place.run(line).ok().complains(&["--write"]);
    let said = wrote(&place, &line);
    said.complains(&["changed stories/IAM-01.toml"]);
    let text = place.read("stories/IAM-01.toml");
    for words in
        ["points = 3\n", "owner = \"team\"\n", "status = \"doing\"\n", "started = 2026-12-01\n"]
    {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
    assert!(wrote(&place, &["set", "IAM-01", "points=3"]).stdout.contains("nothing to change"));
    wrote(&place, &["set", "IAM-01", "status=done"]);
    assert!(place.read("stories/IAM-01.toml").contains("done = 2026-12-01\n"));
    wrote(&place, &["set", "IAM-01", "status=ready"]);
    assert!(!place.read("stories/IAM-01.toml").contains("\ndone = "));
    // Only the line that was meant is another.
    let risks = place.read("stories/all.toml");
    wrote(&place, &["set", "R-1", "impact=5", "reviewed=today"]);
    let expected = risks
        .replace("\nimpact = 4", "\nimpact = 5")
        .replace("target_impact = 4\n", "target_impact = 4\nreviewed = 2026-12-01\n");
    assert_eq!(place.read("stories/all.toml"), expected);
}

#[test]
fn what_would_break_the_program_is_refused_and_nothing_is_lost() {
    let place = small();
    let before = place.files("");
    let table: [(&[&str], &str); 14] = [
        (&["set", "IAM-01", "owner=nobody"], "unknown party `nobody` (link/unknown-id)"),
        (&["set", "IAM-01", "owner=tem"], "unknown party"),
        (&["set", "IAM-01", "status=finished"], "`finished` is none of: draft, ready"),
        (&["set", "IAM-01", "points=many"], "no number"),
        (&["set", "IAM-01", "pionts=3"], "did you mean `points`?"),
        (&["set", "IAM-01", "id=IAM-02"], "names the record"),
        (&["set", "IAM-01", "title="], "incomplete"),
        (&["set", "IAM-01", "points"], "no KEY=VALUE"),
        (&["set", "IAM-01", "controls-=base/B.9"], "no such entry"),
        (&["set", "IAM-01", "acceptance.4.text=x"], "no such entry"),
        (&["retire", "root-mfa"], "unknown check `root-mfa`"),
        (&["new", "risk", "title=T"], "a risk needs more"),
        (&["new", "rsk", "title=T"], "did you mean `risk`?"),
        (&["new", "check", "id=root-mfa", "title=T"], "two records are the check"),
    ];
    for (line, words) in table {
        let said = place.run([line, &["--write"]].concat()).code(2);
        assert!(said.stderr.contains(words), "{line:?}: {}", said.stderr);
        assert!(before == place.files(""), "{line:?} wrote something");
    }
}

#[test]
fn a_new_story_has_a_file_and_an_id_of_its_own() {
    let place = small();
    wrote(
        &place,
        &[
            "new",
            "story",
            "epic=IAM",
            "title=Keys rotate",
            "acceptance+=Keys are young, all of them",
            "--seed",
            "7",
        ],
    );
    let (path, text) = place
        .files("stories")
        .into_iter()
        .find(|(path, _)| {
            path.to_str().unwrap().starts_with("IAM-") && path.to_str() != Some("IAM-01.toml")
        })
        .unwrap();
    let id = path.to_str().unwrap().strip_suffix(".toml").unwrap().to_owned();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with(&format!("[[story]]\nid = \"{id}\"\nepic = \"IAM\"\n")), "{text}");
    assert!(
        text.contains("[[story.acceptance]]\ntext = \"Keys are young, all of them\"\n"),
        "{text}"
    );
    // The same seed gives another id now.
    let again = ["new", "story", "epic=IAM", "title=T", "--seed", "7", "-n"];
    assert!(!place.run(again).ok().stdout.contains(&format!("\"{id}\"")));
}

#[test]
fn new_records_stand_with_their_like() {
    let place = small();
    wrote(
        &place,
        &[
            "new",
            "risk",
            "title=A leak",
            "treatment=accept",
            "likelihood=2",
            "impact=2",
            "target_likelihood=2",
            "target_impact=2",
        ],
    );
    let all = place.read("stories/all.toml");
    assert!(
        all.contains("# The one risk.\n[[risk]]\nid = \"R-1\"")
            && all.contains("title = \"A leak\"")
    );
    wrote(&place, &["new", "persona", "id=lead", "name=Incident lead"]);
    wrote(&place, &["new", "repository", "id=app", "name=App"]);
    wrote(&place, &["new", "framework", "id=f2", "title=F", "statement_of_applicability=A.*,B.*"]);
    wrote(&place, &["new", "control", "framework=base", "id=B.2", "title=Keys are young"]);
    wrote(&place, &["new", "sprint", "id=S3", "start=2026-12-21", "end=2026-12-31", "capacity=20"]);
    assert!(place.read("controls/checks.toml").contains(
        "    \"A.*\",
    \"B.*\",
"
    ));
    assert!(place.read("controls/checks.toml").contains("id = \"B.2\""));
    assert!(place.read("stories/all.toml").contains("[[persona]]\nid = \"lead\"\n"));
    let check = place.run(["check", "--format", "json"]);
    assert_ne!(check.code, Some(2), "{check:?}");
}

#[test]
fn a_new_file_names_its_schema_and_lies_where_records_do() {
    let place = small();
    place.run(["schema", "-o", "schemas"]).ok();
    wrote(&place, &["new", "service", "id=s3", "name=S3"]);
    let text = place.read("controls/services/s3.toml");
    assert!(text.starts_with("#:schema ../../schemas/records.json\n\n[[service]]\n"), "{text}");
    for path in ["../x.toml", "x.toml", "controls/inventory/x.csv", "/x.toml", "stories/../x.toml"]
    {
        let said = place.run(["new", "service", "id=x", "name=X", "--write", "--in", path]);
        said.code(2).complains(&["no file in which records stand"]);
    }
}

#[test]
fn links_are_written_where_the_list_is() {
    let place = small();
    wrote(&place, &["new", "control", "framework=base", "id=B.2", "title=Keys"]);
    wrote(&place, &["link", "IAM-01", "base/B.2", "R-1"]);
    // The other way round it is the same link.
    wrote(&place, &["unlink", "R-1", "IAM-01"]);
    wrote(&place, &["link", "R-1", "IAM-01"]);
    let text = place.read("stories/IAM-01.toml");
    assert!(
        text.contains("controls = [\"base/B.1\", \"base/B.2\"]\nrisks = [\"R-1\"]\n"),
        "{text}"
    );
    wrote(&place, &["link", "IAM-01", "no-findings"]);
    assert!(place.read("stories/IAM-01.toml").contains("checks = [\"root-mfa\", \"no-findings\"]"));
    wrote(&place, &["set", "IAM-01", "acceptance+=The device is in the safe"]);
    let said = place.run(["link", "IAM-01", "no-findings", "--write"]).code(2);
    said.complains(&["several criteria", "2: The device is in the safe"]);
    wrote(&place, &["unlink", "IAM-01", "no-findings"]);
    wrote(&place, &["link", "IAM-01", "no-findings", "--criterion", "2"]);
    let said = place.run(["link", "IAM-01", "team", "--write"]).code(2);
    said.complains(&["no list of links to a party", "storyproof set IAM-01 owner=ID"]);
}

#[test]
fn a_story_that_moves_or_is_split_keeps_its_history() {
    let place = small();
    wrote(&place, &["move", "IAM-01", "--to", "S1"]);
    assert!(!place.read("stories/IAM-01.toml").contains("moved"));
    // S1 has begun.
    wrote(&place, &["move", "IAM-01", "--to", "S2"]);
    let text = place.read("stories/IAM-01.toml");
    assert!(
        text.contains("sprint = \"S2\"\nmoved = [{ on = 2026-12-01, from = \"S1\" }]\n"),
        "{text}"
    );
    // S2 has not.
    wrote(&place, &["move", "IAM-01", "--backlog"]);
    assert!(!place.read("stories/IAM-01.toml").contains("sprint = "));

    wrote(&place, &["set", "IAM-01", "points=5", "acceptance+=The device is in the safe"]);
    wrote(&place, &["move", "IAM-01", "--to", "S2"]);
    let said = place.run(["split", "IAM-01", "--title", "T", "--criteria", "1,2"]).code(2);
    said.complains(&["would keep no criterion"]);
    let args = [
        "split",
        "IAM-01",
        "--title",
        "The safe",
        "--criteria",
        "2",
        "--points",
        "2",
        "--to",
        "S2",
    ];
    let said = wrote(&place, &args);
    let new = said.stderr.lines().find_map(|line| line.strip_prefix("wrote ")).unwrap().to_owned();
    let (old, new) = (place.read("stories/IAM-01.toml"), place.read(&new));
    assert!(old.contains("points = 3\n") && !old.contains("The device"), "{old}");
    for words in [
        "title = \"The safe\"",
        "points = 2",
        "sprint = \"S2\"",
        "depends_on = [\"IAM-01\"]",
        "text = \"The device is in the safe\"",
        "controls = [\"base/B.1\"]",
    ] {
        assert!(new.contains(words), "{words} is not in:\n{new}");
    }
}

#[test]
fn what_is_retired_is_never_given_again() {
    let place = small();
    wrote(&place, &["retire", "IAM-01"]);
    assert!(place.read("stories/IAM-01.toml").contains("status = \"dropped\""));
    wrote(&place, &["retire", "R-1", "--because", "It is gone"]);
    let kept = place.read("controls/retired.toml");
    assert_eq!(
        kept,
        "[[retired]]\nkind = \"risk\"\nid = \"R-1\"\non = 2026-12-01\nwhy = \"It is gone\"\n"
    );
    assert!(!place.read("stories/all.toml").contains("R-1"));
    let args = [
        "new",
        "risk",
        "id=R-1",
        "title=T",
        "treatment=accept",
        "likelihood=1",
        "impact=1",
        "target_likelihood=1",
        "target_impact=1",
        "--write",
    ];
    place.run(args).code(2).complains(&["the risk id `R-1` is retired"]);
    // An id of a file that only the history knows is taken as well.
    place.git(["init", "-q"]);
    let mint = ["new", "story", "epic=IAM", "title=T", "--seed", "3"];
    let id = |said: Said| {
        said.stdout.lines().next().unwrap().strip_prefix("new story ").unwrap().to_owned()
    };
    let first = id(place.run(mint).ok());
    place.write(&format!("stories/{first}.toml"), "# once\n");
    place.git(["add", "."]);
    place.git(["commit", "-qm", "a"]);
    std::fs::remove_file(place.path(&format!("stories/{first}.toml"))).unwrap();
    place.git(["add", "."]);
    place.git(["commit", "-qm", "b"]);
    assert_ne!(id(place.run(mint).ok()), first);
}

/// An editor that is a script of one line.
fn with_editor(place: &Place, script: &str, args: &[&str]) -> super::harness::Answer {
    place.write("editor.sh", format!("#!/bin/sh\n{script}\n"));
    let mut process = place.process(args);
    process.env("EDITOR", format!("sh {}", place.path("editor.sh").display()));
    let output = process.output().unwrap();
    super::harness::Answer {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn the_editor_gets_a_copy_and_what_it_breaks_is_kept_aside() {
    let place = small();
    let copy = "stories/.IAM-01.edit.toml";
    let said = place.run(["edit", "IAM-01"]).code(2);
    said.complains(&["there is no editor"]);
    let said =
        with_editor(&place, "sed -i 's/locked away/locked in/' \"$1\"", &["edit", "IAM-01"]).ok();
    assert!(said.stdout.contains("+title = \"Root is locked in\""), "{}", said.stdout);
    assert!(place.read("stories/IAM-01.toml").contains("locked in"));
    assert!(!place.path(copy).exists());

    let before = place.read("stories/IAM-01.toml");
    let said = with_editor(&place, "echo 'epci = 1' >> \"$1\"", &["edit", "IAM-01"]).code(2);
    said.complains(&["`check` would fail", "unknown key `epci`", ".IAM-01.edit.toml"]);
    assert_eq!(place.read("stories/IAM-01.toml"), before);
    assert!(place.read(copy).ends_with("epci = 1\n"));
    // The next time goes on with that text.
    let said = with_editor(
        &place,
        "sed -i '/epci/d; s/locked in/locked away/' \"$1\"",
        &["edit", "stories/IAM-01.toml"],
    )
    .ok();
    said.complains(&["going on with the text"]);
    assert!(place.read("stories/IAM-01.toml").contains("locked away"));
    assert!(!place.path(copy).exists());
    let said = with_editor(&place, "exit 3", &["edit", "IAM-01"]).code(2);
    said.complains(&["the editor", "failed"]);
}

#[test]
fn what_proves_a_story_is_said_with_what_to_run() {
    let place = small();
    let said = place.run(["story", "verify", "IAM-01"]).code(1);
    for words in [
        "1. Root MFA is on",
        "check root-mfa: ",
        "$ storyproof ingest FILE",
        "output of prowler: iam_root_mfa_enabled",
    ] {
        assert!(said.stdout.contains(words), "{words:?} is not in:\n{}", said.stdout);
    }
    let demo = Place::demo();
    let data = demo.run(["story", "list", "--status", "verified", "--format", "json"]).ok().data();
    let id = data[0]["id"].as_str().unwrap().to_owned();
    let data = demo.run(["story", "verify", &id, "--format", "json"]).ok().data();
    assert!(data["criteria"].as_array().unwrap().iter().all(|one| one["proven"] == true));
}

#[test]
fn everybody_finds_what_is_theirs_and_what_nobody_owns_is_named() {
    let demo = Place::demo();
    let load = demo.run(["mine", "--format", "json"]).ok().data();
    let owners = load["owners"].as_array().unwrap();
    assert!(owners.len() > 3, "{load}");
    let party = owners[0]["party"].as_str().unwrap();
    let mine = demo.run(["mine", party, "--format", "json"]).ok().data();
    assert_eq!(
        mine["stories"].as_array().unwrap().len() as u64,
        owners[0]["stories"].as_u64().unwrap()
    );
    let text = demo.run(["mine", party]).ok().stdout;
    assert!(text.contains("Owns "), "{text}");
    let place = small();
    wrote(&place, &["set", "IAM-01", "points=1", "owner=team", "status=ready"]);
    let text = place.run(["mine", "team"]).ok().stdout;
    assert!(text.contains("Stories to finish or to prove: 1"), "{text}");
    let text = place.run(["mine"]).ok().stdout;
    for words in ["2 checks: no-findings, root-mfa", "1 risk: R-1", "1 epic: IAM"] {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
    place.run(["mine", "nobody-here"]).code(2).complains(&["nothing is named"]);
}
