//! Writes the imported records to the journal, and creates the people, objectives and resources that they
//! name but do not describe.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind, Result};
use crate::import::matching::import_plan::ImportPlan;
use crate::import::matching::match_rows::JournalIndex;
use crate::import::source_text::SourceText;
use crate::import::{ImportError, ImportedRecord, ImportedRow, ParsedImport};
use crate::journal::query::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::records::objective::Objective;
use crate::journal::records::person::Person;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::new_record;
use crate::journal::values::id::Id;
use crate::store::files::record_paths;
use crate::store::write::edits::Edits;

/// Writes all records. Fails with the obstacles, each at the position of its row in the source.
pub(super) fn put(
    edits: &mut Edits<'_>,
    text: &SourceText<'_>,
    came: &ParsedImport,
    fate: &ImportPlan,
) -> Result<(), ImportError> {
    let mut putting = Putting { here: JournalIndex::new(edits.journal), made: BTreeMap::new() };
    let mut problems = Vec::new();
    let mut at = |at: usize, put: Result<()>| match put {
        Err(error) if error.kind == ErrorKind::Cannot => {
            problems.push(in_the_way(text, at, error));
            Ok(())
        }
        put => put.map_err(ImportError::Unusable),
    };
    for row in fate.coming(&came.rows) {
        at(row.at, putting.row(edits, row))?;
    }
    for row in fate.filling(&came.rows) {
        at(row.at, fill(edits, row))?;
    }
    for (handle, place) in &fate.people {
        let person = new_record::person(&Person::new(handle.clone()));
        at(*place, edits.create(&record_paths::person(handle), person))?;
    }
    for (handle, place) in &fate.goals {
        let objective = new_record::objective(&Objective::new(handle.clone()));
        at(*place, edits.create(&record_paths::objective(handle), objective))?;
    }
    for (handle, place) in &fate.resources {
        let resource = new_record::resource(&Resource::new(handle.clone()));
        at(*place, edits.create(&record_paths::resource(handle), resource))?;
    }
    if !problems.is_empty() {
        return Err(ImportError::Problems(problems));
    }
    edits.message("import", &format!("import: {}", fate.brings_and_fills(&came.rows)));
    Ok(())
}

fn in_the_way(text: &SourceText<'_>, at: usize, error: Error) -> Problem {
    let message = error.message;
    let hint = error.hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
    text.problem(at, format!("{message}{hint}"))
}

struct Putting<'a> {
    here: JournalIndex<'a>,
    /// The paths of the sessions that the import created for actions and follow-ups without one.
    made: BTreeMap<Id, String>,
}

impl Putting<'_> {
    fn row(&mut self, edits: &mut Edits<'_>, row: &ImportedRow) -> Result<()> {
        let path = match &row.record {
            ImportedRecord::Person(one) => record_paths::person(&one.handle),
            ImportedRecord::Objective(one) => record_paths::objective(&one.handle),
            ImportedRecord::Session(one) => record_paths::session(one),
            ImportedRecord::Agreed(one) => match self.place_of(one) {
                Some(path) => {
                    let text = edits.text(&path)?;
                    one.actions.iter().for_each(|action| new_record::push_action(text, action));
                    one.follow_ups.iter().for_each(|ask| new_record::push_follow_up(text, ask));
                    return Ok(());
                }
                None => {
                    self.made.insert(one.id.clone(), record_paths::session(one));
                    record_paths::session(one)
                }
            },
            ImportedRecord::Request(one) => record_paths::request(&one.id),
            ImportedRecord::Story(one) => record_paths::story(&one.id),
            ImportedRecord::Policy(one) => record_paths::policy(&one.handle),
            ImportedRecord::Resource(one) => record_paths::resource(&one.handle),
            ImportedRecord::Template(one) => record_paths::template(&one.handle),
            ImportedRecord::Standard(one) => record_paths::standard(&one.handle),
        };
        edits.create(&path, parsed(row)?)
    }

    /// The file of the session, if it exists or the import created it for an earlier row.
    fn place_of(&self, session: &Session) -> Option<String> {
        let here = self.here.session(&session.id).map(|filed| filed.path.clone());
        here.or_else(|| self.made.get(&session.id).cloned())
    }
}

/// Fills a blank record from the row.
fn fill(edits: &mut Edits<'_>, row: &ImportedRow) -> Result<()> {
    let fuller = parsed(row)?;
    if let Some(path) = path_here(edits.journal, &row.record) {
        edits.text(&path)?.fill(&fuller);
    }
    Ok(())
}

fn path_here(journal: &Journal, record: &ImportedRecord) -> Option<String> {
    match record {
        ImportedRecord::Person(one) => Some(journal.people.get(&one.handle)?.path.clone()),
        ImportedRecord::Objective(one) => Some(journal.objectives.get(&one.handle)?.path.clone()),
        ImportedRecord::Resource(one) => Some(journal.resources.get(&one.handle)?.path.clone()),
        _ => None,
    }
}

fn parsed(row: &ImportedRow) -> Result<RecordText> {
    RecordText::parse(&row.text).map_err(Error::cannot)
}
