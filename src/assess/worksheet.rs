//! Whether a worksheet counts: as the method by which a requirement is met, never as proof that it
//! is. One that is not complete, not approved by a second person or at its end has no effect.

use crate::{evidence::MAX_EXCEPTION_DAYS, model::Worksheet, time::Day};

/// What keeps a worksheet from counting on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorksheetFault {
    /// Something in it could not be read.
    Unreadable,
    /// Fields that its kind asks for and that say nothing.
    Incomplete(Vec<&'static str>),
    /// Nobody has approved it.
    NotApproved,
    /// It is approved from this day.
    Later(Day),
    /// Who asked for it, or answers for it, approved it.
    OwnApproval,
    /// It names no last day.
    OpenEnded,
    /// It lasts longer than 12 months.
    TooLong,
    /// Its last day has gone by.
    Ended(Day),
}

/// Everything that keeps a worksheet from counting on a day; nothing, when it counts.
pub fn worksheet_faults(worksheet: &Worksheet, day: Day) -> Vec<WorksheetFault> {
    let mut faults = Vec::new();
    if worksheet.broken {
        faults.push(WorksheetFault::Unreadable);
    }
    let missing = worksheet.missing();
    if !missing.is_empty() {
        faults.push(WorksheetFault::Incomplete(missing));
    }
    let approver = worksheet.approved_by.as_ref().map(|party| &party.value);
    let since = worksheet.approved.as_ref().map(|day| day.value);
    match (approver, since) {
        (Some(_), Some(from)) if from > day => faults.push(WorksheetFault::Later(from)),
        (Some(_), Some(_)) => {}
        _ => faults.push(WorksheetFault::NotApproved),
    }
    let others = [&worksheet.requested_by, &worksheet.owner];
    if others.into_iter().flatten().any(|other| Some(&other.value) == approver) {
        faults.push(WorksheetFault::OwnApproval);
    }
    match worksheet.expires.as_ref().map(|day| day.value) {
        None => faults.push(WorksheetFault::OpenEnded),
        Some(end) if end < day => faults.push(WorksheetFault::Ended(end)),
        Some(end) if since.is_some_and(|from| from.days_until(end) > MAX_EXCEPTION_DAYS) => {
            faults.push(WorksheetFault::TooLong);
        }
        Some(_) => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::decode::decode, source::Sources};

    const GOOD: &str = r#"
[[worksheet]]
id = "CCW-01"
kind = "compensating-control"
controls = ["f/1"]
constraint = "a"
objective = "b"
risk = "c"
measures = "d"
validation = "e"
maintenance = "f"
requested_by = "team"
approved_by = "boss"
approved = 2026-01-10
expires = 2026-12-31
"#;

    fn faults(text: &str, day: &str) -> Vec<WorksheetFault> {
        let (records, found) = decode(&Sources::from_texts([("controls/w.toml", text)]));
        assert!(found.is_empty(), "{found:?}");
        worksheet_faults(&records.worksheets[0], day.parse().unwrap())
    }

    #[test]
    fn a_worksheet_counts_while_it_is_whole_approved_by_another_and_not_ended() {
        use WorksheetFault as W;
        assert_eq!(faults(GOOD, "2026-01-10"), []);
        assert_eq!(faults(GOOD, "2026-12-31"), []);
        let day = |text: &str| text.parse::<Day>().unwrap();
        let cases = [
            ("", "", "2027-01-01", vec![W::Ended(day("2026-12-31"))]),
            ("", "", "2026-01-09", vec![W::Later(day("2026-01-10"))]),
            ("risk = \"c\"", "risk = \" \"", "2026-02-01", vec![W::Incomplete(vec!["risk"])]),
            ("approved = 2026-01-10\n", "", "2026-02-01", vec![W::NotApproved]),
            ("\"boss\"", "\"team\"", "2026-02-01", vec![W::OwnApproval]),
            ("expires = 2026-12-31", "", "2026-02-01", vec![W::OpenEnded]),
            ("2026-12-31", "2027-02-01", "2026-02-01", vec![W::TooLong]),
            (
                "compensating-control",
                "customized-approach",
                "2026-02-01",
                vec![W::Incomplete(vec!["analysis"])],
            ),
        ];
        for (from, to, on, expected) in cases {
            assert_eq!(faults(&GOOD.replacen(from, to, 1), on), expected, "{from} -> {to}");
        }
    }
}
