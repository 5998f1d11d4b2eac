//! A spectrum from the hidden layers of a trained network.
//!
//! Training for one state leaves functions behind that others are made of as well: what the neurons of all hidden layers give, times the
//! boundary factor, is a basis that ψ itself is in; and the output weights of every state, the trained one included, follow from an
//! eigenproblem. What depends on the rest to nine digits is dropped, which costs most where a state is much smaller than its domain: that
//! the bounds say.

use std::sync::Arc;

use hyperwell_autodiff::Jet;
use hyperwell_nn::Mlp;

use super::eliminated::{Eliminated, Setting};
use super::rule::{Places, Point};
use super::spectrum::{Spectrum, SpectrumSettings};
use super::whole::{Family, Whole};
use crate::trial::{Taylor, Trial};
use crate::{Error, Sampling, Wavefunction};

/// Points of the rule for each function: those of several layers are steeper than those of one.
const POINTS: usize = 8;

/// More of them in the rule on which states are judged.
const FINER: usize = 2;

/// B times 1, what the network is given, and each hidden neuron.
#[derive(Debug)]
struct Layers {
    network: Mlp<f64>,
    trial: Trial,
}

impl Layers {
    fn neurons(&self) -> usize {
        let widths = self.network.shape().widths();
        widths[1..widths.len() - 1].iter().sum()
    }
}

impl Family for Layers {
    fn len(&self) -> usize {
        1 + self.trial.features() + self.neurons()
    }

    fn at(&self, t: f64) -> Vec<Taylor> {
        let jet = |[value, gradient, second]: Taylor| Jet::new(value, [gradient], second);
        let given: Vec<Jet<f64, 1>> = self.trial.features_at(t).map(jet).collect();
        let mut layers = self.network.evaluate_layers(&given);
        layers.pop();
        std::iter::once(jet([1.0, 0.0, 0.0]))
            .chain(given)
            .chain(layers.into_iter().flatten())
            .map(|n| self.trial.psi(t, [n.value, n.gradient[0], n.second]))
            .collect()
    }
}

impl Spectrum {
    /// The lowest states in the hidden layers of the network of `psi`, which may have been trained for any one state.
    ///
    /// Commonly the trained state comes out better than it was; each is as good as its bounds say. Cost: cubic in the number of
    /// neurons, about 50 ms for a hundred.
    ///
    /// `settings.features`, `seed` and `most_functions` have no effect.
    ///
    /// # Errors
    /// As [`solve`](Self::solve); [`Error::Setting`] for more than 500 neurons; [`Error::NotResolved`] if the layers hold
    /// fewer states than were asked for.
    ///
    /// ```
    /// use hyperwell::{Problem, Settings, Solver, ritz::{Spectrum, SpectrumSettings}};
    ///
    /// let settings = Settings { steps: 500, ..Settings::default() };
    /// let solution = Solver::new(Problem::infinite_well(), settings)?.solve()?;
    /// let wanted = SpectrumSettings { states: 2, ..SpectrumSettings::default() };
    /// let spectrum = Spectrum::in_layers_of(solution.wavefunction(), &wanted)?;
    /// let exact = std::f64::consts::PI.powi(2);
    /// let error = |energy: f64| (energy / exact - 1.0).abs();
    /// assert!(error(spectrum.states()[0].energy()) < 1e-9);
    /// assert!(error(spectrum.states()[0].energy()) < error(solution.energy()));
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn in_layers_of(psi: &Wavefunction, settings: &SpectrumSettings) -> Result<Self, Error> {
        settings.check()?;
        let trial = psi.trial();
        let kinds = if trial.has_parity() { 2 } else { 1 };
        let layers = |n: usize| Layers {
            network: psi.network().clone(),
            trial: trial.with_parity_of(n),
        };
        let (neurons, functions) = (layers(0).neurons(), layers(0).len());
        if neurons > 500 {
            return Err(Error::Setting {
                name: "neurons",
                value: neurons.to_string(),
                expected: "at most 500".into(),
            });
        }
        let coordinate = trial.coordinate();
        // Where the network was trained: dense where the state is.
        let places = |count: usize| {
            let rule = trial.rule(Sampling::GaussLegendre, count, 0)?;
            let places = rule.pieces().iter().zip(rule.points());
            let points: Vec<Point> = places
                .zip(rule.weights())
                .map(|((&piece, &x), &weight)| (piece, x, weight))
                .collect();
            Places::new(psi.problem(), coordinate, &points)
        };
        let coarse = places(POINTS * functions)?;
        let whole = Whole::new(psi.problem(), coordinate.clone(), settings);
        let setting = Setting {
            places: &coarse,
            steepest: f64::INFINITY,
            energy: whole.energy(),
            states: settings.states,
        };
        let families = (0..kinds).map(|n| {
            let layers = layers(n);
            let found = Eliminated::in_span(&setting, &layers.samples(&coarse));
            (Arc::new(layers) as Arc<dyn Family>, found.coefficients)
        });
        let found = whole.judged(&places(FINER * POINTS * functions)?, families.collect())?;
        Ok(whole.spectrum(found, neurons))
    }
}
