//! Decides what an import does with each row, and counts the results.

use std::collections::BTreeMap;

use super::match_rows::{JournalIndex, RowStatus};
use crate::import::{ImportedRow, ParsedImport, Undescribed};
use crate::journal::query::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::records::kind::RecordKind;
use crate::journal::values::handle::Handle;

/// The decision about each row.
pub(crate) struct ImportPlan {
    pub standings: Vec<RowStatus>,
    /// People, objectives and resources that new rows name but no record describes, with the byte of the first
    /// mention.
    pub people: BTreeMap<Handle, usize>,
    pub goals: BTreeMap<Handle, usize>,
    pub resources: BTreeMap<Handle, usize>,
    /// The problems that `coach check` will report about the imported records.
    pub found: Vec<Problem>,
}

impl ImportPlan {
    pub(crate) fn of(came: &ParsedImport, journal: &Journal, here: &JournalIndex<'_>) -> ImportPlan {
        let standings: Vec<RowStatus> = came.rows.iter().map(|row| here.standing(row)).collect();
        let Undescribed { people, goals, resources } =
            Undescribed::of(coming(&came.rows, &standings), journal);
        ImportPlan { standings, people, goals, resources, found: Vec::new() }
    }

    /// The rows to import.
    pub(crate) fn coming<'r>(&self, rows: &'r [ImportedRow]) -> impl Iterator<Item = &'r ImportedRow> {
        coming(rows, &self.standings)
    }

    /// The rows that fill blank records of the journal.
    pub(crate) fn filling<'r>(&self, rows: &'r [ImportedRow]) -> impl Iterator<Item = &'r ImportedRow> {
        rows.iter().zip(&self.standings).filter(|(_, one)| one.is_fuller()).map(|(row, _)| row)
    }

    pub(crate) fn has(&self, is_meant: fn(&RowStatus) -> bool) -> bool {
        self.standings.iter().any(is_meant)
    }

    /// The summary of the records that the import creates and fills.
    pub(crate) fn brings_and_fills(&self, rows: &[ImportedRow]) -> String {
        match self.here(rows, RowStatus::is_fuller) {
            _ if !self.has(RowStatus::is_fuller) => self.brings(rows),
            filled if self.has(RowStatus::is_new) => format!("{}, filled {filled}", self.brings(rows)),
            filled => format!("filled {filled}"),
        }
    }

    /// The summary of the records that the import creates.
    pub(crate) fn brings(&self, rows: &[ImportedRow]) -> String {
        let bare = |noun: &str| match noun {
            "person" => self.people.len(),
            "objective" => self.goals.len(),
            "resource" => self.resources.len(),
            _ => 0,
        };
        counted(rows, &self.standings, RowStatus::is_new, bare)
    }

    /// The summary of the rows that match `is_meant`.
    pub(crate) fn here(&self, rows: &[ImportedRow], is_meant: fn(&RowStatus) -> bool) -> String {
        counted(rows, &self.standings, is_meant, |_| 0)
    }
}

fn coming<'r>(rows: &'r [ImportedRow], standings: &[RowStatus]) -> impl Iterator<Item = &'r ImportedRow> {
    rows.iter().zip(standings).filter(|(_, standing)| standing.is_new()).map(|(row, _)| row)
}

/// Counts by kind, such as `127 sessions, 21 people`, or `nothing`.
fn counted(
    rows: &[ImportedRow],
    standings: &[RowStatus],
    is_meant: fn(&RowStatus) -> bool,
    more: impl Fn(&str) -> usize,
) -> String {
    let wanted = || rows.iter().zip(standings).filter(|(_, one)| is_meant(one)).map(|(row, _)| row);
    let is_other = |kind: &RecordKind| *kind != RecordKind::Session;
    let kinds = RecordKind::ALL.into_iter().filter(is_other).map(|kind| (kind.noun(), kind.folder()));
    let items = [("session", "sessions"), ("action", "actions"), ("follow-up", "follow-ups")];
    let each = items.into_iter().chain(kinds).filter_map(|(noun, plural)| {
        let number = wanted().filter(|row| row.record.noun() == noun).count() + more(noun);
        (number > 0).then(|| format!("{number} {}", if number == 1 { noun } else { plural }))
    });
    let each: Vec<String> = each.collect();
    if each.is_empty() { "nothing".into() } else { each.join(", ") }
}
