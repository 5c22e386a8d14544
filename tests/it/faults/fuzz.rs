//! The corpus of `tests/fuzz` and what follows from it by changes that are the same in every run.
//! `COACH_FUZZ=600` goes on for so many seconds with others.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[path = "../../fuzz/bodies.rs"]
mod bodies;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
}

const BITS: &[&[u8]] = &[
    b"\0",
    b"\n",
    b"\r\n",
    b"\"",
    b"'''",
    b"\"\"\"",
    b"[[",
    b"]]",
    b"{",
    b"}",
    b"=",
    b".",
    b",",
    b"#",
    b"id = ",
    b"[[conflict]]\n",
    b"2026-02-29",
    b"9999-12-31",
    b"-1",
    b"99999999999999999999",
    b"inf",
    b"\xef\xbb\xbf",
    b"\xff",
    "\u{1b}[2J".as_bytes(),
    "é".as_bytes(),
    "\u{202e}".as_bytes(),
    b" by ",
    b" on ",
    b"every ",
    b"in ",
    b"true",
    b"null",
];

/// A few changes to one seed, or two of them joined.
fn changed(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.roll(seeds.len())].clone();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len() + 1);
        let end = (at + dice.roll(40)).min(bytes.len());
        match dice.roll(6) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, BITS[dice.roll(BITS.len())].iter().copied())),
            2 => drop(bytes.splice(at..end, BITS[dice.roll(BITS.len())].iter().copied())),
            3 if at < bytes.len() => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            4 => {
                let part = bytes[at..end].to_vec();
                let to = dice.roll(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            _ => {
                let other = &seeds[dice.roll(seeds.len())];
                let from = dice.roll(other.len() + 1);
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }
    bytes
}

#[test]
fn no_bytes_bring_a_reader_down() {
    let seconds =
        std::env::var("COACH_FUZZ").ok().and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let mut found = Vec::new();
    for (name, body) in bodies::ALL {
        let seeds = corpus(name);
        let mut dice = Dice(seconds.map_or(7, |seconds| seconds.as_secs()));
        let (began, mut runs) = (Instant::now(), 0);
        let mut queue = seeds.clone();
        let goes_on = |runs: usize| match seconds {
            Some(seconds) => began.elapsed() < seconds / u32::try_from(bodies::ALL.len()).unwrap(),
            None => runs < 400,
        };
        while let Some(bytes) = queue.pop().or_else(|| goes_on(runs).then(|| changed(&seeds, &mut dice))) {
            runs += 1;
            if std::panic::catch_unwind(|| body(&bytes)).is_err() {
                found.push(format!("{name}: {:?}", String::from_utf8_lossy(&bytes)));
            }
        }
        println!("{name}: {runs} inputs");
    }
    assert!(
        found.is_empty(),
        "{} found:\n{}",
        found.len(),
        found.iter().take(5).cloned().collect::<Vec<_>>().join("\n")
    );
}
