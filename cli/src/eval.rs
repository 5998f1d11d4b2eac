//! `hyperwell eval`: ψ of a saved run.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::args::EvalArgs;
use crate::error::Error;
use crate::output;
use crate::saved;

/// Prints ψ, ψ' and ψ'' where they are asked for.
pub(crate) fn run(args: &EvalArgs) -> Result<ExitCode, Error> {
    let (loaded, psi) = saved::open(&args.run)?;
    let (from, to) = (loaded.problem.from(), loaded.problem.to());
    let mut csv = header(loaded.scale().length_name.trim());
    let mut row = |x: f64| {
        let [psi, dpsi, d2psi] = psi.psi(x);
        // Writing to a String cannot fail.
        let _ = writeln!(csv, "{x},{psi},{dpsi},{d2psi}");
    };
    if let Some(places) = &args.places.at {
        places.iter().for_each(|&x| row(x.into()));
    }
    if let Some(count) = args.places.grid {
        let last = count.get() - 1;
        for i in 0..=last {
            let t = i as f64 / last as f64;
            row((1.0 - t) * from + t * to);
        }
    }
    output::print(&csv)?;
    Ok(ExitCode::SUCCESS)
}

/// ∫ψ² dx = 1, so ψ is counted in the inverse root of a length.
fn header(length: &str) -> String {
    if length.is_empty() {
        return "x,psi,dpsi,d2psi\n".to_owned();
    }
    format!("x [{length}],psi [{length}^-1/2],dpsi [{length}^-3/2],d2psi [{length}^-5/2]\n")
}
