//! The residual polished: what energies alone cannot tell about ψ.
//!
//! E is quadratic in ψ's error. Where its gain drowns in rounding ψ is good to 1e-7 and no better; the residual is linear in that error
//! and sees it. With Φ the functions of a hidden layer θ, each state's output weights c and E are eliminated from
//! min |(H − E)Φc|, |Φc| = 1, and θ minimises what is left, the sum over all states that share it:
//!
//! Σ_j |r_j|²,   r_j = P_j (H − E_j)ψ_j,   ∂r_j/∂θᵢ ≈ P_j (H − E_j) ∂ᵢψ_j.
//!
//! P_j takes away what a change of c and E can make, to first order: (H − E_j)Φc′ for every c′ ⊥ c, and ψ_j. That is variable
//! projection (G. H. Golub and V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973)) with L. Kaufman's Jacobian (BIT 15, 49
//! (1975)), which leaves out a term that vanishes with r. The steps are Levenberg's and Marquardt's.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::hidden::Hidden;
use super::newton::{Eliminated, Setting};
use super::orthonormal::Orthonormal;
use super::rule::{Places, Samples};
use super::whole::Family;
use crate::gram::across;
use crate::second_order::{LevenbergMarquardt, Residuals};

/// Directions of Φ that add less than this are dropped: what is kept carries rounding of ε over this. Measured: with 1e-6 as well
/// as with 1e-10 the steps end earlier.
const RANK: f64 = 1e-8;

/// Gauss–Newton steps that eliminate c and E, from Ritz's on.
const ELIMINATIONS: usize = 2;

/// Steps of Levenberg and Marquardt at most.
const STEPS: usize = 40;

/// The polishing ends when this many steps together …
const PATIENCE: usize = 4;

/// … leave more than this part of the residual.
const GAIN: f64 = 0.9;

/// Σ_j |r_j|² as a function of θ, given by its distance from where it began.
struct Projection<'a> {
    setting: &'a Setting<'a>,
    start: &'a Hidden,
    /// √w-weighted values of the states at the start, which give later ones their signs.
    signs: DMatrix<f64>,
    /// The unit of the residuals.
    unit: f64,
}

/// What is left of the residuals at one θ.
struct Projected {
    states: Vec<State>,
}

struct State {
    energy: f64,
    /// ψ in terms of the layer's functions.
    coefficients: DVector<f64>,
    /// √w ψ
    psi: DVector<f64>,
    /// r
    residual: DVector<f64>,
    /// Orthonormal columns that span what P takes away.
    range: DMatrix<f64>,
}

impl Projection<'_> {
    fn hidden(&self, x: &DVector<f64>) -> Hidden {
        self.start.moved(x.as_slice(), self.setting.steepest)
    }

    /// Nothing where the functions are too much alike to hold so many states.
    fn at(&self, hidden: &Hidden) -> Option<Projected> {
        let places = self.setting.places;
        let samples = hidden.samples(places);
        let basis = Orthonormal::new(weighted(places, &samples.values), RANK);
        let image = hamiltonian(&samples) * &basis.coefficients;
        let inside = across(&basis.columns, &image);
        let modes = SymmetricEigen::new(0.5 * (&inside + inside.transpose()));
        let mut order: Vec<usize> = (0..modes.eigenvalues.len()).collect();
        order.sort_by(|&i, &j| modes.eigenvalues[i].total_cmp(&modes.eigenvalues[j]));
        let state = |(j, &mode): (usize, &usize)| {
            let mut energy = modes.eigenvalues[mode];
            let mut c = modes.eigenvectors.column(mode).into_owned();
            let psi = &basis.columns * &c;
            c *= self.signs.column(j).dot(&psi).signum();
            let scale = self.setting.energy.abs();
            let mut eliminated = None;
            for _ in 0..ELIMINATIONS {
                // (H − E)Φ with ψ in place of (H − E)ψ, which is next to nothing: what P takes away.
                let psi = &basis.columns * &c;
                let shifted = &image - &basis.columns * energy;
                let residual = &shifted * &c;
                let range = shifted + (&psi * scale - &residual) * c.transpose();
                let range = range.qr();
                let q = range.q();
                let taken = q.tr_mul(&residual);
                let step = range.r().solve_upper_triangular(&taken)?;
                let along = c.dot(&step);
                let coefficients = &basis.coefficients * &c;
                eliminated = Some(State {
                    energy,
                    coefficients,
                    psi,
                    residual: residual - &q * taken,
                    range: q,
                });
                energy += scale * along;
                c = (&c - step + &c * along).normalize();
            }
            eliminated
        };
        let wanted = order.iter().take(self.setting.states).enumerate();
        let states: Option<Vec<State>> = wanted.map(state).collect();
        states
            .filter(|states| states.len() == self.setting.states)
            .map(|states| Projected { states })
    }

    /// All r_j, one below the other, in units of the energy.
    fn stacked(&self, projected: Option<&Projected>) -> DVector<f64> {
        let count = self.setting.places.len();
        let mut all = DVector::from_element(count * self.setting.states, f64::INFINITY);
        for (j, state) in projected.iter().flat_map(|p| p.states.iter().enumerate()) {
            let mut part = all.rows_mut(j * count, count);
            part.copy_from(&state.residual);
            part /= self.unit;
        }
        all
    }
}

