//! Between forward and reverse: what the loss makes of one block's jets.

use hyperwell_autodiff::lane::{Float, Kernel, Lane};

use crate::loss::{Channels, ChannelsMut, Loss, Sums, block_points};

/// Fills `seeds` from `jets`, both as [`Channels`] lays them out.
pub(crate) struct Seeds<'a, T: Float, Q: Loss<T>> {
    pub(crate) loss: &'a Q,
    pub(crate) global: Q::Global,
    /// The block's first point, and how many of its points exist.
    pub(crate) first: usize,
    pub(crate) rows: usize,
    pub(crate) channels: usize,
    pub(crate) jets: &'a [T],
    pub(crate) seeds: &'a mut [T],
}

impl<T: Float, Q: Loss<T>> Kernel for Seeds<'_, T, Q> {
    type Float = T;
    type Output = Sums;

    #[inline(always)]
    fn run<L: Lane<Float = T>>(self) -> Sums {
        let jets = Channels {
            data: self.jets,
            channels: self.channels,
        };
        let mut seeds = ChannelsMut {
            data: &mut *self.seeds,
            channels: self.channels,
        };
        let sums = self
            .loss
            .block::<L>(self.global, self.first, jets, &mut seeds);
        if self.rows < block_points::<T>() {
            for channel in self.seeds.chunks_exact_mut(block_points::<T>()) {
                channel[self.rows..].fill(T::default());
            }
        }
        sums
    }
}
