//! Ritz's method with spectral elements: any potential and mass, smooth within each piece.
//!
//! ψ is a polynomial in each element and continuous between them; the lowest eigenvalues of
//!
//! A c = E B c,  A_ij = ∫ (φ_i′φ_j′/m + V φ_iφ_j) dx,  B_ij = ∫ φ_iφ_j dx,
//!
//! approach the levels from above, exponentially with the degree. The weak form makes ψ′/m continuous without being told.

mod basis;
mod element;
mod wave;

use std::sync::Arc;

use nalgebra::{Cholesky, DVector, SymmetricEigen};

use self::{basis::Basis, element::Element, wave::SpectralWave};
use super::{ReferenceState, symmetry::Parity};
use crate::{Error, Problem};

/// The lowest `states` states of any problem.
///
/// Elements get higher degrees, and then halves, where the last coefficients of the asked states say so, until those are
/// negligible; the error estimate is how far the energy moved in the last round, plus rounding. Smooth pieces reach about
/// 1e-14 of max(|E|, E − min V), tables 1e-10 and better. States of a symmetric problem are even and odd to the last bit;
/// without symmetry, levels closer than rounding may come out mixed. Cost: some dense eigenproblems of a hundred unknowns or
/// two, ten milliseconds to a tenth of a second.
///
/// # Errors
/// [`Error::Value`] or [`Error::Mass`] if potential or mass are not finite (or not positive) at a quadrature point,
/// [`Error::NotResolved`] for more than 400 states or if the matrices cannot be factorised.
///
/// ```
/// use hyperwell::{Piecewise, Problem, reference};
///
/// let oscillator = Problem::new("oscillator", Piecewise::function(-8.0, 8.0, |x| x * x)?);
/// for (n, state) in reference::spectral(&oscillator, 5)?.iter().enumerate() {
///     assert!((state.energy() - (2 * n + 1) as f64).abs() < 1e-12);
/// }
/// # Ok::<(), hyperwell::Error>(())
/// ```
pub fn spectral(problem: &Problem, states: usize) -> Result<Vec<ReferenceState>, Error> {
    if states > LARGEST {
        let reason = "so many states are too much for dense matrices";
        return Err(Error::NotResolved {
            state: LARGEST,
            reason,
        });
    }
    if !problem.is_symmetric() {
        return Basis::new(problem, None, states).states(problem, states);
    }
    let half = |parity, states| Basis::new(problem, Some(parity), states).states(problem, states);
    let mut even = half(Parity::Even, states.div_ceil(2))?.into_iter();
    let mut odd = half(Parity::Odd, states / 2)?.into_iter();
    let next = |n| match Parity::of(n) {
        Parity::Even => even.next(),
        Parity::Odd => odd.next(),
    };
    Ok((0..states).map_while(next).collect())
}

/// The most unknowns that a dense eigenproblem is asked to bear, or four for each state.
const LARGEST: usize = 400;

/// One solution with ∫ψ² = 1.
struct Level {
    energy: f64,
    /// E above the least potential: the scale of all errors.
    height: f64,
    coefficients: DVector<f64>,
}

impl Basis {
    /// Refines until the lowest `states` levels are resolved.
    fn states(mut self, problem: &Problem, states: usize) -> Result<Vec<ReferenceState>, Error> {
        if states == 0 {
            return Ok(Vec::new());
        }
        let mut before: Option<Vec<Level>> = None;
        loop {
            let levels = self.lowest(states)?;
            let rough: Vec<bool> = (0..self.elements.len())
                .map(|i| self.is_rough(i, &levels))
                .collect();
            let resolved = !rough.contains(&true);
            if let Some(before) = &before
                && (resolved || self.size() >= LARGEST.max(4 * states))
            {
                return self.finish(problem, &levels, before);
            }
            let refine = |(element, rough): (Element, bool)| match (resolved, rough) {
                (true, _) => vec![element.confirmed()],
                (false, true) => element.refined(),
                (false, false) => vec![element],
            };
            let elements = std::mem::take(&mut self.elements).into_iter();
            self.elements = elements.zip(rough).flat_map(refine).collect();
            before = Some(levels);
        }
    }

    /// Whether the last two coefficients of element `i` still matter to one of the levels, by the energy they carry: 1e-24
    /// of the level, which leaves 1e-12 to ψ and nothing to E; 1e-14 where knots let coefficients fall only slowly.
    fn is_rough(&self, i: usize, levels: &[Level]) -> bool {
        let element = &self.elements[i];
        let mass = element.mass.value(0.5 * (element.from + element.to));
        let allowed = if element.knots().is_empty() {
            1e-24
        } else {
            1e-14
        };
        levels.iter().any(|level| {
            let local = self.local(i, &level.coefficients);
            let tail: f64 = local.iter().rev().take(2).map(|c| c * c).sum();
            tail * 2.0 / (element.width() * mass) > allowed * level.height
        })
    }

    /// The lowest levels within this basis, by the largest eigenvalues of (A − floor·B)⁻¹B: those do not suffer from the
    /// highest polynomials, whose energies grow like the fourth power of the degree.
    fn lowest(&self, states: usize) -> Result<Vec<Level>, Error> {
        let failed = |reason| Error::NotResolved { state: 0, reason };
        let samples = self.sample()?;
        let floor = samples
            .iter()
            .flat_map(|s| &s.potential)
            .fold(f64::INFINITY, |a, &b| a.min(b));
        let (a, b) = self.assemble(&samples, floor);
        let lower = Cholesky::new(a)
            .ok_or(failed("the energy form is not positive"))?
            .l();
        let half = lower
            .solve_lower_triangular(&b)
            .ok_or(failed("a zero pivot"))?;
        let inverse = lower
            .solve_lower_triangular(&half.transpose())
            .ok_or(failed("a zero pivot"))?;
        let symmetric = 0.5 * (&inverse + inverse.transpose());
        let eigen = SymmetricEigen::try_new(symmetric, f64::EPSILON, 100 * self.size())
            .ok_or(failed("the eigenvalue iteration did not converge"))?;
        let mut order: Vec<usize> = (0..self.size()).collect();
        order.sort_by(|&i, &j| eigen.eigenvalues[j].total_cmp(&eigen.eigenvalues[i]));
        let level = |i: usize| {
            let vector = eigen.eigenvectors.column(i);
            let vector = lower
                .tr_solve_lower_triangular(&vector)
                .ok_or(failed("a zero pivot"))?;
            let (energy, norm) = self.rayleigh(&samples, &vector);
            Ok(Level {
                energy,
                height: 1.0 / eigen.eigenvalues[i],
                coefficients: vector / norm.sqrt(),
            })
        };
        order.into_iter().take(states).map(level).collect()
    }

    fn finish(
        self,
        problem: &Problem,
        levels: &[Level],
        before: &[Level],
    ) -> Result<Vec<ReferenceState>, Error> {
        let basis = Arc::new(self);
        let state = |(k, level): (usize, &Level)| {
            let n = match basis.parity {
                None => k,
                Some(Parity::Even) => 2 * k,
                Some(Parity::Odd) => 2 * k + 1,
            };
            let change = (level.energy - before[k].energy).abs();
            ReferenceState::new(problem, n, level.energy, SpectralWave::new(&basis, level))
                .with_parity(basis.parity)
                .with_error_estimate(change + 16.0 * f64::EPSILON * level.height)
                .checked()
        };
        levels.iter().enumerate().map(state).collect()
    }
}
