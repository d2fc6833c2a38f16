//! The loop: questions are answered one after the other, and in between it is looked whether
//! something changed.

use std::{
    io,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use super::{
    address,
    args::Serve,
    connection::{self, Board, Question},
    site::Site,
};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
};

/// How long it waits for a question before it looks around.
const TICK: Duration = Duration::from_millis(200);
/// How much of its time it may spend looking at files: one part in so many.
const SHARE: u32 = 10;

pub(in crate::cli) fn run(args: &Serve, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let ended = until_told()?;
    let mut site = Site::open(args.lang.lang(), global, env)?;
    let (listener, hosts) = address::listen(args.port)?;
    let (ask, questions) = mpsc::channel();
    let board = Board::default();
    board.write(&site.state());
    connection::take(listener, hosts, ask, board.clone());
    let url = hosts.url();
    site.answer(&format!("{url}\n"))?;
    site.say("The pages of the program, read-only, for this machine alone. Ctrl-C ends it.");
    let mut browser = if args.open { Browser::start(&url) } else { Browser::NotAsked };
    let mut look_at = Instant::now();
    while !ended.load(Ordering::Relaxed) {
        let question = match questions.recv_timeout(TICK) {
            Ok(question) => Some(question),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => break,
        };
        if browser.has_failed() {
            site.say("note: no browser could be started; open the address above");
        }
        let before = site.state();
        if let Some(Question { target, answer }) = question {
            // Whoever asked may be gone.
            answer.send(site.page(&target)).ok();
        } else if look_at <= Instant::now() {
            let begun = Instant::now();
            site.look();
            look_at = begun + begun.elapsed() * SHARE;
        }
        if site.state() != before {
            board.write(&site.state());
            site.say(site.news());
        }
    }
    site.say("ended");
    Ok(Ended::Fine)
}

/// Whether somebody asked for the end. Asked a second time, it ends at once.
#[cfg(unix)]
fn until_told() -> Result<Arc<AtomicBool>, Failure> {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGTERM},
        flag,
    };
    let ended: Arc<AtomicBool> = Arc::default();
    for (signal, code) in [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] {
        flag::register_conditional_shutdown(signal, code, Arc::clone(&ended))
            .and_then(|_| flag::register(signal, Arc::clone(&ended)))
            .map_err(|error| Failure::because("cannot listen to signals", &error))?;
    }
    Ok(ended)
}

/// Elsewhere the system ends the process, which has nothing to tidy up.
#[cfg(not(unix))]
fn until_told() -> Result<Arc<AtomicBool>, Failure> {
    Ok(Arc::default())
}

/// The program of the system that opens addresses in a browser.
enum Browser {
    /// Nobody asked, or it is known what came of it.
    NotAsked,
    /// It was started and has not ended yet.
    Started(Child),
    /// It could not be started.
    Failed,
}

impl Browser {
    fn start(url: &str) -> Self {
        show(url).map_or(Self::Failed, Self::Started)
    }

    /// Whether no browser came; said once.
    fn has_failed(&mut self) -> bool {
        let failed = match self {
            Self::NotAsked => return false,
            Self::Failed => true,
            Self::Started(child) => match child.try_wait() {
                Ok(None) => return false,
                Ok(Some(status)) => !status.success(),
                Err(_) => true,
            },
        };
        *self = Self::NotAsked;
        failed
    }
}

/// Shows an address in the browser, by the means of the system. The address is ours: digits.
fn show(url: &str) -> io::Result<Child> {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn()
}
