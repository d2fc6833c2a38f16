//! New ids: a prefix and five random characters of Crockford's base 32 (DESIGN section 5).
//!
//! Ids that are counted up collide between branches; random ones do not. The seed comes from the
//! caller, so that a plan and its writing can agree, and tests can know the outcome.

use std::collections::BTreeSet;

use crate::{
    ids::{MAX_ID_LEN, StoryId},
    program::Program,
    random::Random,
};

/// Digits and letters without `I`, `L`, `O` and `U`, which are easily misread.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many random characters an id ends in.
const RANDOM: usize = 5;

/// Makes ids that nothing in the program has, or ever had.
#[derive(Debug)]
pub struct Mint {
    random: Random,
    /// In capitals: on some disks `iam-1` and `IAM-1` are one file.
    taken: BTreeSet<String>,
}

impl Mint {
    /// A mint for a program. `files` are the names of its files without their endings: a story that
    /// could not be read still holds its name.
    pub fn new<'a>(program: &Program, files: impl Iterator<Item = &'a str>, seed: u64) -> Self {
        let mut taken: BTreeSet<String> = files.map(str::to_ascii_uppercase).collect();
        let mut take = |id: &str| taken.insert(id.to_ascii_uppercase());
        for (id, story) in &program.stories {
            take(id.as_str());
            story.formerly.iter().for_each(|id| _ = take(id.as_str()));
            story.alias.iter().for_each(|alias| _ = take(alias));
        }
        program.former_stories.keys().for_each(|id| _ = take(id.as_str()));
        program.epics.keys().for_each(|id| _ = take(id.as_str()));
        program.risks.keys().for_each(|id| _ = take(id.as_str()));
        program.sprints.iter().for_each(|sprint| _ = take(sprint.id.as_str()));
        program.retired.iter().for_each(|gone| _ = take(&gone.id.value));
        Self { random: Random::new(seed), taken }
    }

    /// A story's id with this prefix, such as `IAM-7K3QX`; `None` when the prefix is too long.
    pub fn story(&mut self, prefix: &str) -> Option<StoryId> {
        self.id(prefix).and_then(|id| StoryId::parse(&id).ok())
    }

    /// The same for a record of any kind.
    pub fn id(&mut self, prefix: &str) -> Option<String> {
        if prefix.len() + 1 + RANDOM > MAX_ID_LEN {
            return None;
        }
        loop {
            let random = self.random();
            let id = format!("{prefix}-{random}");
            if self.taken.insert(id.to_ascii_uppercase()) {
                return Some(id);
            }
        }
    }

    /// Takes an id that comes from elsewhere; `false` when something has it or had it.
    pub fn claim(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_ascii_uppercase())
    }

    fn random(&mut self) -> String {
        let mut bits = self.random.number();
        (0..RANDOM)
            .map(|_| {
                let digit = ALPHABET[(bits & 31) as usize];
                bits >>= 5;
                char::from(digit)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_prefix_and_five_characters_and_is_never_given_twice() {
        let mut mint = Mint::new(&Program::default(), std::iter::empty(), 1);
        let mut seen = BTreeSet::new();
        for _ in 0..5000 {
            let id = mint.story("IAM").unwrap();
            let random = id.as_str().strip_prefix("IAM-").unwrap();
            assert!(random.len() == 5 && random.bytes().all(|c| ALPHABET.contains(&c)), "{id}");
            assert!(seen.insert(id));
        }
    }

    #[test]
    fn what_a_file_is_named_is_taken() {
        let first = Mint::new(&Program::default(), std::iter::empty(), 7).story("A").unwrap();
        let lower = first.as_str().to_ascii_lowercase();
        let again = Mint::new(&Program::default(), [lower.as_str()].into_iter(), 7).story("A");
        assert_ne!(again.unwrap(), first);
    }

    #[test]
    fn a_prefix_that_leaves_no_room_gives_no_id() {
        let mut mint = Mint::new(&Program::default(), std::iter::empty(), 1);
        assert_eq!(mint.story(&"x".repeat(60)), None);
    }
}
