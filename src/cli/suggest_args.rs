//! What can be typed after `storyproof story suggest`.

use clap::{Args as ClapArgs, ValueEnum};

/// `storyproof story suggest`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Suggest {
    /// Only controls of this framework
    #[arg(long, value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// Only this control
    #[arg(long, value_name = "CONTROL")]
    pub control: Option<String>,
    /// Only for this reason: failing, error, stale, expired, incomplete, never-run, unattested or uncovered
    #[arg(long, value_name = "REASON", value_parser = why)]
    pub why: Option<storyproof::suggest::Why>,
    /// At most so many stories
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Answer for people, for programs, or as the files that `--write` would write
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: SuggestFormat,
    /// Write one file for each story; files that exist are never replaced
    #[arg(long)]
    pub write: bool,
    /// The folder to write to, inside the program's `stories`
    #[arg(long = "in", value_name = "DIR", default_value = "stories/suggested")]
    pub folder: String,
    /// Mint the ids that another plan with this seed showed [default: random]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

/// The form of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum SuggestFormat {
    /// For people.
    #[default]
    Human,
    /// For programs: one JSON envelope.
    Json,
    /// The text of the files.
    Toml,
}

fn why(text: &str) -> Result<storyproof::suggest::Why, String> {
    let all = storyproof::suggest::Why::ALL;
    all.into_iter().find(|why| why.word() == text).ok_or_else(|| {
        let words: Vec<&str> = all.iter().map(|why| why.word()).collect();
        format!("there are: {}", words.join(", "))
    })
}
