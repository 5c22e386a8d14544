//! The due items: open follow-ups, open actions with a due day, and people who have gone quiet.

mod notification;
mod policies;
mod requests;
mod undated;

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::Serialize;

use super::page::{Page, Text, Tone};
use super::wording;
use crate::journal::query::journal::{Filed, Journal, ShortIds};
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::query::selection::Selection;
use crate::journal::records::Problem;
use crate::journal::records::due_moves::Move;
use crate::journal::records::person::Person;
use crate::journal::records::session::Session;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::parallel;
pub(crate) use notification::notice;
pub(crate) use policies::PolicyReview;
pub(crate) use requests::{NewAnswer, WaitingRequest};
pub(crate) use undated::Undated;

/// Days that `coach due` looks ahead by default.
pub(crate) const USUAL_DAYS: u32 = 7;

/// Which items `coach due` lists: of whom, and how many days ahead.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub records: ReportFilter,
    /// Days ahead; `None` is no limit.
    pub within: Option<u32>,
    /// The user.
    pub me: Option<Handle>,
    /// The user, if the answer is only about what is theirs because nobody asked for more.
    pub own: Option<Handle>,
}

/// The items of other coaches, which the answer does not list.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct OthersDue {
    pub overdue: usize,
    /// Due today or in the days asked for.
    pub due: usize,
}

/// The answer, as `--json` gives it. The README documents its shape, which must not change.
#[derive(Debug, Serialize)]
pub(crate) struct Due {
    pub day: Day,
    /// By due day, then follow-ups before actions.
    pub items: Vec<DueItem>,
    pub quiet: Vec<Quiet>,
    /// Open actions without a due day; empty if `within` is set.
    pub undated: Vec<Undated>,
    /// Requests that wait for an answer, the oldest first.
    pub requests: Vec<WaitingRequest>,
    /// Answers to the user's own requests that they have not acknowledged, the oldest first.
    pub answers: Vec<NewAnswer>,
    /// Policies whose review is due, for their owner.
    pub policies: Vec<PolicyReview>,
    /// `null` unless the answer is about one coach because nobody asked for everyone.
    pub others: Option<OthersDue>,
    pub problems: Vec<Problem>,
    #[serde(skip)]
    within: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DueKind {
    FollowUp,
    Action,
}

#[derive(Debug, Serialize)]
pub(crate) struct DueItem {
    pub id: Id,
    pub kind: DueKind,
    /// The owner of an action, or the person whom a follow-up asks.
    pub person: Handle,
    pub coach: Handle,
    pub text: String,
    pub due: Day,
    /// Days since the due day: 0 is today, a negative number is a coming day.
    pub days_late: i64,
    /// The moves of the due day.
    pub moved: Vec<Move>,
    #[serde(skip)]
    day: Day,
    #[serde(skip)]
    contested: bool,
    /// Everyone concerned. For a group's action, and for a follow-up about no action, that is everyone in
    /// the session.
    #[serde(skip)]
    concerned: Vec<Handle>,
    /// The group of the session.
    #[serde(skip)]
    group: Option<Handle>,
    /// The session that holds the item.
    pub session: Id,
    /// The session's file.
    #[serde(skip)]
    path: String,
    /// The action that the follow-up asks about.
    pub action: Option<Id>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Quiet {
    pub person: Handle,
    /// The day of the last session.
    pub last: Day,
    /// Days since the last session.
    pub days: i64,
    /// The maximum number of days between two sessions.
    pub cadence: u32,
}

/// The open items that concern some people.
#[derive(Default)]
pub(crate) struct OpenItems {
    /// The first due first.
    pub due: Vec<DueItem>,
    /// The actions without a due date.
    pub undated: Vec<Id>,
}

/// The open items that concern these people.
pub(crate) fn with_people(journal: &Journal, people: &BTreeSet<&Handle>, today: Day) -> OpenItems {
    let everything = ReportFilter::everything(today);
    let selection = Selection::of(journal, &everything);
    let items = journal.sessions.iter().flat_map(|session| open_items(&selection, session, today));
    let is_here = |person: &&Handle| !journal.is_gone(person, today);
    let is_theirs = |person: &Handle| people.contains(person);
    let mut items: Vec<DueItem> =
        items.filter(|item| item.concerned.iter().filter(is_here).any(is_theirs)).collect();
    items.sort_by(DueItem::order);
    let undated = journal.actions().filter(|(filed, action)| {
        let concerned = concerned(&filed.record, &action.owner);
        action.is_open() && action.due.is_none() && concerned.iter().filter(is_here).any(is_theirs)
    });
    OpenItems { due: items, undated: undated.map(|(_, action)| action.id.clone()).collect() }
}

impl Due {
    pub(crate) fn of(journal: &Journal, scope: &Scope, today: Day) -> Due {
        let selection = Selection::of(journal, &scope.records);
        let (mut items, others): (Vec<DueItem>, Vec<DueItem>) = journal
            .sessions
            .iter()
            .flat_map(|session| open_items(&selection, session, today))
            .filter(|item| scope.within.is_none_or(|days| -item.days_late <= i64::from(days)))
            .filter(|item| {
                let group = item.group.as_ref();
                item.concerned.iter().any(|person| scope.takes(&selection, person, group, &item.coach, today))
            })
            .partition(|item| scope.is_own(&item.coach, &item.concerned));
        items.sort_by(DueItem::order);
        Due {
            day: today,
            items,
            quiet: quiet(journal, scope, today),
            undated: undated::of(journal, scope, today),
            requests: requests::of(journal, scope, today),
            answers: requests::answers(journal, scope, today),
            policies: policies::of(journal, scope, today),
            others: scope.own.is_some().then(|| OthersDue::count(&others, scope.within)),
            problems: journal.problems.clone(),
            within: scope.within,
        }
    }

