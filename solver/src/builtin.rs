//! The three problems that come with the crate.

use crate::{Error, Piecewise, Problem};

impl Problem {
    /// The names that [`builtin`](Self::builtin) knows.
    pub const BUILTIN: [&'static str; 3] = ["infinite-well", "finite-well", "barrier"];

    /// The built-in problem of this name.
    ///
    /// ```
    /// for name in hyperwell::Problem::BUILTIN {
    ///     assert_eq!(hyperwell::Problem::builtin(name)?.name(), name);
    /// }
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::UnknownProblem`], whose message lists the names.
    pub fn builtin(name: &str) -> Result<Self, Error> {
        match name {
            "infinite-well" => Ok(Self::infinite_well()),
            "finite-well" => Ok(Self::finite_well()),
            "barrier" => Ok(Self::barrier()),
            _ => Err(Error::UnknownProblem { name: name.into() }),
        }
    }

    /// V = 0 on [0, 1]: E_n = (n + 1)²π², ψ_n = √2 sin((n + 1)πx).
    pub fn infinite_well() -> Self {
        Self::new(
            "infinite-well",
            Piecewise::from_constants(&[0.0, 1.0], &[0.0]),
        )
    }

    /// V = 0 for |x| < 1 and 20 outside, on [−3, 3]; E₀ = 1.6394801885460.
    pub fn finite_well() -> Self {
        Self::new(
            "finite-well",
            Piecewise::from_constants(&[-3.0, -1.0, 1.0, 3.0], &[20.0, 0.0, 20.0]),
        )
    }

    /// A barrier of height 50 for 0.4 < x < 0.6 in a box on [0, 1]; E₀ = 25.0596862901580.
    pub fn barrier() -> Self {
        Self::new(
            "barrier",
            Piecewise::from_constants(&[0.0, 0.4, 0.6, 1.0], &[0.0, 50.0, 0.0]),
        )
    }
}
