//! Creates actions and follow-ups from typed text, for every command that accepts them.

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::dates::Calendar;
use crate::journal::edit::forget;
use crate::journal::participants::{names, session_lengths};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::Problem;
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::FollowUp;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::objective::{NO_OBJECTIVE, Objective};
use crate::journal::records::person::Person;
use crate::journal::records::session::{Kind, Session};
use crate::journal::text::did_you_mean::near;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::repeat::Every;
use crate::ops::parse;
use crate::store::files::record_paths;
use crate::store::write::edits::Edits;
use crate::views::page::{Text, Tone};

/// Creates an id that no record or item of the journal has.
pub(crate) fn new_id(journal: &Journal, world: &mut Environment) -> Result<Id> {
    world.chance.id(|id| journal.is_taken(id))
}

/// Parses an action such as `"[ben: ]Rewrite the script[ by friday]"`. The owner before a
/// colon has precedence over `owner`, and may be `me`. Relative days count from the day of the calendar.
pub(crate) fn action(
    journal: &Journal,
    session: &Session,
    (owner, me): (&Handle, &Handle),
    calendar: &Calendar,
    id: Id,
    text: &str,
) -> Result<Action> {
    let text = text.trim();
    let reads = |calendar: &Calendar| calendar.action(text).is_ok();
    let refused = |message: String| parse::refused(calendar, "action", &message, reads);
    let (what, due) = calendar.action(text).map_err(refused)?;
    let named = named_owner(journal, session, me, &what)?;
    if named.as_ref().is_some_and(|(_, rest)| says_nothing(rest)) {
        return Err(Error::usage(format!("the action has no text after {what:?}")).in_field("action"));
    }
    if session.with.is_empty() && named.is_none() {
        return Err(Error::usage("an action needs an owner: name a person"));
    }
    let (owner, what) = named.unwrap_or_else(|| (owner.clone(), what));
    not_before(session, calendar, "action", due)?;
    Ok(Action { due, ..Action::new(id, &what, &owner) })
}

/// The owner before the colon of an action, and the text after it: `ben: call`, `Ben Ode: call`, `me: call`.
/// Fails if the words before the colon are several people. `None` if they are other text.
fn named_owner(
    journal: &Journal,
    session: &Session,
    me: &Handle,
    what: &str,
) -> Result<Option<(Handle, String)>> {
    let Some((said, rest)) = what.split_once(':') else { return Ok(None) };
    let owner = |name: &str| {
        let name = name.trim().trim_start_matches('@');
        let handle = || {
            let handle: Handle = name.to_lowercase().parse().ok()?;
            let handle = journal.now_called(&handle).cloned().unwrap_or(handle);
            let is_known =
                session.concerns(&handle) || session.coach == handle || journal.people.contains_key(&handle);
            is_known.then_some(handle)
        };
        let is_me = matches!(name.to_lowercase().as_str(), "me" | "i" | "myself");
        handle().or_else(|| is_me.then(|| me.clone())).or_else(|| journal.known_as(name).cloned())
    };
    if let Some(owner) = owner(said) {
        return Ok(Some((owner, rest.trim().to_string())));
    }
    if let Some((name, length)) = said.split_once(' ')
        && owner(name).is_some()
        && session_lengths::whole(length).is_some()
    {
        return Err(Error::usage(format!("`{said}` is ambiguous: the owner or a person of the session"))
            .in_field("action")
            .hint(format!("write `{name}:` for the owner, and `and` between the people of a session")));
    }
    let parts: Vec<&str> =
        said.split([',', ';', '&', '+', '/']).flat_map(|part| part.split(" and ")).collect();
    let owners: Vec<Handle> = parts.iter().filter_map(|part| owner(part)).collect();
    let word = said.trim().to_lowercase();
    // `All: prepare` is an action of the group of a group session.
    let is_all = matches!(word.as_str(), "both" | "each" | "all" | "everybody" | "everyone" | "we" | "us");
    if owners.len() < parts.len() && !(is_all && session.group.is_none()) {
        return Ok(None);
    }
    let people = match is_all {
        true if session.with.len() == 1 => [session.with.clone(), vec![session.coach.clone()]].concat(),
        true => session.with.clone(),
        false => owners,
    };
    let lines = people.iter().map(|person| format!("\"{person}:{rest}\"")).collect::<Vec<_>>();
    Err(Error::usage(format!("`{}` is not one person, and an action has one owner", said.trim()))
        .in_field("action")
        .hint(format!("write one action for each person: {}", lines.join(", "))))
}

