//! ψ in closed form, layer by layer.

use super::{
    layer::{Layer, cos_and_sinc, scaled_cosh_sinh},
    state::Wave,
};
use crate::quadrature::gauss_legendre;

/// ψ within one layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    pub(super) layer: Layer,
    /// ψ and ψ′ at the left end.
    pub(super) left: (f64, f64),
    /// ψ at the right end.
    pub(super) right: f64,
}

impl Branch {
    /// (ψ, ψ′, ψ″) at `x`.
    ///
    /// In a barrier from the values at both ends: either tail is then a sum of positive terms, whichever way it decays.
    pub(super) fn at(&self, energy: f64, x: f64) -> (f64, f64, f64) {
        let (q, h) = (self.layer.q(energy), self.layer.width);
        let k = q.abs().sqrt();
        let t = x - self.layer.from;
        let (psi, slope) = if q < 0.0 && k * h > 1.0 {
            let ((c0, s0), (c1, s1)) = (scaled_cosh_sinh(k * (h - t)), scaled_cosh_sinh(k * t));
            let (e0, e1) = ((-k * t).exp(), (-k * (h - t)).exp());
            let size = scaled_cosh_sinh(k * h).1;
            let (a, b) = (self.left.0 / size, self.right / size);
            (a * s0 * e0 + b * s1 * e1, k * (b * c1 * e1 - a * c0 * e0))
        } else {
            let (c, s) = cos_and_sinc(q, t);
            (
                c * self.left.0 + t * s * self.left.1,
                c * self.left.1 - q * t * s * self.left.0,
            )
        };
        (psi, slope, -q * psi)
    }

    /// ∫ψ² over the layer.
    pub(super) fn norm_squared(&self, energy: f64) -> f64 {
        let (q, h) = (self.layer.q(energy), self.layer.width);
        let k = q.abs().sqrt();
        if k * h <= 1.0 {
            // A closed form would divide by q; ten points are exact to rounding for so smooth a function.
            let (x, w) = gauss_legendre(10);
            let square = |x: f64| {
                self.at(energy, self.layer.from + 0.5 * h * (1.0 + x))
                    .0
                    .powi(2)
            };
            x.iter().zip(w).map(|(&x, w)| 0.5 * h * w * square(x)).sum()
        } else if q > 0.0 {
            // ∫ A² sin²(kt + φ) = A²/2 (h − sin(kh) cos(kh + 2φ)/k)
            let amplitude = self.left.0.hypot(self.left.1 / k);
            let phase = (k * self.left.0).atan2(self.left.1);
            0.5 * amplitude * amplitude * (h - (k * h).sin() * (k * h + 2.0 * phase).cos() / k)
        } else {
            // (a² + b²) ∫sinh²(kt) + 2ab ∫sinh(kt) sinh(k(h − t)), all over sinh²(kh); e^{kh} taken out.
            let (cosh, sinh) = scaled_cosh_sinh(k * h);
            let decay = (-k * h).exp();
            let own = 0.5 * (cosh / sinh / k - h * (decay / sinh).powi(2));
            let cross = 0.5 * decay / sinh * (h * cosh / sinh - 1.0 / k);
            let (a, b) = (self.left.0, self.right);
            (a * a + b * b) * own + 2.0 * a * b * cross
        }
    }
}

/// ψ as branches from left to right.
pub(super) struct LayeredWave {
    pub(super) energy: f64,
    pub(super) branches: Vec<Branch>,
}

impl LayeredWave {
    /// The same up to a factor, with ∫ψ² as given.
    pub(super) fn normalised(mut self, norm_squared: f64) -> Self {
        let norm: f64 = self
            .branches
            .iter()
            .map(|b| b.norm_squared(self.energy))
            .sum();
        let scale = (norm_squared / norm).sqrt();
        for branch in &mut self.branches {
            branch.left.0 *= scale;
            branch.left.1 *= scale;
            branch.right *= scale;
        }
        self
    }
}

impl Wave for LayeredWave {
    fn at(&self, x: f64) -> (f64, f64, f64) {
        let index = self.branches.partition_point(|b| b.layer.from <= x).max(1) - 1;
        self.branches[index].at(self.energy, x)
    }
}
