//! What can be typed after `storyproof report site`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use storyproof::time::Period;

use crate::cli::{language::Language, period};

/// The examples under `storyproof report site --help`.
pub(crate) const HELP: &str = "\
Examples:
  storyproof report site -o reports/site
  storyproof report site --lang ja -o reports/ja
  storyproof report site --period 2026-01-01..2026-06-30 -o /mnt/share/security

Open index.html. Every page is a file that works from a disk, from a file share and from a server;
nothing is fetched from elsewhere. The same as-of, ledger and files give the same bytes.

The folder is written aside and then takes its place, so a reader sees the old site or the new one,
and never a half. storyproof-site.sha256 in it names every page with its hash (`sha256sum -c` reads
it): what it does not name, or what was changed since, is not ours, and is never overwritten or
deleted without --force.";

/// `storyproof report site`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Site {
    /// The folder to write
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,
    /// Let the audit reports say also how controls were kept on these days; the last is the as-of,
    /// unless that is given
    #[arg(long, value_name = "FROM..TO", value_parser = period::typed)]
    pub(super) period: Option<Period>,
    /// The language of the pages' own words
    #[arg(long, value_enum, default_value_t, value_name = "LANG")]
    pub(super) lang: Language,
    /// Write into a folder that holds other files too: they stay, unless a page has their name
    #[arg(long)]
    pub(super) force: bool,
    /// Accept a site without any evidence (else it is written, and the exit code is 4)
    #[arg(long)]
    pub(super) allow_empty: bool,
}
