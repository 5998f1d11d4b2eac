//! What the states of a basis are on a finer rule.

use nalgebra::DMatrix;

use super::basis::Coefficients;
use super::rule::Samples;

/// A state as measured, not as computed.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// ⟨ψ, Hψ⟩/⟨ψ, ψ⟩ from ∫ψ′²/m and ∫Vψ².
    pub(super) energy: f64,
    /// What rounding of ψ and ψ′, where they are small sums of large terms, may have done to it: twice the root mean square.
    pub(super) wobble: f64,
    /// ∫ψ² before normalisation.
    pub(super) norm: f64,
    /// ∫ψ′²/m + ∫|V|ψ², the size of the two parts that E is the sum of.
    pub(super) size: f64,
    /// ∫((H − E)ψ)² over each element for ∫ψ² = 1.
    pub(super) residuals: Vec<f64>,
    /// What rounding may contribute to each of them.
    pub(super) noise: Vec<f64>,
    /// By how much two rules disagree on ∫ψ′²/m + (V − E)ψ² over each element, for ∫ψ² = 1: more than the finer one is wrong by, unless
    /// both miss the same.
    pub(super) disagreement: Vec<f64>,
    /// Sign changes of ψ.
    pub(super) nodes: usize,
    /// The signs of the first lobe and of the last.
    pub(super) sign: f64,
    pub(super) last_sign: f64,
}

/// Rounding of a term of Σ cₖφₖ″, which φₖ″ itself has most of.
const NOISE: f64 = 4.0 * f64::EPSILON;

impl Measured {
    /// σ = ‖(H − E)ψ‖ for ∫ψ² = 1.
    pub(super) fn residual(&self) -> f64 {
        self.residuals.iter().sum::<f64>().sqrt()
    }

    /// How far the finer rule may be off E.
    pub(super) fn quadrature(&self) -> f64 {
        self.disagreement.iter().sum()
    }
}

/// ∫ψ², ∫ψ′²/m and ∫Vψ² over an element.
#[derive(Clone, Copy)]
struct Parts {
    norm: f64,
    kinetic: f64,
    potential: f64,
}

impl Parts {
    fn new(rule: &Samples, coefficients: &[f64]) -> Self {
        let c = nalgebra::DVectorView::from_slice(coefficients, coefficients.len());
        let (psi, slope) = (&rule.values * c, &rule.slopes * c);
        let sum = |part: &dyn Fn(usize) -> f64| {
            let weighted = (0..rule.len()).map(|i| rule.places.weight[i] * part(i));
            weighted.sum()
        };
        Self {
            norm: sum(&|i| psi[i] * psi[i]),
            kinetic: sum(&|i| rule.places.stiffness[i] * slope[i] * slope[i]),
            potential: sum(&|i| rule.places.potential[i] * psi[i] * psi[i]),
        }
    }

    /// ∫ψ′²/m + (V − E)ψ²
    fn above(&self, energy: f64) -> f64 {
        self.kinetic + self.potential - energy * self.norm
    }
}

/// Σ |cₖ fₖ| at point `i`: rounding of Σ cₖ fₖ is that of its terms.
fn terms(functions: &DMatrix<f64>, i: usize, coefficients: &[f64]) -> f64 {
    let row = functions.row(i);
    let products = row.iter().zip(coefficients).map(|(f, c)| (f * c).abs());
    products.sum()
}

/// Measures one state on the finer rules of all elements, and what the coarser ones make of it; |ψ| below `clean` of its maximum has no sign.
pub(super) fn measure(
    coarse: &[Samples],
    rules: &[Samples],
    vector: &Coefficients,
    clean: f64,
) -> Measured {
    let mut size = 0.0;
    let each = |rules: &[Samples]| -> Vec<Parts> {
        let pairs = rules.iter().zip(vector);
        pairs.map(|(rule, c)| Parts::new(rule, c)).collect()
    };
    let (parts, others) = (each(rules), each(coarse));
    let norm: f64 = parts.iter().map(|part| part.norm).sum();
    let kinetic: f64 = parts.iter().map(|part| part.kinetic).sum();
    let energy = (kinetic + parts.iter().map(|part| part.potential).sum::<f64>()) / norm;
    let pairs = parts.iter().zip(&others);
    let disagreement = pairs.map(|(a, b)| (a.above(energy) - b.above(energy)).abs() / norm);
    let mut psis = Vec::new();
    let mut wobble = 0.0;
    let mut bends = Vec::with_capacity(rules.len());
    for (rule, coefficients) in rules.iter().zip(vector) {
        let c = nalgebra::DVectorView::from_slice(coefficients, coefficients.len());
        let (psi, slope, bend) = (&rule.values * c, &rule.slopes * c, &rule.curvatures * c);
        for i in 0..rule.len() {
            let (w, v) = (rule.places.weight[i], rule.places.potential[i]);
            // Each point's ψ′ and ψ are off by rounding of their own.
            let turn = rule.places.stiffness[i] * slope[i] * terms(&rule.slopes, i, coefficients);
            let lift = v * psi[i] * terms(&rule.values, i, coefficients);
            wobble += (2.0 * f64::EPSILON * w).powi(2) * (turn * turn + lift * lift);
            size += v.abs() * w * psi[i] * psi[i];
        }
        psis.extend(psi.iter().copied());
        bends.push((psi, bend));
    }
    let residuals = rules.iter().zip(&bends).map(|(rule, (psi, bend))| {
        let square = |i: usize| {
            let r =
                (rule.places.potential[i] - energy) * psi[i] - rule.places.stiffness[i] * bend[i];
            rule.places.weight[i] * r * r / norm
        };
        (0..rule.len()).map(square).sum()
    });
    let noise = rules.iter().zip(vector).map(|(rule, c)| {
        let square = |i: usize| {
            let terms = terms(&rule.curvatures, i, c);
            rule.places.weight[i] * (NOISE * rule.places.stiffness[i] * terms).powi(2) / norm
        };
        (0..rule.len()).map(square).sum()
    });
    let largest = psis.iter().fold(0.0, |most: f64, psi| most.max(psi.abs()));
    let mut signs = psis
        .iter()
        .filter(|psi| psi.abs() > clean * largest)
        .map(|psi| psi.signum());
    let first = signs.next().unwrap_or(1.0);
    let (mut last, mut nodes) = (first, 0);
    for sign in signs {
        nodes += usize::from(sign != last);
        last = sign;
    }
    Measured {
        energy,
        wobble: 2.0 * wobble.sqrt() / norm,
        norm,
        size: (kinetic + size) / norm,
        residuals: residuals.collect(),
        noise: noise.collect(),
        disagreement: disagreement.collect(),
        nodes,
        sign: first,
        last_sign: last,
    }
}
