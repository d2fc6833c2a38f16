//! `storyproof new`.

use std::collections::{BTreeMap, BTreeSet};

use storyproof::{
    edit::{self, Change},
    ids::EpicId,
    model::{Key, Kind, Shape, StoryStatus},
    schema::words,
    source::{is_inventory, is_program_file},
    suggest::Mint,
};
use toml_edit::{Array, Value};

use super::{
    args::New,
    assign::Assignment,
    change::{Changed, carry_out},
    target,
};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    git,
    typing::schema,
    workspace::Workspace,
};

/// How often a value that cannot be one is asked for again.
const TRIES: usize = 4;

pub(super) fn run(args: &New, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let kind = target::kind(&args.kind)?;
    let today = env.clock.now.day().to_string();
    let mut fields = fields(&kind, &args.fields, &today)?;
    ask_for_name(&kind, &mut fields, env)?;
    if kind.key("id").is_some() && !fields.contains_key("id") {
        let prefix = prefix(&kind, &fields)?;
        let id = minted(&workspace, &prefix, args.seed.unwrap_or(env.seed))?;
        fields.insert("id", id.into());
    }
    if kind.name == "story" {
        fields.entry("status").or_insert_with(|| StoryStatus::Draft.word().into());
    }
    let missing = kind.keys.iter().filter(|key| key.needed && !fields.contains_key(key.name));
    let mut missing: Vec<&Key> = missing.collect();
    // What it is, before what is said of it.
    missing.sort_by_key(|key| key.name != "title");
    ask(&kind, &missing, &mut fields, env)?;
    let id = kind.named_by().iter().filter_map(|key| fields.get(key).and_then(Value::as_str));
    let id = id.collect::<Vec<_>>().join("/");
    // What it is comes first.
    let first = ["framework", "control", "id", "epic", "title", "name"];
    let mut keys: Vec<&Key> = kind.keys.iter().collect();
    keys.sort_by_key(|key| first.iter().position(|name| *name == key.name).unwrap_or(first.len()));
    let ordered: Vec<(&str, Value)> =
        keys.iter().filter_map(|key| Some((key.name, fields.get(key.name)?.clone()))).collect();
    let record = edit::table(kind.name, &ordered);
    let path = match &args.file {
        Some(path) => path.clone(),
        None => place(&workspace, &kind, &id, fields.get("epic").and_then(Value::as_str)),
    };
    let room = path.starts_with("stories/") || path.starts_with("controls/");
    if !room || !is_program_file(&path) || is_inventory(&path) {
        return Err(Failure::usage(format!("{path} is no file in which records stand"))
            .help("name a .toml file below stories/ or controls/"));
    }
    let what = format!("new {} {id}", kind.name);
    let changed = behind(&workspace, &path, &record)?;
    carry_out(&workspace, &what, vec![changed], &args.consent, global, env)
}

/// A file with a record behind what it holds.
pub(super) fn behind(workspace: &Workspace, path: &str, record: &str) -> Result<Changed, Failure> {
    let known = workspace.sources.find(path);
    let before = known.and_then(|id| workspace.sources.file(id)).map(|file| file.text.clone());
    if let Some(id) = known {
        workspace
            .to_change(id)
            .map_err(|why| Failure::usage(format!("cannot change {path}: {why}")))?;
    } else if workspace.inside(path)?.symlink_metadata().is_ok() {
        return Err(Failure::usage(format!("{path} exists, and is no file of the program")));
    }
    let after = match &before {
        Some(text) => edit::add(text, record),
        None => schema::headed(&workspace.root, path, record.to_owned()),
    };
    Ok(Changed { path: path.to_owned(), before, after })
}

/// The values of a new record, by key.
fn fields(
    kind: &Kind,
    typed: &[String],
    today: &str,
) -> Result<BTreeMap<&'static str, Value>, Failure> {
    let mut fields: BTreeMap<&'static str, Value> = BTreeMap::new();
    for text in typed {
        match Assignment::parse(text)?.change(&kind.keys, today)? {
            Change::Set(key, value) => _ = fields.insert(key, value),
            Change::Push(key, value) => {
                let list = fields.entry(key).or_insert_with(|| Array::new().into());
                if let Value::Array(list) = list {
                    list.push(value);
                }
            }
            _ => {
                return Err(Failure::usage(format!("`{text}` takes away what is not there yet"))
                    .help("a new record takes KEY=VALUE and KEY+=VALUE"));
            }
        }
    }
    Ok(fields)
}

/// With what a minted id begins.
fn prefix(kind: &Kind, fields: &BTreeMap<&'static str, Value>) -> Result<String, Failure> {
    match kind.name {
        "story" => {
            let epic = fields.get("epic").and_then(Value::as_str);
            epic.map(str::to_owned).ok_or_else(|| {
                Failure::usage("a story needs its epic, which its id begins with")
                    .help("add `epic=ID`; `storyproof epic list` shows those there are")
            })
        }
        "risk" => Ok("R".to_owned()),
        name => Err(Failure::usage(format!("a {name} needs an id"))
            .help(format!("add `id=…`: {}", words::of(&format!("{name}.id"))))),
    }
}

