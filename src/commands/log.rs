//! `coach log`: a session is written down.

use crate::cli::{self, Context};
use crate::commands::agreed;
use crate::commands::draft;
use crate::commands::private::Beside;
use crate::error::{Error, Kind, Result};
use crate::journal::close::{self, Closing};
use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::journal::Journal;
use crate::journal::person::Person;
use crate::journal::phrase::Calendar;
use crate::journal::private::paragraphs;
use crate::journal::session::{self, Feedback, Score, Session};
use crate::journal::text::RecordText;
use crate::journal::time::{Clock, minutes};
use crate::journal::{follow_up, form};
use crate::report::logged::Logged;
use crate::store::edits::Edits;
use crate::store::load::Depth;
use crate::store::{layout, note};
use crate::world::World;

/// Write down a session: who, how long, what was said, agreed, and when to ask
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach log ana 45m --topic discovery-calls --note \"The real problem comes out too late\"
  coach log ana --action \"Rewrite the script by friday\" --follow-up \"How did it go? on 5 dec\"
  coach log ana ben cleo 1h30 --date yesterday --action \"ben: share the checklist by eom\"
  coach log ana 20m --done m2q --feedback \"4: found my own answer\"
  coach log ana --note-file - < notes.txt
  coach log ana 45m --edit                     opens the session in your editor
  coach log ana 45m --private \"She may leave\"  kept for you alone (`coach private --help`)