/// Parses a follow-up such as `"What changed?[ on 5 dec][ every 2 weeks]"`. Without a day it is due after one
/// interval of `every`, or in a week.
pub(crate) fn follow_up(
    session: &Session,
    calendar: &Calendar,
    id: Id,
    text: &str,
    every: Option<Every>,
) -> Result<FollowUp> {
    let text = text.trim();
    let reads = |calendar: &Calendar| calendar.ask(text).is_ok();
    let refused = |message: String| parse::refused(calendar, "follow-up", &message, reads);
    let asked = calendar.ask(text).map_err(refused)?;
    if let (Some(_), Some(_)) = (asked.every, every) {
        return Err(
            Error::usage("the text of the follow-up already says how often it repeats").in_field("every")
        );
    }
    let every = asked.every.or(every);
    let first = asked.first(every, calendar.today);
    let (due, series) =
        first.ok_or_else(|| Error::cannot("the date of the follow-up is too far in the future"))?;
    not_before(session, calendar, "follow-up", Some(due))?;
    Ok(FollowUp { every, series, ..FollowUp::new(id, due, asked.ask) })
}

/// Refuses a due day before the session. A colleague's session may have tomorrow's date here, so today is
/// always allowed.
fn not_before(session: &Session, calendar: &Calendar, field: &'static str, due: Option<Day>) -> Result<()> {
    match due.filter(|due| *due < session.date.min(calendar.today)) {
        None => Ok(()),
        Some(due) => {
            Err(Error::usage(format!("{due} is before the session ({})", session.date)).in_field(field))
        }
    }
}

/// Resolves the beginning of a known handle, or accepts the whole handle of a new person.
pub(crate) fn known_or_new(journal: &Journal, typed: &str) -> Result<Handle> {
    match journal.person(typed) {
        Ok(filed) => Ok(filed.record.handle.clone()),
        Err(_) => new(parse::handle("a person", typed)?),
    }
}

/// Accepts a new handle. Refuses a length, a day, or a word that separates people, which is most likely a
/// typing error.
pub(crate) fn new(handle: Handle) -> Result<Handle> {
    let word = handle.as_str();
    let why = names::never(word)
        .or_else(|| names::is_day(word).then(|| format!("`{word}` is a day, not a person")));
    match why {
        None => Ok(handle),
        Some(why) => Err(Error::usage(why).hint(names::if_person(word))),
    }
}

/// Creates the named people that the journal does not have. Returns their handles.
pub(crate) fn people<'h>(
    edits: &mut Edits<'_>,
    named: impl IntoIterator<Item = &'h Handle>,
) -> Result<Vec<Handle>> {
    let mut new: Vec<Handle> = Vec::new();
    for handle in named {
        if !edits.journal.people.contains_key(handle) && !new.contains(handle) {
            edits.create(&record_paths::person(handle), new_record::person(&Person::new(handle.clone())))?;
            new.push(handle.clone());
        }
    }
    Ok(new)
}

/// Fails if the objective was closed before `day`; on the closing day it is still open. An earlier session
/// that the user records late may still name the objective.
pub(crate) fn must_be_open(journal: &Journal, handle: &Handle, day: Day) -> Result<()> {
    let closed = journal.objectives.get(handle).and_then(|filed| filed.record.closed);
    match closed.filter(|closed| *closed < day) {
        None => Ok(()),
        Some(closed) => {
            Err(Error::cannot(format!("the objective `{handle}` was closed on {closed}")).hint(format!(
                "`coach objective set {handle} --closed none` reopens it; you can also give `none` as the \
                 objective"
            )))
        }
    }
}

