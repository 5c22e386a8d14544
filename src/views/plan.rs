//! The action plan for a person: what was agreed, by when and for which objective, and when the coach asks
//! next. Built from shared records only. Contains no note, no result, no obstacle, and nothing about other
//! people.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{listing, wording};
use crate::escape::{markdown, visible};
use crate::journal::query::journal::Journal;
use crate::journal::query::resource_matches;
use crate::journal::query::selection::{Selection, is_own, objectives};
use crate::journal::records::action::Action;
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::records::person::Person;
use crate::journal::records::resource::Resource;
use crate::journal::records::session::Session;
use crate::journal::replies::subject::ReplyKind;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::report::sheet::{Column, Figure, Sheet, Table, column};

const AGREED: [Column; 4] = [
    column("what", "what", ""),
    column("by", "by", ""),
    column("for", "what for", ""),
    column("agreed", "agreed", ""),
];
const NEXT: [Column; 3] =
    [column("on", "due", ""), column("ask", "question", ""), column("agreed", "agreed", "")];
const GIVEN: [Column; 4] = [
    column("title", "title", ""),
    column("kind", "kind", ""),
    column("link", "link", ""),
    column("given", "given", ""),
];
const SUGGESTED: [Column; 3] =
    [column("title", "title", ""), column("kind", "kind", ""), column("link", "link", "")];
/// The coach who agreed the action, or who will ask.
const WITH: Column = column("with", "with", "");

/// Links with which the person answers by mail. Their column has a title for screen readers only.
const REPLY: Column = column("reply", "", "");

/// An action in the plan.
struct PlanPoint {
    id: Id,
    coach: Handle,
    what: String,
    by: Option<Day>,
    /// The day of the agreement.
    agreed: Day,
    /// The coach of the session that agreed the action.
    with: String,
    /// The titles of the objectives that the action serves.
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct PlanOwner<'a> {
    person: &'a Handle,
    name: &'a str,
    #[serde(flatten)]
    sheet: Sheet,
}

pub(crate) struct Plan {
    today: Day,
    person: Handle,
    /// The name that the mail greets the person with.
    pub name: String,
    /// The names of the coaches of the actions and questions in the plan; if there are none, the name of
    /// the coach who runs the command.
    coaches: Vec<String>,
    /// The person's actions, by due day.
    theirs: Vec<PlanPoint>,
    coachs: Vec<PlanPoint>,
    asks: Vec<PlannedQuestion>,
    /// The resources that the person got, the latest first, each with the day.
    given: Vec<(PlannedResource, Day)>,
    /// The resources that may help the person.
    suggested: Vec<PlannedResource>,
    /// A line of the coach's own.
    message: String,
    /// The links with which the person answers about each action and question, with their labels.
    replies: BTreeMap<Id, Vec<(String, String)>>,
}

/// A resource, without the reason for it: that would be an obstacle.
struct PlannedResource {
    title: String,
    about: String,
    link: Option<String>,
}

/// A question that a coach will ask.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct PlannedQuestion {
    on: Day,
    id: Id,
    coach: Handle,
    ask: String,
    /// The day of the agreement.
    agreed: Day,
    with: String,
}

