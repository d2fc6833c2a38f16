//! Every rule has docs, a fixture that triggers it and one that does not.

use std::collections::BTreeSet;

use snapbox::{assert_data_eq, str};

use super::{RULES, find_rule, fixtures};
use crate::{
    diag::{Rule, explain},
    source::{SourceFile, Sources, Trouble},
    testing::{check, codes, sources},
};

#[test]
fn the_small_program_has_nothing_wrong_with_it() {
    assert_eq!(check(""), "no errors, no warnings\n");
}

#[test]
fn every_rule_has_a_fixture_that_triggers_it_and_one_that_does_not() {
    let mut seen = BTreeSet::new();
    for (code, bad, good) in fixtures::all() {
        assert!(find_rule(code).is_some(), "{code} is no rule");
        let found = codes(&sources(&bad));
        assert!(found.contains(&code), "{code} is not triggered, but {found:?}:\n{bad}");
        let found = codes(&sources(&good));
        assert!(!found.contains(&code), "{code} is triggered by:\n{good}");
        seen.insert(code);
    }
    for trouble in file_troubles() {
        let file = SourceFile::new("stories/odd.toml", Err(trouble));
        seen.extend(codes(&Sources::from_files([file])));
    }
    // What needs evidence is shown where evidence is weighed: `tests/it/assess/findings.rs`.
    let needs_evidence = |code: &&str| code.starts_with("evidence/");
    let codes = RULES.iter().map(|rule| rule.code).filter(|code| !needs_evidence(code));
    let missing: Vec<&str> = codes.filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "no fixture for {missing:?}");
}

fn file_troubles() -> [Trouble; 6] {
    [
        Trouble::Unreadable("permission denied".into()),
        Trouble::Link,
        Trouble::NotRegular,
        Trouble::TooLarge,
        Trouble::NotUtf8(3),
        Trouble::TooDeep,
    ]
}

#[test]
fn every_rule_is_explained_under_four_headings() {
    let mut codes = BTreeSet::new();
    for rule in RULES {
        assert!(codes.insert(rule.code), "{} stands twice", rule.code);
        let headings: Vec<&str> =
            rule.docs.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, Rule::HEADINGS, "{}", rule.code);
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        let (area, name) = rule.code.split_once('/').unwrap();
        assert!(
            area.chars().all(plain) && name.chars().all(|c| plain(c) || c == '8'),
            "{}",
            rule.code
        );
        assert!(!rule.summary.ends_with('.'), "{}", rule.code);
        assert!(rule.summary.starts_with(|c: char| c.is_lowercase()), "{}", rule.code);
        assert!(explain(rule).lines().all(|line| line.chars().count() <= 104), "{}", rule.code);
    }
}

#[test]
fn the_known_rules_of_prowler_are_sorted() {
    let known = include_str!("known/prowler.txt");
    let known: Vec<&str> = known.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(known.is_sorted() && known.len() > 600);
}

#[test]
fn an_explanation_is_plain_text() {
    assert_data_eq!(
        explain(&super::story_too_large::RULE),
        str![[r#"
story/too-large: a story has more points than a story may have
An error by default; `[lints]` can change that.

What it finds
A story with more points than `[program] story_points` allows, 8 by default.

Why it matters
A large story hides its risk, does not fit in a sprint beside others, and is proven all at once or
not at all.

Example
    [[story]]
    id = "NET-02"
    points = 13

What to do
Split it into stories that are each worth proving.

"#]]
    );
}

#[test]
fn a_misspelt_link_is_shown_with_its_fix() {
    assert_data_eq!(
        check(
            "//- stories/E-02.toml\n[[story]]\nid = \"E-02\"\nepic = \"E\"\ntitle = \"Two\"\nsprint = \"S2\"\ncontrols = [\n    \"fw-1/A.11\", # typo\n]\n"
        ),
        str![[r#"
warning[story/draft]: draft `E-02` is not yet ready
  ╭▸ stories/E-02.toml:2:6
  │
2 │ id = "E-02"
  │      ━━━━━━ still needs a persona, a want, a reason (`so_that`), an owner, points, acceptance criteria
  │
  ╰ note: `story/draft` is `warn` by default

error[link/unknown-control]: unknown control `fw-1/A.11`
  ╭▸ stories/E-02.toml:7:5
  │
7 │     "fw-1/A.11", # typo
  │     ━━━━━━━━━━━ no control with this id
  ╰╴
help: did you mean `fw-1/A.1`?
  ╭╴
7 -     "fw-1/A.11", # typo
7 +     "fw-1/A.1", # typo
  ╰╴

warning[unused/persona]: no story speaks for persona `thief`
   ╭▸ stories/backlog.toml:11:6
   │
11 │ id = "thief"
   │      ━━━━━━━
   │
   ╰ note: `unused/persona` is `warn` by default
help: write a story for them, or remove it

1 error, 2 warnings in 2 files

"#]]
    );
}

#[test]
fn a_duplicate_shows_both_places() {
    assert_data_eq!(
        check("//- stories/more.toml\n[[persona]]\nid = \"thief\"\nname = \"Again\"\n"),
        str![[r#"
error[id/duplicate]: two records are the persona `thief`
   ╭▸ stories/more.toml:2:6
   │
 2 │ id = "thief"
   │      ━━━━━━━ left out
   │
   ⸬  stories/backlog.toml:11:6
   │
11 │ id = "thief"
   │      ─────── first written here
   ╰╴
help: give one of them another id

1 error in 1 file

"#]]
    );
}

#[test]
fn a_circle_is_shown_with_its_path() {
    let one = |id: &str, on: &str| {
        format!(
            "//- stories/{id}.toml\n[[story]]\nid = \"{id}\"\nepic = \"E\"\ntitle = \"{id}\"\nstatus = \"dropped\"\ndepends_on = [\"{on}\"]\n"
        )
    };
    let files = [one("E-03", "E-04"), one("E-04", "E-05"), one("E-05", "E-03")].concat();
    assert_data_eq!(
        check(&files),
        str![[r#"
error[story/dependency-cycle]: `E-03` → `E-04` → `E-05` → `E-03` is a circle
  ╭▸ stories/E-03.toml:6:15
  │
6 │ depends_on = ["E-04"]
  │               ━━━━━━ one of the dependencies in it
  │
  ╰ note: `story/dependency-cycle` is `deny` by default
help: remove the dependency that is not real

1 error in 1 file

"#]]
    );
}

#[test]
fn the_output_says_who_set_a_level() {
    assert_data_eq!(
        check(
            "//- storyproof.toml\n[program]\nname = \"X\"\n[lints]\n\"unused/persona\" = \"deny\"\n\"epic/emty\" = \"warn\"\n//- stories/more.toml\n[[persona]]\nid = \"nobody\"\nname = \"Nobody\"\n"
        ),
        str![[r#"
error[unused/persona]: no story speaks for persona `nobody`
  ╭▸ stories/more.toml:2:6
  │
2 │ id = "nobody"
  │      ━━━━━━━━
  │
  ╰ note: `unused/persona` is `deny` by storyproof.toml:4
help: write a story for them, or remove it

warning[settings/unknown-lint]: unknown diagnostic code `epic/emty`
  ╭▸ storyproof.toml:5:1
  │
5 │ "epic/emty" = "warn"
  │ ━━━━━━━━━━━
  │
  ╰ note: `settings/unknown-lint` is `warn` by default
help: did you mean `epic/empty`?
  ╭╴
5 │ "epic/empty" = "warn"
  ╰╴        +

1 error, 1 warning in 2 files

"#]]
    );
}