/// Creates the named objectives that the journal does not have, and fails if one was closed before `day`.
/// Skips `none`, which is a valid answer.
pub(crate) fn objectives(edits: &mut Edits<'_>, named: &[Handle], day: Day) -> Result<Vec<Handle>> {
    let mut new: Vec<Handle> = Vec::new();
    for handle in named.iter().filter(|handle| handle.as_str() != NO_OBJECTIVE) {
        must_be_open(edits.journal, handle, day)?;
        if !edits.journal.objectives.contains_key(handle) && !new.contains(handle) {
            edits.create(
                &record_paths::objective(handle),
                new_record::objective(&Objective::new(handle.clone())),
            )?;
            new.push(handle.clone());
        }
    }
    Ok(new)
}

/// A note about new objectives, each with the existing one that a typing error may have meant.
pub(crate) fn new_objectives_note(journal: &Journal, new: &[Handle]) -> Option<String> {
    let known = || journal.objectives.keys().map(Handle::as_str);
    let one = |handle: &Handle| match near(handle.as_str(), known()) {
        Some(near) => {
            format!("new objective `{handle}`: did you mean `{near}`? `coach undo` reverts this command")
        }
        None => format!("new objective `{handle}`"),
    };
    let notes: Vec<String> = new.iter().map(one).collect();
    (!notes.is_empty()).then(|| notes.join("; "))
}

/// Parses the value of `--every`.
pub(crate) fn every(text: Option<&str>) -> Result<Option<Every>> {
    let every = text.map(crate::journal::dates::every).transpose();
    every.map_err(|message| Error::usage(message).in_field("every"))
}

/// An item agreed outside a session joins the latest session if that is at most this many days old.
const RECENT_DAYS: i64 = 14;

/// The session that receives a new item agreed outside one.
pub(crate) enum ItemTarget<'a> {
    Latest(&'a Filed<Session>),
    /// A new session: the latest one is too old, and the journal has no such session of today yet.
    Outside(Box<Session>),
}

/// Whether a new item is an action, which has an owner, or a follow-up, which asks the people of its session.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    Action,
    FollowUp,
}

impl<'a> ItemTarget<'a> {
    /// The target for a new action or follow-up with this person, and a note for the user. If an unreadable
    /// file may be the latest session, the item does not join an older one.
    pub(crate) fn of(
        edits: &Edits<'a>,
        world: &mut Environment,
        person: &Handle,
        coach: &Handle,
        kind: ItemKind,
    ) -> Result<(ItemTarget<'a>, Option<String>)> {
        let journal = edits.journal;
        // A question is for the first person of its session, or for the group.
        let is_whom = |session: &Session| kind == ItemKind::Action || session.whom() == person;
        let recent = |filed: &&Filed<Session>| world.today.days_since(filed.record.date) <= RECENT_DAYS;
        // Items join only the coach's own sessions, not those of a colleague.
        let mine = |filed: &&Filed<Session>| {
            filed.record.concerns(person) && filed.record.coach == *coach && is_whom(&filed.record)
        };
        let of_today = |filed: &&Filed<Session>| {
            let is_outside = !filed.record.is_conversation() && filed.record.programme.is_none();
            mine(filed) && is_outside && filed.record.date == world.today
        };
        let session = journal.conversations().rev().find(mine).filter(recent);
        let latest = session.or_else(|| journal.sessions.iter().rev().find(of_today));
        let days = (latest.map(|latest| latest.record.date), world.today);
        let newer = unread_with(edits, person, days)?;
        if let (Some(latest), None) = (latest, newer) {
            return Ok((ItemTarget::Latest(latest), None));
        }
        let note = newer.map(|problem| {
            format!(
                "coach cannot read {}, which may be the latest session with `{person}`, so it saved this \
                 outside a session (`coach check` shows the problem)",
                problem.path
            )
        });
        let (with, group) = who(journal, std::slice::from_ref(person))?;
        let outside = Session {
            kind: Kind::Agreed,
            group,
            ..Session::new(new_id(journal, world)?, world.today, coach, with)
        };
        Ok((ItemTarget::Outside(Box::new(outside)), note))
    }

