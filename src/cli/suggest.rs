//! `storyproof story suggest`: draft stories for what is not proven.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    report::words,
    suggest::{
        self, Asked, Mint, Plan,
        candidates::Unasked,
        plan::{Covered, Suggestion},
        toml,
    },
};

use super::{
    answers,
    args::{Global, Suggest, SuggestFormat},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output,
    table::cut,
    typing::schema,
    workspace::{Assessed, Workspace},
};

/// How many covered causes and unasked rules people see at once; JSON has them all.
const SHOWN: usize = 5;

/// The plan as programs get it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SuggestAnswer")]
pub(super) struct Answer<'a> {
    #[serde(flatten)]
    plan: &'a Plan,
    /// The seed with which the same ids are minted again.
    seed: u64,
    /// The files that were written, from the program's root.
    written: Vec<String>,
}

pub(super) fn run(args: &Suggest, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let folder = workspace.folder(&args.folder, "stories")?;
    let asked = asked(args, &workspace)?;
    let assessed = workspace.assess(global, env)?;
    let seed = args.seed.unwrap_or(env.seed);
    let names = workspace.sources.iter().map(|(_, file)| file.stem());
    let mut mint = Mint::new(&workspace.program, names, seed);
    let (history, assessment) = (&assessed.history, &assessed.assessment);
    let plan = suggest::plan(&workspace.program, history, assessment, &asked, &mut mint);
    let files: Vec<(String, String)> = toml::files(&plan)
        .into_iter()
        .map(|(name, text)| {
            let path = format!("{}/{name}.toml", args.folder.trim_end_matches('/'));
            let text = schema::headed(&workspace.root, &path, text);
            (path, text)
        })
        .collect();
    let mut written = Vec::new();
    if args.write {
        for (path, text) in &files {
            let name = path.rsplit('/').next().unwrap_or(path);
            output::write_new_file(&folder.join(name), text.as_bytes())?;
            written.push(path.clone());
        }
    }
    match args.format {
        SuggestFormat::Json => {
            let answer = Answer { plan: &plan, seed, written };
            let head = assessed.history.head.as_ref();
            output::json(env, &answers::STORY_SUGGEST, assessed.assessment.as_of, head, &answer)?;
        }
        SuggestFormat::Toml => {
            let text: String =
                files.iter().flat_map(|(path, text)| ["# ", path, "\n", text, "\n"]).collect();
            env.answer(&text)?;
        }
        SuggestFormat::Human => {
            let text = human(&plan, args, seed, &assessed, env.width);
            env.answer(&text)?;
        }
    }
    Ok(workspace.ended())
}

fn asked(args: &Suggest, workspace: &Workspace) -> Result<Asked, Failure> {
    let program = &workspace.program;
    let mut asked = Asked { why: args.why, limit: args.limit, ..Asked::default() };
    if let Some(typed) = &args.framework
        && let Named::Framework(id) =
            find::find(program, typed, |named| matches!(named, Named::Framework(_)))?
    {
        asked.framework = Some(id);
    }
    if let Some(typed) = &args.control
        && let Named::Control(id) =
            find::find(program, typed, |named| matches!(named, Named::Control(_)))?
    {
        asked.control = Some(id);
    }
    Ok(asked)
}

fn human(plan: &Plan, args: &Suggest, seed: u64, assessed: &Assessed, width: usize) -> String {
    let day = assessed.assessment.as_of.observed.day();
    let n = plan.suggestions.len();
    let mut out = match (n, args.write) {
        (0, _) => format!("Nothing to suggest as of {day}.\n"),
        (_, true) => {
            format!("{} written below {}.\n", words::count(n as u64, "story"), args.folder)
        }
        (_, false) => format!("{} suggested as of {day}.\n", words::count(n as u64, "story")),
    };
    for (place, suggestion) in plan.suggestions.iter().enumerate() {
        out.push_str(&entry(place + 1, suggestion, width));
    }
    // Writing to a string cannot fail.
    if plan.more > 0 {
        writeln!(out, "\nand {} more: raise --limit, or ask for one --why", plan.more).ok();
    }
    out.push_str(&covered(&plan.covered));
    out.push_str(&unasked(&plan.unasked));
    if n > 0 && !args.write {
        let again = again(args);
        writeln!(
            out,
            "\nTo write these files below {}:\n  storyproof story suggest{again} --write --seed {seed}",
            args.folder
        )
        .ok();
    } else if n > 0 {
        out.push_str("\nNext: read them, add `points` and a `sprint`, then `storyproof check`\n");
    }
    out
}

