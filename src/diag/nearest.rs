//! The known name that a wrong one is closest to.

use std::cell::Cell;

/// Characters that may be compared in one run. A program with ten thousand wrong ids would
/// otherwise compare each with each; past this no more suggestions are made.
const BUDGET: usize = 20_000_000;

/// Finds suggestions, until its budget is spent.
#[derive(Debug)]
pub struct Nearest {
    left: Cell<usize>,
}

impl Default for Nearest {
    fn default() -> Self {
        Self { left: Cell::new(BUDGET) }
    }
}

impl Nearest {
    /// The closest of the known names, if one is close enough to be what was meant.
    pub fn find<'n>(
        &self,
        wrong: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Option<&'n str> {
        let wrong_folded = wrong.to_lowercase();
        let limit = (wrong.chars().count() / 3).max(1);
        let mut best: Option<(usize, &str)> = None;
        for name in known {
            let is_similar = name.len().abs_diff(wrong.len()) <= limit;
            if !self.spend(if is_similar { name.len() } else { 1 }) {
                return None;
            }
            if !is_similar {
                continue;
            }
            let distance = strsim::osa_distance(&wrong_folded, &name.to_lowercase());
            if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, name));
            }
        }
        best.map(|(_, name)| name)
    }

    /// Whether no more suggestions are made.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    fn spend(&self, characters: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(characters));
        left > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_have_been_meant_is_suggested() {
        let nearest = Nearest::default();
        let known = ["persona", "points", "owner", "8.4.2"];
        assert_eq!(nearest.find("persons", known), Some("persona"));
        assert_eq!(nearest.find("Owner", known), Some("owner"));
        assert_eq!(nearest.find("8.4.2x", known), Some("8.4.2"));
        assert_eq!(nearest.find("colour", known), None);
    }
}
