//! A training step: values, loss and the exact gradient of all weights.

mod jacobian;

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use hyperwell_autodiff::lane::{Float, Isa, Lane};
use hyperwell_autodiff::{Laplacian, SecondOrder};

use crate::chunk::{Chunk, Scratch};
use crate::inputs::{Arranged, Inputs};
use crate::kernel::product::MOST_CHANNELS;
use crate::loss::{Channels, ChannelsMut, Loss, Sums, block_points};
use crate::pass::Network;
use crate::pass::collect::Collect;
use crate::pass::global::Global;
use crate::pass::jets::Jets;
use crate::pass::reverse::Reverse;
use crate::pass::seeds::Seeds;
use crate::pass::values::Values;
use crate::plan::Plan;
use crate::share::two_phases;
use crate::{Mlp, Shape};

/// Evaluates a network and the gradient of a loss on a fixed batch of points.
///
/// `D` is the number of variables and `O` the second-order channel Σ wᵢ ∂ᵢᵢ, both as of a [`Jet`](hyperwell_autodiff::Jet).
///
/// All buffers are made once; a step allocates nothing. With `threads > 1` the work is
/// shared among the threads of the current rayon pool; the result is the same to the last bit
/// for any number of threads.
///
/// One step costs about 18 N H² flops for each pair of adjacent hidden layers of width H (N points, D = 1), and the engine holds 2 N H
/// numbers for each hidden layer.
#[derive(Debug)]
pub struct Engine<T: Float, const D: usize, O = Laplacian> {
    plan: Plan,
    inputs: Arranged<T>,
    operator: PhantomData<fn() -> O>,
    isa: Isa,
    chunks: Vec<Chunk<T>>,
    /// One for each thread.
    scratch: Vec<Scratch<T>>,
    values: Vec<T>,
}

impl<T: Float, const D: usize> Engine<T, D> {
    /// An engine for networks of one shape on one batch of points; the second-order channel is the Laplacian.
    ///
    /// `threads` of zero counts as one.
    ///
    /// # Panics
    /// If the batch is empty or its features are not the network's inputs. More than four variables do not compile.
    pub fn new(shape: &Shape, inputs: Inputs<T, D>, isa: Isa, threads: usize) -> Self {
        Self::with_operator(shape, inputs, isa, threads)
    }
}

impl<T: Float, const D: usize, O: SecondOrder<D>> Engine<T, D, O> {
    /// [`Engine::new`] for another second-order channel, as of a [`Jet`](hyperwell_autodiff::Jet).
    ///
    /// ```
    /// use hyperwell_autodiff::{SecondOrder, lane::Isa};
    /// use hyperwell_nn::{Activation, Engine, Initialization, Inputs, Mlp, Shape};
    ///
    /// /// ∂ₓₓ − ∂ₜₜ
    /// struct Wave;
    /// impl SecondOrder<2> for Wave {
    ///     const WEIGHTS: [f64; 2] = [1.0, -1.0];
    /// }
    ///
    /// let shape = Shape::new(&[1, 8, 1], Activation::Tanh)?;
    /// let network = Mlp::<f64>::new(shape.clone(), Initialization::Xavier, 0);
    /// // Of one feature, x − t, whatever the network makes of it solves the wave equation.
    /// let mut inputs = Inputs::new(1, 1);
    /// inputs.set(0, 0, 0.4, [1.0, -1.0], 0.0);
    /// let mut engine = Engine::<_, 2, Wave>::with_operator(&shape, inputs, Isa::detect(), 1);
    /// assert!(engine.jets(&network)[3][0][0].abs() < 1e-15);
    /// # Ok::<(), hyperwell_nn::ShapeError>(())
    /// ```
    ///
    /// # Panics
    /// As [`Engine::new`].
    pub fn with_operator(shape: &Shape, inputs: Inputs<T, D>, isa: Isa, threads: usize) -> Self {
        const {
            assert!(
                D + 2 <= MOST_CHANNELS,
                "an engine takes at most four variables"
            )
        };
        assert!(inputs.points() > 0, "an engine needs at least one point");
        assert_eq!(
            inputs.features(),
            shape.inputs(),
            "features and network inputs differ"
        );
        let plan = Plan::new::<T>(shape.clone(), inputs.points());
        let chunks = Chunk::all(&plan);
        let threads = threads.clamp(1, chunks.len());
        Engine {
            scratch: (0..threads).map(|_| Scratch::new::<D>(&plan)).collect(),
            values: vec![T::default(); plan.blocks * plan.block * shape.outputs()],
            chunks,
            plan,
            inputs: Arranged::new(&inputs, isa),
            operator: PhantomData,
            isa,
        }
    }

