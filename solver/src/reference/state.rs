//! One state as a reference method found it.

use std::{fmt, sync::Arc};

use super::symmetry::Parity;
use crate::{Error, Problem, quadrature::PiecewiseRule};

/// A wavefunction that can be evaluated: (ψ, ψ′, ψ″) at any x of the domain, or of its left half for a state of known parity.
pub(super) trait Wave: Send + Sync {
    fn at(&self, x: f64) -> (f64, f64, f64);
}

/// Energy and wavefunction of one state.
///
/// ∫ψ² = 1, and the first lobe from the left is positive. Cloning is cheap.
///
/// ```
/// use std::f64::consts::{PI, SQRT_2};
/// use hyperwell::{Problem, reference};
///
/// // √2 sin 2πx
/// let state = reference::exact(&Problem::infinite_well(), 1)?;
/// let (psi, slope, _) = state.psi(0.25);
/// assert!((psi - SQRT_2).abs() < 1e-12 && slope.abs() < 1e-9);
/// assert!((state.energy() - 4.0 * PI * PI).abs() <= state.error_estimate().max(1e-13));
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone)]
pub struct ReferenceState {
    n: usize,
    energy: f64,
    error_estimate: f64,
    domain: (f64, f64),
    parity: Option<Parity>,
    wave: Arc<dyn Wave>,
}

impl ReferenceState {
    pub(super) fn new(problem: &Problem, n: usize, energy: f64, wave: impl Wave + 'static) -> Self {
        let domain = (problem.from(), problem.to());
        Self {
            n,
            energy,
            error_estimate: f64::NAN,
            domain,
            parity: None,
            wave: Arc::new(wave),
        }
    }

    pub(super) fn with_parity(self, parity: Option<Parity>) -> Self {
        Self { parity, ..self }
    }

    pub(super) fn with_error_estimate(self, error_estimate: f64) -> Self {
        Self {
            error_estimate,
            ..self
        }
    }

    /// The state, unless coefficients of too different a size have made it meaningless.
    pub(super) fn checked(self) -> Result<Self, Error> {
        let middle = 0.5 * (self.domain.0 + self.domain.1);
        if (self.energy + self.error_estimate + self.psi(middle).0).is_finite() {
            return Ok(self);
        }
        let reason = "its coefficients exceed the range of double precision";
        Err(Error::NotResolved {
            state: self.n,
            reason,
        })
    }

    /// Index of the state, which is also its number of nodes: 0 for the ground state.
    pub fn n(&self) -> usize {
        self.n
    }

    /// The energy.
    pub fn energy(&self) -> f64 {
        self.energy
    }

    /// How far the energy may be off, as the method itself judges; not a proven bound.
    pub fn error_estimate(&self) -> f64 {
        self.error_estimate
    }

    /// (ψ, ψ′, ψ″) at `x`, zero outside of the domain; at a breakpoint ψ″ is that of one of its sides.
    pub fn psi(&self, x: f64) -> (f64, f64, f64) {
        let (from, to) = self.domain;
        if !(from..=to).contains(&x) {
            return (0.0, 0.0, 0.0);
        }
        match self.parity {
            Some(parity) if x - from > to - x => {
                let (psi, slope, curvature) = self.wave.at(from + (to - x));
                (
                    parity.sign() * psi,
                    -parity.sign() * slope,
                    parity.sign() * curvature,
                )
            }
            _ => self.wave.at(x),
        }
    }

    /// ‖ψ − ψ_ref‖/‖ψ_ref‖ for the wavefunction with these values at the points of `rule`, normalised and with the better
    /// of its two signs: from 0 to √2. NaN where all values are zero.
    ///
    /// # Panics
    /// If there are fewer values than points.
    pub fn distance(&self, rule: &PiecewiseRule, psi: &[f64]) -> f64 {
        let points = || rule.points().iter().zip(rule.weights()).enumerate();
        let reference: Vec<f64> = rule.points().iter().map(|&x| self.psi(x).0).collect();
        let sum = |f: &dyn Fn(usize) -> f64| points().map(|(i, (_, w))| w * f(i)).sum::<f64>();
        let norm = sum(&|i| psi[i] * psi[i]).sqrt();
        let size = sum(&|i| reference[i] * reference[i]).sqrt();
        let sign = sum(&|i| psi[i] * reference[i]).signum();
        let difference = |i: usize| sign * psi[i] / norm - reference[i] / size;
        sum(&|i| difference(i) * difference(i)).sqrt()
    }
}

impl fmt::Debug for ReferenceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReferenceState")
            .field("n", &self.n)
            .field("energy", &self.energy)
            .field("error_estimate", &self.error_estimate)
            .finish_non_exhaustive()
    }
}
