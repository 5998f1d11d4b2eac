//! The solution of the Schrödinger equation where potential and mass are constant.
//!
//! With u = ψ and p = ψ′/(Mass·s), both continuous everywhere, the equation is
//!
//! u′ = M p, p′ = −(q/M) u, M = m s, q = m (E − V),
//!
//! with cosines for q > 0 and hyperbolic cosines for q < 0. The constant s only fixes the unit of p, so that u and p are of
//! similar size.

use std::f64::consts::PI;

/// An interval with constant potential and mass.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    pub(super) from: f64,
    pub(super) width: f64,
    pub(super) potential: f64,
    pub(super) mass: f64,
}

/// A solution at one place, without its sign: it has passed `zeros` zeros and is now e^ln · (u, p) with u² + p² = 1, and
/// u > 0 or, at a zero, p > 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ray {
    /// A whole number; far above all energies it may pass any integer type.
    pub(super) zeros: f64,
    pub(super) u: f64,
    pub(super) p: f64,
    pub(super) ln: f64,
}

impl Ray {
    /// ψ = 0: a hard wall.
    pub(super) const WALL: Self = Self {
        zeros: 0.0,
        u: 0.0,
        p: 1.0,
        ln: 0.0,
    };

    /// ψ′ = 0: the centre of an even state.
    pub(super) const EVEN: Self = Self {
        zeros: 0.0,
        u: 1.0,
        p: 0.0,
        ln: 0.0,
    };

    /// −1 after an odd number of zeros.
    pub(super) fn sign(&self) -> f64 {
        if self.zeros % 2.0 == 0.0 { 1.0 } else { -1.0 }
    }

    fn normalised(mut self) -> Self {
        if self.u < 0.0 || (self.u == 0.0 && self.p < 0.0) {
            self.zeros += 1.0;
            self.u = -self.u;
            self.p = -self.p;
        }
        let size = self.u.hypot(self.p);
        Self {
            u: self.u / size,
            p: self.p / size,
            ln: self.ln + size.ln(),
            ..self
        }
    }
}

impl Layer {
    pub(super) fn q(&self, energy: f64) -> f64 {
        self.mass * (energy - self.potential)
    }

    /// How large p becomes for u of size one: √q/M, zero where ψ does not oscillate.
    pub(super) fn slope_ratio(&self, energy: f64, s: f64) -> f64 {
        self.q(energy).max(0.0).sqrt() / (self.mass * s)
    }

    /// Carries a solution through the layer; `s` is the unit of p.
    pub(super) fn advance(&self, energy: f64, s: f64, ray: Ray) -> Ray {
        let (q, m) = (self.q(energy), self.mass * s);
        let k = q.abs().sqrt();
        let (w, r) = (k * self.width, k / m);
        if w <= 1.0 {
            let (c, s) = cos_and_sinc(q, self.width);
            let u = c * ray.u + m * self.width * s * ray.p;
            let p = c * ray.p - q / m * self.width * s * ray.u;
            Ray { u, p, ..ray }.normalised()
        } else if q > 0.0 {
            // u = A sin φ, p = A r cos φ; every multiple of π that φ passes is a zero.
            let phase = (r * ray.u).atan2(ray.p) + w;
            let turns = (phase / PI).floor();
            let (sin, cos) = (phase - turns * PI).sin_cos();
            let amplitude = ray.u.hypot(ray.p / r);
            let zeros = ray.zeros + turns;
            Ray {
                zeros,
                u: amplitude * sin,
                p: amplitude * r * cos,
                ..ray
            }
            .normalised()
        } else {
            // A part that grows and one that decays, with e^w taken out so that no barrier overflows. Beyond a barrier the
            // first sets p/u, whatever the cancellation in its size: cosh and sinh would round u and p differently.
            let (grows, decays) = (0.5 * (ray.u + ray.p / r), 0.5 * (ray.u - ray.p / r));
            // Nothing at all would be left behind a high barrier of an exact zero.
            let grows = if grows == 0.0 {
                f64::MIN_POSITIVE
            } else {
                grows
            };
            let rest = decays * (-2.0 * w).exp();
            let ln = ray.ln + w;
            Ray {
                u: grows + rest,
                p: r * (grows - rest),
                ln,
                ..ray
            }
            .normalised()
        }
    }
}

/// cos(√q t) and sin(√q t)/(√q t), hyperbolic for q < 0, 1 at q = 0.
pub(super) fn cos_and_sinc(q: f64, t: f64) -> (f64, f64) {
    let w = q.abs().sqrt() * t;
    if w == 0.0 {
        (1.0, 1.0)
    } else if q > 0.0 {
        (w.cos(), w.sin() / w)
    } else {
        (w.cosh(), w.sinh() / w)
    }
}

/// e^{−w} cosh w and e^{−w} sinh w for w ≥ 0.
pub(super) fn scaled_cosh_sinh(w: f64) -> (f64, f64) {
    let e = (-2.0 * w).exp();
    (0.5 + 0.5 * e, -0.5 * (-2.0 * w).exp_m1())
}
