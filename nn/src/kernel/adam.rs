//! One Adam update (Kingma & Ba, arXiv:1412.6980, algorithm 1).
//!
//! m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
//! θ ← θ − α m̂ / (√v̂ + ε)  with  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ).

use hyperwell_autodiff::lane::{Kernel, Lane};

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

impl<T: hyperwell_autodiff::lane::Float> Kernel for Update<'_, T> {
    type Float = T;
    type Output = ();

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) {
        let one = L::constant(1.0);
        let (beta1, beta2) = (L::splat(self.beta1), L::splat(self.beta2));
        let (rest1, rest2) = (one - beta1, one - beta2);
        let (c1, c2) = (L::splat(self.correction1), L::splat(self.correction2));
        let (rate, epsilon) = (L::splat(self.learning_rate), L::splat(self.epsilon));
        let update = |g: L, m: L, v: L, x: L| {
            let m = beta1.mul_add(m, rest1 * g);
            let v = beta2.mul_add(v, rest2 * (g * g));
            let step = rate * (m * c1) / ((v * c2).sqrt() + epsilon);
            (m, v, x - step)
        };

        let (gs, g_rest) = L::chunks(self.gradient);
        let (ms, m_rest) = L::chunks_mut(self.mean);
        let (vs, v_rest) = L::chunks_mut(self.square);
        let (xs, x_rest) = L::chunks_mut(self.parameters);
        for (((g, m), v), x) in gs.iter().zip(ms).zip(vs).zip(xs) {
            let (new_m, new_v, new_x) = update(L::load(g), L::load(m), L::load(v), L::load(x));
            new_m.store(m);
            new_v.store(v);
            new_x.store(x);
        }
        // The same arithmetic for what does not fill a vector.
        for (((g, m), v), x) in g_rest.iter().zip(m_rest).zip(v_rest).zip(x_rest) {
            let (new_m, new_v, new_x) =
                update(L::splat(*g), L::splat(*m), L::splat(*v), L::splat(*x));
            *m = new_m.to_array().as_ref()[0];
            *v = new_v.to_array().as_ref()[0];
            *x = new_x.to_array().as_ref()[0];
        }
    }
}
