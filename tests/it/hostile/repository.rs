//! Every command of the program, run in a repository whose configuration names a program to run
//! wherever git can be made to run one. A new command that is not in the table fails the test.

use std::{collections::BTreeSet, fs, process::Command};

use super::program;
use crate::cli::{
    git::hostile_in,
    harness::{Place, evidence},
};

/// Every command with what it is typed with here, in an order in which each finds something to do.
const TYPED: [&str; 111] = [
    // It takes a while; `cli::git` runs the whole of it in such a repository.
    "demo infra",
    "init begun",
    "ingest SCAN",
    "ingest -n SCAN",
    "ingest --key key.pem --repository app --commit HEAD junit.xml",
    "attest said --statement Said --document paper.pdf",
    "attest paper --kind aoc --valid-until 2027-01-01 --document paper.pdf",
    "except c-semgrep --subject * --reason R --requested-by team --approved-by lead --expires 2027-01-01",
    "withdraw 2 --reason R --by lead",
    "approve E-1 --by lead --reason R --sign-with id_ed25519",
    "approval list",
    "approval show 5",
    "approval export 5 -o handover",
    "ledger merge -n OTHER",
    "ledger merge OTHER",
    "check",
    "check --staged",
    "check --fail-on failed --baseline HEAD --format github",
    "check list",
    "check show c-semgrep",
    "status",
    "plan",
    "plan --forecast",
    "plan --write",
    "permissions",
    "trace",
    "explain E-1",
    "report program -o program.html",
    "report sprint S1",
    "report audit f",
    "report encryption",
    "report plan -o plan.html",
    "report responsibility -o responsibility.html",
    "report risks -o risks.csv",
    "report traceability -o traceability.html",
    "report soa -o soa.csv",
    "import soa soa.csv",
    "import soa soa.csv --write",
    "export framework f -o f.csv",
    "import framework f.csv --id copy --write",
    "export framework copy --format ciso-assistant -o copy.yaml",
    "export oscal assessment-results f -o results.json",
    "export jira -o jira.csv",
    "import jira jira.csv --write",
    "export github -o issues.jsonl",
    "import github issues.jsonl --write",
    "export linear -o linear.csv",
    "import linear linear.csv --write",
    "export csv -o stories.csv",
    "import csv stories.csv --write",
    "export ics -o program.ics",
    "export summary",
    "framework list",
    "framework add soc2-2017 --write",
    "report logging",
    "checkpoint key --name example.com/key",
    "checkpoint --sign-with id_ed25519",
    "checkpoint witness",
    "checkpoint timestamp --request -o request.tsq",
    "binder --framework f -o binder.zip --sign-with id_ed25519",
    "verify",
    "verify binder.zip",
    "doctor --deep",
    "evidence list",
    "evidence show 1",
    "evidence open 1",
    "evidence prove 1 -o proofs",
    "story list",
    "story show E-1",
    "story suggest --write",
    "epic list",
    "epic show E",
    "epic roadmap",
    "report roadmap -o roadmap.html",
    "report evidence -o evidence.html",
    "report results -o results.html",
    "report trace -o trace.html",
    "report site -o site",
    "sprint start S1",
    "sprint list",
    "sprint show S1",
    "sprint board S1",
    "sprint review S1",
    "control list",
    "control show f/A.1",
    "risk list",
    "risk show R-1",
    "component list",
    "component show data",
    "component add new --title New --services store --owner team --write",
    "component services",
    "component unclaimed",
    "attestation list",
    "attestation show said",
    "exception list",
    "exception show entry:4",
    "new story epic=E title=T --write",
    "new risk title=T treatment=accept likelihood=1 impact=1 target_likelihood=1 target_impact=1",
    "set E-1 points=2 --write",
    "edit E-1",
    "link E-1 R-1 --write",
    "unlink E-1 R-1",
    "move E-1 --to S1",
    "split E-1 --title T",
    "retire R-1 --because R --write",
    "mine team",
    "story verify E-1",
    "schema -o schemas",
    "completions bash",
    "man -o pages",
    "help",
];

/// The commands below a command, as its help lists them.
pub(super) fn below(place: &Place, command: &[String]) -> Vec<String> {
    let mut args = command.to_vec();
    args.push("--help".to_owned());
    let help = place.run(args).ok().stdout;
    let Some((_, list)) = help.split_once("Commands:\n") else { return Vec::new() };
    let names = list.lines().take_while(|line| !line.is_empty());
    let names = names.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.map(|line| line.split_whitespace().next().unwrap().to_owned());
    names.filter(|name| name != "help").collect()
}

/// Every command that can be typed, such as `story list`.
pub(crate) fn commands(place: &Place) -> BTreeSet<String> {
    let mut found = BTreeSet::from(["help".to_owned()]);
    let mut open = vec![Vec::new()];
    while let Some(command) = open.pop() {
        for name in below(place, &command) {
            let command = [&command[..], &[name]].concat();
            found.insert(command.join(" "));
            open.push(command);
        }
    }
    found
}

/// A ledger of somebody else.
fn another() -> Place {
    let place = Place::small();
    place.write("junit.xml", "<testsuite name='a'><testcase classname='b' name='d'/></testsuite>");
    place.run(["ingest", "junit.xml"]).ok();
    place
}

#[test]
fn no_command_runs_what_a_repository_names() {
    let place = Place::empty();
    for (path, text) in program::plain() {
        place.write(&path, text.replace("path = \"clone\"", "path = \".\""));
    }
    // What is called as git and ssh-keygen are must not be found in the place where it runs either.
    for name in ["git", "ssh-keygen"] {
        place.write(name, format!("#!/bin/sh\necho ran >> '{}'\n", place.path("marker").display()));
    }
    let place = hostile_in(place);
    fs::remove_file(place.path("marker")).ok();
    place.write("paper.pdf", "a document");
    place.write("junit.xml", "<testsuite name='a'><testcase classname='b' name='c'/></testsuite>");
    let scan = evidence("sarif/semgrep.sarif");
    let other = another();
    let other = other.path("").to_str().unwrap().to_owned();
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(place.path("id_ed25519"))
        .status();
    assert!(made.unwrap().success());
    for line in TYPED {
        let word = |word| match word {
            "SCAN" => &*scan,
            "OTHER" => &*other,
            word => word,
        };
        let words: Vec<&str> = line.split(' ').map(word).collect();
        let said = place.run(&words);
        // Some have nothing to do, or refuse: what counts is that they were at work, and ran nothing.
        assert!(matches!(said.code, Some(0..=4)), "{line}: {said:?}");
        assert!(!said.stderr.contains("Usage:"), "{line}: {}", said.stderr);
        assert!(!place.path("marker").exists(), "`storyproof {line}` ran something");
    }
    let groups = ["report", "story", "epic", "sprint", "control", "risk", "component", "evidence"];
    let groups = [
        &groups[..],
        &["attestation", "exception", "approval", "ledger", "import", "export", "framework"],
    ]
    .concat();
    // `serve` goes on until somebody ends it; `hostile::served` runs it.
    let groups = [&groups[..], &["serve"]].concat();
    for command in commands(&place).iter().filter(|command| !groups.contains(&&***command)) {
        let known = TYPED.iter().any(|line| format!("{line} ").starts_with(&format!("{command} ")));
        assert!(known, "`storyproof {command}` is not in the table: type it there");
    }
    // The trap works: ordinary use of git falls into it.
    place.write("stories/E-1.toml", "");
    place.git(["status", "--porcelain"]);
    assert!(place.path("marker").exists(), "the trap is broken");
}
