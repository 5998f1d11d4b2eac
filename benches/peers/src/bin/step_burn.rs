//! The training step on burn's eager CPU backend, Flex. One JSON line a variant.
//!
//! burn has no second derivative of a network, so ψ' and ψ'' are jets written on its tensors; their gradient is burn's own
//! (`jets`) or written on tensors as well (`jets, adjoint`).

use burn_tensor::{DType, Device, Tensor, TensorData};
use clap::Parser;
use hyperwell_peers::clock::{self, Step};
use hyperwell_peers::start::Start;
use hyperwell_peers::{BETA1, BETA2, EPSILON, Error, NORM_WEIGHT, Options, RATE, Work, options};

/// Weights W₁ …, then biases b₁ … as rows, then e: views of one vector, so that Adam is a few large operations.
type Parameters = Vec<Tensor<2>>;
type ValueAndGrad = fn(&Peer, Parameters) -> (f64, Vec<Tensor<2>>);

struct Peer {
    work: Work,
    shapes: Vec<[usize; 2]>,
    layers: usize,
    // Columns of N numbers.
    x: Tensor<2>,
    v: Tensor<2>,
    g: Tensor<2>,
    dg: Tensor<2>,
    value_and_grad: ValueAndGrad,
    theta: Tensor<1>,
    m: Tensor<1>,
    second: Tensor<1>,
    decay: (f64, f64),
}

impl Peer {
    fn new(
        options: &Options,
        start: &Start,
        differentiated: bool,
        value_and_grad: ValueAndGrad,
    ) -> Self {
        let dtype = match options.precision {
            options::Precision::F32 => DType::F32,
            options::Precision::F64 => DType::F64,
        };
        let device = Device::flex();
        let work = Work::new(options);
        let column = |values: &[f64]| {
            let data = TensorData::new(values.to_vec(), [values.len(), 1]);
            let tensor = Tensor::<2>::from_data(data, (&device, dtype));
            if differentiated {
                tensor.autodiff()
            } else {
                tensor
            }
        };
        let matrices = start.weights.iter().map(|w| [w.len(), w[0].len()]);
        let rows = start.biases.iter().map(|b| [1, b.len()]);
        let shapes: Vec<_> = matrices.chain(rows).chain([[1, 1]]).collect();
        let mut theta: Vec<f64> = start.weights.iter().flatten().flatten().copied().collect();
        theta.extend(start.biases.iter().flatten());
        theta.push(1.0);
        let count = theta.len();
        let theta = Tensor::<1>::from_data(TensorData::new(theta, [count]), (&device, dtype));
        Self {
            x: column(&work.x),
            v: column(&work.v),
            g: column(&work.g),
            dg: column(&work.dg),
            layers: start.weights.len(),
            m: theta.zeros_like(),
            second: theta.zeros_like(),
            decay: (1.0, 1.0),
            work,
            shapes,
            value_and_grad,
            theta,
        }
    }

    fn parameters(&self) -> Parameters {
        let mut from = 0;
        self.shapes
            .iter()
            .map(|&[n, m]| {
                let view = self.theta.clone().narrow(0, from, n * m).reshape([n, m]);
                from += n * m;
                view
            })
            .collect()
    }

    /// Three channels of N rows, one below the other.
    fn channels(&self, stacked: Tensor<2>) -> [Tensor<2>; 3] {
        let n = self.work.x.len();
        [0, n, 2 * n].map(|from| stacked.clone().narrow(0, from, n))
    }

    fn adam(&mut self, g: Tensor<1>) {
        self.decay = (self.decay.0 * BETA1, self.decay.1 * BETA2);
        self.m.inplace(|m| m * BETA1 + g.clone() * (1.0 - BETA1));
        self.second
            .inplace(|v| v * BETA2 + g.square() * (1.0 - BETA2));
        let scale = (self.second.clone() * (1.0 / (1.0 - self.decay.1))).sqrt() + EPSILON;
        let step = self.m.clone() * (RATE / (1.0 - self.decay.0)) / scale;
        self.theta.inplace(|theta| theta - step);
    }
}

