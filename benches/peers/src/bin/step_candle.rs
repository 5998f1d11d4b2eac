//! The training step on candle's CPU backend. One JSON line a variant.
//!
//! candle has no second derivative of a network, so ψ' and ψ'' are jets written on its tensors; their gradient is candle's
//! own (`jets`) or written on tensors as well (`jets, adjoint`).

use candle_core::{D, DType, Device, Result, Tensor, Var};
use clap::Parser;
use hyperwell_peers::clock::{self, Step};
use hyperwell_peers::start::Start;
use hyperwell_peers::{BETA1, BETA2, EPSILON, Error, NORM_WEIGHT, Options, RATE, Work, options};

/// Weights W₁ …, then biases b₁ … as rows, then e: views of one vector, so that Adam is a few large operations.
type Parameters = Vec<Tensor>;
type ValueAndGrad = fn(&Peer, &Parameters) -> Result<(f64, Vec<Tensor>)>;

struct Peer {
    work: Work,
    shapes: Vec<(usize, usize)>,
    layers: usize,
    // Columns of N numbers.
    x: Tensor,
    v: Tensor,
    g: Tensor,
    dg: Tensor,
    value_and_grad: ValueAndGrad,
    theta: Tensor,
    m: Tensor,
    second: Tensor,
    decay: (f64, f64),
}

impl Peer {
    fn new(
        options: &Options,
        start: &Start,
        value_and_grad: ValueAndGrad,
    ) -> std::result::Result<Self, Error> {
        let dtype = match options.precision {
            options::Precision::F32 => DType::F32,
            options::Precision::F64 => DType::F64,
        };
        let work = Work::new(options);
        let column = |values: &[f64]| -> Result<Tensor> {
            Tensor::from_slice(values, (values.len(), 1), &Device::Cpu)?.to_dtype(dtype)
        };
        let matrices = start.weights.iter().map(|w| (w.len(), w[0].len()));
        let rows = start.biases.iter().map(|b| (1, b.len()));
        let shapes: Vec<_> = matrices.chain(rows).chain([(1, 1)]).collect();
        let mut theta: Vec<f64> = start.weights.iter().flatten().flatten().copied().collect();
        theta.extend(start.biases.iter().flatten());
        theta.push(1.0);
        let theta = Tensor::from_vec(
            theta,
            shapes.iter().map(|(n, m)| n * m).sum::<usize>(),
            &Device::Cpu,
        )?
        .to_dtype(dtype)?;
        Ok(Self {
            x: column(&work.x)?,
            v: column(&work.v)?,
            g: column(&work.g)?,
            dg: column(&work.dg)?,
            layers: start.weights.len(),
            m: theta.zeros_like()?,
            second: theta.zeros_like()?,
            decay: (1.0, 1.0),
            work,
            shapes,
            value_and_grad,
            theta,
        })
    }

    fn parameters(&self) -> Result<Parameters> {
        let mut from = 0;
        self.shapes
            .iter()
            .map(|&(n, m)| {
                let view = self.theta.narrow(0, from, n * m)?.reshape((n, m));
                from += n * m;
                view
            })
            .collect()
    }

    /// Three channels of N rows, one below the other.
    fn channels(&self, stacked: &Tensor) -> Result<[Tensor; 3]> {
        let n = self.work.x.len();
        Ok([
            stacked.narrow(0, 0, n)?,
            stacked.narrow(0, n, n)?,
            stacked.narrow(0, 2 * n, n)?,
        ])
    }

    fn adam(&mut self, g: &Tensor) -> Result<()> {
        self.decay = (self.decay.0 * BETA1, self.decay.1 * BETA2);
        self.m = ((&self.m * BETA1)? + (g * (1.0 - BETA1))?)?;
        self.second = ((&self.second * BETA2)? + (g.sqr()? * (1.0 - BETA2))?)?;
        let scale = (&self.second * (1.0 / (1.0 - self.decay.1)))?
            .sqrt()?
            .affine(1.0, EPSILON)?;
        self.theta = (&self.theta - ((&self.m * (RATE / (1.0 - self.decay.0)))? / scale)?)?;
        Ok(())
    }
}

