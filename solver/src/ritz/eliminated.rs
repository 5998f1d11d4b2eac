//! The Ritz states that a hidden layer holds.

use nalgebra::{DMatrix, SymmetricEigen};

use super::hidden::Hidden;
use super::orthonormal::{EnergyRows, Orthonormal, floor};
use super::rule::{Places, Samples};
use super::whole::Family;
use crate::gram::gram;

/// Where states are computed, and how many.
pub(super) struct Setting<'a> {
    pub(super) places: &'a Places,
    /// The largest weight that neurons may have. A steeper one would jump from one point to the next: the rule would not see its
    /// slope, and find states below the lowest level.
    pub(super) steepest: f64,
    /// About the energy of the highest state of interest.
    pub(super) energy: f64,
    /// The lowest so many are wanted.
    pub(super) states: usize,
}

/// Ritz states of one hidden layer.
pub(super) struct Eliminated {
    /// Energies above V₀, ascending.
    pub(super) levels: Vec<f64>,
    /// Normalised states, as energy rows and as √w-weighted values.
    pub(super) rows: DMatrix<f64>,
    pub(super) values: DMatrix<f64>,
    /// States in terms of the layer's functions.
    pub(super) coefficients: DMatrix<f64>,
    /// V₀
    pub(super) floor: f64,
}

/// Directions that add less than this are dropped: in the training a smaller cut would only add noise to F.
const RANK: f64 = 1e-9;

impl Eliminated {
    /// The states that `hidden` holds.
    pub(super) fn new(setting: &Setting<'_>, hidden: &Hidden) -> Self {
        Self::in_span(setting, &hidden.samples(setting.places))
    }

    /// The states in the span of some functions.
    pub(super) fn in_span(setting: &Setting<'_>, samples: &Samples) -> Self {
        let floor = floor([samples], setting.energy);
        let energy = EnergyRows::new(samples, floor);
        let basis = Orthonormal::new(energy.rows.clone(), RANK);
        let values = energy.values(&basis.columns);
        let modes = SymmetricEigen::new(gram(&values));
        // μ = 1/(E − V₀): the largest first.
        let mut order: Vec<usize> = (0..modes.eigenvalues.len()).collect();
        order.sort_by(|&i, &j| modes.eigenvalues[j].total_cmp(&modes.eigenvalues[i]));
        let mut turn = DMatrix::zeros(order.len(), order.len());
        for (column, &i) in order.iter().enumerate() {
            let scale = 1.0 / modes.eigenvalues[i].max(f64::MIN_POSITIVE).sqrt();
            turn.set_column(column, &(modes.eigenvectors.column(i) * scale));
        }
        Self {
            levels: order.iter().map(|&i| 1.0 / modes.eigenvalues[i]).collect(),
            rows: &basis.columns * &turn,
            values: values * &turn,
            coefficients: basis.coefficients * turn,
            floor,
        }
    }

    /// The lowest energies.
    pub(super) fn energies(&self, states: usize) -> Vec<f64> {
        let lowest = self.levels.iter().take(states);
        lowest.map(|level| level + self.floor).collect()
    }

    /// The sum of the lowest, in energies above V₀; infinite where there are not so many.
    pub(super) fn sum(&self, states: usize) -> f64 {
        match self.levels.get(..states) {
            Some(wanted) => wanted.iter().sum(),
            None => f64::INFINITY,
        }
    }
}
