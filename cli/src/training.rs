//! The choices of a training run, as options and as the `[solve]` table of a
//! problem file, and how the two become [`Settings`].

use std::fmt::Display;
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use hyperwell::{Energy, Limits, Precision, Settings, Stage};
use hyperwell_autodiff::lane::Isa;
use hyperwell_nn::Activation;
use serde::{Deserialize, Serialize};

use crate::as_text;
use crate::error::Error;
use crate::hidden::Hidden;
use crate::stages::Stages;
use crate::value::{Count, Finite, Rate, Refused, Seed};

const LIMITS: Limits = Settings::LIMITS;

/// The most weights, and the most neurons times points: of each of both the
/// training keeps a few numbers, in f64 about 3 GB.
const MOST_NUMBERS: usize = 100_000_000;

/// Adam's steps where another optimizer comes after it and does in some hundred what Adam would need many thousands for.
const STEPS_BEFORE_OTHERS: usize = 2000;

/// More of them for each state: the fit to an excited state takes the longer the more nodes it has.
const STEPS_PER_STATE: usize = 250;

/// Points for each state, beyond those for the ground state.
const POINTS_PER_STATE: usize = 8;

/// Options that say how to train; `None` is left to the next source.
#[derive(Args, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[command(next_help_heading = "Training")]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
#[serde(expecting = "a table of options")]
pub(crate) struct Training {
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    /// State to find, by its number [default: 0, the ground state]
    state: Option<Count<0, { LIMITS.state as i64 }>>,

    #[arg(long, value_name = "N,N,…", allow_negative_numbers = true)]
    #[arg(help = default("Neurons of each hidden layer", Hidden::new(&Settings::default().hidden)))]
    hidden: Option<Hidden>,

    #[arg(long, value_name = "NAME", value_parser = names::<Activation>(&Activation::ALL.map(Activation::name)))]
    #[arg(help = default("Function between the layers", Settings::default().activation))]
    #[serde(with = "as_text")]
    activation: Option<Activation>,

    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(help = format!("Collocation points in the whole domain; lm takes up to four times as many where they are too few [default: {}, and 8 more for each state]", Settings::default().points))]
    points: Option<Count<1, { LIMITS.points as i64 }>>,

    #[arg(long, value_name = "NAME,…")]
    /// Optimizers, one after the other: adam, lm (Levenberg-Marquardt), lbfgs [default: adam, and adam,lm where a state is named]
    optimizer: Option<Stages>,

    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(help = format!("Adam's steps at most [default: {}, or {STEPS_BEFORE_OTHERS} before another optimizer and {STEPS_PER_STATE} more for each state]", Settings::default().steps))]
    steps: Option<Count<1, { LIMITS.steps as i64 }>>,

    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    #[arg(help = default("Adam's learning rate at its highest", Settings::default().learning_rate))]
    learning_rate: Option<Rate>,

    /// Train the energy from X on, in the problem's unit of energy [default: found by the solver]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    initial_energy: Option<Finite>,

    /// Hold the energy at X, in the problem's unit of energy [default: it is trained]
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    #[arg(conflicts_with = "initial_energy")]
    fixed_energy: Option<Finite>,

    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(help = default("Seed of everything random", Settings::default().seed))]
    seed: Option<Seed>,

    #[arg(long, value_name = "TYPE", value_parser = names::<Precision>(&["f32", "f64"]))]
    #[arg(help = default("Floating-point type of the network", Settings::default().precision))]
    #[serde(with = "as_text")]
    precision: Option<Precision>,

    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    #[arg(help = default("Threads; the result is the same for any number", Settings::default().threads))]
    threads: Option<Count<1, { LIMITS.threads as i64 }>>,

    /// Instruction set: baseline, avx2, avx512 [default: the best of this processor]
    #[arg(long, value_name = "NAME")]
    #[serde(with = "as_text")]
    isa: Option<Isa>,
}

/// A help text that ends as clap's own do.
fn default(help: &str, value: impl Display) -> String {
    format!("{help} [default: {value}]")
}