An unknown person is made. Several people make a group session. `by DATE` at the end of an action
is the day it is due; `on DATE` at the end of a follow-up is the day to ask (a week from the session
unless said), and `every 2 weeks` repeats it.")]
pub struct Args {
    /// Who it was with, and how long it took (45m, 1h, 1h30)
    #[arg(value_name = "PERSON|LENGTH")]
    pub who: Vec<String>,
    /// The day, if not today
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// When it began, such as 14:30
    #[arg(long, value_name = "TIME")]
    pub start: Option<Clock>,
    /// What it was, if not coaching: moment, mentor-coaching, supervision, assessment, training
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    pub kind: Option<session::Kind>,
    /// Who coached, if not you
    #[arg(long, value_name = "HANDLE")]
    pub coach: Option<String>,
    /// What it was about; may be repeated
    #[arg(long = "topic", value_name = "TOPIC")]
    pub topics: Vec<String>,
    /// The goal of the business it serves, or none; may be repeated
    #[arg(long = "objective", value_name = "OBJECTIVE")]
    pub objectives: Vec<String>,
    /// What was said; may be repeated, a paragraph each
    #[arg(long = "note", value_name = "TEXT", allow_hyphen_values = true)]
    pub notes: Vec<String>,
    /// A file with what was said (- is standard input)
    #[arg(long, value_name = "FILE")]
    pub note_file: Option<std::path::PathBuf>,
    /// What only you will see, kept apart from the journal; may be repeated, a paragraph each
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub private: Vec<String>,
    /// What someone will do: "[WHO: ]WHAT[ by DATE]"; may be repeated
    #[arg(long = "action", value_name = "TEXT", allow_hyphen_values = true)]
    pub actions: Vec<String>,
    /// What to ask, and when: "ASK[ on DATE][ every 2 weeks]"; may be repeated
    #[arg(long = "follow-up", value_name = "TEXT", allow_hyphen_values = true)]
    pub follow_ups: Vec<String>,
    /// How often the follow-ups come back, such as 2w or 1m
    #[arg(long, value_name = "SPAN", requires = "follow_ups")]
    pub every: Option<String>,
    /// An action or follow-up that turned out to be done; may be repeated
    #[arg(long = "done", value_name = "ID")]
    pub done: Vec<String>,
    /// What the person said of the session: a score from 1 to 5, and a sentence
    #[arg(long, value_name = "SCORE[: TEXT]")]
    pub feedback: Option<String>,
    /// Write it in your editor
    #[arg(long, conflicts_with = "done")]
    pub edit: bool,
    /// Go on with the session that an editor or a full disk kept you from saving
    #[arg(long, exclusive = true)]
    pub resume: bool,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        if self.resume {
            return draft::resume(context);
        }
        let (people, minutes) = self.who()?;
        if people.is_empty() && !self.edit {
            return Err(Error::usage("who was it with?")
                .hint("coach log PERSON 45m --note \"…\", or `coach log --edit`"));
        }
        let note = self.note(context)?;
        let me = context.me()?;
        let private = paragraphs(self.private.iter().map(String::as_str));
        let said = Said { people, minutes, note, me };
        if self.edit {
            return draft::log(context, &private, |journal, world| self.session(journal, world, &said));
        }
        let mut beside = Beside::default();
        let (mut attempted, mut decided) = (None, false);
        // Neither what is logged nor who it is about asks for the sessions that are there.
        let depth = if self.done.is_empty() { Depth::Names } else { Depth::Whole };
        let logged = context.change_or_begin_for(depth, |edits, world| {
            let mut session = self.session(edits.journal, world, &said)?;
            beside.keep(edits, world, &mut session, &private)?;
            attempted = Some(session.clone());
            let closed = self.close_done(edits, world, &session)?;
            let logged = record(edits, form::session(&session), &session, &closed, world.today)?;
            decided = true;
            Ok(logged)
        });
        let logged = logged.map_err(|error| match (error.kind, &attempted) {
            (Kind::Machine, Some(session)) => draft::keep(context, session, &private, error),
            (Kind::Cannot, Some(session)) if decided && !private.is_empty() => {
                draft::keep_with_its_note(context, session, &private, error)
            }
            _ => error,
        });
        beside.say(context, logged)?;
        context.mention_drafts();
        let root = context.root()?;
        context.mention_unshared(&root);
        Ok(())
    }

    /// The people and the length among the words.
    fn who(&self) -> Result<(Vec<Handle>, Option<u32>)> {
        let (mut people, mut lengths) = (Vec::new(), Vec::new());
        for word in &self.who {
            if let Some(found) = minutes(word) {
                lengths.push((word, found));
                continue;
            }
            let person = cli::handle("a person", word)?;
            if !people.contains(&person) {
                people.push(person);
            }
        }
        match lengths.as_slice() {
            [] => Ok((people, None)),
            [(_, length)] => Ok((people, Some(*length))),
            // `1h 30m`
            [(first, hours), (_, rest)] if first.to_lowercase().ends_with('h') && *rest < 60 => {
                Ok((people, Some(hours + rest)))
            }
            [.., (last, _)] => Err(Error::usage(format!("`{last}`: a session has one length"))),
        }
    }

    /// The paragraphs of the notes, from flags and file.
    fn note(&self, context: &mut Context<'_>) -> Result<String> {
        let mut parts = self.notes.clone();
        if let Some(file) = &self.note_file {
            parts.push(note::read(context.world, file)?);
        }
        let said = paragraphs(parts.iter().map(String::as_str));
        if said.is_empty() && !parts.is_empty() {
            return Err(Error::usage("the note is empty: nothing was logged"));
        }
        Ok(said)
    }

    /// The session that the flags describe.
    fn session(&self, journal: &Journal, world: &mut World, said: &Said) -> Result<Session> {
        let calendar = cli::calendar(world, journal);
        let date = self.date.as_deref().map(|text| cli::past_day(&calendar, "--date", text)).transpose()?;
        let coach = self.coach.as_deref().map(|typed| cli::handle("a coach", typed)).transpose()?;
        lengths_are_no_people(journal, &said.people)?;
        // Whoever was renamed is meant by the handle they had, too: nobody else may get it.
        let now = |handle: &Handle| journal.now_called(handle).unwrap_or(handle).clone();
        let people: Vec<Handle> = said.people.iter().map(now).collect();
        let (with, group) = agreed::who(journal, &people)?;
        let id = agreed::new_id(journal, world)?;
        let mut session = Session {
            start: self.start,
            minutes: said.minutes,
            kind: self.kind.unwrap_or_default(),
            group,
            topics: handles("a topic", &self.topics)?,
            objectives: handles("an objective", &self.objectives)?,
            notes: said.note.clone(),
            feedback: self.feedback.as_deref().map(feedback).transpose()?,
            ..Session::new(id, date.unwrap_or(world.today), &now(coach.as_ref().unwrap_or(&said.me)), with)
        };
        // What was agreed then counts its days from then, however late it is written down.
        let calendar = Calendar { today: session.date, ..calendar };
        for text in &self.actions {
            let id = agreed::new_id(journal, world)?;
            session.actions.push(agreed::action(journal, &session, &calendar, id, text)?);
        }
        let every = agreed::every(self.every.as_deref())?;
        // With one action it is clear what a follow-up asks about; with several it would be a
        // guess. One that comes back outlives any action.
        let about = if let [action] = session.actions.as_slice() { Some(action.id.clone()) } else { None };
        for text in &self.follow_ups {
            let id = agreed::new_id(journal, world)?;
            let ask = agreed::follow_up(&session, &calendar, id, text, every)?;
            let action = about.clone().filter(|_| ask.every.is_none());
            session.follow_ups.push(follow_up::FollowUp { action, ..ask });
        }
        Ok(session)
    }

    fn close_done(&self, edits: &mut Edits<'_>, world: &World, session: &Session) -> Result<Vec<Id>> {
        let items = super::outcome::items(edits.journal, &self.done)?;
        for item in &items {
            let on = session.date.max(item.session().record.date).min(world.today);
            let text = edits.text(&item.session().path)?;
            close::done(text, *item, &Closing { on, result: None, outcome: None })?;
        }
        Ok(items.iter().map(|item| item.id().clone()).collect())
    }
}

