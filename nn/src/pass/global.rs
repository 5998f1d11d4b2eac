//! Between the passes: what couples the points.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use crate::loss::Loss;

/// [`Loss::global`] of the values at all points.
pub(crate) struct Global<'a, T: Float, Q: Loss<T>> {
    pub(crate) loss: &'a Q,
    pub(crate) values: &'a [T],
}

impl<T: Float, Q: Loss<T>> Kernel for Global<'_, T, Q> {
    type Float = T;
    type Output = Q::Global;

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) -> Q::Global {
        self.loss.global::<L>(self.values)
    }
}
