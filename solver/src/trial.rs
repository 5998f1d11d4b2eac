//! The trial function ψ = B·N: what the network is given, and what its output is
//! multiplied with.

use hyperwell_autodiff::lane::Float;
use hyperwell_nn::Inputs;

use crate::coordinate::Coordinate;
use crate::features::Features;
use crate::fit::FitPoint;
use crate::focus::Focus;
use crate::quadrature::PiecewiseRule;
use crate::residual::ResidualPoint;
use crate::survey::Survey;
use crate::variational::EnergyPoint;
use crate::{Error, Problem, Sampling};

/// ψ(t) = B(t) N(u, κ₁, κ₂, …) with the boundary factor B = 1 − t² and one *kink* κⱼ = q rⱼ²/(1 + q rⱼ²), rⱼ = max(t − tⱼ, 0), for
/// each jump tⱼ of V or m.
///
/// B vanishes at both ends, and so does ψ, whatever the weights are (Lagaris, Likas &
/// Fotiadis, IEEE Trans. Neural Netw. 9, 987, 1998). Where V or m jumps, ψ'' jumps while ψ and ψ' do not; κ has just that
/// regularity, so a smooth network of κ can follow, and no network of t alone can. √q = 2√⟨T⟩ is about the wave number of the state.
///
/// On a domain much wider than the state, t is seen through a magnifying map g: everything below then holds for g(t) in its
/// place, with √⟨T⟩ over the magnification.
///
/// In general u = σt, where σ = max(√⟨T⟩/3.5, 1) is 1 for low states, so that a network has no fast waves to learn. Where V and m are symmetric the states are even and odd in turn, and the trial function is made so:
/// u = σt², and |t| in place of t in the kinks, of which those on the right remain; for an odd state B = t (1 − t²). Two wells apart
/// need this: their even and odd state differ little in energy, and a descent that begins in one well hardly finds the other.
///
/// With it a training loop is a few lines:
///
/// ```
/// use hyperwell::{Problem, ResidualLoss, Sampling, Trial};
/// use hyperwell_autodiff::lane::Isa;
/// use hyperwell_nn::{Activation, Adam, Engine, Initialization, Mlp, Shape};
///
/// let problem = Problem::infinite_well();
/// let trial = Trial::new(&problem, 0)?;
/// let rule = trial.rule(Sampling::GaussLegendre, 64, 0)?;
/// let points: Vec<_> = trial.points(&rule).into_iter().map(|(residual, _)| residual).collect();
/// let energy = trial.coordinate().scaled_energy(9.8696);
/// let loss = ResidualLoss::<f64>::new(&points, 1000.0, energy);
///
/// let shape = Shape::new(&[trial.features(), 16, 1], Activation::Tanh)?;
/// let mut network = Mlp::<f64>::new(shape.clone(), Initialization::Xavier, 0);
/// let mut engine = Engine::new(&shape, trial.inputs(&trial.ts(&rule)), Isa::detect(), 1);
/// let mut gradient = vec![0.0; shape.parameters()];
/// let mut adam = Adam::new(shape.parameters());
/// let mut step = || {
///     let (norm, sums) = engine.gradient(&network, &loss, &mut gradient);
///     adam.step(Isa::detect(), 1e-2, &gradient, network.parameters_mut());
///     loss.parts(norm, sums).loss()
/// };
/// let first = step();
/// let last = (0..500).map(|_| step()).last().unwrap_or(first);
/// assert!(last < 1e-2 * first);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Trial {
    problem: Problem,
    coordinate: Coordinate,
    survey: Option<Survey>,
    parity: Option<Parity>,
    features: Features,
    /// The magnifying map in x, where points are laid; the features hold that in t.
    focus: Option<Focus>,
    /// ⟨T⟩ of the surveyed state, in the unit of ε.
    size: f64,
}

/// The symmetry of ψ in the middle of a symmetric problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parity {
    Even,
    Odd,
}

impl Parity {
    /// That of state `n`.
    fn of(n: usize) -> Self {
        match n % 2 {
            0 => Parity::Even,
            _ => Parity::Odd,
        }
    }
}

/// The value, first and second derivative of a function of t.
pub type Taylor = [f64; 3];

