//! The work of a step, shared among threads.

use std::array;
use std::hint;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

use crate::plan::MOST_CHUNKS;

/// Calls `first` for all items, then `between` once, then `second` for all items with what `between` returned and with what the thread at work
/// owns; there are as many threads as `owned`. Returns what `between` returned.
///
/// It is one call of the pool, because a call costs a microsecond and the step of a small network some
/// twenty. A thread that finds nothing more to do in the first phase waits for the others in a loop, and never in vain:
/// an item is nobody's until a running thread takes it, so what is missing is being done. A thread that the pool cannot spare takes nothing.
/// One thread alone needs none of this, nor its tenth of a microsecond.
///
/// The second phase begins with a thread's last item: what that has kept is in its cache.
///
/// # Panics
/// With no thread or more than [`MOST_CHUNKS`] items; if one of the functions does.
pub(crate) fn two_phases<C: Send, G: Copy + Send + Sync, W: Send>(
    owned: &mut [W],
    mut items: impl ExactSizeIterator<Item = C>,
    first: impl Fn(&mut C) + Sync,
    between: impl Fn() -> G + Sync,
    second: impl Fn(&mut C, G, &mut W) + Sync,
) -> G {
    let count = items.len();
    assert!(count <= MOST_CHUNKS, "more items than chunks");
    // On the stack: a step allocates nothing.
    let mut items: [Option<C>; MOST_CHUNKS] = array::from_fn(|_| items.next());
    if let [own] = owned {
        items.iter_mut().flatten().for_each(first);
        let global = between();
        for item in items.iter_mut().flatten().rev() {
            second(item, global, own);
        }
        return global;
    }
    let items = items.map(|work| Mutex::new(work.map(|work| Item { work, phases: 0 })));
    let items = &items[..count];
    let (done, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let known = OnceLock::new();
    let abandoned = AtomicBool::new(false);
    let threads = owned.len();
    on_threads(0, owned, &|thread, own| {
        let _guard = Abandon(&abandoned);
        // Each thread begins elsewhere, and where another is done it goes on.
        let (begin, end) = (thread * count / threads, (thread + 1) * count / threads);
        for index in (begin..count).chain(0..begin) {
            take(&items[index], 0, |work| {
                first(work);
                if done.fetch_add(1, Ordering::AcqRel) + 1 == count {
                    let _ = known.set(between());
                }
            });
        }
        let Some(global) = wait_for(&known, &abandoned) else {
            return;
        };
        for index in (0..end).rev().chain((end..count).rev()) {
            take(&items[index], 1, |work| {
                second(work, global, own);
                ended.fetch_add(1, Ordering::AcqRel);
            });
        }
        // The pool would take longer to notice the end; if that is far away, let it have the thread.
        spin(|| {
            let over = ended.load(Ordering::Acquire) == count || abandoned.load(Ordering::Acquire);
            over.then_some(())
        });
    });
    *known
        .get()
        .expect("the last item of the first phase sets it")
}

/// One piece of work, and how many phases of it are done.
struct Item<C> {
    work: C,
    phases: usize,
}

/// Does the next phase of an item unless another thread has it: that one will do it, or comes by again later.
fn take<C>(item: &Mutex<Option<Item<C>>>, phases: usize, act: impl FnOnce(&mut C)) {
    if let Ok(mut item) = item.try_lock()
        && let Some(item) = item.as_mut()
        && item.phases == phases
    {
        act(&mut item.work);
        item.phases += 1;
    }
}

/// Calls `work` with each number from `first` on and what that thread owns, at once as far as threads of the pool are idle.
fn on_threads<W: Send>(first: usize, owned: &mut [W], work: &(impl Fn(usize, &mut W) + Sync)) {
    match owned {
        [] => {}
        [own] => work(first, own),
        _ => {
            let half = owned.len() / 2;
            let (left, right) = owned.split_at_mut(half);
            rayon::join(
                || on_threads(first, left, work),
                || on_threads(first + half, right, work),
            );
        }
    }
}

/// What `known` will hold, or none if the thread that should have set it has panicked.
fn wait_for<G: Copy>(known: &OnceLock<G>, abandoned: &AtomicBool) -> Option<G> {
    let look = || match known.get() {
        Some(&value) => Some(Some(value)),
        None => abandoned.load(Ordering::Acquire).then_some(None),
    };
    spin(look).unwrap_or_else(|| {
        loop {
            // The thread that is waited for may need this core.
            thread::yield_now();
            if let Some(found) = look() {
                return found;
            }
        }
    })
}

/// What `look` finds within some ten microseconds.
fn spin<R>(look: impl Fn() -> Option<R>) -> Option<R> {
    for _ in 0..1_000 {
        let found = look();
        if found.is_some() {
            return found;
        }
        hint::spin_loop();
    }
    None
}

/// Tells those who wait that a thread has panicked.
struct Abandon<'a>(&'a AtomicBool);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{self, AssertUnwindSafe};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::two_phases;

    fn in_pool<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool").install(work)
    }

    #[test]
    fn the_second_phase_begins_when_the_first_is_done_with_all_items() {
        for (threads, pool) in [(1, 1), (2, 1), (2, 2), (3, 8), (16, 4)] {
            for count in [1, 2, 5, 16] {
                let mut items = vec![0; count];
                let firsts = AtomicUsize::new(0);
                let betweens = AtomicUsize::new(0);
                let seen = in_pool(pool, || {
                    two_phases(
                        &mut (0..threads).collect::<Vec<_>>(),
                        items.iter_mut(),
                        |item| {
                            **item += 1;
                            firsts.fetch_add(1, Ordering::SeqCst);
                        },
                        || {
                            betweens.fetch_add(1, Ordering::SeqCst);
                            firsts.load(Ordering::SeqCst)
                        },
                        |item, seen, thread| {
                            assert!(*thread < threads);
                            **item += 10 * seen;
                        },
                    )
                });
                assert_eq!((seen, betweens.into_inner()), (count, 1));
                assert_eq!(items, vec![1 + 10 * count; count]);
            }
        }
    }

    #[test]
    fn two_steps_at_once_in_one_pool_both_end() {
        let step = || {
            let mut items = [0_u64; 4];
            two_phases(
                &mut [(); 2],
                items.iter_mut(),
                |x| **x += 1,
                || 2,
                |x, y, _| **x += y,
            );
            assert_eq!(items, [3; 4]);
        };
        in_pool(2, || {
            for _ in 0..1000 {
                rayon::join(step, step);
            }
        });
    }

    #[test]
    fn a_panic_in_any_phase_reaches_the_caller() {
        for phase in 0..3 {
            let at = |here| assert_ne!(here, phase, "as asked");
            let run = || {
                let mut items = [0; 8];
                two_phases(
                    &mut [(); 4],
                    items.iter_mut(),
                    |_| at(0),
                    || at(1),
                    |_, (), _| at(2),
                );
            };
            let result = panic::catch_unwind(AssertUnwindSafe(|| in_pool(4, run)));
            assert!(result.is_err(), "phase {phase}");
        }
    }
}