/// An id that nothing has, and nothing had: neither in the files nor in the history of their names.
pub(super) fn minted(workspace: &Workspace, prefix: &str, seed: u64) -> Result<String, Failure> {
    let names: BTreeSet<String> = git::file_names(&workspace.root);
    let stems = workspace.sources.iter().map(|(_, file)| file.stem());
    let mut mint =
        Mint::new(&workspace.program, stems.chain(names.iter().map(String::as_str)), seed);
    mint.id(prefix).ok_or_else(|| Failure::usage(format!("`{prefix}` leaves no room for an id")))
}

/// Asks for what the id of a new record is made from, on a terminal: the epic of a story, or else the
/// id itself where none is minted.
fn ask_for_name(
    kind: &Kind,
    fields: &mut BTreeMap<&'static str, Value>,
    env: &mut Env,
) -> Result<(), Failure> {
    let name = match kind.name {
        "story" => "epic",
        "risk" => return Ok(()),
        _ => "id",
    };
    let key = kind.key(name).filter(|_| env.asks && !fields.contains_key("id"));
    let Some(key) = key.filter(|key| !fields.contains_key(key.name)) else { return Ok(()) };
    // Without an answer it is said what is missing, as it is without a terminal.
    if let Some(value) = asked(kind, key, env)? {
        fields.insert(key.name, value);
    }
    Ok(())
}

/// Asks for what is missing, on a terminal; elsewhere says it.
fn ask(
    kind: &Kind,
    missing: &[&Key],
    fields: &mut BTreeMap<&'static str, Value>,
    env: &mut Env,
) -> Result<(), Failure> {
    let lacking = || {
        let list: Vec<String> = missing
            .iter()
            .map(|key| match &key.shape {
                Shape::Word(words) => format!("{}={}", key.name, words.join("|")),
                _ => format!("{}=… ({})", key.name, meaning(kind, key)),
            })
            .collect();
        Failure::usage(format!("a {} needs more", kind.name))
            .help(format!("add {}", list.join(", ")))
    };
    if !missing.is_empty() && !env.asks {
        return Err(lacking());
    }
    for key in missing {
        let value = asked(kind, key, env)?.ok_or_else(lacking)?;
        fields.insert(key.name, value);
    }
    Ok(())
}

/// What a key is for.
fn meaning(kind: &Kind, key: &Key) -> &'static str {
    words::of(&format!("{}.{}", kind.name, key.name))
}

/// A value that somebody types; none when they type nothing. What cannot be one is asked for again.
fn asked(kind: &Kind, key: &Key, env: &mut Env) -> Result<Option<Value>, Failure> {
    let choice = match &key.shape {
        Shape::Word(words) => format!("; one of {}", words.join(", ")),
        _ => String::new(),
    };
    let question = format!("{} ({}{choice}): ", key.name, meaning(kind, key));
    let mut tries = 0;
    loop {
        let Some(answer) = env.ask(&question).filter(|answer| !answer.is_empty()) else {
            return Ok(None);
        };
        match edit::value(&key.shape, &answer) {
            Ok(value) => return Ok(Some(value)),
            Err(why) if tries < TRIES => {
                tries += 1;
                env.complain(&format!("`{}`: {why}", key.name));
            }
            Err(why) => return Err(Failure::usage(format!("`{}`: {why}", key.name))),
        }
    }
}

/// Where a new record goes: a story into a file of its own beside those of its epic, any other to
/// its like when they stand together in one file, and else into a file of its own.
fn place(workspace: &Workspace, kind: &Kind, id: &str, epic: Option<&str>) -> String {
    if kind.name == "story" {
        return story_file(workspace, epic.unwrap_or_default(), id);
    }
    let header = format!("[[{}]]", kind.name);
    let holds = |text: &str| text.lines().any(|line| line.trim_start().starts_with(&header));
    let mut files = workspace.sources.iter().filter(|(_, file)| holds(&file.text));
    if let (Some((_, only)), None) = (files.next(), files.next()) {
        return only.path.to_string();
    }
    let room = if ["epic", "sprint", "persona", "risk"].contains(&kind.name) {
        "stories"
    } else {
        "controls"
    };
    let folder = match kind.name {
        "party" => "parties".to_owned(),
        "repository" => "repositories".to_owned(),
        "applicability" => "applicability".to_owned(),
        name => format!("{}s", name.replace('_', "-")),
    };
    let name = id.replace('/', "-");
    format!("{room}/{folder}/{name}.toml")
}

/// The file of a new story: beside the others of its epic.
pub(super) fn story_file(workspace: &Workspace, epic: &str, id: &str) -> String {
    let folder = EpicId::parse(epic).map(|epic| workspace.program.folder_of(&epic));
    // What is no id is refused as such when the program is read with it.
    format!("{}/{id}.toml", folder.unwrap_or_else(|_| "stories".to_owned()))
}
