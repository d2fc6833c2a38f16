//! What can be wrong with ids and links.

use crate::diag::{LintLevel, Rule};

/// Two records have the same id.
pub static DUPLICATE: Rule = Rule {
    code: "id/duplicate",
    level: LintLevel::Deny,
    fixed: true,
    summary: "two records have the same id",
    docs: r#"## What it finds
A second record of the same kind with the same id, or a second decision on the same control.

## Why it matters
A link to that id could mean either. The first is kept, the others are left out of every report.

## Example
```toml
[[check]]
id = "root-mfa"

[[check]]
id = "root-mfa"
```

## What to do
Give one of them another id, or merge the two.
"#,
};

/// A record takes an id that was retired.
pub static RETIRED: Rule = Rule {
    code: "id/retired",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a record takes an id that was retired",
    docs: r#"## What it finds
A story whose id another story has left behind in `formerly`, or two stories that claim the same
former id. A record of any kind whose id stands in `[[retired]]`.

## Why it matters
Reports and tickets of the past still use the old id. Reissued, they would point at other work.

## Example
```toml
[[story]]
id = "IAM-02"
formerly = ["IAM-01"]

# and elsewhere
[[story]]
id = "IAM-01"
```

## What to do
Choose an id that was never used.
"#,
};

/// Another name means two things.
pub static AMBIGUOUS_ALIAS: Rule = Rule {
    code: "id/ambiguous-alias",
    level: LintLevel::Deny,
    fixed: false,
    summary: "another name means two things",
    docs: r#"## What it finds
An `alias` of a story or of a control that is the id, or the alias, of another.

## Why it matters
Whoever uses the name gets one of the two without knowing which.

## Example
```toml
[[story]]
id = "IAM-02"
alias = "IAM-01"
```

## What to do
Choose a name that nothing else has.
"#,
};

/// A link leads to a control that does not exist.
pub static UNKNOWN_CONTROL: Rule = Rule {
    code: "link/unknown-control",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a link leads to a control that does not exist",
    docs: r#"## What it finds
A `framework/control` whose framework, or control in that edition, does not exist.

## Why it matters
The link is dropped: the story, check or decision would seem to have nothing to do with the control.

## Example
```toml
controls = ["pci-dss-4.0.1/8.4.2x"]
```

## What to do
Correct the id; the nearest one is suggested. ISO clauses are `cl.5.1`, Annex A is `A.5.1`.
"#,
};

/// A link leads to a record that does not exist.
pub static UNKNOWN_ID: Rule = Rule {
    code: "link/unknown-id",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a link leads to a record that does not exist",
    docs: r#"## What it finds
A link to a check, epic, story, sprint, persona, party, component, risk, attestation or framework
that no file holds.

## Why it matters
The link is dropped: the record would seem to have no owner, no sprint, no proof.

## Example
```toml
checks = ["root-mfaa"]
```

## What to do
Correct the id; the nearest one is suggested.
"#,
};

/// A link uses an id that a story had before.
pub static RENAMED: Rule = Rule {
    code: "link/renamed",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a link uses an id that a story had before",
    docs: r#"## What it finds
A link to a story by an id that the story lists in `formerly`.

## Why it matters
It still leads to the story, but readers look for a file of that name in vain.

## Example
```toml
depends_on = ["IAM-01"]   # now IAM-7K3QX
```

## What to do
Write the id that the story has now.
"#,
};

/// A list names the same thing twice.
pub static REPEATED: Rule = Rule {
    code: "link/repeated",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a list names the same thing twice",
    docs: r#"## What it finds
A list of links in which one entry stands twice.

## Why it matters
One of them was probably meant to be another.

## Example
```toml
controls = ["iso27001-2022/A.8.5", "iso27001-2022/A.8.5"]
```

## What to do
Leave one of them out, or correct it.
"#,
};

/// A control is above itself.
pub static PARENT_LOOP: Rule = Rule {
    code: "control/parent-loop",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a control is above itself",
    docs: r#"## What it finds
Controls whose `parent` leads back to themselves.

## Why it matters
The tree of the framework would have no top. The link is dropped.

## Example
```toml
[[control]]
id = "8.4"
parent = "8.4.2"

[[control]]
id = "8.4.2"
parent = "8.4"
```

## What to do
Give one of them another parent, or none.
"#,
};