impl Plan {
    /// The plan of a person, with the selected actions and follow-ups only.
    pub(crate) fn of(selection: &Selection<'_>, person: &Person, coach: &Handle) -> Plan {
        let Selection { journal, options } = selection;
        let today = options.today;
        let sessions = || journal.sessions.iter().map(|filed| &filed.record);
        // coach asks nothing of a person who left.
        let takes_team = match person.members.as_slice() {
            [] => selection.takes_team(&person.handle),
            members => members.iter().any(|member| selection.takes_team(member)),
        };
        let is_here = takes_team && !journal.is_gone(&person.handle, today);
        let is_theirs = |session: &Session, owner: &Handle| is_here && is_own(session, owner, &person.handle);
        let open = |wanted: &dyn Fn(&Session, &Action) -> bool| {
            let all = sessions().flat_map(|session| session.actions.iter().map(move |one| (session, one)));
            let mut points: Vec<PlanPoint> = all
                .filter(|(session, action)| {
                    journal.is_owed(session, action, today)
                        && wanted(session, action)
                        && selection.is_about_action_in_period(session, action)
                })
                .map(|(session, action)| point(journal, session, action))
                .collect();
            points.sort_by_key(|point| (point.by.is_none(), point.by));
            points
        };
        // Leave out promises to another person, or to a group of several: they may be about other people.
        let promised = |session: &Session, action: &Action| {
            action.owner == session.coach && session.concerns(&person.handle) && session.with.len() == 1
        };
        let asks = sessions().flat_map(|session| session.follow_ups.iter().map(move |ask| (session, ask)));
        let mut asks: Vec<_> = asks
            .filter(|(session, ask)| {
                ask.is_open()
                    && is_theirs(session, session.asked(ask))
                    && selection.is_about_follow_up_in_period(session, ask)
            })
            .map(|(session, ask)| PlannedQuestion {
                on: ask.due,
                id: ask.id.clone(),
                coach: session.coach.clone(),
                ask: ask.ask.clone(),
                agreed: ask.agreed_on(session),
                with: called(journal, &session.coach),
            })
            .collect();
        asks.sort();
        let theirs = open(&|session, action| is_theirs(session, &action.owner));
        let coachs = open(&|session, action| !is_theirs(session, &action.owner) && promised(session, action));
        let (given, suggested) =
            if is_here { resources(selection, &person.handle) } else { Default::default() };
        let points = theirs.iter().chain(&coachs).map(|point| &point.with);
        let coaches: BTreeSet<&String> = points.chain(asks.iter().map(|ask| &ask.with)).collect();
        let coaches = if coaches.is_empty() {
            vec![called(journal, coach)]
        } else {
            coaches.into_iter().cloned().collect()
        };
        Plan {
            today,
            person: person.handle.clone(),
            name: called(journal, &person.handle),
            coaches,
            theirs,
            coachs,
            asks,
            given,
            suggested,
            message: String::new(),
            replies: BTreeMap::new(),
        }
    }

    /// The plan with a line of the coach's own.
    pub(crate) fn saying(self, message: &str) -> Plan {
        Plan { message: message.split_whitespace().collect::<Vec<_>>().join(" "), ..self }
    }

    /// The plan with links to answer it by mail. `link` returns the link that reaches this coach, if one does.
    pub(crate) fn with_replies(
        mut self,
        link: impl Fn(&Handle, ReplyKind, &str, &Id) -> Option<String>,
    ) -> Plan {
        let actions = self.theirs.iter().map(|point| (&point.id, &point.coach, &point.what));
        let asks = self.asks.iter().map(|ask| (&ask.id, &ask.coach, &ask.ask));
        let links = actions.chain(asks).map(|(id, coach, about)| {
            let kinds = [ReplyKind::Done, ReplyKind::Stuck].into_iter();
            let links = kinds.filter_map(|kind| Some((kind.to_string(), link(coach, kind, about, id)?)));
            (id.clone(), links.collect::<Vec<_>>())
        });
        self.replies = links.filter(|(_, links)| !links.is_empty()).collect();
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.theirs.is_empty() && self.coachs.is_empty() && self.asks.is_empty()
    }

    /// Whether the plan holds this action or follow-up.
    pub(crate) fn holds(&self, id: &Id) -> bool {
        self.theirs.iter().any(|point| point.id == *id) || self.asks.iter().any(|ask| ask.id == *id)
    }

    /// The subject of the mail, in one line.
    pub(crate) fn title(&self) -> String {
        format!("What we agreed: {}", visible(&self.name))
    }

    /// The plan for the screen and for HTML. If several coaches agreed something, each row names its coach.
    pub(crate) fn sheet(&self) -> Sheet {
        self.sheet_with(self.coaches.len() > 1)
    }

