//! One method measured: its errors and its time.

use std::time::{Duration, Instant};

use hyperwell::quadrature::PiecewiseRule;
use hyperwell::{Error, Problem};
use serde::Serialize;

use super::method::{self, Method};
use crate::reference::Reference;

/// A fast method runs again until this has passed, so that its time is no accident.
const PATIENCE: Duration = Duration::from_millis(20);

/// The figures of one method. Energies are the library's until they are reported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) method: &'static str,
    /// Whether the others are measured against this one.
    pub(super) reference: bool,
    pub(super) energy: Option<f64>,
    /// |E − E_ref| over the scale; for the reference its own estimate.
    pub(super) energy_error: Option<f64>,
    /// ‖ψ − ψ_ref‖ / ‖ψ_ref‖; none for the reference.
    pub(super) psi_l2_error: Option<f64>,
    pub(super) seconds: Option<f64>,
    /// Why there are no figures, or what is wrong with them.
    pub(super) note: Option<String>,
}

/// What all methods are asked, and measured against.
pub(super) struct Contest<'a> {
    pub(super) problem: &'a Problem,
    pub(super) state: usize,
    pub(super) reference: &'a Reference,
    /// Where wavefunctions are compared.
    pub(super) rule: &'a PiecewiseRule,
}

impl Row {
    /// A method that does not apply.
    pub(super) fn without(method: &'static str, note: String) -> Row {
        Row {
            method,
            reference: false,
            energy: None,
            energy_error: None,
            psi_l2_error: None,
            seconds: None,
            note: Some(note),
        }
    }

    /// The same with a remark.
    pub(super) fn noting(self, note: String) -> Row {
        Row {
            note: Some(note),
            ..self
        }
    }
}

impl Contest<'_> {
    /// What errors of E are divided by: the larger of |E| and the distance to the
    /// nearest other level, so that an energy near zero does no harm.
    pub(super) fn scale(&self) -> f64 {
        let energy = self.reference.state.energy();
        energy.abs().max(self.reference.spacing)
    }

    /// A row from E, ψ(x) and the time they took.
    pub(super) fn row(
        &self,
        method: &'static str,
        energy: f64,
        psi: &dyn Fn(f64) -> f64,
        seconds: f64,
    ) -> Row {
        let exact = &self.reference.state;
        let reference = method == method::best(self.problem);
        let (energy_error, psi_l2_error) = if reference {
            (exact.error_estimate(), None)
        } else {
            let psi: Vec<f64> = self.rule.points().iter().map(|&x| psi(x)).collect();
            let error = (energy - exact.energy()).abs();
            (error, Some(exact.distance(self.rule, &psi)))
        };
        // A training that failed has left no number behind.
        let finite = |number: f64| Some(number).filter(|number| number.is_finite());
        Row {
            method,
            reference,
            energy: finite(energy),
            energy_error: finite(energy_error / self.scale()),
            psi_l2_error: psi_l2_error.and_then(finite),
            seconds: Some(seconds),
            note: None,
        }
    }

    /// Runs a method, and times it by its fastest run.
    pub(super) fn measure(&self, method: &Method) -> Row {
        let begin = Instant::now();
        let mut fastest = f64::INFINITY;
        loop {
            let start = Instant::now();
            let found = (method.find)(self.problem, self.state);
            fastest = fastest.min(start.elapsed().as_secs_f64());
            match found {
                Err(error) => return Row::without(method.name, reason(&error)),
                Ok(found) if begin.elapsed() > PATIENCE => {
                    return self.row(method.name, found.energy, &*found.psi, fastest);
                }
                Ok(_) => {}
            }
        }
    }
}

/// Why a method has no answer, in the few words that a table has room for.
fn reason(error: &Error) -> String {
    match error {
        Error::NotConstant { .. } => "does not apply: V or m varies within a piece".to_owned(),
        Error::VaryingMass => "does not apply: m varies".to_owned(),
        other => other.to_string(),
    }
}
