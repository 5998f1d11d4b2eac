//! A spectrum from the hidden layers of a trained network.
//!
//! Training for one state leaves functions behind that others are made of as well: what the neurons of all hidden layers give, times the
//! boundary factor, is a basis. ψ itself is in it, so no energy can rise; and the output weights of every state, the trained one
//! included, follow from an eigenproblem.

use std::sync::Arc;

use hyperwell_autodiff::Jet;
use hyperwell_nn::Mlp;

use super::newton::{Eliminated, Setting};
use super::spectrum::{Spectrum, SpectrumSettings};
use super::whole::{Family, Whole};
use crate::trial::{Taylor, Trial};
use crate::{Error, Wavefunction};

/// Points of the rule for each function: those of several layers are steeper than those of one.
const POINTS: f64 = 8.0;

/// More of them in the rule on which states are judged.
const FINER: f64 = 2.0;

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
    /// The states near the trained one come out best, and it better than it was: at the most 500 neurons, and as many digits as the
    /// bounds say. Cost: cubic in the number of neurons, some tens of milliseconds for a hundred.
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
        let neurons = layers(0).neurons();
        if neurons > 500 {
            return Err(Error::Setting {
                name: "neurons",
                value: neurons.to_string(),
                expected: "at most 500".into(),
            });
        }
        let whole = Whole::new(psi.problem(), trial.coordinate().clone(), settings);
        let count = POINTS * layers(0).len() as f64 * trial.magnification();
        let coarse = whole.places(count)?;
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
        let found = whole.judged(&whole.places(FINER * count)?, families.collect())?;
        Ok(whole.spectrum(found, neurons))
    }
}