impl Trial {
    /// The trial function for state `n`, focused where coarse finite differences find it.
    ///
    /// Cost: milliseconds for low states.
    ///
    /// # Errors
    /// If an excited state is asked for and potential or mass have no finite values on the survey's grid.
    pub fn new(problem: &Problem, n: usize) -> Result<Self, Error> {
        // A ground state is found without; another one is not.
        let survey = match Survey::new(problem, n) {
            Ok(survey) => Some(survey),
            Err(_) if n == 0 => None,
            Err(error) => return Err(error),
        };
        let coordinate = Coordinate::new(problem);
        let coordinate = match &survey {
            Some(survey) => coordinate.with_floor(survey.mean_potential()),
            None => coordinate,
        };
        let jumps = problem.jumps();
        let parity = problem.is_symmetric().then_some(Parity::of(n));
        let focus = survey
            .as_ref()
            .and_then(|survey| Focus::on_state(problem, survey));
        let in_t = focus.as_ref().map(|in_x| {
            let (center, width) = in_x.center_and_width();
            let piece = coordinate.piece_at(center);
            let center_t = parity.map_or_else(|| coordinate.t(piece, center), |_| 0.0);
            let width_t = width * coordinate.slope(piece, center);
            Focus::new((-1.0, 1.0), center_t, width_t)
        });
        let kinetic = survey.as_ref().map_or(0.0, Survey::kinetic_energy);
        let size = (kinetic / coordinate.energy_unit()).max(1.0);
        let edges = problem.breakpoints();
        let edges = edges.iter().enumerate();
        let kinks: Vec<f64> = edges
            .filter(|(_, edge)| jumps.contains(edge))
            .map(|(piece, _)| coordinate.edge(piece))
            .collect();
        Ok(Trial {
            problem: problem.clone(),
            features: Features::new(parity.is_some(), in_t, size, &kinks),
            coordinate,
            survey,
            parity,
            focus,
            size,
        })
    }

    /// What is known of the state before the training; an excited state is always surveyed.
    pub fn survey(&self) -> Option<&Survey> {
        self.survey.as_ref()
    }

    /// The same for state `n`, seen as this one is: of the other parity where the states of a symmetric problem take turns.
    #[cfg(feature = "dense")]
    pub(crate) fn with_parity_of(&self, n: usize) -> Trial {
        Trial {
            parity: self.parity.map(|_| Parity::of(n)),
            ..self.clone()
        }
    }

    /// Whether even and odd states take turns.
    #[cfg(feature = "dense")]
    pub(crate) fn has_parity(&self) -> bool {
        self.parity.is_some()
    }

    /// What turns a function of this parity into one of the other's: g where states have one, else 1.
    #[cfg(feature = "dense")]
    pub(crate) fn turned_to(&self, other: &Trial, t: f64, f: Taylor) -> Taylor {
        if self.parity == other.parity {
            f
        } else {
            product(self.features.seen(t), f)
        }
    }

    /// Whether the network sees the domain through a magnifying map.
    #[cfg(feature = "dense")]
    pub(crate) fn has_focus(&self) -> bool {
        self.focus.is_some()
    }

    /// ⟨T⟩ of the surveyed state in the unit of ε, at least 1: the size of the parts of (H − E)ψ, however deep the floor is from which ε
    /// counts.
    pub(crate) fn size(&self) -> f64 {
        self.size
    }

    /// The part of the domain between two places in units of its width, in t; of a symmetric problem the right half.
    pub(crate) fn part(&self, from: f64, to: f64) -> (f64, f64) {
        let t = |place: f64| {
            let x = self.problem.from() + self.problem.width() * place.clamp(0.0, 1.0);
            self.coordinate.t(self.coordinate.piece_at(x), x)
        };
        match self.parity {
            Some(_) => (0.0, t(to)),
            None => (t(from), t(to)),
        }
    }

    /// The distance of the next level, in the unit of ε; infinite where it is not known.
    pub fn spacing(&self) -> f64 {
        let unit = self.coordinate.energy_unit();
        self.survey()
            .map_or(f64::INFINITY, |survey| survey.spacing() / unit)
    }

    /// `n` points of the problem, for `epoch` where they are random.
    ///
    /// # Errors
    /// [`Error::TooFewPoints`] if `n` does not reach the minimum of every piece.
    pub fn rule(&self, sampling: Sampling, n: usize, epoch: u64) -> Result<PiecewiseRule, Error> {
        sampling.points_in_focus(&self.problem, n, epoch, self.focus.as_ref())
    }

    /// The map between x and t.
    pub fn coordinate(&self) -> &Coordinate {
        &self.coordinate
    }

    /// Numbers that enter the network at each point.
    pub fn features(&self) -> usize {
        self.features.count()
    }

