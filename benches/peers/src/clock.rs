//! Runs, times and reports one variant of the step.

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

use crate::{Error, Options};

/// One training step under measurement.
pub trait Step {
    /// Does one step and gives the loss before its update.
    ///
    /// # Errors
    ///
    /// Those of the library under measurement.
    fn step(&mut self) -> Result<f64, Error>;

    /// E after the last update.
    ///
    /// # Errors
    ///
    /// Those of the library under measurement.
    fn energy(&self) -> Result<f64, Error>;
}

/// Does `--steps` steps for loss and energy, measures more of them for `--seconds`, and prints one JSON line.
///
/// # Errors
///
/// Those of the step.
pub fn report(
    program: &str,
    variant: &str,
    options: &Options,
    step: &mut dyn Step,
) -> Result<(), Error> {
    let mut loss = f64::NAN;
    for _ in 0..options.steps {
        loss = step.step()?;
    }
    let energy = step.energy()?;
    let mut wall = Vec::new();
    let mut cpu = f64::INFINITY;
    let end = Instant::now() + Duration::from_secs_f64(options.seconds);
    while wall.len() < 5 || Instant::now() < end {
        let (start, cpu_start) = (Instant::now(), ProcessTime::now());
        step.step()?;
        wall.push(microseconds(start.elapsed()));
        cpu = cpu.min(microseconds(cpu_start.elapsed()));
    }
    wall.sort_by(f64::total_cmp);
    let line = serde_json::json!({
        "program": program, "variant": variant,
        "us_min": wall[0], "us_median": wall[wall.len() / 2], "cpu_us_min": cpu,
        "loss": loss, "energy": energy,
    });
    println!("{line}");
    Ok(())
}

fn microseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e8).round() / 100.0
}
