//! How statuses read: name, glyph, colour class and meaning.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{
        ApprovalState, AspectStatus, AttestationStatus, CheckStatus, ControlStatus,
        ImplementationStatus, Proof,
    },
    model::{Aspect, StoryStatus, Treatment},
    plan::{build::Place, forecast::Outlook},
    report::Lang,
};

/// How a status reads: always shown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Word {
    /// The status in files, JSON and on the command line: `not-due`.
    pub status: &'static str,
    /// The status for people: `not due`.
    pub word: &'static str,
    /// The sign beside it.
    pub glyph: &'static str,
    /// The colour class of a style sheet, one of [`CLASSES`].
    pub class: &'static str,
}

impl Word {
    /// The same for people of a language.
    #[must_use]
    pub fn told(self, lang: Lang) -> Self {
        Self { word: lang.text(self.word), ..self }
    }
}

/// Every colour class.
pub const CLASSES: [&str; 8] =
    ["met", "inherited", "failing", "unproven", "planned", "gap", "not-due", "excluded"];

/// A status with a word and a meaning.
pub trait Worded: Copy {
    /// What kind of status it is, as a heading.
    const KIND: &'static str;
    /// Its word.
    fn word(self) -> Word;
    /// What it means, in one sentence.
    fn meaning(self) -> &'static str;
}

/// A word for people, with its sign and its colour class.
pub(in crate::report) const fn word(
    status: &'static str,
    word: &'static str,
    glyph: &'static str,
    class: &'static str,
) -> Word {
    Word { status, word, glyph, class }
}

impl Worded for ControlStatus {
    const KIND: &'static str = "Controls";

    fn word(self) -> Word {
        match self {
            Self::Met => word("met", "met", "✓", "met"),
            Self::Inherited => word("inherited", "inherited", "⇄", "inherited"),
            Self::Failing => word("failing", "failing", "✗", "failing"),
            Self::Unproven => word("unproven", "unproven", "◷", "unproven"),
            Self::Planned => word("planned", "planned", "○", "planned"),
            Self::Gap => word("gap", "gap", "∅", "gap"),
            Self::NotDue => word("not-due", "not due", "…", "not-due"),
            Self::Excluded => word("excluded", "excluded", "–", "excluded"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Met => "All that the control's mode asks for is proven by fresh evidence.",
            Self::Inherited => "A provider's attestation that has not expired covers it.",
            Self::Failing => "A check that names it fails.",
            Self::Unproven => {
                "Its proof is missing, too old, broken, incomplete, expired or only excepted."
            }
            Self::Planned => "Nothing proves it yet; a story works on it.",
            Self::Gap => "No check, no attestation and no story.",
            Self::NotDue => "Its framework asks for it from a later day.",
            Self::Excluded => "It does not apply, with a reason on record.",
        }
    }
}

impl Worded for CheckStatus {
    const KIND: &'static str = "Checks";

    fn word(self) -> Word {
        match self {
            Self::Failed => word("failed", "failed", "✗", "failing"),
            Self::Error => word("error", "error", "!", "unproven"),
            Self::NeverRun => word("never-run", "never run", "∅", "gap"),
            Self::Incomplete => word("incomplete", "incomplete", "◔", "unproven"),
            Self::Stale => word("stale", "stale", "◷", "unproven"),
            Self::Excepted => word("excepted", "excepted", "⚑", "unproven"),
            Self::NotApplicable => word("not-applicable", "not applicable", "–", "excluded"),
            Self::Passed => word("passed", "passed", "✓", "met"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Failed => "A subject fails, and no approved exception covers it.",
            Self::Error => "A subject could not be evaluated, and nothing fresh says otherwise.",
            Self::NeverRun => "No result at all. Nothing evaluated is nothing proven.",
            Self::Incomplete => {
                "A part of the population has no result, or a question is left to a person."
            }
            Self::Stale => "The results are older than their limit.",
            Self::Excepted => "Only fails that an approved, expiring exception accepts. No proof.",
            Self::NotApplicable => "Every result says, with a reason, that it does not apply.",
            Self::Passed => "Every subject passes, freshly.",
        }
    }
}

impl Worded for Proof {
    const KIND: &'static str = "Stories";

    fn word(self) -> Word {
        match self {
            Self::Verified => word("verified", "verified", "✓", "met"),
            Self::Regressed => word("regressed", "regressed", "↓", "failing"),
            Self::Contradicted => word("contradicted", "contradicted", "✗", "failing"),
            Self::Unverified => word("unverified", "unverified", "○", "unproven"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Verified => "Each acceptance criterion is proven.",
            Self::Regressed => "Claimed done and once verified, but not now.",
            Self::Contradicted => "Claimed done, never verified, and a check fails.",
            Self::Unverified => "Something is not proven yet.",
        }
    }
}

impl Worded for AttestationStatus {
    const KIND: &'static str = "Attestations";

