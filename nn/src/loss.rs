//! What the engine asks of a loss.

use hyperwell_autodiff::lane::{Float, Lane};

/// Points that the engine treats together: four cache lines of numbers, 32 of `f64` or 64 of `f32`. Slices that a [`Loss`] sees
/// cover whole blocks; beyond the last point they hold numbers without meaning.
#[inline(always)]
pub const fn block_points<T: Float>() -> usize {
    4 * T::PER_CACHE_LINE
}

/// Sums over the points that a loss keeps beside its gradient, such as Σ w r².
pub type Sums = [f64; 4];

/// A loss on the jet channels of a network's outputs.
///
/// The engine asks in two steps. After the values at all points are known,
/// [`Loss::global`] may form what couples the points (∫ψ²). Then, block by block,
/// [`Loss::block`] gets the jets of [`block_points`] points and answers with the *seeds*: the derivatives of
/// the loss with respect to each channel. The reverse sweep turns them into the gradient.
pub trait Loss<T: Float>: Sync {
    /// What couples the points; `()` if nothing does.
    type Global: Copy + Send + Sync;

    /// Looks at the values at all points: block by block, in each block output by output,
    /// [`block_points`] numbers. With one output that is simply one number for each point. Numbers beyond
    /// the last point have no meaning.
    ///
    /// Called from the kernel with its lanes, as [`Loss::block`].
    fn global<L: Lane<Float = T>>(&self, values: &[T]) -> Self::Global;

    /// Fills `seeds` for the block that starts at point `first` and returns its sums.
    ///
    /// Called from the kernel with its lanes, so that it may be vectorised; mark it
    /// `#[inline(always)]`. Seeds beyond the last point are ignored.
    fn block<L: Lane<Float = T>>(
        &self,
        global: Self::Global,
        first: usize,
        jets: Channels<'_, T>,
        seeds: &mut ChannelsMut<'_, T>,
    ) -> Sums;
}

/// Jets of one block: a slice of [`block_points`] numbers for each channel and output.
#[derive(Clone, Copy, Debug)]
pub struct Channels<'a, T> {
    /// Output by output, channel by channel.
    pub(crate) data: &'a [T],
    /// D + 2
    pub(crate) channels: usize,
}

impl<'a, T: Float> Channels<'a, T> {
    /// Channel `channel` (0: value, 1 … D: gradient, D + 1: second order) of output `output`.
    #[inline(always)]
    pub fn get(&self, channel: usize, output: usize) -> &'a [T] {
        &self.data[(output * self.channels + channel) * block_points::<T>()..]
            [..block_points::<T>()]
    }
}

/// Seeds of one block, laid out as [`Channels`].
#[derive(Debug)]
pub struct ChannelsMut<'a, T> {
    pub(crate) data: &'a mut [T],
    pub(crate) channels: usize,
}

impl<T: Float> ChannelsMut<'_, T> {
    /// The seeds of one channel and output.
    #[inline(always)]
    pub fn get(&mut self, channel: usize, output: usize) -> &mut [T] {
        &mut self.data[(output * self.channels + channel) * block_points::<T>()..]
            [..block_points::<T>()]
    }
}
