//! What an observer of energy–Newton sees.

use super::eliminated::Eliminated;
use super::hidden::Hidden;
use super::state::{by_x, combine};
use super::whole::Family;
use crate::coordinate::Coordinate;

/// Energy–Newton at its start or after a successful step: the Ritz states of the layer as it is.
pub struct NewtonStep<'a> {
    coordinate: &'a Coordinate,
    states: usize,
    draw: u64,
    hidden: &'a Hidden,
    found: &'a Eliminated,
}

impl<'a> NewtonStep<'a> {
    pub(super) fn new(
        coordinate: &'a Coordinate,
        states: usize,
        draw: u64,
        hidden: &'a Hidden,
        found: &'a Eliminated,
    ) -> Self {
        Self {
            coordinate,
            states,
            draw,
            hidden,
            found,
        }
    }

    /// Which draw of the layer is trained, from 0: there are several where one does not converge.
    pub fn draw(&self) -> u64 {
        self.draw
    }

    /// The energies of the lowest [`states`](super::SpectrumSettings::states), on the points of the training.
    pub fn energies(&self) -> Vec<f64> {
        self.found.energies(self.states)
    }

    /// ψ, ψ′ and ψ″ of state `n` at `x` in the domain, with ∫ψ² = 1 on those points and either sign; zero for a state that the
    /// layer does not hold. Cost: one evaluation of the layer.
    pub fn psi(&self, n: usize, x: f64) -> [f64; 3] {
        if n >= self.found.coefficients.ncols() {
            return [0.0; 3];
        }
        let coordinate = self.coordinate;
        let piece = coordinate.piece_at(x);
        let column = self.found.coefficients.column(n);
        let sum = combine(
            self.hidden.at(coordinate.t(piece, x)).into_iter(),
            column.as_slice(),
        );
        by_x(coordinate, piece, x, sum)
    }
}

#[cfg(test)]
mod tests {
    use crate::Problem;
    use crate::ritz::{Spectrum, SpectrumSettings};

    #[test]
    fn the_last_step_shows_the_states_of_the_spectrum() {
        let settings = SpectrumSettings {
            states: 2,
            ..SpectrumSettings::default()
        };
        let mut last = Vec::new();
        let spectrum = Spectrum::train_observed(&Problem::barrier(), 20, &settings, &mut |step| {
            last = [0, 1]
                .map(|n| (step.energies()[n], step.psi(n, 0.3)))
                .to_vec();
        })
        .unwrap();
        for ((energy, psi), state) in last.iter().zip(spectrum.states()) {
            // The finer rule sees the same to rounding.
            assert!((energy / state.energy() - 1.0).abs() < 1e-9);
            let sign = (psi[0] * state.psi(0.3)[0]).signum();
            for (one, other) in psi.iter().zip(state.psi(0.3)) {
                assert!((sign * one - other).abs() < 1e-6 * (1.0 + other.abs()));
            }
        }
    }
}
