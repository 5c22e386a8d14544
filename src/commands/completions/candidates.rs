//! The completion candidates for each argument. The name of its value, which the help also shows, determines
//! the candidates; some commands narrow a name further.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::Arg;

use crate::export::{self, What};
use crate::import;
use crate::import::format::Format;
use crate::journal::query::journal::{Item, Journal};
use crate::journal::query::report_filter::GroupBy;
use crate::journal::records::action::State;
use crate::journal::records::follow_up::Obstacle;
use crate::journal::records::person::Relationship;
use crate::journal::records::request::{Decision, Request};
use crate::journal::records::resource::ResourceKind;
use crate::journal::records::session::Kind;
use crate::journal::records::story::Consent;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::report::Report;
use crate::store::config::Key;
use crate::store::load::conflicts as places;
use crate::views::listing::conflicts;
use crate::views::recent_people::whom;

/// A value and its description.
pub(super) type Offer = (String, String);

/// The number of recent sessions to offer: a list of a thousand is useless.
const SESSIONS: usize = 20;

pub(super) struct Offers<'a> {
    pub journal: &'a Journal,
    pub root: Option<PathBuf>,
    pub today: Day,
    /// The devices that are signed in to `coach serve`.
    pub devices: Vec<Offer>,
    /// The words typed so far.
    pub words: &'a [OsString],
}

