//! The last affine map's results, in the order in which a loss sees them.

use hyperwell_autodiff::lane::Lane;

use super::product::Finish;
use super::{vectors, vectors_mut};
use crate::loss::block_points;

/// Channel c of a product becomes channel `first` + c of `channels`.
pub(crate) struct Scatter<'a, T> {
    /// Output by output, channel by channel, a number for each point of the block.
    pub(crate) to: &'a mut [T],
    pub(crate) channels: usize,
    pub(crate) first: usize,
}

impl<L: Lane> Finish<L> for Scatter<'_, L::Float> {
    #[inline(always)]
    fn finish<const R: usize, const V: usize>(
        &mut self,
        point: usize,
        neuron: usize,
        sums: &[[L; V]; R],
    ) {
        let points = block_points::<L::Float>() / L::LANES;
        let together = self.channels - self.first;
        let to = vectors_mut::<L>(self.to);
        for r in 0..R {
            for v in 0..V {
                let channel = (neuron + r) * self.channels + self.first + v % together;
                sums[r][v].store(&mut to[channel * points + point + v / together]);
            }
        }
    }
}

/// `to` ← `seeds`: for each vector of points and output all channels, from numbers in the loss's order.
#[inline(always)]
pub(crate) fn gather<L: Lane>(seeds: &[L::Float], channels: usize, to: &mut [L::Float]) {
    let (seeds, to) = (vectors::<L>(seeds), vectors_mut::<L>(to));
    let points = block_points::<L::Float>() / L::LANES;
    let outputs = seeds.len() / (channels * points);
    for point in 0..points {
        for output in 0..outputs {
            for channel in 0..channels {
                let from = (output * channels + channel) * points + point;
                to[(point * outputs + output) * channels + channel] = seeds[from];
            }
        }
    }
}
