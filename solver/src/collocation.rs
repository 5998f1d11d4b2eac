//! Collocation points: where the residual of the Schrödinger equation is asked to vanish.

use std::f64::consts::PI;

use crate::{
    Error, Piece, Problem,
    focus::Focus,
    quadrature::{PiecewiseRule, composite},
    random::SplitMix64,
};

/// How collocation points lie within each piece of a problem.
///
/// Every kind comes with weights, so that Σ wᵢ r(xᵢ)² approximates ∫r²; no point lies on a breakpoint or at a wall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sampling {
    /// Gauss–Legendre: the most accurate integral for a given number of points.
    #[default]
    GaussLegendre,
    /// Midpoints of equal cells.
    Uniform,
    /// Zeros of a Chebyshev polynomial with the weights of Fejér's first rule; dense at both ends of a piece.
    Chebyshev,
    /// One random point in each of equal cells, new ones in every epoch.
    Random {
        /// The same seed and epoch give the same points.
        seed: u64,
    },
}

impl Sampling {
    /// Fewest points in a piece: less does not see how ψ bends there.
    pub const MINIMUM_PER_PIECE: usize = 4;

    /// Exactly `n` points over all pieces of `problem`, in proportion to their widths but at least
    /// [`MINIMUM_PER_PIECE`](Self::MINIMUM_PER_PIECE) in each; `epoch` matters to random points only. Gauss–Legendre points
    /// are laid between the rows of a table where there are enough of them.
    ///
    /// Cost: linear in `n` and up to 256 recurrence steps for each point; for Chebyshev n²/4 steps.
    ///
    /// # Errors
    /// [`Error::TooFewPoints`] if `n` does not reach the minimum of every piece.
    ///
    /// ```
    /// use hyperwell::{Problem, Sampling};
    ///
    /// let rule = Sampling::Uniform.points(&Problem::finite_well(), 12, 0)?;
    /// assert_eq!(rule.points()[..4], [-2.75, -2.25, -1.75, -1.25]);
    /// # Ok::<(), hyperwell::Error>(())
    /// ```
    pub fn points(self, problem: &Problem, n: usize, epoch: u64) -> Result<PiecewiseRule, Error> {
        self.points_in_focus(problem, n, epoch, None)
    }

