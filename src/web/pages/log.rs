//! Logs a session: everything that `coach log` takes, in one form.

use maud::{Markup, html};

use super::{Place, fault, log_form, same_id, saved_at};
use crate::environment::Environment;
use crate::error::{Cause, Error, Result};
use crate::escape::is_hidden;
use crate::journal::participants::session_lengths;
use crate::journal::query::journal::Journal;
use crate::journal::records::private_note::paragraphs;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::ops::log::{LogAttempt, SessionInput};
use crate::ops::people_line::PeopleLine;
use crate::ops::{close, parse};
use crate::store::git::past_paths;
use crate::store::load::LoadScope;
use crate::web::answer::Visit;
use crate::web::form::Form;
use crate::web::message::Response;
use crate::web::submit::{self, Attempt, Sent};

pub(crate) fn page(visit: &mut Visit<'_>) -> Result<Response> {
    // A link fills in only who it was with and the template: whoever made the link may not be the coach.
    let mut typed = Form::default();
    for name in ["who", "template"] {
        typed.add(name, visit.query.get(name).replace(is_hidden, ""));
    }
    shown(visit, &typed, 200, html! {})
}

/// The form with what was typed before the sign-in ended.
pub(crate) fn again(visit: &mut Visit<'_>) -> Result<Response> {
    let typed = visit.form.clone();
    shown(visit, &typed, 200, super::status("You are signed in. Look through the session, then save it."))
}

fn shown(visit: &mut Visit<'_>, typed: &Form, code: u16, said: Markup) -> Result<Response> {
    let journal = visit.desk.now()?;
    shown_with(visit, &journal, typed, code, said)
}

fn shown_with(
    visit: &mut Visit<'_>,
    journal: &Journal,
    typed: &Form,
    code: u16,
    said: Markup,
) -> Result<Response> {
    let id = same_id(visit, typed)?;
    let body = html! {
        h1 { "Log a session" }
        (said)
        (log_form::markup(visit, journal, typed, &id))
    };
    Ok(visit.page(code, "Log a session", Place::Log, body))
}

/// What became of the form.
enum Logged {
    Saved,
    Already,
    TakenBack,
}

pub(crate) fn save(visit: &mut Visit<'_>) -> Result<Response> {
    let typed = visit.form.clone();
    if typed.has("more") {
        // The button that adds a line. Nothing is saved.
        return shown(visit, &typed, 200, html! {});
    }
    let logged = submit::id(&typed).and_then(|id| Ok((id.clone(), logged(visit, &id, &typed)?)));
    match logged {
        Ok((_, Logged::TakenBack)) => taken_back(visit),
        Ok((id, Logged::Saved)) => Ok(saved_at(visit, &format!("/session/{id}?did=logged"))),
        Ok((id, Logged::Already)) => Ok(saved_at(visit, &format!("/session/{id}?did=before"))),
        Err(error) => failed(visit, &typed, &error),
    }
}

/// The form with the error above it. It can be shown even if the journal cannot be read.
fn failed(visit: &mut Visit<'_>, typed: &Form, error: &Error) -> Result<Response> {
    let label = log_form::label(error.field);
    let said = fault::above(error, label);
    let code = fault::status(error);
    let journal = visit.desk.now().unwrap_or_else(|_| Journal::begun().into());
    shown_with(visit, &journal, typed, if code == 404 { 422 } else { code }, said)
}

fn taken_back(visit: &Visit<'_>) -> Result<Response> {
    let body = html! {
        h1 { "Taken back" }
        p { "This session was saved, and taken back since. It was not saved again." }
        p { a.button href="/log" { "Log another session" } }
    };
    Ok(visit.page(410, "Taken back", Place::Log, body))
}

fn logged(visit: &mut Visit<'_>, id: &Id, typed: &Form) -> Result<Logged> {
    let (root, me, is_own) = (visit.desk.root.clone(), visit.desk.me.clone(), visit.site.is_own);
    let people = concerned(visit, id, typed)?;
    let scope = people.as_deref().map_or(LoadScope::Whole, LoadScope::About);
    let sent = submit::once(visit, id, scope, |edits, world, attempt| {
        let journal = edits.journal;
        let is_there = journal.sessions.iter().any(|filed| filed.record.id == *id);
        if attempt == Attempt::Again
            && !is_there
            && !past_paths::paths(&root, &[], std::slice::from_ref(id)).is_empty()
        {
            return Ok(Logged::TakenBack);
        }
        let input = input(journal, world, typed, id, is_own)?;
        // The parts of one attempt: coach may have to decide again.
        let saved = LogAttempt::default().log(&input, edits, world, &me)?;
        Ok(if saved.is_some() { Logged::Saved } else { Logged::Already })
    })?;
    match sent {
        Sent::Now { value, .. } => Ok(value),
        Sent::Before { .. } => {
            let journal = visit.desk.with_session_of(id.as_str())?;
            let is_there = journal.sessions.iter().any(|filed| filed.record.id == *id);
            Ok(if is_there { Logged::Already } else { Logged::TakenBack })
        }
    }
}

/// The people of a new session: coach needs no sessions of others to save it. `None` if the journal may have a session
/// with this id, which is then the same one or another one.
fn concerned(visit: &Visit<'_>, id: &Id, typed: &Form) -> Result<Option<Vec<Handle>>> {
    let journal = visit.desk.now()?;
    let who = people(&journal, &visit.desk.world, typed).ok().map(|who| who.people);
    Ok(if visit.desk.knows(id)? { None } else { who })
}

