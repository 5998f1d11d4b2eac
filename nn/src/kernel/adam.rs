//! One Adam update (Kingma & Ba, arXiv:1412.6980, algorithm 1).
//!
//! m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
//! θ ← θ − α m̂ / (√v̂ + ε)  with  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ).

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

/// All slices are equally long.
pub(crate) struct Update<'a, T> {
    pub(crate) beta1: T,
    pub(crate) beta2: T,
    pub(crate) epsilon: T,
    pub(crate) learning_rate: T,
    /// 1 / (1 − β₁ᵗ)
    pub(crate) correction1: T,
    /// 1 / (1 − β₂ᵗ)
    pub(crate) correction2: T,
    pub(crate) gradient: &'a [T],
    pub(crate) mean: &'a mut [T],
    pub(crate) square: &'a mut [T],
    pub(crate) parameters: &'a mut [T],
}

impl<T: Float> Kernel for Update<'_, T> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let one = L::constant(1.0);
        let (beta1, beta2) = (L::splat(self.beta1), L::splat(self.beta2));
        let rule = Rule {
            beta1,
            beta2,
            rest1: one - beta1,
            rest2: one - beta2,
            correction2: L::splat(self.correction2),
            epsilon: L::splat(self.epsilon),
            rate: L::splat(self.learning_rate) * L::splat(self.correction1),
        };
        let (gs, g_rest) = L::chunks(self.gradient);
        let (ms, m_rest) = L::chunks_mut(self.mean);
        let (vs, v_rest) = L::chunks_mut(self.square);
        let (xs, x_rest) = L::chunks_mut(self.parameters);
        for i in 0..gs.len() {
            rule.apply(&gs[i], &mut ms[i], &mut vs[i], &mut xs[i]);
        }
        // The same arithmetic for what does not fill a vector.
        let mut rest = [L::zero_array(); 4];
        let [g, m, v, x] = &mut rest;
        let len = g_rest.len();
        g.as_mut()[..len].copy_from_slice(g_rest);
        m.as_mut()[..len].copy_from_slice(m_rest);
        v.as_mut()[..len].copy_from_slice(v_rest);
        x.as_mut()[..len].copy_from_slice(x_rest);
        rule.apply(g, m, v, x);
        m_rest.copy_from_slice(&m.as_ref()[..len]);
        v_rest.copy_from_slice(&v.as_ref()[..len]);
        x_rest.copy_from_slice(&x.as_ref()[..len]);
    }
}

/// The constants of an update.
struct Rule<L> {
    beta1: L,
    beta2: L,
    /// 1 − β₁
    rest1: L,
    /// 1 − β₂
    rest2: L,
    correction2: L,
    epsilon: L,
    /// α / (1 − β₁ᵗ)
    rate: L,
}

impl<L: Lane> Rule<L> {
    #[inline(always)]
    fn apply(&self, g: &L::Array, m: &mut L::Array, v: &mut L::Array, x: &mut L::Array) {
        // ANCHOR: update
        let g = L::load(g);
        let mean = self.beta1.mul_add(L::load(m), self.rest1 * g);
        let square = self.beta2.mul_add(L::load(v), self.rest2 * (g * g));
        let root = (square * self.correction2).sqrt() + self.epsilon;
        mean.store(m);
        square.store(v);
        (L::load(x) - self.rate * mean / root).store(x);
        // ANCHOR_END: update
    }
}
