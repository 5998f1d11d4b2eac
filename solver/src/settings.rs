//! What can be chosen about a training run.

use std::fmt;
use std::str::FromStr;

use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::{Activation, Initialization};

use crate::{Error, Sampling, Schedule, Stage};

/// The choices of a training run; [`Settings::default`] is what the three
/// built-in problems are solved with.
///
/// ```
/// use hyperwell::Settings;
/// let settings = Settings { steps: 2000, seed: 7, ..Settings::default() };
/// assert_eq!(settings.hidden, [32, 32, 32]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The state that is asked for, counted from 0, the ground state; also the number of nodes of ψ.
    pub state: usize,
    /// The optimisers, one after the other. Without Adam the first begins where Adam's start (the energy functional, or the fit
    /// to a coarse state) has led in a tenth of `steps`.
    pub stages: Vec<Stage>,
    /// Neurons of each hidden layer.
    pub hidden: Vec<usize>,
    /// The function between the layers.
    pub activation: Activation,
    /// How the weights are drawn.
    pub initialization: Initialization,
    /// Collocation points in the whole domain. Levenberg–Marquardt takes up to four times as many where these turn out to be too few.
    pub points: usize,
    /// Where the collocation points lie.
    pub sampling: Sampling,
    /// Adam steps, all phases together.
    pub steps: usize,
    /// Adam's learning rate at its highest.
    pub learning_rate: f64,
    /// How the learning rate runs.
    pub schedule: Schedule,
    /// Training ends early when ‖(H − E)ψ‖ relative to E, counted from the least potential, falls below this.
    pub tolerance: f64,
    /// λ, the weight of (∫ψ² − 1)² beside the residual. Too small a weight lets the network
    /// learn ψ = 0; that is noticed, and the run begins again with ten times the weight.
    pub norm_weight: f64,
    /// Where the energy comes from.
    pub energy: Energy,
    /// Single or double precision of the network and its training.
    pub precision: Precision,
    /// The seed of the weights and of random collocation points.
    pub seed: u64,
    /// Threads that share the collocation points; the result does not depend on it.
    pub threads: usize,
    /// The instruction set of the kernels; the last bits depend on it.
    pub isa: Isa,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            state: 0,
            stages: vec![Stage::Adam],
            hidden: vec![32, 32, 32],
            activation: Activation::default(),
            initialization: Initialization::default(),
            points: 128,
            sampling: Sampling::default(),
            steps: 30_000,
            learning_rate: 4e-3,
            schedule: Schedule::default(),
            tolerance: 1e-5,
            norm_weight: 1000.0,
            energy: Energy::default(),
            precision: Precision::default(),
            seed: 0,
            threads: 1,
            isa: Isa::detect(),
        }
    }
}

impl Settings {
    /// The state, and neurons, points, steps and threads beyond which a number is a slip of the pen.
    pub const LIMITS: Limits = Limits {
        state: 99,
        neurons: 4096,
        layers: 64,
        points: 1_000_000,
        steps: 1_000_000_000,
        threads: 1024,
    };

    /// Whether the network is fitted to a coarse state first: Adam's descent of the energy finds the ground state alone, and a later
    /// stage with an energy that is given would have nowhere to start.
    pub(crate) fn begins_with_fit(&self) -> bool {
        let given = self.energy != Energy::Trained;
        self.state > 0 || (given && !self.stages.contains(&Stage::Adam))
    }

    /// Steps of all stages together at most.
    pub(crate) fn all_steps(&self) -> usize {
        let polish = self.stages.iter().map(|stage| stage.most_steps());
        self.steps + polish.sum::<usize>()
    }

    /// Points of any stage at most.
    pub(crate) fn most_points(&self) -> usize {
        let stages = self.stages.iter();
        let most = stages.map(|stage| stage.most_points(self.points)).max();
        most.unwrap_or(self.points)
    }

