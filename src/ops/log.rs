//! Logs a session: turns the typed values into a record, and adds the people and objectives that the record
//! needs.

use serde::{Deserialize, Serialize};

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::dates::Calendar;
use crate::journal::edit::template_answers::{self, TemplateAnswers};
use crate::journal::query::journal::Journal;
use crate::journal::records;
use crate::journal::records::answers::{ANSWERS, Answer, Answers, TEMPLATE};
use crate::journal::records::follow_up;
use crate::journal::records::person::Person;
use crate::journal::records::private_note::paragraphs;
use crate::journal::records::session::{self, Feedback, Session};
use crate::journal::records::template::Template;
use crate::journal::text::draft_extras::DraftExtras;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::{editor_form, missing_keys, new_record};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::time::Clock;
use crate::ops::session_note::SessionNote;
use crate::ops::{close, feedback, given_id, new_items, parse};
use crate::store::files::record_paths;
use crate::store::write::edits::Edits;
use crate::views::session_saved::{ClosedItems, SavedSession};

/// The values that the user entered, before coach has read the journal.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SessionInput {
    /// The id that the caller gives the session.
    #[serde(default)]
    pub id: Option<Id>,
    pub people: Vec<Handle>,
    /// The names of new people, by handle.
    #[serde(default)]
    pub names: Vec<(Handle, String)>,
    pub minutes: Option<u32>,
    pub date: Option<String>,
    #[serde(default, deserialize_with = "as_typed")]
    pub start: Option<Clock>,
    pub kind: Option<session::Kind>,
    pub coach: Option<String>,
    pub topics: Vec<String>,
    pub objectives: Vec<String>,
    #[serde(default)]
    pub resources: Vec<String>,
    /// `None` unless the user answered.
    #[serde(default)]
    pub paid: Option<bool>,
    pub note: String,
    pub private: String,
    pub actions: Vec<String>,
    pub follow_ups: Vec<String>,
    pub every: Option<String>,
    /// The ids of done actions and follow-ups, each with its result if there is one: `ID: RESULT`.
    pub done: Vec<String>,
    /// The ids of missed actions and follow-ups, each with its obstacle.
    #[serde(default)]
    pub missed: Vec<(String, String)>,
    pub feedback: Option<String>,
    /// The template, as typed.
    #[serde(default)]
    pub template: Option<String>,
    /// The typed answers by field key; a list has one line per item.
    #[serde(default)]
    pub answers: Vec<(String, String)>,
}

/// Parses a time from its printed form, `14:30`.
fn as_typed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Clock>, D::Error> {
    let typed = Option::<String>::deserialize(deserializer)?;
    typed.map(|typed| typed.parse().map_err(serde::de::Error::custom)).transpose()
}

impl SessionInput {
    /// The answers as typed, for a template that could not be read.
    pub(crate) fn unread_answers(&self) -> Option<Answers> {
        let template = Handle::near(self.template.as_deref()?)?;
        let mut given: Vec<(String, Answer)> = Vec::new();
        for (key, said) in &self.answers {
            match given.iter_mut().find(|(known, _)| known == key) {
                Some((_, answer)) => *answer = Answer::Text(paragraphs([answer.to_string().as_str(), said])),
                None => given.push((key.clone(), Answer::Text(said.clone()))),
            }
        }
        (!given.is_empty()).then_some(Answers { template, given })
    }

    /// The values that a draft keeps beside its record.
    pub(crate) fn draft_extras(&self, private: String) -> DraftExtras {
        let (done, missed, names) = (self.done.clone(), self.missed.clone(), self.names.clone());
        DraftExtras { private, done, missed, names }
    }

    pub(crate) fn closes_something(&self) -> bool {
        !self.done.is_empty() || !self.missed.is_empty()
    }

    /// Fails if a flag has a value that coach could not save.
    pub(crate) fn check(&self, journal: &Journal, world: &Environment) -> Result<()> {
        self.day(&parse::calendar(world, journal))?;
        self.coach()?;
        lengths_are_no_people(journal, &self.people)?;
        handles("a topic", &self.topics)?;
        handles("an objective", &self.objectives)?;
        known_resources(journal, &self.resources)?;
        self.feedback()?;
        self.filled(journal, world).map(drop)
    }

