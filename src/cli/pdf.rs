//! A report as PDF: its page, printed by a Chromium that is on this machine.
//!
//! Nothing but a page of ours is opened, and its policy allows it to fetch nothing. The browser gets a
//! folder of its own for its profile, its home and its caches, which is gone afterwards, so it touches
//! nobody's profile; it may resolve no name, and there is no shell on the way. The dates in the file are
//! those of the report, so the same report printed by the same browser gives the same bytes.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant as Ticks},
};

use storyproof::{files::read_regular, time::Instant};
use tempfile::TempDir;

use super::{env::Env, failure::Failure};

/// What a Chromium is called, where it is found by its name or stands in its usual place.
const BROWSERS: [&str; 14] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];
/// How long a report may take to be printed.
const PATIENCE: Duration = Duration::from_mins(5);
/// How often is looked whether it is done.
const GLANCE: Duration = Duration::from_millis(50);
/// What the browser is told, besides where its files are.
const QUIETLY: [&str; 14] = [
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
];

/// Prints a page.
pub(super) fn print(
    page: &[u8],
    browser: Option<&Path>,
    dated: Instant,
    env: &mut Env,
) -> Result<Vec<u8>, Failure> {
    let fail = |error: io::Error| Failure::because("cannot prepare the printing", &error);
    let desk = TempDir::new().map_err(fail)?;
    fs::write(desk.path().join("report.html"), page).map_err(fail)?;
    let named: Vec<PathBuf> = match browser {
        Some(path) => vec![path.to_owned()],
        None => BROWSERS.iter().map(PathBuf::from).collect(),
    };
    for program in &named {
        let Some(first) = printed(program, &desk, &[])? else { continue };
        let mut pdf = first;
        if pdf.is_err() {
            // A container, or the user root: there the browser's own sandbox cannot be set up.
            pdf = printed(program, &desk, &["--no-sandbox"])?.unwrap_or(pdf);
            if pdf.is_ok() {
                env.say("note: the browser could not set up its sandbox here, and printed without it; the page is storyproof's own");
            }
        }
        let mut pdf = pdf.map_err(|why| {
            Failure::usage(format!("{} could not print the report: {why}", program.display()))
                .help("name another Chromium with --browser, or write HTML (`-o report.html`) and print it from a browser")
        })?;
        date(&mut pdf, dated);
        return Ok(pdf);
    }
    Err(match browser {
        Some(path) => Failure::usage(format!("there is no browser {}", path.display())),
        None => Failure::usage("a PDF is printed by a Chromium, and none was found on this machine"),
    }
    .help("install Chromium or Chrome, or name one with --browser; or write HTML (`-o report.html`) and print it from any browser"))
}

/// What a browser printed, or why it did not; `None` when there is no such browser.
fn printed(
    program: &Path,
    desk: &TempDir,
    more: &[&str],
) -> Result<Option<Result<Vec<u8>, String>>, Failure> {
    let fail =
        |error: io::Error| Failure::because(format!("cannot run {}", program.display()), &error);
    let at = |name: &str| desk.path().join(name);
    let said = fs::File::create(at("said")).map_err(fail)?;
    let child = Command::new(program)
        .args(QUIETLY)
        .args(more)
        .arg(format!("--user-data-dir={}", at("profile").display()))
        .arg(format!("--print-to-pdf={}", at("report.pdf").display()))
        .arg(at("report.html"))
        .env("HOME", desk.path())
        .env("XDG_CONFIG_HOME", at("config"))
        .env("XDG_CACHE_HOME", at("cache"))
        .current_dir(desk.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said)
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail(error)),
    };
    let ended = wait(&mut child, PATIENCE).map_err(fail)?;
    Ok(Some(match (ended, read_regular(&at("report.pdf"))) {
        (None, _) => Err(format!("it was not done after {} minutes", PATIENCE.as_secs() / 60)),
        (Some(_), Ok(pdf)) if pdf.starts_with(b"%PDF-") => Ok(pdf),
        (Some(status), _) => {
            let said = read_regular(&at("said")).unwrap_or_default();
            let said = String::from_utf8_lossy(&said);
            let last = said.lines().rev().find(|line| !line.trim().is_empty());
            Err(format!("{status}; {}", last.unwrap_or("it said nothing").trim()))
        }
    }))
}

/// Waits until it has ended; `None` when it took too long, and was ended.
fn wait(child: &mut Child, patience: Duration) -> io::Result<Option<ExitStatus>> {
    let begun = Ticks::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(GLANCE);
    }
}

/// Puts the report's own instant in the place of the time of printing. The digits are as many as
/// before, so nothing in the file moves.
fn date(pdf: &mut [u8], dated: Instant) {
    let digits: Vec<u8> = dated.to_string().bytes().filter(u8::is_ascii_digit).take(14).collect();
    for name in [&b"/CreationDate (D:"[..], b"/ModDate (D:"] {
        let places = pdf.windows(name.len()).enumerate().filter(|(_, bytes)| *bytes == name);
        let places: Vec<usize> = places.map(|(at, _)| at + name.len()).collect();
        for at in places {
            if let Some(place) = pdf.get_mut(at..at + digits.len())
                && place.iter().all(u8::is_ascii_digit)
            {
                place.copy_from_slice(&digits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_in_a_file_are_those_of_the_report() {
        let mut pdf = b"/CreationDate (D:20991231235959+00'00')\n/ModDate (D:short)".to_vec();
        date(&mut pdf, "2026-04-03T21:59:58Z".parse().unwrap());
        assert_eq!(pdf, b"/CreationDate (D:20260403215958+00'00')\n/ModDate (D:short)");
    }

    #[test]
    fn what_does_not_end_is_ended() {
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        assert!(wait(&mut child, Duration::from_millis(60)).unwrap().is_none());
        assert!(child.try_wait().unwrap().is_some());
    }
}
