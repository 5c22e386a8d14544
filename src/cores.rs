//! Work on all cores, its results in the order of what was given.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn count() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Two things at once.
pub fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The work for each, taken up as it gets done: for few things that differ in size.
pub fn one_by_one<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = count().min(all.len() / 2).max(1);
    if threads == 1 {
        return all.iter().map(work).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(all.len())));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = all.get(at) else { break };
                    let result = work(one);
                    if let Ok(mut done) = done.lock() {
                        done.push((at, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The work for each, in equal shares: for many things that are alike.
pub fn each<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    in_shares(all, |share| share.iter().map(&work).collect())
}

/// The work for each share, which gives a result for each of it.
pub fn in_shares<T: Sync, R: Send>(all: &[T], work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    let share = all.len().div_ceil(count()).max(64);
    if all.len() <= share {
        return work(all);
    }
    thread::scope(|scope| {
        let parts: Vec<_> = all.chunks(share).map(|part| scope.spawn(|| work(part))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
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
}
