//! The norm of ψ, which the losses hold at one.

use hyperwell_autodiff::lane::{Float, Lane};
use hyperwell_nn::block_points;

/// ∫ψ² = Σ w (b N)², from the network's values N, the boundary factors b and the weights w, in whole
/// blocks of points.
///
/// Blocks are added in double precision, so that in single precision the error does not grow with
/// their number.
#[inline(always)]
pub(crate) fn norm<L: Lane>(
    values: &[L::Float],
    boundary: &[L::Float],
    weights: &[L::Float],
) -> f64 {
    let mut total = 0.0;
    let block = block_points::<L::Float>();
    let blocks = values.chunks_exact(block).zip(boundary.chunks_exact(block));
    for ((n, b), w) in blocks.zip(weights.chunks_exact(block)) {
        let [n, b, w] = [n, b, w].map(|column| L::chunks(column).0);
        let mut sum = L::constant(0.0);
        for at in 0..block / L::LANES {
            let psi = L::load(&b[at]) * L::load(&n[at]);
            sum = (L::load(&w[at]) * psi).mul_add(psi, sum);
        }
        total += sum.sum().to_f64();
    }
    total
}
