//! What `storyproof explain CODE` prints.

use super::{LintLevel, Rule};

/// A rule's docs as plain text, with its code, summary and default level.
pub fn explain(rule: &Rule) -> String {
    let level = match (rule.level, rule.fixed) {
        (LintLevel::Allow, _) => "Not shown by default.",
        (LintLevel::Warn, false) => "A warning by default; `[lints]` can change that.",
        (LintLevel::Warn, true) => "Always a warning.",
        (LintLevel::Deny, false) => "An error by default; `[lints]` can change that.",
        (LintLevel::Deny, true) => {
            "Always an error: what cannot be read would otherwise be missing from every report."
        }
    };
    let mut text = format!("{}: {}\n{level}\n", rule.code, rule.summary);
    let mut in_code = false;
    for line in rule.docs.trim().lines() {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code && !line.is_empty() {
            text.extend(["    ", line, "\n"]);
        } else if let Some(heading) = line.strip_prefix("## ") {
            text.extend(["\n", heading, "\n"]);
        } else {
            text.extend([line, "\n"]);
        }
    }
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        if !(line.is_empty() && plain.ends_with("\n\n")) {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    plain
}
