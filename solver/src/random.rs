//! Streams of random numbers, so that a seed means the same points everywhere and always.

use hyperwell_nn::Random;

/// The project's generator, [`Random`], for one purpose.
#[derive(Clone, Debug)]
pub(crate) struct SplitMix64 {
    random: Random,
}

impl SplitMix64 {
    /// The generator of `seed` for one purpose, named by numbers: each of them changes every bit of what follows.
    pub(crate) fn new(seed: u64, purpose: &[u64]) -> Self {
        let absorb = |state: u64, &number: &u64| Random::new(state).bits().wrapping_add(number);
        Self {
            random: Random::new(purpose.iter().fold(seed, absorb)),
        }
    }

    /// A number in the open interval (0, 1): 52 bits and the middle of their cell.
    pub(crate) fn unit(&mut self) -> f64 {
        const CELL: f64 = 1.0 / (1_u64 << 52) as f64;
        ((self.random.bits() >> 12) as f64 + 0.5) * CELL
    }
}