    /// B and its derivatives.
    pub fn boundary(&self, t: f64) -> Taylor {
        let even = [1.0 - t * t, -2.0 * t, -2.0];
        match self.parity {
            Some(Parity::Odd) => product(self.features.seen(t), even),
            _ => even,
        }
    }

    /// ψ = B N and its derivatives, from those of N.
    pub fn psi(&self, t: f64, n: Taylor) -> Taylor {
        product(self.boundary(t), n)
    }

    /// The features at t with their derivatives: u, then the kinks.
    pub fn features_at(&self, t: f64) -> impl Iterator<Item = Taylor> + '_ {
        self.features.at(t)
    }

    /// u and its derivatives.
    pub(crate) fn u(&self, t: f64) -> Taylor {
        self.features.u(t)
    }

    /// What the engine needs at points `ts`.
    pub fn inputs<T: Float>(&self, ts: &[f64]) -> Inputs<T, 1> {
        let mut inputs = Inputs::new(ts.len(), self.features());
        for (point, &t) in ts.iter().enumerate() {
            for (feature, taylor) in self.features_at(t).enumerate() {
                let [value, gradient, second] = taylor.map(T::from_f64);
                inputs.set(point, feature, value, [gradient], second);
            }
        }
        inputs
    }

    /// t of each point of a rule.
    pub fn ts(&self, rule: &PiecewiseRule) -> Vec<f64> {
        let points = rule.points().iter().zip(rule.pieces());
        points
            .map(|(&x, &piece)| self.coordinate.t(piece, x))
            .collect()
    }

    /// v at the points of a rule.
    #[cfg(feature = "dense")]
    pub(crate) fn potential(&self, rule: &PiecewiseRule) -> Vec<f64> {
        let pieces = self.problem.pieces();
        let points = rule.points().iter().zip(rule.pieces());
        points
            .map(|(&x, &piece)| {
                let v = pieces[piece].potential.value(x);
                self.coordinate.scaled_energy(v)
            })
            .collect()
    }

    /// The coefficients of both losses at the points of a rule. Integrals are over x, the domain counted
    /// as 2 wide.
    pub fn points(&self, rule: &PiecewiseRule) -> Vec<(ResidualPoint, EnergyPoint)> {
        let unit = 0.5 * self.problem.width();
        let pieces = self.problem.pieces();
        let points = rule.points().iter().zip(rule.weights()).zip(rule.pieces());
        points
            .map(|((&x, &weight), &piece)| {
                let [b, b1, b2] = self.boundary(self.coordinate.t(piece, x));
                let mass = self.coordinate.relative_mass(piece, x);
                let v = self
                    .coordinate
                    .scaled_energy(pieces[piece].potential.value(x));
                let weight = weight / unit;
                // ψ_tt = B'' N + 2 B' N' + B N''
                let residual = ResidualPoint {
                    boundary: b,
                    value: v * b - mass * b2,
                    gradient: -2.0 * mass * b1,
                    second: -mass * b,
                    residual_weight: weight,
                    norm_weight: weight,
                };
                let energy = EnergyPoint {
                    boundary: b,
                    boundary_slope: b1,
                    kinetic_weight: mass * weight,
                    potential_weight: v * weight,
                    norm_weight: weight,
                };
                (residual, energy)
            })
            .collect()
    }

    /// The coefficients for fitting the state of a survey at the points of a rule, normalised as the losses normalise ψ.
    pub fn fit_points(&self, rule: &PiecewiseRule, survey: &Survey) -> Vec<FitPoint> {
        let unit = 0.5 * self.problem.width();
        let points = rule.points().iter().zip(rule.weights()).zip(rule.pieces());
        points
            .map(|((&x, &weight), &piece)| {
                let [boundary, boundary_slope, _] = self.boundary(self.coordinate.t(piece, x));
                let (psi, slope) = survey.psi(x);
                FitPoint {
                    boundary,
                    boundary_slope,
                    target: psi * unit.sqrt(),
                    target_slope: slope * unit.sqrt() / self.coordinate.slope(piece, x),
                    weight: weight / unit,
                }
            })
            .collect()
    }
}

/// The derivatives of a product, (BN)'' = B''N + 2B'N' + BN''.
pub(crate) fn product(b: Taylor, n: Taylor) -> Taylor {
    [
        b[0] * n[0],
        b[1] * n[0] + b[0] * n[1],
        b[2] * n[0] + 2.0 * b[1] * n[1] + b[0] * n[2],
    ]
}