/// The options that lead to the same plan. They are only shown, to be typed by a person.
fn again(args: &Suggest) -> String {
    let mut text = String::new();
    for (option, given) in [("framework", &args.framework), ("control", &args.control)] {
        if let Some(given) = given {
            write!(text, " --{option} {given}").ok();
        }
    }
    if let Some(why) = args.why {
        write!(text, " --why {}", why.word()).ok();
    }
    if args.limit != 10 {
        write!(text, " --limit {}", args.limit).ok();
    }
    if args.folder != "stories/suggested" {
        write!(text, " --in {}", args.folder).ok();
    }
    text
}

fn entry(place: usize, suggestion: &Suggestion, width: usize) -> String {
    let draft = &suggestion.draft;
    let mut out = format!("\n{place}. {}  {}\n", draft.id, draft.title);
    let mut line = |name: &str, text: String| {
        let text = cut(&text.replace('\n', " "), width.saturating_sub(16));
        writeln!(out, "   {name:<12} {text}").ok();
    };
    line("why", draft.reason(suggestion.since));
    let due = suggestion.target.map(|day| format!("; due {day}")).unwrap_or_default();
    let all = words::count(draft.controls.len() as u64, "control");
    line("frees", format!("{} of {all} by this alone{due}", draft.freed));
    line("controls", words::some_of(&draft.controls, 4));
    let persona = draft.persona.as_ref().map(|p| format!(", for {p}")).unwrap_or_default();
    let owner = draft.owner.as_ref().map(|o| format!(", owned by {o}")).unwrap_or_default();
    let doubt = if draft.epic_fits { "" } else { " (nothing in common: choose)" };
    line("epic", format!("{}{doubt}{persona}{owner}", draft.epic));
    for criterion in &draft.acceptance {
        let proof = match &criterion.proof {
            suggest::draft::Proof::Check(id) => format!("check {id}"),
            suggest::draft::Proof::Attestation(id) => format!("attestation {id}"),
        };
        line("proven by", proof);
    }
    if let Some(check) = &draft.new_check {
        let rules = check.sources.values().flatten();
        let rules: Vec<String> = rules.map(|c| format!("{} {}", c.tool, c.rule)).collect();
        line("candidates", words::some_of(&rules, SHOWN));
    }
    if !draft.risks.is_empty() {
        line("risks", words::some_of(&draft.risks, SHOWN));
    }
    if !draft.claimed.is_empty() {
        line("claimed done", words::some_of(&draft.claimed, SHOWN));
    }
    if !suggestion.near.is_empty() {
        line("see also", words::some_of(&suggestion.near, SHOWN));
    }
    out
}

fn covered(covered: &[Covered]) -> String {
    let mut out = String::new();
    if covered.is_empty() {
        return out;
    }
    writeln!(out, "\nNot suggested, because an open story covers it already:").ok();
    for cause in covered.iter().take(SHOWN) {
        let stories = words::some_of(&cause.stories, SHOWN);
        writeln!(out, "  {} ({}): {stories}", cause.what.id(), cause.why.word()).ok();
    }
    let more = covered.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "  and {more} more: --format json has them all").ok();
    }
    out
}

fn unasked(rules: &[Unasked]) -> String {
    let mut out = String::new();
    if rules.is_empty() {
        return out;
    }
    writeln!(out, "\nFailing rules in evidence that no check asks about:").ok();
    for rule in rules.iter().take(SHOWN) {
        let muted = match rule.muted {
            0 => String::new(),
            n => format!(", {n} muted in the tool"),
        };
        let (tool, name) = (&rule.tool, &rule.rule);
        let fails = words::count(rule.failing, "subject");
        writeln!(out, "  {tool} {name}: {fails} failing{muted}").ok();
    }
    let more = rules.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "  and {more} more: --format json has them all").ok();
    }
    out
}