    fn coach(&self) -> Result<Option<Handle>> {
        self.coach.as_deref().map(|typed| parse::handle("a coach", typed)).transpose()
    }

    fn feedback(&self) -> Result<Option<Feedback>> {
        self.feedback.as_deref().map(feedback).transpose()
    }

    /// The value of `--date`.
    pub(crate) fn day(&self, calendar: &Calendar) -> Result<Option<Day>> {
        self.date.as_deref().map(|text| parse::past_day(calendar, "on", text)).transpose()
    }

    /// The parsed answers to the template's fields.
    pub(crate) fn filled<'j>(
        &self,
        journal: &'j Journal,
        world: &Environment,
    ) -> Result<Option<TemplateAnswers<'j>>> {
        let Some(typed) = &self.template else { return Ok(None) };
        let calendar = parse::calendar(world, journal);
        let calendar = Calendar { today: self.day(&calendar)?.unwrap_or(world.today), ..calendar };
        TemplateAnswers::of(journal.form(typed)?, &self.answers, &calendar).map(Some)
    }

    /// The private text: the private note and the answers to private fields, and the notes if the team keeps them
    /// private.
    fn all_private(&self, journal: &Journal, world: &Environment) -> Result<String> {
        let answers = self.filled(journal, world)?.map(|filled| filled.private());
        let note = if journal.settings.notes_are_private() { self.note.as_str() } else { "" };
        Ok(paragraphs([note, self.private.as_str(), answers.as_deref().unwrap_or_default()]))
    }

    pub(crate) fn record(
        &self,
        edits: &mut Edits<'_>,
        world: &Environment,
        session: &Session,
    ) -> Result<SavedSession> {
        let ticked = close::tick(edits, world, session.date, &self.done, &self.missed)?;
        let text = new_record::session(session);
        record(edits, text, session, &self.names, &ticked, world.today)
    }

    /// The objectives of the session: those of the input, or else the one of the people's team.
    fn objectives(&self, journal: &Journal, people: &[Handle], day: Day) -> Result<Vec<Handle>> {
        let named = handles("an objective", &self.objectives)?;
        let usual = if named.is_empty() { journal.default_objective(people, day) } else { None };
        Ok(named.into_iter().chain(usual.cloned()).collect())
    }

    /// Builds the session record.
    pub(crate) fn session(&self, journal: &Journal, world: &mut Environment, me: &Handle) -> Result<Session> {
        let calendar = parse::calendar(world, journal);
        let date = self.day(&calendar)?;
        let coach = self.coach()?;
        if let Some(coach) = coach.as_ref().filter(|coach| !journal.people.contains_key(coach)) {
            new_items::new(coach.clone())?;
        }
        lengths_are_no_people(journal, &self.people)?;
        // A former handle still means the renamed person: no one else may get it.
        let now = |handle: &Handle| journal.now_called(handle).unwrap_or(handle).clone();
        let mut people: Vec<Handle> = Vec::new();
        for handle in self.people.iter().map(now) {
            // The old and the new handle of one person are one person.
            if !people.contains(&handle) {
                people.push(handle);
            }
        }
        let objectives = self.objectives(journal, &people, date.unwrap_or(world.today))?;
        let (with, group) = new_items::who(journal, &people)?;
        let mut given = 0;
        let mut new_id = |world: &mut Environment| match &self.id {
            Some(id) => {
                given += 1;
                Ok(if given == 1 { id.clone() } else { given_id::of_item(id, given) })
            }
            None => new_items::new_id(journal, world),
        };
        let id = new_id(world)?;
        let mut session = Session {
            start: self.start,
            minutes: self.minutes,
            kind: self.kind.unwrap_or_default(),
            group,
            topics: handles("a topic", &self.topics)?,
            objectives,
            resources: known_resources(journal, &self.resources)?,
            paid: self.paid,
            notes: if journal.settings.notes_are_private() { String::new() } else { self.note.clone() },
            answers: self.filled(journal, world)?.and_then(|filled| filled.answers()),
            feedback: self.feedback()?,
            ..Session::new(id, date.unwrap_or(world.today), &now(coach.as_ref().unwrap_or(me)), with)
        };
        // Relative days count from the session, even if the user records it late.
        let calendar = Calendar { today: session.date, ..calendar };
        let owner = session.whom().clone();
        for text in &self.actions {
            let id = new_id(world)?;
            session.actions.push(new_items::action(journal, &session, (&owner, me), &calendar, id, text)?);
        }
        let every = new_items::every(self.every.as_deref())?;
        // A follow-up is about the action if there is exactly one; with several it would be a guess. A
        // repeating follow-up outlasts every action, so it is about none.
        let about = if let [action] = session.actions.as_slice() { Some(action.id.clone()) } else { None };
        for text in &self.follow_ups {
            let id = new_id(world)?;
            let ask = new_items::follow_up(&session, &calendar, id, text, every)?;
            let action = about.clone().filter(|_| ask.every.is_none());
            session.follow_ups.push(follow_up::FollowUp { action, ..ask });
        }
        Ok(session)
    }
}

