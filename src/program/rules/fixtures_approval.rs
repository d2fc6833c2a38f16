//! Fixtures of the rules about approvals.

use super::fixtures::{Fixture, extra};

const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

fn rule(lines: &str) -> String {
    format!("[[approval_rule]]\nid = \"r\"\n{lines}")
}

/// A file of allowed signers beside a rule that names the team.
fn signers(line: &str) -> String {
    let line = line.replace("KEY", KEY);
    format!("//- controls/allowed_signers\n{line}\n")
}

pub(super) fn all() -> Vec<Fixture> {
    let required =
        "//- storyproof.toml\n[program]\nname = \"X\"\n[approval]\nsignatures = \"required\"\n";
    let story = rule("kind = \"story\"\nroles = [\"team\"]\n");
    let other = "[[party]]\nid = \"other\"\nname = \"Other\"\nkind = \"role\"\n";
    let of_other = |lines: &str| {
        format!("{other}{}", rule(&format!("kind = \"story\"\nroles = [\"other\"]\n{lines}")))
    };
    let in_file = |text: &str| format!("//- controls/x.toml\n{text}\n");
    vec![
        extra(
            "approval/no-roles",
            &rule("kind = \"control\""),
            &rule("kind = \"control\"\nroles = [\"team\"]"),
        ),
        extra("approval/idle-limit", &of_other("max_score = 4"), &of_other("max_points = 40")),
        extra(
            "approval/empty-paths",
            &of_other("paths = [\"stories/none/**\"]"),
            &of_other("paths = [\"stories/*.toml\"]"),
        ),
        extra("approval/nobody-may", &of_other("max_points = 0"), &of_other("max_points = 40")),
        extra("approval/nobody-may", &story, &format!("{story}owner_may = true")),
        (
            "approval/bad-signer",
            signers("team valid-before=\"20260630\" KEY"),
            signers("team valid-before=\"20260630Z\" KEY"),
        ),
        ("approval/unknown-signer", signers("teem KEY"), signers("team KEY")),
        (
            "approval/no-signer",
            format!("{required}{}", in_file(&of_other(""))),
            format!("{required}{}{}", in_file(&of_other("")), signers("other KEY")),
        ),
    ]
}
