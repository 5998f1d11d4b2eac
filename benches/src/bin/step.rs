//! Times one training step and prints one JSON line; `--help` lists the options.
#![forbid(unsafe_code)]
#![allow(clippy::print_stderr, reason = "a program: errors go to stderr")]

use std::alloc::System;
use std::io::{ErrorKind, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use cpu_time::ThreadTime;
use hyperwell::Settings;
use hyperwell_autodiff::lane::{Float, Isa};
use hyperwell_benches::{Benchmark, Start, Step, peak};
use hyperwell_nn::{Activation, Initialization, Mlp, Shape};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The time of each is kept.
const MOST_STEPS: usize = 10_000_000;

/// Times the training step that benches/README.md describes.
#[derive(Parser)]
#[command(name = "step")]
struct Options {
    /// infinite-well, finite-well or barrier
    #[arg(long, default_value = "barrier")]
    problem: String,
    /// Neurons of each hidden layer
    #[arg(long, default_value_t = 64)]
    hidden: usize,
    /// Hidden layers
    #[arg(long, default_value_t = 3)]
    layers: usize,
    /// Collocation points
    #[arg(long, default_value_t = 256)]
    points: usize,
    /// f32 or f64
    #[arg(long, default_value = "f64")]
    precision: String,
    /// Threads that share the points
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Steps to run and time
    #[arg(long, default_value_t = 200)]
    steps: usize,
    /// JSON file of start weights: {"weights": [W1, …], "biases": [b1, …]}
    #[arg(long)]
    start: Option<PathBuf>,
    /// avx512, avx2 or baseline; the best of this processor if left out
    #[arg(long)]
    isa: Option<String>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let run = match options.precision.as_str() {
        "f32" => measure::<f32>,
        "f64" => measure::<f64>,
        other => return fail(&format!("unknown precision '{other}'; known are: f32, f64")),
    };
    match run(&options) {
        // A reader that has gone away is no error.
        Ok(line) => match writeln!(stdout(), "{line}") {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => fail(&error.to_string()),
            _ => ExitCode::SUCCESS,
        },
        Err(error) => fail(&error),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(2)
}

fn measure<T: Float>(options: &Options) -> Result<serde_json::Value, String> {
    let problem = Benchmark::by_name(&options.problem).ok_or_else(|| {
        format!(
            "unknown problem '{}'; known are: infinite-well, finite-well, barrier",
            options.problem
        )
    })?;
    let isa = match &options.isa {
        Some(name) => name.parse::<Isa>().map_err(|error| error.to_string())?,
        None => Isa::detect(),
    };
    let limits = Settings::LIMITS;
    for (name, value, most) in [
        ("hidden", options.hidden, limits.neurons),
        ("layers", options.layers, limits.layers),
        ("points", options.points, limits.points),
        ("threads", options.threads, limits.threads),
        ("steps", options.steps, MOST_STEPS),
    ] {
        if !(1..=most).contains(&value) {
            return Err(format!("--{name} must be from 1 to {most}"));
        }
    }
    let network = network::<T>(options)?;
    let hidden: Vec<usize> = network.shape().widths()[1..network.shape().layers()].to_vec();
    let region = Region::new(ALLOCATOR);
    let mut step = Step::new(problem, network, options.points, isa, options.threads);
    let change = region.change();
    let bytes = change.bytes_allocated - change.bytes_deallocated;
    let times = if options.threads > 1 {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(options.threads)
            .build()
            .map_err(|error| error.to_string())?;
        // Its threads allocate as they wake for the first time.
        pool.broadcast(|_| ());
        pool.install(|| time(&mut step, options.steps))
    } else {
        time(&mut step, options.steps)
    };

    let products: usize = hidden.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let flops = 18.0 * options.points as f64 * products as f64;
    let gflops = flops / times.wall_min / 1e3;
    let peak = peak::fma_peak_gflops::<T>(isa);
    Ok(serde_json::json!({
        "us_min": times.wall_min,
        "us_median": times.wall_median,
        "cpu_us_min": times.cpu_min,
        "gemm_gflops": gflops,
        "fma_peak_gflops": peak,
        "percent_of_peak": 100.0 * gflops / peak,
        "isa": isa.name(),
        "loss": times.loss,
        "energy": step.energy(),
        "allocations_per_step": times.allocations,
        "bytes": bytes,
        "problem": options.problem,
        "hidden": hidden,
        "points": options.points,
        "precision": T::NAME,
        "threads": options.threads,
        "steps": options.steps,
    }))
}

fn network<T: Float>(options: &Options) -> Result<Mlp<T>, String> {
    match &options.start {
        Some(path) => {
            let name = path.display();
            let text = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
            let start: Start = serde_json::from_str(&text).map_err(|e| format!("{name}: {e}"))?;
            let network: Mlp<T> = start
                .network(Activation::Tanh)
                .map_err(|e| format!("{name}: {e}"))?;
            match (network.shape().inputs(), network.shape().outputs()) {
                (1, 1) => Ok(network),
                _ => Err(format!(
                    "{name}: expected a network of one input and one output"
                )),
            }
        }
        None => {
            let mut widths = vec![options.hidden; options.layers + 2];
            widths[0] = 1;
            widths[options.layers + 1] = 1;
            let shape = Shape::new(&widths, Activation::Tanh).map_err(|e| e.to_string())?;
            Ok(Mlp::new(shape, Initialization::Xavier, 0))
        }
    }
}

/// Microseconds of a step, and what the last one computed.
struct Times {
    wall_min: f64,
    wall_median: f64,
    cpu_min: f64,
    loss: f64,
    allocations: f64,
}

fn time<T: Float>(step: &mut Step<T>, steps: usize) -> Times {
    let mut wall = Vec::with_capacity(steps);
    let mut cpu_min = f64::INFINITY;
    let mut loss = f64::NAN;
    let region = Region::new(ALLOCATOR);
    for _ in 0..steps {
        let cpu = ThreadTime::now();
        let start = Instant::now();
        loss = step.run().loss();
        wall.push(start.elapsed().as_secs_f64() * 1e6);
        cpu_min = cpu_min.min(cpu.elapsed().as_secs_f64() * 1e6);
    }
    let allocations = region.change().allocations as f64 / steps as f64;
    wall.sort_by(f64::total_cmp);
    Times {
        wall_min: wall[0],
        wall_median: wall[steps / 2],
        cpu_min,
        loss,
        allocations,
    }
}
