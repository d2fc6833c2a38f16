//! `--period FROM..TO`: how it is typed, and what it means for the clocks.

use storyproof::time::{Day, Period};

use super::{args::Global, env::Env, failure::Failure, workspace::Workspace};

/// Reads two days.
pub(super) fn typed(text: &str) -> Result<Period, String> {
    let (start, end) = text.split_once("..").ok_or("write FROM..TO, two days")?;
    let day = |text: &str| text.parse::<Day>().map_err(|error| error.to_string());
    let period = Period { start: day(start)?, end: day(end)? };
    if period.start > period.end {
        return Err("it ends before it begins".to_owned());
    }
    Ok(period)
}

/// The clocks of what is told over a period: its end is the as-of, unless one was given.
pub(super) fn clocks(
    period: Option<Period>,
    global: &Global,
    workspace: &Workspace,
    env: &Env,
) -> Result<Global, Failure> {
    let mut global = global.clone();
    if let (Some(period), None) = (period, global.as_of) {
        let latest = workspace.as_of(&global, None, env)?.observed;
        global.as_of = Some(period.end.end().min(latest));
    }
    Ok(global)
}

/// The days of a period that lie before an as-of. What is cut off is said; a period that has not
/// begun is a mistake.
pub(super) fn until(typed: Period, as_of: Day, env: &mut Env) -> Result<Period, Failure> {
    if typed.start > as_of {
        return Err(Failure::usage(format!("the period begins after the as-of, {as_of}"))
            .help("name days that have come, or give --as-of"));
    }
    if typed.end > as_of {
        env.say(&format!("note: nothing after the as-of counts, so the period ends on {as_of}"));
    }
    Ok(Period { start: typed.start, end: typed.end.min(as_of) })
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn a_period_is_two_days_in_order() {
        assert!(typed("2026-01-01..2026-01-01").is_ok());
        for bad in ["2026-01-01", "2026-01-02..2026-01-01", "..", "2026-01-01..", "a..b"] {
            assert!(typed(bad).is_err(), "{bad}");
        }
    }
}