    /// Replaces the batch by one of the same size: new collocation points, say.
    ///
    /// # Panics
    /// If the number of points or features differs.
    pub fn set_inputs(&mut self, inputs: Inputs<T, D>) {
        assert_eq!(
            inputs.points(),
            self.plan.points,
            "another number of points"
        );
        assert_eq!(
            inputs.features(),
            self.plan.shape.inputs(),
            "another number of features"
        );
        self.inputs = Arranged::new(&inputs, self.isa);
    }

    /// The gradient of a loss with respect to all parameters, in the order of [`Shape`], and what
    /// the loss had to say: its global quantity and its sums.
    ///
    /// # Panics
    /// If the network has another shape than the engine was made for, or `gradient` another length.
    pub fn gradient<Q: Loss<T>>(
        &mut self,
        network: &Mlp<T>,
        loss: &Q,
        gradient: &mut [T],
    ) -> (Q::Global, Sums) {
        assert_eq!(
            gradient.len(),
            self.plan.shape.parameters(),
            "gradient of another length"
        );
        self.check(network);
        let network = Network {
            plan: &self.plan,
            parameters: network.parameters(),
            inputs: &self.inputs,
            operator: self.operator,
        };
        let (plan, isa) = (&self.plan, self.isa);
        let values = Mutex::new(&mut self.values[..]);
        let global = two_phases(
            &mut self.scratch,
            self.chunks.iter_mut(),
            |chunk| first_pass(network, isa, chunk, &values),
            || {
                isa.run(Global {
                    loss,
                    values: &values.lock().unwrap_or_else(PoisonError::into_inner),
                })
            },
            |chunk, global, scratch| {
                chunk.sums = Sums::default();
                for index in 0..chunk.blocks {
                    isa.run(Jets {
                        network,
                        chunk,
                        index,
                        scratch,
                    });
                    let block = chunk.first_block + index;
                    let sums = isa.run(Seeds {
                        loss,
                        global,
                        first: block * plan.block,
                        rows: plan.rows(block),
                        channels: D + 2,
                        jets: &scratch.jets,
                        seeds: &mut scratch.seeds,
                    });
                    for (total, sum) in chunk.sums.iter_mut().zip(sums) {
                        *total += sum;
                    }
                    isa.run(Reverse {
                        network,
                        chunk,
                        index,
                        scratch,
                    });
                }
            },
        );
        let sums = self.isa.run(Collect {
            chunks: &self.chunks,
            gradient,
        });
        (global, sums)
    }

    /// The jets of all outputs at all points: channel by channel (value, ∂₁ … ∂_D, second order),
    /// output by output, one number for each point.
    ///
    /// # Panics
    /// If the network has another shape than the engine was made for.
    pub fn jets(&mut self, network: &Mlp<T>) -> Vec<Vec<Vec<T>>> {
        let points = self.plan.points;
        let outputs = self.plan.shape.outputs();
        let jets = Mutex::new(vec![vec![vec![T::default(); points]; outputs]; D + 2]);
        let mut gradient = vec![T::default(); self.plan.shape.parameters()];
        self.gradient(
            network,
            &Record {
                points,
                outputs,
                jets: &jets,
            },
            &mut gradient,
        );
        jets.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self, network: &Mlp<T>) {
        assert_eq!(
            network.shape(),
            &self.plan.shape,
            "a network of another shape"
        );
    }
}

/// The values of a chunk, and its share of those of all points.
fn first_pass<T: Float, const D: usize, O: SecondOrder<D>>(
    network: Network<'_, T, D, O>,
    isa: Isa,
    chunk: &mut Chunk<T>,
    all: &Mutex<&mut [T]>,
) {
    isa.run(Values { network, chunk });
    let outputs = network.plan.shape.outputs();
    let first = chunk.first_block * network.plan.block * outputs;
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    all[first..first + chunk.values.len()].copy_from_slice(&chunk.values);
}

/// A loss of zero that writes down the jets it is shown.
struct Record<'a, T> {
    points: usize,
    outputs: usize,
    jets: &'a Mutex<Vec<Vec<Vec<T>>>>,
}

impl<T: Float> Loss<T> for Record<'_, T> {
    type Global = ();

    #[inline(always)]
    fn global<L: Lane<Float = T>>(&self, _: &[T]) {}

    fn block<L: Lane<Float = T>>(
        &self,
        (): (),
        first: usize,
        jets: Channels<'_, T>,
        seeds: &mut ChannelsMut<'_, T>,
    ) -> Sums {
        seeds.data.fill(T::default());
        let rows = (self.points - first).min(block_points::<T>());
        let mut all = self.jets.lock().unwrap_or_else(PoisonError::into_inner);
        for (channel, outputs) in all.iter_mut().enumerate() {
            for (output, to) in outputs.iter_mut().enumerate().take(self.outputs) {
                to[first..first + rows].copy_from_slice(&jets.get(channel, output)[..rows]);
            }
        }
        Sums::default()
    }
}