    /// Sees whether a run with these settings can start.
    ///
    /// # Errors
    /// [`Error::Setting`] for the first value that is out of range.
    pub fn check(&self) -> Result<(), Error> {
        let limits = Settings::LIMITS;
        if self.hidden.is_empty() || self.hidden.len() > limits.layers {
            let expected = format!("from 1 to {} hidden layers", limits.layers);
            return Err(wrong("hidden", format!("{:?}", self.hidden), expected));
        }
        for &neurons in &self.hidden {
            within("hidden", neurons, limits.neurons)?;
        }
        if self.state > limits.state {
            let expected = format!("a whole number from 0 to {}", limits.state);
            return Err(wrong("state", self.state.to_string(), expected));
        }
        Stage::check(&self.stages).map_err(|expected| {
            let names: Vec<_> = self.stages.iter().map(|stage| stage.name()).collect();
            wrong("stages", names.join(","), expected.to_owned())
        })?;
        within("points", self.points, limits.points)?;
        within("steps", self.steps, limits.steps)?;
        within("threads", self.threads, limits.threads)?;
        if !(self.learning_rate > 0.0 && self.learning_rate <= 1.0) {
            let expected = "a number above 0, at most 1".to_owned();
            return Err(wrong(
                "learning_rate",
                self.learning_rate.to_string(),
                expected,
            ));
        }
        if !(self.norm_weight > 0.0 && self.norm_weight <= 1e12) {
            let expected = "a number above 0, at most 1e12".to_owned();
            return Err(wrong("norm_weight", self.norm_weight.to_string(), expected));
        }
        if !(self.tolerance >= 0.0 && self.tolerance < 1.0) {
            let expected = "a number from 0, below 1".to_owned();
            return Err(wrong("tolerance", self.tolerance.to_string(), expected));
        }
        match self.energy {
            Energy::TrainedFrom(energy) | Energy::Fixed(energy) if !energy.is_finite() => Err(
                wrong("energy", energy.to_string(), "a finite number".to_owned()),
            ),
            _ => Ok(()),
        }
    }
}

/// The largest values of [`Settings`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The state asked for.
    pub state: usize,
    /// Neurons of one hidden layer.
    pub neurons: usize,
    /// Hidden layers.
    pub layers: usize,
    /// Collocation points.
    pub points: usize,
    /// Steps.
    pub steps: usize,
    /// Threads.
    pub threads: usize,
}

fn within(name: &'static str, value: usize, most: usize) -> Result<(), Error> {
    if (1..=most).contains(&value) {
        Ok(())
    } else {
        Err(wrong(
            name,
            value.to_string(),
            format!("a whole number from 1 to {most}"),
        ))
    }
}

fn wrong(name: &'static str, value: String, expected: String) -> Error {
    Error::Setting {
        name,
        value,
        expected,
    }
}

/// Where the energy E of the residual (H − E)ψ comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Energy {
    /// Trained, from the energy that a short variational phase finds.
    #[default]
    Trained,
    /// Trained from this value on, in the units of the problem.
    TrainedFrom(f64),
    /// Held at this value.
    Fixed(f64),
}

impl Energy {
    /// Whether E is an unknown.
    pub(crate) fn is_trained(self) -> bool {
        !matches!(self, Energy::Fixed(_))
    }
}

/// The floating-point type of a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// `f32`
    Single,
    /// `f64`
    #[default]
    Double,
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Precision::Single => "f32",
            Precision::Double => "f64",
        })
    }
}

impl FromStr for Precision {
    type Err = UnknownPrecision;
    fn from_str(name: &str) -> Result<Self, UnknownPrecision> {
        match name {
            "f32" => Ok(Precision::Single),
            "f64" => Ok(Precision::Double),
            _ => Err(UnknownPrecision(name.to_owned())),
        }
    }
}

/// A precision that is neither `f32` nor `f64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPrecision(String);

impl fmt::Display for UnknownPrecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown precision '{}'; known are: f32, f64", self.0)
    }
}

impl std::error::Error for UnknownPrecision {}