/// The session as the form says it.
fn input(
    journal: &Journal,
    world: &Environment,
    typed: &Form,
    id: &Id,
    is_own: bool,
) -> Result<SessionInput> {
    let who = people(journal, world, typed)?;
    let minutes = typed.said("length").map(|length| {
        let wrong = || Error::usage(format!("`{length}` is not a length: try 45m, 1h or 1h30"));
        session_lengths::whole(length).ok_or_else(|| wrong().in_field("length"))
    });
    let start = typed.said("start").map(|start| {
        start
            .parse()
            .map_err(|_| Error::usage(format!("`{start}` is not a time: try 14:30")).in_field("start"))
    });
    let kind = typed.said("kind").map(|kind| kind.parse().map_err(|why: String| Error::usage(why)));
    let topics = typed.get("topics").split(',').map(str::trim).filter(|topic| !topic.is_empty());
    let (done, missed) = closed(typed)?;
    let template = typed.said("template").map(str::to_string);
    let input = SessionInput {
        id: Some(id.clone()),
        people: who.people,
        names: who.names,
        minutes: minutes.transpose()?,
        date: typed.said("on").map(str::to_string),
        start: start.transpose()?,
        kind: kind.transpose()?,
        coach: typed.said("coach").map(str::to_string),
        topics: topics.map(topic).collect::<Result<_>>()?,
        objectives: typed.lines("objective"),
        resources: typed.lines("resource"),
        paid: typed.said("paid").map(|paid| paid == "yes"),
        note: paragraphs([typed.get("note")]),
        private: if is_own { typed.get("private").to_string() } else { String::new() },
        actions: typed.lines("action"),
        follow_ups: typed.lines("follow-up"),
        every: typed.said("every").map(str::to_string),
        done,
        missed,
        feedback: typed.said("score").map(|score| format!("{score}: {}", typed.get("feedback"))),
        answers: answers(journal, typed, template.as_deref(), is_own)?,
        template,
    };
    let has_private_note = journal.settings.notes_are_private() && typed.said("note").is_some();
    if !is_own && (has_private_note || typed.said("private").is_some()) {
        return Err(super::not_here());
    }
    input.check(journal, world)?;
    Ok(input)
}

/// A topic as a handle, such as `discovery-calls` for `discovery calls`.
fn topic(typed: &str) -> Result<String> {
    let near = Handle::near(typed).ok_or_else(|| Error::usage("a topic needs letters or digits"));
    near.map(|topic| topic.to_string()).map_err(|error| error.in_field("topic"))
}

/// The people in the form. New ones need a box that says so.
fn people(journal: &Journal, world: &Environment, typed: &Form) -> Result<PeopleLine> {
    let calendar = parse::calendar(world, journal);
    let who =
        PeopleLine::read(journal, &calendar, typed.get("who")).map_err(|error| error.in_field("who"))?;
    if who.people.is_empty() {
        return Err(Error::usage("name at least one person").in_field("who"));
    }
    let agreed = typed.lines("new");
    let new: Vec<&str> = who.unknown(journal).map(Handle::as_str).collect();
    match new.iter().find(|handle| !agreed.iter().any(|agreed| agreed == **handle)) {
        None => Ok(who),
        Some(_) => Err(Error::usage(format!("the journal does not know {} yet", new.join(", ")))
            .because(Cause::Ambiguous)
            .hint("tick the box below the name to add a new person, or correct the name")
            .in_field("who")),
    }
}

/// The people of the form whom the journal does not know yet.
pub(crate) fn new_people(
    journal: &Journal,
    world: &Environment,
    typed: &Form,
) -> Vec<(Handle, Option<String>)> {
    let calendar = parse::calendar(world, journal);
    let Ok(who) = PeopleLine::read(journal, &calendar, typed.get("who")) else { return Vec::new() };
    let name = |handle: &Handle| who.names.iter().find(|(of, _)| of == handle).map(|(_, name)| name.clone());
    who.unknown(journal).map(|handle| (handle.clone(), name(handle))).collect()
}

/// Done items as `ID` or `ID: RESULT`, and the ids of missed items with their obstacles.
type Closed = (Vec<String>, Vec<(String, String)>);

/// The open items that the form closes: the done ones with their results, and the missed ones with their obstacles. A
/// value is `ID done`, `ID time` or `ID open`. Fails if an item has words and stays open.
fn closed(typed: &Form) -> Result<Closed> {
    let (mut done, mut missed) = (Vec::new(), Vec::new());
    for (id, word) in typed.values("open").filter_map(|value| value.split_once(' ')) {
        let words = typed.get(&format!("said-{id}"));
        match word {
            "open" if words.is_empty() => {}
            "open" => {
                return Err(Error::usage(format!(
                    "`{words}` belongs to an item that stays open: choose done or missed, or delete the text"
                ))
                .in_field("open"));
            }
            "done" => done.push(close::with_words(id, words)),
            obstacle => missed.push((id.to_string(), close::with_words(obstacle, words))),
        }
    }
    Ok((done, missed))
}

/// The answers to the fields of the template. Private fields are for the coach's own machine.
fn answers(
    journal: &Journal,
    typed: &Form,
    template: Option<&str>,
    is_own: bool,
) -> Result<Vec<(String, String)>> {
    let Some(template) = template else { return Ok(Vec::new()) };
    let fields = &journal.form(template)?.fields;
    let wanted = fields.iter().filter(|field| is_own || !field.private);
    let answer = |key: &str| typed.said(&format!("field-{key}")).map(str::to_string);
    Ok(wanted.filter_map(|field| Some((field.key.clone(), answer(&field.key)?))).collect())
}
