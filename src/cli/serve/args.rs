//! What can be typed after `storyproof serve`.

use clap::Args as ClapArgs;

use crate::cli::language::Language;

pub(crate) const HELP: &str = "\
Examples:
  storyproof serve                         http://127.0.0.1:7171/, until Ctrl-C
  storyproof serve --open                  and show it in the browser
  storyproof serve --port 0                on whatever port is free; the address is printed
  storyproof serve --as-of 2026-03-31      every page as of that day
  storyproof serve --lang ja               in Japanese
  storyproof -C my-program serve -q

Every report is a page, and so is every story, check, control, risk and piece of evidence. Behind an
address, ?as-of=2026-03-31 and ?known-at=2026-04-15 set the clocks; an audit report also takes
?period=2026-01-01..2026-03-31. A page loads itself again when the program or the ledger changes, and
shows what is wrong with the files while they have errors.

Nothing is written and nothing is sent: where something can be done, a page shows the command for it.
Only this machine can ask (127.0.0.1), and only by that address or as localhost. There is no password:
whoever works on this machine can read the pages.";

/// `storyproof serve`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    /// The port to listen on; 0 takes one that is free
    #[arg(long, value_name = "PORT", default_value_t = 7171)]
    pub port: u16,
    /// The language of the pages' own words
    #[arg(long, value_enum, default_value_t, value_name = "LANG")]
    pub lang: Language,
    /// Open the first page in the browser
    #[arg(long)]
    pub open: bool,
}
