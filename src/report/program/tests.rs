//! The program view on a small program.

use snapbox::{assert_data_eq, str};

use crate::{
    render::markdown,
    report::{self, testing::Sample},
};

#[test]
fn proven_and_the_difference_make_up_what_is_claimed() {
    let sample = Sample::with_text("x");
    let headline = report::program(&sample.inputs()).headline;
    assert_eq!((headline.proven.points, headline.difference.points), (3, 7));
    assert_eq!(headline.claimed.points, 10);
    assert_eq!(headline.unclaimed.points, 1, "E-4 is proven and nobody claims it");
    assert_eq!((headline.scope.stories, headline.unestimated), (5, 1));
}

#[test]
fn the_strip_counts_every_control_once() {
    let sample = Sample::with_text("x");
    let inputs = sample.inputs();
    let view = report::program(&inputs);
    let strip: u64 = view.frame.chips.iter().map(|chip| chip.count).sum();
    assert_eq!(strip, inputs.assessment.controls.len() as u64);
    assert_eq!(view.matrix.iter().map(|row| row.total).sum::<u64>(), strip);
    let rows = view.controls.iter().flat_map(|part| &part.groups).map(|group| group.rows.len());
    assert_eq!(rows.sum::<usize>() as u64, strip);
}

#[test]
fn the_burn_up_ends_at_the_headline() {
    let sample = Sample::with_text("x");
    let view = report::program(&sample.inputs());
    assert_eq!(view.burn_up.last.claimed, view.headline.claimed.points);
    assert_eq!(view.burn_up.last.proven, view.headline.proven.points);
    assert!(view.burn_up.steps.iter().all(|step| step.points.proven <= step.points.claimed));
}

#[test]
fn a_page_for_management() {
    let sample = Sample::with_text("plain words");
    let text = markdown::program(&report::program(&sample.inputs())).unwrap();
    assert_data_eq!(
        text,
        str![[r"
# Where the program stands

plain words · plain words

| | |
| --- | --- |
| Evidence as of | 2026-01-20 18:00 UTC |
| Known at | 2026-01-20 18:05 UTC |
| Program | the files as they are |
| Ledger | 5 entries, root 1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c |
| Scope | 2 accounts, 0 repositories |

> ! Entries of this ledger were recorded under a clock that was set by hand. Their recorded times are as good as the word of whoever set it.

| Proven | Claimed done | Claimed without proof |
| --: | --: | --: |
| **3 points**, 1 story | **10 points**, 3 stories | **7 points**, 2 stories |

1 more point proven, and nobody calls that work done; it counts nowhere above.

Controls: ✓ **2** met, ✗ **1** failing, – **1** excluded

## Three pillars

**Management framework**

- **75 %** of checks are fresh: 3 of 4 ran within their limit
- **13 days** is the age of the oldest open failure, bad
- **1 day** from start to first proof, the median of 2 stories

**Roles and approval**

- **10 records** have no owner: story E-2, story E-3, story E-4, story E-5, framework f, check bad, check good, check scan, check turned, account 222
- **No approvals** are recorded: plans and exceptions show who asked, not yet who signed
- **1 of 1** attestations are live

**Risk**

- **20 → 13** exposure, target 5
- **0** failing subjects are accepted by exception, never proof
- **0** exceptions have ended

## Coverage by framework

Met or inherited, of those applicable and due.

| Framework | Proven | By status |
| --- | --: | --- |
| plain words | **2** of 3 | ✓ 2 met, ✗ 1 failing, – 1 excluded |

## Claimed and proven

| Sprint | Days | Claimed at its end | Proven at its end |
| --- | --- | --: | --: |
| S1 | 2026-01-05 to 2026-01-16 | 10 | 3 |
| S2 | 2026-01-19 to 2026-01-30 | not over | not over |
| as of 2026-01-20 | | 10 | 3 |

In scope: 11 points.

## What slipped back

| Story | Title | Now | Why | Since |
| --- | --- | --- | --- | --- |
| E-3 | plain words | ✗ contradicted | Check bad: 1 subject fails for 13 days (plain words). | 2026-01-12 |
| E-2 | plain words | ↓ regressed | Check turned: 1 subject fails for 7 days (plain words). | 2026-01-13 |

## Risks

Exposure 20 at first, 13 now, 5 when every story is proven.

| Risk | Title | At first | Now | Target | What would lower it |
| --- | --- | --: | --: | --: | --- |
| R-1 | plain words | 20 | **13** | 5 | 1 of 2 stories proven; proof of E-2 |

## What comes next

- **2026-03-01** plain words: 2 of 3 proven, in 40 days
- **S2** (open, 2026-01-19 to 2026-01-30): 1 point in 2 stories. plain words
- **2026-01-26** (in 6 days): 1 check goes stale: good
- **2026-02-01** (in 12 days): 1 exception ends: bad
- **2026-02-10** (in 21 days): 1 attestation ends: said

## Stories

**Claimed done and proven**: 3 points

| Story | Title | Points | Claimed | Evidence | Why |
| --- | --- | --: | --- | --- | --- |
| E-1 | plain words | 3 | ● done 2026-01-08 | ✓ verified | 1 acceptance criterion proven since 2026-01-07. |

**Claimed done without proof**: 7 points

| Story | Title | Points | Claimed | Evidence | Why |
| --- | --- | --: | --- | --- | --- |
| E-2 | plain words | 5 | ● done 2026-01-09 | ↓ regressed | Check turned: 1 subject fails for 7 days (plain words). |
| E-3 | plain words | 2 | ● done 2026-01-12 | ✗ contradicted | Check bad: 1 subject fails for 13 days (plain words). |

**Proven, and not claimed done**: 1 point

| Story | Title | Points | Claimed | Evidence | Why |
| --- | --- | --: | --- | --- | --- |
| E-4 | plain words | 1 | ◐ doing  | ✓ verified | 1 acceptance criterion proven since 2026-01-10. |

**Neither claimed nor proven**: 0 points

| Story | Title | Points | Claimed | Evidence | Why |
| --- | --- | --: | --- | --- | --- |
| E-5 | plain words |  | ◌ draft  | ○ unverified | Check scan has never run. |

The rows of controls, checks, attestations and exceptions are in the HTML and JSON forms of this report.

---

Verify offline: `storyproof verify` must report 5 entries and root 1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c1f6c.

"]]
    );
}
