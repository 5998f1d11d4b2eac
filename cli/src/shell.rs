//! What a shell is told: completions and the manual page, made from the options themselves, and words to be typed again.

use std::io;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::error::Error;
use crate::output;

/// Prints completions for a shell.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<ExitCode, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "hyperwell", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a manual page.
pub(crate) fn man(args: &ManArgs) -> Result<ExitCode, Error> {
    let mut hyperwell = Cli::command();
    hyperwell.build();
    let command = match &args.command {
        None => hyperwell,
        Some(name) => hyperwell
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Error::UnknownCommand(name.clone()))?,
    };
    let mut page = Vec::new();
    Man::new(command)
        .render(&mut page)
        .map_err(|source: io::Error| Error::Output {
            path: "standard output".into(),
            source,
        })?;
    output::print(&String::from_utf8_lossy(&page))?;
    Ok(ExitCode::SUCCESS)
}

/// A word of a command line as it is typed.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,=+:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        assert_eq!(quoted("runs/mine-2"), "runs/mine-2");
        assert_eq!(quoted("ψ"), "ψ");
        assert_eq!(quoted("two words"), "'two words'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("Schrödinger's"), r"'Schrödinger'\''s'");
    }
}