impl Offers<'_> {
    pub(super) fn is_on_the_line(&self, word: &str) -> bool {
        self.words.iter().any(|typed| typed == word)
    }

    /// The candidates for an argument. `None` if coach does not know the kind of its value.
    pub(super) fn taken_by(&self, path: &[String], arg: &Arg) -> Option<Vec<Offer>> {
        let named = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
        let name = named.unwrap_or_else(|| arg.get_id().to_string().to_uppercase());
        let path = path.join(" ");
        let known = |part: &str| self.narrower(&path, part).or_else(|| self.named(part));
        let parts: Vec<_> = name.split('|').filter_map(known).collect();
        (!parts.is_empty()).then(|| parts.concat())
    }

    /// The meaning of a value name in one command only.
    fn narrower(&self, path: &str, name: &str) -> Option<Vec<Offer>> {
        Some(match (path, name) {
            // These arguments take a new handle.
            ("person add", "PERSON")
            | ("objective add" | "policy add" | "resource add" | "person rename", "HANDLE") => Vec::new(),
            ("reopen", "ID") => self.closed(),
            ("benefit" | "benefit confirm", "ID") => self.applied(),
            ("story", "ID") => [self.applied(), self.stories()].concat(),
            ("resolve", "ID") => self.conflicts(),
            ("request acknowledge", "ID") => {
                self.requests_with(|one| one.answer.as_ref().is_some_and(|it| it.acknowledged.is_none()))
            }
            ("request why" | "request answer", "ID") => self.requests(),
            ("show" | "edit" | "history", "ID") => {
                [self.open(), self.sessions(), self.requests(), self.stories()].concat()
            }
            ("show" | "edit" | "history", "HANDLE") => {
                [self.people(), self.objectives(true), self.policies(), self.resources()].concat()
            }
            ("feedback add", "SCORE") => scores(),
            ("private note" | "feedback add" | "feedback form", "ID") => self.sessions(),
            ("resource give", "ID") => [self.sessions(), self.open()].concat(),
            ("delete", "ID") => {
                [self.sessions(), self.open(), self.closed(), self.requests(), self.stories()].concat()
            }
            ("objective set", "OBJECTIVE") => self.objectives(true),
            ("log" | "edit" | "due" | "review" | "list" | "report" | "export" | "plan", "KIND") => {
                words(Kind::ALL)
            }
            ("resource add", "KIND") => words(ResourceKind::ALL),
            ("person add" | "person set", "KIND") => words(Relationship::ALL),
            ("report", "NAME") => {
                Report::ALL.iter().map(|one| (one.to_string(), one.about().to_string())).collect()
            }
            ("report", "WHO") => self.people(),
            ("report", "WHAT") => {
                let report = Report::ALL.iter().find(|report| self.is_on_the_line(report.as_str()));
                words(report.map_or(GroupBy::ALL, |report| report.groups()))
            }
            ("export", "FORMAT") => {
                export::Format::ALL.iter().map(|one| (one.to_string(), one.about().to_string())).collect()
            }
            ("export", "WHAT") => words(What::ALL),
            ("import", "WHAT") => words(import::What::ALL),
            ("import", "FORMAT") => words(Format::ALL),
            ("template new", "NAME") => [self.templates(false), self.templates(true)].concat(),
            ("jot", "LINE") => self.whom_the_line_begins_with(),
            _ => return None,
        })
    }

    fn named(&self, name: &str) -> Option<Vec<Offer>> {
        Some(match name {
            "PERSON" | "HANDLE" => self.people(),
            "ID" | "ID[: RESULT]" => self.open(),
            "OBJECTIVE" => self.objectives(false),
            "POLICY" => self.policies(),
            "RESOURCE" => self.resources(),
            "OBSTACLE" => words(Obstacle::ALL),
            "TOPIC" => bare(self.journal.topics().into_iter()),
            "TEAM" => bare(self.journal.people.values().filter_map(|filed| filed.record.team.as_ref())),
            "TEMPLATE" => self.templates(false),
            "PROGRAMME" => self.templates(true),
            "FIELD=TEXT" => self.fields(),
            "KIND[: TEXT]" => words(Obstacle::ALL),
            "ANSWER" => words(Decision::ALL),
            "CONSENT" => words(Consent::ALL),
            "KEY" => words(Key::ALL),
            "DEVICE" => self.devices.clone(),
            _ => return None,
        })
    }

    fn people(&self) -> Vec<Offer> {
        let about = |handle: &Handle, line: &str| line[handle.as_str().len()..].trim().to_string();
        let people = whom(self.journal, self.today).into_iter();
        people.map(|(handle, line)| (handle.to_string(), about(&handle, &line))).collect()
    }

    /// The people for the first word of `coach jot`; coach cannot complete the rest of the line.
    fn whom_the_line_begins_with(&self) -> Vec<Offer> {
        let is_first = self.words.iter().rev().nth(1).is_some_and(|word| word == "jot");
        if is_first { self.people() } else { Vec::new() }
    }

    /// The matching items, latest first, each with its owner and text.
    fn items(&self, is_meant: impl Fn(&Item<'_>) -> bool) -> Vec<Offer> {
        let prefixes = self.journal.prefixes();
        let short = |id: &Id| id.as_str()[..prefixes.shortest(id).max(4)].to_string();
        let items: Vec<Item<'_>> = self.journal.items().filter(is_meant).collect();
        let about = |item: &Item<'_>| match *item {
            Item::Session(session) => format!("{} with {}", session.record.date, session.record.all_whom()),
            Item::Action(_, action) => format!("{} do: {}", action.owner, action.what),
            Item::FollowUp(session, ask) => format!("{} ask: {}", session.record.asked(ask), ask.ask),
        };
        items.iter().rev().map(|item| (short(item.id()), about(item))).collect()
    }

    fn open(&self) -> Vec<Offer> {
        self.items(|item| match item {
            Item::Session(_) => false,
            Item::Action(_, action) => action.is_open(),
            Item::FollowUp(_, ask) => ask.is_open(),
        })
    }

    fn closed(&self) -> Vec<Offer> {
        self.items(|item| match item {
            Item::Session(_) => false,
            Item::Action(_, action) => !action.is_open(),
            Item::FollowUp(_, ask) => !ask.is_open(),
        })
    }

    /// Done actions, which can have a benefit or a story.
    fn applied(&self) -> Vec<Offer> {
        self.items(|item| matches!(item, Item::Action(_, action) if matches!(action.state(), State::Done(_))))
    }

    fn sessions(&self) -> Vec<Offer> {
        let mut all = self.items(|item| matches!(item, Item::Session(_)));
        all.truncate(SESSIONS);
        all
    }

    fn stories(&self) -> Vec<Offer> {
        let stories = self.journal.stories.values().map(|filed| &filed.record);
        stories
            .map(|story| (story.id.to_string(), format!("{} story of {}", story.person, story.action)))
            .collect()
    }

    /// The open and the parked requests.
    fn requests(&self) -> Vec<Offer> {
        self.requests_with(|one| one.is_open() || one.decision() == Some(Decision::Park))
    }

    fn requests_with(&self, is_meant: impl Fn(&Request) -> bool) -> Vec<Offer> {
        let requests = self.journal.requests.values().map(|filed| &filed.record);
        let requests = requests.filter(|one| is_meant(one));
        requests.map(|one| (one.id.to_string(), one.what.clone())).collect()
    }

    fn conflicts(&self) -> Vec<Offer> {
        let rows = |root| conflicts::rows(&places::all(root, self.journal));
        let rows = self.root.as_deref().map(rows).unwrap_or_default();
        rows.iter().map(|row| (row.name.clone(), row.field_shown().to_string())).collect()
    }

    fn objectives(&self, with_closed: bool) -> Vec<Offer> {
        let all = self.journal.objectives.values().map(|filed| &filed.record);
        let all = all.filter(|objective| with_closed || objective.closed.is_none());
        all.map(|one| (one.handle.to_string(), one.title.clone().unwrap_or_default())).collect()
    }

    fn policies(&self) -> Vec<Offer> {
        let all = self.journal.policies.values().map(|filed| &filed.record);
        all.map(|one| (one.handle.to_string(), one.title.clone())).collect()
    }

    fn resources(&self) -> Vec<Offer> {
        let all = self.journal.resources.values().map(|filed| &filed.record);
        let all = all.filter(|one| one.is_offered(self.today));
        all.map(|one| (one.handle.to_string(), one.title.clone())).collect()
    }

    fn templates(&self, programmes: bool) -> Vec<Offer> {
        let all = self.journal.templates.values().map(|filed| &filed.record);
        let all = all.filter(|template| template.is_programme() == programmes);
        all.map(|one| (one.handle.to_string(), one.title.clone().unwrap_or_default())).collect()
    }

    /// The fields of the form that the line names.
    fn fields(&self) -> Vec<Offer> {
        let said: Vec<_> = self.words.iter().map(|word| word.to_string_lossy()).collect();
        let behind = said.windows(2).find(|pair| pair[0] == "--template").map(|pair| pair[1].to_string());
        let joined = || said.iter().find_map(|word| word.strip_prefix("--template=").map(str::to_string));
        let meant = behind.or_else(joined).unwrap_or_default();
        let form = self.journal.templates.values().find(|filed| filed.record.handle.as_str() == meant);
        let fields = form.map(|filed| filed.record.fields.as_slice()).unwrap_or_default();
        fields.iter().map(|field| (format!("{}=", field.key), field.prompt.clone())).collect()
    }
}