impl Residuals for Projection<'_> {
    fn values(&mut self, x: &DVector<f64>) -> DVector<f64> {
        self.stacked(self.at(&self.hidden(x)).as_ref())
    }

    fn linearised(&mut self, x: &DVector<f64>) -> (DVector<f64>, DMatrix<f64>) {
        let hidden = self.hidden(x);
        let projected = self.at(&hidden);
        let places = self.setting.places;
        let (count, weights) = (places.len(), 2 * hidden.neurons());
        let mut jacobian = DMatrix::zeros(weights, count * self.setting.states);
        let tangents = Samples::new(places.clone(), weights, |t| hidden.tangents(t));
        let (values, image) = (weighted(places, &tangents.values), hamiltonian(&tangents));
        for (j, state) in projected.iter().flat_map(|p| p.states.iter().enumerate()) {
            let mut part = &image - &values * state.energy;
            // A change that only makes ψ longer makes the residual longer too, and is no change.
            part -= &state.residual * state.psi.tr_mul(&values);
            for (i, mut column) in part.column_iter_mut().enumerate() {
                column *= state.coefficients[hidden.function(i / 2)] / self.unit;
            }
            part -= &state.range * across(&state.range, &part);
            jacobian.columns_mut(j * count, count).tr_copy_from(&part);
        }
        (self.stacked(projected.as_ref()), jacobian)
    }
}

/// Moves the weights of `hidden`, which holds `found`, to where the residuals are least. Returns the layer and its states in terms of
/// its functions, ascending, those beyond the wanted ones as well; nothing if no step helps.
pub(super) fn polish(
    setting: &Setting<'_>,
    hidden: &Hidden,
    found: &Eliminated,
) -> Option<(Hidden, DMatrix<f64>)> {
    let mut projection = Projection {
        setting,
        start: hidden,
        signs: found.values(setting.states),
        unit: 1.0,
    };
    let start = DVector::zeros(2 * hidden.neurons());
    projection.unit = projection.values(&start).norm();
    let mut method = LevenbergMarquardt::new(&mut projection, start);
    let mut sizes = vec![method.residuals.norm()];
    while sizes.len() <= STEPS && sizes[sizes.len() - 1].is_finite() {
        let earlier = sizes.len().checked_sub(PATIENCE + 1);
        let stuck = earlier.is_some_and(|k| sizes[sizes.len() - 1] > GAIN * sizes[k]);
        if stuck || !method.step(&mut projection) {
            break;
        }
        sizes.push(method.residuals.norm());
    }
    let hidden = projection.hidden(&method.x);
    let projected = projection.at(&hidden)?;
    let columns: Vec<_> = projected
        .states
        .iter()
        .map(|s| s.coefficients.clone())
        .collect();
    let wanted = DMatrix::from_columns(&columns);
    // Rayleigh and Ritz among them, so that no energy is below its level; those beyond are the layer's own.
    let samples = hidden.samples(setting.places);
    let turned = &wanted * Eliminated::in_span(setting, &samples.combined(&wanted)).coefficients;
    let mut all = Eliminated::new(setting, &hidden).coefficients;
    if turned.ncols() < setting.states || all.ncols() < setting.states {
        return None;
    }
    all.columns_mut(0, setting.states).copy_from(&turned);
    Some((hidden, all))
}

/// √w f
fn weighted(places: &Places, values: &DMatrix<f64>) -> DMatrix<f64> {
    let mut rows = values.clone();
    for (mut row, weight) in rows.row_iter_mut().zip(&places.weight) {
        row *= weight.sqrt();
    }
    rows
}

/// √w Hf
fn hamiltonian(samples: &Samples) -> DMatrix<f64> {
    let places = &samples.places;
    let mut rows = weighted(places, &samples.values);
    for (i, mut row) in rows.row_iter_mut().enumerate() {
        let bend = places.weight[i].sqrt() * places.stiffness[i];
        row *= places.potential[i];
        row -= samples.curvatures.row(i) * bend;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ritz::newton::tests::barrier;
    use crate::ritz::newton::train;

    #[test]
    fn the_jacobian_is_the_slope_of_what_is_left() {
        let (places, hidden) = barrier(90.0, 9);
        let setting = Setting {
            places: &places,
            steepest: f64::INFINITY,
            energy: 200.0,
            states: 2,
        };
        let (hidden, found) = train(&setting, hidden, &mut |_, _| ());
        let mut projection = Projection {
            setting: &setting,
            start: &hidden,
            signs: found.values(2),
            unit: 1.0,
        };
        let zero = DVector::zeros(18);
        let (r, jacobian) = projection.linearised(&zero);
        // Of |r|², which is what Kaufman's Jacobian has right.
        let gradient = &jacobian * &r;
        let half = |x: &DVector<f64>, projection: &mut Projection<'_>| {
            0.5 * projection.values(x).norm_squared()
        };
        let h = 1e-5;
        for i in 0..18 {
            let mut x = zero.clone();
            x[i] = h;
            let up = half(&x, &mut projection);
            x[i] = -h;
            let slope = (up - half(&x, &mut projection)) / (2.0 * h);
            // c and E are eliminated to 1e-5 of what two steps leave, h² of the third derivative comes on top.
            let error = (slope - gradient[i]).abs();
            assert!(
                error < 1e-4 * gradient.amax(),
                "{i}: {slope:e} {:e}",
                gradient[i]
            );
        }
    }
}
