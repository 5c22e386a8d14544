//! `coach person`: manages the people and groups of the journal.

mod export;
mod forget;
mod handles_in_records;
mod merge;
pub(crate) mod own_handle;
mod rename;

use super::list;
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::escape::says_nothing;
use crate::journal::dates::{Calendar, span_days};
use crate::journal::participants::names;
use crate::journal::participants::words_around_names::is_connecting;
use crate::journal::query::journal::Journal;
use crate::journal::records::person::{Person, Relationship};
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::ops::new_items::{self, known_or_new};
use crate::ops::parse;
use crate::store::files::record_paths;
use crate::store::write::edits::Edits;
use crate::views::page::{Page, Text, Tone};
use crate::views::person::facts;

/// Manage people and groups
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach person add ana --name \"Ana López\" --team sales --manager kim --cadence 2w
  coach person add team-leads --member ana --member ben
  coach person set ana --manager none
  coach person list
  coach person rename ana ana-lopez
  coach person merge anna ana
  coach person export ana -o ana.md
  coach person forget ana --dry-run")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// Add a person, or a group with --member
    Add(PersonFlags),
    /// Change fields of a person or group; `none` clears a field
    Set(PersonFlags),
    /// List people and groups
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Change the handle of a person in all records
    Rename(rename::Args),
    /// Merge two people into one
    Merge(merge::Args),
    /// Erase a person's data and keep only the statistics
    Forget(forget::Args),
    /// Export all data about a person
    Export(export::Args),
}

#[derive(clap::Args)]
pub(crate) struct PersonFlags {
    /// Handle: lower-case letters, digits and -
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// Full name
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Email address
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// Team
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// Manager of the person
    #[arg(long, value_name = "HANDLE")]
    pub manager: Option<String>,
    /// Longest time between sessions, such as 2w; with 0d, the person is never quiet
    #[arg(long, value_name = "SPAN")]
    pub cadence: Option<String>,
    /// Relationship of the coach to the person: internal, external, peer or line-manager (only for the
    /// coach who is their --manager, if that is set)
    #[arg(long, value_name = "KIND")]
    pub relationship: Option<String>,
    /// Date they agreed to be named in a coach's hours log
    #[arg(long, value_name = "DATE")]
    pub consent_date: Option<String>,
    /// Member of the group (can be repeated); `set` replaces all members
    #[arg(long = "member", value_name = "HANDLE")]
    pub members: Vec<String>,
    /// Date they left
    #[arg(long, value_name = "DATE")]
    pub left: Option<String>,
}

/// The value that removes a fact.
const NONE: &str = "none";

impl Args {
    /// Runs the command. Returns `false` if it found problems.
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<bool> {
        let done = match self.verb {
            Verb::Add(facts) => facts.add(context),
            Verb::Set(facts) => facts.set(context),
            Verb::List { json } => list::people(json).run(context),
            Verb::Rename(args) => args.run(context),
            Verb::Merge(args) => args.run(context),
            Verb::Forget(args) => return args.run(context),
            Verb::Export(args) => args.run(context),
        };
        done.map(|()| true)
    }
}

impl PersonFlags {
    fn add(&self, context: &mut Context<'_>) -> Result<()> {
        let handle = parse::handle("a person", &self.person)?;
        refuse_reserved(&handle)?;
        let (person, new) = context.change_or_begin(|edits, world| {
            if let Some(there) = edits.journal.people.get(&handle) {
                return Err(Error::cannot(format!("`{handle}` already exists: {}", there.path))
                    .hint(format!("to see what you can change: coach person set {handle} --help")));
            }
            let mut person = Person::new(handle.clone());
            self.apply(edits.journal, &parse::calendar(world, edits.journal), &mut person)?;
            edits.create(&record_paths::person(&handle), new_record::person(&person))?;
            let new = others(edits, &person)?;
            edits.message("person", &format!("add {handle}"));
            Ok((person, new))
        })?;
        say(context, "new person", &person, &new);
        Ok(())
    }

    fn set(&self, context: &mut Context<'_>) -> Result<()> {
        let (person, new) = context.change(|edits, world| {
            let filed = edits.journal.person(&self.person)?;
            if filed.record.forgotten.is_some() {
                return Err(Error::cannot(format!("`{}` was forgotten", filed.record.handle)));
            }
            let mut person = filed.record.clone();
            self.apply(edits.journal, &parse::calendar(world, edits.journal), &mut person)?;
            if person == filed.record {
                return Err(Error::usage(format!("nothing to change for `{}`", person.handle))
                    .hint("for example --team sales, --cadence 2w or --manager none"));
            }
            new_record::write_person(edits.text(&filed.path)?, &person);
            let new = others(edits, &person)?;
            edits.message("person", &format!("set {}", person.handle));
            Ok((person, new))
        })?;
        say(context, "person", &person, &new);
        Ok(())
    }

