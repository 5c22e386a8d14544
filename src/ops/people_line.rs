//! The people of a session, from one typed line such as `ana and ben`.

use crate::error::{Error, Result};
use crate::journal::dates::Calendar;
use crate::journal::participants::{self, LineContents};
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::ops::log::lengths_are_no_people;

/// The people in a typed line.
pub(crate) struct PeopleLine {
    pub people: Vec<Handle>,
    /// The names of new people, by handle.
    pub names: Vec<(Handle, String)>,
}

impl PeopleLine {
    /// Parses the line as `log` does. Refuses a length, which is the next question, and a day, which `--date`
    /// sets.
    pub(crate) fn read(journal: &Journal, calendar: &Calendar, typed: &str) -> Result<PeopleLine> {
        let words: Vec<participants::Word<'_>> = participants::words(typed, 0..typed.len(), 0).collect();
        let who = participants::read(&words, LineContents::People, journal, calendar).map_err(|misread| {
            let error = Error::usage(misread.message);
            match misread.hint {
                Some(hint) => error.hint(hint),
                None => error,
            }
        })?;
        if who.minutes.is_some() {
            let said = participants::said(&words, &who.minutes_at);
            return Err(Error::usage(format!("`{said}` is a length: coach asks for it next")));
        }
        if who.day.is_some() {
            let said = participants::said(&words, &who.day_at);
            return Err(Error::usage(format!(
                "`{said}` is a date: to set the date, use coach log --on \"{said}\""
            )));
        }
        if who.topics.is_some() {
            return Err(Error::usage("coach asks for the topics later"));
        }
        lengths_are_no_people(journal, &who.people)?;
        Ok(PeopleLine { people: who.people, names: who.names })
    }

    /// The people whom the journal does not know.
    pub(crate) fn unknown<'a>(&'a self, journal: &'a Journal) -> impl Iterator<Item = &'a Handle> {
        let is_known =
            |handle: &Handle| journal.people.contains_key(handle) || journal.now_called(handle).is_some();
        self.people.iter().filter(move |handle| !is_known(handle))
    }
}
