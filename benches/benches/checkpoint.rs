//! What a checkpoint costs: the copy, for which the training waits, and the bytes and the disk, for which a thread
//! beside it waits. At one checkpoint a second a millisecond is 0.1 % of the run's time.

#![allow(
    missing_docs,
    reason = "criterion's macros make public items without docs"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use hyperwell::files::SavedCheckpoint;
use hyperwell::{Problem, Settings, Solver};

/// The run before its last step: then the history is as long as it gets.
const LAST: usize = 1000;

fn checkpoint(c: &mut Criterion) {
    for neurons in [32, 256] {
        let settings = Settings {
            hidden: vec![neurons; 3],
            steps: LAST,
            points: 32,
            tolerance: 0.0,
            ..Settings::default()
        };
        let solver = Solver::new(Problem::barrier(), settings).expect("right settings");
        let name = format!("checkpoint, 3 x {neurons} neurons, {LAST} rows");
        measure(&mut c.benchmark_group(name), &solver);
    }
}

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, solver: &Solver) {
    let mut kept = solver.start();
    let trained = solver.resume(&solver.start(), &mut |moment| {
        if moment.progress().step < LAST - 1 {
            return ControlFlow::Continue(());
        }
        kept = moment.checkpoint();
        ControlFlow::Break(())
    });
    trained.expect("one thread");
    group.bench_function("copy", |b| {
        b.iter_custom(|times| {
            let mut spent = Duration::ZERO;
            let trained = solver.resume(&kept, &mut |moment| {
                let start = Instant::now();
                for _ in 0..times {
                    black_box(moment.checkpoint());
                }
                spent = start.elapsed();
                ControlFlow::Break(())
            });
            trained.expect("one thread");
            spent
        });
    });
    let saved = SavedCheckpoint {
        checkpoint: kept,
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
}

criterion_group!(benches, checkpoint);
criterion_main!(benches);