/// The handles of these resources. Fails if one is unknown: a resource needs a title.
pub(crate) fn known_resources(journal: &Journal, typed: &[String]) -> Result<Vec<Handle>> {
    let mut known: Vec<Handle> = Vec::new();
    for typed in typed.iter().flat_map(|typed| typed.split(',')).filter(|typed| !typed.trim().is_empty()) {
        let handle = &journal.resource(typed)?.record.handle;
        if !known.contains(handle) {
            known.push(handle.clone());
        }
    }
    Ok(known)
}

/// One run of `coach log`, whose last step may run again if a file changed meanwhile. If it fails, the values
/// tell how far it came.
#[derive(Default)]
pub(crate) struct LogAttempt {
    pub note: SessionNote,
    /// The session, as soon as all values were understood.
    pub session: Option<Session>,
    /// The private text of the session.
    pub private: String,
    /// Whether the journal was read, and the session's template in it.
    pub is_read: bool,
    /// Whether the session is complete, and only saving it can fail.
    pub is_decided: bool,
    /// Notes about the items that the session could not close, because they were closed meanwhile.
    pub closed_meanwhile: Vec<String>,
    /// The keys of the session's text that coach does not know.
    pub unknown_keys: Vec<String>,
}

impl LogAttempt {
    /// Adds the session to the edits, as a session of `me` unless the input names another coach. `None` if the
    /// journal has the session already, under the id of the input.
    pub(crate) fn log(
        &mut self,
        input: &SessionInput,
        edits: &mut Edits<'_>,
        world: &mut Environment,
        me: &Handle,
    ) -> Result<Option<SavedSession>> {
        let journal = edits.journal;
        let template = input.template.as_deref();
        self.is_read = template.is_none_or(|typed| journal.unread_template(typed).is_none());
        let mut session = input.session(journal, world, me)?;
        self.private = input.all_private(journal, world)?;
        if input.id.is_none() {
            self.note.keep(edits, world, &mut session, &self.private)?;
        } else if given_id::is_saved(edits, world, &session, &self.private)? {
            return Ok(None);
        } else {
            self.note.keep_as_it_is(edits, world, &session, &self.private)?;
        }
        self.session = Some(session.clone());
        let saved = input.record(edits, world, &session)?;
        self.is_decided = true;
        Ok(Some(saved))
    }

    /// Adds the session from the text of a draft or a form.
    pub(crate) fn log_text(
        &mut self,
        text: &str,
        edits: &mut Edits<'_>,
        world: &mut Environment,
    ) -> Result<SavedSession> {
        let template = template_of(edits.journal, text)?;
        let mut text =
            RecordText::parse(&editor_form::without_hints(text, template)).map_err(Error::cannot)?;
        missing_keys::fill_in(&mut text, || new_items::new_id(edits.journal, world))?;
        let mut extras = DraftExtras::take_from(&mut text).map_err(Error::cannot)?;
        self.closed_meanwhile = close::without_closed(edits.journal, &mut extras.done, &mut extras.missed);
        let mut private = extras.private;
        if let Some(template) = template {
            let told = template_answers::settle(&mut text, template, &parse::calendar(world, edits.journal))?;
            private = paragraphs([private.as_str(), &told]);
        }
        let notes = text.root().text("notes").unwrap_or_default().to_string();
        if edits.journal.settings.notes_are_private() {
            private = paragraphs([notes.as_str(), private.as_str()]);
            text.root().remove("notes");
        } else if notes.trim().is_empty() {
            text.root().remove("notes");
        }
        let session: Session =
            records::read("the session", &text.render()).map_err(|problem| problem.error())?;
        self.unknown_keys = records::unknown_keys::<Session>(&text.render());
        self.note.keep_as_it_is(edits, world, &session, &private)?;
        let ticked = close::tick(edits, world, session.date, &extras.done, &extras.missed)?;
        record(edits, text, &session, &extras.names, &ticked, world.today)
    }
}

