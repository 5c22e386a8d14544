//! What becomes of the rows of a file in this journal, and that in numbers.

use std::collections::BTreeMap;

use super::existing::{Here, Standing};
use crate::import::{Came, Row, unknown};
use crate::journal::index::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::values::handle::Handle;

/// What becomes of the rows.
pub struct Fate {
    pub standings: Vec<Standing>,
    /// Who and what the new ones name and nobody describes, and where first.
    pub people: BTreeMap<Handle, usize>,
    pub goals: BTreeMap<Handle, usize>,
    /// What `coach check` will find in what comes in.
    pub found: Vec<Problem>,
}

impl Fate {
    pub fn of(came: &Came, journal: &Journal, here: &Here<'_>) -> Fate {
        let standings: Vec<Standing> = came.rows.iter().map(|row| here.standing(row)).collect();
        let (people, goals) = unknown(coming(&came.rows, &standings), journal);
        Fate { standings, people, goals, found: Vec::new() }
    }

    /// The rows that come in.
    pub fn coming<'r>(&self, rows: &'r [Row]) -> impl Iterator<Item = &'r Row> {
        coming(rows, &self.standings)
    }

    /// The rows that say something of what is here and says nothing.
    pub fn filling<'r>(&self, rows: &'r [Row]) -> impl Iterator<Item = &'r Row> {
        rows.iter().zip(&self.standings).filter(|(_, one)| one.is_fuller()).map(|(row, _)| row)
    }

    pub fn has(&self, is_meant: fn(&Standing) -> bool) -> bool {
        self.standings.iter().any(is_meant)
    }

    /// What is written, in numbers.
    pub fn brings_and_fills(&self, rows: &[Row]) -> String {
        match self.here(rows, Standing::is_fuller) {
            _ if !self.has(Standing::is_fuller) => self.brings(rows),
            filled if self.has(Standing::is_new) => format!("{}, filled {filled}", self.brings(rows)),
            filled => format!("filled {filled}"),
        }
    }

    /// What comes in, in numbers.
    pub fn brings(&self, rows: &[Row]) -> String {
        let bare = |noun: &str| match noun {
            "person" => self.people.len(),
            "objective" => self.goals.len(),
            _ => 0,
        };
        counted(rows, &self.standings, Standing::is_new, bare)
    }

    /// Of what is here already, in numbers.
    pub fn here(&self, rows: &[Row], is_meant: fn(&Standing) -> bool) -> String {
        counted(rows, &self.standings, is_meant, |_| 0)
    }
}

fn coming<'r>(rows: &'r [Row], standings: &[Standing]) -> impl Iterator<Item = &'r Row> {
    rows.iter().zip(standings).filter(|(_, standing)| standing.is_new()).map(|(row, _)| row)
}

/// `127 sessions, 21 people`; nothing is `nothing`.
fn counted(
    rows: &[Row],
    standings: &[Standing],
    is_meant: fn(&Standing) -> bool,
    more: impl Fn(&str) -> usize,
) -> String {
    let wanted = || rows.iter().zip(standings).filter(|(_, one)| is_meant(one)).map(|(row, _)| row);
    let nouns =
        ["session", "action", "follow-up", "person", "objective", "request", "story", "template", "standard"];
    let each = nouns.iter().filter_map(|noun| {
        let number = wanted().filter(|row| row.record.noun() == *noun).count() + more(noun);
        let noun = match (*noun, number) {
            (noun, 1) => noun.to_string(),
            ("person", _) => "people".into(),
            ("story", _) => "stories".into(),
            (noun, _) => format!("{noun}s"),
        };
        (number > 0).then(|| format!("{number} {noun}"))
    });
    let each: Vec<String> = each.collect();
    if each.is_empty() { "nothing".into() } else { each.join(", ") }
}
