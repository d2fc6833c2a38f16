//! From the assessment to the folder.

use storyproof::report::{
    Inputs,
    words::{count, number},
};

use super::{args::Site, folder::Folder, pages::Pages};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    period,
    workspace::Workspace,
};

pub(in crate::cli) fn run(args: &Site, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    // Before anything is computed: whoever named the wrong folder is told at once.
    let folder = Folder::open(&env.directory.join(&args.output), args.force)?;
    let global = period::clocks(args.period, global, &workspace, env)?;
    let since = args.period.map(|period| period.start);
    let assessed = workspace.assess_since(&global, since, env)?;
    let today = assessed.assessment.as_of.observed.day();
    let days = args.period.map(|typed| period::until(typed, today, env)).transpose()?;
    let lang = args.lang.lang();
    let inputs = Inputs { lang, ..assessed.inputs(&workspace.program) };
    let pages = Pages::of(&workspace, &inputs, days)?;
    let bytes: u64 = pages.files.values().map(|page| page.len() as u64).sum();
    let told = format!(
        "wrote {} to {} ({} kB); open {}",
        count(pages.files.len() as u64, "page"),
        folder.path().display(),
        number(bytes.div_ceil(1000)),
        folder.path().join(storyproof::report::site::INDEX).display()
    );
    folder.write(&pages.files)?;
    env.say(&told);
    let nothing = assessed.history.runs.is_empty() && assessed.history.attestations.is_empty();
    if nothing && !args.allow_empty {
        env.complain("warning: there is no evidence at these two clocks: the site says what is claimed, and proves nothing (--allow-empty accepts that)");
        return Ok(Ended::Nothing);
    }
    Ok(workspace.ended())
}
