//! Second-order training: least squares on the exact Jacobian of all weights, and what may stand in for it.
//!
//! Adam stops where its noise is as large as what is left to gain. The residual of the equation at the points is a
//! system of nonlinear equations in the weights, and methods of Newton's kind solve it to rounding.
//!
//! | file | holds |
//! |---|---|
//! | `least_squares`, `equation`, `overlap` | Levenberg–Marquardt; the equation as residuals; the gradient of ∫ψ² |
//! | `lbfgs`, `descent` | L-BFGS; the residual loss as a smooth function |
//! | `projection` | the start of an excited state: a network fitted to what Ritz found |
//! | `stage` | the stages of a run |

mod descent;
mod equation;
mod lbfgs;
mod least_squares;
mod overlap;
mod projection;
mod stage;

pub(crate) use projection::project;
pub(crate) use stage::Polish;
