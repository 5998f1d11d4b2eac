//! Round numbers for the axes of drawings.

/// About `count` round numbers between `low` and `high`, and how they are written.
pub(crate) fn ticks(low: f64, high: f64, count: f64) -> Vec<(f64, String)> {
    let rough = (high - low) / count;
    let power = rough.log10().floor();
    let unit = 10f64.powf(power);
    let step = unit
        * [1.0, 2.0, 5.0]
            .into_iter()
            .find(|m| m * unit >= rough)
            .unwrap_or(10.0);
    let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
    let count = (last - first).clamp(0.0, 100.0) as usize + 1;
    let decimals = (-(step.log10() + 1e-9).floor()).max(0.0) as usize;
    let plain = decimals <= 4 && low.abs().max(high.abs()) < 1e7;
    let tick = |i: usize| {
        let multiple = first + i as f64;
        let tick = multiple * step;
        let label = match multiple {
            0.0 => "0".to_owned(),
            _ if plain => format!("{tick:.decimals$}"),
            _ => format!("{tick:.1e}"),
        };
        (tick, label)
    };
    (0..count).map(tick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_told_apart() {
        let labels = |low, high| -> Vec<String> {
            ticks(low, high, 6.0)
                .into_iter()
                .map(|(_, label)| label)
                .collect()
        };
        assert_eq!(labels(0.0, 1.0), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(-3.0, 3.0), ["-3", "-2", "-1", "0", "1", "2", "3"]);
        assert_eq!(labels(0.0, 20.0), ["0", "5", "10", "15", "20"]);
        assert_eq!(
            labels(0.0, 4e-7),
            ["0", "1.0e-7", "2.0e-7", "3.0e-7", "4.0e-7"]
        );
        assert_eq!(labels(1e6, 1e6 + 0.5)[1], "1000000.1");
    }
}
