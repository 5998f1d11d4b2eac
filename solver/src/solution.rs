//! What a solve gives.

use std::fmt;

use hyperwell_nn::Mlp;

use crate::Problem;
use crate::bounds::Bounds;
use crate::progress::Progress;
use crate::quadrature::PiecewiseRule;
use crate::reference::ReferenceState;
use crate::wavefunction::{Measured, Wavefunction};

/// A trained state: its energy, its wavefunction and how far both can be trusted.
///
/// ```no_run
/// use hyperwell::{Problem, Settings, Solver};
///
/// let solution = Solver::new(Problem::finite_well(), Settings::default())?.solve()?;
/// println!("E = {}, ψ(0) = {}", solution.energy(), solution.psi(0.0)[0]);
/// # Ok::<(), hyperwell::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Solution {
    pub(crate) problem: Problem,
    pub(crate) wavefunction: Wavefunction,
    pub(crate) rule: PiecewiseRule,
    pub(crate) measured: Measured,
    pub(crate) trained_energy: f64,
    pub(crate) bounds: Option<Bounds>,
    pub(crate) outcome: Outcome,
    pub(crate) steps: usize,
    pub(crate) seconds: f64,
    pub(crate) history: Vec<Progress>,
}

/// How a solve ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// ψ is the state that was asked for, and its residual is small.
    Converged,
    /// All steps were taken and the residual is still large, or the trained energy is not that of ψ.
    Unresolved,
    /// ψ has another number of nodes, or an energy nearer to another level, than the state that was asked for.
    WrongState,
    /// The network learned ψ = 0, also with a heavier normalisation.
    Collapsed,
    /// The loss became infinite or NaN, also with smaller learning rates.
    Diverged,
    /// The observer ended the run.
    Stopped,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Converged => "converged",
            Outcome::Unresolved => {
                "not converged: the residual is still large; more steps, points or neurons may help"
            }
            Outcome::WrongState => "not converged: ψ is another state than the one asked for",
            Outcome::Collapsed => "failed: the network learned ψ = 0",
            Outcome::Diverged => "failed: the loss is not finite; a smaller learning rate may help",
            Outcome::Stopped => "stopped before the end",
        })
    }
}

impl Solution {
    /// The problem that was solved.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The Rayleigh quotient ⟨ψ, Hψ⟩/⟨ψ, ψ⟩ of the trained ψ: the best energy that it gives, and an upper bound of
    /// the ground state's.
    pub fn energy(&self) -> f64 {
        self.measured.rayleigh
    }

    /// The energy as the training left it.
    pub fn trained_energy(&self) -> f64 {
        self.trained_energy
    }

    /// Where the exact level lies, from the residual and the neighbour levels that Ritz's method finds: see
    /// [`bounds`](crate::bounds). None where the state is too far from the level to tell, or without the feature `dense`.
    pub fn energy_bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// ‖(H − E)ψ‖ for ∫ψ² = 1, in the units of the energy. Some eigenvalue lies within
    /// this distance of [`Solution::energy`] (Weinstein).
    pub fn residual_l2(&self) -> f64 {
        self.measured.residual
    }

    /// ∫ψ² of the network as it was trained, before it was normalised; the domain counts as 2 wide.
    pub fn norm(&self) -> f64 {
        self.measured.trained_norm
    }

    /// The number of sign changes of ψ inside the domain: n for the n-th state.
    pub fn nodes(&self) -> usize {
        self.measured.nodes
    }

    /// How the run ended.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Whether ψ is the state that was asked for.
    pub fn converged(&self) -> bool {
        self.outcome == Outcome::Converged
    }

    /// Adam steps taken, failed attempts included.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Wall-clock time of the training.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Loss and energy over the steps; at most about a thousand rows.
    pub fn history(&self) -> &[Progress] {
        &self.history
    }

    /// The wavefunction by itself.
    pub fn wavefunction(&self) -> &Wavefunction {
        &self.wavefunction
    }

    /// The trained network. ψ is this network times the boundary factor, normalised.
    pub fn network(&self) -> &Mlp<f64> {
        self.wavefunction.network()
    }

    /// ψ, ψ', ψ'' at `x`, with ∫ψ² = 1 and the first lobe positive; zero outside the domain.
    pub fn psi(&self, x: f64) -> [f64; 3] {
        self.wavefunction.psi(x)
    }

    /// (−(ψ'/m)' + (V − E)ψ)(x) with E = [`Solution::energy`]: zero for an exact solution.
    pub fn residual(&self, x: f64) -> f64 {
        self.wavefunction.hamiltonian(x) - self.energy() * self.psi(x)[0]
    }

    /// ‖ψ − ψ_ref‖ of the normalised wavefunctions, the sign chosen well.
    pub fn psi_error(&self, reference: &ReferenceState) -> f64 {
        let psi: Vec<f64> = self.rule.points().iter().map(|&x| self.psi(x)[0]).collect();
        reference.distance(&self.rule, &psi)
    }
}
