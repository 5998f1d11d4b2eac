//! Where a run begins.

use hyperwell_nn::Shape;

use crate::guide::Guide;
use crate::trial::Trial;
use crate::{Checkpoint, Error, Problem, Settings};

/// The first checkpoint of a run, and what is known of its state beforehand.
///
/// Adam finds the ground state by itself. The residual vanishes at every eigenfunction, though, and its descent ends at
/// whichever is near; so a run for an excited state, or one without Adam, begins with a network that has been fitted to what
/// Ritz's method finds.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) guide: Option<Guide>,
    pub(crate) checkpoint: Checkpoint,
}

#[cfg(feature = "dense")]
impl Origin {
    /// # Errors
    /// Where the state is needed and Ritz's method has none.
    pub(crate) fn new(
        problem: &Problem,
        settings: &Settings,
        trial: &Trial,
        shape: &Shape,
    ) -> Result<Self, Error> {
        use crate::Energy;
        use hyperwell_nn::Mlp;

        let begin = std::time::Instant::now();
        let plain = Checkpoint::start(settings, trial, shape);
        let guide = match Guide::new(problem, settings) {
            Err(_) if !settings.needs_start() => None,
            guide => Some(guide?),
        };
        let Some(guide) = guide.as_ref().filter(|_| settings.needs_start()) else {
            return Ok(Self {
                guide,
                checkpoint: plain,
            });
        };
        let mut network = Mlp::new(shape.clone(), settings.initialization, settings.seed);
        let rule = trial.rule(settings.sampling, settings.points, 0)?;
        crate::second_order::project(trial, &rule, &mut network, settings, guide.state());
        let energy = match settings.energy {
            Energy::Trained => guide.state().energy(),
            Energy::TrainedFrom(energy) | Energy::Fixed(energy) => energy,
        };
        let energy = trial.coordinate().scaled_energy(energy);
        Ok(Self {
            checkpoint: Checkpoint {
                position: plain.position.residual(energy),
                parameters: network.parameters().to_vec(),
                seconds: begin.elapsed().as_secs_f64(),
                ..plain
            },
            guide: Some(guide.clone()),
        })
    }
}

#[cfg(not(feature = "dense"))]
impl Origin {
    /// # Errors
    /// None.
    pub(crate) fn new(
        _: &Problem,
        settings: &Settings,
        trial: &Trial,
        shape: &Shape,
    ) -> Result<Self, Error> {
        Ok(Self {
            guide: None,
            checkpoint: Checkpoint::start(settings, trial, shape),
        })
    }
}
