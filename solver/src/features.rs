//! What a network is given at each point: the coordinate it looks along, and a kink for each jump.

use crate::focus::Focus;
use crate::trial::Taylor;

/// The features (u, κ₁, κ₂, …) as functions of t.
///
/// u = σ g(t), and σ g² where the problem is symmetric. g is a magnifying map ([`Focus`]) or t itself; σ is so large that the waves of
/// the state, √⟨T⟩ radians long in t, have at most about [`WAVES`] radians where u goes from 0 to 1: networks learn slowly what varies fast in their
/// inputs (N. Rahaman et al., ICML 2019).
///
/// Where V or m jumps, ψ'' jumps while ψ and ψ' do not. Just this regularity has
///
/// κⱼ = q rⱼ² / (1 + q rⱼ²),  rⱼ = max(g − gⱼ, 0),  √q = 2 √⟨T⟩ in g,
///
/// from whose jump 2q a smooth network can make the right one with weights of order one, for q is of the size of ψ''/ψ. That κⱼ ends at 1 leaves the rest
/// of the domain as it was.
#[derive(Clone, Debug)]
pub(crate) struct Features {
    /// Whether the features are even functions of t.
    even: bool,
    /// σ
    stretch: f64,
    /// gⱼ
    kinks: Vec<f64>,
    /// q
    sharpness: f64,
    focus: Option<Focus>,
}

/// Radians of a state that need no stretching.
const WAVES: f64 = 3.5;

/// √q for √⟨T⟩ = 1.
const BEND: f64 = 2.0;

impl Features {
    /// Features for a state of the kinetic energy `size`, in the unit of ε, and for kinks at these t. Where `even`, those on the right alone are needed.
    pub(crate) fn new(even: bool, focus: Option<Focus>, size: f64, kinks: &[f64]) -> Self {
        let waves = size.sqrt() / focus.as_ref().map_or(1.0, Focus::magnification);
        let mut features = Features {
            even,
            stretch: (waves / WAVES).max(1.0),
            kinks: Vec::new(),
            sharpness: (BEND * waves).powi(2),
            focus,
        };
        let needed = kinks.iter().filter(|&&kink| !even || kink > 0.0);
        features.kinks = needed.map(|&kink| features.seen(kink)[0]).collect();
        features
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        1 + self.kinks.len()
    }

    /// g and its derivatives.
    pub(crate) fn seen(&self, t: f64) -> Taylor {
        match &self.focus {
            Some(focus) => focus.at(t),
            None => [t, 1.0, 0.0],
        }
    }

    /// u with its derivatives.
    pub(crate) fn u(&self, t: f64) -> Taylor {
        let seen = self.seen(t);
        let g = seen[0];
        let u = if self.even {
            [g * g, 2.0 * g, 2.0]
        } else {
            [g, 1.0, 0.0]
        };
        of_t(u.map(|x| self.stretch * x), seen)
    }

    /// u and all κ with their derivatives.
    pub(crate) fn at(&self, t: f64) -> impl Iterator<Item = Taylor> + '_ {
        let seen = self.seen(t);
        // d|g|/dg is the sign of g; its jump at 0 meets no kink there.
        let (place, sign) = if self.even {
            (seen[0].abs(), seen[0].signum())
        } else {
            (seen[0], 1.0)
        };
        // ANCHOR: features
        let q = self.sharpness;
        let kinks = self.kinks.iter().map(move |&kink| {
            let r = (place - kink).max(0.0);
            let below = 1.0 + q * r * r;
            let bend = if place > kink { 2.0 * q } else { 0.0 };
            [
                q * r * r / below,
                sign * 2.0 * q * r / below.powi(2),
                bend * (1.0 - 3.0 * q * r * r) / below.powi(3),
            ]
        });
        std::iter::once(self.u(t)).chain(kinks.map(move |kink| of_t(kink, seen)))
        // ANCHOR_END: features
    }
}

/// f(g(t))' = f'(g) g', f(g(t))'' = f''(g) g'² + f'(g) g''.
fn of_t([f, f1, f2]: Taylor, [_, g1, g2]: Taylor) -> Taylor {
    [f, f1 * g1, f2 * g1 * g1 + f1 * g2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_the_values() {
        let focus = || Some(Focus::new((-1.0, 1.0), 0.0, 0.3));
        let h = 1e-4;
        for (even, focus) in [
            (false, None),
            (true, None),
            (true, focus()),
            (false, focus()),
        ] {
            let features = Features::new(even, focus, 40.0, &[-0.4, 0.25]);
            assert_eq!(features.count(), if even { 2 } else { 3 });
            for t in [-0.9, -0.41, -0.3, 0.1, 0.3, 0.8] {
                let at = |t| features.at(t).collect::<Vec<_>>();
                let (left, right) = (at(t - h), at(t + h));
                for (j, [_, slope, bend]) in at(t).into_iter().enumerate() {
                    let name = format!("feature {j} at {t}");
                    let difference = (right[j][0] - left[j][0]) / (2.0 * h);
                    assert!(
                        (difference - slope).abs() < 1e-4 * (1.0 + slope.abs()),
                        "{name}"
                    );
                    let difference = (right[j][1] - left[j][1]) / (2.0 * h);
                    assert!(
                        (difference - bend).abs() < 1e-3 * (1.0 + bend.abs()),
                        "{name}"
                    );
                }
            }
        }
    }

    #[test]
    fn only_the_second_derivative_jumps_at_a_kink() {
        let features = Features::new(false, None, 40.0, &[0.25]);
        let at = |t: f64| features.at(t).nth(1).unwrap_or_default();
        let (left, right) = (at(0.25 - 1e-12), at(0.25 + 1e-12));
        assert!((right[0] - left[0]).abs() < 1e-9 && (right[1] - left[1]).abs() < 1e-9);
        assert!((right[2] - left[2] - 2.0 * 4.0 * 40.0).abs() < 1e-6);
    }
}
