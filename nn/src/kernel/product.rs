//! A layer's product, forward with W and backward with Wᵀ, and what follows it.
//!
//! Lanes run over points, so a matrix of neurons has a vector in each place, and one element of W is multiplied
//! by a few vectors of A. A *tile* of the result keeps its sums in registers; [`Finish`] gets them there and applies the activation
//! function or the chain rule at once.

use std::slice::ChunksExact;

use hyperwell_autodiff::lane::{Float, Lane};

use super::vectors;

/// What becomes of a product.
pub(crate) trait Finish<L: Lane> {
    /// Gets R neurons from `neuron` on, each with V vectors: all channels of the vector of points number `point`, then those of the next.
    fn finish<const R: usize, const V: usize>(
        &mut self,
        point: usize,
        neuron: usize,
        sums: &[[L; V]; R],
    );
}

/// W or, `TRANSPOSED`, Wᵀ of a layer, as it lies among the parameters: a row for each neuron of the layer below.
#[derive(Clone, Copy)]
pub(crate) struct Matrix<'a, T, const TRANSPOSED: bool> {
    pub(crate) weights: &'a [T],
    /// Neurons that enter the product, and that result.
    pub(crate) inner: usize,
    pub(crate) neurons: usize,
    /// Where the sum of each resulting neuron starts, or at zero.
    pub(crate) bias: Option<&'a [T]>,
}

impl<'a, T: Float, const TRANSPOSED: bool> Matrix<'a, T, TRANSPOSED> {
    #[inline(always)]
    fn start(&self, neuron: usize) -> T {
        self.bias.map_or(T::default(), |bias| bias[neuron])
    }

    /// The rows of R resulting neurons from `neuron` on, if each has its own.
    #[inline(always)]
    fn rows<const R: usize>(&self, neuron: usize) -> [&'a [T]; R] {
        let mut rows = [&[][..]; R];
        if TRANSPOSED {
            let mut rest = &self.weights[neuron * self.inner..];
            for r in 0..R {
                (rows[r], rest) = rest.split_at(self.inner);
            }
        }
        rows
    }
}

/// Multiplies `a`, which has all channels of each entering neuron at each of `points` vectors of points, and hands the result to
/// `finish`, tile by tile.
///
/// The FMA units of recent cores want eight or more independent sums; a tile of R neurons × V vectors has R·V and needs V + 1 or, with 16
/// registers, where V is large, R + 1 registers more. `points` is a multiple of four, and V, of the channels.
#[inline(always)]
pub(crate) fn product<L: Lane, const TRANSPOSED: bool, F: Finish<L>>(
    matrix: Matrix<'_, L::Float, TRANSPOSED>,
    a: &[L::Float],
    points: usize,
    channels: usize,
    finish: &mut F,
) {
    debug_assert!((1..=MOST_CHANNELS).contains(&channels), "there is a tile");
    if const { L::REGISTERS >= 32 } {
        match channels {
            1 => panels::<L, TRANSPOSED, F, 4, 4, 4, 1>(matrix, a, points, finish),
            2 => panels::<L, TRANSPOSED, F, 8, 2, 8, 2>(matrix, a, points, finish),
            3 => panels::<L, TRANSPOSED, F, 8, 3, 12, 3>(matrix, a, points, finish),
            4 => panels::<L, TRANSPOSED, F, 4, 4, 16, 4>(matrix, a, points, finish),
            5 => panels::<L, TRANSPOSED, F, 4, 5, 20, 5>(matrix, a, points, finish),
            _ => panels::<L, TRANSPOSED, F, 4, 6, 24, 6>(matrix, a, points, finish),
        }
    } else {
        match channels {
            1 => panels::<L, TRANSPOSED, F, 4, 2, 4, 1>(matrix, a, points, finish),
            2 => panels::<L, TRANSPOSED, F, 6, 2, 8, 2>(matrix, a, points, finish),
            3 => panels::<L, TRANSPOSED, F, 2, 6, 12, 3>(matrix, a, points, finish),
            4 => panels::<L, TRANSPOSED, F, 2, 4, 8, 4>(matrix, a, points, finish),
            5 => panels::<L, TRANSPOSED, F, 2, 5, 10, 5>(matrix, a, points, finish),
            _ => panels::<L, TRANSPOSED, F, 2, 6, 12, 6>(matrix, a, points, finish),
        }
    }
}

