//! Nearly dependent functions made orthonormal.

use nalgebra::DMatrix;

use super::rule::Samples;

/// Columns with QᵀQ = 1 that span what is left of some columns once those that depend on others are dropped.
pub(super) struct Orthonormal {
    /// Q
    pub(super) columns: DMatrix<f64>,
    /// Q in terms of the columns given.
    pub(super) coefficients: DMatrix<f64>,
}

impl Orthonormal {
    /// Orthonormalises by column-pivoted QR of the columns, each first brought to length 1, and never through their Gram
    /// matrix, which would square the condition number. A column is dropped where it adds less than `cut` to the ones
    /// before.
    pub(super) fn new(mut given: DMatrix<f64>, cut: f64) -> Self {
        let count = given.ncols();
        let mut scales = Vec::with_capacity(count);
        for mut column in given.column_iter_mut() {
            let norm = column.norm().max(f64::MIN_POSITIVE);
            scales.push(1.0 / norm);
            column /= norm;
        }
        let pivoted = given.col_piv_qr();
        let r = pivoted.r();
        let full = r.nrows().min(count);
        let rank = (0..full).find(|&k| r[(k, k)].abs() <= cut).unwrap_or(full);

        // (columns of length 1) P R⁻¹, scaled back.
        let mut inverse = DMatrix::identity(rank, rank);
        r.view((0, 0), (rank, rank))
            .solve_upper_triangular_mut(&mut inverse);
        let mut coefficients = DMatrix::zeros(count, rank);
        coefficients
            .view_mut((0, 0), (rank, rank))
            .copy_from(&inverse);
        pivoted.p().inv_permute_rows(&mut coefficients);
        for (mut row, scale) in coefficients.row_iter_mut().zip(&scales) {
            row *= *scale;
        }
        Self {
            columns: pivoted.q().columns(0, rank).into_owned(),
            coefficients,
        }
    }
}

/// Functions as columns whose inner products are the energy product
///
/// a(φ, χ) = ∫ φ′χ′/m + (V − V₀) φχ dx,
///
/// with V₀ below every value of V: above √w φ′/√m, below √w √(V − V₀) φ.
pub(super) struct EnergyRows {
    pub(super) rows: DMatrix<f64>,
    /// √(V − V₀) at each point.
    stretch: Vec<f64>,
}

impl EnergyRows {
    pub(super) fn new(samples: &Samples, floor: f64) -> Self {
        let points = samples.len();
        let stretch: Vec<f64> = samples
            .places
            .potential
            .iter()
            .map(|v| (v - floor).sqrt())
            .collect();
        let columns = samples.values.ncols();
        let mut rows = DMatrix::zeros(2 * points, columns);
        for i in 0..points {
            let root = samples.places.weight[i].sqrt();
            let (up, down) = (root * samples.places.stiffness[i].sqrt(), root * stretch[i]);
            for column in 0..columns {
                rows[(i, column)] = up * samples.slopes[(i, column)];
                rows[(points + i, column)] = down * samples.values[(i, column)];
            }
        }
        Self { rows, stretch }
    }

    /// The √w-weighted values of functions given by such rows.
    pub(super) fn values(&self, rows: &DMatrix<f64>) -> DMatrix<f64> {
        let points = self.stretch.len();
        let mut values = rows.rows(points, points).into_owned();
        for (mut row, stretch) in values.row_iter_mut().zip(&self.stretch) {
            row /= *stretch;
        }
        values
    }
}

/// V₀ of the energy product: below V everywhere, by enough that no value is weighted with next to nothing.
pub(super) fn floor<'a>(samples: impl IntoIterator<Item = &'a Samples>, energy: f64) -> f64 {
    let potentials = samples
        .into_iter()
        .flat_map(|samples| &samples.places.potential);
    let least = potentials.copied().fold(f64::INFINITY, f64::min);
    least - 0.1 * (energy - least).abs()
}