/// The template on which an editor form is based.
fn template_of<'j>(journal: &'j Journal, text: &str) -> Result<Option<&'j Template>> {
    let mut text = RecordText::parse(text).map_err(Error::cannot)?;
    let named = text.root().table(ANSWERS).and_then(|answers| answers.text(TEMPLATE).map(str::to_string));
    named.map(|named| journal.form(&named)).transpose()
}

/// Fails if an unknown handle begins with a digit: it is probably a mistyped length.
pub(crate) fn lengths_are_no_people(journal: &Journal, people: &[Handle]) -> Result<()> {
    let digit = |handle: &&Handle| handle.as_str().starts_with(|c: char| c.is_ascii_digit());
    match people.iter().filter(digit).find(|handle| !journal.people.contains_key(*handle)) {
        None => Ok(()),
        Some(word) => {
            Err(Error::usage(format!("`{word}` is neither a length (45m, 1h, 1h30) nor a known handle"))
                .hint(format!("if it is a person: coach person add {word}")))
        }
    }
}

/// Parses handles, each once.
pub(crate) fn handles(what: &str, typed: &[String]) -> Result<Vec<Handle>> {
    let mut found = Vec::new();
    for typed in typed {
        let handle = parse::handle(what, typed)?;
        if !found.contains(&handle) {
            found.push(handle);
        }
    }
    Ok(found)
}

/// Parses `4` or `4: found my own answer`.
pub(crate) fn feedback(text: &str) -> Result<Feedback> {
    let (score, words) = text.split_once([':', ' ']).unwrap_or((text, ""));
    let read = feedback::read(score, words);
    read.map_err(|error| {
        error.in_field("feedback").hint("for instance --feedback \"4: found my own answer\"")
    })
}

/// Adds a session to the journal, and creates the missing people (with their names) and objectives. Returns
/// the answer to print.
pub(crate) fn record(
    edits: &mut Edits<'_>,
    text: RecordText,
    session: &Session,
    names: &[(Handle, String)],
    ticked: &ClosedItems,
    today: Day,
) -> Result<SavedSession> {
    let mut new_people: Vec<Handle> = Vec::new();
    let owners = session.actions.iter().map(|action| &action.owner);
    if !edits.journal.people.contains_key(&session.coach) {
        edits.create(
            &record_paths::person(&session.coach),
            new_record::person(&Person::new(session.coach.clone())),
        )?;
    }
    for handle in session.with.iter().chain(&session.group).chain(owners) {
        let path = record_paths::person(handle);
        // The same command may log several sessions with a new person.
        let known = edits.journal.people.contains_key(handle) || edits.creates(&path);
        if !known && !new_people.contains(handle) {
            let name = names.iter().find(|(of, _)| of == handle).map(|(_, name)| name.clone());
            let person = Person { name, ..Person::new(handle.clone()) };
            edits.create(&path, new_record::person(&person))?;
            new_people.push(handle.clone());
        }
    }
    let of_actions = session.actions.iter().flat_map(|action| &action.objectives);
    let named: Vec<Handle> = session.objectives.iter().chain(of_actions).cloned().collect();
    let new_objectives = new_items::objectives(edits, &named, session.date)?;
    let path = record_paths::session(session);
    edits.create(&path, text)?;
    let logged =
        SavedSession::of(edits.journal, edits.session(&path)?, new_people, new_objectives, ticked, today);
    edits.message("log", &logged.summary());
    Ok(logged)
}