    pub(crate) fn session(&self) -> &Session {
        match self {
            ItemTarget::Latest(filed) => &filed.record,
            ItemTarget::Outside(session) => session,
        }
    }

    /// The day of an item's agreement, if it differs from the day of the session.
    pub(crate) fn agreed(&self, today: Day) -> Option<Day> {
        Some(today).filter(|today| *today > self.session().date)
    }

    /// The target in words: `in the session of Sat 2026-11-21 with ana`, `outside a session with ana`.
    pub(crate) fn name(&self) -> Text {
        let session = self.session();
        if session.is_conversation() {
            let day = Text::from("in the session of ").day(Tone::Plain, session.date);
            day.plain(format!(" with {}", session.all_whom()))
        } else {
            format!("outside a session with {}", session.all_whom()).into()
        }
    }

    /// Adds the item to the target session, and returns the path of its file.
    pub(crate) fn join(self, edits: &mut Edits<'_>, add: impl FnOnce(&mut RecordText)) -> Result<String> {
        match self {
            ItemTarget::Latest(filed) => {
                add(edits.text(&filed.path)?);
                Ok(filed.path.clone())
            }
            ItemTarget::Outside(session) => {
                let mut text = new_record::session(&session);
                add(&mut text);
                let path = record_paths::session(&session);
                edits.create(&path, text)?;
                Ok(path)
            }
        }
    }
}

/// An unreadable file that may be a session with this person later than `since`. Only the path gives its day;
/// a path without a day may be of any day.
fn unread_with<'a>(
    edits: &Edits<'a>,
    person: &Handle,
    (since, today): (Option<Day>, Day),
) -> Result<Option<&'a Problem>> {
    // A second file of a session is no later session.
    let unread = edits.journal.problems.iter().filter(|problem| problem.is_unread());
    for problem in unread.filter(|problem| RecordKind::Session.is_at(&problem.path)) {
        let name = problem.path.rsplit('/').next().unwrap_or_default();
        let day: Option<Day> = name.get(..10).and_then(|day| day.parse().ok());
        let is_old = |day: Day| today.days_since(day) > RECENT_DAYS || since.is_some_and(|since| day < since);
        if day.is_some_and(is_old) {
            continue;
        }
        if problem.is_the_machines {
            let place = problem.place();
            return Err(Error::machine(format!(
                "{place}: {}; nothing was saved, because it may be the latest session with `{person}`",
                problem.message
            ))
            .hint("make the file readable, then try again"));
        }
        let bytes = edits.bytes(&problem.path).ok().flatten().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        if forget::in_path(&problem.path, person) || forget::mentions(&text, &[person.as_str()]) {
            return Ok(Some(problem));
        }
    }
    Ok(None)
}

/// The members of a group, except forgotten people.
fn still_there(journal: &Journal, group: &Person) -> Vec<Handle> {
    let is_forgotten =
        |handle: &Handle| journal.people.get(handle).is_some_and(|filed| filed.record.forgotten.is_some());
    group.members.iter().filter(|handle| !is_forgotten(handle)).cloned().collect()
}

/// The people and the group of a session: a group on its own represents its members. Refuses `help` as a new
/// person, because the user wants the help text.
pub(crate) fn who(journal: &Journal, people: &[Handle]) -> Result<(Vec<Handle>, Option<Handle>)> {
    let asks = |handle: &Handle| handle.as_str() == "help" && !journal.people.contains_key(handle);
    if people.iter().any(asks) {
        return Err(Error::usage("`help` would be a new person")
            .hint("`coach help log` shows the help; if it is a person: coach person add help"));
    }
    let group_of =
        |handle: &Handle| journal.people.get(handle).map(|filed| &filed.record).filter(|p| p.is_group());
    if let [one] = people {
        return Ok(match group_of(one) {
            Some(group) => (still_there(journal, group), Some(one.clone())),
            None => (people.to_vec(), None),
        });
    }
    match people.iter().find(|handle| group_of(handle).is_some()) {
        Some(group) => {
            Err(Error::usage(format!("`{group}` is a group: name only the group, or name its members")))
        }
        None => Ok((people.to_vec(), None)),
    }
}
