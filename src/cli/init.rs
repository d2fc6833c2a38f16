//! `storyproof init`: a program of your own, begun from the one that ships.
//!
//! The frameworks, checks, components and decisions are those of the example; the stories are its
//! first sprint, "what first for a new account", laid down as `ready` with today's dates. Files
//! that exist are kept.

use std::{io, path::Path};

use include_dir::{Dir, DirEntry, include_dir};
use storyproof::{
    files::open_regular,
    source::{is_inventory, is_program_file},
    time::Day,
};
use toml_edit::{DocumentMut, Item, Value};

use super::{
    args,
    env::Env,
    failure::{Ended, Failure},
    output,
    typing::schema,
};

/// The example program, as it lies in the repository.
pub(super) static STORIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/stories");
pub(super) static CONTROLS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/controls");
pub(super) const SETTINGS: &str = include_str!("../../storyproof.toml");

/// How long the first sprint is, in days.
const SPRINT_DAYS: i64 = 12;

pub(super) fn run(args: &args::Init, env: &mut Env) -> Result<Ended, Failure> {
    let root = env.directory.join(&args.dir);
    let start = args.start.unwrap_or(env.clock.now.day());
    let mut laid = 0_u32;
    let mut kept = Vec::new();
    for (path, text) in files(args, start)? {
        // A link counts as there, even one that leads nowhere: writing would make its target.
        if is_taken(&root, Path::new(&path)) {
            kept.push(path);
            continue;
        }
        output::lay_file(&root.join(&path), &text)?;
        laid += 1;
    }
    keep_ledger_out_of_git(&root)?;
    for path in &kept {
        env.say(&format!("kept {path}"));
    }
    env.answer(&format!(
        "Laid down {laid} files in {}: three frameworks, the checks that prove the AWS account baseline,\n\
         and 12 stories for a first sprint that starts on {start}.\n\n\
         Next:\n  \
         1. edit controls/accounts.toml: your account number, its regions, owner, deputy and contacts;\n     \
         and controls/inventory: the buckets and public hosts that you believe to have\n  \
         2. storyproof check             what is still to be filled in\n  \
         3. storyproof ingest FILE       scanner output, such as `prowler aws -M json-ocsf`\n  \
         4. storyproof status            what is proven\n",
        root.display()
    ))?;
    Ok(Ended::Fine)
}

/// Whether something is there already, or a link on the way leads elsewhere.
fn is_taken(root: &Path, path: &Path) -> bool {
    let mut way = root.to_owned();
    let mut parts = path.components().peekable();
    while let Some(part) = parts.next() {
        way.push(part);
        match way.symlink_metadata() {
            Ok(found) if found.is_dir() && parts.peek().is_some() => {}
            Ok(_) => return true,
            Err(_) => return false,
        }
    }
    true
}

/// Every file of a new program, by path.
fn files(args: &args::Init, start: Day) -> Result<Vec<(String, String)>, Failure> {
    let mut files = schema::laid_down()?;
    files.push(("storyproof.toml".to_owned(), settings(args)?));
    for (path, text) in texts(&CONTROLS) {
        // Whoever reads the source can sign with the example's keys: only the words are laid down.
        let text = match path.as_str() {
            "allowed_signers" => text.split("\n\n").next().map(|words| format!("{words}\n")),
            // What the example's management said of the example's deviations.
            "responses.toml" => None,
            _ => Some(text.to_owned()),
        };
        files.extend(text.map(|text| (format!("controls/{path}"), text)));
    }
    for (path, text) in texts(&STORIES) {
        let text = match path.as_str() {
            "sprints.toml" => Some(sprints(text, start)?),
            _ if path.contains('/') => story(text)?,
            _ => Some(text.to_owned()),
        };
        files.extend(text.map(|text| (format!("stories/{path}"), text)));
    }
    for (path, text) in
        files.iter_mut().filter(|(path, _)| is_program_file(path) && !is_inventory(path))
    {
        text.insert_str(0, &schema::line(path));
    }
    Ok(files)
}

