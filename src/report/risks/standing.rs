//! Whether somebody accepted what is left of a risk, and whether its owner still looks at it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{ApprovalState, RiskAssessment},
    model::{Risk, Treatment},
    report::{
        approvals::ApprovalRow,
        lang::{Lang, say},
        words::{Word, Worded, acceptance as accepted, review as reviewed},
    },
    time::Day,
};

/// How long a look counts when the risk does not say.
const REVIEW_DAYS: i64 = 366;

/// Whether what is left of a risk is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Acceptance {
    /// Where it stands.
    pub state: Word,
    /// The same in a sentence.
    pub text: String,
    /// Whether somebody must decide.
    pub attention: bool,
}

/// When the owner of a risk last looked at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
    lang: Lang,
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
        let text = match risk.treatment {
            Treatment::Accept => say!(
                lang,
                "acceptance not recorded: the risk is to be accepted at {0}, and nobody did (storyproof approve risk:{1})",
                score,
                id
            ),
            _ => say!(
                lang,
                "acceptance not recorded: the treatment is proven, and nobody has accepted what is left, {0} (storyproof approve risk:{1})",
                score,
                id
            ),
        };
        return Acceptance { state: accepted::NOT_RECORDED, text, attention: true };
    }
    Acceptance {
        state: accepted::NOT_YET,
        text: say!(
            lang,
            "asked for when the treatment is proven and the exposure is down to {0}",
            judged.target
        ),
        attention: false,
    }
}

/// Where the review of a risk stands on a day. A look later than that day is not known on it.
pub(super) fn review(lang: Lang, risk: &Risk, today: Day) -> Review {
    let last = risk.reviewed.as_ref().map(|day| day.value).filter(|day| *day <= today);
    let Some(last) = last else {
        return Review {
            state: reviewed::NOT_REVIEWED,
            text: say!(lang, "no review by {0} is written down", today),
            last: None,
            due: None,
            attention: true,
        };
    };
    let own = risk.review_every.as_ref().map(|age| age.value.seconds() / 86_400);
    let due = last.plus_days(own.unwrap_or(REVIEW_DAYS));
    let every = match own {
        Some(days) => say!(lang, "every {0}", lang.count_days(days)),
        None => say!(lang, "at least once a year"),
    };
    if today > due {
        let late = lang.count_days(due.days_until(today));
        return Review {
            state: reviewed::OVERDUE,
            text: say!(lang, "last on {0}, due by {1} ({2}), {3} late", last, due, every, late),
            last: Some(last),
            due: Some(due),
            attention: true,
        };
    }
    Review {
        state: reviewed::REVIEWED,
        text: say!(lang, "last on {0}, next by {1} ({2})", last, due, every),
        last: Some(last),
        due: Some(due),
        attention: false,
    }
}
