//! What comes in, put into the journal, with whoever it names and nobody describes.

use std::collections::BTreeMap;

use crate::error::{Error, Kind, Result};
use crate::import::matching::existing::Here;
use crate::import::matching::plan::Fate;
use crate::import::source_text::Text;
use crate::import::{Came, Record, Refused, Row};
use crate::journal::index::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::session::Session;
use crate::journal::text::document::RecordText;
use crate::journal::text::record_writer;
use crate::journal::values::id::Id;
use crate::store::files::record_paths;
use crate::store::write::edits::Edits;

/// All of it, or what is in its way, each with the place in the file that wants to be there.
pub fn put(edits: &mut Edits<'_>, text: &Text<'_>, came: &Came, fate: &Fate) -> Result<(), Refused> {
    let mut putting = Putting { here: Here::new(edits.journal), made: BTreeMap::new() };
    let mut problems = Vec::new();
    let mut at = |at: usize, put: Result<()>| match put {
        Err(error) if error.kind == Kind::Cannot => {
            problems.push(in_the_way(text, at, error));
            Ok(())
        }
        put => put.map_err(Refused::Asked),
    };
    for row in fate.coming(&came.rows) {
        at(row.at, putting.row(edits, row))?;
    }
    for row in fate.filling(&came.rows) {
        at(row.at, fill(edits, row))?;
    }
    for (handle, place) in &fate.people {
        let person = record_writer::person(&Person::new(handle.clone()));
        at(*place, edits.create(&record_paths::person(handle), person))?;
    }
    for (handle, place) in &fate.goals {
        let objective = record_writer::objective(&Objective::new(handle.clone()));
        at(*place, edits.create(&record_paths::objective(handle), objective))?;
    }
    if !problems.is_empty() {
        return Err(Refused::Problems(problems));
    }
    edits.message("import", &format!("import: {}", fate.brings_and_fills(&came.rows)));
    Ok(())
}

fn in_the_way(text: &Text<'_>, at: usize, error: Error) -> Problem {
    let message = error.message.replace(": nothing was saved", "");
    let hint = error.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
    text.problem(at, format!("{message}{hint}"))
}

struct Putting<'a> {
    here: Here<'a>,
    /// Where the records are that were made for actions and questions by themselves.
    made: BTreeMap<Id, String>,
}

impl Putting<'_> {
    fn row(&mut self, edits: &mut Edits<'_>, row: &Row) -> Result<()> {
        let path = match &row.record {
            Record::Person(one) => record_paths::person(&one.handle),
            Record::Objective(one) => record_paths::objective(&one.handle),
            Record::Session(one) => record_paths::session(one),
            Record::Agreed(one) => match self.place_of(one) {
                Some(path) => {
                    let text = edits.text(&path)?;
                    one.actions.iter().for_each(|action| record_writer::push_action(text, action));
                    one.follow_ups.iter().for_each(|ask| record_writer::push_follow_up(text, ask));
                    return Ok(());
                }
                None => {
                    self.made.insert(one.id.clone(), record_paths::session(one));
                    record_paths::session(one)
                }
            },
            Record::Request(one) => record_paths::request(&one.id),
            Record::Story(one) => record_paths::story(&one.id),
            Record::Template(one) => record_paths::template(&one.handle),
            Record::Standard(one) => record_paths::standard(&one.handle),
        };
        edits.create(&path, parsed(row)?)
    }

    /// The file of the session that is here, or was made for the row before.
    fn place_of(&self, session: &Session) -> Option<String> {
        let here = self.here.session(&session.id).map(|filed| filed.path.clone());
        here.or_else(|| self.made.get(&session.id).cloned())
    }
}

/// A record that says nothing of its own says what the file says of it.
fn fill(edits: &mut Edits<'_>, row: &Row) -> Result<()> {
    let fuller = parsed(row)?;
    if let Some(path) = path_here(edits.journal, &row.record) {
        edits.text(&path)?.fill(&fuller);
    }
    Ok(())
}

fn path_here(journal: &Journal, record: &Record) -> Option<String> {
    match record {
        Record::Person(one) => Some(journal.people.get(&one.handle)?.path.clone()),
        Record::Objective(one) => Some(journal.objectives.get(&one.handle)?.path.clone()),
        _ => None,
    }
}

fn parsed(row: &Row) -> Result<RecordText> {
    RecordText::parse(&row.text).map_err(Error::cannot)
}
