//! `hyperwell problem`: the built-in problems.

use std::fmt::Write as _;
use std::process::ExitCode;

use hyperwell::Problem;

use crate::args::ProblemArgs;
use crate::error::Error;
use crate::output;
use crate::problem_file;
use crate::reference::Reference;

/// Lists the built-in problems, or prints one.
pub(crate) fn run(args: &ProblemArgs) -> Result<ExitCode, Error> {
    let text = match &args.name {
        None => list(),
        Some(name) => match problem_file::builtin(name) {
            Some(builtin) => builtin.file.to_string(),
            None => return Err(Error::UnknownProblem(name.clone())),
        },
    };
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn list() -> String {
    let mut text = format!("{:<15}{:<10}{:<42}{}\n", "name", "domain", "V(x)", "E₀");
    for name in Problem::BUILTIN {
        let Ok(problem) = Problem::builtin(name) else {
            continue;
        };
        let domain = format!("[{}, {}]", problem.from(), problem.to());
        let energy = Reference::of(&problem, 0).map_or("?".to_owned(), |reference| {
            format!("{:.13}", reference.state.energy())
        });
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{name:<15}{domain:<10}{:<42}{energy}",
            potential(&problem)
        );
    }
    text
}

/// V in words: its value in each piece.
fn potential(problem: &Problem) -> String {
    let pieces = problem.pieces();
    let words: Vec<String> = pieces
        .iter()
        .map(|piece| {
            let value = piece
                .potential
                .constant()
                .map_or("V(x)".to_owned(), |v| v.to_string());
            if pieces.len() == 1 {
                value
            } else {
                format!("{value} to x = {}", piece.to)
            }
        })
        .collect();
    words.join(", ")
}
