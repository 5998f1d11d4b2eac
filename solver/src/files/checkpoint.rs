//! A checkpoint as a file.

use std::collections::BTreeMap;

use hyperwell_nn::Moments;
use serde::{Deserialize, Serialize};

use super::tensors::{Tensor, Tensors, write};
use super::{FileError, envelope};
use crate::{Checkpoint, Phase, Position, Progress};

/// A checkpoint with notes about the run that it belongs to.
///
/// The file is a safetensors file (the weights, Adam's memory and the history as tensors, the rest as JSON in its
/// metadata) in an envelope with format version, length and checksum, so that no damage goes unnoticed.
///
/// ```
/// use std::collections::BTreeMap;
/// use hyperwell::files::SavedCheckpoint;
/// use hyperwell::{Problem, Settings, Solver};
///
/// let solver = Solver::new(Problem::barrier(), Settings::default())?;
/// let saved = SavedCheckpoint { checkpoint: solver.start(), notes: BTreeMap::new() };
/// let mut bytes = saved.encode()?;
/// assert_eq!(SavedCheckpoint::decode(&bytes)?, saved);
/// bytes[100] ^= 1;
/// assert!(SavedCheckpoint::decode(&bytes).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SavedCheckpoint {
    /// The state of the run.
    pub checkpoint: Checkpoint,
    /// What the program wants to know about it again.
    pub notes: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct Note {
    position: Position,
    /// Steps of the whole run, in every row of the history the same.
    steps: usize,
    adam_steps: u64,
    energy_adam_steps: u64,
    seconds: f64,
    notes: BTreeMap<String, String>,
}

/// The columns of the history that are doubles.
type Column = (
    &'static str,
    fn(&Progress) -> f64,
    fn(&mut Progress) -> &mut f64,
);
const COLUMNS: [Column; 6] = [
    ("loss", |row| row.loss, |row| &mut row.loss),
    ("residual", |row| row.residual, |row| &mut row.residual),
    (
        "norm_penalty",
        |row| row.norm_penalty,
        |row| &mut row.norm_penalty,
    ),
    ("norm", |row| row.norm, |row| &mut row.norm),
    ("energy", |row| row.energy, |row| &mut row.energy),
    (
        "learning_rate",
        |row| row.learning_rate,
        |row| &mut row.learning_rate,
    ),
];

impl SavedCheckpoint {
    /// The checkpoint as bytes: about 24 for each weight.
    ///
    /// # Errors
    /// If a number that decides how the run goes on is not finite, which a run that goes on does not have.
    pub fn encode(&self) -> Result<Vec<u8>, FileError> {
        let Checkpoint {
            position,
            parameters,
            adam,
            energy_adam,
            history,
            seconds,
        } = &self.checkpoint;
        let row = |numbers: &[f64]| Tensor::doubles(&[numbers.len()], numbers.iter().copied());
        let mut tensors = vec![
            ("parameters".to_owned(), row(parameters)),
            ("adam.mean".to_owned(), row(&adam.mean)),
            ("adam.square".to_owned(), row(&adam.square)),
            ("energy_adam.mean".to_owned(), row(&energy_adam.mean)),
            ("energy_adam.square".to_owned(), row(&energy_adam.square)),
        ];
        for (name, get, _) in COLUMNS {
            let column = Tensor::doubles(&[history.len()], history.iter().map(get));
            tensors.push((format!("history.{name}"), column));
        }
        let step = Tensor::counts(history.iter().map(|row| row.step as u64));
        let phase = |row: &Progress| PHASES.iter().position(|&phase| phase == row.phase);
        let phase = |row: &Progress| phase(row).unwrap_or_default() as u64;
        tensors.push(("history.step".to_owned(), step));
        tensors.push((
            "history.phase".to_owned(),
            Tensor::counts(history.iter().map(phase)),
        ));
        let note = Note {
            position: *position,
            steps: history.last().map_or(0, |row| row.steps),
            adam_steps: adam.steps,
            energy_adam_steps: energy_adam.steps,
            seconds: *seconds,
            notes: self.notes.clone(),
        };
        Ok(envelope::seal(&write(tensors, &note)?))
    }

    /// Reads what [`SavedCheckpoint::encode`] wrote.
    ///
    /// # Errors
    /// If the bytes are torn, damaged, of a newer version or something else; no bytes are harmful.
    pub fn decode(bytes: &[u8]) -> Result<SavedCheckpoint, FileError> {
        SavedCheckpoint::from_contents(envelope::open(bytes)?)
    }

    /// Reads the contents of an envelope. Damage that the checksum would find is not found here.
    ///
    /// # Errors
    /// If the bytes are something else; no bytes are harmful.
    pub fn from_contents(contents: &[u8]) -> Result<SavedCheckpoint, FileError> {
        let tensors = Tensors::read(contents)?;
        let note: Note = tensors.note()?;
        let numbers = |name: &str| tensors.doubles(name).map(|(_, numbers)| numbers);
        Ok(SavedCheckpoint {
            checkpoint: Checkpoint {
                position: note.position,
                parameters: numbers("parameters")?,
                adam: Moments {
                    steps: note.adam_steps,
                    mean: numbers("adam.mean")?,
                    square: numbers("adam.square")?,
                },
                energy_adam: Moments {
                    steps: note.energy_adam_steps,
                    mean: numbers("energy_adam.mean")?,
                    square: numbers("energy_adam.square")?,
                },
                history: history(&tensors, note.steps)?,
                seconds: note.seconds,
            },
            notes: note.notes,
        })
    }
}

/// The phases by their numbers in a file.
const PHASES: [Phase; 3] = [Phase::Variational, Phase::Residual, Phase::Fit];

fn history(tensors: &Tensors<'_>, steps: usize) -> Result<Vec<Progress>, FileError> {
    let uneven = || FileError::malformed("columns of a history that are not equally long");
    let phases = tensors.counts("history.phase")?;
    let rows = tensors.counts("history.step")?;
    if phases.len() != rows.len() {
        return Err(uneven());
    }
    let mut history: Vec<Progress> = rows
        .iter()
        .zip(phases)
        .map(|(&step, phase)| Progress {
            step: usize::try_from(step).unwrap_or(usize::MAX),
            steps,
            phase: usize::try_from(phase)
                .ok()
                .and_then(|phase| PHASES.get(phase).copied())
                .unwrap_or(Phase::Residual),
            loss: 0.0,
            residual: 0.0,
            norm_penalty: 0.0,
            norm: 0.0,
            energy: 0.0,
            learning_rate: 0.0,
        })
        .collect();
    for (name, _, set) in COLUMNS {
        let (_, column) = tensors.doubles(&format!("history.{name}"))?;
        if column.len() != history.len() {
            return Err(uneven());
        }
        for (row, number) in history.iter_mut().zip(column) {
            *set(row) = number;
        }
    }
    Ok(history)
}
