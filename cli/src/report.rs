//! What `--json` prints and `result.json` holds.

use serde::Serialize;

use crate::units::Units;

/// The figures of one solved state. Fields without a value are null.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) problem: String,
    /// What lengths and energies are counted in; null where they are dimensionless.
    pub(crate) units: Option<Units>,
    pub(crate) state: usize,
    pub(crate) optimizer: Vec<&'static str>,
    /// The Rayleigh quotient of ψ.
    pub(crate) energy: f64,
    /// The E of the residual that was trained, or held.
    pub(crate) trained_energy: f64,
    pub(crate) reference_energy: Option<f64>,
    /// |E − E_ref| / |E_ref|
    pub(crate) energy_rel_error: Option<f64>,
    /// |E − E_ref| over the distance to the nearest other level.
    pub(crate) energy_spacing_error: Option<f64>,
    /// ‖ψ − ψ_ref‖ / ‖ψ_ref‖
    pub(crate) psi_l2_error: Option<f64>,
    /// ‖(H − E)ψ‖ for ∫ψ² = 1
    pub(crate) residual_l2: f64,
    /// ∫ψ² as the training left it.
    pub(crate) norm: f64,
    pub(crate) nodes: usize,
    pub(crate) energy_lower: Option<f64>,
    pub(crate) energy_upper: Option<f64>,
    pub(crate) parameters: usize,
    pub(crate) steps: usize,
    pub(crate) seconds: f64,
    pub(crate) seed: u64,
    pub(crate) precision: String,
    pub(crate) threads: usize,
    pub(crate) isa: &'static str,
    pub(crate) converged: bool,
}

impl Report {
    /// One line of JSON.
    pub(crate) fn json(&self) -> String {
        // Strings and numbers always have a JSON form; what is not finite is null.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}
