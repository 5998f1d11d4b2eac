//! Files from others are data: whatever is in them, they are read or refused.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use hyperwell::files::{FileError, Model, SavedCheckpoint, VERSION};
use hyperwell::{Problem, Settings, Solver};
use hyperwell_nn::Random;

fn solver() -> Solver {
    let settings = Settings {
        hidden: vec![2],
        points: 12,
        steps: 400,
        ..Settings::default()
    };
    Solver::new(Problem::barrier(), settings).expect("right settings")
}

/// A checkpoint with a history, and the model of its run.
fn saved() -> (SavedCheckpoint, Model) {
    let mut last = None;
    let solution = solver()
        .resume(&solver().start(), &mut |moment| {
            last = Some(moment.checkpoint());
            if moment.progress().step == 50 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .expect("threads");
    let notes = BTreeMap::from([("command".to_owned(), "hyperwell solve ψ".to_owned())]);
    let checkpoint = last.expect("fifty steps");
    let model = Model {
        network: solution.network().clone(),
        problem: "barrier".to_owned(),
        state: 0,
        kinetic_energy: solution.wavefunction().kinetic_energy(),
    };
    (SavedCheckpoint { checkpoint, notes }, model)
}

#[test]
fn what_is_written_is_read_bit_by_bit() {
    let (saved, model) = saved();
    let bytes = saved.encode().expect("finite numbers");
    assert_eq!(SavedCheckpoint::decode(&bytes).as_ref(), Ok(&saved));
    assert_eq!(saved.encode().as_ref(), Ok(&bytes), "the same bytes again");
    let bytes = model.encode().expect("finite numbers");
    assert_eq!(Model::decode(&bytes).as_ref(), Ok(&model));
    assert_eq!(model.encode().as_ref(), Ok(&bytes), "the same bytes again");
}

/// All 255 wrong values of every byte, every length that is too short, and something at the end.
#[test]
fn every_wrong_byte_of_a_checkpoint_is_found() {
    let (mut saved, _) = saved();
    saved.checkpoint.history.truncate(2);
    let mut bytes = saved.encode().expect("finite numbers");
    for at in 0..bytes.len() {
        for wrong in 1..=255 {
            bytes[at] ^= wrong;
            let error = SavedCheckpoint::decode(&bytes).expect_err("damage");
            bytes[at] ^= wrong;
            assert!(
                !matches!(error, FileError::Malformed { .. }),
                "only behind the checksum: byte {at} ^ {wrong}"
            );
        }
        assert!(SavedCheckpoint::decode(&bytes[..at]).is_err(), "{at} bytes");
    }
    assert!(SavedCheckpoint::decode(&[&bytes[..], b"\n"].concat()).is_err());
    assert_eq!(SavedCheckpoint::decode(&bytes), Ok(saved));
    assert_eq!(VERSION, 1);
}

/// Cuts, changes and repeats parts of a file, a few times.
fn damaged(whole: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..1 + random.bits() % 4 {
        let place = |length: usize, random: &mut Random| random.bits() as usize % length.max(1);
        let at = place(bytes.len(), random);
        let length = place(16, random).min(bytes.len() - at);
        match random.bits() % 4 {
            0 => bytes.truncate(at),
            1 => {
                bytes.drain(at..at + length);
            }
            2 => {
                let part = bytes[at..at + length].to_vec();
                let to = place(bytes.len(), random);
                bytes.splice(to..to, part);
            }
            _ => {
                for byte in &mut bytes[at..at + length] {
                    // Digits, quotes and brackets keep JSON alive more often than any byte does.
                    let alive = b"0123456789-.eE\"{}[],:";
                    *byte = alive[place(alive.len(), random)];
                }
            }
        }
    }
    bytes
}

#[test]
fn damage_behind_the_checksum_is_read_or_refused_without_a_panic() {
    let (saved, model) = saved();
    // The contents of the envelope: after the head of twenty bytes, before the checksum of four.
    let sealed = saved.encode().expect("finite numbers");
    let contents = &sealed[20..sealed.len() - 4];
    assert_eq!(SavedCheckpoint::from_contents(contents), Ok(saved));
    let weights = model.encode().expect("finite numbers");
    let solver = solver();
    let mut random = Random::new(21);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..20_000 {
        match SavedCheckpoint::from_contents(&damaged(contents, &mut random)) {
            Ok(saved) => {
                read += 1;
                let _ = solver.resume(&saved.checkpoint, &mut |_| ControlFlow::Break(()));
            }
            Err(_) => refused += 1,
        }
        if let Ok(model) = Model::decode(&damaged(&weights, &mut random)) {
            let _ = solver.wavefunction(model.network).map(|psi| psi.psi(0.3));
        }
    }
    assert!(
        read > 100 && refused > 100,
        "{read} read, {refused} refused"
    );
}