    fn word(self) -> Word {
        match self {
            Self::Live { .. } => word("live", "live", "✎", "met"),
            Self::Expired { .. } => word("expired", "expired", "◷", "unproven"),
            Self::Missing => word("missing", "missing", "∅", "gap"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Live { .. } => "A person has stated it, and the statement still counts.",
            Self::Expired { .. } => "The latest statement has ended.",
            Self::Missing => "Nobody has stated it.",
        }
    }
}

impl Worded for ApprovalState {
    const KIND: &'static str = "Approvals";

    fn word(self) -> Word {
        match self {
            Self::Approved => word("approved", "approved", "✓", "met"),
            Self::Suspect => word("suspect", "suspect", "≠", "unproven"),
            Self::Rejected => word("rejected", "rejected", "✗", "failing"),
            Self::Refused => word("refused", "without effect", "!", "failing"),
            Self::Unapproved => word("not-approved", "not approved", "∅", "gap"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Approved => "Its exact text is approved, and nothing it rests on changed since.",
            Self::Suspect => "It, or something it rests on, changed since it was approved.",
            Self::Rejected => "It was rejected, and not approved since.",
            Self::Refused => {
                "Somebody approved it who may not, or without a signature that counts."
            }
            Self::Unapproved => "The rules ask that it is approved, and nobody has.",
        }
    }
}

impl Worded for AspectStatus {
    const KIND: &'static str = "Cells";

    fn word(self) -> Word {
        match self {
            Self::Failed => CheckStatus::Failed.word(),
            Self::Error => CheckStatus::Error.word(),
            Self::NeverRun => CheckStatus::NeverRun.word(),
            Self::NotAttested => word("not-attested", "not attested", "◌", "gap"),
            Self::Incomplete => CheckStatus::Incomplete.word(),
            Self::Stale => CheckStatus::Stale.word(),
            Self::Expired => word("expired", "statement expired", "◴", "unproven"),
            Self::Excepted => CheckStatus::Excepted.word(),
            Self::NoCheck => word("no-check", "no check", "○", "gap"),
            Self::NotApplicable => CheckStatus::NotApplicable.word(),
            Self::Attested => word("attested", "attested", "✎", "inherited"),
            Self::Passed => CheckStatus::Passed.word(),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Failed => "A check that shows it fails.",
            Self::Error => "A check that shows it could not be evaluated.",
            Self::NeverRun => "A check asks, and nothing has answered for this service.",
            Self::NotAttested => "A statement is asked for, and nobody has made it.",
            Self::Incomplete => "A part of what must answer has no result.",
            Self::Stale => "What answered for this service is older than its limit.",
            Self::Expired => "The latest statement has ended.",
            Self::Excepted => "Only fails that an approved, expiring exception accepts. No proof.",
            Self::NoCheck => "No check and no attestation looks at it: nobody knows.",
            Self::NotApplicable => "Every result says, with a reason, that it does not apply.",
            Self::Attested => "A person has stated it, and the statement still counts.",
            Self::Passed => "Every check that shows it passes, freshly.",
        }
    }
}

impl Worded for ImplementationStatus {
    const KIND: &'static str = "Implementation of controls";

