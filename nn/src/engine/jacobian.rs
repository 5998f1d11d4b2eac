//! The Jacobian of a linear functional of the jets: what least squares needs.

use hyperwell_autodiff::SecondOrder;
use hyperwell_autodiff::lane::Float;

use super::Engine;
use crate::Mlp;
use crate::pass::Network;
use crate::pass::jets::Jets;
use crate::pass::rows::Rows;
use crate::pass::values::Values;
use crate::share::two_phases;

impl<T: Float, const D: usize, O: SecondOrder<D>> Engine<T, D, O> {
    /// At every point p the functional yₚ = Σ k(p, c, o) · (channel c of output o), and ∂yₚ/∂θ for all parameters θ.
    ///
    /// `coefficient(p, c, o)` is k; channels are 0: value, 1 … D: gradient, D + 1: second order. For the residual of a
    /// differential equation that is linear in ψ, y is that residual, and least squares on it (Gauss–Newton,
    /// Levenberg–Marquardt) needs just these rows. `values` gets one number for each point; `jacobian` one row of all parameters, in
    /// the order of [`Shape`](crate::Shape), for each point.
    ///
    /// The rows are exact: one reverse sweep, as in [`gradient`](Self::gradient), whose sum over points is not taken. Cost: that of a gradient and
    /// 2 (D + 2) flops for each entry.
    ///
    /// # Panics
    /// If the network has another shape than the engine was made for, or a slice another length.
    ///
    /// ```
    /// use hyperwell_autodiff::lane::Isa;
    /// use hyperwell_nn::{Activation, Engine, Initialization, Inputs, Mlp, Shape};
    ///
    /// let shape = Shape::new(&[1, 8, 1], Activation::Tanh)?;
    /// let network = Mlp::<f64>::new(shape.clone(), Initialization::Xavier, 0);
    /// let mut engine = Engine::new(&shape, Inputs::coordinates(&[[0.1], [0.7]]), Isa::detect(), 1);
    /// let (mut y, mut rows) = ([0.0; 2], vec![0.0; 2 * shape.parameters()]);
    /// // y = N'' + 4 N
    /// let k = |_, channel, _| [4.0, 0.0, 1.0][channel];
    /// engine.jacobian(&network, k, &mut y, &mut rows);
    /// // y is linear in the last bias b, which is the last parameter: ∂y/∂b = 4.
    /// assert_eq!(rows[shape.parameters() - 1], 4.0);
    /// # Ok::<(), hyperwell_nn::ShapeError>(())
    /// ```
    pub fn jacobian(
        &mut self,
        network: &Mlp<T>,
        coefficient: impl Fn(usize, usize, usize) -> T + Sync,
        values: &mut [T],
        jacobian: &mut [T],
    ) {
        let (points, parameters) = (self.plan.points, self.plan.shape.parameters());
        assert_eq!(values.len(), points, "values of another length");
        assert_eq!(
            jacobian.len(),
            points * parameters,
            "jacobian of another length"
        );
        self.check(network);
        let network = Network {
            plan: &self.plan,
            parameters: network.parameters(),
            inputs: &self.inputs,
            operator: self.operator,
        };
        let (plan, isa) = (&self.plan, self.isa);
        let (outputs, channels) = (plan.shape.outputs(), D + 2);
        let chunk_points = plan.blocks_per_chunk * plan.block;
        let shares = (self.chunks.iter_mut())
            .zip(values.chunks_mut(chunk_points))
            .zip(jacobian.chunks_mut(chunk_points * parameters));
        two_phases(
            &mut self.scratch,
            shares,
            // Nothing couples the points, so all is done in the second phase and nobody waits.
            |_| (),
            || (),
            |((chunk, to), rows), (), scratch| {
                isa.run(Values { network, chunk });
                let blocks = to
                    .chunks_mut(plan.block)
                    .zip(rows.chunks_mut(plan.block * parameters));
                for (index, (to, rows)) in blocks.enumerate() {
                    isa.run(Jets {
                        network,
                        chunk,
                        index,
                        scratch,
                    });
                    let first = (chunk.first_block + index) * plan.block;
                    scratch.seeds.fill(T::default());
                    for (p, to) in to.iter_mut().enumerate() {
                        let mut sum = T::default();
                        for output in 0..outputs {
                            for channel in 0..channels {
                                let at = (output * channels + channel) * plan.block + p;
                                let k = coefficient(first + p, channel, output);
                                scratch.seeds[at] = k;
                                sum += k * scratch.jets[at];
                            }
                        }
                        *to = sum;
                    }
                    isa.run(Rows {
                        network,
                        chunk,
                        index,
                        scratch,
                        rows,
                    });
                }
            },
        );
    }
}