    /// The same, with the points laid evenly in `focus`.
    pub(crate) fn points_in_focus(
        self,
        problem: &Problem,
        n: usize,
        epoch: u64,
        focus: Option<&Focus>,
    ) -> Result<PiecewiseRule, Error> {
        let smooth = problem.smooth_intervals();
        let cells = if self == Self::GaussLegendre && n >= Self::MINIMUM_PER_PIECE * smooth.len() {
            smooth
        } else {
            let cell = |(index, piece): (usize, &Piece<'_>)| (index, piece.from, piece.to);
            problem.pieces().iter().enumerate().map(cell).collect()
        };
        let width = |&(_, from, to): &(usize, f64, f64)| match focus {
            Some(focus) => focus.at(to)[0] - focus.at(from)[0],
            None => to - from,
        };
        let widths: Vec<f64> = cells.iter().map(width).collect();
        let mut rule = PiecewiseRule::default();
        for (&(index, from, to), count) in cells.iter().zip(distribute(n, &widths)?) {
            let unit = self.unit_interval(count, epoch, index);
            let unit = focus.map_or(unit.clone(), |focus| focus.relaid((from, to), &unit));
            rule.extend(index, (from, to), &unit);
        }
        Ok(rule)
    }

    /// The fewest Gauss–Legendre points that leave no row of a table between the points of one rule: there the slope of V
    /// jumps, and ∫Vψ² would lose its digits.
    pub(crate) fn fewest_smooth(problem: &Problem) -> usize {
        Self::MINIMUM_PER_PIECE * problem.smooth_intervals().len()
    }

    /// Points and weights on [0, 1].
    fn unit_interval(self, n: usize, epoch: u64, piece: usize) -> Vec<(f64, f64)> {
        let width = 1.0 / n as f64;
        let cells = |place: &mut dyn FnMut() -> f64| {
            (0..n)
                .map(|i| ((i as f64 + place()) * width, width))
                .collect()
        };
        match self {
            Self::GaussLegendre => composite(n),
            Self::Uniform => cells(&mut || 0.5),
            Self::Chebyshev => fejer(n),
            Self::Random { seed } => {
                let mut random = SplitMix64::new(seed, &[epoch, piece as u64]);
                cells(&mut || random.unit())
            }
        }
    }

    /// Whether another epoch has other points.
    pub fn resamples(self) -> bool {
        matches!(self, Self::Random { .. })
    }
}

/// Parts of a point that shares are rounded to.
const GRAIN: f64 = 1e6;

/// Splits `n` by widths: the minimum for all, the rest in proportion where that is more, rounded by largest remainder.
fn distribute(n: usize, widths: &[f64]) -> Result<Vec<usize>, Error> {
    let minimum = Sampling::MINIMUM_PER_PIECE;
    let least = minimum * widths.len();
    if n < least {
        return Err(Error::TooFewPoints {
            points: n,
            minimum: least,
        });
    }
    // Narrow pieces take their minimum; the others share what is left. Removing one raises the bar for the rest, hence the loop.
    let mut counts = vec![minimum; widths.len()];
    let mut open: Vec<usize> = (0..widths.len()).collect();
    let (mut left, mut width) = (n, widths.iter().sum::<f64>());
    while let Some(at) = open
        .iter()
        .position(|&i| left as f64 * widths[i] < (minimum as f64) * width)
    {
        let narrow = open.remove(at);
        left -= minimum;
        width -= widths[narrow];
    }
    // Rounded, so that pieces of equal width share alike whatever the unit of length: the first get the points that are left.
    let share = |i: usize| (left as f64 * widths[i] / width * GRAIN).round() / GRAIN;
    for &i in &open {
        counts[i] = (share(i).floor() as usize).max(minimum);
    }
    let missing = n - counts.iter().sum::<usize>();
    open.sort_by(|&i, &j| share(j).fract().total_cmp(&share(i).fract()));
    for &i in open.iter().cycle().take(missing) {
        counts[i] += 1;
    }
    Ok(counts)
}

/// Fejér's first rule, here on [0, 1]: t = (1 + cos θ_k)/2 with θ_k = (2k + 1)π/2n, and
///
/// w_k = (1/n) (1 − 2 Σ_{j=1}^{⌊n/2⌋} cos(2jθ_k) / (4j² − 1)), all positive, exact to degree n − 1
/// (Davis and Rabinowitz, Methods of Numerical Integration, section 2.5.5).
fn fejer(n: usize) -> Vec<(f64, f64)> {
    let point = |k: usize| {
        let theta = PI * (2 * k + 1) as f64 / (2 * n) as f64;
        // Clenshaw's recurrence for Σ c_j cos(jφ), φ = 2θ.
        let twice = 2.0 * (2.0 * theta).cos();
        let (mut b1, mut b2) = (0.0, 0.0);
        for j in (1..=n / 2).rev() {
            let j = j as f64;
            (b1, b2) = (1.0 / (4.0 * j * j - 1.0) + twice * b1 - b2, b1);
        }
        let sum = 0.5 * twice * b1 - b2;
        ((0.5 * theta).cos().powi(2), (1.0 - 2.0 * sum) / n as f64)
    };
    (0..n).rev().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_equal_width_share_alike_in_any_unit() {
        for unit in [1.0, 5.0, 5.0 / 0.052_917_721_090_3, 0.1 + 0.2, 1e-10] {
            let edges = [-3.0 * unit, -unit, unit, 3.0 * unit];
            let widths: Vec<f64> = edges.windows(2).map(|edge| edge[1] - edge[0]).collect();
            for (n, counts) in [(32, [11, 11, 10]), (33, [11; 3]), (34, [12, 11, 11])] {
                assert_eq!(distribute(n, &widths).unwrap(), counts, "{n} in {unit}");
            }
        }
    }
}