    /// How many items are due today or earlier, or within this many days.
    pub(crate) fn count(&self, within: Option<u32>) -> usize {
        self.counted(within).count()
    }

    fn counted(&self, within: Option<u32>) -> impl Iterator<Item = &DueItem> {
        let near = i64::from(within.unwrap_or(0));
        self.items.iter().filter(move |item| -item.days_late <= near)
    }

    pub(crate) fn page(&self, prefixes: &ShortIds) -> Page {
        let mut page = Page::new();
        if let Some(summary) = self.summary() {
            page.line(summary);
        }
        let near = self.within.unwrap_or(USUAL_DAYS);
        let next = format!("Next {}", wording::count(near as usize, "day"));
        let near = -i64::from(near);
        let part = |wanted: &dyn Fn(i64) -> bool| -> Vec<&DueItem> {
            self.items.iter().filter(|item| wanted(item.days_late)).collect()
        };
        for (title, tone, items) in [
            ("Overdue", Tone::Overdue, part(&|late| late > 0)),
            ("Today", Tone::Today, part(&|late| late == 0)),
            (next.as_str(), Tone::Heading, part(&|late| (near..0).contains(&late))),
            ("Later", Tone::Heading, part(&|late| late < near)),
        ] {
            if !items.is_empty() {
                page.blank();
                page.line(Text::new().with(tone, title));
                page.table(2, &[], parallel::each(&items, |item| item.row(prefixes)));
            }
        }
        if !self.undated.is_empty() {
            page.blank();
            page.heading("No due date");
            page.table(2, &[], self.undated.iter().map(|action| action.row(prefixes)).collect());
        }
        if !self.quiet.is_empty() {
            page.blank();
            page.heading("Quiet");
            page.table(2, &[], self.quiet.iter().map(Quiet::row).collect());
        }
        if !self.requests.is_empty() {
            page.blank();
            page.heading("Requests");
            page.table(2, &[], self.requests.iter().map(|request| request.row(prefixes)).collect());
        }
        if !self.answers.is_empty() {
            page.blank();
            page.heading("Answers to your requests (coach request acknowledge ID)");
            page.table(2, &[], self.answers.iter().map(|answer| answer.row(prefixes)).collect());
        }
        if !self.policies.is_empty() {
            page.blank();
            page.heading("Policies to review (coach policy agree POLICY --review DATE)");
            page.table(2, &[], self.policies.iter().map(|policy| policy.row(self.day)).collect());
        }
        if page.0.is_empty() {
            page.line(match self.within {
                Some(0) => "nothing is due today".to_string(),
                Some(days) => format!("nothing is due in the next {}", wording::count(days as usize, "day")),
                None => "nothing is open".to_string(),
            });
        }
        if let Some(others) = self.others.as_ref().filter(|others| others.overdue + others.due > 0) {
            page.blank();
            page.line(Text::new().with(Tone::Faint, others.words()));
        }
        let contested = self.requests.iter().any(|request| request.contested);
        if contested || self.items.iter().any(|item| item.contested) {
            page.blank();
            page.line(Text::new().with(Tone::Faint, "some records have conflicts: coach list conflicts"));
        }
        wording::problems(&mut page, &self.problems);
        page
    }
}

impl Due {
    /// How many items are overdue, due today and due in the days asked for. `None` without any.
    fn summary(&self) -> Option<Text> {
        let near = i64::from(self.within.unwrap_or(USUAL_DAYS));
        let number =
            |wanted: &dyn Fn(i64) -> bool| self.items.iter().filter(|item| wanted(item.days_late)).count();
        let overdue = number(&|late| late > 0);
        let today = number(&|late| late == 0);
        let next = number(&|late| late < 0 && -late <= near);
        let parts = [
            (overdue, Tone::Overdue, format!("{overdue} overdue")),
            (today, Tone::Today, format!("{today} due today")),
            (next, Tone::Plain, format!("{next} due in the next {}", wording::count(near as usize, "day"))),
        ];
        let mut text = Text::new();
        for (n, (_, tone, words)) in parts.into_iter().filter(|(count, ..)| *count > 0).enumerate() {
            text = if n > 0 { text.plain(", ") } else { text };
            text = text.with(tone, words);
        }
        (!text.words().is_empty()).then_some(text)
    }
}

impl OthersDue {
    fn count(items: &[DueItem], within: Option<u32>) -> OthersDue {
        let near = i64::from(within.unwrap_or(USUAL_DAYS));
        let number =
            |wanted: &dyn Fn(i64) -> bool| items.iter().filter(|item| wanted(item.days_late)).count();
        OthersDue { overdue: number(&|late| late > 0), due: number(&|late| (-near..=0).contains(&late)) }
    }