    fn word(self) -> Word {
        match self {
            Self::Failing => ControlStatus::Failing.word(),
            Self::Error => CheckStatus::Error.word(),
            Self::NeverRun => word("never-run", "never run", "◍", "gap"),
            Self::NotAttested => AspectStatus::NotAttested.word(),
            Self::Incomplete => CheckStatus::Incomplete.word(),
            Self::Stale => CheckStatus::Stale.word(),
            Self::Expired => AspectStatus::Expired.word(),
            Self::Excepted => CheckStatus::Excepted.word(),
            Self::NoCheck => word("no-check-defined", "no check defined", "∅", "gap"),
            Self::Planned => ControlStatus::Planned.word(),
            Self::Partial => word("partial", "partial", "◐", "unproven"),
            Self::Attested => AspectStatus::Attested.word(),
            Self::Inherited => ControlStatus::Inherited.word(),
            Self::Met => ControlStatus::Met.word(),
            Self::NotDue => ControlStatus::NotDue.word(),
            Self::Excluded => ControlStatus::Excluded.word(),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Failing => "A check that names it fails.",
            Self::Error => "Something that should prove it could not be evaluated or read.",
            Self::NeverRun => "A check is defined and has never run: nothing is proven.",
            Self::NotAttested => "A person's statement is asked for, and nobody has made it.",
            Self::Incomplete => "A part of what must answer has no result.",
            Self::Stale => "Its results are older than their limit.",
            Self::Expired => "The statement or the provider's attestation behind it has ended.",
            Self::Excepted => "Only fails that an approved, expiring exception accepts. No proof.",
            Self::NoCheck => "No check and no attestation is defined that could prove it.",
            Self::Planned => "Nothing proves it yet; a story works on it.",
            Self::Partial => "A part of it is proven, nothing fails, and something is lacking.",
            Self::Attested => "People state all of it, with dates, and the statements still count.",
            Self::Inherited => "A provider's attestation that has not expired covers it.",
            Self::Met => "All that the control's mode asks for is proven by fresh evidence.",
            Self::NotDue => "Its framework asks for it from a later day.",
            Self::Excluded => "It does not apply, with a reason on record.",
        }
    }
}

/// What a column of a matrix is called.
pub fn aspect(lang: Lang, aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::AtRest => lang.text("at rest"),
        Aspect::InTransit => lang.text("in transit"),
        Aspect::KeyOwner => lang.text("key owner"),
        Aspect::Rotation => lang.text("rotation"),
        Aspect::On => lang.text("on##logging"),
        Aspect::Where => lang.text("where##logs go"),
        Aspect::Retention => lang.text("how long"),
        Aspect::Readers => lang.text("who reads"),
    }
}

impl Worded for StoryStatus {
    const KIND: &'static str = "What people claim of a story";

    fn word(self) -> Word {
        match self {
            Self::Draft => word("draft", "draft", "◌", "gap"),
            Self::Ready => word("ready", "ready", "○", "planned"),
            Self::Doing => word("doing", "doing", "◐", "planned"),
            Self::Done => word("done", "done", "●", "planned"),
            Self::Dropped => word("dropped", "dropped", "–", "excluded"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Draft => "An idea that is not ready to be planned.",
            Self::Ready => "It meets the definition of ready.",
            Self::Doing => "Work has begun.",
            Self::Done => "People say that it is done; evidence says whether it is.",
            Self::Dropped => "It will not be done; its id stays taken.",
        }
    }
}

/// How a risk treatment reads.
pub fn treatment(lang: Lang, treatment: Treatment) -> &'static str {
    match treatment {
        Treatment::Mitigate => lang.text("mitigate"),
        Treatment::Accept => lang.text("accept"),
        Treatment::Transfer => lang.text("transfer"),
        Treatment::Avoid => lang.text("avoid"),
    }
}

/// Where a risk stands between its first exposure and its target.
pub fn risk_state(inherent: u32, current: u32, target: u32) -> Word {
    if current <= target {
        AT_TARGET
    } else if current < inherent {
        FALLING
    } else {
        UNCHANGED
    }
}

/// A risk whose treatment is proven.
pub const AT_TARGET: Word = word("at-target", "at target", "✓", "met");
/// A risk whose treatment is proven in part.
pub const FALLING: Word = word("falling", "falling", "◔", "unproven");
/// A risk that no proven work has lowered.
pub const UNCHANGED: Word = word("unchanged", "unchanged", "○", "gap");

/// Where a risk's review stands.
pub mod review {
    use super::{Word, word};

    /// Its owner has looked at it, and the look still counts.
    pub const REVIEWED: Word = word("reviewed", "reviewed", "✎", "met");
    /// The next look is overdue.
    pub const OVERDUE: Word = word("overdue", "overdue", "◷", "failing");
    /// Nobody has looked at it.
    pub const NOT_REVIEWED: Word = word("not-reviewed", "not reviewed", "∅", "gap");
}

/// Where the acceptance of a risk stands.
pub mod acceptance {
    use super::{Word, word};

