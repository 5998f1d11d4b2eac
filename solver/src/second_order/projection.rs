//! A network fitted to a known state: where the training of an excited state begins.

use hyperwell_autodiff::lane::Lane;
use hyperwell_nn::{BLOCK, Channels, ChannelsMut, Engine, Loss, Mlp, Sums};

use super::lbfgs::{Lbfgs, Smooth};
use crate::Settings;
use crate::quadrature::PiecewiseRule;
use crate::ritz::RitzState;
use crate::trial::Trial;
use crate::variational::EnergyPoint;

/// Steps at most.
const STEPS: usize = 1500;

/// The fit ends at this distance from a state of norm 1: a start is all that is wanted.
const CLOSE: f64 = 1e-4;

/// Fits the network to a state: ψ and ψ_t at the points of `rule`, the slope weighted as the energy weights it.
///
/// The residual vanishes at every eigenfunction, and its descent ends at whichever is near; so a run for the n-th state
/// has to begin near that.
pub(crate) fn project(
    trial: &Trial,
    rule: &PiecewiseRule,
    network: &mut Mlp<f64>,
    settings: &Settings,
    state: &RitzState,
) {
    let mut fit = Fit::new(trial, rule, network, settings, state);
    let mut method = Lbfgs::new(&mut fit, network.parameters().to_vec());
    for _ in 0..STEPS {
        if method.value < CLOSE * CLOSE || !method.step(&mut fit) {
            break;
        }
    }
    network.parameters_mut().copy_from_slice(&method.x);
}

/// Σ wᵢ [(ψ − φ)² + (ψ_t − φ_t)²/k²] with φ the state and k² = ⟨φ_t, φ_t⟩/⟨φ, φ⟩, its mean wave number squared.
struct Fit {
    engine: Engine<f64, 1>,
    network: Mlp<f64>,
    loss: FitLoss,
}

/// The same as a loss, with columns in whole blocks.
struct FitLoss {
    boundary: Vec<f64>,
    boundary_slope: Vec<f64>,
    value: Vec<f64>,
    slope: Vec<f64>,
    value_weight: Vec<f64>,
    slope_weight: Vec<f64>,
}

impl Fit {
    fn new(
        trial: &Trial,
        rule: &PiecewiseRule,
        network: &Mlp<f64>,
        settings: &Settings,
        state: &RitzState,
    ) -> Self {
        let points: Vec<EnergyPoint> = trial
            .points(rule)
            .into_iter()
            .map(|(_, point)| point)
            .collect();
        // In the measure of the points the domain is 2 wide.
        let unit = trial.half_width().sqrt();
        let coordinate = trial.coordinate();
        let places = rule.points().iter().zip(rule.pieces());
        let (value, slope): (Vec<f64>, Vec<f64>) = places
            .map(|(&x, &piece)| {
                let [psi, derivative, _] = state.psi(x);
                (unit * psi, unit * derivative / coordinate.slope(piece, x))
            })
            .unzip();
        let mean = |y: &[f64]| -> f64 {
            let terms = points.iter().zip(y);
            terms.map(|(point, y)| point.norm_weight * y * y).sum()
        };
        let wave = mean(&slope) / mean(&value).max(f64::MIN_POSITIVE);
        let column = |part: &dyn Fn(&EnergyPoint) -> f64| whole(points.iter().map(part).collect());
        let loss = FitLoss {
            boundary: column(&|p| p.boundary),
            boundary_slope: column(&|p| p.boundary_slope),
            value: whole(value),
            slope: whole(slope),
            value_weight: column(&|p| p.norm_weight),
            slope_weight: column(&|p| p.norm_weight / wave.max(f64::MIN_POSITIVE)),
        };
        let inputs = trial.inputs(&trial.ts(rule));
        Self {
            engine: Engine::new(
                network.shape(),
                inputs,
                [1.0],
                settings.isa,
                settings.threads,
            ),
            network: network.clone(),
            loss,
        }
    }
}

/// Filled up to whole blocks with points that weigh nothing.
fn whole(mut column: Vec<f64>) -> Vec<f64> {
    column.resize(column.len().next_multiple_of(BLOCK), 0.0);
    column
}

impl Smooth for Fit {
    fn value(&mut self, x: &[f64], gradient: &mut [f64]) -> f64 {
        self.network.parameters_mut().copy_from_slice(x);
        let ((), sums) = self.engine.gradient(&self.network, &self.loss, gradient);
        sums[0]
    }
}

impl Loss<f64> for FitLoss {
    type Global = ();

    fn global(&self, _: &[f64]) {}

    #[inline(always)]
    fn block<L: Lane<Float = f64>>(
        &self,
        (): (),
        first: usize,
        jets: Channels<'_, f64>,
        seeds: &mut ChannelsMut<'_, f64>,
    ) -> Sums {
        let part = |column: &[f64], at: usize| L::load(&L::chunks(&column[first..][..BLOCK]).0[at]);
        let jet = |channel: usize, at: usize| L::load(&L::chunks(jets.get(channel, 0)).0[at]);
        let two = L::constant(2.0);
        let mut sum = L::constant(0.0);
        for at in 0..BLOCK / L::LANES {
            let (b, b1) = (part(&self.boundary, at), part(&self.boundary_slope, at));
            let off = b.mul_add(jet(0, at), -part(&self.value, at));
            let slope_off = b1.mul_add(jet(0, at), b * jet(1, at)) - part(&self.slope, at);
            let pull = part(&self.value_weight, at) * off;
            let slope_pull = part(&self.slope_weight, at) * slope_off;
            sum = pull.mul_add(off, slope_pull.mul_add(slope_off, sum));
            let mut put =
                |channel: usize, x: L| x.store(&mut L::chunks_mut(seeds.get(channel, 0)).0[at]);
            put(0, two * pull.mul_add(b, slope_pull * b1));
            put(1, two * slope_pull * b);
            put(2, L::constant(0.0));
        }
        [sum.sum(), 0.0, 0.0, 0.0]
    }
}