    fn words(&self) -> String {
        let parts = [(self.overdue, "overdue"), (self.due, "due")];
        let parts = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
        format!(
            "other coaches: {} (to list them: coach due --everyone)",
            parts.collect::<Vec<_>>().join(", ")
        )
    }
}

impl Scope {
    /// Limits the scope to the user's own items if they coach in this journal and nobody asked for others.
    pub(crate) fn or_own(self, journal: &Journal) -> Scope {
        let is_asked = self.records.is_of_some_people()
            || self.records.is_about_objectives()
            || self.records.coach.is_some();
        let coaches = |handle: &Handle| journal.sessions.iter().any(|filed| filed.record.coach == *handle);
        match self.me.clone().filter(|me| !is_asked && coaches(me)) {
            Some(me) => {
                let is_shared = journal.sessions.iter().any(|filed| filed.record.coach != me);
                Scope { own: is_shared.then_some(me), ..self }
            }
            None => self,
        }
    }

    /// Whether an item of this coach, or one that concerns these people, is the user's own. True if the answer is
    /// about everyone.
    fn is_own(&self, coach: &Handle, concerned: &[Handle]) -> bool {
        self.own.as_ref().is_none_or(|me| me == coach || concerned.contains(me))
    }

    /// Whether the scope includes an item of this person, from a session with this group. Excludes people
    /// who left: coach asks nothing of them.
    fn takes(
        &self,
        selection: &Selection<'_>,
        person: &Handle,
        group: Option<&Handle>,
        coach: &Handle,
        today: Day,
    ) -> bool {
        let ReportFilter { person: asked, coach: asked_coach, .. } = &self.records;
        !selection.journal.is_gone(person, today)
            && asked.as_ref().is_none_or(|asked| asked == person || group == Some(asked))
            && asked_coach.as_ref().is_none_or(|asked| asked == coach)
            && selection.takes_team(person)
    }
}

fn open_items<'a>(
    selection: &'a Selection<'a>,
    filed: &'a Filed<Session>,
    today: Day,
) -> impl Iterator<Item = DueItem> + 'a {
    let (session, path) = (&filed.record, &filed.path);
    let journal = selection.journal;
    let item = move |id: &Id, kind, person: &Handle, text: &str, due: Day, moved: &[Move]| DueItem {
        id: id.clone(),
        kind,
        person: person.clone(),
        coach: session.coach.clone(),
        text: text.into(),
        due,
        days_late: today.days_since(due),
        moved: moved.to_vec(),
        day: today,
        contested: session.is_contested(id),
        concerned: concerned(session, person),
        group: session.group.clone(),
        session: session.id.clone(),
        path: path.to_string(),
        action: None,
    };
    let asks =
        session.follow_ups.iter().filter(move |ask| selection.is_about_follow_up_in_period(session, ask));
    let asks = asks.filter_map(move |ask| {
        let asked = journal.still_asked(session, ask, today)?;
        let item = item(&ask.id, DueKind::FollowUp, asked, &ask.ask, ask.due, &ask.moved);
        Some(match &ask.action {
            Some(action) => DueItem { action: Some(action.clone()), ..item },
            None => DueItem { concerned: everyone(session), ..item },
        })
    });
    let actions = session
        .actions
        .iter()
        .filter(move |action| action.is_open() && selection.is_about_action_in_period(session, action));
    let actions = actions.filter_map(move |action| {
        Some(item(&action.id, DueKind::Action, &action.owner, &action.what, action.due?, &action.moved))
    });
    asks.chain(actions)
}

