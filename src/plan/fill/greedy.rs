//! What is too tangled: again and again the story that, with what it still needs, brings the most
//! value per point. Good, and not always the best.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{
    pieces::Graph,
    table::{Sets, Table},
};

/// For each step of the way its points, its value and its items.
pub fn solve(graph: &Graph<'_>, piece: &[usize], capacity: usize, sets: &mut Sets) -> Table {
    let mut table = Table::empty();
    let mut there: BTreeSet<usize> = BTreeSet::new();
    let (mut points, mut value, mut set) = (0, 0, Sets::EMPTY);
    loop {
        let left = capacity - points;
        let open = piece.iter().filter(|item| !there.contains(item));
        let fitting = open.filter_map(|item| {
            let (with, more) = graph.closure(*item, &there, left);
            let worth: u64 = with.iter().map(|item| graph.value(*item)).sum();
            (more <= left && worth > 0).then_some((with, more, worth))
        });
        // A whole order on whole numbers: value per point, then fewer points, then the first.
        let rate =
            |worth: u64, points: usize| u128::from(worth) * 1_000_000 / (points.max(1) as u128);
        let best = fitting.max_by_key(|(with, more, worth)| {
            (rate(*worth, *more), Reverse(*more), Reverse(with.first().copied()))
        });
        let Some((with, more, worth)) = best else { return table };
        for item in &with {
            let one = sets.one(*item);
            set = sets.both(set, one);
        }
        there.extend(with);
        points += more;
        value += worth;
        table.offer(points, value, set);
    }
}
