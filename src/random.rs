//! A small generator of numbers for what must differ or be sampled, and need not be secret.

/// `SplitMix64`: every seed gives a sequence without short cycles, the same on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator; the same seed gives the same numbers.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of some things, each as likely as the others; `None` of nothing.
    pub fn one_of<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        // The upper half of the product is a number below the length.
        let at = (u128::from(self.number()) * things.len() as u128) >> 64;
        things.get(usize::try_from(at).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        // The first numbers of Vigna's splitmix64.c from the seed 1234567.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.number(), 6_457_827_717_110_365_317);
        assert_eq!(random.number(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn every_thing_is_as_likely_as_the_others() {
        let mut random = Random::new(7);
        let mut counts = [0_u32; 3];
        for _ in 0..3000 {
            counts[*random.one_of(&[0_usize, 1, 2]).unwrap()] += 1;
        }
        assert!(counts.iter().all(|n| (900..1100).contains(n)), "{counts:?}");
        assert_eq!(random.one_of::<u8>(&[]), None);
    }
}
