//! Whether somebody accepted what is left of a risk, and whether its owner still looks at it.

use serde::Serialize;

use crate::{
    assess::RiskAssessment,
    model::{Risk, Treatment},
    report::words::{self, Word, acceptance as accepted, review as reviewed},
    time::Day,
};

/// How long a look counts when the risk does not say.
const REVIEW_DAYS: i64 = 366;

/// Whether what is left of a risk is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Acceptance {
    /// Where it stands.
    pub state: Word,
    /// The same in a sentence.
    pub text: String,
    /// Whether somebody must decide.
    pub attention: bool,
}

/// When the owner of a risk last looked at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Review {
    /// Where it stands.
    pub state: Word,
    /// The same in a sentence.
    pub text: String,
    /// The last look.
    pub last: Option<Day>,
    /// Until when it counts.
    pub due: Option<Day>,
    /// Whether the next look is overdue, or nobody has looked.
    pub attention: bool,
}

/// Whether what is left of a risk is accepted. It is asked for where a risk is accepted as it is, and
/// where its treatment is proven: what remains then is a decision of its owner.
///
/// No entry of the ledger says it yet: it holds acceptances of failing subjects only, which are
/// exceptions.
pub(super) fn acceptance(risk: &Risk, judged: &RiskAssessment) -> Acceptance {
    let score = judged.current;
    if risk.treatment == Treatment::Accept {
        return Acceptance {
            state: accepted::NOT_RECORDED,
            text: format!(
                "not recorded: the risk is to be accepted at {score}, and no entry of the ledger says who did"
            ),
            attention: true,
        };
    }
    if judged.current <= judged.target {
        return Acceptance {
            state: accepted::NOT_RECORDED,
            text: format!(
                "not recorded: the treatment is proven, and what is left ({score}) is accepted by nobody"
            ),
            attention: true,
        };
    }
    Acceptance {
        state: accepted::NOT_YET,
        text: format!(
            "asked for when the treatment is proven and the exposure is down to {}",
            judged.target
        ),
        attention: false,
    }
}

/// Where the review of a risk stands on a day. A look later than that day is not known on it.
pub(super) fn review(risk: &Risk, today: Day) -> Review {
    let last = risk.reviewed.as_ref().map(|day| day.value).filter(|day| *day <= today);
    let Some(last) = last else {
        return Review {
            state: reviewed::NOT_REVIEWED,
            text: format!("no review by {today} is written down"),
            last: None,
            due: None,
            attention: true,
        };
    };
    let own = risk.review_every.as_ref().map(|age| age.value.seconds() / 86_400);
    let due = last.plus_days(own.unwrap_or(REVIEW_DAYS));
    let every = match own {
        Some(days) => format!("every {}", words::count_days(days)),
        None => "at least once a year".to_owned(),
    };
    if today > due {
        let late = words::count_days(due.days_until(today));
        return Review {
            state: reviewed::OVERDUE,
            text: format!("last on {last}, due by {due} ({every}), {late} late"),
            last: Some(last),
            due: Some(due),
            attention: true,
        };
    }
    Review {
        state: reviewed::REVIEWED,
        text: format!("last on {last}, next by {due} ({every})"),
        last: Some(last),
        due: Some(due),
        attention: false,
    }
}