/// The channels of four variables.
pub(crate) const MOST_CHANNELS: usize = 6;

/// All tiles: R neurons, then four with V vectors, and each neuron that is left with W.
#[inline(always)]
fn panels<
    L: Lane,
    const TRANSPOSED: bool,
    F: Finish<L>,
    const R: usize,
    const V: usize,
    const W: usize,
    const C: usize,
>(
    matrix: Matrix<'_, L::Float, TRANSPOSED>,
    a: &[L::Float],
    points: usize,
    finish: &mut F,
) {
    debug_assert!(
        (points * C).is_multiple_of(V) && (points * C).is_multiple_of(W),
        "whole tiles"
    );
    let (inner, neurons) = (matrix.inner, matrix.neurons);
    let a = &vectors::<L>(a).as_chunks::<C>().0[..points * inner];
    // Here and not in each tile: it divides.
    let lines = matrix.weights.chunks_exact(neurons);
    let mut done = 0;
    for (panel, a) in a.chunks_exact(V / C * inner).enumerate() {
        let point = panel * (V / C);
        let mut neuron = 0;
        // Eight neurons are two tiles of four rather than one of six and one of two.
        while neuron + R <= neurons && (R != 6 || neuron + 8 != neurons) {
            let sums = tile::<L, TRANSPOSED, R, V, C>(matrix, lines.clone(), a, neuron);
            finish.finish(point, neuron, &sums);
            neuron += R;
        }
        while R > 4 && neuron + 4 <= neurons {
            let sums = tile::<L, TRANSPOSED, 4, V, C>(matrix, lines.clone(), a, neuron);
            finish.finish(point, neuron, &sums);
            neuron += 4;
        }
        done = neuron;
    }
    for neuron in done..neurons {
        for (panel, a) in a.chunks_exact(W / C * inner).enumerate() {
            let sums = tile::<L, TRANSPOSED, 1, W, C>(matrix, lines.clone(), a, neuron);
            finish.finish(panel * (W / C), neuron, &sums);
        }
    }
}

/// The sums of R neurons from `neuron` on for V vectors: C channels of each of some points.
#[inline(always)]
fn tile<L: Lane, const TRANSPOSED: bool, const R: usize, const V: usize, const C: usize>(
    matrix: Matrix<'_, L::Float, TRANSPOSED>,
    mut lines: ChunksExact<'_, L::Float>,
    a: &[[L::Array; C]],
    neuron: usize,
) -> [[L; V]; R] {
    let inner = matrix.inner;
    let mut points = [a; V];
    for point in 0..V / C {
        points[point] = &a[point * inner..][..inner];
    }
    let mut sums = [[L::constant(0.0); V]; R];
    for r in 0..R {
        sums[r] = [L::splat(matrix.start(neuron + r)); V];
    }
    let rows = matrix.rows::<R>(neuron);
    for k in 0..inner {
        // The weights are read one by one where they are used: read together they would take the registers of the sums.
        let line = match lines.next() {
            Some(line) if !TRANSPOSED => &line[neuron..][..R],
            _ => &[],
        };
        if const { R >= V || L::REGISTERS >= 32 } {
            let mut vectors = [L::constant(0.0); V];
            for v in 0..V {
                vectors[v] = L::load(&points[v / C][k][v % C]);
            }
            for r in 0..R {
                let w = L::splat(if TRANSPOSED { rows[r][k] } else { line[r] });
                for v in 0..V {
                    sums[r][v] = w.mul_add(vectors[v], sums[r][v]);
                }
            }
        } else {
            // Fewer weights than vectors: with 16 registers they are what is held.
            let mut held = [L::constant(0.0); R];
            for r in 0..R {
                held[r] = L::splat(if TRANSPOSED { rows[r][k] } else { line[r] });
            }
            for v in 0..V {
                let vector = L::load(&points[v / C][k][v % C]);
                for r in 0..R {
                    sums[r][v] = held[r].mul_add(vector, sums[r][v]);
                }
            }
        }
    }
    sums
}
