//! The `storyproof` binary: makes the world a command runs in, runs it, and says how it ended.

mod cli;

use std::{
    io::{IsTerminal, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{CommandFactory as _, Parser as _};
use cli::{
    args::{Args, Colour},
    ci,
    env::Env,
    failure::{Ended, Failure, Kind, exit_code},
    typing::shells::VARIABLE,
};
use storyproof::time::{Clock, ClockSource, Instant};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let mut err = anstream::stderr();
        writeln!(
            err,
            "storyproof {} has a bug: {panic}\nNothing that was acknowledged is lost. Please report this with the command that you ran.",
            env!("CARGO_PKG_VERSION")
        )
        .ok();
    }));
    std::panic::catch_unwind(start).unwrap_or(ExitCode::from(70))
}

fn start() -> ExitCode {
    outlive_full_files();
    // A shell asks for completions; it ends here then.
    clap_complete::CompleteEnv::with_factory(Args::command).var(VARIABLE).complete();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return mistyped(&error),
    };
    let mut env = match world(&args) {
        Ok(env) => env,
        Err(failure) => {
            let failed = Err(failure);
            tell(&failed, &mut anstream::stderr());
            return exit_code(&failed);
        }
    };
    let result = cli::run(args, &mut env);
    tell(&result, &mut env.err);
    exit_code(&result)
}

/// Says what is wrong with what was typed. What was typed may have come from a script that took it
/// from a stranger: where it could act on a terminal it is shown plainly.
fn mistyped(error: &clap::Error) -> ExitCode {
    let acts = |typed: std::ffi::OsString| {
        typed.to_string_lossy().contains(storyproof::diag::safe::is_unsafe)
    };
    if error.use_stderr() && std::env::args_os().any(acts) {
        let text = error.render().to_string();
        write!(anstream::stderr(), "{}", storyproof::diag::safe_text(&text)).ok();
        return ExitCode::from(2);
    }
    error.exit()
}

/// A file that reaches the limit of its size (`ulimit -f`) is an error to be told. Unless somebody
/// listens to the signal, it ends the process without a word.
#[cfg(unix)]
fn outlive_full_files() {
    let heard = std::sync::Arc::default();
    // Where it cannot be listened to, all is as without it.
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, heard).ok();
}

#[cfg(not(unix))]
fn outlive_full_files() {}

fn tell(result: &Result<Ended, Failure>, err: &mut dyn std::io::Write) {
    let Err(failure) = result else { return };
    if failure.kind == Kind::Closed {
        return;
    }
    let safe = storyproof::diag::safe_text;
    writeln!(err, "error: {}", safe(failure.message())).ok();
    if let Some(help) = failure.advice() {
        writeln!(err, "help: {}", safe(help)).ok();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the environment and the clock"
)]
fn world(args: &Args) -> Result<Env, Failure> {
    let global = &args.global;
    let choice = match global.color {
        Colour::Auto => anstream::AutoStream::choice(&std::io::stdout()),
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Never => anstream::ColorChoice::Never,
    };
    let clock = if let Some(now) = global.now.map_or_else(source_date_epoch, |now| Ok(Some(now)))? {
        Clock { now, source: ClockSource::Overridden }
    } else {
        let now = read_clock()
            .ok_or_else(|| Failure::usage("the machine's clock is outside 1970 to 9999"))?;
        Clock { now, source: ClockSource::System }
    };
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse::<usize>().ok());
    Ok(Env {
        out: Box::new(anstream::AutoStream::new(std::io::stdout(), choice)),
        err: Box::new(anstream::stderr()),
        colour: choice != anstream::ColorChoice::Never,
        talks_to_terminal: std::io::stderr().is_terminal(),
        width: columns.unwrap_or(100).clamp(40, 240),
        clock,
        read_clock,
        directory: global.directory.clone().unwrap_or_else(|| PathBuf::from(".")),
        ledger: std::env::var_os("STORYPROOF_LEDGER").map(PathBuf::from),
        checkpoint_key: std::env::var_os("STORYPROOF_CHECKPOINT_KEY").map(PathBuf::from),
        ssh_key: std::env::var_os("STORYPROOF_SSH_KEY").map(PathBuf::from),
        ci: ci::job(&|name| std::env::var(name).ok()),
        step_summary: std::env::var_os("GITHUB_STEP_SUMMARY").map(PathBuf::from),
        git_index: std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from),
        machine: (clock.source == ClockSource::System)
            .then(|| gethostname::gethostname().to_string_lossy().into_owned()),
        seed: getrandom::u64()
            .map_err(|error| Failure::because("the machine gives no random number", &error))?,
        quiet: global.quiet,
        asks: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
        editor: ["VISUAL", "EDITOR"]
            .iter()
            .filter_map(std::env::var_os)
            .find(|editor| !editor.is_empty()),
    })
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the clock")]
fn read_clock() -> Option<Instant> {
    Instant::from_unix(chrono::Utc::now().timestamp())
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the environment")]
fn source_date_epoch() -> Result<Option<Instant>, Failure> {
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let instant = text.trim().parse::<i64>().ok().and_then(Instant::from_unix);
    instant.map(Some).ok_or_else(|| {
        Failure::usage(format!("SOURCE_DATE_EPOCH is `{text}`, not seconds since 1970"))
    })
}
