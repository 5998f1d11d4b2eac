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
        let (f, q) = (
            &mut self.f[start * L::LANES..],
            &mut self.q[start * L::LANES..],
        );
        let step = self.neurons * L::LANES;
        with_function!(self.activation, function => {
            // Main tiles have four neurons, side by side in memory.
            if const { R == 4 } {
                keep::<_, L::Four, V>(function, f, q, step);
            } else {
                for r in 0..R {
                    keep::<_, L, V>(function, &mut f[r * L::LANES..], &mut q[r * L::LANES..], step);
                }
            }
        });
    }
}

/// (f, q) of V vectors, `step` numbers from one to the next, whose z is in `f`. Each is begun before the one in front is ended.
#[inline(always)]
fn keep<F: Function, L: Lane, const V: usize>(
    function: F,
    f: &mut [L::Float],
    q: &mut [L::Float],
    step: usize,
) {
    let mut half = function.begin(L::load(place::<L>(f, 0)));
    for v in 0..V {
        let next = if v + 1 < V {
            function.begin(L::load(place::<L>(f, (v + 1) * step)))
        } else {
            half
        };
        let f = place::<L>(f, v * step);
        let (value, companion) = function.end(half, L::load(f));
        value.store(f);
        companion.store(place::<L>(q, v * step));
        half = next;
    }
}

/// The vector that starts at number `at`.
#[inline(always)]
fn place<L: Lane>(numbers: &mut [L::Float], at: usize) -> &mut L::Array {
    &mut vectors_mut::<L>(&mut numbers[at..][..L::LANES])[0]
}
