//! The house rules that no lint keeps: docs, size, layers, licences, and nothing left lying about.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Which rooms a room may use. Data flows one way: see the picture in `src/ARCHITECTURE.md`.
///
/// `ids`, `time` and `evidence` are words that all rooms share. What is not in this table may not
/// be used: no room knows the database but the ledger, no reader knows a check, no renderer knows the
/// program, and nothing knows the command line.
const LAYERS: [(&str, &[&str]); 26] = [
    ("ids", &[]),
    ("time", &[]),
    ("random", &[]),
    ("evidence", &["ids", "time"]),
    ("files", &[]),
    ("source", &["files"]),
    ("diag", &["source"]),
    ("yaml", &["source"]),
    ("model", &["diag", "evidence", "ids", "source", "time", "yaml"]),
    ("expression", &["time"]),
    ("program", &["diag", "evidence", "expression", "ids", "model", "signature", "source", "time"]),
    ("approval", &["evidence", "ids", "model", "program", "source", "time"]),
    ("ingest", &["evidence", "time"]),
    ("redact", &["evidence"]),
    ("ledger", &["evidence", "files", "ids", "time"]),
    ("signature", &["time"]),
    ("checkpoint", &["ledger", "time"]),
    ("binder", &["checkpoint", "ledger"]),
    (
        "assess",
        &[
            "approval",
            "evidence",
            "expression",
            "ids",
            "model",
            "program",
            "signature",
            "source",
            "time",
        ],
    ),
    // `diag` for the one way to make text safe to print.
    ("suggest", &["assess", "diag", "evidence", "ids", "model", "program", "random", "time"]),
    ("plan", &["assess", "ids", "model", "program", "random", "time"]),
    // `model` for what a key may be.
    ("edit", &["model"]),
    ("schema", &["ids", "model", "program"]),
    // `diag` and `source` for a finding at a place in the files: what the ledger holds and does not
    // fit them, and what a gate asks about; `random` for a sample that a seed draws.
    (
        "report",
        &[
            "approval", "assess", "diag", "evidence", "ids", "model", "plan", "program", "random",
            "source", "time",
        ],
    ),
    // `diag` for the one way to make text safe to print.
    ("render", &["diag", "evidence", "report", "time"]),
    // `render` for how a cell is written, `report` for the headings and the state of a row,
    // `suggest` for ids of what comes in new.
    (
        "exchange",
        &[
            "diag", "edit", "ids", "model", "program", "render", "report", "source", "suggest",
            "time", "yaml",
        ],
    ),
];

const LICENCES: [&str; 10] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "CC0-1.0",
];