    /// Sets the fields from the flags; `none` removes a field.
    fn apply(&self, journal: &Journal, calendar: &Calendar, person: &mut Person) -> Result<()> {
        let text = |value: &String| {
            Ok(Some(value.trim()).filter(|v| !says_nothing(v) && *v != NONE).map(str::to_string))
        };
        let other =
            |value: &String| if value == NONE { Ok(None) } else { known_or_new(journal, value).map(Some) };
        let day = |flag: &'static str| move |value: &String| fact_day(calendar, flag, value);
        set(&mut person.name, &self.name, text)?;
        set(&mut person.email, &self.email, |value| text(value)?.map(|value| address(&value)).transpose())?;
        set(&mut person.team, &self.team, |value| {
            if value == NONE { Ok(None) } else { parse::handle("a team", value).map(Some) }
        })?;
        set(&mut person.manager, &self.manager, other)?;
        set(&mut person.cadence, &self.cadence, |value| {
            if value == NONE {
                Ok(None)
            } else {
                span_days(value).map(Some).map_err(|message| Error::usage(format!("--cadence: {message}")))
            }
        })?;
        set(&mut person.relationship, &self.relationship, |value| {
            if value == NONE {
                Ok(None)
            } else {
                value
                    .parse::<Relationship>()
                    .map(Some)
                    .map_err(|m| Error::usage(format!("--relationship: {m}")))
            }
        })?;
        set(&mut person.consent, &self.consent_date, day("consent-date"))?;
        set(&mut person.left, &self.left, day("left"))?;
        if !self.members.is_empty() {
            person.members.clear();
            for typed in self.members.iter().filter(|typed| *typed != NONE) {
                let member = known_or_new(journal, typed)?;
                if member == person.handle {
                    return Err(Error::usage(format!("`{member}` cannot be a member of itself")));
                }
                if !person.members.contains(&member) {
                    person.members.push(member);
                }
            }
        }
        refused(journal, person)
    }
}

fn set<T>(
    place: &mut Option<T>,
    said: &Option<String>,
    read: impl Fn(&String) -> Result<Option<T>>,
) -> Result<()> {
    if let Some(said) = said {
        *place = read(said)?;
    }
    Ok(())
}

fn fact_day(calendar: &Calendar, field: &'static str, value: &str) -> Result<Option<Day>> {
    if value == NONE { Ok(None) } else { parse::any_day(calendar, field, value).map(Some) }
}

/// Creates the manager and the members that the journal does not have.
fn others(edits: &mut Edits<'_>, person: &Person) -> Result<Vec<Handle>> {
    let others = person.manager.iter().chain(&person.members).filter(|handle| **handle != person.handle);
    new_items::people(edits, others)
}

fn say(context: &mut Context<'_>, what: &str, person: &Person, new: &[Handle]) {
    let mut page = Page::new();
    let name = person.name.as_deref().map(|name| format!("  {name}")).unwrap_or_default();
    page.line(Text::from(format!("{what} ")).with(Tone::Heading, person.handle.as_str()).plain(name));
    facts(&mut page, person);
    for handle in new {
        page.line(format!("new person `{handle}`"));
    }
    context.out.page(&page);
}

/// Refuses a handle that `coach log` reads as a day, a length or a word between people.
fn refuse_reserved(handle: &Handle) -> Result<()> {
    let kind = match handle.as_str() {
        word if crate::journal::values::time::minutes(word).is_some() => "a length",
        word if names::is_day(word) => "a date",
        word if is_connecting(word) => "a connecting word",
        _ => return Ok(()),
    };
    Err(Error::usage(format!("`{handle}` cannot be a handle, because coach reads it as {kind}"))
        .hint(format!("use another handle, such as {handle}-2, and set the name with --name")))
}

/// Checks a mail address. Refuses characters that could change the rest of a message.
fn address(value: &str) -> Result<String> {
    let fits = value
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains(|c: char| c.is_alphanumeric()));
    if fits && !value.contains(|c: char| c.is_whitespace() || crate::escape::is_hidden(c)) {
        Ok(value.to_string())
    } else {
        Err(Error::usage(format!("--email: `{value}` is not an email address")))
    }
}

/// Fails if the fields contradict each other in this journal.
fn refused(journal: &Journal, person: &Person) -> Result<()> {
    if person.manager.as_ref() == Some(&person.handle) {
        return Err(Error::usage(format!("`{}` cannot be their own manager", person.handle)));
    }
    let group = |handle: &&Handle| journal.people.get(*handle).is_some_and(|filed| filed.record.is_group());
    match person.members.iter().find(group) {
        Some(group) => Err(Error::usage(format!("`{group}` is a group: add its people one by one"))),
        None => Ok(()),
    }
}
