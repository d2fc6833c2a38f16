//! The choice against every possible one.

use proptest::prelude::*;

use super::{Filled, Item, Limits, fill};

fn item(value: u64, points: u32, needs: &[usize]) -> Item {
    Item { value, points, needs: needs.to_vec() }
}

/// The largest value of any closed set that fits, and the fewest points for it.
fn by_hand(items: &[Item], capacity: u64) -> (u64, u64) {
    let mut best = (0, 0);
    for set in 0_u32..1 << items.len() {
        let is_in = |at: usize| set >> at & 1 == 1;
        let chosen = || items.iter().enumerate().filter(|(at, _)| is_in(*at)).map(|(_, item)| item);
        let points: u64 = chosen().map(|item| u64::from(item.points)).sum();
        let value: u64 = chosen().map(|item| item.value).sum();
        let is_closed = chosen().all(|item| item.needs.iter().all(|on| is_in(*on)));
        if is_closed
            && points <= capacity
            && (value > best.0 || (value == best.0 && points < best.1))
        {
            best = (value, points);
        }
    }
    best
}

#[track_caller]
fn is_possible(items: &[Item], capacity: u64, filled: &Filled) {
    assert!(filled.points <= capacity, "{filled:?} of {capacity}");
    for item in &filled.chosen {
        assert!(items[*item].needs.iter().all(|on| filled.chosen.contains(on)), "{filled:?}");
    }
}

#[test]
fn the_last_points_are_filled_by_another_choice_than_the_best_rank() {
    // By rank the first would go in alone, and two points would stay empty.
    let items = [item(9, 3, &[]), item(8, 3, &[]), item(5, 2, &[]), item(5, 2, &[])];
    assert_eq!(fill(&items, 5, Limits::default()).chosen, [0, 2]);
    let items = [item(10, 3, &[]), item(7, 2, &[]), item(7, 2, &[])];
    assert_eq!(fill(&items, 4, Limits::default()).chosen, [1, 2]);
}

#[test]
fn a_story_comes_with_what_it_needs_or_not_at_all() {
    let items = [item(0, 3, &[]), item(10, 2, &[0]), item(4, 4, &[])];
    assert_eq!(fill(&items, 5, Limits::default()).chosen, [0, 1]);
    assert_eq!(fill(&items, 4, Limits::default()).chosen, [2], "no room for both");
}

#[test]
fn what_is_worth_nothing_stays_out_however_much_room_there_is() {
    let items = [item(0, 1, &[]), item(1, 1, &[])];
    assert_eq!(fill(&items, 100, Limits::default()).chosen, [1]);
    assert_eq!(fill(&items, u64::MAX, Limits::default()).chosen, [1]);
    assert!(fill(&[], 10, Limits::default()).exact);
}

#[test]
fn a_circle_is_never_chosen() {
    let items = [item(9, 1, &[1]), item(9, 1, &[0]), item(1, 1, &[])];
    assert_eq!(fill(&items, 10, Limits::default()).chosen, [2]);
}

#[test]
fn a_long_chain_is_solved_exactly() {
    let mut items: Vec<Item> = (0..5000)
        .map(|n| item(0, 1, if n == 0 { vec![] } else { vec![n - 1] }.as_slice()))
        .collect();
    items[39].value = 7;
    items.push(item(6, 1, &[]));
    let filled = fill(&items, 40, Limits::default());
    assert!(filled.exact && filled.value == 7 && filled.points == 40, "{filled:?}");
}

/// Items of which each needs some of those before it.
fn items(joined: f64) -> impl Strategy<Value = Vec<Item>> {
    let one = (0_u64..9, 1_u32..6, prop::collection::vec(prop::bool::weighted(joined), 11));
    prop::collection::vec(one, 0..12).prop_map(|drawn| {
        let one = |(at, (value, points, needs)): (usize, (u64, u32, Vec<bool>))| Item {
            value,
            points,
            needs: (0..at).filter(|on| needs[*on]).collect(),
        };
        drawn.into_iter().enumerate().map(one).collect()
    })
}

/// Items of which each needs at most one before it.
fn forest() -> impl Strategy<Value = Vec<Item>> {
    let one = (0_u64..9, 1_u32..6, prop::option::weighted(0.7, any::<prop::sample::Index>()));
    prop::collection::vec(one, 0..12).prop_map(|drawn| {
        let one = |(at, (value, points, on)): (usize, (u64, u32, Option<prop::sample::Index>))| {
            let needs = on.filter(|_| at > 0).map(|on| on.index(at)).into_iter().collect();
            Item { value, points, needs }
        };
        drawn.into_iter().enumerate().map(one).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// With few and with many dependencies, nothing that fits is worth more.
    #[test]
    fn nothing_that_fits_is_worth_more(
        few in items(0.1), many in items(0.4), forest in forest(), capacity in 0_u64..25,
    ) {
        for items in [few, many, forest] {
            let filled = fill(&items, capacity, Limits::default());
            is_possible(&items, capacity, &filled);
            prop_assert!(filled.exact);
            prop_assert_eq!((filled.value, filled.points), by_hand(&items, capacity), "{:?}", items);
        }
    }

    /// Trees need no steps: whoever forbids looking at sets still gets the best of them.
    #[test]
    fn trees_are_solved_without_looking_at_sets(items in forest(), capacity in 0_u64..25) {
        let filled = fill(&items, capacity, Limits { steps: 0, ..Limits::default() });
        prop_assert!(filled.exact);
        prop_assert_eq!((filled.value, filled.points), by_hand(&items, capacity));
    }

    /// What is not exact says so, fits, and is never worth more than the best.
    #[test]
    fn a_guess_is_flagged_and_possible(items in items(0.4), capacity in 0_u64..25, entries in 0_usize..40) {
        let limits = Limits { steps: 3, entries };
        let filled = fill(&items, capacity, limits);
        is_possible(&items, capacity, &filled);
        let best = by_hand(&items, capacity);
        prop_assert!(filled.value <= best.0);
        prop_assert!(!filled.exact || (filled.value, filled.points) == best, "{items:?}");
    }
}
