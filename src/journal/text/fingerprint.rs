//! Reduces a text to its letters, and each run of letters to one number. Case, accents, white space,
//! punctuation and line ends make no difference. Because coach compares numbers, it finds all pieces of all
//! notes in one pass over a text.

use std::hash::{BuildHasher, Hasher};

/// The letters of a text, as small numbers from 1.
#[derive(Default)]
pub(crate) struct Letters {
    digits: Vec<u8>,
    /// The indices at which words begin. In a script without spaces, every letter begins a word.
    starts: Vec<usize>,
    words: usize,
    in_word: bool,
}

impl Letters {
    pub(crate) fn of(text: &str) -> Letters {
        let mut letters = Letters::default();
        letters.add(text);
        letters
    }

    pub(crate) fn add(&mut self, text: &str) {
        self.in_word = false;
        for c in text.chars() {
            if c.is_ascii() {
                self.ascii(c, false);
                continue;
            }
            match deunicode::deunicode_char(c) {
                Some(plain) => plain.chars().enumerate().for_each(|(n, c)| self.ascii(c, n == 0)),
                // A script that `deunicode` cannot write in Latin letters.
                None if c.is_alphanumeric() => self.letter(37 + (u32::from(c) % 27) as u8, true),
                None => self.in_word = false,
            }
        }
    }

    fn ascii(&mut self, c: char, may_start: bool) {
        match c.to_ascii_lowercase() {
            c @ 'a'..='z' => self.letter(c as u8 - b'a' + 1, may_start),
            c @ '0'..='9' => self.letter(c as u8 - b'0' + 27, may_start),
            _ => self.in_word = false,
        }
    }

    fn letter(&mut self, digit: u8, may_start: bool) {
        self.words += usize::from(!self.in_word);
        if !self.in_word || may_start {
            self.starts.push(self.digits.len());
        }
        self.in_word = true;
        self.digits.push(digit);
    }

    pub(crate) fn count(&self) -> usize {
        self.digits.len()
    }

    /// Returns the length of the text with one space between its words.
    pub(crate) fn length(&self) -> usize {
        self.digits.len() + self.words.saturating_sub(1)
    }

    /// Returns all letters as one run.
    pub(crate) fn whole(&self) -> u64 {
        self.digits.iter().fold(0, |run, digit| step(run, *digit))
    }

    /// Returns the runs of `length` letters that begin at the beginning of a word.
    pub(crate) fn runs(&self, length: usize) -> impl Iterator<Item = u64> {
        let from = self.starts.iter().filter_map(move |start| self.digits.get(*start..start + length));
        from.map(|run| run.iter().fold(0, |run, digit| step(run, *digit)))
    }

    /// Passes every run of one of these lengths to `wanted`, and returns the first result that is not `None`.
    pub(crate) fn find<T>(&self, lengths: &[usize], wanted: impl Fn(u64) -> Option<T>) -> Option<T> {
        let beginning = |mut runs: Vec<u64>, digit: &u8| {
            runs.push(step(runs.last().copied().unwrap_or_default(), *digit));
            runs
        };
        // The run from the first letter up to each letter. Any other run is a difference of two of these.
        let upto = self.digits.iter().fold(vec![0], beginning);
        let shifts: Vec<(usize, u64)> = lengths
            .iter()
            .map(|length| (*length, (0..*length).fold(1, |n: u64, _| n.wrapping_mul(BASE))))
            .collect();
        (0..self.digits.len()).find_map(|from| {
            shifts.iter().find_map(|(length, shift)| {
                let end = upto.get(from + length)?;
                wanted(end.wrapping_sub(upto[from].wrapping_mul(*shift)))
            })
        })
    }
}

/// An odd number with its bits well mixed.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

fn step(run: u64, digit: u8) -> u64 {
    run.wrapping_mul(BASE).wrapping_add(u64::from(digit))
}

/// Hashes a run for a table. The runs are already as good as random.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RunHasher(u64);

impl BuildHasher for RunHasher {
    type Hasher = RunHasher;

    fn build_hasher(&self) -> RunHasher {
        RunHasher::default()
    }
}

impl Hasher for RunHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = step(self.0, *byte);
        }
    }

    fn write_u64(&mut self, run: u64) {
        self.0 = (run ^ (run >> 32)).wrapping_mul(BASE);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}
