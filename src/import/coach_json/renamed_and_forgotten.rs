//! Our own export, read as if whoever wrote it had known what became of people here: who was renamed
//! is called as they are now, and who was forgotten is forgotten once more.

use crate::import::matching::existing::{Here, Standing};
use crate::import::source_text::Text;
use crate::import::{Came, Record, Row};
use crate::journal::edit::forget::is_forgotten;
use crate::journal::edit::forget_again::{Again, again};
use crate::journal::edit::former_handles::Former;
use crate::journal::index::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::records::person::Person;
use crate::journal::text::document::RecordText;
use crate::journal::values::handle::Handle;

/// The way to what was forgotten, and to somebody else who has the handle.
const WAY_OUT: &str = "what was forgotten here does not come back by an import: in a journal of its own it does \
     (`coach --journal there import FILE`); somebody else of that handle takes another where the file is from \
     (`coach person rename`)";

struct Known<'a> {
    text: &'a Text<'a>,
    here: Here<'a>,
    former: Former,
    tombstones: Vec<Person>,
    told: Vec<Problem>,
    is_forgotten_told: bool,
}

/// What came, as it would be had it been written here.
pub fn as_known_here(came: Came, text: &Text<'_>, journal: &Journal) -> Result<Came, Vec<Problem>> {
    let tombstones = journal.tombstones();
    let former = Former::of(journal.people.values().map(|filed| &filed.record));
    let Came { rows, mut told, mut left_out } = came;
    told.extend(rows.iter().filter_map(|row| forgotten_there(row, text, journal)));
    if former.is_empty() && tombstones.is_empty() {
        return Ok(Came { rows, told, left_out });
    }
    let mut known =
        Known { text, here: Here::new(journal), former, tombstones, told, is_forgotten_told: false };
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
    if problems.is_empty() { Ok(Came { rows: kept, told: known.told, left_out }) } else { Err(problems) }
}

/// Somebody who is here, and was forgotten where the file is from: that is told, as `check` does, and is
/// somebody's to do here.
fn forgotten_there(row: &Row, text: &Text<'_>, journal: &Journal) -> Option<Problem> {
    let Record::Person(tombstone) = &row.record else { return None };
    let handle = journal.people.keys().find(|handle| is_forgotten([&**tombstone], handle))?;
    let why = format!(
        "`{handle}` was forgotten where this is from: `coach person forget {handle}` forgets them here, too"
    );
    Some(text.problem(row.at, why))
}

impl Known<'_> {
    /// The row; nothing where it is the record of somebody who has one here, or was forgotten.
    fn row(&mut self, row: Row) -> Result<Option<Row>, String> {
        if let Record::Person(one) = &row.record
            && let Some(now) = self.former.now(&one.handle)
        {
            let why = format!("`{}` is called `{now}` here, whose record stays as it is", one.handle);
            self.told.push(self.text.problem(row.at, why));
            return Ok(None);
        }
        let Some((plain, forgotten)) = self.forgotten(&row, false)? else {
            self.forgot(&row, format!("`{}` was forgotten here: the record stays out", row.record.key()));
            return Ok(None);
        };
        if forgotten.is_empty() || self.here.standing(&plain) == Standing::Same {
            return Ok(Some(plain));
        }
        // Whether the words of others went here too nobody knows: none of them comes.
        let strict = self.forgotten(&row, true)?.map(|(row, _)| row);
        if strict.as_ref().is_some_and(|strict| self.here.standing(strict) == Standing::New) {
            let names: Vec<String> = forgotten.iter().map(|handle| format!("`{handle}`")).collect();
            let what = if matches!(row.record, Record::Session(_) | Record::Agreed(_) | Record::Story(_)) {
                ", nor what was said with them"
            } else {
                ""
            };
            self.forgot(
                &row,
                format!("{} was forgotten here: the handle does not come in{what}", names.join(", ")),
            );
        }
        Ok(strict)
    }

    fn forgot(&mut self, row: &Row, why: String) {
        self.told.push(self.text.problem(row.at, why));
        self.is_forgotten_told = true;
    }

    /// The row once everyone in it is called as they are now, and who of them was forgotten; nothing
    /// where it is somebody forgotten.
    fn forgotten(&self, row: &Row, texts: bool) -> Result<Option<(Row, Vec<Handle>)>, String> {
        let mut text = RecordText::parse(&row.text)?;
        let folder = row.record.folder();
        self.former.in_record(folder, &mut text);
        Ok(match again(folder, &mut text, &self.tombstones, texts) {
            Again::Theirs => None,
            Again::Of(forgotten) => Some((row.rewritten(text.render())?, forgotten)),
        })
    }
}

impl Row {
    /// The same record with this text.
    fn rewritten(&self, text: String) -> Result<Row, String> {
        let (at, told) = (self.at, self.told.clone());
        match &self.record {
            Record::Person(_) => Row::new(text, at, told, Record::Person),
            Record::Objective(_) => Row::new(text, at, told, Record::Objective),
            Record::Session(_) => Row::new(text, at, told, Record::Session),
            Record::Agreed(_) => Row::new(text, at, told, Record::Agreed),
            Record::Request(_) => Row::new(text, at, told, Record::Request),
            Record::Story(_) => Row::new(text, at, told, Record::Story),
            Record::Template(_) => Row::new(text, at, told, Record::Template),
            Record::Standard(_) => Row::new(text, at, told, Record::Standard),
        }
    }
}