/// Every text file of an embedded folder, by path with `/`.
pub(super) fn texts<'d>(dir: &'d Dir<'d>) -> Vec<(String, &'d str)> {
    let mut found = Vec::new();
    let mut open = vec![dir];
    while let Some(dir) = open.pop() {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => open.push(dir),
                DirEntry::File(file) => {
                    let path = file.path().to_string_lossy().replace('\\', "/");
                    found.extend(file.contents_utf8().map(|text| (path, text)));
                }
            }
        }
    }
    found.sort();
    found
}

fn parse(text: &str) -> Result<DocumentMut, Failure> {
    text.parse().map_err(|error| Failure::because("a built-in file is broken", &error))
}

fn settings(args: &args::Init) -> Result<String, Failure> {
    let mut document = parse(SETTINGS)?;
    if let Some(program) = document.get_mut("program").and_then(Item::as_table_mut) {
        program.insert("name", toml_edit::value(&args.name));
        program.insert("organization", toml_edit::value(&args.organization));
        program.remove("as_of");
    }
    document.remove("target");
    // Nobody can sign yet: signatures are demanded once there are keys.
    document.remove("approval");
    // The example may stay one; a program of one's own should not.
    if let Some(lints) = document.get_mut("lints").and_then(Item::as_table_mut) {
        lints.remove("program/placeholder");
    }
    Ok(document.to_string())
}

/// The first sprint alone, with its days moved and nothing committed yet.
fn sprints(text: &str, start: Day) -> Result<String, Failure> {
    let mut document = parse(text)?;
    if let Some(sprints) = document.get_mut("sprint").and_then(Item::as_array_of_tables_mut) {
        while sprints.len() > 1 {
            sprints.remove(sprints.len() - 1);
        }
        if let Some(first) = sprints.get_mut(0) {
            first.remove("committed");
            for (key, day) in [("start", start), ("end", start.plus_days(SPRINT_DAYS - 1))] {
                let date: toml_edit::Datetime = day
                    .to_string()
                    .parse()
                    .map_err(|error| Failure::because("a day cannot be written", &error))?;
                first.insert(key, toml_edit::value(date));
            }
        }
    }
    Ok(document.to_string())
}

/// A story of the first sprint, ready to be taken; `None` for the others.
fn story(text: &str) -> Result<Option<String>, Failure> {
    let mut document = parse(text)?;
    let Some(stories) = document.get_mut("story").and_then(Item::as_array_of_tables_mut) else {
        return Ok(None);
    };
    let Some(story) = stories.get_mut(0) else { return Ok(None) };
    let first = story.get("sprint").and_then(Item::as_str).is_some_and(|id| id.ends_with("S1"));
    let was_first = story.get("moved").is_some_and(|moved| moved.to_string().contains("S1\""));
    if !first && !was_first {
        return Ok(None);
    }
    if was_first && !first {
        let first = document_sprint();
        story.insert("sprint", toml_edit::value(first));
    }
    story.insert("status", toml_edit::value("ready"));
    for key in ["started", "done", "moved"] {
        story.remove(key);
    }
    Ok(Some(document.to_string()))
}

fn document_sprint() -> Value {
    Value::from("2026-S1")
}

fn keep_ledger_out_of_git(root: &Path) -> Result<(), Failure> {
    let path = root.join(".gitignore");
    // Git reads no link of this name, and what one leads to is none of our business.
    let is_ours = path.symlink_metadata().map_or(true, |found| found.is_file());
    if !is_ours {
        return Ok(());
    }
    let text = open_regular(&path).and_then(io::read_to_string).unwrap_or_default();
    if text.lines().any(|line| line.trim_matches('/') == ".storyproof") {
        return Ok(());
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    output::write_file(&path, format!("{text}{gap}/.storyproof/\n").as_bytes())
}
