//! How many points are enough: the equation at some, and between them.

use nalgebra::DVector;

use super::Polish;
use super::equation::Equation;
use super::least_squares::Residuals;
use crate::quadrature::PiecewiseRule;
use crate::solver::LARGEST_JACOBIAN;
use crate::training::Trained;
use crate::{Error, Sampling, Stage};

/// |r| between the points with which they are enough.
const RESOLVED: f64 = 3e-7;

/// A residual at the points below this part of that between them leaves nothing to learn from them.
const OVERTAKEN: f64 = 0.1;

/// So many steps that were worse between the points are enough where there can be more points …
const WAIT: usize = 10;

/// … and so many where there cannot.
const LAST_WAIT: usize = 50;

/// Points between those of the training for each of them.
const FINER: usize = 2;

/// The equation at a number of points, and the unknowns that are best between them.
///
/// A network has more weights than there are points, and can make the residual vanish at each of them and nowhere else; its energy is
/// then no level's. So what counts is the residual on a finer rule, and where that stays behind there must be more points.
pub(super) struct Level {
    pub(super) equation: Equation,
    /// The unknowns with the smallest residual between the points.
    pub(super) best: DVector<f64>,
    between: Equation,
    /// |r| of the best between the points.
    size: f64,
    /// Steps since that was found.
    since: usize,
    points: usize,
    /// Whether there are no more.
    is_last: bool,
}

impl Level {
    /// With `points` points, where the network is now.
    ///
    /// # Errors
    /// As those of the points.
    pub(super) fn new(
        polish: &Polish<'_>,
        trained: &Trained,
        points: usize,
    ) -> Result<Self, Error> {
        let Polish {
            trial, settings, ..
        } = *polish;
        let shape = trained.network.shape();
        let at = |rule: &PiecewiseRule| Equation::new(trial, rule, shape, settings, trained.energy);
        let equation = at(&trial.rule(settings.sampling, points, 0)?);
        let mut between = at(&trial.rule(Sampling::GaussLegendre, FINER * points, 0)?);
        let best = equation.unknowns(&trained.network, trained.energy);
        let most = Stage::LevenbergMarquardt.most_points(settings.points);
        let most = most.min(LARGEST_JACOBIAN / shape.parameters());
        Ok(Level {
            size: between.values(&best).norm(),
            is_last: 2 * points > most,
            since: 0,
            points,
            equation,
            between,
            best,
        })
    }

    /// The number of points of the next level, if these were too few for a residual of this size at them.
    pub(super) fn next(&self, size: f64) -> Option<usize> {
        let too_few = self.size >= RESOLVED && size < OVERTAKEN * self.size;
        (too_few && !self.is_last).then_some(2 * self.points)
    }

    /// Keeps these unknowns if they are better.
    pub(super) fn look(&mut self, x: &DVector<f64>) {
        let size = self.between.values(x).norm();
        self.since += 1;
        if size < self.size {
            (self.best, self.size, self.since) = (x.clone(), size, 0);
        }
    }

    /// Whether steps that end with a residual of this size at the points have become pointless.
    pub(super) fn is_exhausted(&self, size: f64) -> bool {
        let wait = if self.next(size).is_some() {
            WAIT
        } else {
            LAST_WAIT
        };
        self.since >= wait
    }
}