/// One layer's activation: t = tanh z, s = 1 − t², and the jet (t, s z', s(z'' − 2 t z'²)) stacked.
fn activate(
    z0: Tensor<2>,
    z1: Tensor<2>,
    z2: Option<Tensor<2>>,
) -> (Tensor<2>, Tensor<2>, Tensor<2>) {
    let t = z0.tanh();
    let s = t.clone().square() * -1.0 + 1.0;
    let d1 = s.clone() * z1.clone();
    let bend = t.clone() * d1.clone() * z1;
    let d2 = match z2 {
        Some(z2) => s.clone() * z2 - bend * 2.0,
        None => bend * -2.0,
    };
    let a = Tensor::cat(vec![t.clone(), d1, d2], 0);
    (t, s, a)
}

/// Loss by jets on burn's graph, gradient by burn.
fn autograd(peer: &Peer, theta: Parameters) -> (f64, Vec<Tensor<2>>) {
    let theta: Vec<_> = theta
        .into_iter()
        .map(|p| p.autodiff().require_grad())
        .collect();
    let (weights, rest) = theta.split_at(peer.layers);
    let (biases, e) = rest.split_at(peer.layers);
    let last = peer.layers - 1;
    let z0 = peer.x.clone().matmul(weights[0].clone()) + biases[0].clone();
    let (_, _, mut a) = activate(z0, weights[0].clone(), None);
    for (w, b) in weights[1..last].iter().zip(&biases[1..]) {
        let [z0, z1, z2] = peer.channels(a.matmul(w.clone()));
        (_, _, a) = activate(z0 + b.clone(), z1, Some(z2));
    }
    let [n0, n1, n2] = peer.channels(a.matmul(weights[last].clone()));
    let n0 = n0 + biases[last].clone();
    let work = &peer.work;
    let psi = peer.g.clone() * n0.clone();
    let well = match work.scale {
        Some(c) => peer.v.clone() - e[0].clone() * c,
        None => peer.v.clone() - work.energy(1.0),
    };
    let curvature = n0 * work.d2g + peer.dg.clone() * n1 * 2.0 + peer.g.clone() * n2;
    let residual = well * psi.clone() - curvature;
    let excess = psi.square().sum() * work.h - 1.0;
    let loss = residual.square().mean() + excess.square() * NORM_WEIGHT;
    let mut gradients = loss.backward();
    let gradient = |p: &Tensor<2>| {
        p.grad_remove(&mut gradients)
            .unwrap_or_else(|| p.clone().inner().zeros_like())
    };
    (loss.into_scalar(), theta.iter().map(gradient).collect())
}