    /// It is asked for, and nobody has recorded it.
    pub const NOT_RECORDED: Word = word("not-recorded", "not recorded", "∅", "failing");
    /// Treatment is under way; what is left is accepted afterwards.
    pub const NOT_YET: Word = word("not-yet", "not yet asked for", "…", "not-due");
}

/// Whether something is proven.
pub fn proven(is_proven: bool) -> Word {
    if is_proven {
        word("proven", "proven", "✓", "met")
    } else {
        word("not-proven", "not proven", "○", "unproven")
    }
}

/// Whether a story is in a plan.
pub fn place(place: &Place) -> Word {
    match place {
        Place::Stays => word("stays", "stays", "●", "inherited"),
        Place::Chosen => word("chosen", "chosen", "＋", "planned"),
        Place::NotReady => word("not-ready", "not ready", "◌", "gap"),
        Place::Blocked(..) => word("waits", "waits", "…", "not-due"),
        Place::NoRoom(_) => word("no-room", "no room", "–", "excluded"),
        Place::NoValue => word("no-value", "no value", "∅", "excluded"),
        Place::NoCapacity => word("capacity-unknown", "capacity unknown", "?", "gap"),
    }
}

/// What a part of a sprint's capacity is taken by: a part of a bar.
pub fn share(name: &'static str) -> Word {
    match name {
        "finished" => word("finished", "finished in it", "✓", "met"),
        "stays" => word("stays", "stays in it", "●", "inherited"),
        "renewals" => word("renewals", "proof to renew", "◷", "unproven"),
        "chosen" => word("chosen", "chosen", "＋", "planned"),
        _ => word("free", "free", "…", "not-due"),
    }
}

impl Worded for Outlook {
    const KIND: &'static str = "Forecasts";

    fn word(self) -> Word {
        match self {
            Self::Reached => word("reached", "reached", "✓", "met"),
            Self::Undated => word("undated", "no target date", "○", "planned"),
            Self::InTime => word("in-time", "in time", "◕", "met"),
            Self::Doubtful => word("doubtful", "doubtful", "◑", "unproven"),
            Self::Late => word("late", "late", "✗", "failing"),
            Self::Unknown => word("cannot-tell", "cannot tell yet", "?", "gap"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Reached => "Nothing is left to do.",
            Self::Undated => "It will be reached, and no target date asks for it.",
            Self::InTime => "By its date in at least 85 of 100 futures.",
            Self::Doubtful => "By its date in at least half of the futures.",
            Self::Late => "By its date in fewer than half of the futures.",
            Self::Unknown => "Something that a forecast needs is not known.",
        }
    }
}

/// Whether a target is reached.
pub fn reached(is_reached: bool) -> Word {
    if is_reached {
        word("reached", "reached", "✓", "met")
    } else {
        word("not-reached", "not reached", "✗", "failing")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::time::Day;

    fn all_differ<T: Worded>(all: &[T]) {
        let words: Vec<Word> = all.iter().map(|status| status.word()).collect();
        for part in [|w: &Word| w.status, |w: &Word| w.word, |w: &Word| w.glyph] {
            let distinct: BTreeSet<_> = words.iter().map(part).collect();
            assert_eq!(distinct.len(), all.len(), "{}: {distinct:?}", T::KIND);
        }
        let japanese: BTreeSet<_> = words.iter().map(|word| Lang::Ja.text(word.word)).collect();
        assert_eq!(japanese.len(), all.len(), "{}: {japanese:?}", T::KIND);
        for text in words.iter().map(|word| word.word).chain(all.iter().map(|s| s.meaning())) {
            assert_ne!(Lang::Ja.text(text), text, "{} has no Japanese", T::KIND);
        }
        assert!(words.iter().all(|word| CLASSES.contains(&word.class)));
    }

    #[test]
    fn no_two_statuses_of_a_kind_look_alike() {
        all_differ(&ControlStatus::ALL);
        all_differ(&CheckStatus::ALL);
        all_differ(&Proof::ALL);
        all_differ(&AspectStatus::ALL);
        all_differ(&ImplementationStatus::ALL);
        all_differ(&ApprovalState::ALL);
        all_differ(&[
            Outlook::Reached,
            Outlook::Undated,
            Outlook::InTime,
            Outlook::Doubtful,
            Outlook::Late,
            Outlook::Unknown,
        ]);
        let until = Day::from_ymd(2026, 1, 1).unwrap();
        all_differ(&[
            AttestationStatus::Live { record: 0, until },
            AttestationStatus::Expired { record: 0, until },
            AttestationStatus::Missing,
        ]);
        let claims = ["draft", "ready", "doing", "done", "dropped"];
        let all = [
            StoryStatus::Draft,
            StoryStatus::Ready,
            StoryStatus::Doing,
            StoryStatus::Done,
            StoryStatus::Dropped,
        ];
        all_differ(&all);
        assert_eq!(all.map(|status| Worded::word(status).status), claims);
    }

    #[test]
    fn status_names_are_those_of_json() {
        for status in ControlStatus::ALL {
            let json = serde_json::to_value(status).unwrap();
            assert_eq!(json, status.word().status);
        }
        for status in CheckStatus::ALL {
            let json = serde_json::to_value(status).unwrap();
            assert_eq!(json, status.word().status);
        }
    }
}