const MAX_LINES: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, by path relative to the repository, without what is built or hidden
/// inside it.
fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = entry.file_name();
            if entry.file_type().unwrap().is_dir() {
                if !["target", ".git", ".storyproof"].iter().any(|skipped| name == *skipped) {
                    open.push(path);
                }
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn rust_files(folder: &str) -> Vec<(PathBuf, String)> {
    let files = files_below(folder).into_iter();
    let rust = files.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    rust.map(|path| (path.clone(), fs::read_to_string(root().join(path)).unwrap())).collect()
}

#[track_caller]
fn assert_none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

/// Whether a file is compiled only for tests.
fn is_test(path: &Path) -> bool {
    let tests = ["tests", "tests.rs", "testing", "testing.rs"];
    path.iter().any(|part| tests.iter().any(|name| part == *name))
}

#[test]
fn every_file_says_what_it_is_for_and_is_short_enough_to_read() {
    let mut found = Vec::new();
    for (path, text) in rust_files("src").iter().chain(&rust_files("tests/it")) {
        let opens = text.starts_with("//!") || text.starts_with("#![doc = include_str!");
        if !opens {
            found.push(format!("{} does not open with `//!`", path.display()));
        }
        let lines = text.lines().count();
        if path.starts_with("src") && lines > MAX_LINES {
            found.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert_none(&found, "files that are hard to read");
}

#[test]
fn a_room_opens_with_words_and_holds_no_code() {
    let has_fn = |text: &str| {
        text.lines().any(|line| {
            let line = line.trim_start();
            let line = line.split_once("fn ").filter(|_| !line.starts_with("//"));
            line.is_some_and(|(before, _)| {
                before.split_whitespace().all(|word| {
                    word.starts_with("pub") || ["const", "async", "unsafe"].contains(&word)
                })
            })
        })
    };
    let found: Vec<String> = rust_files("src")
        .into_iter()
        .filter(|(path, text)| path.ends_with("mod.rs") && !is_test(path) && has_fn(text))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_none(&found, "`mod.rs` holds docs, modules and re-exports only");
}

/// The rooms named by `crate::room` and `crate::{room, room::{…}}`.
fn rooms_used(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let word = |text: &str| -> String {
        text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut used = BTreeSet::new();
    for (at, matched) in code.match_indices("crate::") {
        let Some(list) = code[at + matched.len()..].strip_prefix('{') else {
            used.insert(word(&code[at + matched.len()..]));
            continue;
        };
        let mut depth = 0_u32;
        let mut name = String::new();
        for c in list.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => _ = used.insert(word(std::mem::take(&mut name).trim())),
                _ if depth == 0 => name.push(c),
                _ => {}
            }
        }
        used.insert(word(name.trim()));
    }
    used.remove("");
    used
}

#[test]
fn uses_are_read_as_the_compiler_reads_them() {
    let text = "use crate::{\n    a::{B, c::D},\n    e,\n};\nuse crate::f::G; // crate::h\nfn x() -> crate::i::J {}\n    // crate::k\n";
    let used = rooms_used(text);
    assert_eq!(used.iter().map(String::as_str).collect::<Vec<_>>(), ["a", "e", "f", "h", "i"]);
}

#[test]
fn data_flows_one_way_between_the_rooms() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.into_iter().collect();
    let mut found = Vec::new();
    let mut rooms = BTreeSet::new();
    for (path, text) in rust_files("src") {
        let room = path.iter().nth(1).unwrap().to_string_lossy().into_owned();
        let room = room.trim_end_matches(".rs");
        // The binary composes; it uses the library by its name, like everybody else.
        if is_test(&path) || ["lib", "main", "cli"].contains(&room) {
            continue;
        }
        rooms.insert(room.to_owned());
        for used in rooms_used(&text) {
            let fine = used == room || allowed.get(room).is_some_and(|to| to.contains(&&*used));
            // What tests of a file use beside it is no layer.
            if !fine && used != "testing" {
                found.push(format!("{} uses crate::{used}", path.display()));
            }
        }
    }
    assert_none(&found, "a stage uses only stages above it in the picture");
    assert_eq!(rooms, allowed.keys().map(|room| (*room).to_owned()).collect());
}

#[test]
fn no_test_file_is_forgotten() {
    let mut found = Vec::new();
    for (path, _) in rust_files("tests/it") {
        let name = path.file_stem().unwrap().to_string_lossy();
        let folder = path.parent().unwrap();
        let (name, parent) = match &*name {
            "main" => continue,
            "mod" => (folder.file_name().unwrap().to_string_lossy(), folder.parent().unwrap()),
            _ => (name, folder),
        };
        let opens = if parent.ends_with("it") { "main.rs" } else { "mod.rs" };
        let text = fs::read_to_string(root().join(parent).join(opens)).unwrap();
        if !text.lines().any(|line| {
            line.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ")
                == format!("mod {name};")
        }) {
            found.push(format!("{} is not declared", path.display()));
        }
    }
    assert_none(&found, "test files that never run");
}

/// Files that people of this project wrote: not what tools wrote, nor pictures.
fn our_texts() -> Vec<(PathBuf, String)> {
    let texts = files_below("").into_iter().filter(|path| {
        let evidence = path.starts_with("tests/fixtures") || path.starts_with("src/demo/evidence");
        // In a linked work tree `.git` is a file.
        !evidence
            && *path != Path::new(".git")
            && *path != Path::new("Cargo.lock")
            && *path != Path::new("tests/it/tidy.rs")
    });
    texts
        .filter_map(|path| Some((path.clone(), fs::read_to_string(root().join(path)).ok()?)))
        .collect()
}

#[test]
fn nothing_is_left_lying_about() {
    let mut found = Vec::new();
    for (path, text) in our_texts() {
        for (n, line) in text.lines().enumerate() {
            let at = format!("{}:{}", path.display(), n + 1);
            let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
            if words.any(|word| ["TODO", "FIXME"].contains(&word)) {
                found.push(format!("{at} leaves something to do"));
            }
            let generated = path.starts_with("reports/sample") || path.starts_with("src/testing");
            if line.ends_with([' ', '\t']) && !generated {
                found.push(format!("{at} ends in white space"));
            }
        }
    }
    assert_none(&found, "left lying about");
}

/// In the place of a file there may be a pipe, which makes a plain `open` wait for ever.
#[test]
fn files_are_opened_in_the_one_way_that_waits_for_no_pipe() {
    // What they open is a folder, to make its names durable.
    let allowed = ["src/files.rs", "src/ledger/folder.rs", "src/cli/output.rs"];
    let mut found = Vec::new();
    for (path, text) in rust_files("src") {
        if is_test(&path) || allowed.iter().any(|file| path.ends_with(file)) {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (n, line) in code.lines().enumerate() {
            let plain = ["File::open(", "fs::read(", "fs::read_to_string("];
            if plain.iter().any(|call| line.contains(call)) {
                found.push(format!("{}:{}: {}", path.display(), n + 1, line.trim()));
            }
        }
    }
    assert_none(&found, "files opened without `files::open_regular`");
}

#[test]
fn no_path_of_a_development_machine_is_named() {
    let elsewhere =
        [concat!("/tmp/", "wt"), concat!("/wo", "rk/"), concat!("../", "shared"), "/root/"];
    let mut found = Vec::new();
    for (path, text) in our_texts() {
        for (n, line) in text.lines().enumerate() {
            // GitHub's runners work in a folder of that name too, and SARIF files name it.
            let line = line.replace(concat!("/home/runner/wo", "rk/"), "");
            if elsewhere.iter().any(|folder| line.contains(folder)) {
                found.push(format!("{}:{}: {}", path.display(), n + 1, line.trim()));
            }
        }
    }
    assert_none(&found, "paths that exist on one machine only");
}

/// Whether a licence expression can be met with licences of the list. Brackets only ever group
/// alternatives in practice; reading `A OR (B AND C)` as `(A OR B) AND C` asks for more, not less.
fn is_free(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain
        .split(" AND ")
        .all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

#[test]
fn every_dependency_may_be_used_by_everybody() {
    let cargo = Path::new(env!("CARGO"));
    let output = Command::new(cargo.with_file_name("rustc")).arg("-vV").output().unwrap();
    let version = String::from_utf8(output.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(cargo)
        .args(["metadata", "--offline", "--format-version", "1", "--filter-platform", host])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50);
    let found: Vec<String> = packages
        .iter()
        .map(|package| (package["name"].to_string(), package["license"].as_str().unwrap_or("")))
        .filter(|(_, licence)| !is_free(licence))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert_none(&found, "licences that are not on the list");
    assert!(is_free("(MIT OR Apache-2.0) AND Unicode-3.0") && is_free("Unlicense/MIT"));
    assert!(!is_free("GPL-3.0") && !is_free("MIT AND GPL-3.0") && !is_free(""));
}

/// What a supply chain can be held to without a network: where each package comes from and what
/// its bytes must hash to stand in `Cargo.lock`, and there are not more of them than are looked at.
#[test]
fn every_dependency_is_pinned_and_there_are_not_too_many() {
    /// Packages of all platforms, the tests' included.
    const BUDGET: usize = 300;
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock")).unwrap().parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let text = |package: &toml::Value, key| {
        package.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    let found: Vec<String> = packages
        .iter()
        .filter(|package| text(package, "name") != env!("CARGO_PKG_NAME"))
        .filter(|package| {
            !text(package, "source").starts_with("registry+")
                || text(package, "checksum").len() != 64
        })
        .map(|package| text(package, "name"))
        .collect();
    assert_none(&found, "packages that come from elsewhere than a registry, or without a checksum");
    assert!(packages.len() <= BUDGET, "{} packages: more than {BUDGET}", packages.len());
}