/// Loss and gradient both by hand.
fn adjoint(peer: &Peer, theta: Parameters) -> (f64, Vec<Tensor<2>>) {
    let (weights, rest) = theta.split_at(peer.layers);
    let (biases, e) = rest.split_at(peer.layers);
    let last = peer.layers - 1;
    let z0 = peer.x.clone().matmul(weights[0].clone()) + biases[0].clone();
    let (t0, s0, mut a) = activate(z0, weights[0].clone(), None);
    let mut tape = Vec::new();
    for (w, b) in weights[1..last].iter().zip(&biases[1..]) {
        let [z0, z1, z2] = peer.channels(a.clone().matmul(w.clone()));
        let (t, s, next) = activate(z0 + b.clone(), z1.clone(), Some(z2.clone()));
        tape.push((w, a, t, s, z1, z2));
        a = next;
    }
    let [n0, n1, n2] = peer.channels(a.clone().matmul(weights[last].clone()));
    let n0 = n0 + biases[last].clone();
    let work = &peer.work;
    let psi = peer.g.clone() * n0.clone();
    let well = peer.v.clone() - work.energy(e[0].clone().into_scalar());
    let curvature = n0 * work.d2g + peer.dg.clone() * n1 * 2.0 + peer.g.clone() * n2;
    let residual = well.clone() * psi.clone() - curvature;
    let excess = work.h * psi.clone().square().sum().into_scalar::<f64>() - 1.0;
    let loss =
        residual.clone().square().mean().into_scalar::<f64>() + NORM_WEIGHT * excess * excess;

    let r_bar = residual * (2.0 / work.x.len() as f64);
    let psi_bar = r_bar.clone() * well + psi.clone() * (4.0 * NORM_WEIGHT * work.h * excess);
    let y0 = peer.g.clone() * psi_bar - r_bar.clone() * work.d2g;
    let y1 = peer.dg.clone() * r_bar.clone() * -2.0;
    let y2 = (peer.g.clone() * r_bar.clone()).neg();
    let y_bar = Tensor::cat(vec![y0.clone(), y1, y2], 0);
    let mut grad_w = vec![a.transpose().matmul(y_bar.clone())];
    let mut grad_b = vec![y0.sum_dim(0)];
    let mut a_bar = y_bar.matmul(weights[last].clone().transpose());
    for (w, a, t, s, z1, z2) in tape.into_iter().rev() {
        let [b0, b1, b2] = peer.channels(a_bar);
        let slope = (b1.clone() * z1.clone() + b2.clone() * z2) * t.clone();
        let bend = (s.clone() - t.clone().square() * 2.0) * z1.clone().square() * b2.clone();
        let q0 = s.clone() * (b0 - (slope + bend) * 2.0);
        let q1 = s.clone() * (b1 - t * z1 * b2.clone() * 4.0);
        grad_b.push(q0.clone().sum_dim(0));
        let z_bar = Tensor::cat(vec![q0, q1, s * b2], 0);
        grad_w.push(a.transpose().matmul(z_bar.clone()));
        a_bar = z_bar.matmul(w.clone().transpose());
    }
    let w0 = weights[0].clone();
    let [b0, b1, b2] = peer.channels(a_bar);
    let slope = t0.clone() * (b1.clone() * w0.clone());
    let bend = (s0.clone() - t0.clone().square() * 2.0) * (b2.clone() * w0.clone().square());
    let q0 = s0.clone() * (b0 - (slope + bend) * 2.0);
    let q1 = s0 * (b1 - t0 * (b2 * w0) * 4.0);
    grad_w.push(peer.x.clone().transpose().matmul(q0.clone()) + q1.sum_dim(0));
    grad_b.push(q0.sum_dim(0));
    let grad_e = match work.scale {
        Some(c) => (r_bar * psi).sum_dim(0) * -c,
        None => e[0].zeros_like(),
    };
    let gradient = grad_w
        .into_iter()
        .rev()
        .chain(grad_b.into_iter().rev())
        .chain([grad_e]);
    (loss, gradient.collect())
}

impl Step for Peer {
    fn step(&mut self) -> Result<f64, Error> {
        let (loss, gradient) = (self.value_and_grad)(self, self.parameters());
        let flat = gradient.into_iter().map(|g| {
            let count = g.shape().num_elements();
            g.reshape([count])
        });
        self.adam(Tensor::cat(flat.collect(), 0));
        Ok(loss)
    }

    fn energy(&self) -> Result<f64, Error> {
        let last = self.theta.shape().num_elements() - 1;
        Ok(self
            .work
            .energy(self.theta.clone().narrow(0, last, 1).into_scalar()))
    }
}

fn main() -> Result<(), Error> {
    let options = Options::parse();
    let start = Start::read(&options)?;
    let variants: [(&str, bool, ValueAndGrad); 2] =
        [("jets", true, autograd), ("jets, adjoint", false, adjoint)];
    for (name, differentiated, value_and_grad) in variants {
        if options.wants(name) {
            let mut peer = Peer::new(&options, &start, differentiated, value_and_grad);
            clock::report("burn (Flex)", name, &options, &mut peer)?;
        }
    }
    Ok(())
}
