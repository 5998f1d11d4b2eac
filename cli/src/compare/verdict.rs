//! Who won, in a sentence that follows from the figures.

use super::row::Row;
use super::table::{duration, ratio};

/// Errors below this count as none: doubles, and the reference, give no more.
const EXACT: f64 = 1e-12;

/// A row with both figures.
struct Figures<'a> {
    method: &'a str,
    error: f64,
    seconds: f64,
}

impl Figures<'_> {
    fn of(row: &Row) -> Option<Figures<'_>> {
        Some(Figures {
            method: row.method,
            error: row.energy_error?,
            seconds: row.seconds?,
        })
    }
}

/// The winner is the fastest of the most accurate; then what the network, the first
/// row, has to set against it.
pub(super) fn sentences(rows: &[Row]) -> String {
    let all: Vec<Figures<'_>> = rows.iter().filter_map(Figures::of).collect();
    let least = all
        .iter()
        .map(|row| row.error)
        .fold(f64::INFINITY, f64::min);
    let Some(winner) = fastest(&all, least.max(EXACT)) else {
        return "No method found the state.".to_owned();
    };
    let won = format!(
        "{} wins: error {:.0e} in {}.",
        capitalised(winner.method),
        winner.error,
        duration(winner.seconds)
    );
    let network = rows.first().map_or("", |row| row.method);
    let Some(trained) = all.iter().find(|row| row.method == network) else {
        return won;
    };
    if winner.method == network {
        return won;
    }
    let lost = match fastest(&all, trained.error) {
        Some(row) if row.method != network => format!(
            "The network took {} for {:.0e}; {} is at least as good and {} times as fast.",
            duration(trained.seconds),
            trained.error,
            row.method,
            ratio(trained.seconds / row.seconds)
        ),
        _ => format!(
            "The network took {} for {:.0e}; nothing else is as good and faster.",
            duration(trained.seconds),
            trained.error
        ),
    };
    format!("{won}\n{lost}")
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The fastest method whose error is at most `error`.
fn fastest<'a>(all: &'a [Figures<'a>], error: f64) -> Option<&'a Figures<'a>> {
    all.iter()
        .filter(|row| row.error <= error)
        .min_by(|a, b| a.seconds.total_cmp(&b.seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(method: &'static str, error: f64, seconds: f64) -> Row {
        Row {
            energy_error: Some(error),
            seconds: Some(seconds),
            note: None,
            ..Row::without(method, String::new())
        }
    }

    #[test]
    fn the_fastest_of_the_most_accurate_wins() {
        let rows = [
            row("network", 1e-8, 4.0),
            row("slow", 1e-15, 2e-3),
            row("quick", 9e-13, 1e-3),
            row("rough", 1e-9, 1e-4),
            Row::without("other", "does not apply".to_owned()),
        ];
        assert_eq!(
            sentences(&rows),
            "Quick wins: error 9e-13 in 1.0 ms.\nThe network took 4.0 s for 1e-8; \
             rough is at least as good and 40,000 times as fast."
        );
    }

    #[test]
    fn a_network_may_win() {
        let rows = [row("network", 1e-9, 4.0), row("rough", 1e-4, 1e-3)];
        assert_eq!(sentences(&rows), "Network wins: error 1e-9 in 4.0 s.");
    }

    #[test]
    fn a_network_without_figures_is_not_spoken_of() {
        let rows = [
            Row::without("network", "failed".to_owned()),
            row("exact", 1e-16, 2e-5),
        ];
        assert_eq!(sentences(&rows), "Exact wins: error 1e-16 in 20 µs.");
        assert_eq!(sentences(&rows[..1]), "No method found the state.");
    }
}
