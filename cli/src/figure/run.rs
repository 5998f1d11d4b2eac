//! The figures of a run.

use hyperwell::{Phase, Problem, Progress};

use super::{Axis, Curve, Figure, Ink, Plot, Stroke};
use crate::run_directory::PsiRow;
use crate::units::Scale;

/// What the figures show; energies and lengths are the user's.
pub(crate) struct Figures<'a> {
    pub(crate) problem: &'a Problem,
    pub(crate) scale: Scale,
    pub(crate) energy: f64,
    pub(crate) reference_energy: Option<f64>,
    pub(crate) psi: &'a [PsiRow],
    pub(crate) history: &'a [Progress],
}

/// Points of a curve: as many as a drawing shows.
const POINTS: usize = 500;
/// Rings of the reference.
const RINGS: usize = 40;
/// The height of ψ where it is drawn at its energy, as a part of the plot's.
const PSI_HEIGHT: f64 = 0.3;
/// The most that a potential shown as a whole rises, in heights of the energy above its floor.
const HIGHEST: f64 = 20.0;

impl Figures<'_> {
    /// The name of an axis with its unit.
    fn axis(&self, name: &str, unit: &str) -> String {
        match unit.trim() {
            "" => format!("{name} (dimensionless)"),
            unit => format!("{name} ({unit})"),
        }
    }

    fn x(&self) -> Axis {
        let name = self.axis("position x", self.scale.length_name);
        Axis::exactly(name, (self.problem.from(), self.problem.to()))
    }

    /// ψ² is one over a length.
    fn root_length(&self) -> String {
        match self.scale.length_name.trim() {
            "" => String::new(),
            length => format!("1/√{length}"),
        }
    }

    fn columns(&self, y: impl Fn(&PsiRow) -> Option<f64>, points: usize) -> Vec<(f64, f64)> {
        thin(self.psi, points)
            .filter_map(|row| Some((row.x, y(row)?)))
            .collect()
    }

    /// V(x) with walls at both ends, and ψ at its energy.
    pub(crate) fn level(&self) -> Figure {
        let unit = self.scale.energy;
        let mut potential = Vec::new();
        for piece in self.problem.pieces() {
            let value = |i: usize| {
                // Not at the very ends: there the neighbour may have its say.
                let t = i as f64 / POINTS as f64;
                let x = (1.0 - t) * piece.from + t * piece.to;
                (x, unit * piece.potential.value(x))
            };
            potential.extend((0..=POINTS).map(value));
        }
        let (floor, highest) = super::ends(potential.iter().map(|(_, v)| *v));
        let above_floor = (self.energy - floor).abs();
        // Walls are shown to their top; a potential that goes on and on is not.
        let top = if highest - floor <= HIGHEST * above_floor {
            highest
        } else {
            floor + 3.0 * above_floor
        };
        let top = top.max(self.energy + above_floor);
        let y = Axis::around(
            self.axis("energy", self.scale.energy_name),
            [floor, top].into_iter(),
        );
        let ends = (self.problem.from(), self.problem.to());
        let potential: Vec<(f64, f64)> = [(ends.0, y.to)]
            .into_iter()
            .chain(potential)
            .chain([(ends.1, y.to)])
            .collect();
        let (low, high) = super::ends(self.psi.iter().map(|row| row.psi[0]));
        let largest = low.abs().max(high.abs()).max(f64::MIN_POSITIVE);
        // What is below E has no more room than E is above the floor.
        let room = if low < 0.0 {
            above_floor / -low
        } else {
            f64::INFINITY
        };
        let raise = (PSI_HEIGHT * (y.to - y.from) / largest).min(room);
        let psi = self.columns(|row| Some(self.energy + raise * row.psi[0]), POINTS);
        Figure {
            title: format!(
                "{}: potential, energy level and wavefunction",
                self.problem.name()
            ),
            plots: vec![Plot {
                x: self.x(),
                y,
                curves: vec![
                    Curve::solid("V(x)", Ink::Potential, potential),
                    self.horizontal("E", Ink::Level, self.energy, ends),
                    Curve::solid("ψ(x), raised to E", Ink::Network, psi),
                ],
            }],
        }
    }

    fn horizontal(&self, name: &str, ink: Ink, y: f64, (from, to): (f64, f64)) -> Curve {
        Curve {
            name: name.to_owned(),
            ink,
            stroke: Stroke::Dashed,
            points: vec![(from, y), (to, y)],
        }
    }

    /// ψ against the reference, and the residual.
    pub(crate) fn psi(&self) -> Figure {
        let psi = self.columns(|row| Some(row.psi[0]), POINTS);
        let mut curves = vec![Curve::solid("ψ of the network", Ink::Network, psi)];
        let rings = self.columns(|row| row.reference, RINGS);
        if !rings.is_empty() {
            curves.push(Curve {
                name: "ψ of the reference".to_owned(),
                ink: Ink::Reference,
                stroke: Stroke::Rings,
                points: rings,
            });
        }
        let ys = curves.iter().flat_map(|curve| &curve.points).map(|at| at.1);
        let y = Axis::around(self.axis("ψ", &self.root_length()), ys);
        let mut plots = vec![Plot {
            x: self.x(),
            y,
            curves,
        }];
        let difference = |row: &PsiRow| row.reference.map(|exact| row.psi[0] - exact);
        let difference = self.columns(difference, POINTS);
        if !difference.is_empty() {
            plots.push(Plot {
                x: self.x(),
                y: Axis::around(
                    self.axis("Δψ", &self.root_length()),
                    difference.iter().map(|at| at.1),
                ),
                curves: vec![Curve::solid(
                    "ψ of the network − ψ of the reference",
                    Ink::Reference,
                    difference,
                )],
            });
        }
        let residual = self.columns(|row| Some(row.residual), POINTS);
        let unit = match self.scale.length_name.trim() {
            "" => String::new(),
            length => format!("{}/√{length}", self.scale.energy_name.trim()),
        };
        plots.push(Plot {
            x: self.x(),
            y: Axis::around(self.axis("residual", &unit), residual.iter().map(|at| at.1)),
            curves: vec![Curve::solid("(H − E)ψ(x)", Ink::Network, residual)],
        });
        Figure {
            title: format!("{}: wavefunction and residual", self.problem.name()),
            plots,
        }
    }

    /// Loss and energy over the steps.
    pub(crate) fn training(&self) -> Figure {
        let last = self.history.last().map_or(1, |row| row.step);
        let steps = || Axis::exactly("training step (count)".to_owned(), (0.0, last as f64));
        // Where another phase is at work the curve has a gap.
        let of = |phase: Phase| {
            let loss = move |row: &Progress| {
                if row.phase == phase {
                    row.loss
                } else {
                    f64::NAN
                }
            };
            thin(self.history, POINTS).map(move |row| (row.step as f64, loss(row)))
        };
        let names = [
            (Phase::Variational, "energy functional", Ink::Level),
            (Phase::Fit, "distance to a coarse state", Ink::Reference),
            (Phase::Residual, "residual loss", Ink::Network),
        ];
        let losses: Vec<Curve> = names
            .into_iter()
            .map(|(phase, name, ink)| Curve::solid(name, ink, of(phase).collect()))
            .filter(|curve| curve.points.iter().any(|at| at.1.is_finite()))
            .collect();
        let values = losses.iter().flat_map(|curve| &curve.points);
        let loss = Axis::decades("loss (dimensionless)".to_owned(), values.map(|at| at.1));
        let energy: Vec<(f64, f64)> = thin(self.history, POINTS)
            .map(|row| (row.step as f64, row.energy * self.scale.energy))
            .collect();
        let mut curves = vec![Curve::solid("E of the network", Ink::Network, energy)];
        if let Some(exact) = self.reference_energy {
            let ends = (0.0, last as f64);
            curves.push(self.horizontal("E of the reference", Ink::Reference, exact, ends));
        }
        let shown = self.energies_to_show().chain(self.reference_energy);
        let name = self.axis("energy E", self.scale.energy_name);
        Figure {
            title: format!("{}: loss and energy over the training", self.problem.name()),
            plots: vec![
                Plot {
                    x: steps(),
                    y: loss,
                    curves: losses,
                },
                Plot {
                    x: steps(),
                    y: Axis::around(name, shown),
                    curves,
                },
            ],
        }
    }

    /// All but the wild energies of the start, beside which nothing else could be seen.
    fn energies_to_show(&self) -> impl Iterator<Item = f64> {
        let mut energies: Vec<f64> = self.history.iter().map(|row| row.energy).collect();
        energies.sort_by(f64::total_cmp);
        let outer = energies.len() / 33;
        let shown = energies[outer..energies.len() - outer].to_vec();
        let unit = self.scale.energy;
        shown.into_iter().map(move |energy| energy * unit)
    }
}

/// At most `points` rows, evenly chosen from the first to the last.
fn thin<T>(rows: &[T], points: usize) -> impl Iterator<Item = &T> {
    let points = points.min(rows.len());
    let last = rows.len().saturating_sub(1);
    (0..points).filter_map(move |i| rows.get(i * last / points.saturating_sub(1).max(1)))
}
