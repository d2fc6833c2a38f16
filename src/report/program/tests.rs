//! The program view on a small program.

use crate::report::{self, testing::Sample};

#[test]
fn proven_and_the_difference_make_up_what_is_claimed() {
    let sample = Sample::with_text("x");
    let headline = report::program(&sample.inputs()).headline;
    assert_eq!((headline.proven.points, headline.difference.points), (3, 7));
    assert_eq!(headline.claimed.points, 10);
    assert_eq!(headline.unclaimed.points, 1, "E-4 is proven and nobody claims it");
    assert_eq!((headline.scope.stories, headline.unestimated), (5, 1));
}
