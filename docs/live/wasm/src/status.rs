//! Where a run stands.

/// What is descended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The distance to a coarse finite-difference state: how an excited state begins.
    Fit,
    /// The energy: how the ground state begins.
    Energy,
    /// ∫|(H − E)ψ|²
    Residual,
}

/// Where a run stands; energies in the units of the problem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Status {
    /// Steps done.
    pub step: usize,
    /// What the next step descends.
    pub phase: Phase,
    /// The loss before the last step.
    pub loss: f64,
    /// ∫ψ² before it, the domain counted as 2 wide.
    pub norm: f64,
    /// E as a trained parameter; the quotient before the residual's phase.
    pub trained_energy: f64,
    /// ⟨ψ, Hψ⟩/⟨ψ, ψ⟩ of the network now.
    pub rayleigh: f64,
    /// ‖(H − E)ψ‖ for ∫ψ² = 1, at the trained E.
    pub residual: f64,
    /// The learning rate of the next step.
    pub learning_rate: f64,
}
