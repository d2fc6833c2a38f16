//! `storyproof component add`: a new component with the controls and stories that it brings.

use std::{collections::BTreeSet, path::PathBuf};

use storyproof::{
    diag::{Nearest, safe_text},
    ids::{ComponentId, PartyId, ServiceId},
    model::PartyKind,
    program::Program,
    suggest::{
        Mint,
        component::{Intake, New, intake, toml},
    },
};

use super::{add_answer, args::Add, services};
use crate::cli::{
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output,
    typing::schema,
    workspace::Workspace,
};

/// The word for "we run it ourselves".
const CUSTOMER: &str = "customer";

/// A file to write: its path in the program, where it lies, and its text.
pub(super) struct Planned {
    pub(super) path: String,
    target: PathBuf,
    pub(super) text: String,
}

pub(super) fn run(args: &Add, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    if args.list_services {
        return services::run(&Answer { format: Format::Human }, env);
    }
    let workspace = Workspace::open(env)?;
    let new = new(args, &workspace.program)?;
    let assessed = workspace.assess(global, env)?;
    let seed = args.seed.unwrap_or(env.seed);
    let names = workspace.sources.iter().map(|(_, file)| file.stem());
    let mut mint = Mint::new(&workspace.program, names, seed);
    let (history, assessment) = (&assessed.history, &assessed.assessment);
    let intake = intake(&workspace.program, history, assessment, new, &mut mint)
        .ok_or_else(|| Failure::usage("the id is too long to make others from it"))?;
    let files = planned(args, &workspace, &intake)?;
    if args.write {
        // All or nothing, as far as it can be known beforehand.
        if let Some(file) = files.iter().find(|file| file.target.symlink_metadata().is_ok()) {
            return Err(Failure::usage(format!("{} exists, and is kept", file.path))
                .help("choose other folders with --in and --stories-in, or another --seed"));
        }
        for file in &files {
            output::write_new_file(&file.target, file.text.as_bytes())?;
        }
    }
    add_answer::answer(args, &workspace.program, (&intake, &files, seed), &assessed, env)?;
    Ok(workspace.ended())
}

/// The files of an intake: an epic when there is none, the component, and the stories.
fn planned(args: &Add, workspace: &Workspace, intake: &Intake) -> Result<Vec<Planned>, Failure> {
    let controls = workspace.folder(&args.folder, "controls")?;
    let stories = workspace.folder(&args.stories_in, "stories")?;
    let file = |typed: &str, folder: &PathBuf, name: &str, text: String| {
        let path = format!("{}/{name}.toml", typed.trim_end_matches('/'));
        let text = schema::headed(&workspace.root, &path, text);
        Planned { path, target: folder.join(format!("{name}.toml")), text }
    };
    // A file may hold any records: one with the component's name is not the component's.
    let id = intake.component.id.to_string();
    let names = std::iter::once(id.clone()).chain((2..).map(|n| format!("{id}-{n}")));
    let is_free = |name: &String| controls.join(format!("{name}.toml")).symlink_metadata().is_err();
    let name = names.into_iter().find(is_free).unwrap_or(id);
    let component = toml::component(&workspace.program, intake);
    let mut files = vec![file(&args.folder, &controls, &name, component)];
    if let Some(epic) = &intake.new_epic {
        let text = storyproof::suggest::toml::epic(epic);
        files.push(file(&args.stories_in, &stories, &format!("{epic}-epic"), text));
    }
    for story in &intake.stories {
        let text = toml::story(intake, story);
        files.push(file(&args.stories_in, &stories, story.id.as_str(), text));
    }
    Ok(files)
}

/// What was asked for, with everything it names found.
fn new(args: &Add, program: &Program) -> Result<New, Failure> {
    let id = args.id.as_deref().unwrap_or_default();
    let id = ComponentId::parse(id).map_err(|error| {
        Failure::because(format!("`{id}` cannot be an id"), &error)
            .help("write it like `orders-db`")
    })?;
    if program.components.contains_key(&id) {
        return Err(Failure::usage(format!("there is a component `{id}` already"))
            .help(format!("choose another id; `storyproof component show {id}` shows that one")));
    }
    let name = args.title.clone().unwrap_or_default();
    let texts = [&name, &args.description].into_iter().chain(&args.subjects);
    for text in texts {
        if safe_text(text) != *text || text.contains('\n') || text.len() > 512 {
            return Err(Failure::usage(
                "a title, description or subject is too long or has control characters",
            ));
        }
    }
    if name.trim().is_empty() || args.subjects.iter().any(|name| name.trim().is_empty()) {
        return Err(Failure::usage("a title or subject is empty"));
    }
    let mut made_of: Vec<ServiceId> = Vec::new();
    for typed in args.services.iter().map(|typed| typed.trim()) {
        let service = services::find(program, typed)?;
        if !made_of.contains(&service.id.value) {
            made_of.push(service.id.value.clone());
        }
    }
    let owner = party(program, "--owner", args.owner.as_deref().unwrap_or_default())?;
    let run_by = match args.party.as_deref() {
        Some(CUSTOMER) => None,
        Some(typed) => Some(party(program, "--party", typed)?),
        None => usual_party(program, &made_of),
    };
    let party = run_by.filter(|party| *party != owner && is_external(program, party));
    Ok(New {
        id,
        name,
        description: args.description.clone(),
        services: made_of,
        owner,
        party,
        critical: args.critical,
        serves: named(program, &args.serves, |named| match named {
            Named::Component(id) => Some(id),
            _ => None,
        })?,
        accounts: named(program, &args.accounts, |named| match named {
            Named::Account(id) => Some(id),
            _ => None,
        })?,
        repositories: named(program, &args.repositories, |named| match named {
            Named::Repository(id) => Some(id),
            _ => None,
        })?,
        subjects: args.subjects.clone(),
    })
}

/// Who runs its services, when that is one and the same.
fn usual_party(program: &Program, made_of: &[ServiceId]) -> Option<PartyId> {
    let services = made_of.iter().filter_map(|id| program.services.get(id));
    let run_by: BTreeSet<Option<&PartyId>> =
        services.map(|service| service.run_by.as_ref().map(|party| &party.value)).collect();
    match run_by.into_iter().collect::<Vec<_>>().as_slice() {
        [Some(only)] => Some((*only).clone()),
        _ => None,
    }
}

fn is_external(program: &Program, party: &PartyId) -> bool {
    program.parties.get(party).is_some_and(|party| PartyKind::is_external(party.kind))
}

fn party(program: &Program, option: &str, typed: &str) -> Result<PartyId, Failure> {
    let found = PartyId::parse(typed).ok().filter(|id| program.parties.contains_key(id));
    found.ok_or_else(|| {
        let known: Vec<&str> = program.parties.keys().map(PartyId::as_str).collect();
        let near = Nearest::default().find(typed, known.iter().copied());
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let help = format!("{near}there are: {}", known.join(", "));
        Failure::usage(format!("{option} `{typed}` is no party of the program")).help(help)
    })
}

fn named<T: PartialEq>(
    program: &Program,
    typed: &[String],
    wanted: impl Fn(Named) -> Option<T>,
) -> Result<Vec<T>, Failure> {
    let mut found = Vec::new();
    for typed in typed {
        let named = find::find(program, typed, |named| wanted(named.clone()).is_some())?;
        let id = wanted(named).filter(|id| !found.contains(id));
        found.extend(id);
    }
    Ok(found)
}
