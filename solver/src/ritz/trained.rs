//! A spectrum from one small hidden layer, trained by energy–Newton.

use std::sync::Arc;

use super::eliminated::{Eliminated, Setting};
use super::hidden::Hidden;
use super::newton::train;
use super::rule::Places;
use super::spectrum::{Spectrum, SpectrumSettings};
use super::step::NewtonStep;
use super::whole::{Candidate, Family, Whole};
use crate::coordinate::Coordinate;
use crate::{Error, Problem};

/// Points of the rule for each function of the layer.
const POINTS: f64 = 4.0;

/// More of them in the rule on which states are judged.
const FINER: f64 = 3.0;

/// The steepest neuron has this weight times the widest gap between points. Measured on five problems with 6 to 60 neurons and 20 seeds:
/// at 1 no level is too low, at 2 some are.
const SEEN: f64 = 1.0;

/// Draws of the layer: where one ends in a poor minimum, another may not.
const ATTEMPTS: u64 = 5;

impl Spectrum {
    /// The lowest states in the features of one hidden layer with `neurons` neurons for the whole domain, its weights
    /// trained.
    ///
    /// Untrained features need many more to be as good: here the sum of the states' energies is minimised over every
    /// weight and bias by Newton's method, output weights eliminated at each step. Twenty neurons hold three states of the
    /// barrier to 1e-12. Cost: cubic in the number of neurons, some tens of milliseconds for 20 to 40.
    ///
    /// Where a state has not converged other draws of the layer are tried, five in all; the best is kept.
    ///
    /// `settings.most_functions` has no effect.
    ///
    /// # Errors
    /// As [`solve`](Self::solve); [`Error::Setting`] for fewer neurons than states or more than 500;
    /// [`Error::NotResolved`] if the features end up too much alike.
    ///
    /// ```
    /// use hyperwell::{Problem, ritz::{Spectrum, SpectrumSettings}};
    ///
    /// let settings = SpectrumSettings { states: 2, ..Default::default() };
    /// let spectrum = Spectrum::train(&Problem::infinite_well(), 12, &settings)?;
    /// let exact = std::f64::consts::PI.powi(2);
    /// assert!((spectrum.states()[0].energy() / exact - 1.0).abs() < 1e-10);
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn train(
        problem: &Problem,
        neurons: usize,
        settings: &SpectrumSettings,
    ) -> Result<Self, Error> {
        Self::train_observed(problem, neurons, settings, &mut |_| ())
    }

    /// [`train`](Self::train), and shows `observer` the states at the start of each draw and after every successful step of
    /// energy–Newton. Their sum falls from step to step until that drowns in rounding. The result is the best draw.
    ///
    /// # Errors
    /// As [`train`](Self::train).
    ///
    /// ```
    /// use hyperwell::{Problem, ritz::{Spectrum, SpectrumSettings}};
    ///
    /// let settings = SpectrumSettings { states: 1, ..Default::default() };
    /// let mut energies = Vec::new();
    /// Spectrum::train_observed(&Problem::infinite_well(), 8, &settings, &mut |step| {
    ///     energies.push(step.energies()[0]);
    /// })?;
    /// assert!(energies.is_sorted_by(|earlier, later| *later <= earlier * (1.0 + 1e-12)));
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn train_observed(
        problem: &Problem,
        neurons: usize,
        settings: &SpectrumSettings,
        observer: &mut dyn FnMut(&NewtonStep<'_>),
    ) -> Result<Self, Error> {
        settings.check()?;
        if neurons < settings.states || neurons > 500 {
            return Err(Error::Setting {
                name: "neurons",
                value: neurons.to_string(),
                expected: "at least as many as states, at most 500".into(),
            });
        }
        let coordinate = Coordinate::new(problem);
        let jumps: Vec<f64> = problem
            .jumps()
            .into_iter()
            .map(|x| coordinate.t(coordinate.piece_at(x), x))
            .collect();
        let whole = Whole::new(problem, coordinate, settings);
        let functions = (neurons + 1 + jumps.len()) as f64;
        let coarse = whole.places(POINTS * functions)?;
        let fine = whole.places(FINER * POINTS * functions)?;
        let setting = Setting {
            places: &coarse,
            steepest: SEEN / widest_gap(&coarse),
            energy: whole.energy(),
            states: settings.states,
        };
        let mut draw = |attempt: u64| {
            let seed = settings.seed ^ (attempt << 32);
            let hidden = Hidden::new(settings.features, &jumps, neurons, seed);
            let mut observe = |hidden: &Hidden, found: &Eliminated| {
                observer(&NewtonStep::new(
                    &whole.coordinate,
                    settings.states,
                    attempt,
                    hidden,
                    found,
                ));
            };
            let (hidden, found) = train(&setting, hidden, &mut observe);
            let family: Arc<dyn Family> = Arc::new(hidden);
            whole.judged(&fine, vec![(family, found.coefficients)])
        };
        let mut best = draw(0)?;
        for attempt in 1..ATTEMPTS {
            if best.converged() {
                break;
            }
            best = better(best, draw(attempt)?);
        }
        Ok(whole.spectrum(best, neurons))
    }
}

fn better(a: Candidate, b: Candidate) -> Candidate {
    if b.width() < a.width() { b } else { a }
}

/// The widest gap between neighbouring points, walls among them, in t.
fn widest_gap(places: &Places) -> f64 {
    let edges = [&[-1.0], places.t.as_slice(), &[1.0]].concat();
    let gaps = edges.windows(2).map(|pair| pair[1] - pair[0]);
    gaps.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use crate::ritz::{Spectrum, SpectrumSettings};
    use crate::{Piecewise, Problem};

    #[test]
    fn a_step_to_neurons_that_are_all_alike_is_no_gain() {
        // With fewer states there is less to add up.
        let potential = Piecewise::function(-8.0, 8.0, |x| x * x).unwrap();
        let problem = Problem::new("oscillator", potential);
        for seed in 0..12 {
            let settings = SpectrumSettings {
                states: 4,
                seed,
                ..SpectrumSettings::default()
            };
            let spectrum = Spectrum::train(&problem, 8, &settings).unwrap();
            assert_eq!(spectrum.states().len(), 4, "seed {seed}");
        }
    }
}
