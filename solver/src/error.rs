//! What can be wrong with a problem, its points or a reference.

use std::fmt;

/// Every error of this crate's problems, quadratures and references.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The domain is empty, not finite, or outside the range that f64 can square.
    Domain {
        /// Left end as given.
        from: f64,
        /// Right end as given.
        to: f64,
    },
    /// A piece ends before it starts, or is too narrow to hold points of its own.
    Piece {
        /// Index of the piece, from the left, starting at 0.
        index: usize,
        /// Where the piece starts.
        from: f64,
        /// Where it was said to end.
        to: f64,
    },
    /// A function of position is not finite, or larger than [`Piecewise::LIMIT`](crate::Piecewise::LIMIT).
    Value {
        /// Where.
        x: f64,
        /// The value found there.
        value: f64,
    },
    /// The rows of a table do not make a function.
    Table {
        /// Index of the first bad row, starting at 0.
        row: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A table does not reach over the piece that it is meant for.
    TableRange {
        /// Where the piece starts and ends.
        piece: (f64, f64),
        /// First and last x of the table.
        table: (f64, f64),
    },
    /// The mass is not positive.
    Mass {
        /// Where.
        x: f64,
        /// The value found there.
        value: f64,
    },
    /// The mass is given on another domain than the potential.
    MassDomain {
        /// Domain of the potential.
        potential: (f64, f64),
        /// Domain of the mass.
        mass: (f64, f64),
    },
    /// There is no built-in problem of this name.
    UnknownProblem {
        /// The name as given.
        name: String,
    },
    /// Too few points to give every piece its minimum.
    TooFewPoints {
        /// The number asked for.
        points: usize,
        /// The least that the problem needs.
        minimum: usize,
    },
    /// Exact matching met a piece in which potential or mass vary.
    NotConstant {
        /// Where that piece starts.
        from: f64,
        /// Where it ends.
        to: f64,
    },
    /// Numerov's method met a mass that depends on position.
    VaryingMass,
    /// A reference could not reach the asked state or accuracy.
    NotResolved {
        /// Index of the state, 0 for the ground state.
        state: usize,
        /// What stood in the way.
        reason: &'static str,
    },
    /// A setting of the training is out of range.
    Setting {
        /// The field of [`Settings`](crate::Settings).
        name: &'static str,
        /// The value it has.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// A checkpoint is none of this problem and these settings.
    Checkpoint {
        /// What does not fit.
        reason: &'static str,
    },
    /// A network is not of the shape that problem and settings ask for.
    Network {
        /// Its widths: inputs, hidden layers, outputs.
        found: Vec<usize>,
        /// The widths that are right.
        expected: Vec<usize>,
    },
    /// The threads cannot be started.
    Threads {
        /// What the system said.
        reason: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Domain { from, to } => write!(
                f,
                "the domain [{from:?}, {to:?}] must be finite, run from left to right, and be between 1e-30 and 1e30 wide"
            ),
            Self::Piece { index, from, to } => write!(
                f,
                "piece {} starts at {from:?} and ends at {to:?}; pieces must run from left to right, inside the domain, \
                 each wider than 1e-10 of it",
                index + 1
            ),
            Self::Value { x, value } => write!(
                f,
                "the value at x = {x:?} is {value:?}; it must be finite and at most 1e30 in size"
            ),
            Self::Table { row, reason } => write!(f, "row {} of the table: {reason}", row + 1),
            Self::TableRange { piece, table } => write!(
                f,
                "the table runs from {:?} to {:?}, but it is used from {:?} to {:?}",
                table.0, table.1, piece.0, piece.1
            ),
            Self::Mass { x, value } => write!(
                f,
                "the mass at x = {x:?} is {value:?}; it must be positive and at least 1e-30"
            ),
            Self::MassDomain { potential, mass } => write!(
                f,
                "the mass is given on [{:?}, {:?}], the potential on [{:?}, {:?}]; both must have the same domain",
                mass.0, mass.1, potential.0, potential.1
            ),
            Self::UnknownProblem { name } => write!(
                f,
                "there is no built-in problem \"{name}\"; there are {}",
                crate::Problem::BUILTIN.join(", ")
            ),
            Self::TooFewPoints { points, minimum } => {
                write!(
                    f,
                    "{points} points are too few; this problem needs at least {minimum}"
                )
            }
            Self::NotConstant { from, to } => write!(
                f,
                "exact matching needs a constant potential and mass in every piece; they vary between {from:?} and {to:?}"
            ),
            Self::Setting {
                name,
                value,
                expected,
            } => {
                write!(f, "{name} = {value}: {expected}")
            }
            Self::Checkpoint { reason } => {
                write!(f, "the checkpoint does not belong to this run: {reason}")
            }
            Self::Network { found, expected } => {
                write!(
                    f,
                    "a network of the widths {found:?}, or with another activation, where {expected:?} is needed"
                )
            }
            Self::Threads { reason } => write!(f, "the threads cannot be started: {reason}"),
            Self::VaryingMass => f.write_str("Numerov's method needs the same mass everywhere"),
            Self::NotResolved { state, reason } => {
                write!(f, "the reference did not resolve state {state}: {reason}")
            }
        }
    }
}

impl std::error::Error for Error {}
