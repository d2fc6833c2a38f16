//! The best value for every number of points, with the set behind it.

/// Sets of items, each made of two smaller ones, so that many can be held at once.
#[derive(Debug)]
pub struct Sets {
    nodes: Vec<Node>,
}

/// A set inside [`Sets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetId(u32);

#[derive(Debug, Clone, Copy)]
enum Node {
    Empty,
    One(u32),
    Both(SetId, SetId),
}

impl Default for Sets {
    fn default() -> Self {
        Self { nodes: vec![Node::Empty] }
    }
}

impl Sets {
    /// The set without anything in it.
    pub const EMPTY: SetId = SetId(0);

    /// The set of one item.
    pub fn one(&mut self, item: usize) -> SetId {
        self.push(Node::One(u32::try_from(item).unwrap_or(u32::MAX)))
    }

    /// Two sets together.
    pub fn both(&mut self, one: SetId, other: SetId) -> SetId {
        match (one, other) {
            (Self::EMPTY, set) | (set, Self::EMPTY) => set,
            (one, other) => self.push(Node::Both(one, other)),
        }
    }

    fn push(&mut self, node: Node) -> SetId {
        self.nodes.push(node);
        SetId(u32::try_from(self.nodes.len() - 1).unwrap_or(0))
    }

    /// The items of a set, in their order.
    pub fn items(&self, set: SetId) -> Vec<usize> {
        let mut items = Vec::new();
        let mut open = vec![set];
        while let Some(set) = open.pop() {
            match self.nodes.get(set.0 as usize) {
                Some(Node::One(item)) => items.push(*item as usize),
                Some(Node::Both(one, other)) => open.extend([*one, *other]),
                Some(Node::Empty) | None => {}
            }
        }
        items.sort_unstable();
        items
    }
}

/// A value that can be had, and by which items.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The value.
    pub value: u64,
    /// The items.
    pub set: SetId,
}

/// For each number of points the best value that takes exactly so many.
#[derive(Debug, Clone, Default)]
pub struct Table(Vec<Option<Entry>>);

impl Table {
    /// Nothing chosen.
    pub fn empty() -> Self {
        let mut table = Self::default();
        table.offer(0, 0, Sets::EMPTY);
        table
    }

    /// Whether nothing but the empty set can be had.
    fn is_empty_set(&self) -> bool {
        matches!(self.0.as_slice(), [Some(Entry { value: 0, set: Sets::EMPTY })])
    }

    /// Keeps a set when no better one takes as many points.
    pub fn offer(&mut self, points: usize, value: u64, set: SetId) {
        if self.0.len() <= points {
            self.0.resize(points + 1, None);
        }
        if let Some(place) = self.0.get_mut(points)
            && place.is_none_or(|entry| entry.value < value)
        {
            *place = Some(Entry { value, set });
        }
    }

    /// Every number of points that can be had.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (usize, Entry)> + '_ {
        self.0.iter().enumerate().filter_map(|(points, entry)| Some((points, (*entry)?)))
    }

    /// The better of two, point by point.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for (points, entry) in other.entries() {
            both.offer(points, entry.value, entry.set);
        }
        both
    }

    /// Something of this and something of the other, up to so many points.
    #[must_use]
    pub fn and(&self, other: &Self, capacity: usize, sets: &mut Sets) -> Self {
        if other.is_empty_set() {
            return self.clone();
        }
        if self.is_empty_set() {
            return other.clone();
        }
        let longest = (self.0.len() + other.0.len()).saturating_sub(1).min(capacity + 1);
        let mut best: Vec<Option<(u64, SetId, SetId)>> = vec![None; longest];
        // Of equal sets the one that holds more of what came first is kept.
        for (points, entry) in self.entries().rev() {
            let there = best.get_mut(points..).unwrap_or_default();
            for (more, with) in other.entries() {
                let Some(place) = there.get_mut(more) else { break };
                let value = entry.value + with.value;
                if place.is_none_or(|(best, ..)| best < value) {
                    *place = Some((value, entry.set, with.set));
                }
            }
        }
        let made = best.into_iter().map(|best| {
            best.map(|(value, one, other)| Entry { value, set: sets.both(one, other) })
        });
        Self(made.collect())
    }

    /// The largest value, and of those the one with the fewest points.
    pub fn best(&self) -> Option<(usize, Entry)> {
        self.entries().reduce(|best, next| if next.1.value > best.1.value { next } else { best })
    }
}
