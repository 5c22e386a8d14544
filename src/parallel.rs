//! Runs work on all cores and returns the results in the order of the input. If the system cannot start a
//! thread, the calling thread does the work.

use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder, ScopedJoinHandle};

/// The number of cores. Cached, because on Linux std reads several files to find it.
fn count() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| thread::available_parallelism().map_or(1, NonZero::get))
}

/// The result of a thread. Passes a panic on to the caller, so that no result is ever missing.
fn joined<R>(thread: ScopedJoinHandle<'_, R>) -> R {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Reserves memory for a thread in one step. glibc extends the memory of a thread page by page, and all
/// threads wait each time. glibc keeps the freed block for the thread; untouched memory costs nothing.
fn make_room() {
    const ROOM: usize = 31 << 20;
    // The first block makes glibc treat blocks of this size as usual; the second comes from the thread's
    // own memory.
    for _ in 0..2 {
        drop(std::hint::black_box(Vec::<u8>::with_capacity(ROOM)));
    }
}

/// Does two things in parallel; one after the other if the system cannot start a thread.
pub(crate) fn both<A: Send, B>(one: impl Fn() -> A + Sync, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let begun = Builder::new().spawn_scoped(scope, &one);
        let other = other();
        (begun.map_or_else(|_| one(), joined), other)
    })
}

/// Each thread takes the next item when it is free. For a few items of different sizes.
pub(crate) fn one_by_one<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = count().min(all.len() / 2).max(1);
    if threads == 1 {
        return all.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let some = || {
        make_room();
        let taken = || next.fetch_add(1, Ordering::Relaxed);
        let mine = std::iter::repeat_with(taken).map_while(|at| Some((at, work(all.get(at)?))));
        mine.collect::<Vec<_>>()
    };
    let mut done = thread::scope(|scope| {
        let begun = (1..threads).map(|_| Builder::new().spawn_scoped(scope, some));
        let begun: Vec<_> = begun.collect();
        // This thread works too, and does the work of threads that could not start.
        let mut done = some();
        begun.into_iter().flatten().for_each(|thread| done.extend(joined(thread)));
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Splits the items into equal shares. For many items of similar size.
pub(crate) fn each<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    in_shares(all, |share| share.iter().map(&work).collect())
}

/// Splits the items into equal shares. `work` returns one result for each item of its share.
pub(crate) fn in_shares<T: Sync, R: Send>(all: &[T], work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    let share = all.len().div_ceil(count()).max(64);
    if all.len() <= share {
        return work(all);
    }
    thread::scope(|scope| {
        let work = &work;
        let begin = |part| {
            let share = move || {
                make_room();
                work(part)
            };
            (part, Builder::new().spawn_scoped(scope, share))
        };
        let begun: Vec<_> = all.chunks(share).map(begin).collect();
        begun.into_iter().flat_map(|(part, begun)| begun.map_or_else(|_| work(part), joined)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_what_was_given() {
        let all: Vec<u32> = (0..1000).collect();
        let twice: Vec<u32> = all.iter().map(|n| n * 2).collect();
        let slow = |n: &u32| {
            (0..(n % 7) * 500).for_each(|n| {
                std::hint::black_box(n);
            });
            n * 2
        };
        assert_eq!(one_by_one(&all, slow), twice);
        assert_eq!(each(&all, slow), twice);
        assert_eq!(in_shares(&all, |share| share.iter().map(slow).collect()), twice);
        assert_eq!(one_by_one(&[] as &[u32], slow), Vec::<u32>::new());
    }
    #[test]
    #[should_panic(expected = "one of them")]
    fn a_panic_in_a_share_is_a_panic_of_all() {
        let all: Vec<u32> = (0..1000).collect();
        each(&all, |n| if *n == 700 { panic!("one of them") } else { *n });
    }

    #[test]
    #[should_panic(expected = "one of them")]
    fn a_panic_at_one_of_few_is_a_panic_of_all() {
        one_by_one(&[1, 2, 3, 4], |n| if *n == 3 { panic!("one of them") } else { *n });
    }
}