/// One layer's activation: t = tanh z, s = 1 − t², and the jet (t, s z', s(z'' − 2 t z'²)) stacked.
fn activate(z0: &Tensor, z1: &Tensor, z2: Option<&Tensor>) -> Result<(Tensor, Tensor, Tensor)> {
    let t = z0.tanh()?;
    let s = t.sqr()?.affine(-1.0, 1.0)?;
    let d1 = s.broadcast_mul(z1)?;
    let bend = (&t * &d1)?.broadcast_mul(z1)?;
    let d2 = match z2 {
        Some(z2) => ((&s * z2)? - (bend * 2.0)?)?,
        None => (bend * -2.0)?,
    };
    let a = Tensor::cat(&[&t, &d1, &d2], 0)?;
    Ok((t, s, a))
}

/// Loss by jets on candle's graph, gradient by candle.
fn autograd(peer: &Peer, theta: &Parameters) -> Result<(f64, Vec<Tensor>)> {
    let theta: Vec<Var> = theta.iter().map(Var::from_tensor).collect::<Result<_>>()?;
    let (weights, rest) = theta.split_at(peer.layers);
    let (biases, e) = rest.split_at(peer.layers);
    let last = peer.layers - 1;
    let z0 = peer.x.matmul(&weights[0])?.broadcast_add(&biases[0])?;
    let (_, _, mut a) = activate(&z0, &weights[0], None)?;
    for (w, b) in weights[1..last].iter().zip(&biases[1..]) {
        let [z0, z1, z2] = peer.channels(&a.matmul(w)?)?;
        (_, _, a) = activate(&z0.broadcast_add(b)?, &z1, Some(&z2))?;
    }
    let [n0, n1, n2] = peer.channels(&a.matmul(&weights[last])?)?;
    let n0 = n0.broadcast_add(&biases[last])?;
    let work = &peer.work;
    let psi = (&peer.g * &n0)?;
    let well = match work.scale {
        Some(c) => peer.v.broadcast_sub(&(e[0].as_tensor() * c)?)?,
        None => (&peer.v - work.energy(1.0))?,
    };
    let curvature = (((n0 * work.d2g)? + ((&peer.dg * n1)? * 2.0)?)? + (&peer.g * n2)?)?;
    let residual = ((well * &psi)? - curvature)?;
    let excess = psi.sqr()?.sum_all()?.affine(work.h, -1.0)?;
    let loss = (residual.sqr()?.mean_all()? + (excess.sqr()? * NORM_WEIGHT)?)?;
    let gradients = loss.backward()?;
    let gradient = |p: &Var| {
        gradients
            .get(p)
            .map_or_else(|| p.zeros_like(), |g| Ok(g.clone()))
    };
    Ok((
        scalar(&loss)?,
        theta.iter().map(gradient).collect::<Result<_>>()?,
    ))
}

