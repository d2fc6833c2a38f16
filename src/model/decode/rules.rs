//! What can be wrong with a file, a table or a value. None of these can be turned down: what cannot
//! be read would be missing from every report.

use crate::diag::{LintLevel, Rule};

/// A file cannot be read.
pub static UNREADABLE: Rule = Rule {
    code: "file/unreadable",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a file cannot be read",
    docs: r"## What it finds
A `.toml` file below `stories/` or `controls/` that the system does not let storyproof read.

## Why it matters
Its records would be missing from every report without a word.

## Example
A file without read permission for the user who runs storyproof.

## What to do
Give the user permission to read it, or move it out of the program.
",
};

/// A file is a link, a pipe or something else that is not read.
pub static ODD_FILE: Rule = Rule {
    code: "file/not-regular",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a file is a link, a pipe or something else that is not read",
    docs: r"## What it finds
A symbolic link that leads out of the program, to a folder or nowhere; a pipe, a socket or a
device; folders nested more than 32 deep.

## Why it matters
A link may show what does not belong to the program, such as another user's files, and a pipe
may never end.

## Example
```
stories/IAM-01.toml -> /etc/passwd
```

## What to do
Put a regular file in its place. Links to files inside the program are followed.
",
};

/// A file is larger than 4 MiB.
pub static TOO_LARGE: Rule = Rule {
    code: "file/too-large",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a file is larger than 4 MiB",
    docs: r"## What it finds
A file of more than 4 MiB.

## Why it matters
People write files of a few kilobytes. One this large was put there by mistake or to exhaust the
machine.

## Example
A scanner's output saved as `stories/scan.toml`.

## What to do
Split it, or move it out of `stories/` and `controls/`.
",
};

/// A file is not UTF-8.
pub static NOT_UTF8: Rule = Rule {
    code: "file/not-utf8",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a file is not UTF-8",
    docs: r"## What it finds
A file whose bytes are not UTF-8, as TOML requires.

## Why it matters
Guessing the encoding could change ids and names.

## Example
A file saved as Latin-1 or UTF-16.

## What to do
Save it as UTF-8.
",
};

/// A file is not TOML.
pub static SYNTAX: Rule = Rule {
    code: "form/syntax",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a file is not TOML",
    docs: r#"## What it finds
Text that TOML does not allow: a missing quote, a key written twice, tables nested too deeply.

## Why it matters
What stands there cannot be read, so it would be missing from every report.

## Example
```toml
title = "Root is locked away
```

## What to do
Correct the text at the place shown. Everything else in the file is still checked.
"#,
};

/// A table has a key that storyproof does not know.
pub static UNKNOWN_KEY: Rule = Rule {
    code: "form/unknown-key",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a table has a key that storyproof does not know",
    docs: r#"## What it finds
A key that no record of this kind has.

## Why it matters
A misspelt key looks as if it were in force. An owner under `onwer` is no owner.

## Example
```toml
[[story]]
id = "IAM-01"
onwer = "team-platform"
```

## What to do
Correct the key; the nearest known one is suggested. Put remarks into comments or `notes`.
"#,
};

/// A file has a table that storyproof does not know.
pub static UNKNOWN_TABLE: Rule = Rule {
    code: "form/unknown-table",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a file has a table that storyproof does not know",
    docs: r#"## What it finds
A table of no known kind, or a table of the settings outside `storyproof.toml`.

## Why it matters
Everything in it would be ignored.

## Example
```toml
[[storys]]
id = "IAM-01"
```

## What to do
Correct the table's name, or move the table to `storyproof.toml`.
"#,
};

/// A record lacks a key that all such records need.
pub static MISSING_KEY: Rule = Rule {
    code: "form/missing-key",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a record lacks a key that all such records need",
    docs: r#"## What it finds
A record without one of the keys that its kind cannot do without.

## Why it matters
Without an id nobody can refer to it; without its other keys it means nothing. The record is left
out until it is complete.

## Example
```toml
[[sprint]]
id = "2026-S1"
start = 2026-01-12   # and the end?
```

## What to do
Add the key.
"#,
};

/// A value has the wrong type.
pub static WRONG_TYPE: Rule = Rule {
    code: "form/wrong-type",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a value has the wrong type",
    docs: r#"## What it finds
A string where a date belongs, a number where a list belongs, and so on.

## Why it matters
storyproof does not guess: `"2026-01-12"` could be a name.

## Example
```toml
done = "2026-01-21"
```

## What to do
Write the value as shown, here `done = 2026-01-21`.
"#,
};

/// A text is not an id.
pub static BAD_ID: Rule = Rule {
    code: "form/bad-id",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a text is not an id",
    docs: r"## What it finds
An id with characters other than letters, digits, `.`, `_` and `-`, longer than 64 characters, or
written as a number.

## Why it matters
Ids become file names, links and cells; they may hold nothing that could be taken for a path or
markup. As numbers, `1.10` and `1.1` would be the same id.

## Example
```toml
id = 1.10
```

## What to do
Put it in quotes, and replace other characters by `-`.
",
};

/// A value is outside what is known.
pub static BAD_VALUE: Rule = Rule {
    code: "form/bad-value",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a value is outside what is known",
    docs: r#"## What it finds
A word out of a closed set that is not in the set, or a number outside its scale.

## Why it matters
A status, a level or a treatment that is misread would change what is reported.

## Example
```toml
status = "finished"
```

## What to do
Write one of the values that the message lists, here `status = "done"`.
"#,
};

/// A text is too long.
pub static TOO_LONG: Rule = Rule {
    code: "form/too-long",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a text is too long",
    docs: r"## What it finds
A single text of more than 64 KiB.

## Why it matters
No page has room for it; it was pasted there by mistake.

## Example
A scan report inside `notes`.

## What to do
Shorten it, and link to the long form.
",
};

/// A template cannot be read.
pub static TEMPLATE: Rule = Rule {
    code: "form/template",
    level: LintLevel::Deny,
    fixed: true,
    summary: "a template of a component is not CloudFormation",
    docs: r#"## What it finds
A file that a component lists under `templates` and that is neither YAML nor JSON, has no
`Resources`, hides a resource or what it says of itself behind an alias, or belongs to another
component already.

## Why it matters
Nobody can follow a requirement into code that cannot be read.

## Example
```toml
[[component]]
id = "cfn-logging"
templates = ["infra/logging.yaml"]   # an empty file
```

## What to do
Correct the template, or take it out of `templates`. A template is named by its path from the
program's folder, lies inside it, and ends in `.yaml`, `.yml`, `.json` or `.template`.
"#,
};

/// Every rule of this room.
pub const ALL: [&Rule; 13] = [
    &UNREADABLE,
    &ODD_FILE,
    &TOO_LARGE,
    &NOT_UTF8,
    &SYNTAX,
    &UNKNOWN_KEY,
    &UNKNOWN_TABLE,
    &MISSING_KEY,
    &WRONG_TYPE,
    &BAD_ID,
    &BAD_VALUE,
    &TOO_LONG,
    &TEMPLATE,
];
