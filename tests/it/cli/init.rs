//! `storyproof init`: a program of one's own.

use super::harness::Place;

#[test]
fn a_new_program_has_twelve_stories_and_no_errors() {
    let place = Place::empty();
    place.run(["init", "mine", "--name", "Mine", "--start", "2026-12-07"]).ok();
    place.run(["-C", "mine", "check"]).ok();
    let data = place.run(["-C", "mine", "story", "list", "--format", "json"]).ok().data();
    let stories = data.as_array().unwrap();
    assert_eq!(stories.len(), 12);
    for story in stories {
        assert_eq!((&story["claim"], &story["sprint"]), (&"ready".into(), &"2026-S1".into()));
        assert_eq!(story["claimed"], false);
    }
    let sprints = place.read("mine/stories/sprints.toml");
    assert!(sprints.contains("start = 2026-12-07"), "{sprints}");
    assert!(place.read("mine/storyproof.toml").contains("name = \"Mine\""));
    assert_eq!(place.read("mine/.gitignore"), "/.storyproof/\n");
    assert!(!place.path("mine/.storyproof").exists());
}

#[test]
fn files_that_exist_are_kept() {
    let place = Place::small();
    place.write(".gitignore", "*.tmp");
    let before = place.read("storyproof.toml");
    place.run(["init"]).ok().complains(&["kept storyproof.toml"]);
    assert_eq!(place.read("storyproof.toml"), before);
    assert_eq!(place.read(".gitignore"), "*.tmp\n/.storyproof/\n");
    let once = place.files("");
    place.run(["init"]).ok();
    assert!(once == place.files(""), "a second time changes nothing");
}

#[test]
fn a_name_cannot_break_the_file() {
    let place = Place::empty();
    place.run(["init", "--name", "A \"B\"\n[lints]\n\\ é"]).ok();
    place.run(["check"]).ok();
    let doctor = place.run(["doctor", "--format", "json"]).ok().stdout;
    assert!(doctor.contains("A \\\"B\\\""), "{doctor}");
}

#[test]
fn the_values_of_the_example_are_named_until_they_are_replaced() {
    let place = Place::empty();
    place.run(["init"]).ok();
    let placeholders = || {
        let said = place.run(["check", "--format", "json"]).ok();
        let found = said.data()["diagnostics"].as_array().unwrap().clone();
        let of_it = found.iter().filter(|d| d["code"] == "program/placeholder");
        of_it.map(|d| d["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = placeholders();
    for word in ["Our organization", "123456789012", "3 contacts", "`example-watch`", "contacts at"]
    {
        assert!(first.iter().any(|title| title.contains(word)), "{word}: {first:#?}");
    }
    assert_eq!(first.len(), 5, "{first:#?}");
    let accounts = place.read("controls/accounts.toml");
    let accounts =
        accounts.replace("123456789012", "210987654321").replace("example.com", "ours.test");
    place.write("controls/accounts.toml", accounts);
    assert_eq!(placeholders().len(), 3);
    // The example program itself is meant to be one.
    let demo = Place::demo().run(["check"]).ok().stdout;
    assert!(!demo.contains("program/placeholder"), "{demo}");
}
