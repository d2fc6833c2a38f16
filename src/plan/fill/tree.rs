//! A piece whose dependencies form a tree, once their directions are forgotten.
//!
//! From the leaves inwards each item has two tables: with it and without it. A story that needs
//! another can be there only with it; one that is needed can be there alone.

use std::collections::BTreeMap;

use super::{
    pieces::Graph,
    table::{Sets, Table},
};

/// The dependencies inside a piece, as pairs of an item and what it needs.
pub type Edges = Vec<(usize, usize)>;

/// The direct dependencies inside a piece.
pub fn edges(graph: &Graph<'_>, piece: &[usize]) -> Edges {
    piece.iter().flat_map(|item| graph.direct(*item).into_iter().map(|on| (*item, on))).collect()
}

/// Whether they form a tree: a piece hangs together, so that counting them is enough.
pub fn is_tree(piece: &[usize], edges: &Edges) -> bool {
    edges.len() + 1 == piece.len()
}

/// How two items are joined, seen from the first.
#[derive(Clone, Copy)]
enum Joined {
    /// The first needs the second.
    Needs,
    /// The second needs the first.
    Needed,
}

/// The best of a tree for every number of points.
pub fn solve(
    graph: &Graph<'_>,
    piece: &[usize],
    edges: &Edges,
    capacity: usize,
    sets: &mut Sets,
) -> Table {
    let mut beside: BTreeMap<usize, Vec<(usize, Joined)>> = BTreeMap::new();
    for (item, on) in edges {
        beside.entry(*item).or_default().push((*on, Joined::Needs));
        beside.entry(*on).or_default().push((*item, Joined::Needed));
    }
    let Some(root) = piece.first().copied() else { return Table::empty() };
    let mut order = vec![(root, None)];
    let mut at = 0;
    while let Some((item, from)) = order.get(at).copied() {
        at += 1;
        let next = beside.get(&item).into_iter().flatten().filter(|(next, _)| Some(*next) != from);
        order.extend(next.map(|(next, _)| (*next, Some(item))));
    }
    let mut done: BTreeMap<usize, (Table, Table)> = BTreeMap::new();
    for (item, from) in order.into_iter().rev() {
        let mut with = Table::default();
        with.offer(graph.points(item), graph.value(item), sets.one(item));
        let mut without = Table::empty();
        for (next, joined) in beside.get(&item).into_iter().flatten() {
            let Some((there, gone)) = done.remove(next).filter(|_| Some(*next) != from) else {
                continue;
            };
            let either = there.or(&gone);
            let (beside_with, beside_without) = match joined {
                Joined::Needs => (&there, &either),
                Joined::Needed => (&either, &gone),
            };
            with = with.and(beside_with, capacity, sets);
            without = without.and(beside_without, capacity, sets);
        }
        done.insert(item, (with, without));
    }
    done.remove(&root).map_or_else(Table::empty, |(with, without)| with.or(&without))
}
