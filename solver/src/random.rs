//! A small generator of random numbers, so that a seed means the same points everywhere and always.

/// SplitMix64: a counter that goes in steps of the golden ratio, mixed by two multiplications (Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", OOPSLA 2014, doi:10.1145/2660193.2660195; the variant with the constants of
/// Stafford's mix 13).
#[derive(Clone, Debug)]
pub(crate) struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// The generator of `seed` for one purpose, named by numbers: each of them changes every bit of what follows.
    pub(crate) fn new(seed: u64, purpose: &[u64]) -> Self {
        let absorb =
            |state: u64, &number: &u64| mix(state.wrapping_add(GOLDEN)).wrapping_add(number);
        Self {
            state: purpose.iter().fold(seed, absorb),
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// A number in the open interval (0, 1): 52 bits and the middle of their cell.
    pub(crate) fn unit(&mut self) -> f64 {
        const CELL: f64 = 1.0 / (1_u64 << 52) as f64;
        ((self.next() >> 12) as f64 + 0.5) * CELL
    }
}

/// 2⁶⁴ divided by the golden ratio, made odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
