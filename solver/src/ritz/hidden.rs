//! One hidden layer for the whole domain, whose weights can be trained.

use hyperwell_autodiff::Jet;

use super::feature::{Features, Neuron};
use super::whole::Family;
use crate::random::SplitMix64;
use crate::trial::Taylor;

/// The functions Bⱼ and Bⱼ f(wₖt + cₖ) with envelopes
///
/// B₀ = 1 − t² and Bⱼ = (1 − t²) max(t − tⱼ, 0)², one for each jump tⱼ of V or m,
///
/// which vanish at the walls and have the regularity of ψ: at a jump ψ_tt may jump, ψ and ψ_t do not.
#[derive(Clone, Debug)]
pub(super) struct Hidden {
    jumps: Vec<f64>,
    /// Each neuron with the index of its envelope.
    neurons: Vec<(usize, Neuron)>,
}

type Local = Jet<f64, 1>;

impl Hidden {
    /// `count` neurons, shared out evenly over the envelopes, each lot spread over where its envelope is not zero.
    pub(super) fn new(kind: Features, jumps: &[f64], count: usize, seed: u64) -> Self {
        let envelopes = 1 + jumps.len();
        let mut random = SplitMix64::new(seed, &[count as u64]);
        let mut neurons = Vec::with_capacity(count);
        for envelope in 0..envelopes {
            let share = (count + envelopes - 1 - envelope) / envelopes;
            let from = if envelope == 0 {
                -1.0
            } else {
                jumps[envelope - 1]
            };
            let (middle, half) = (0.5 * (1.0 + from), 0.5 * (1.0 - from));
            let steepness = (0.2 * share as f64).max(1.5);
            let drawn = kind.draw_steep(share, steepness, &mut random);
            neurons.extend(
                drawn
                    .iter()
                    .map(|neuron| (envelope, neuron.stretched(middle, half))),
            );
        }
        Self {
            jumps: jumps.to_vec(),
            neurons,
        }
    }

    /// The index of neuron `k` among the functions.
    pub(super) fn function(&self, k: usize) -> usize {
        1 + self.jumps.len() + k
    }

    /// The number of neurons; each has two parameters.
    pub(super) fn neurons(&self) -> usize {
        self.neurons.len()
    }

    /// The derivatives of each neuron's function by its weight and by its bias.
    pub(super) fn tangents(&self, t: f64) -> impl Iterator<Item = Taylor> + '_ {
        let (t, envelopes) = self.envelopes(t);
        self.neurons
            .iter()
            .flat_map(move |(envelope, neuron)| {
                neuron.tangents(t).map(|d| envelopes[*envelope] * d)
            })
            .map(taylor)
    }

    /// The layer with every weight and bias moved, none steeper than `steepest`.
    pub(super) fn moved(&self, step: &[f64], steepest: f64) -> Self {
        let moved = self.neurons.iter().zip(step.chunks_exact(2));
        Self {
            jumps: self.jumps.clone(),
            neurons: moved
                .map(|((envelope, neuron), by)| (*envelope, neuron.moved([by[0], by[1]], steepest)))
                .collect(),
        }
    }

    fn envelopes(&self, t: f64) -> (Local, Vec<Local>) {
        let t = Local::new(t, [1.0], 0.0);
        let one = Local::constant(1.0);
        let walls = (one - t) * (one + t);
        let kink = |&jump: &f64| {
            let r = t - Local::constant(jump);
            if r.value > 0.0 {
                walls * r * r
            } else {
                Local::constant(0.0)
            }
        };
        let all = std::iter::once(walls)
            .chain(self.jumps.iter().map(kink))
            .collect();
        (t, all)
    }
}

impl Family for Hidden {
    fn len(&self) -> usize {
        1 + self.jumps.len() + self.neurons.len()
    }

    /// The envelopes, then the neurons.
    fn at(&self, t: f64) -> Vec<Taylor> {
        let (t, envelopes) = self.envelopes(t);
        let neurons = self
            .neurons
            .iter()
            .map(|(envelope, neuron)| envelopes[*envelope] * neuron.at(t));
        envelopes
            .iter()
            .copied()
            .chain(neurons)
            .map(taylor)
            .collect()
    }
}

fn taylor(f: Local) -> Taylor {
    [f.value, f.gradient[0], f.second]
}
