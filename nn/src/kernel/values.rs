//! The values of a hidden layer, and what is kept of them.

use hyperwell_autodiff::lane::Lane;

use super::activation::{Function, with_function};
use super::product::Finish;
use super::{prefetch, vectors_mut};
use crate::Activation;

/// z → (f, q) of all neurons at each vector of points.
pub(crate) struct Keep<'a, T> {
    pub(crate) neurons: usize,
    pub(crate) f: &'a mut [T],
    pub(crate) q: &'a mut [T],
    /// Where (f, q) of the next block will be, to be fetched meanwhile; or nothing.
    pub(crate) next: (&'a [T], &'a [T]),
    pub(crate) activation: Activation,
}

impl<L: Lane> Finish<L> for Keep<'_, L::Float> {
    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        point: usize,
        neuron: usize,
        sums: &[[L; V]; R],
    ) {
        let start = point * self.neurons + neuron;
        for v in 0..V {
            let at = start + v * self.neurons;
            prefetch::<L, R>(self.next, at);
            let f = &mut vectors_mut::<L>(self.f)[at..][..R];
            for r in 0..R {
                sums[r][v].store(&mut f[r]);
            }
        }
        // From memory, where the sums have gone: in registers they would leave none for the function.
        with_function!(self.activation, function => for v in 0..V {
            let at = (start + v * self.neurons) * L::LANES;
            let f = &mut self.f[at..][..R * L::LANES];
            let q = &mut self.q[at..][..R * L::LANES];
            // Main tiles have four neurons, side by side in memory.
            if const { R == 4 } {
                keep::<_, L::Four>(function, f, q);
            } else {
                keep::<_, L>(function, f, q);
            }
        });
    }
}

/// `f` holds z on entry.
#[inline(always)]
fn keep<F: Function, L: Lane>(function: F, f: &mut [L::Float], q: &mut [L::Float]) {
    let places = vectors_mut::<L>(f).iter_mut().zip(vectors_mut::<L>(q));
    for (f, q) in places {
        let (value, companion) = function.keep(L::load(f));
        value.store(f);
        companion.store(q);
    }
}