/// Loss and gradient both by hand.
fn adjoint(peer: &Peer, theta: &Parameters) -> Result<(f64, Vec<Tensor>)> {
    let (weights, rest) = theta.split_at(peer.layers);
    let (biases, e) = rest.split_at(peer.layers);
    let last = peer.layers - 1;
    let z0 = peer.x.matmul(&weights[0])?.broadcast_add(&biases[0])?;
    let (t0, s0, mut a) = activate(&z0, &weights[0], None)?;
    let mut tape = Vec::new();
    for (w, b) in weights[1..last].iter().zip(&biases[1..]) {
        let [z0, z1, z2] = peer.channels(&a.matmul(w)?)?;
        let (t, s, next) = activate(&z0.broadcast_add(b)?, &z1, Some(&z2))?;
        tape.push((w, a, t, s, z1, z2));
        a = next;
    }
    let [n0, n1, n2] = peer.channels(&a.matmul(&weights[last])?)?;
    let n0 = n0.broadcast_add(&biases[last])?;
    let work = &peer.work;
    let psi = (&peer.g * &n0)?;
    let well = (&peer.v - work.energy(scalar(&e[0].reshape(())?)?))?;
    let curvature = (((n0 * work.d2g)? + ((&peer.dg * n1)? * 2.0)?)? + (&peer.g * n2)?)?;
    let residual = ((&well * &psi)? - curvature)?;
    let excess = work.h * scalar(&psi.sqr()?.sum_all()?)? - 1.0;
    let loss = scalar(&residual.sqr()?.mean_all()?)? + NORM_WEIGHT * excess * excess;

    let r_bar = (residual * (2.0 / work.x.len() as f64))?;
    let psi_bar = ((&r_bar * well)? + (&psi * (4.0 * NORM_WEIGHT * work.h * excess))?)?;
    let y0 = ((&peer.g * psi_bar)? - (&r_bar * work.d2g)?)?;
    let y_bar = Tensor::cat(
        &[
            &y0,
            &((&peer.dg * &r_bar)? * -2.0)?,
            &(&peer.g * &r_bar)?.neg()?,
        ],
        0,
    )?;
    let mut grad_w = vec![a.t()?.matmul(&y_bar)?];
    let mut grad_b = vec![y0.sum_keepdim(0)?];
    let mut a_bar = y_bar.matmul(&weights[last].t()?)?;
    for (w, a, t, s, z1, z2) in tape.iter().rev() {
        let [b0, b1, b2] = peer.channels(&a_bar)?;
        let slope = (((&b1 * z1)? + (&b2 * z2)?)? * t)?;
        let bend = (((s - (t.sqr()? * 2.0)?)? * z1.sqr()?)? * &b2)?;
        let q0 = (s * (b0 - ((slope + bend)? * 2.0)?)?)?;
        let q1 = (s * (b1 - (((t * z1)? * &b2)? * 4.0)?)?)?;
        let z_bar = Tensor::cat(&[&q0, &q1, &(s * b2)?], 0)?;
        grad_w.push(a.t()?.matmul(&z_bar)?);
        grad_b.push(q0.sum_keepdim(0)?);
        a_bar = z_bar.matmul(&w.t()?)?;
    }
    let w0 = &weights[0];
    let [b0, b1, b2] = peer.channels(&a_bar)?;
    let slope = (&t0 * b1.broadcast_mul(w0)?)?;
    let bend = ((&s0 - (t0.sqr()? * 2.0)?)? * b2.broadcast_mul(&w0.sqr()?)?)?;
    let q0 = (&s0 * (b0 - ((slope + bend)? * 2.0)?)?)?;
    let q1 = (s0 * (b1 - ((t0 * b2.broadcast_mul(w0)?)? * 4.0)?)?)?;
    grad_w.push((peer.x.t()?.matmul(&q0)? + q1.sum_keepdim(0)?)?);
    grad_b.push(q0.sum_keepdim(0)?);
    let grad_e = match work.scale {
        Some(c) => (r_bar * psi)?
            .sum_keepdim((0, D::Minus1))?
            .affine(-c, 0.0)?,
        None => e[0].zeros_like()?,
    };
    let gradient = grad_w
        .into_iter()
        .rev()
        .chain(grad_b.into_iter().rev())
        .chain([grad_e]);
    Ok((loss, gradient.collect()))
}

fn scalar(t: &Tensor) -> Result<f64> {
    t.to_dtype(DType::F64)?.to_scalar()
}

impl Step for Peer {
    fn step(&mut self) -> std::result::Result<f64, Error> {
        let (loss, gradient) = (self.value_and_grad)(self, &self.parameters()?)?;
        let flat: Vec<Tensor> = gradient
            .iter()
            .map(Tensor::flatten_all)
            .collect::<Result<_>>()?;
        self.adam(&Tensor::cat(&flat, 0)?)?;
        Ok(loss)
    }

    fn energy(&self) -> std::result::Result<f64, Error> {
        let e = self
            .theta
            .narrow(0, self.theta.elem_count() - 1, 1)?
            .reshape(())?;
        Ok(self.work.energy(scalar(&e)?))
    }
}

fn main() -> std::result::Result<(), Error> {
    let options = Options::parse();
    let start = Start::read(&options)?;
    let variants: [(&str, ValueAndGrad); 2] = [("jets", autograd), ("jets, adjoint", adjoint)];
    for (name, value_and_grad) in variants {
        if options.wants(name) {
            let mut peer = Peer::new(&options, &start, value_and_grad)?;
            clock::report("candle", name, &options, &mut peer)?;
        }
    }
    Ok(())
}