/// Parses one of `names`, which help and completions then list.
fn names<T>(names: &[&'static str]) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err: std::error::Error + Send + Sync> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(names.to_vec()).try_map(|name| name.parse::<T>())
}

impl Training {
    /// These options, and where they are silent those of `file`.
    pub(crate) fn or(self, file: Training) -> Training {
        let energy_given = self.initial_energy.is_some() || self.fixed_energy.is_some();
        let file_energy = |energy: Option<Finite>| energy.filter(|_| !energy_given);
        Training {
            state: self.state.or(file.state),
            hidden: self.hidden.or(file.hidden),
            activation: self.activation.or(file.activation),
            points: self.points.or(file.points),
            optimizer: self.optimizer.or(file.optimizer),
            steps: self.steps.or(file.steps),
            learning_rate: self.learning_rate.or(file.learning_rate),
            initial_energy: self.initial_energy.or(file_energy(file.initial_energy)),
            fixed_energy: self.fixed_energy.or(file_energy(file.fixed_energy)),
            seed: self.seed.or(file.seed),
            precision: self.precision.or(file.precision),
            threads: self.threads.or(file.threads),
            isa: self.isa.or(file.isa),
        }
    }

    /// What clap refuses by itself on the command line.
    pub(crate) fn check(&self) -> Result<(), Refused> {
        match (self.initial_energy, self.fixed_energy) {
            (Some(_), Some(_)) => Err(Refused(
                "expected one of initial-energy and fixed-energy, not both".to_owned(),
            )),
            _ => Ok(()),
        }
    }

    /// The settings, with [`Settings::default`] where nothing was given. Energies here are multiples of `energy_unit`
    /// there.
    pub(crate) fn settings(&self, energy_unit: f64) -> Result<Settings, Error> {
        let default = Settings::default();
        let n = self.state.map_or(default.state, Count::get);
        let stages = self.optimizer.clone().unwrap_or_else(|| match self.state {
            Some(_) => Stages::to_rounding(),
            None => default.stages.as_slice().into(),
        });
        let steps = match stages.stages() {
            [Stage::Adam] => default.steps,
            _ => STEPS_BEFORE_OTHERS + STEPS_PER_STATE * n,
        };
        let points = default.points + POINTS_PER_STATE * n;
        let settings = Settings {
            state: n,
            stages: stages.stages().to_vec(),
            hidden: self.hidden.as_ref().map_or(default.hidden, Hidden::widths),
            activation: self.activation.unwrap_or(default.activation),
            points: self.points.map_or(points, Count::get),
            steps: self.steps.map_or(steps, Count::get),
            learning_rate: self.learning_rate.map_or(default.learning_rate, f64::from),
            energy: match (self.fixed_energy, self.initial_energy) {
                (Some(energy), _) => Energy::Fixed(f64::from(energy) / energy_unit),
                (None, Some(energy)) => Energy::TrainedFrom(f64::from(energy) / energy_unit),
                (None, None) => Energy::Trained,
            },
            precision: self.precision.unwrap_or(default.precision),
            seed: self.seed.map_or(default.seed, |seed| seed.get() as u64),
            threads: self.threads.map_or(default.threads, Count::get),
            isa: self.isa.unwrap_or(default.isa),
            ..default
        };
        let layers = [&[1], settings.hidden.as_slice(), &[1]].concat();
        let weights: usize = layers.windows(2).map(|pair| pair[0] * pair[1]).sum();
        let values = settings.points * settings.hidden.iter().sum::<usize>();
        if weights.max(values) > MOST_NUMBERS {
            return Err(Error::TooLarge {
                weights,
                values,
                most: MOST_NUMBERS,
            });
        }
        Ok(settings)
    }

    /// The same options with every default of this version written out, but for
    /// those that belong to a machine and not to a run.
    pub(crate) fn explicit(&self, settings: &Settings) -> Training {
        Training {
            state: Count::try_from(settings.state as i64).ok(),
            hidden: Some(Hidden::new(&settings.hidden)),
            activation: Some(settings.activation),
            points: Count::try_from(settings.points as i64).ok(),
            optimizer: Some(settings.stages.as_slice().into()),
            steps: Count::try_from(settings.steps as i64).ok(),
            learning_rate: Rate::try_from(settings.learning_rate).ok(),
            seed: Count::try_from(settings.seed as i64).ok(),
            precision: Some(settings.precision),
            ..self.clone()
        }
    }

    /// The first option that is given here and was another one in `before`: its name and both values. Options of the machine
    /// (threads, instruction set) may change.
    pub(crate) fn first_change(&self, before: &Training) -> Option<(String, String, String)> {
        let values = |training: &Training| {
            let portable = Training {
                threads: None,
                isa: None,
                ..training.clone()
            };
            toml::Table::try_from(portable).unwrap_or_default()
        };
        let before = values(before);
        values(self).into_iter().find_map(|(name, now)| {
            let before = before
                .get(&name)
                .map_or("not given".to_owned(), toml::Value::to_string);
            (now.to_string() != before).then(|| (name, now.to_string(), before))
        })
    }

    /// Whether the state is named.
    pub(crate) fn names_state(&self) -> bool {
        self.state.is_some()
    }

    /// The seed, where it is given.
    pub(crate) fn seed(&self) -> Option<Seed> {
        self.seed
    }

    /// The instruction set, where it is given.
    pub(crate) fn isa(&self) -> Option<Isa> {
        self.isa
    }
}
