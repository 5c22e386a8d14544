//! What comes in, put into the journal, with whoever it names and nobody describes.

use std::collections::BTreeMap;

use crate::error::{Error, Kind, Result};
use crate::import::fate::Fate;
use crate::import::standing::Here;
use crate::import::text::Text;
use crate::import::{Came, Record, Refused, Row};
use crate::journal::form;
use crate::journal::id::Id;
use crate::journal::journal::Journal;
use crate::journal::objective::Objective;
use crate::journal::person::Person;
use crate::journal::record::Problem;
use crate::journal::session::Session;
use crate::journal::text::RecordText;
use crate::store::edits::Edits;
use crate::store::layout;

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
        let person = form::person(&Person::new(handle.clone()));
        at(*place, edits.create(&layout::person(handle), person))?;
    }
    for (handle, place) in &fate.goals {
        let objective = form::objective(&Objective::new(handle.clone()));
        at(*place, edits.create(&layout::objective(handle), objective))?;
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
            Record::Person(one) => layout::person(&one.handle),
            Record::Objective(one) => layout::objective(&one.handle),
            Record::Session(one) => layout::session(one),
            Record::Agreed(one) => match self.place_of(one) {
                Some(path) => {
                    let text = edits.text(&path)?;
                    one.actions.iter().for_each(|action| form::push_action(text, action));
                    one.follow_ups.iter().for_each(|ask| form::push_follow_up(text, ask));
                    return Ok(());
                }
                None => {
                    self.made.insert(one.id.clone(), layout::session(one));
                    layout::session(one)
                }
            },
            Record::Request(one) => layout::request(&one.id),
            Record::Story(one) => layout::story(&one.id),
            Record::Template(one) => layout::template(&one.handle),
            Record::Standard(one) => layout::standard(&one.handle),
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
