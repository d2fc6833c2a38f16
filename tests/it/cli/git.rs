//! A program's repository may come from anybody: nothing that its configuration names is run.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::{
    harness::{Place, evidence},
    reading::READING,
};

/// A program in a repository whose configuration runs a script wherever git can be made to.
fn hostile() -> Place {
    hostile_in(Place::small())
}

/// The same around the program that lies in a place.
pub(crate) fn hostile_in(place: Place) -> Place {
    place.write(".gitattributes", "* filter=evil diff=evil\n");
    place.git(["init", "--quiet"]);
    place.git(["add", "--all"]);
    place.git(["commit", "--quiet", "--message", "Begin"]);
    let script = place.path("evil.sh");
    let text = format!("#!/bin/sh\necho ran >> '{}'\ncat\n", place.path("marker").display());
    place.write("evil.sh", text);
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let hooks = place.path("hooks");
    for hook in ["post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"] {
        place.write(&format!("hooks/{hook}"), place.read("evil.sh"));
        fs::set_permissions(hooks.join(hook), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let script = script.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "core.alternateRefsCommand",
        "credential.helper",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
        "gpg.ssh.program",
        "gpg.x509.program",
        "gpg.ssh.defaultKeyCommand",
        "sequence.editor",
        "interactive.diffFilter",
        "alias.rev-parse",
        "alias.ls-tree",
        "uploadpack.packObjectsHook",
        "remote.origin.uploadpack",
    ] {
        place.git(["config", key, script]);
    }
    place.git(["config", "core.hooksPath", hooks.to_str().unwrap()]);
    // The same again by way of another file.
    place.write("more.gitconfig", format!("[core]\n\tfsmonitor = {script}\n\tpager = {script}\n"));
    place.git(["config", "include.path", place.path("more.gitconfig").to_str().unwrap()]);
    place
}

/// Makes the repository a partial clone whose remote is a command, and takes an object away.
fn with_a_missing_object(place: &Place, object: &str) {
    let remote = format!("ext::{}", place.path("evil.sh").display());
    for (key, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", &remote),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
    ] {
        place.git(["config", key, value]);
    }
    fs::remove_file(place.path(".git/objects").join(&object[..2]).join(&object[2..])).unwrap();
}

fn run_everything(place: &Place) {
    place.run(["ingest", &evidence("sarif/semgrep.sarif")]).ok();
    for args in READING {
        place.run(args).ok();
    }
    place.run(["report", "program", "-o", "program.html"]).ok();
    place.run(["init"]).ok();
}

#[test]
fn a_hostile_repository_runs_nothing() {
    let place = hostile();
    run_everything(&place);
    place.run(["demo", "demo"]).ok();
    assert!(!place.path("marker").exists(), "something ran");
    // The trap works: ordinary use of git falls into it.
    place.write("stories/IAM-01.toml", "");
    place.git(["status", "--porcelain"]);
    assert!(place.path("marker").exists(), "the trap is broken");
}

/// A program beside a clone of what is in scope: its log is read, and nothing that it names is run.
#[test]
fn a_hostile_clone_in_scope_runs_nothing() {
    let place = hostile();
    place.write("program/storyproof.toml", place.read("storyproof.toml"));
    place.write(
        "program/controls/app.toml",
        "[[repository]]\nid = \"app\"\nname = \"App\"\npath = \"..\"\n\
         [[check]]\nid = \"scan\"\ntitle = \"Scanned\"\ncadence = \"every commit\"\n\
         [[check.source]]\ntool = \"semgrep\"\nrules = [\"*\"]\nabsence = \"passes\"\n",
    );
    fs::remove_file(place.path("marker")).ok();
    let commit = place.git_says(["rev-parse", "HEAD"]);
    fs::remove_file(place.path("marker")).ok();
    let scan = evidence("sarif/semgrep.sarif");
    let inside =
        |args: &[&str]| assert_ne!(place.run(["-C", "program"].iter().chain(args)).code, Some(70));
    inside(&["ingest", &scan, "--repository", "app", "--commit", commit.trim()]);
    let shown =
        place.run(["-C", "program", "check", "show", "scan", "--format", "json"]).ok().data();
    assert_eq!(shown["runs"]["unknown"].as_array().unwrap().len(), 0, "{shown}");
    for args in [&["check"][..], &["status"], &["report", "program", "-o", "p.html"]] {
        inside(args);
    }
    assert!(!place.path("marker").exists(), "something ran");
}

#[test]
fn a_partial_clone_does_not_fetch() {
    for revision in ["HEAD", "HEAD^{tree}"] {
        let place = hostile();
        let object = place.git_says(["rev-parse", revision]);
        with_a_missing_object(&place, object.trim());
        fs::remove_file(place.path("marker")).ok();
        run_everything(&place);
        assert!(!place.path("marker").exists(), "something ran for {revision}");
    }
}

#[test]
fn reports_name_the_commit_and_whether_files_differ() {
    let place = Place::small();
    place.git(["init", "--quiet"]);
    place.git(["add", "--all"]);
    place.git(["commit", "--quiet", "--message", "Begin"]);
    let commit = place.git_says(["rev-parse", "HEAD"]);
    let says = || place.run(["doctor"]).ok().stdout;
    assert!(says().contains(&format!("{}, unchanged", commit.trim())), "{}", says());
    place.write(
        "stories/IAM-02.toml",
        "[[story]]\nid = \"IAM-02\"\nepic = \"IAM\"\ntitle = \"Two\"\n",
    );
    assert!(says().contains(&format!("{}, with changes", commit.trim())), "{}", says());
}
