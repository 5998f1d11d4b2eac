//! The potentials that the page offers.

use hyperwell::{Error, Piecewise, Problem, Table};

/// A potential by its number in the page's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Potential {
    /// The three built-in problems.
    InfiniteWell,
    /// See [`Problem::finite_well`].
    FiniteWell,
    /// See [`Problem::barrier`].
    Barrier,
    /// V = x² on [−6, 6]: E = 1.
    Oscillator,
    /// V = (x² − 4)² on [−4, 4].
    DoubleWell,
    /// Drawn by hand: values at equal distances over [0, 1], straight lines between.
    Drawn,
}

impl Potential {
    /// All, in the order of the page's list.
    pub const ALL: [Potential; 6] = [
        Potential::InfiniteWell,
        Potential::FiniteWell,
        Potential::Barrier,
        Potential::Oscillator,
        Potential::DoubleWell,
        Potential::Drawn,
    ];

    /// The problem; `drawn` holds the values of [`Potential::Drawn`], at least two.
    ///
    /// # Errors
    /// [`Error::Table`] if the drawn values are too few, too large or not finite.
    pub fn problem(self, drawn: &[f64]) -> Result<Problem, Error> {
        Ok(match self {
            Potential::InfiniteWell => Problem::infinite_well(),
            Potential::FiniteWell => Problem::finite_well(),
            Potential::Barrier => Problem::barrier(),
            Potential::Oscillator => {
                Problem::new("oscillator", Piecewise::function(-6.0, 6.0, |x| x * x)?)
            }
            Potential::DoubleWell => Problem::new(
                "double well",
                Piecewise::function(-4.0, 4.0, |x| (x * x - 4.0).powi(2))?,
            ),
            Potential::Drawn => {
                let last = drawn.len().saturating_sub(1).max(1) as f64;
                let places = (0..drawn.len()).map(|i| i as f64 / last).collect();
                let table = Table::new(places, drawn.to_vec())?;
                Problem::new("drawn", Piecewise::from_pieces(0.0, [(1.0, table.into())])?)
            }
        })
    }
}
