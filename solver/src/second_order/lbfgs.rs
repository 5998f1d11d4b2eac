//! L-BFGS: a quasi-Newton method that needs gradients alone.

use std::collections::VecDeque;

/// A smooth function with its gradient.
pub(super) trait Smooth {
    /// f(x); `gradient` becomes ∇f(x).
    fn value(&mut self, x: &[f64], gradient: &mut [f64]) -> f64;
}

/// Pairs (s, y) that are remembered.
const MEMORY: usize = 30;

/// c₁ of Armijo's condition f(x + αp) ≤ f + c₁ α ∇f·p.
const DECREASE: f64 = 1e-4;

/// c₂ of the strong Wolfe condition |∇f(x + αp)·p| ≤ c₂ |∇f·p|.
const CURVATURE: f64 = 0.9;

/// Trials of one line search.
const TRIALS: usize = 30;

/// The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno (J. Nocedal, Math. Comp. 35, 773 (1980)).
///
/// The inverse Hessian is represented by the last pairs s = x₊ − x, y = ∇f₊ − ∇f, and applied by two loops over them (Nocedal
/// and Wright, *Numerical Optimization*, algorithm 7.4). Steps obey the strong Wolfe conditions, so that s·y > 0. A step costs one gradient as a
/// rule, and memory a few tens of times the parameters.
pub(super) struct Lbfgs {
    /// Where the method stands.
    pub(super) x: Vec<f64>,
    /// f at x.
    pub(super) value: f64,
    gradient: Vec<f64>,
    pairs: VecDeque<Pair>,
}

/// s, y and 1/(s·y).
struct Pair {
    s: Vec<f64>,
    y: Vec<f64>,
    rho: f64,
}

/// A point on the line x + αp.
#[derive(Clone, Copy)]
struct Probe {
    alpha: f64,
    value: f64,
    slope: f64,
}

impl Lbfgs {
    /// At `x`, before the first step.
    pub(super) fn new(function: &mut impl Smooth, x: Vec<f64>) -> Self {
        let mut gradient = vec![0.0; x.len()];
        let value = function.value(&x, &mut gradient);
        Self {
            x,
            value,
            gradient,
            pairs: VecDeque::with_capacity(MEMORY),
        }
    }

    /// One step; returns whether it led downhill.
    pub(super) fn step(&mut self, function: &mut impl Smooth) -> bool {
        let mut direction = self.direction();
        let mut slope = dot(&direction, &self.gradient);
        if slope >= 0.0 {
            // What was remembered no longer describes f.
            self.pairs.clear();
            direction = self.direction();
            slope = dot(&direction, &self.gradient);
        }
        // Without memory p = −∇f has no sense of length: then the first trial moves x by at most 1e-2.
        let first = if self.pairs.is_empty() {
            (1e-2 / norm(&direction)).min(1.0)
        } else {
            1.0
        };
        let start = Probe {
            alpha: 0.0,
            value: self.value,
            slope,
        };
        let mut line = Line {
            function,
            origin: &self.x,
            direction: &direction,
            point: self.x.clone(),
            gradient: vec![0.0; self.x.len()],
        };
        let Some(value) = line.search(start, first) else {
            let forgot = !self.pairs.is_empty();
            self.pairs.clear();
            return forgot && self.step(function);
        };
        let (point, gradient) = (line.point, line.gradient);
        let s = difference(&point, &self.x);
        let y = difference(&gradient, &self.gradient);
        let product = dot(&s, &y);
        if product > f64::EPSILON * norm(&s) * norm(&y) {
            if self.pairs.len() == MEMORY {
                self.pairs.pop_front();
            }
            let rho = 1.0 / product;
            self.pairs.push_back(Pair { s, y, rho });
        }
        (self.x, self.value, self.gradient) = (point, value, gradient);
        true
    }

