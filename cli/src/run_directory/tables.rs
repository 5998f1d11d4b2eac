//! The tables of a run: its history and ψ.

use std::fmt::Write as _;

use hyperwell::Progress;

/// `history.csv`; energies are multiples of `energy_unit`. The loss is the sum of
/// `residual` (in the variational phase: the energy) and `norm_penalty`.
pub(crate) fn history_csv(history: &[Progress], energy_unit: f64) -> String {
    let mut csv = String::from("step,phase,loss,residual,norm_penalty,norm,energy,learning_rate\n");
    for row in history {
        let Progress {
            step,
            phase,
            loss,
            residual,
            norm_penalty,
            norm,
            ..
        } = row;
        let (energy, rate) = (row.energy * energy_unit, row.learning_rate);
        // Writing to a String cannot fail.
        let _ = writeln!(
            csv,
            "{step},{phase},{loss:e},{residual:e},{norm_penalty:e},{norm},{energy},{rate:e}"
        );
    }
    csv
}

/// A row of `psi.csv`.
pub(crate) struct PsiRow {
    pub(crate) x: f64,
    pub(crate) potential: f64,
    /// ψ, ψ', ψ''
    pub(crate) psi: [f64; 3],
    pub(crate) residual: f64,
    /// Empty in the file where there is none.
    pub(crate) reference: Option<f64>,
}

/// `psi.csv`
pub(crate) fn psi_csv(rows: &[PsiRow]) -> String {
    let mut csv = String::from("x,V,psi,dpsi,d2psi,residual,psi_reference\n");
    for PsiRow {
        x,
        potential,
        psi: [psi, dpsi, d2psi],
        residual,
        reference,
    } in rows
    {
        let reference = reference.map_or(String::new(), |psi| psi.to_string());
        // Writing to a String cannot fail.
        let _ = writeln!(
            csv,
            "{x},{potential},{psi},{dpsi},{d2psi},{residual},{reference}"
        );
    }
    csv
}
