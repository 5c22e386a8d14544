//! Applies the renames and removals of this journal to coach's own export: a renamed person gets the current
//! handle, and a forgotten person is forgotten again.

use crate::import::matching::match_rows::{JournalIndex, RowStatus};
use crate::import::source_text::SourceText;
use crate::import::{ImportedRecord, ImportedRow, ParsedImport};
use crate::journal::edit::forget::is_forgotten;
use crate::journal::edit::former_handles::FormerHandles;
use crate::journal::edit::reapply_forget::{Reapplied, again};
use crate::journal::query::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::records::person::Person;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;

/// The ways to restore a forgotten person's records, or to import another person with the same handle.
const WAY_OUT: &str = "an import does not bring back forgotten people; to read the file, import it into another journal \
     (`coach --journal DIR import FILE`); if another person has the handle, first rename them in the source \
     journal (`coach person rename`)";

struct Known<'a> {
    text: &'a SourceText<'a>,
    here: JournalIndex<'a>,
    former: FormerHandles,
    tombstones: Vec<Person>,
    told: Vec<Problem>,
    is_forgotten_told: bool,
}

/// The imported rows, as if their writer had known the renames and removals of this journal.
pub(crate) fn as_known_here(
    came: ParsedImport,
    text: &SourceText<'_>,
    journal: &Journal,
) -> Result<ParsedImport, Vec<Problem>> {
    let tombstones = journal.tombstones();
    let former = journal.former_handles();
    let ParsedImport { rows, mut told, mut left_out } = came;
    told.extend(rows.iter().filter_map(|row| forgotten_there(row, text, journal)));
    if former.is_empty() && tombstones.is_empty() {
        return Ok(ParsedImport { rows, told, left_out });
    }
    let mut known =
        Known { text, here: JournalIndex::new(journal), former, tombstones, told, is_forgotten_told: false };
    let (mut kept, mut problems) = (Vec::new(), Vec::new());
    for row in rows {
        let at = row.at;
        match known.row(row) {
            Ok(row) => kept.extend(row),
            Err(why) => problems.push(text.problem(at, why)),
        }
    }
    if known.is_forgotten_told {
        left_out.push(WAY_OUT.into());
    }
    if problems.is_empty() {
        Ok(ParsedImport { rows: kept, told: known.told, left_out })
    } else {
        Err(problems)
    }
}

/// Warns about a person of this journal whom the source journal has forgotten, as `check` does. The user has
/// to forget the person here.
fn forgotten_there(row: &ImportedRow, text: &SourceText<'_>, journal: &Journal) -> Option<Problem> {
    let ImportedRecord::Person(tombstone) = &row.record else { return None };
    let handle = journal.people.keys().find(|handle| is_forgotten([&**tombstone], handle))?;
    let why = format!(
        "the source journal has forgotten `{handle}`: `coach person forget {handle}` forgets them here too"
    );
    Some(text.problem(row.at, why))
}

impl Known<'_> {
    /// The row to import. `None` for the record of a renamed person, who has a record here already, and for
    /// the record of a forgotten person.
    fn row(&mut self, row: ImportedRow) -> Result<Option<ImportedRow>, String> {
        if let ImportedRecord::Person(one) = &row.record
            && let Some(now) = self.former.now(&one.handle)
        {
            let why =
                format!("`{}` is a former handle of `{now}`: coach does not change their record", one.handle);
            self.told.push(self.text.problem(row.at, why));
            return Ok(None);
        }
        let Some((plain, forgotten)) = self.forgotten(&row, false)? else {
            self.forgot(
                &row,
                format!("`{}` was forgotten here: coach does not import the record", row.record.key()),
            );
            return Ok(None);
        };
        if forgotten.is_empty() || self.here.standing(&plain) == RowStatus::Same {
            return Ok(Some(plain));
        }
        // coach cannot tell whether `person forget --texts` erased these texts here, so it imports none.
        let strict = self.forgotten(&row, true)?.map(|(row, _)| row);
        if strict.as_ref().is_some_and(|strict| self.here.standing(strict) == RowStatus::New) {
            let names: Vec<String> = forgotten.iter().map(|handle| format!("`{handle}`")).collect();
            let what = if matches!(
                row.record,
                ImportedRecord::Session(_) | ImportedRecord::Agreed(_) | ImportedRecord::Story(_)
            ) {
                " and the texts"
            } else {
                ""
            };
            self.forgot(
                &row,
                format!("{} was forgotten here: coach leaves out the handle{what}", names.join(", ")),
            );
        }
        Ok(strict)
    }

    fn forgot(&mut self, row: &ImportedRow, why: String) {
        self.told.push(self.text.problem(row.at, why));
        self.is_forgotten_told = true;
    }

    /// The row with current handles, and the forgotten people in it. `None` if the row is the record of a
    /// forgotten person.
    fn forgotten(
        &self,
        row: &ImportedRow,
        texts: bool,
    ) -> Result<Option<(ImportedRow, Vec<Handle>)>, String> {
        let mut text = RecordText::parse(&row.text)?;
        let folder = row.record.kind().folder();
        self.former.in_record(folder, &mut text);
        Ok(match again(folder, &mut text, &self.tombstones, texts) {
            Reapplied::Theirs => None,
            Reapplied::Of(forgotten) => Some((row.rewritten(text.render())?, forgotten)),
        })
    }
}

impl ImportedRow {
    /// The same record, read again from `text`.
    fn rewritten(&self, text: String) -> Result<ImportedRow, String> {
        let (at, told) = (self.at, self.told.clone());
        match &self.record {
            ImportedRecord::Person(_) => ImportedRow::new(text, at, told, ImportedRecord::Person),
            ImportedRecord::Objective(_) => ImportedRow::new(text, at, told, ImportedRecord::Objective),
            ImportedRecord::Session(_) => ImportedRow::new(text, at, told, ImportedRecord::Session),
            ImportedRecord::Agreed(_) => ImportedRow::new(text, at, told, ImportedRecord::Agreed),
            ImportedRecord::Request(_) => ImportedRow::new(text, at, told, ImportedRecord::Request),
            ImportedRecord::Story(_) => ImportedRow::new(text, at, told, ImportedRecord::Story),
            ImportedRecord::Policy(_) => ImportedRow::new(text, at, told, ImportedRecord::Policy),
            ImportedRecord::Resource(_) => ImportedRow::new(text, at, told, ImportedRecord::Resource),
            ImportedRecord::Template(_) => ImportedRow::new(text, at, told, ImportedRecord::Template),
            ImportedRecord::Standard(_) => ImportedRow::new(text, at, told, ImportedRecord::Standard),
        }
    }
}
