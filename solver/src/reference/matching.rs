//! Exact eigenstates where potential and mass are constant in every piece.
//!
//! Solutions are carried from both walls to a place between them. Their Prüfer angles (H. Prüfer, Math. Ann. 95, 499 (1926))
//! grow with E, and together they make n + 1 half turns exactly at E_n: one increasing function of E whose zero cannot be
//! another state's, however close the levels lie.

use std::f64::consts::PI;

use super::{
    ReferenceState,
    layer::{Layer, Ray},
    layered_wave::{Branch, LayeredWave},
    root,
    symmetry::Parity,
};
use crate::{Error, Piece, Problem};

/// The n-th state (0 for the ground state) of a problem whose potential and mass are constant in every piece.
///
/// E is good to a few ulp of max(|E|, E − min V); ψ keeps its relative accuracy in the tails. Where potential and mass
/// are symmetric, the state is computed as even or odd, so that pairs split by less than rounding come out right too; without
/// that symmetry two levels closer than rounding may come out mixed. Cost: some tens of passes over the pieces.
///
/// # Errors
/// [`Error::NotConstant`] if a piece is not constant; [`Error::NotResolved`] for masses or widths so different that double
/// precision does not reach from one to the other.
///
/// ```
/// use hyperwell::{Problem, reference};
///
/// let state = reference::exact(&Problem::finite_well(), 0)?;
/// assert!((state.energy() - 1.6394801885460).abs() < 1e-13);
/// let (psi, slope, _) = state.psi(0.0);
/// assert!(psi > 0.0 && slope.abs() < 1e-14);
/// # Ok::<(), hyperwell::Error>(())
/// ```
pub fn exact(problem: &Problem, n: usize) -> Result<ReferenceState, Error> {
    let mut layers = layers(problem)?;
    // Energies are counted from the lowest layer, so that a constant added to V costs no accuracy in ψ.
    let floor = layers
        .iter()
        .map(|layer| layer.potential)
        .fold(f64::INFINITY, f64::min);
    layers.iter_mut().for_each(|layer| layer.potential -= floor);
    let parity = problem.is_symmetric().then(|| Parity::of(n));
    if parity.is_some() {
        keep_left_half(&mut layers);
    }
    let well = match parity {
        Some(parity) => Well {
            layers,
            nodes: n / 2,
            right: parity.centre(),
        },
        None => Well {
            layers,
            nodes: n,
            right: Ray::WALL,
        },
    };
    let (height, s) = well.height();
    let norm_squared = if parity.is_some() { 0.5 } else { 1.0 };
    let wave = well.wave(height, s).normalised(norm_squared);
    let energy = floor + height;
    // First-order perturbation theory: E moves by ⟨ψ, δH ψ⟩ if every coefficient is off by a few ulp, and every width by those
    // of the coordinates.
    let far = problem.from().abs().max(problem.to().abs()) / problem.width();
    let weight = |b: &Branch| (height + b.layer.potential) * b.norm_squared(height);
    let scale: f64 = wave.branches.iter().map(weight).sum::<f64>() / norm_squared;
    ReferenceState::new(problem, n, energy, wave)
        .with_parity(parity)
        .with_error_estimate(f64::EPSILON * (8.0 * scale * far.max(1.0) + floor.abs()))
        .checked()
}

fn layers(problem: &Problem) -> Result<Vec<Layer>, Error> {
    let layer = |piece: &Piece<'_>| match (piece.potential.constant(), piece.mass.constant()) {
        (Some(potential), Some(mass)) => Ok(Layer {
            from: piece.from,
            width: piece.width(),
            potential,
            mass,
        }),
        _ => Err(Error::NotConstant {
            from: piece.from,
            to: piece.to,
        }),
    };
    problem.pieces().iter().map(layer).collect()
}

fn keep_left_half(layers: &mut Vec<Layer>) {
    let odd = !layers.len().is_multiple_of(2);
    layers.truncate(layers.len().div_ceil(2));
    if let (Some(middle), true) = (layers.last_mut(), odd) {
        middle.width *= 0.5;
    }
}

/// Layers between a wall on the left and either a wall or a centre of symmetry on the right.
struct Well {
    layers: Vec<Layer>,
    /// Zeros inside.
    nodes: usize,
    /// How solutions start at the right end.
    right: Ray,
}

impl Well {
    /// Solutions from the left at every edge, from left to right.
    fn rightward(&self, energy: f64, s: f64) -> Vec<Ray> {
        shoot(Ray::WALL, self.layers.iter(), energy, s)
    }