    fn sheet_with(&self, names_each: bool) -> Sheet {
        let beside = |mut row: Vec<Figure>, with: &str| {
            row.extend(names_each.then(|| Figure::text(with)));
            row
        };
        let columns = |of: &[Column]| [of, if names_each { &[WITH] } else { &[] }].concat();
        let answerable = |mut row: Vec<Figure>, id: &Id| {
            let links = || self.replies.get(id).cloned().map_or(Figure::Nothing, Figure::Links);
            row.extend((!self.replies.is_empty()).then(links));
            row
        };
        let answered =
            |of: &[Column]| [&columns(of)[..], if self.replies.is_empty() { &[] } else { &[REPLY] }].concat();
        let row = |point: &PlanPoint| {
            let row = vec![
                Figure::text(&point.what),
                Figure::optional(point.by, |day| Figure::Day(day.date())),
                Figure::Text(point.reasons.join(", ")),
                Figure::Day(point.agreed.date()),
            ];
            beside(row, &point.with)
        };
        let ask = |ask: &PlannedQuestion| {
            beside(
                vec![Figure::Day(ask.on.date()), Figure::text(&ask.ask), Figure::Day(ask.agreed.date())],
                &ask.with,
            )
        };
        let agreed = Table::new("agreed", "", &answered(&AGREED));
        let theirs = self.theirs.iter().map(|point| answerable(row(point), &point.id));
        let mut tables = vec![agreed.rows(theirs).or("no open actions").note(&self.message)];
        if !self.coachs.is_empty() {
            let title = format!("Promised by {}", in_words(&self.promising()));
            tables.push(Table::new("promised", title, &columns(&AGREED)).rows(self.coachs.iter().map(row)));
        }
        if !self.asks.is_empty() {
            let asks = self.asks.iter().map(|one| answerable(ask(one), &one.id));
            tables.push(Table::new("next", "Open questions", &answered(&NEXT)).rows(asks));
        }
        let about = |one: &PlannedResource| {
            let link = Figure::optional(one.link.clone(), Figure::Link);
            vec![Figure::text(&one.title), Figure::text(&one.about), link]
        };
        if !self.given.is_empty() {
            let row =
                |(one, on): &(PlannedResource, Day)| [about(one), vec![Figure::Day(on.date())]].concat();
            tables.push(Table::new("given", GIVEN_TITLE, &GIVEN).rows(self.given.iter().map(row)));
        }
        if !self.suggested.is_empty() {
            let rows = self.suggested.iter().map(about);
            tables.push(Table::new("suggested", SUGGESTED_TITLE, &SUGGESTED).rows(rows));
        }
        Sheet {
            name: "plan",
            title: self.title(),
            about: format!("with {}, as of {}", in_words(&self.coaches), self.today),
            since: None,
            until: self.today.date(),
            as_of: self.today.date(),
            tables,
            left_out: Vec::new(),
        }
    }

    /// The names of the coaches who promised something.
    fn promising(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.coachs.iter().map(|point| &point.with).collect();
        all.into_iter().cloned().collect()
    }

    /// The plan for `--json`: the person, and the sheet.
    pub(crate) fn value(&self) -> impl Serialize + '_ {
        PlanOwner { person: &self.person, name: &self.name, sheet: self.sheet_with(true) }
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = format!(
            "# {}\n\nWith {}, as of {}\n",
            markdown(&self.title()),
            markdown(&in_words(&self.coaches)),
            self.today
        );
        if !self.message.is_empty() {
            text.push_str(&format!("\n{}\n", markdown(&self.message)));
        }
        let links = |links: &[(String, String)]| {
            let links: Vec<String> = links.iter().map(|(label, to)| format!("[{label}]({to})")).collect();
            format!("  {}\n", links.join(" · "))
        };
        self.write(&mut text, "\n## ", "- [ ] ", markdown, links);
        self.write_resources(&mut text, "\n## ", markdown, |link| format!("<{link}>"));
        text
    }

    /// The plan as plain text for a mail, without markup.
    pub(crate) fn plain(&self) -> String {
        let coaches = in_words(&self.coaches);
        let mut text = format!("{}\nwith {}, as of {}\n", self.title(), visible(&coaches), self.today);
        if !self.message.is_empty() {
            text.push_str(&format!("\n{}\n", visible(&self.message)));
        }
        let links = |links: &[(String, String)]| {
            links.iter().map(|(label, to)| format!("  {label}: {to}\n")).collect::<String>()
        };
        self.write(&mut text, "\n", "- ", |said| visible(said).into_owned(), links);
        self.write_resources(&mut text, "\n", |said| visible(said).into_owned(), str::to_string);
        text
    }

    fn write(
        &self,
        text: &mut String,
        heading: &str,
        bullet: &str,
        said: impl Fn(&str) -> String,
        links: impl Fn(&[(String, String)]) -> String,
    ) {
        let reply = |id: &Id| self.replies.get(id).map(|all| links(all)).unwrap_or_default();
        let one_line = |words: &str| said(&words.split_whitespace().collect::<Vec<_>>().join(" "));
        let several = self.coaches.len() > 1;
        let line = |point: &PlanPoint, with: bool| {
            let by = point.by.map(|day| format!(", by {}", wording::day(day))).unwrap_or_default();
            let with = if with { format!(" with {}", said(&point.with)) } else { String::new() };
            let agreed = format!(", agreed{with} on {}", point.agreed);
            let reasons: Vec<String> = point.reasons.iter().map(|title| one_line(title)).collect();
            let reasons =
                if reasons.is_empty() { String::new() } else { format!(" (for {})", reasons.join(", ")) };
            format!("{bullet}{}{by}{agreed}{reasons}\n", one_line(&point.what))
        };
        text.push('\n');
        if self.theirs.is_empty() {
            text.push_str("No open actions.\n")
        } else {
            for point in &self.theirs {
                text.push_str(&line(point, several));
                text.push_str(&reply(&point.id));
            }
        }
        for coach in self.promising() {
            text.push_str(&format!("{heading}Promised by {}\n\n", said(&coach)));
            let promised = self.coachs.iter().filter(|point| point.with == coach);
            promised.for_each(|point| text.push_str(&line(point, false)));
        }
        if !self.asks.is_empty() {
            text.push_str(&format!("{heading}Next\n\n"));
            for ask in &self.asks {
                let with = if several { format!(" with {}", said(&ask.with)) } else { String::new() };
                let agreed = format!(" (agreed{with} on {})", ask.agreed);
                text.push_str(&format!("- {}: {}{agreed}\n", wording::day(ask.on), one_line(&ask.ask)));
                text.push_str(&reply(&ask.id));
            }
        }
    }
}

