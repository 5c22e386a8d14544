//! A session as entered by flags, `jot` or prompts, and how it is turned into a record and saved.

use super::editor;
use crate::cli::session_note::SessionNote;
use crate::ops::{close, given_id, new_items, parse};
use serde::{Deserialize, Serialize};

use crate::cli::{self, Context, ask_handle};
use crate::environment::Environment;
use crate::error::{Error, ErrorKind, Result};
use crate::journal::dates::Calendar;
use crate::journal::edit::template_answers::TemplateAnswers;
use crate::journal::query::journal::Journal;
use crate::journal::records::answers::{Answer, Answers};
use crate::journal::records::follow_up;
use crate::journal::records::person::Person;
use crate::journal::records::private_note::paragraphs;
use crate::journal::records::session::{self, Feedback, Score, Session};
use crate::journal::text::draft_extras::DraftExtras;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::time::{Clock, spoken};
use crate::store::files::record_paths;
use crate::store::load::LoadScope;
use crate::store::write::edits::Edits;
use crate::views::session_saved::{ClosedItems, SavedSession};
use crate::views::wording;

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
    /// `None` unless the user answered.
    #[serde(default)]
    pub paid: Option<bool>,
    pub note: String,
    pub private: String,
    pub actions: Vec<String>,
    pub follow_ups: Vec<String>,
    pub every: Option<String>,
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
    /// Saves the session and prints the result. On a machine error it keeps a draft.
    pub(crate) fn save(&self, context: &mut Context<'_>) -> Result<()> {
        self.save_drafted(context)?;
        context.mention_drafts();
        Ok(())
    }

    /// Like `save`, for a session that already has a draft.
    pub(crate) fn save_drafted(&self, context: &mut Context<'_>) -> Result<()> {
        let me = ask_handle::me(context).map_err(|error| self.kept_unread(context, error))?;
        let mut beside = SessionNote::default();
        let (mut is_read, mut attempted, mut decided) = (false, None, false);
        let mut private = String::new();
        let needs_all = self.closes_something() || self.id.is_some();
        let depth = if needs_all { LoadScope::Whole } else { LoadScope::About(&self.people) };
        let logged = context.change_or_begin_for(depth, |edits, world| {
            let template = self.template.as_deref();
            is_read = template.is_none_or(|typed| edits.journal.unread_template(typed).is_none());
            let mut session = self.session(edits.journal, world, &me)?;
            private = self.all_private(edits.journal, world)?;
            if self.id.is_none() {
                beside.keep(edits, world, &mut session, &private)?;
            } else if given_id::is_saved(edits, world, &session, &private)? {
                return Ok(None);
            } else {
                beside.keep_as_it_is(edits, world, &session, &private)?;
            }
            attempted = Some(session.clone());
            let logged = self.record(edits, world, &session)?;
            decided = true;
            Ok(Some(logged))
        });
        let logged = logged.map_err(|error| match (error.kind, &attempted) {
            (ErrorKind::Machine, Some(session)) => {
                editor::keep(context, &session.id, self.text(session, private), error)
            }
            (ErrorKind::Cannot, Some(session)) if decided && !private.is_empty() => {
                editor::keep_with_its_note(context, session, &self.apart(private), error)
            }
            // The command could not read the journal or the template.
            (_, None) if !is_read => self.kept_unread(context, error),
            _ => error,
        });
        match logged.transpose() {
            None => {
                let id = self.id.as_ref().map_or("", Id::as_str);
                context.out.page(&cli::sentence(format!("{id} is logged already; nothing was changed")));
                return Ok(());
            }
            Some(logged) => beside.say(context, logged)?,
        }
        if self.template.is_some() {
            context.mention_templates();
        }
        if let Some(root) = context.changed.clone() {
            context.mention_unshared(&root);
        }
        Ok(())
    }

    /// Keeps a draft although the journal, the template or the config could not be read, unless the session is
    /// invalid in itself. The draft has the answers as typed, and no coach if coach does not know the user.
    pub(crate) fn kept_unread(&self, context: &mut Context<'_>, error: Error) -> Error {
        let me = context.me().ok();
        let plain = SessionInput { template: None, ..self.clone() };
        let whoever = me.clone().or_else(|| Handle::near("me"));
        let session = whoever.map(|me| plain.session(&Journal::begun(), context.world, &me));
        let Some(Ok(session)) = session else { return error };
        let mut text =
            self.text(&Session { answers: self.unread_answers(), ..session.clone() }, self.private.clone());
        if me.is_none() && self.coach.is_none() {
            text.root().remove("coach");
        }
        editor::keep(context, &session.id, text, error)
    }

    /// The answers as typed, for a template that could not be read.
    fn unread_answers(&self) -> Option<Answers> {
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

    /// The text of a draft.
    fn text(&self, session: &Session, private: String) -> RecordText {
        let mut text = new_record::session(session);
        self.apart(private).put_into(&mut text);
        text
    }

    /// Prints the session as it would be saved, and writes nothing.
    pub(crate) fn preview(&self, context: &mut Context<'_>, journal: &Journal) -> Result<()> {
        let me = context.me()?;
        let root = context.place()?;
        let session = self.session(journal, context.world, &me)?;
        let logged = self.record(&mut Edits::on(journal, &root), context.world, &session)?;
        context.out.shows_a_plan();
        context.out.page(&logged.page(context.world.today));
        context.notes.say("nothing was written: without --dry-run it is");
        Ok(())
    }

    /// A form of the session for the editor.
    pub(crate) fn form(&self, context: &mut Context<'_>) -> Result<editor::EditorForm> {
        let me = context.me().map_err(|error| self.kept_unread(context, error))?;
        editor::EditorForm::begin(context, |journal, world| {
            let mut session = self.session(journal, world, &me)?;
            session.answers = self.filled(journal, world)?.and_then(|filled| filled.all());
            let template = self.template.as_deref().map(|typed| journal.form(typed)).transpose()?;
            Ok(editor::NewSessionText {
                session,
                apart: self.apart(self.private.clone()),
                template: template.cloned(),
            })
        })
    }

    fn apart(&self, private: String) -> DraftExtras {
        let (done, missed, names) = (self.done.clone(), self.missed.clone(), self.names.clone());
        DraftExtras { private, done, missed, names }
    }

    /// A one-line summary: people, length, and the number of items.
    pub(crate) fn summary(&self) -> String {
        let people = self.people.iter().map(Handle::as_str).collect::<Vec<_>>().join(", ");
        let with = if people.is_empty() { "with nobody yet".to_string() } else { format!("with {people}") };
        let length = self.minutes.map(|minutes| format!(", {}", spoken(minutes))).unwrap_or_default();
        let counts = [(self.actions.len(), "action"), (self.follow_ups.len(), "follow-up")];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let counts: String = counts.map(|(n, noun)| format!(", {}", wording::count(*n, noun))).collect();
        let ticked = [(self.done.len(), "done"), (self.missed.len(), "missed")];
        let ticked = ticked.iter().filter(|(n, _)| *n > 0);
        let ticked: String = ticked.map(|(n, word)| format!(", {n} {word}")).collect();
        format!("{with}{length}{counts}{ticked}")
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
        self.date.as_deref().map(|text| parse::past_day(calendar, "--date", text)).transpose()
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

    /// The private text: the note and the answers to private fields.
    fn all_private(&self, journal: &Journal, world: &Environment) -> Result<String> {
        let answers = self.filled(journal, world)?.map(|filled| filled.private());
        Ok(paragraphs([self.private.as_str(), answers.as_deref().unwrap_or_default()]))
    }

    fn record(&self, edits: &mut Edits<'_>, world: &Environment, session: &Session) -> Result<SavedSession> {
        let ticked = close::tick(edits, world, session, &self.done, &self.missed)?;
        let text = new_record::session(session);
        record(edits, text, session, &self.names, &ticked, world.today)
    }

    /// Builds the session record.
    fn session(&self, journal: &Journal, world: &mut Environment, me: &Handle) -> Result<Session> {
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
            objectives: handles("an objective", &self.objectives)?,
            paid: self.paid,
            notes: self.note.clone(),
            answers: self.filled(journal, world)?.and_then(|filled| filled.answers()),
            feedback: self.feedback()?,
            ..Session::new(id, date.unwrap_or(world.today), &now(coach.as_ref().unwrap_or(me)), with)
        };
        // Relative days count from the session, even if the user records it late.
        let calendar = Calendar { today: session.date, ..calendar };
        for text in &self.actions {
            let id = new_id(world)?;
            session.actions.push(new_items::action(journal, &session, &calendar, id, text)?);
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

/// Fails if an unknown handle begins with a digit: it is probably a mistyped length.
pub(crate) fn lengths_are_no_people(journal: &Journal, people: &[Handle]) -> Result<()> {
    let digit = |handle: &&Handle| handle.as_str().starts_with(|c: char| c.is_ascii_digit());
    match people.iter().filter(digit).find(|handle| !journal.people.contains_key(*handle)) {
        None => Ok(()),
        Some(word) => {
            Err(Error::usage(format!("`{word}` is no length (45m, 1h, 1h30), and nobody has that handle"))
                .hint(format!("if it is a person: coach person add {word}")))
        }
    }
}

fn handles(what: &str, typed: &[String]) -> Result<Vec<Handle>> {
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
fn feedback(text: &str) -> Result<Feedback> {
    let (score, words) = text.split_once([':', ' ']).unwrap_or((text, ""));
    let score = score.trim().parse::<u8>().ok().and_then(|n| Score::try_from(n).ok());
    let score = score.ok_or_else(|| {
        Error::usage(format!("--feedback: `{text}` does not begin with a score from 1 to 5"))
            .hint("for instance --feedback \"4: found my own answer\"")
    })?;
    Ok(Feedback { score, text: words.trim().to_string() })
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
        let known = edits.journal.people.contains_key(handle) || *handle == session.coach;
        if !known && !new_people.contains(handle) {
            let name = names.iter().find(|(of, _)| of == handle).map(|(_, name)| name.clone());
            let person = Person { name, ..Person::new(handle.clone()) };
            edits.create(&record_paths::person(handle), new_record::person(&person))?;
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
