//! What a checkpoint costs: the copy, for which the training waits, and the bytes and the disk, for which a thread
//! beside it waits. At one checkpoint a second a millisecond is 0.1 % of the run's time.

#![allow(
    missing_docs,
    reason = "criterion's macros make public items without docs"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use hyperwell::files::SavedCheckpoint;
use hyperwell::{Problem, Settings, Solver};

/// The default network with the longest history that there is.
fn solver() -> Solver {
    let settings = Settings {
        steps: 1000,
        points: 32,
        tolerance: 0.0,
        ..Settings::default()
    };
    Solver::new(Problem::barrier(), settings).expect("right settings")
}

fn checkpoint(c: &mut Criterion) {
    let mut group = c.benchmark_group("checkpoint, 3 x 32 neurons, 1000 rows");
    let solver = solver();
    let mut saved = None;
    group.bench_function("copy", |b| {
        b.iter_custom(|times| {
            let mut spent = Duration::ZERO;
            let _ = solver.resume(&solver.start(), &mut |moment| {
                if moment.progress().step < 999 {
                    return ControlFlow::Continue(());
                }
                let start = Instant::now();
                for _ in 0..times {
                    saved = Some(moment.checkpoint());
                }
                spent = start.elapsed();
                ControlFlow::Break(())
            });
            spent
        });
    });
    let Some(checkpoint) = saved else { return };
    let saved = SavedCheckpoint {
        checkpoint,
        notes: BTreeMap::new(),
    };
    group.bench_function("encode", |b| b.iter(|| saved.encode()));
    let bytes = saved.encode().expect("finite numbers");
    let path = std::env::temp_dir().join(format!("hyperwell-bench-{}", std::process::id()));
    group.bench_function("write and sync", |b| {
        b.iter(|| {
            let mut file = File::create(&path)?;
            file.write_all(&bytes)?;
            file.sync_all()
        });
    });
    let _ = fs::remove_file(&path);
    group.finish();
}

criterion_group!(benches, checkpoint);
criterion_main!(benches);