    /// −H∇f by the two loops.
    fn direction(&self) -> Vec<f64> {
        let mut q: Vec<f64> = self.gradient.iter().map(|g| -g).collect();
        let mut parts = Vec::with_capacity(self.pairs.len());
        for Pair { s, y, rho } in self.pairs.iter().rev() {
            let part = rho * dot(s, &q);
            axpy(&mut q, -part, y);
            parts.push(part);
        }
        if let Some(Pair { y, rho, .. }) = self.pairs.back() {
            // H₀ = s·y/y·y: the curvature seen last.
            let scale = 1.0 / (rho * dot(y, y));
            q.iter_mut().for_each(|q| *q *= scale);
        }
        for (Pair { s, y, rho }, part) in self.pairs.iter().zip(parts.into_iter().rev()) {
            let back = rho * dot(y, &q);
            axpy(&mut q, part - back, s);
        }
        q
    }
}

/// f along x + αp.
struct Line<'a, F> {
    function: &'a mut F,
    origin: &'a [f64],
    direction: &'a [f64],
    /// The last point that was looked at, and the gradient there.
    point: Vec<f64>,
    gradient: Vec<f64>,
}

impl<F: Smooth> Line<'_, F> {
    fn at(&mut self, alpha: f64) -> Probe {
        for ((to, x), p) in self.point.iter_mut().zip(self.origin).zip(self.direction) {
            *to = x + alpha * p;
        }
        let value = self.function.value(&self.point, &mut self.gradient);
        Probe {
            alpha,
            value,
            slope: dot(&self.gradient, self.direction),
        }
    }

    /// A step with the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6), or at least a lower f. Leaves point and
    /// gradient there and returns f, or nothing where no step leads down.
    fn search(&mut self, start: Probe, first: f64) -> Option<f64> {
        let enough =
            |probe: Probe| probe.value <= start.value + DECREASE * probe.alpha * start.slope;
        let flat = |probe: Probe| probe.slope.abs() <= -CURVATURE * start.slope;
        let (mut low, mut high) = (start, None::<Probe>);
        let mut alpha = first;
        for _ in 0..TRIALS {
            let probe = self.at(alpha);
            let lower = enough(probe) && (probe.value < low.value || low.alpha == 0.0);
            if !lower {
                high = Some(probe);
            } else if flat(probe) {
                return Some(probe.value);
            } else {
                // The minimum lies on the side to which the slope at `probe` falls.
                let toward = high.map_or(1.0, |high| high.alpha - low.alpha);
                if probe.slope * toward >= 0.0 {
                    high = Some(low);
                }
                low = probe;
            }
            alpha = match high {
                None => 2.0 * alpha,
                Some(high) => between(low, high),
            };
        }
        (low.alpha > 0.0).then(|| self.at(low.alpha).value)
    }
}

/// The minimum of the cubic through both ends, kept away from them.
fn between(a: Probe, b: Probe) -> f64 {
    let width = b.alpha - a.alpha;
    let d = a.slope + b.slope - 3.0 * (a.value - b.value) / (a.alpha - b.alpha);
    let root = (d * d - a.slope * b.slope).sqrt().copysign(width);
    let place = b.alpha - width * (b.slope + root - d) / (b.slope - a.slope + 2.0 * root);
    let part = (place - a.alpha) / width;
    // Not a number where b is not finite.
    let part = if part.is_finite() {
        part.clamp(0.1, 0.9)
    } else {
        0.1
    };
    a.alpha + part * width
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt().max(f64::MIN_POSITIVE)
}

fn axpy(y: &mut [f64], a: f64, x: &[f64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += a * x);
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's function in many dimensions.
    struct Valley;

    impl Smooth for Valley {
        fn value(&mut self, x: &[f64], gradient: &mut [f64]) -> f64 {
            gradient.fill(0.0);
            let mut sum = 0.0;
            for i in 0..x.len() - 1 {
                let (bend, ahead) = (x[i + 1] - x[i] * x[i], 1.0 - x[i]);
                sum += 100.0 * bend * bend + ahead * ahead;
                gradient[i] -= 400.0 * bend * x[i] + 2.0 * ahead;
                gradient[i + 1] += 200.0 * bend;
            }
            sum
        }
    }

    #[test]
    fn finds_the_end_of_a_curved_valley() {
        let mut method = Lbfgs::new(&mut Valley, vec![-1.0; 10]);
        let mut last = method.value;
        for _ in 0..300 {
            if !method.step(&mut Valley) {
                break;
            }
            assert!(method.value <= last, "a step led uphill");
            last = method.value;
        }
        assert!(method.value < 1e-20, "{}", method.value);
    }
}