/// The scores of feedback, from the lowest.
fn scores() -> Vec<Offer> {
    let meanings = ["no use", "", "", "", "changed something"].into_iter().enumerate();
    meanings.map(|(n, meaning)| ((n + 1).to_string(), meaning.to_string())).collect()
}

fn words<T: ToString>(all: &[T]) -> Vec<Offer> {
    all.iter().map(|word| (word.to_string(), String::new())).collect()
}

fn bare<'a>(handles: impl Iterator<Item = &'a Handle>) -> Vec<Offer> {
    let handles: BTreeSet<&Handle> = handles.collect();
    handles.iter().map(|handle| (handle.to_string(), String::new())).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::commands::Cli;

    /// Values that only the user knows. All other values have candidates from clap (paths, fixed words) or
    /// from coach.
    const FREE: [&str; 19] = [
        "ADDRESS",
        "DATE",
        "LENGTH",
        "NAME",
        "NEW-ID",
        "NUMBER",
        "PATTERN",
        "PERCENT",
        "PORT",
        "SCORE[: TEXT]",
        "SPAN",
        "TABLE",
        "TEXT",
        "THEIRS=OURS",
        "TIME",
        "TITLE",
        "UNIT",
        "URL",
        "VALUE",
    ];

    fn left_out(command: &clap::Command, path: &[String], offers: &Offers<'_>, found: &mut Vec<String>) {
        for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            let is_clap_s = !arg.get_possible_values().is_empty()
                || arg.get_value_hint() != clap::ValueHint::Unknown
                || arg.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
            let name = arg.get_value_names().map_or(String::new(), |names| names[0].to_string());
            if !is_clap_s && offers.taken_by(path, arg).is_none() && !FREE.contains(&name.as_str()) {
                found.push(format!("coach {}: {name}", path.join(" ")));
            }
        }
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let path: Vec<String> = path.iter().cloned().chain([sub.get_name().to_string()]).collect();
            left_out(sub, &path, offers, found);
        }
    }

    #[test]
    fn every_value_is_offered_or_free() {
        let journal = Journal::default();
        let today = "2026-11-21".parse().unwrap();
        let offers = Offers { journal: &journal, root: None, today, words: &[], devices: Vec::new() };
        let mut command = Cli::command();
        command.build();
        let mut found = Vec::new();
        left_out(&command, &[], &offers, &mut found);
        assert!(found.is_empty(), "{found:#?}");
    }
}