    /// Solutions from the right at every edge, from left to right, with p as seen in the mirror.
    fn leftward(&self, energy: f64, s: f64) -> Vec<Ray> {
        let mut rays = shoot(self.right, self.layers.iter().rev(), energy, s);
        rays.reverse();
        rays
    }

    /// How many half turns both solutions make together more than the state asked for; increasing in E, zero at E_n.
    fn excess(&self, energy: f64, s: f64, edge: usize) -> f64 {
        let through = |start, layers: &mut dyn Iterator<Item = &Layer>| {
            layers.fold(start, |ray, layer| layer.advance(energy, s, ray))
        };
        let left = through(Ray::WALL, &mut self.layers[..edge].iter());
        let right = through(self.right, &mut self.layers[edge..].iter().rev());
        // The two angles less π, not by subtraction: that would lose what a badly chosen s makes small.
        let sine = left.u * right.p + left.p * right.u;
        let cosine = left.p * right.p - left.u * right.u;
        left.zeros + right.zeros - self.nodes as f64 + (-sine).atan2(-cosine) / PI
    }

    /// The energy above the lowest layer, and a unit of p that suits it.
    fn height(&self) -> (f64, f64) {
        // The solutions meet at an edge of the lowest layer, where ψ mostly is large and the excess a smooth function.
        let depth = |i: &usize| self.layers[*i].potential;
        let lowest = (0..self.layers.len())
            .min_by(|i, j| depth(i).total_cmp(&depth(j)))
            .unwrap_or(0);
        let mass = self.layers[lowest].mass;
        let width: f64 = self.layers.iter().map(|layer| layer.width).sum();
        let unit = |height: f64| (height / mass).sqrt();
        let mut high = ((self.nodes as f64 + 1.0) / width).powi(2) / mass;
        while self.excess(high, unit(high), lowest + 1) < 0.0 {
            high *= 4.0;
        }
        let excess = |height| self.excess(height, unit(high), lowest + 1);
        (root::find(0.0, high, excess), unit(high))
    }

    /// ψ at `energy`, from the left up to an edge and from the right beyond it.
    ///
    /// The edge is where both directions agree best: there |ψ| is large, so that each solution has grown on its way and its
    /// errors have not (the twist index of B. N. Parlett and I. S. Dhillon, Linear Algebra Appl. 267, 247 (1997)).
    fn wave(&self, energy: f64, s: f64) -> LayeredWave {
        let (left, right) = (self.rightward(energy, s), self.leftward(energy, s));
        // Where ψ oscillates u and p/r are of one size; an edge between two barriers is never the place.
        let mismatch = |&edge: &usize| {
            let around = &self.layers[edge.saturating_sub(1)..(edge + 1).min(self.layers.len())];
            let r = around
                .iter()
                .map(|layer| layer.slope_ratio(energy, s))
                .fold(0.0, f64::max);
            let ((lu, lp), (ru, rp)) = (
                (left[edge].u, left[edge].p / r),
                (right[edge].u, right[edge].p / r),
            );
            let sine = (lu * rp + lp * ru).abs() / (lu.hypot(lp) * ru.hypot(rp));
            if r > 0.0 { sine } else { f64::INFINITY }
        };
        let edges = 0..=self.layers.len();
        let twist = edges
            .min_by(|i, j| mismatch(i).total_cmp(&mismatch(j)))
            .unwrap_or(0);
        let (l, r) = (left[twist], right[twist]);
        let sign = l.sign() * (l.u * r.u - l.p * r.p).signum() * r.sign();
        let value = |i: usize| {
            if i <= twist {
                let size = left[i].sign() * (left[i].ln - l.ln).exp();
                (size * left[i].u, size * left[i].p)
            } else {
                let size = sign * right[i].sign() * (right[i].ln - r.ln).exp();
                (size * right[i].u, -size * right[i].p)
            }
        };
        let branch = |(i, &layer): (usize, &Layer)| {
            let (u, p) = value(i);
            Branch {
                layer,
                left: (u, layer.mass * s * p),
                right: value(i + 1).0,
            }
        };
        let branches = self.layers.iter().enumerate().map(branch).collect();
        LayeredWave { energy, branches }
    }
}

fn shoot<'a>(start: Ray, layers: impl Iterator<Item = &'a Layer>, energy: f64, s: f64) -> Vec<Ray> {
    let advance = |ray: &mut Ray, layer: &Layer| {
        *ray = layer.advance(energy, s, *ray);
        Some(*ray)
    };
    std::iter::once(start)
        .chain(layers.scan(start, advance))
        .collect()
}