fn everyone(session: &Session) -> Vec<Handle> {
    session.with.iter().chain(&session.group).cloned().collect()
}

/// The people whom an action of this owner concerns.
fn concerned(session: &Session, owner: &Handle) -> Vec<Handle> {
    if session.group.as_ref() == Some(owner) { everyone(session) } else { vec![owner.clone()] }
}

impl DueItem {
    /// By due date, then follow-ups before actions.
    fn order(&self, other: &DueItem) -> Ordering {
        let key = |item: &DueItem| (item.due, item.kind);
        key(self).cmp(&key(other)).then_with(|| (&self.person, &self.id).cmp(&(&other.person, &other.id)))
    }

    /// The row of an item that is not below the heading `Today`.
    pub(crate) fn single_row(&self, prefixes: &ShortIds) -> Vec<Text> {
        let mut row = self.row(prefixes);
        if self.days_late == 0 && self.moved.is_empty() {
            row[2] = Text::new().with(Tone::Today, "today");
        }
        row
    }

    fn row(&self, prefixes: &ShortIds) -> Vec<Text> {
        let when = match self.days_late {
            0 => Text::new(),
            -1 | 1.. => {
                Text::new().with(wording::due_tone(self.days_late), wording::lateness(self.days_late))
            }
            _ => wording::coming(self.due, self.day),
        };
        let when = match self.moved.is_empty() {
            true => when,
            false if self.days_late == 0 => Text::from("today").then(wording::moved(&self.moved)),
            false => when.then(wording::moved(&self.moved)),
        };
        let sign = match self.kind {
            DueKind::FollowUp => Text::new().with(Tone::Faint, "ask"),
            DueKind::Action => Text::new().with(Tone::Faint, "do"),
        };
        vec![
            wording::short_id(&self.id, prefixes).naming(&self.path),
            self.person.as_str().into(),
            when,
            sign,
            wording::contested(self.text.as_str().into(), self.contested),
        ]
    }
}

impl Quiet {
    fn row(&self) -> Vec<Text> {
        vec![
            self.person.as_str().into(),
            Text::from(format!("{} days", self.days)),
            Text::new()
                .with(Tone::Faint, "last session ")
                .day(Tone::Faint, self.last)
                .with(Tone::Faint, format!(", cadence {} days", self.cadence)),
        ]
    }
}

/// The people whose last session is longer ago than their cadence, the longest first. A cadence is for sessions of
/// every kind and about every topic, so the list is empty if the filter names one.
fn quiet(journal: &Journal, scope: &Scope, today: Day) -> Vec<Quiet> {
    if scope.records.is_about_subjects() {
        return Vec::new();
    }
    let mut quiet: Vec<Quiet> =
        journal.people.values().filter_map(|filed| quiet_person(journal, scope, filed, today)).collect();
    quiet.sort_by(|a, b| (b.days, &a.person).cmp(&(a.days, &b.person)));
    quiet
}

fn quiet_person(journal: &Journal, scope: &Scope, filed: &Filed<Person>, today: Day) -> Option<Quiet> {
    let person = &filed.record;
    let cadence = person.cadence.unwrap_or(journal.settings.cadence);
    if cadence == 0 {
        return None;
    }
    let last = last_met(journal, person, today)?;
    let days = today.days_since(last.date);
    let (group, coach) = (last.group.as_ref(), &last.coach);
    // The user is not quiet to themselves: only the people whom they saw last are their own.
    let is_wanted = scope.is_own(coach, &[])
        && scope.takes(&Selection::of(journal, &scope.records), &person.handle, group, coach, today);
    let is_quiet = days > i64::from(cadence) && is_wanted;
    is_quiet.then(|| Quiet { person: person.handle.clone(), last: last.date, days, cadence })
}

/// The latest session with a person. A group also counts as met if every current member was met, together
/// or one by one; then the earliest of the members' latest sessions counts.
fn last_met<'a>(journal: &'a Journal, person: &Person, today: Day) -> Option<&'a Session> {
    let latest = |handle: &Handle| journal.latest_with(handle).map(|filed| &filed.record);
    let last = latest(&person.handle)?;
    let here = person.members.iter().filter(|member| !journal.is_gone(member, today));
    let each: Option<Vec<&Session>> = here.map(latest).collect();
    let each = each.unwrap_or_default().into_iter().min_by_key(|session| session.date);
    Some(each.filter(|session| session.date > last.date).unwrap_or(last))
}
