//! Corrects the people, date, length, topics and other facts of a session.

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::query::journal::{Filed, Item};
use crate::journal::records::action::Action;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::handle::Handle;
use crate::journal::values::time::{self, Clock};
use crate::ops::log::{handles, known_resources};
use crate::ops::{new_items, parse};
use crate::store::files::record_paths;
use crate::store::write::edits::Edits;

/// The values to change, as typed. `none` removes a length, a time, topics, objectives or resources.
#[derive(Clone, Default)]
pub(crate) struct Correction {
    pub with: Vec<String>,
    pub on: Option<String>,
    pub start: Option<String>,
    pub minutes: Option<String>,
    pub kind: Option<Kind>,
    pub topics: Vec<String>,
    pub objectives: Vec<String>,
    pub resources: Vec<String>,
}

/// A session after a correction.
pub(crate) struct Corrected {
    pub session: Filed<Session>,
    /// The people whom the correction added to the journal.
    pub new_people: Vec<Handle>,
    /// The actions whose owner is no longer in the session.
    pub left: Vec<Action>,
}

type PeopleAndGroup = (Vec<Handle>, Option<Handle>);

const NONE: &str = "none";

impl Correction {
    pub(crate) fn is_empty(&self) -> bool {
        let lists = [&self.with, &self.topics, &self.objectives, &self.resources];
        let values = [&self.on, &self.start, &self.minutes];
        lists.into_iter().all(Vec::is_empty) && values.into_iter().all(Option::is_none) && self.kind.is_none()
    }

    /// Changes the session of the item whose id begins with `typed`, and moves its file if its path has the old
    /// date or person. Adds unknown people. The new person gets the actions of the person whom they replace.
    pub(crate) fn apply(&self, edits: &mut Edits<'_>, world: &Environment, typed: &str) -> Result<Corrected> {
        let journal = edits.journal;
        let Item::Session(filed) = journal.item(typed)? else {
            return Err(Error::usage(format!(
                "`{typed}` is not a session: these options change only sessions"
            ))
            .hint("`coach edit ID` without options opens the record in your editor"));
        };
        let session = &filed.record;
        let calendar = parse::calendar(world, journal);
        let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
        let (people, new_people) = self.people(edits)?;
        let text = edits.text(&filed.path)?;
        let mut root = text.root();
        if let Some(on) = on {
            root.set_day("date", on);
        }
        match self.start.as_deref() {
            Some(NONE) => drop(root.remove("start")),
            Some(typed) => {
                let start: Clock =
                    typed.parse().map_err(|why: String| Error::usage(why).in_field("start"))?;
                root.set("start", start.to_toml());
            }
            None => {}
        }
        match self.minutes.as_deref() {
            Some(NONE) => drop(root.remove("minutes")),
            Some(typed) => drop(root.set("minutes", i64::from(length(typed)?))),
            None => {}
        }
        if let Some(kind) = self.kind {
            root.set("kind", kind.as_str());
        }
        if let Some((with, group)) = &people {
            root.set_list("with", with).set_text("group", group.as_ref().map_or("", Handle::as_str));
            if let Some((old, new)) = replaced(session, with, group.as_ref()) {
                for action in session.actions.iter().filter(|action| action.owner == *old) {
                    if let Some(mut keys) = text.item("action", &action.id) {
                        keys.set("owner", new.as_str());
                    }
                }
            }
        }
        let mut root = text.root();
        if !self.topics.is_empty() {
            root.set_list("topics", &unless_none(&self.topics, |typed| handles("a topic", typed))?);
        }
        if !self.objectives.is_empty() {
            let known = |typed: &String| Ok(journal.objective(typed)?.record.handle.to_string());
            let known = |typed: &[String]| {
                handles("an objective", &typed.iter().map(known).collect::<Result<Vec<String>>>()?)
            };
            root.set_list("objectives", &unless_none(&self.objectives, known)?);
        }
        if !self.resources.is_empty() {
            let known = |typed: &[String]| known_resources(journal, typed);
            root.set_list("resources", &unless_none(&self.resources, known)?);
        }
        let new = edits.session(&filed.path)?;
        refuse_later_items(&new.record)?;
        let mut path = filed.path.clone();
        if path == record_paths::session(session) {
            path = record_paths::session(&new.record);
            edits.move_to(&filed.path, &path)?;
        }
        edits.message("edit", &format!("edit {} ({})", session.id, new.record.whom()));
        let session = edits.session(&path)?;
        let now = &session.record;
        let is_left =
            |action: &&Action| people.is_some() && !now.concerns(&action.owner) && action.owner != now.coach;
        let left = now.actions.iter().filter(is_left).cloned().collect();
        Ok(Corrected { session, new_people, left })
    }

    /// The people, and the group if they are one. Creates the unknown ones, and returns them too.
    fn people(&self, edits: &mut Edits<'_>) -> Result<(Option<PeopleAndGroup>, Vec<Handle>)> {
        if self.with.is_empty() {
            return Ok((None, Vec::new()));
        }
        let journal = edits.journal;
        let mut people: Vec<Handle> = Vec::new();
        let typed = self.with.iter().flat_map(|typed| typed.split(','));
        for typed in typed.map(str::trim).filter(|typed| !typed.is_empty()) {
            let handle = new_items::known_or_new(journal, typed)?;
            if !people.contains(&handle) {
                people.push(handle);
            }
        }
        let new = new_items::people(edits, &people)?;
        Ok((Some(new_items::who(journal, &people)?), new))
    }
}

/// The person or group that a correction replaces, and the one in their place. `None` if it replaces several,
/// or only adds or removes people.
fn replaced<'s>(
    session: &'s Session,
    with: &'s [Handle],
    group: Option<&'s Handle>,
) -> Option<(&'s Handle, &'s Handle)> {
    if session.group.is_some() || group.is_some() {
        return session.group.as_ref().filter(|old| Some(*old) != group).zip(group.or(with.first()));
    }
    let gone: Vec<&Handle> = session.with.iter().filter(|one| !with.contains(one)).collect();
    let new: Vec<&Handle> = with.iter().filter(|one| !session.with.contains(one)).collect();
    match (gone.as_slice(), new.as_slice()) {
        ([old], [new]) => Some((old, new)),
        _ => None,
    }
}

pub(crate) fn length(typed: &str) -> Result<u32> {
    let minutes = typed.parse().ok().or_else(|| time::minutes(typed));
    minutes.filter(|minutes| *minutes > 0).ok_or_else(|| {
        Error::usage(format!("`{typed}` is not a length")).in_field("minutes").hint("try 30, 45m or 1h30")
    })
}

/// No handles for `none`, else those that `read` gives.
fn unless_none(typed: &[String], read: impl Fn(&[String]) -> Result<Vec<Handle>>) -> Result<Vec<Handle>> {
    if typed == [NONE] { Ok(Vec::new()) } else { read(typed) }
}

/// Fails if an item was closed before the new day of the session.
fn refuse_later_items(session: &Session) -> Result<()> {
    let actions = session.actions.iter().filter_map(|action| Some((&action.id, action.state().closed_on()?)));
    let asks = session.follow_ups.iter().filter_map(|ask| Some((&ask.id, ask.state().closed_on()?)));
    match actions.chain(asks).find(|(_, day)| day.is_certainly_before(session.date)) {
        None => Ok(()),
        Some((id, day)) => {
            Err(Error::usage(format!("{} is after {id} was closed ({day})", session.date)).in_field("on"))
        }
    }
}
