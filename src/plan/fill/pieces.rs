//! Dependencies as a graph: an order, what fits, and the pieces that no dependency joins.

use std::collections::BTreeSet;

use super::solve::Item;

/// The items with their dependencies in both directions.
#[derive(Debug)]
pub struct Graph<'a> {
    /// The items.
    pub items: &'a [Item],
    /// What depends on each item.
    after: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    /// The graph of some items.
    pub fn new(items: &'a [Item]) -> Self {
        let mut after = vec![Vec::new(); items.len()];
        for (item, one) in items.iter().enumerate() {
            for on in &one.needs {
                if let Some(after) = after.get_mut(*on) {
                    after.push(item);
                }
            }
        }
        Self { items, after }
    }

    /// What an item depends on.
    pub fn needs(&self, item: usize) -> &'a [usize] {
        self.items.get(item).map(|item| item.needs.as_slice()).unwrap_or_default()
    }

    /// An item's points.
    pub fn points(&self, item: usize) -> usize {
        self.items.get(item).map_or(0, |item| item.points as usize)
    }

    /// An item's value.
    pub fn value(&self, item: usize) -> u64 {
        self.items.get(item).map_or(0, |item| item.value)
    }

    /// The items in an order in which each comes after what it depends on. What goes in a circle
    /// is left out: nobody can begin it.
    pub fn order(&self) -> Vec<usize> {
        let mut waits: Vec<usize> = self.items.iter().map(|item| item.needs.len()).collect();
        let mut order: Vec<usize> =
            (0..waits.len()).filter(|item| waits.get(*item) == Some(&0)).collect();
        let mut at = 0;
        while let Some(on) = order.get(at).copied() {
            at += 1;
            for item in self.after.get(on).into_iter().flatten() {
                if let Some(left) = waits.get_mut(*item) {
                    *left -= 1;
                    if *left == 0 {
                        order.push(*item);
                    }
                }
            }
        }
        order
    }

    /// An item with all that it depends on, without what is `there` already. Stops once the points are
    /// more than the capacity; the second number is the points.
    pub fn closure(
        &self,
        item: usize,
        there: &BTreeSet<usize>,
        capacity: usize,
    ) -> (BTreeSet<usize>, usize) {
        let mut found = BTreeSet::from([item]);
        let mut points = self.points(item);
        let mut open = vec![item];
        while let Some(item) = open.pop() {
            for on in self.needs(item) {
                if points > capacity {
                    return (found, points);
                }
                if !there.contains(on) && found.insert(*on) {
                    points += self.points(*on);
                    open.push(*on);
                }
            }
        }
        (found, points)
    }

    /// The items that fit together with all that they depend on, in order.
    pub fn fitting(&self, capacity: usize) -> Vec<usize> {
        let none = BTreeSet::new();
        let mut fits = vec![false; self.items.len()];
        let mut found = Vec::new();
        for item in self.order() {
            let needs = self.needs(item);
            let can = needs.iter().all(|on| fits.get(*on).copied().unwrap_or(false));
            if can && self.closure(item, &none, capacity).1 <= capacity {
                if let Some(fits) = fits.get_mut(item) {
                    *fits = true;
                }
                found.push(item);
            }
        }
        found
    }

    /// Some items as pieces that no dependency joins, each in the order that was given.
    pub fn pieces(&self, items: &[usize]) -> Vec<Vec<usize>> {
        let mut place: Vec<Option<usize>> = vec![None; self.items.len()];
        for (at, item) in items.iter().enumerate() {
            if let Some(place) = place.get_mut(*item) {
                *place = Some(at);
            }
        }
        let mut seen = vec![false; self.items.len()];
        let mut pieces = Vec::new();
        for first in items {
            let mut piece = Vec::new();
            let mut open = vec![*first];
            while let Some(item) = open.pop() {
                let Some(at) = place.get(item).copied().flatten() else { continue };
                match seen.get_mut(item) {
                    Some(seen) if !*seen => *seen = true,
                    _ => continue,
                }
                piece.push((at, item));
                open.extend(self.needs(item));
                open.extend(self.after.get(item).into_iter().flatten());
            }
            if !piece.is_empty() {
                piece.sort_unstable();
                pieces.push(piece.into_iter().map(|(_, item)| item).collect());
            }
        }
        pieces
    }

    /// What an item depends on directly: what another of its dependencies brings along is left
    /// out, so that more pieces are trees.
    pub fn direct(&self, item: usize) -> Vec<usize> {
        let needs = self.needs(item);
        let none = BTreeSet::new();
        if needs.len() < 2 {
            return needs.to_vec();
        }
        let brought: BTreeSet<usize> = needs
            .iter()
            .flat_map(|on| {
                let mut closure = self.closure(*on, &none, usize::MAX).0;
                closure.remove(on);
                closure
            })
            .collect();
        needs.iter().copied().filter(|on| !brought.contains(on)).collect()
    }
}
