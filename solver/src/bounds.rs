//! Where exact levels must lie, judged from approximate states alone.
//!
//! For a normalised ψ in the domain of H write ρ = ⟨ψ, Hψ⟩ and σ = ‖(H − ρ)ψ‖. Then
//!
//! - some level lies within σ of ρ (D. H. Weinstein, Proc. Natl. Acad. Sci. USA 20, 529 (1934));
//! - if ρ < ν and ν is below the level after the n-th, ρ − σ²/(ν − ρ) ≤ Eₙ (G. Temple, Proc. R. Soc. A 119, 276 (1928);
//!   T. Kato, J. Phys. Soc. Jpn. 4, 334 (1949)), because (H − Eₙ)(H − ν) has no negative expectation value;
//! - the n-th Rayleigh–Ritz value is never below Eₙ (Courant and Fischer's min-max principle).

/// What is known of one level from an approximate state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// ρ, a Rayleigh–Ritz value.
    pub energy: f64,
    /// σ, for ∫ψ² = 1.
    pub residual: f64,
    /// How far rounding may have moved ρ.
    pub rounding: f64,
}

/// An interval that holds an exact level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Not above the level.
    pub lower: f64,
    /// Not below the level.
    pub upper: f64,
    /// The part of `upper − lower` that is due to the state and not to rounding.
    pub width: f64,
}

/// How many levels a cluster may have.
const CLUSTER: usize = 16;

/// Bounds of every level of a list that holds the lowest Rayleigh–Ritz values in ascending order, none missing.
///
/// ν is taken from the next level of the list, lowered by its own σ. A level so close to the next that nothing fits between
/// them is treated together with it: the σ² of such a cluster add up, and ν belongs to the level after the cluster (after
/// N. J. Lehmann, Z. Angew. Math. Mech. 29, 341 (1949)). Of all these and of Weinstein's bound the best is taken. The last
/// level of the list has nothing after it and gets Weinstein's; so ask for more levels than are needed.
///
/// These are estimates and no proofs: integrals come from a quadrature rule, ν from a computed level that is assumed to be
/// right to within its σ, and `rounding` is a guess. Cost: linear in the number of levels.
///
/// ```
/// use hyperwell::bounds::{Level, bounds};
///
/// // ψ = √30 x(1 − x) in the box on [0, 1], and the box's second state: E₀ = π², ρ = 10, σ² = 120 − 100.
/// let trial = Level { energy: 10.0, residual: 20_f64.sqrt(), rounding: 0.0 };
/// let next = Level { energy: 39.478, residual: 0.0, rounding: 0.0 };
/// let bound = bounds(&[trial, next])[0];
/// assert!(bound.lower < 9.8696 && bound.lower > 9.3 && bound.upper == 10.0);
/// ```
pub fn bounds(levels: &[Level]) -> Vec<Bounds> {
    let bound = |n: usize| {
        let Level {
            energy,
            residual,
            rounding,
        } = levels[n];
        let mut below = residual;
        let mut square = 0.0;
        for (level, next) in levels[n..].iter().zip(&levels[n + 1..]).take(CLUSTER) {
            square += level.residual * level.residual;
            let gap = next.energy - next.residual - level.energy;
            if gap > 0.0 {
                below = below.min(square / gap);
            }
        }
        Bounds {
            lower: energy - below - rounding,
            upper: energy + rounding,
            width: below,
        }
    };
    (0..levels.len()).map(bound).collect()
}

/// Bounds of the one level between `below` and `above`, both not levels' wrong sides: every lower level is at most `below`, every higher at
/// least `above`.
///
/// For α < ρ < β with no other level between them, Temple's and Kato's inequalities read
///
/// ρ − σ²/(β − ρ) ≤ E ≤ ρ + σ²/(ρ − α).
///
/// Nothing where σ is so large that the level within σ of ρ (Weinstein) might be another one. These are estimates as those of
/// [`bounds`] are.
///
/// ```
/// use hyperwell::bounds::{Level, isolated};
///
/// // The levels of the box on [0, 1] are π²n²; a state that is mostly the second.
/// let trial = Level { energy: 39.6, residual: 3.0, rounding: 0.0 };
/// let bounds = isolated(trial, 9.8697, 88.8).unwrap();
/// assert!(bounds.lower < 39.478 && 39.478 < bounds.upper);
/// assert!(isolated(Level { residual: 60.0, ..trial }, 9.8697, 88.8).is_none());
/// ```
pub fn isolated(level: Level, below: f64, above: f64) -> Option<Bounds> {
    let Level {
        energy,
        residual,
        rounding,
    } = level;
    if !(energy - residual > below && energy + residual < above) {
        return None;
    }
    let square = residual * residual;
    let down = (square / (above - energy)).min(residual);
    let up = (square / (energy - below)).min(residual);
    Some(Bounds {
        lower: energy - down - rounding,
        upper: energy + up + rounding,
        width: down + up,
    })
}

/// How far rounding moves a Rayleigh quotient whose parts have the size `size`, on a domain that is `remoteness` of its widths away from 0: a
/// guess for a sum over some hundred points.
#[cfg(feature = "dense")]
pub(crate) fn rounding(size: f64, remoteness: f64) -> f64 {
    const SUM: f64 = 256.0 * f64::EPSILON;
    const COORDINATES: f64 = 16.0 * f64::EPSILON;
    (SUM + COORDINATES * remoteness) * size
}