impl Plan {
    fn write_resources(
        &self,
        text: &mut String,
        heading: &str,
        said: impl Fn(&str) -> String,
        link: impl Fn(&str) -> String,
    ) {
        let line = |one: &PlannedResource, given: String| {
            let title = said(&one.title.split_whitespace().collect::<Vec<_>>().join(" "));
            let link = one.link.as_deref().map(|one| format!(": {}", link(one))).unwrap_or_default();
            format!("- {title} ({}{given}){link}\n", one.about)
        };
        if !self.given.is_empty() {
            text.push_str(&format!("{heading}{GIVEN_TITLE}\n\n"));
            self.given.iter().for_each(|(one, on)| text.push_str(&line(one, format!(", given on {on}"))));
        }
        if !self.suggested.is_empty() {
            text.push_str(&format!("{heading}{SUGGESTED_TITLE}\n\n"));
            self.suggested.iter().for_each(|one| text.push_str(&line(one, String::new())));
        }
    }
}

const GIVEN_TITLE: &str = "Resources for you";
const SUGGESTED_TITLE: &str = "Resources that may help";

/// The resources that the person got in the selected sessions, and those that may help.
fn resources(
    selection: &Selection<'_>,
    person: &Handle,
) -> (Vec<(PlannedResource, Day)>, Vec<PlannedResource>) {
    let Selection { journal, options } = selection;
    let planned = |resource: &Resource| PlannedResource {
        title: resource.title.clone(),
        about: listing::resources::about(resource.kind, resource.minutes),
        link: resource.link.as_ref().map(ToString::to_string),
    };
    let mut given: Vec<(&Handle, Day)> = Vec::new();
    let sessions: Vec<&Session> = selection.records().filter(|one| options.spans(one.date)).collect();
    for session in sessions.into_iter().rev().filter(|session| session.concerns(person)) {
        for handle in &session.resources {
            if !given.iter().any(|(known, _)| *known == handle) {
                given.push((handle, session.date));
            }
        }
    }
    let given = given.into_iter().filter_map(|(handle, on)| {
        let filed = journal.resources.get(handle)?;
        Some((planned(&filed.record), on))
    });
    let fitting = resource_matches::for_person(journal, person, options.today);
    (given.collect(), fitting.iter().map(|one| planned(&one.filed.record)).collect())
}

/// `Jenn and Marek`.
fn in_words(names: &[String]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        last => last.map(|(last, _)| last.clone()).unwrap_or_default(),
    }
}

fn point(journal: &Journal, session: &Session, action: &Action) -> PlanPoint {
    let served = objectives(session, action).iter().filter(|handle| handle.as_str() != NO_OBJECTIVE);
    let title = |handle: &Handle| {
        let objective = journal.objectives.get(handle).map(|filed| &filed.record);
        objective.and_then(|one| one.title.clone()).unwrap_or_else(|| handle.to_string())
    };
    PlanPoint {
        id: action.id.clone(),
        coach: session.coach.clone(),
        what: action.what.clone(),
        by: action.due,
        agreed: action.agreed_on(session),
        with: called(journal, &session.coach),
        reasons: served.map(title).collect(),
    }
}

/// The person's name, or the handle if the record has no name.
fn called(journal: &Journal, handle: &Handle) -> String {
    let name = journal.people.get(handle).and_then(|filed| filed.record.name.clone());
    name.unwrap_or_else(|| handle.to_string())
}
