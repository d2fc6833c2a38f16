//! A small piece with cross-links: every closed set that fits is looked at.

use super::{
    pieces::Graph,
    table::{Sets, Table},
};

/// The most items that a set of bits holds.
const MOST: usize = 64;

struct Search {
    /// Points, value and needed items, as bits, in an order in which needs come first.
    items: Vec<(usize, u64, u64)>,
    capacity: usize,
    best: Vec<Option<(u64, u64)>>,
}

impl Search {
    /// Looks at every set that begins with `set` and goes on with items from `next`; `false`
    /// when that takes more steps than there are.
    fn visit(&mut self, next: usize, set: u64, points: usize, value: u64, steps: &mut u64) -> bool {
        if *steps == 0 {
            return false;
        }
        *steps -= 1;
        if let Some(best) = self.best.get_mut(points)
            && best.is_none_or(|(best, _)| best < value)
        {
            *best = Some((value, set));
        }
        for at in next..self.items.len() {
            let Some((more, worth, needs)) = self.items.get(at).copied() else { continue };
            let fits = points + more <= self.capacity && needs & !set == 0;
            if fits && !self.visit(at + 1, set | 1 << at, points + more, value + worth, steps) {
                return false;
            }
        }
        true
    }
}

/// The best of a piece for every number of points; `None` when it is too large for the steps that
/// are left. The piece is in an order in which needs come first.
pub fn solve(
    graph: &Graph<'_>,
    piece: &[usize],
    capacity: usize,
    steps: &mut u64,
    sets: &mut Sets,
) -> Option<Table> {
    if piece.len() > MOST {
        return None;
    }
    let place = |on: &usize| piece.iter().position(|item| item == on);
    let item = |item: &usize| {
        let needs = graph.needs(*item).iter().filter_map(place);
        (graph.points(*item), graph.value(*item), needs.fold(0, |bits, at| bits | 1 << at))
    };
    let mut search = Search {
        items: piece.iter().map(item).collect(),
        capacity,
        best: vec![None; capacity + 1],
    };
    if !search.visit(0, 0, 0, 0, steps) {
        return None;
    }
    let mut table = Table::default();
    for (points, best) in search.best.into_iter().enumerate() {
        let Some((value, bits)) = best else { continue };
        let chosen = piece.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
        let set = chosen.fold(Sets::EMPTY, |set, (_, item)| {
            let one = sets.one(*item);
            sets.both(set, one)
        });
        table.offer(points, value, set);
    }
    Some(table)
}
