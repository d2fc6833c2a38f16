//! Whether somebody accepted what is left of a risk, and whether its owner still looks at it.

use serde::Serialize;

use crate::{
    assess::{ApprovalState, RiskAssessment},
    model::{Risk, Treatment},
    report::{
        approvals::ApprovalRow,
        words::{self, Word, Worded, acceptance as accepted, review as reviewed},
    },
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
/// where its treatment is proven: what remains then is a decision of its owner. An approval of the
/// risk is that decision, as long as the risk still says what was approved.
pub(super) fn acceptance(
    risk: &Risk,
    judged: &RiskAssessment,
    decided: Option<&ApprovalRow>,
) -> Acceptance {
    let is_asked = risk.treatment == Treatment::Accept || judged.current <= judged.target;
    if let Some(row) = decided {
        return Acceptance {
            state: row.state,
            text: row.standing.clone(),
            attention: row.state != ApprovalState::Approved.word(),
        };
    }
    let (id, score) = (&risk.id.value, judged.current);
    if is_asked {
        let why = match risk.treatment {
            Treatment::Accept => format!("the risk is to be accepted at {score}, and nobody did"),
            _ => format!("the treatment is proven, and nobody has accepted what is left, {score}"),
        };
        return Acceptance {
            state: accepted::NOT_RECORDED,
            text: format!("acceptance not recorded: {why} (storyproof approve risk:{id})"),
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
