//! The rate of fused multiply-adds that this core sustains, measured.

use std::hint::black_box;
use std::time::Instant;

use hyperwell_autodiff::lane::{Float, Isa, Kernel, Lane};

/// Chains of dependent FMAs, enough of them to fill the pipelines of any core.
struct Chains<T> {
    rounds: usize,
    seed: T,
}

const CHAINS: usize = 12;

impl<T: Float> Kernel for Chains<T> {
    type Float = T;
    type Output = (T, usize);

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) -> (T, usize) {
        let factor = L::splat(self.seed);
        let mut sums = [L::constant(1.0); CHAINS];
        for _ in 0..self.rounds {
            for sum in &mut sums {
                *sum = sum.mul_add(factor, factor);
            }
        }
        let total = sums
            .into_iter()
            .fold(L::constant(0.0), |total, sum| total + sum);
        (total.sum(), 2 * self.rounds * CHAINS * L::LANES)
    }
}

/// The highest rate of several short runs, in 10⁹ floating-point operations a second; an FMA
/// counts as two (without FMA hardware, a multiplication and an addition).
pub fn fma_peak_gflops<T: Float>(isa: Isa) -> f64 {
    let run = || {
        let seed = black_box(T::from_f64(0.5));
        let start = Instant::now();
        let (total, flops) = isa.run(Chains {
            rounds: 40_000,
            seed,
        });
        black_box(total);
        flops as f64 / start.elapsed().as_secs_f64() / 1e9
    };
    (0..40).map(|_| run()).fold(0.0, f64::max)
}
