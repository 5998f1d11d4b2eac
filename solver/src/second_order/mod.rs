//! Second-order training: least squares on the exact Jacobian of all weights, and what may stand in for it.
//!
//! Adam stops where its noise is as large as what is left to gain. The residual of the equation at the points is a
//! system of nonlinear equations in the weights, and methods of Newton's kind solve it to rounding.
//!
//! | file | holds |
//! |---|---|
//! | `least_squares`, `equation`, `overlap` | Levenberg–Marquardt; the equation as residuals; the gradient of ∫ψ² |
//! | `damping` | how long the next step may be |
//! | `level` | how many points are enough |
//! | `lbfgs`, `descent` | L-BFGS; the residual loss as a smooth function |
//! | `approach` | a network brought near its state first |
//! | `stage` | the stages of a run |

mod approach;
mod damping;
mod descent;
mod equation;
mod lbfgs;
mod least_squares;
mod level;
mod overlap;
mod stage;

pub(crate) use damping::Damping;
pub(crate) use stage::Polish;
