//! The sprint view on a small program.

use snapbox::{assert_data_eq, str};

use crate::{
    render::markdown,
    report::{self, SprintReport, testing::Sample},
};

fn sprint(id: &str) -> Option<SprintReport> {
    let sample = Sample::with_text("plain words");
    report::sprint(&sample.inputs(), &id.parse().unwrap())
}

#[test]
fn a_sprint_that_is_not_there_has_no_report() {
    assert!(sprint("S9").is_none());
}

#[test]
fn proof_is_counted_at_the_end_of_the_sprint() {
    let view = sprint("S1").unwrap();
    let numbers = view.numbers;
    assert_eq!((numbers.committed, numbers.added, numbers.removed), (8, 2, 0));
    assert_eq!((numbers.claimed, numbers.proven), (10, 3), "E-2 broke before the sprint ended");
    assert_eq!(view.burn_up.last.proven, 3);
}

#[test]
fn a_story_that_moved_away_is_shown_with_where_it_went() {
    let view = sprint("S1").unwrap();
    assert_eq!(view.scope.removed[0].how, "to S2 on 2026-01-15");
    let next = sprint("S2").unwrap();
    assert_eq!(next.scope.carried_over[0].how, "from S1 on 2026-01-15");
    assert!(!next.scope.is_recorded, "nobody wrote down what S2 committed to");
}

#[test]
fn a_sprint_without_its_scan_says_so() {
    let view = sprint("S1").unwrap();
    assert_eq!((view.scans.len(), view.scans[0].runs), (1, 0));
}

#[test]
fn a_review() {
    let text = markdown::sprint(&sprint("S1").unwrap()).unwrap();
    assert_data_eq!(
        text,
        str![[r"
# Sprint S1

plain words · plain words

| | |
| --- | --- |
| Evidence as of | 2026-01-20 18:00 UTC |
| Known at | 2026-01-20 18:05 UTC |
| Program | the files as they are |
| Ledger | 5 entries, root 1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c |
| Scope | 2 accounts, 0 repositories |

> ! Entries of this ledger were recorded under a clock that was set by hand. Their recorded times are as good as the word of whoever set it.

2026-01-05 to 2026-01-16, ended. Goal: plain words

| Committed | Added | Removed | Claimed done | Proven |
| --: | --: | --: | --: | --: |
| 8 | 2 | 0 | **10** | **3** at its end, 3 on 2026-01-20 |

Stories: ✓ **1** verified, ↓ **1** regressed, ✗ **1** contradicted

## Scans that every sprint must have

- **scan**: ∅ no scan inside these dates; now ∅ never run

## What stopped being proof

- **2026-01-13** turned: ✗ failed, was passed; now ✗ failed. 1 subject fails for 7 days (plain words).

## What came and went

- Added: **E-3** plain words, 2 points
- Removed: **E-5** plain words, 0 points to S2 on 2026-01-15

## Day by day

| Day | Scope | Claimed | Proven |
| --- | --: | --: | --: |
| 2026-01-05 | 10 | 0 | 0 |
| 2026-01-08 | 10 | 3 | 3 |
| 2026-01-09 | 10 | 8 | 8 |
| 2026-01-12 | 10 | 10 | 8 |
| 2026-01-13 | 10 | 10 | 3 |
| 2026-01-16 | 10 | 10 | 3 |

## Velocity

| Sprint | Committed | Claimed | Proven | Proven on 2026-01-20 |
| --- | --: | --: | --: | --: |
| S1 | 8 | 10 | **3** | 3 |

## Stories

### E-1 plain words

✓ verified; claimed: ● done 2026-01-08

- ✓ proven: plain words
  - ✓ passed, check good: 2 subjects pass; the oldest result is of 2026-01-19 and counts until 2026-01-26. (t, 2026-01-19 06:00 UTC, entry 3, 0000…0003)

### E-2 plain words

↓ regressed; claimed: ● done 2026-01-09

- ○ not proven: plain words
  - ✗ failed, check turned: 1 subject fails for 7 days (plain words). t says: plain words (t, 2026-01-19 06:00 UTC, entry 3, 0000…0003)

### E-3 plain words

✗ contradicted; claimed: ● done 2026-01-12

- ○ not proven: plain words
  - ✗ failed, check bad: 1 subject fails for 13 days (plain words). t says: plain words (t, 2026-01-19 06:00 UTC, entry 3, 0000…0003)
  - ✎ live, attestation: Attestation said by plain words counts until 2026-02-10.


---

Verify offline: `storyproof verify` must report 5 entries and root 1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c.

"]]
    );
}
