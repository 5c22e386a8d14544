//! A random walk of a team: three coaches with a clone each and one bare remote. Each step runs one
//! command of coach, a command of plain git, or an edit by hand. A model outside coach remembers every
//! id and every text that was saved, and finds the step that loses one. In the end all clones are equal.
//!
//! `WALK_SEED=7 cargo test --test it walk::` repeats one walk and prints its commands. `tests/walk.sh` runs 200.

mod clone;
mod commands;
mod dice;
mod end;
mod forge;
mod hand;
mod model;
mod records;
mod steps;
mod team;

use std::sync::atomic::{AtomicU64, Ordering};

use team::Walk;

/// The steps of a walk, if `WALK_STEPS` gives no other number.
const STEPS: usize = 300;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// One walk: its log, and the fault that it found.
fn walk(seed: u64, steps: usize) -> (String, Result<(), String>) {
    let mut walk = Walk::begin(seed);
    let ended = (0..steps).try_for_each(|_| steps::step(&mut walk)).and_then(|()| end::end(&mut walk));
    if ended.is_err() && number("WALK_KEEP").is_some() {
        walk.keep();
    }
    (walk.log(), ended)
}

/// The fewest steps after which the walk still ends in a fault. Only the end of a walk needs this: a
/// step that loses something stops the walk at once.
fn fewest(seed: u64, steps: usize) -> usize {
    let (mut good, mut bad) = (0, steps);
    while good + 1 < bad {
        let middle = usize::midpoint(good, bad);
        match walk(seed, middle).1 {
            Ok(()) => good = middle,
            Err(_) => bad = middle,
        }
    }
    bad
}

/// Runs the seeds on two threads and gives the faults.
fn run(seeds: std::ops::Range<u64>, steps: usize) -> Vec<String> {
    let next = AtomicU64::new(seeds.start);
    let one = || {
        let mut faults = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return faults;
            }
            let (log, ended) = walk(seed, steps);
            match ended {
                Ok(()) => println!("seed {seed}: well"),
                Err(why) => {
                    println!("seed {seed}: {why}");
                    faults.push(format!("seed {seed} (WALK_SEED={seed}):\n{log}\n{why}\n"));
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(one), scope.spawn(one)];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn three_clones_lose_nothing_and_end_equal() {
    let steps = number("WALK_STEPS").map_or(STEPS, |steps| usize::try_from(steps).unwrap());
    if let Some(seed) = number("WALK_SEED") {
        let (log, ended) = walk(seed, steps);
        println!("{log}");
        if let Err(why) = ended {
            if number("WALK_SHORTEST").is_some() {
                println!("the shortest walk with a fault has {} steps", fewest(seed, steps));
            }
            panic!("seed {seed}: {why}");
        }
        return;
    }
    let first = number("WALK_FIRST").unwrap_or(1);
    let seeds = number("WALK_SEEDS").unwrap_or(2);
    let faults = run(first..first + seeds, steps);
    assert!(faults.is_empty(), "{} of {seeds} walks found a fault:\n{}", faults.len(), faults.join("\n"));
}
