//! A trained ψ: evaluated anywhere, normalised, and measured.

use hyperwell_autodiff::Jet;
use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::{Engine, Mlp};

use crate::Problem;
use crate::quadrature::PiecewiseRule;
use crate::trial::{Taylor, Trial};

/// The wavefunction of a trained network, with ∫ψ² = 1 and its first lobe positive.
///
/// It is part of a [`Solution`](crate::Solution), and what [`Solver::wavefunction`](crate::Solver::wavefunction) makes of a network that was kept.
///
/// ```
/// use hyperwell::{Problem, Settings, Solver};
///
/// let settings = Settings { hidden: vec![8], steps: 200, ..Settings::default() };
/// let solver = Solver::new(Problem::infinite_well(), settings)?;
/// let network = solver.solve()?.network().clone();
/// let psi = solver.wavefunction(network)?;
/// let [value, slope, _] = psi.psi(0.0);
/// assert!(value == 0.0 && slope > 0.0);
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Wavefunction {
    problem: Problem,
    trial: Trial,
    network: Mlp<f64>,
    /// ψ = scale · B N
    scale: f64,
}

/// What a wavefunction has been measured to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measured {
    /// ⟨ψ, Hψ⟩ / ⟨ψ, ψ⟩
    pub(crate) rayleigh: f64,
    /// ‖(H − E)ψ‖ for ∫ψ² = 1, with E the Rayleigh quotient.
    pub(crate) residual: f64,
    /// ∫ψ'²/m + ∫|V|ψ² for ∫ψ² = 1: the size of the parts of E.
    pub(crate) size: f64,
    /// ∫ψ² of the network as it was trained, the domain counted as 2 wide.
    pub(crate) trained_norm: f64,
    /// Sign changes inside the domain.
    pub(crate) nodes: usize,
}

/// |ψ| below this part of its maximum has no sign, nor below the error that ψ has by its own residual:
/// where ψ has decayed, a network's last digits wiggle around zero.
const SIGN_THRESHOLD: f64 = 1e-4;

impl Wavefunction {
    /// Normalises ψ and measures it on the Gauss points of `rule`, which should be finer than the
    /// points of the training.
    ///
    /// The Rayleigh quotient is formed from ∫ψ'²/m and ∫Vψ², which need no ψ'' and hold with jumps of the mass. Its error
    /// is the square of that of ψ.
    pub(crate) fn new(
        problem: &Problem,
        trial: Trial,
        network: Mlp<f64>,
        rule: &PiecewiseRule,
    ) -> (Self, Measured) {
        let coordinate = trial.coordinate();
        let pieces = problem.pieces();
        let ts = trial.ts(rule);
        let mut engine = Engine::new(network.shape(), trial.inputs(&ts), Isa::detect(), 1);
        let jets = engine.jets(&network);

        let unit = coordinate.energy_unit();
        let (mut norm, mut energy, mut size) = (0.0, 0.0, 0.0);
        let mut psis = Vec::with_capacity(ts.len());
        for (i, &t) in ts.iter().enumerate() {
            let n = [jets[0][0][i], jets[1][0][i], jets[2][0][i]];
            let (piece, x, w) = (rule.pieces()[i], rule.points()[i], rule.weights()[i]);
            let [psi, psi_t, psi_tt] = trial.psi(t, n);
            let mass = coordinate.relative_mass(piece, x);
            let potential = pieces[piece].potential.value(x);
            norm += w * psi * psi;
            let kinetic = unit * mass * psi_t * psi_t;
            energy += w * (kinetic + potential * psi * psi);
            size += w * (kinetic + potential.abs() * psi * psi);
            psis.push((w, psi, -unit * mass * psi_tt + potential * psi));
        }
        let rayleigh = energy / norm;
        let residual: f64 = psis
            .iter()
            .map(|(w, psi, h_psi)| w * (h_psi - rayleigh * psi).powi(2))
            .sum();

        let residual = (residual / norm).sqrt();

        let scale = unit * coordinate.scaled_energy(rayleigh).max(1.0);
        let threshold = (residual / scale).max(SIGN_THRESHOLD);
        let largest = psis.iter().map(|(_, psi, _)| psi.abs()).fold(0.0, f64::max);
        let mut signs = psis
            .iter()
            .filter(|(_, psi, _)| psi.abs() > threshold * largest)
            .map(|(_, psi, _)| psi.signum());
        let first = signs.next().unwrap_or(1.0);
        let mut last = first;
        let mut nodes = 0;
        for sign in signs {
            nodes += usize::from(sign != last);
            last = sign;
        }

        let measured = Measured {
            rayleigh,
            residual,
            size: size / norm,
            trained_norm: norm * 2.0 / problem.width(),
            nodes,
        };
        let scale = first / norm.sqrt();
        (
            Wavefunction {
                problem: problem.clone(),
                trial,
                network,
                scale,
            },
            measured,
        )
    }

    #[cfg(feature = "dense")]
    pub(crate) fn problem(&self) -> &Problem {
        &self.problem
    }

    /// ⟨T⟩ of the state as it was surveyed before the training, in the unit of ε and at least 1: how fast the features vary that the network is given.
    pub fn kinetic_energy(&self) -> f64 {
        self.trial.size()
    }

    #[cfg(feature = "dense")]
    pub(crate) fn trial(&self) -> &Trial {
        &self.trial
    }

    /// The network N of ψ = B·N, up to a factor.
    pub fn network(&self) -> &Mlp<f64> {
        &self.network
    }

    /// ψ, ψ', ψ'' at `x`; zero outside the domain. Costs one evaluation of the network with jets.
    pub fn psi(&self, x: f64) -> [f64; 3] {
        let problem = &self.problem;
        if !(problem.from()..=problem.to()).contains(&x) {
            return [0.0; 3];
        }
        let coordinate = self.trial.coordinate();
        let piece = coordinate.piece_at(x);
        let [psi, psi_t, psi_tt] = self.in_t(coordinate.t(piece, x));
        let slope = coordinate.slope(piece, x);
        let curvature = coordinate.curvature(piece, x);
        [
            psi,
            psi_t * slope,
            psi_tt * slope * slope + psi_t * curvature,
        ]
    }

    /// −(ψ'/m)' + Vψ at `x`; zero outside the domain.
    pub(crate) fn hamiltonian(&self, x: f64) -> f64 {
        let problem = &self.problem;
        if !(problem.from()..=problem.to()).contains(&x) {
            return 0.0;
        }
        let coordinate = self.trial.coordinate();
        let piece = coordinate.piece_at(x);
        let [psi, _, psi_tt] = self.in_t(coordinate.t(piece, x));
        let mass = coordinate.relative_mass(piece, x);
        problem.potential().value(x) * psi - coordinate.energy_unit() * mass * psi_tt
    }

    /// ψ and its derivatives with respect to t.
    fn in_t(&self, t: f64) -> Taylor {
        let features: Vec<Jet<f64, 1>> = self
            .trial
            .features_at(t)
            .map(|[value, gradient, second]| Jet::new(value, [gradient], second))
            .collect();
        let n = self.network.evaluate(&features)[0];
        self.trial
            .psi(t, [n.value, n.gradient[0], n.second])
            .map(|y| self.scale * y)
    }
}
