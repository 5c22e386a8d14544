//! Reads actions and follow-ups that coach exported without their sessions (`--what actions`). Each row
//! begins with the keys of its session.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::import::matching::compare_fields::KnownFields;
use crate::import::matching::match_rows::JournalIndex;
use crate::import::table::columns::What;
use crate::import::table::people::PeopleReader;
use crate::import::table::row_ids;
use crate::import::{ImportedRecord, ImportedRow};
use crate::journal::query::journal::Journal;
use crate::journal::records::Record as Readable;
use crate::journal::records::action::Action;
use crate::journal::records::fields::RecordTable;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// The advice that keeps items and their sessions together.
const FIRST: &str = "to keep them together, run `coach undo` and import the sessions first";

/// The keys of a row that describe its session.
const ABOUT: [&str; 4] = ["session", "date", "coach", "person"];

/// The session of an item, and for a follow-up the person to ask.
#[derive(Deserialize)]
pub(crate) struct SessionRef {
    session: Id,
    date: Day,
    coach: Handle,
    person: Option<Handle>,
}

impl Readable for SessionRef {}
impl Readable for Action {
    const TABLE: Option<RecordTable> = Some(RecordTable::Action);
}
impl Readable for FollowUp {
    const TABLE: Option<RecordTable> = Some(RecordTable::FollowUp);
}

/// Splits a row into the keys about its session and the item itself.
pub(crate) fn apart(value: Json) -> (Json, Json) {
    let Json::Object(keys) = value else { return (Json::Object(Map::new()), value) };
    let (about, item): (Map<_, _>, Map<_, _>) =
        keys.into_iter().partition(|(key, _)| ABOUT.contains(&key.as_str()));
    (Json::Object(about), Json::Object(item))
}

impl SessionRef {
    /// The session that the row names if the journal has it, else a new session with an id derived from the
    /// item.
    fn session(self, item: &Id, whom: Handle, among: &Lookup<'_>) -> Result<Session, String> {
        let is_here = among.here.session(&self.session).is_some();
        let id = if is_here { self.session } else { row_ids::outside(item) };
        let (with, group) = among.whom.together(vec![whom])?;
        Ok(Session { kind: Kind::Agreed, group, ..Session::new(id, self.date, &self.coach, with) })
    }

    pub(crate) fn action(self, action: Action, among: &Lookup<'_>) -> Result<Session, String> {
        let session = self.session(&action.id, action.owner.clone(), among)?;
        Ok(Session { actions: vec![action], ..session })
    }

    pub(crate) fn follow_up(mut self, ask: FollowUp, among: &Lookup<'_>) -> Result<Session, String> {
        let person = self.person.take().ok_or("missing field `person`")?;
        // An earlier import may have put the action into a session of its own.
        if among.here.session(&self.session).is_none()
            && let Some(session) = ask.action.as_ref().and_then(|action| among.here.session_of(action))
        {
            self.session = session.clone();
        }
        let session = self.session(&ask.id, person, among)?;
        Ok(Session { follow_ups: vec![ask], ..session })
    }
}

/// The journal that receives the import.
pub(crate) struct Lookup<'a> {
    here: JournalIndex<'a>,
    whom: PeopleReader<'a>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(journal: &'a Journal) -> Lookup<'a> {
        Lookup { here: JournalIndex::new(journal), whom: PeopleReader::new(journal) }
    }

    /// The number of new rows whose session is not in the journal.
    pub(crate) fn alone(&self, rows: &[ImportedRow]) -> usize {
        let is_alone = |row: &&ImportedRow| match &row.record {
            ImportedRecord::Agreed(one) => {
                self.here.session(&one.id).is_none() && self.here.standing(row).is_new()
            }
            _ => false,
        };
        rows.iter().filter(is_alone).count()
    }
}

/// The fields of the item. The fields of its session are left out.
pub(crate) fn told(what: What) -> KnownFields {
    let fields = what.fields().iter().copied();
    KnownFields::Fields(fields.filter(|field| *field != "id" && !ABOUT.contains(field)).collect())
}

/// The notice about `alone` rows whose sessions are not in the journal.
pub(crate) fn said_of(alone: usize) -> Option<String> {
    match alone {
        0 => None,
        1 => Some(format!(
            "1 row belongs to a session that is not in the journal, so coach imports it on its own; {FIRST}"
        )),
        many => Some(format!(
            "{many} rows belong to sessions that are not in the journal, so coach imports them on their own; {FIRST}"
        )),
    }
}