/// What was said before the journal was looked at.
struct Said {
    people: Vec<Handle>,
    minutes: Option<u32>,
    note: String,
    me: Handle,
}

/// A length that was mistyped must not become somebody.
fn lengths_are_no_people(journal: &Journal, people: &[Handle]) -> Result<()> {
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
        let handle = cli::handle(what, typed)?;
        if !found.contains(&handle) {
            found.push(handle);
        }
    }
    Ok(found)
}

/// `4`, `4: found my own answer`.
fn feedback(text: &str) -> Result<Feedback> {
    let (score, words) = text.split_once([':', ' ']).unwrap_or((text, ""));
    let score = score.trim().parse::<u8>().ok().and_then(|n| Score::try_from(n).ok());
    let score = score.ok_or_else(|| {
        Error::usage(format!("--feedback: `{text}` does not begin with a score from 1 to 5"))
            .hint("for instance --feedback \"4: found my own answer\"")
    })?;
    Ok(Feedback { score, text: words.trim().to_string() })
}

/// Puts a session into the journal, with the people and objectives it names that are not there
/// yet; gives what is to be said of it.
pub fn record(
    edits: &mut Edits<'_>,
    text: RecordText,
    session: &Session,
    closed: &[Id],
    today: Day,
) -> Result<Logged> {
    let mut new_people: Vec<Handle> = Vec::new();
    let owners = session.actions.iter().map(|action| &action.owner);
    if !edits.journal.people.contains_key(&session.coach) {
        edits.create(&layout::person(&session.coach), form::person(&Person::new(session.coach.clone())))?;
    }
    for handle in session.with.iter().chain(&session.group).chain(owners) {
        let known = edits.journal.people.contains_key(handle) || *handle == session.coach;
        if !known && !new_people.contains(handle) {
            edits.create(&layout::person(handle), form::person(&Person::new(handle.clone())))?;
            new_people.push(handle.clone());
        }
    }
    let of_actions = session.actions.iter().flat_map(|action| &action.objectives);
    let named: Vec<Handle> = session.objectives.iter().chain(of_actions).cloned().collect();
    let new_objectives = agreed::objectives(edits, &named, session.date)?;
    let path = layout::session(session);
    edits.create(&path, text)?;
    let logged = Logged::of(edits.journal, edits.session(&path)?, new_people, new_objectives, closed, today);
    edits.message("log", &logged.summary());
    Ok(logged)
}
