//! Actions and follow-ups that come by themselves: as our own export writes them where they alone are
//! asked for, with what their session says before them.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::import::matching::differences::KnownFields;
use crate::import::matching::existing::JournalIndex;
use crate::import::table::columns::What;
use crate::import::table::people::PeopleReader;
use crate::import::table::row_ids;
use crate::import::{ImportedRecord, ImportedRow};
use crate::journal::index::journal::Journal;
use crate::journal::records::Record as Readable;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// The way to what belongs together.
const FIRST: &str = "`coach undo`, then the sessions first, keeps them together";

/// What says of which session it is.
const ABOUT: [&str; 4] = ["session", "date", "coach", "person"];

/// What its session says, and who is asked.
#[derive(Deserialize)]
pub struct SessionRef {
    session: Id,
    date: Day,
    coach: Handle,
    person: Option<Handle>,
}

impl Readable for SessionRef {}
impl Readable for Action {}
impl Readable for FollowUp {}

/// What is about the session, and the item itself.
pub fn apart(value: Json) -> (Json, Json) {
    let Json::Object(keys) = value else { return (Json::Object(Map::new()), value) };
    let (about, item): (Map<_, _>, Map<_, _>) =
        keys.into_iter().partition(|(key, _)| ABOUT.contains(&key.as_str()));
    (Json::Object(about), Json::Object(item))
}

impl SessionRef {
    /// The session it is of where that is here, else one of its own.
    fn session(self, item: &Id, whom: Handle, among: &Lookup<'_>) -> Result<Session, String> {
        let is_here = among.here.session(&self.session).is_some();
        let id = if is_here { self.session } else { row_ids::outside(item) };
        let (with, group) = among.whom.together(vec![whom])?;
        Ok(Session { kind: Kind::Agreed, group, ..Session::new(id, self.date, &self.coach, with) })
    }

    pub fn action(self, action: Action, among: &Lookup<'_>) -> Result<Session, String> {
        let session = self.session(&action.id, action.owner.clone(), among)?;
        Ok(Session { actions: vec![action], ..session })
    }

    pub fn follow_up(mut self, ask: FollowUp, among: &Lookup<'_>) -> Result<Session, String> {
        let person = self.person.take().ok_or("missing field `person`")?;
        // The action may stand by itself, as it came.
        if among.here.session(&self.session).is_none()
            && let Some(session) = ask.action.as_ref().and_then(|action| among.here.session_of(action))
        {
            self.session = session.clone();
        }
        let session = self.session(&ask.id, person, among)?;
        Ok(Session { follow_ups: vec![ask], ..session })
    }
}

/// The journal that they come into.
pub struct Lookup<'a> {
    here: JournalIndex<'a>,
    whom: PeopleReader<'a>,
}

impl<'a> Lookup<'a> {
    pub fn new(journal: &'a Journal) -> Lookup<'a> {
        Lookup { here: JournalIndex::new(journal), whom: PeopleReader::new(journal) }
    }

    /// How many of the rows come before their sessions.
    pub fn alone(&self, rows: &[ImportedRow]) -> usize {
        let is_alone = |row: &&ImportedRow| match &row.record {
            ImportedRecord::Agreed(one) => {
                self.here.session(&one.id).is_none() && self.here.standing(row).is_new()
            }
            _ => false,
        };
        rows.iter().filter(is_alone).count()
    }
}

/// What such a record tells: all of the item, and nothing of the session.
pub fn told(what: What) -> KnownFields {
    let fields = what.fields().iter().copied();
    KnownFields::Fields(fields.filter(|field| *field != "id" && !ABOUT.contains(field)).collect())
}

/// What is to be known where so many come before their sessions.
pub fn said_of(alone: usize) -> Option<String> {
    match alone {
        0 => None,
        1 => Some(format!("1 row names a session that is not here, and stands by itself: {FIRST}")),
        many => {
            Some(format!("{many} rows name sessions that are not here, and stand by themselves: {FIRST}"))
        }
    }
}
