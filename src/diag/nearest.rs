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
        let wrong_letters = letters(&wrong_folded);
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
            let folded = name.to_lowercase();
            let enough = best.map_or(limit, |(least, _)| least.saturating_sub(1));
            if at_least(&wrong_letters, &letters(&folded)) > enough {
                continue;
            }
            let distance = strsim::osa_distance(&wrong_folded, &folded);
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

/// How often each letter occurs; letters may share a place.
type Letters = [u16; 64];

fn letters(text: &str) -> Letters {
    let mut letters = [0u16; 64];
    for letter in text.chars() {
        let count = &mut letters[letter as usize % 64];
        *count = count.saturating_add(1);
    }
    letters
}

/// How many edits it takes at least: an edit adds a letter, takes one away, replaces one by
/// another or swaps two. Much cheaper than the distance itself, and enough to pass over most names.
fn at_least(one: &Letters, other: &Letters) -> usize {
    let pairs = one.iter().zip(other);
    let (more, fewer) = pairs.fold((0, 0), |(more, fewer), (one, other)| {
        let one_more = usize::from(one.saturating_sub(*other));
        (more + one_more, fewer + usize::from(other.saturating_sub(*one)))
    });
    more.max(fewer)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_distance_is_less_than_the_letters_say(one in ".{0,12}", other in "\\PC{0,12}") {
            let least = at_least(&letters(&one), &letters(&other));
            prop_assert!(least <= strsim::osa_distance(&one, &other));
        }
    }

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
