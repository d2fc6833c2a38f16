//! `schema`, `completions` and `man`: what helps with typing; and the help of every command.

use std::{env, fs, path::Path};

use super::harness::Place;
use crate::hostile::repository::commands;

#[test]
fn the_reference_is_what_the_commands_say() {
    let written = Place::empty().run(["man", "--markdown"]).ok().stdout;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/REFERENCE.md");
    #[expect(clippy::disallowed_methods, reason = "asks whether to bless")]
    let bless = env::var("STORYPROOF_BLESS").is_ok();
    if bless {
        fs::write(&path, &written).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let first = kept.lines().zip(written.lines()).position(|(a, b)| a != b);
    assert!(
        kept == written,
        "src/cli/REFERENCE.md is not what `man --markdown` writes (first difference in line {:?}); \
         bless it with STORYPROOF_BLESS=1",
        first.map(|line| line + 1)
    );
}

#[test]
fn the_help_of_every_command_has_an_example_and_is_in_the_reference() {
    let place = Place::empty();
    let reference = place.run(["man", "--markdown"]).ok().stdout;
    let mut mute = Vec::new();
    for command in commands(&place) {
        if command == "help" {
            continue;
        }
        let mut args: Vec<&str> = command.split(' ').collect();
        args.push("--help");
        let help = place.run(args).ok().stdout;
        let has_example = help.contains("Example") && help.contains("  storyproof ");
        if !has_example || !reference.contains(&format!("\n## storyproof {command}\n")) {
            mute.push(command);
        }
    }
    assert!(mute.is_empty(), "these show no example: {mute:#?}");
}

#[test]
fn a_program_gets_its_schemas_and_every_file_names_one() {
    let place = Place::empty();
    place.run(["init"]).ok();
    let first = |path: &str| place.read(path).lines().next().unwrap().to_owned();
    assert_eq!(first("storyproof.toml"), "#:schema schemas/settings.json");
    assert_eq!(first("stories/sprints.toml"), "#:schema ../schemas/records.json");
    assert_eq!(first("stories/iam/IAM-01.toml"), "#:schema ../../schemas/records.json");
    // What commands write later names it as well.
    let known = place.files(".");
    place.run(["story", "suggest", "--write"]).ok();
    let added = ["component", "add", "orders", "--title", "Orders", "--services", "s3"];
    place.run([&added[..], &["--owner", "team-platform", "--write"]].concat()).ok();
    let files = place.files(".").into_iter().filter(|file| !known.contains(file));
    let new: Vec<String> = files.map(|(path, _)| path.to_str().unwrap().to_owned()).collect();
    assert!(new.iter().any(|path| path.starts_with("controls/")), "{new:?}");
    assert!(new.iter().any(|path| path.starts_with("stories/suggested/")), "{new:?}");
    let is_toml = |path: &&String| Path::new(path).extension().is_some_and(|e| e == "toml");
    for path in new.iter().filter(is_toml) {
        let up = "../".repeat(path.matches('/').count());
        assert_eq!(first(path), format!("#:schema {up}schemas/records.json"), "{path}");
    }
    let kept = place.read("schemas/records.json");
    assert_eq!(place.run(["schema"]).ok().stdout, kept);
    assert!(!kept.contains("\"root-mfa\""), "no id of the program is in what git keeps");
    place.run(["schema", "-o", "schemas", "--ids"]).ok().complains(&["wrote schemas/records.json"]);
    assert!(place.read("schemas/records.json").contains("\"root-mfa\""));
    let story = place.run(["schema", "story"]).ok().stdout;
    let story: serde_json::Value = serde_json::from_str(&story).unwrap();
    assert_eq!(
        story["properties"]["story"]["items"]["required"].to_string(),
        "[\"id\",\"epic\",\"title\"]"
    );
    place.run(["schema", "storys"]).code(2).complains(&["did you mean `story`?"]);
}

#[test]
fn ids_of_the_program_are_completed_in_every_shell() {
    let place = Place::small();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = place.run(["completions", shell]).ok().stdout;
        assert!(script.contains("STORYPROOF_COMPLETE"), "{shell}: {script}");
    }
    place.run(["completions", "csh"]).code(2).complains(&["bash", "fish"]);
    // As the script of fish asks.
    let offered = |words: &[&str]| {
        let mut process = place.process([&["--", "storyproof"], words].concat());
        process.env("STORYPROOF_COMPLETE", "fish");
        let output = process.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(offered(&["story", "show", "I"]).contains("IAM-01"));
    assert!(offered(&["explain", "root"]).contains("root-mfa"));
    assert!(offered(&["move", "I"]).contains("IAM-01"));
    assert!(!offered(&["move", "root"]).contains("root-mfa"));
    assert!(offered(&["retir"]).contains("retire"));
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let place = Place::empty();
    place.run(["man", "-o", "man1"]).ok().complains(&["pages to"]);
    let pages = place.files("man1");
    assert_eq!(pages.len(), commands(&place).len(), "`help` has none, `storyproof` has one");
    let page = place.run(["man", "story", "list"]).ok().stdout;
    assert!(page.contains(".TH storyproof-story-list 1") && page.contains("Example"), "{page}");
    assert_eq!(place.read("man1/storyproof-story-list.1"), page);
    place.run(["man", "storys"]).code(2).complains(&["no command `storys`"]);
}
