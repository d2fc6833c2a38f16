//! `storyproof man`: pages for `man`, and the whole reference as one page of Markdown.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory as _};

use super::args::Man;
use crate::cli::{
    answers,
    args::Args,
    env::Env,
    failure::{Ended, Failure},
    output,
};

pub(super) fn run(args: &Man, env: &mut Env) -> Result<Ended, Failure> {
    let root = whole();
    if args.markdown {
        env.answer(&markdown(&root))?;
        return Ok(Ended::Fine);
    }
    if let Some(folder) = &args.output {
        let folder = env.directory.join(folder);
        let pages = pages(&root)?;
        for (name, page) in &pages {
            output::write_file(&folder.join(format!("{name}.1")), page)?;
        }
        env.say(&format!("wrote {} pages to {}", pages.len(), folder.display()));
        return Ok(Ended::Fine);
    }
    let mut command = &root;
    for name in &args.command {
        command = command.find_subcommand(name).ok_or_else(|| {
            let names: Vec<&str> = below(command).map(Command::get_name).collect();
            Failure::usage(format!("`{}` has no command `{name}`", full_name(command)))
                .help(format!("there are: {}", names.join(", ")))
        })?;
    }
    env.answer_bytes(&page(command)?)?;
    Ok(Ended::Fine)
}

/// The command line with the full name of every command.
fn whole() -> Command {
    let mut root = Args::command();
    root.build();
    root
}

/// The commands below one that people are told of.
fn below(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|one| one.get_name() != "help" && !one.is_hide_set())
}

fn full_name(command: &Command) -> &str {
    command.get_bin_name().unwrap_or_else(|| command.get_name())
}

/// Every page, by its name.
fn pages(root: &Command) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut all = Vec::new();
    let mut open = vec![root];
    while let Some(command) = open.pop() {
        all.push((full_name(command).replace(' ', "-"), page(command)?));
        open.extend(below(command));
    }
    all.sort();
    Ok(all)
}

fn page(command: &Command) -> Result<Vec<u8>, Failure> {
    let name = full_name(command).replace(' ', "-");
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .title(name)
        // The day on which it was written would be another for each who writes it.
        .date("")
        .render(&mut page)
        .map_err(|error| Failure::because("cannot write a manual page", &error))?;
    Ok(page)
}

/// Every command on one page.
fn markdown(root: &Command) -> String {
    let mut out = String::from(
        "# storyproof on the command line\n\nThis page is written by `storyproof man --markdown`; a test keeps it current.\n\n",
    );
    let mut open = vec![root];
    let mut list = Vec::new();
    while let Some(command) = open.pop() {
        list.push(command);
        let mut below: Vec<&Command> = below(command).collect();
        below.reverse();
        open.extend(below);
    }
    // Writing to a string cannot fail.
    for command in &list {
        let name = full_name(command);
        writeln!(out, "* [`{name}`](#{})", name.replace(' ', "-")).ok();
    }
    writeln!(out, "* [Answers in JSON](#answers-in-json)").ok();
    for command in list {
        one(command, &mut out);
    }
    out.push_str(&answers::markdown());
    out
}

fn one(command: &Command, out: &mut String) {
    let name = full_name(command);
    let text =
        |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    let about = text(command.get_long_about().or(command.get_about()));
    writeln!(out, "\n## {name}\n\n{about}\n").ok();
    let usage = command.clone().render_usage().to_string();
    writeln!(out, "```text\n{}\n```", usage.trim_start_matches("Usage: ")).ok();
    // What holds for every command is told once.
    let is_root = command.get_name() == name;
    let own = |arg: &&Arg| {
        !arg.is_hide_set()
            && !["help", "version"].contains(&arg.get_id().as_str())
            && (is_root || !arg.is_global_set())
    };
    let args: Vec<&Arg> = command.get_arguments().filter(own).collect();
    if !args.is_empty() {
        out.push('\n');
    }
    for arg in args {
        writeln!(out, "* `{}` {}", typed(arg), help(arg)).ok();
    }
    let after = text(command.get_after_long_help().or(command.get_after_help()));
    if !after.is_empty() {
        writeln!(out, "\n```text\n{}\n```", after.trim_end()).ok();
    }
}

/// How an argument is typed.
fn typed(arg: &Arg) -> String {
    let values: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| if arg.is_positional() { format!("[{name}]") } else { format!("<{name}>") })
        .collect();
    let takes = arg.get_action().takes_values();
    let values = if takes { values.join(" ") } else { String::new() };
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    format!("{} {values}", names.join(", ")).trim().to_owned()
}

/// What an argument is for, with its words and its default.
fn help(arg: &Arg) -> String {
    let mut out = arg.get_help().map(ToString::to_string).unwrap_or_default().replace('\n', " ");
    let words: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|word| !word.is_hide_set())
        .map(|word| format!("`{}`", word.get_name()))
        .collect();
    if !words.is_empty() && arg.get_action().takes_values() {
        write!(out, " (one of {})", words.join(", ")).ok();
    }
    let default: Vec<String> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if !default.is_empty() && !arg.is_hide_default_value_set() && arg.get_action().takes_values() {
        write!(out, " (default: `{}`)", default.join(" ")).ok();
    }
    out
}
