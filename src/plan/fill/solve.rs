//! Putting the pieces together.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    greedy,
    pieces::Graph,
    subsets,
    table::{Sets, Table},
    tree,
};

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is worth.
    pub value: u64,
    /// What it takes; at least 1.
    pub points: u32,
    /// What must be chosen with it, as indexes.
    pub needs: Vec<usize>,
}

/// How much work an exact answer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Steps for looking at closed sets, over all pieces.
    pub steps: u64,
    /// Entries of tables, over all pieces.
    pub entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 2_000_000, entries: 8_000_000 }
    }
}

/// What was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// The items, in their order.
    pub chosen: Vec<usize>,
    /// Their value.
    pub value: u64,
    /// Their points.
    pub points: u64,
    /// Whether nothing that fits is worth more.
    pub exact: bool,
}

/// Chooses the items with the largest value that fit, each with what it needs.
pub fn fill(items: &[Item], capacity: u64, limits: Limits) -> Filled {
    let graph = Graph::new(items);
    let all: usize = items.iter().map(|item| item.points as usize).sum();
    let capacity = usize::try_from(capacity).unwrap_or(usize::MAX).min(all);
    let fitting = graph.fitting(capacity);
    let wanted: usize = fitting.iter().map(|item| graph.points(*item)).sum();
    let (chosen, exact) = if wanted <= capacity {
        (everything(&graph, &fitting), true)
    } else {
        best(&graph, &fitting, capacity, limits)
    };
    Filled {
        value: chosen.iter().map(|item| graph.value(*item)).sum(),
        points: chosen.iter().map(|item| graph.points(*item) as u64).sum(),
        chosen,
        exact,
    }
}

/// All that is worth anything, with what it needs.
fn everything(graph: &Graph<'_>, items: &[usize]) -> Vec<usize> {
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    for item in items.iter().filter(|item| graph.value(**item) > 0) {
        if !chosen.contains(item) {
            let more = graph.closure(*item, &chosen, usize::MAX).0;
            chosen.extend(more);
        }
    }
    chosen.into_iter().collect()
}

fn best(graph: &Graph<'_>, items: &[usize], capacity: usize, limits: Limits) -> (Vec<usize>, bool) {
    let mut sets = Sets::default();
    let (single, joined): (Vec<_>, Vec<_>) =
        graph.pieces(items).into_iter().partition(|piece| piece.len() == 1);
    let single: Vec<usize> = single.into_iter().flatten().collect();
    let single = few_of_each_size(graph, &single, capacity);
    let work = (single.len() + joined.iter().map(Vec::len).sum::<usize>()) * (capacity + 1);
    if work > limits.entries {
        let table = greedy::solve(graph, items, capacity, &mut sets);
        return (table.best().map_or_else(Vec::new, |(_, best)| sets.items(best.set)), false);
    }
    let (mut all, mut exact) = (Table::empty(), true);
    for item in single {
        let mut table = Table::empty();
        table.offer(graph.points(item), graph.value(item), sets.one(item));
        all = all.and(&table, capacity, &mut sets);
    }
    let mut steps = limits.steps;
    for piece in joined {
        let edges = tree::edges(graph, &piece);
        let table = if tree::is_tree(&piece, &edges) {
            tree::solve(graph, &piece, &edges, capacity, &mut sets)
        } else {
            let all = subsets::solve(graph, &piece, capacity, &mut steps, &mut sets);
            exact &= all.is_some();
            all.unwrap_or_else(|| greedy::solve(graph, &piece, capacity, &mut sets))
        };
        all = all.and(&table, capacity, &mut sets);
    }
    (all.best().map_or_else(Vec::new, |(_, best)| sets.items(best.set)), exact)
}

/// Of single items with the same points, only as many of the best as fit can ever be chosen.
fn few_of_each_size(graph: &Graph<'_>, single: &[usize], capacity: usize) -> Vec<usize> {
    let mut sizes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for item in single.iter().filter(|item| graph.value(**item) > 0) {
        sizes.entry(graph.points(*item)).or_default().push(*item);
    }
    let few = sizes.into_iter().flat_map(|(points, mut items)| {
        items.sort_by_key(|item| (Reverse(graph.value(*item)), *item));
        items.truncate(capacity / points.max(1));
        items
    });
    few.collect()
}
