//! The world outside a command: streams, clock and variables, made once by `main`.

use std::{
    ffi::OsString,
    io::{BufRead as _, Write},
    path::PathBuf,
};

use storyproof::{
    diag::safe_text,
    evidence::CiJob,
    time::{Clock, ClockSource, Instant},
};

use super::failure::Failure;

/// The world outside.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Env {
    /// The answer goes here.
    pub out: Box<dyn Write>,
    /// The talk goes here.
    pub err: Box<dyn Write>,
    /// Whether the answer may be coloured.
    pub colour: bool,
    /// Whether the talk goes to a terminal, where a progress bar makes sense.
    pub talks_to_terminal: bool,
    /// The width for people, in columns.
    pub width: usize,
    /// Now.
    pub clock: Clock,
    /// Reads the machine's clock again, for what runs for long.
    pub read_clock: fn() -> Option<Instant>,
    /// Where commands work.
    pub directory: PathBuf,
    /// `STORYPROOF_LEDGER`.
    pub ledger: Option<PathBuf>,
    /// `STORYPROOF_CHECKPOINT_KEY`: the key that signs checkpoints, kept elsewhere.
    pub checkpoint_key: Option<PathBuf>,
    /// `STORYPROOF_SSH_KEY`: the SSH key that signs checkpoints.
    pub ssh_key: Option<PathBuf>,
    /// The CI job that this is.
    pub ci: Option<CiJob>,
    /// `GITHUB_STEP_SUMMARY`: where a step of a GitHub workflow leaves its summary.
    pub step_summary: Option<PathBuf>,
    /// `GIT_INDEX_FILE`: what a commit is made from, while git runs a hook.
    pub git_index: Option<PathBuf>,
    /// The name of this machine; `None` when the clock is set by hand, so that what is made to be
    /// the same everywhere is.
    pub machine: Option<String>,
    /// A number that nobody can foresee, for new ids.
    pub seed: u64,
    /// Whether to keep the talk to errors.
    pub quiet: bool,
    /// Whether there is somebody to ask: standard input and the talk are a terminal.
    pub asks: bool,
    /// `VISUAL` or `EDITOR`.
    pub editor: Option<OsString>,
}

impl Env {
    /// Writes the answer. Whatever could act on a terminal becomes visible, wherever it is from.
    pub(crate) fn answer(&mut self, text: &str) -> Result<(), Failure> {
        self.answer_styled(&safe_text(text))
    }

    /// Writes an answer that is no text for a terminal, as it is.
    pub(crate) fn answer_bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out.write_all(bytes).and_then(|()| self.out.flush()).map_err(|error| {
            // Nobody reads any more: not a failure of ours.
            if error.kind() == std::io::ErrorKind::BrokenPipe {
                Failure::closed()
            } else {
                Failure::because("cannot write the answer", &error)
            }
        })
    }

    /// Writes an answer that has colours of our own; what is not ours in it was made safe before.
    pub(crate) fn answer_styled(&mut self, text: &str) -> Result<(), Failure> {
        self.answer_bytes(text.as_bytes())
    }

    /// Takes note of how late it is by now, unless the clock is set by hand.
    pub(crate) fn tick(&mut self) {
        if self.clock.source == ClockSource::System
            && let Some(now) = (self.read_clock)()
        {
            self.clock.now = now;
        }
    }

    /// Asks for a line; `None` when there is nobody to ask.
    pub(crate) fn ask(&mut self, question: &str) -> Option<String> {
        if !self.asks {
            return None;
        }
        write!(self.err, "{}", safe_text(question)).and_then(|()| self.err.flush()).ok()?;
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line).ok()?;
        if read == 0 {
            // Whatever is said next begins a line of its own.
            writeln!(self.err).ok()?;
            return None;
        }
        Some(line.trim().to_owned())
    }

    /// Asks for a yes; without anybody to ask it is a no.
    pub(crate) fn confirm(&mut self, question: &str) -> bool {
        let answer = self.ask(&format!("{question} [y/N] "));
        answer.is_some_and(|answer| ["y", "yes"].contains(&answer.to_lowercase().as_str()))
    }

    /// Says something beside the answer, unless told to be quiet.
    pub(crate) fn say(&mut self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Says something beside the answer in any case.
    pub(crate) fn complain(&mut self, text: &str) {
        // When even the talk cannot be written there is nobody left to tell.
        writeln!(self.err, "{}", safe_text(text)).ok();
    }
}
