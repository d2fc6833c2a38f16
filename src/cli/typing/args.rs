//! What can be typed after `storyproof schema`, `completions` and `man`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

const SCHEMA_HELP: &str = "\
Examples:
  storyproof schema -o schemas            both schemas, for the `#:schema` line of every file
  storyproof schema -o schemas --ids      the same, with the ids of this program to be completed
  storyproof schema story                 what a story may hold, on standard output
  storyproof schema settings              storyproof.toml
  storyproof schema --answers -o answers  what each command answers with --format json, one file a kind
  storyproof schema --answers story-list  one of them, on standard output

A file names its schema in its first line, relative to itself:
  #:schema ../../schemas/records.json
Editors with taplo or tombi (Even Better TOML, Tombi) then complete keys and words and underline
mistakes. `init` and `new` write the line; `storyproof check` says more than a schema can.

Every answer in JSON is {schema_version, kind, as_of, ledger_head, data}; `kind` names its schema.
A key is never missing: it is null or [] when there is nothing to say. Where an answer shows a run or
an entry as the ledger has it, the schema says which keys may be absent. Answers come on standard
output, whole or not at all; complaints go to standard error.";

const COMPLETIONS_HELP: &str = "\
Examples:
  storyproof completions bash >> ~/.bashrc
  storyproof completions zsh > \"${fpath[1]}/_storyproof\"
  storyproof completions fish > ~/.config/fish/completions/storyproof.fish
  storyproof completions powershell >> $PROFILE

Where an id belongs, the ids of the program around the current folder are offered.";

const MAN_HELP: &str = "\
Examples:
  storyproof man -o ~/.local/share/man/man1       a page for every command
  storyproof man story list | man -l -            one page, read at once
  storyproof man --markdown > reference.md        every command on one page";

/// What helps with typing.
#[derive(Debug, Subcommand)]
pub(crate) enum Typing {
    /// JSON Schemas of the files, for editors, and of the answers, for scripts
    #[command(after_help = SCHEMA_HELP)]
    Schema(Schema),
    /// A script that completes commands, options and ids in a shell
    #[command(after_help = COMPLETIONS_HELP)]
    Completions(Completions),
    /// Manual pages, or all commands as one Markdown page
    #[command(after_help = MAN_HELP)]
    Man(Man),
}

/// `storyproof schema`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Schema {
    /// `records` (any file below stories/ and controls/), `settings` (storyproof.toml), or one kind of
    /// record, such as `story` [default: records; with -o both]; with --answers one kind of answer
    /// [default: one schema for all; with -o each]
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
    /// The answers of commands in JSON instead of the files that people write
    #[arg(long, conflicts_with = "ids")]
    pub answers: bool,
    /// Offer the ids of this program where one belongs
    #[arg(long)]
    pub ids: bool,
    /// The folder to write to, one file a schema [default: standard output]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// `storyproof completions`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Completions {
    /// bash, zsh, fish, elvish or powershell
    #[arg(value_name = "SHELL")]
    pub shell: String,
}

/// `storyproof man`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Man {
    /// The command whose page is wanted, such as `story list` [default: storyproof itself]
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
    /// The folder to write every page to
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    pub output: Option<PathBuf>,
    /// Every command on one Markdown page
    #[arg(long, conflicts_with_all = ["command", "output"])]
    pub markdown: bool,
}
