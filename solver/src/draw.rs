//! The weights that a fit begins with.

use hyperwell_nn::{Mlp, Shape};

use crate::random::SplitMix64;
use crate::survey::Survey;
use crate::trial::Trial;
use crate::{Phase, Settings};

/// The state is looked for within so many standard deviations of its mean place.
const REACH: f64 = 3.0;
/// Beyond it centres lie on both sides by this part of it.
const MARGIN: f64 = 0.05;
/// How much the turning rates of the neurons differ.
const SPREAD: f64 = 0.2;
/// What names this stream of random numbers.
const PURPOSE: u64 = 0x6472_6177;

/// The network with which a phase begins: for a fit one that sees the waves of the surveyed state, else as the settings draw it.
pub(crate) fn draw(phase: Phase, trial: &Trial, shape: &Shape, settings: &Settings) -> Mlp<f64> {
    let mut network = Mlp::new(shape.clone(), settings.initialization, settings.seed);
    if let (Phase::Fit, Some(survey)) = (phase, trial.survey()) {
        see_waves(&mut network, trial, survey, settings.seed);
    }
    network
}

/// Draws the weights of u anew: neuron j turns at tⱼ, σ(ωⱼ (u(t) − u(tⱼ))), with the tⱼ stratified over the part of the
/// domain where the state lives, and as fast as the state does, |ωⱼ| u′(tⱼ) = √⟨T⟩.
///
/// Weights drawn as for smooth data do not hold a state with many nodes, nor one that fills a small part of its
/// domain, and no descent of moderate length leads from there to it.
fn see_waves(network: &mut Mlp<f64>, trial: &Trial, survey: &Survey, seed: u64) {
    let (mean, deviation) = survey.place();
    let (from, to) = trial.part(mean - REACH * deviation, mean + REACH * deviation);
    let mut random = SplitMix64::new(seed, &[PURPOSE]);
    let mut symmetric = || 2.0 * random.unit() - 1.0;
    // u = t² does not turn at 0.
    let least = trial.u(from + 0.25 * (to - from))[1].abs();
    // The first row of the weights is that of u.
    let (weights, biases) = (network.shape().weights(0).start, network.shape().biases(0));
    let (neurons, parameters) = (biases.len(), network.parameters_mut());
    for (neuron, bias) in biases.enumerate() {
        let place = (neuron as f64 + 0.5 + 0.5 * symmetric()) / neurons as f64;
        let center = from + (to - from) * (place + MARGIN * (2.0 * place - 1.0));
        let [u, slope, _] = trial.u(center);
        let rate = trial.size().sqrt() * (1.0 + SPREAD * symmetric());
        let weight = (rate / slope.abs().max(least)).copysign(symmetric());
        parameters[weights + neuron] = weight;
        parameters[bias] = -weight * u;
    }
}
