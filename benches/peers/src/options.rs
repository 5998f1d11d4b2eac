//! The command line that all programs of this benchmark share.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures one training step: loss, exact gradient and Adam update, full batch.
#[derive(Debug, Parser)]
pub struct Options {
    /// The quantum well
    #[arg(long, value_enum, default_value = "barrier")]
    pub problem: Problem,
    /// Neurons of each hidden layer
    #[arg(long, default_value_t = 64)]
    pub hidden: usize,
    /// Hidden layers
    #[arg(long, default_value_t = 3)]
    pub layers: usize,
    /// Collocation points
    #[arg(long, default_value_t = 256)]
    pub points: usize,
    /// Precision of all arithmetic
    #[arg(long, value_enum, default_value = "f64")]
    pub precision: Precision,
    /// Steps whose last loss and energy are reported
    #[arg(long, default_value_t = 200)]
    pub steps: usize,
    /// JSON with the start weights, as python/start.py writes it
    #[arg(long)]
    pub start: PathBuf,
    /// How long to measure each variant, in seconds
    #[arg(long, default_value_t = 2.0)]
    pub seconds: f64,
    /// Measure this variant only; may be repeated
    #[arg(long)]
    pub variant: Vec<String>,
}

/// The problems of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Problem {
    /// V = 0 on [0, 1], E held at π²
    InfiniteWell,
    /// V = 20 outside |x| < 1, on [−3, 3]
    FiniteWell,
    /// V = 50 for 0.4 < x < 0.6, on [0, 1]
    Barrier,
}

/// The floating-point type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Precision {
    /// 32 bits
    F32,
    /// 64 bits
    F64,
}

impl Options {
    /// Whether the variant of this name is to be measured.
    #[must_use]
    pub fn wants(&self, variant: &str) -> bool {
        self.variant.is_empty() || self.variant.iter().any(|name| name == variant)
    }
}
