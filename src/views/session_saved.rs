//! The answer of `coach log`: the saved session in a few lines, and the item that is due next.

use std::collections::BTreeSet;

use super::due::{self, OpenItems};
use super::page::{Page, Text, Tone};
use super::wording::{self, count};
use super::{resource, session};
use crate::journal::query::journal::{Filed, Item, Journal, ShortIds, nearest};
use crate::journal::records::action::Action;
use crate::journal::records::follow_up::Obstacle;
use crate::journal::records::session::{Kind, Session};
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Items that `coach log` closed together with the session, each with its result or obstacle.
#[derive(Default)]
pub(crate) struct ClosedItems {
    pub done: Vec<(Id, Option<String>)>,
    pub missed: Vec<(Id, Option<String>)>,
    /// The obstacles of the missed items.
    pub obstacles: BTreeSet<Obstacle>,
}

/// A closed item for the answer: its id, its text, and its result or obstacle.
type ClosedRow = (Id, String, Option<String>);

pub(crate) struct SavedSession {
    session: Filed<Session>,
    /// People that coach created for the session, each with the existing handle that a typo might have
    /// meant.
    new_people: Vec<(Handle, Option<Handle>)>,
    new_objectives: Vec<(Handle, Option<Handle>)>,
    /// Topics that are new and similar to an existing topic.
    new_topics: Vec<(Handle, Option<Handle>)>,
    /// Unknown names before an action's colon: the word, the similar handle, and the actual owner.
    near_owners: Vec<(String, Handle, Handle)>,
    /// Items that were done.
    done: Vec<ClosedRow>,
    /// Follow-ups whose answer was "missed".
    missed: Vec<ClosedRow>,
    /// The items of these people that were open before.
    open: OpenItems,
    /// The resources that may help against the obstacles.
    suggestions: Page,
    prefixes: ShortIds,
    /// Whether coach saved a private note on the session too.
    private_note: bool,
}

impl SavedSession {
    /// Collects the answer for a session that is about to be added, and for the items that it closes.
    pub(crate) fn of(
        journal: &Journal,
        session: Filed<Session>,
        new_people: Vec<Handle>,
        new_objectives: Vec<Handle>,
        ticked: &ClosedItems,
        today: Day,
    ) -> SavedSession {
        let new = &session.record;
        let ids = [&new.id].into_iter().chain(new.actions.iter().map(|a| &a.id));
        let ids = ids.chain(new.follow_ups.iter().map(|f| &f.id));
        let prefixes = journal.prefixes_with(ids);
        let people: BTreeSet<&Handle> = new.with.iter().chain(&new.group).collect();
        let mut open = due::with_people(journal, &people, today);
        let is_ticked = |id: &Id| ticked.done.iter().chain(&ticked.missed).any(|(ticked, _)| ticked == id);
        open.due.retain(|item| !is_ticked(&item.id));
        open.undated.retain(|id| !is_ticked(id));
        let new_people = with_near(new_people, journal.people.keys());
        let new_objectives = with_near(new_objectives, journal.objectives.keys());
        let new_topics = near_topics(journal, new);
        let near_owners = new.actions.iter().filter_map(|action| near_owner(journal, new, action)).collect();
        let rows = |closed: &[(Id, Option<String>)]| {
            let row = |item: Item<'_>| {
                let (id, said) = closed.iter().find(|(id, _)| id == item.id())?;
                Some((id.clone(), item.gist(), said.clone()))
            };
            journal.items().filter_map(row).collect()
        };
        let (done, missed) = (rows(&ticked.done), rows(&ticked.missed));
        let suggestions = resource::suggestions(journal, new, &ticked.obstacles, today);
        SavedSession {
            session,
            new_people,
            new_objectives,
            new_topics,
            near_owners,
            done,
            missed,
            open,
            suggestions,
            prefixes,
            private_note: false,
        }
    }

    pub(crate) fn with_private_note(self, private_note: bool) -> SavedSession {
        SavedSession { private_note, ..self }
    }

    /// The subject of the commit: `log ana 2026-11-21: 2 actions, 1 follow-up`.
    pub(crate) fn summary(&self) -> String {
        let session = &self.session.record;
        let parts = [(session.actions.len(), "action"), (session.follow_ups.len(), "follow-up")];
        let mut parts: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(*n, noun)).collect();
        for (closed, word) in [(&self.done, "done"), (&self.missed, "missed")] {
            if !closed.is_empty() {
                parts.push(format!("{} {word}", closed.len()));
            }
        }
        let colon = if parts.is_empty() { "" } else { ": " };
        format!("log {} {}{colon}{}", session.all_whom(), session.date, parts.join(", "))
    }

    /// The session, the item that is due next with its people, and resources against the obstacles.
    pub(crate) fn page(&self, today: Day) -> Page {
        let mut page = self.session_page(today);
        self.next(&mut page);
        page.0.extend(self.suggestions.0.iter().cloned());
        page
    }

    /// The session alone.
    pub(crate) fn session_page(&self, today: Day) -> Page {
        let session = &self.session.record;
        let mut page = Page::new();
        page.line(session::headline(&self.session, &self.prefixes));
        self.new_names(&mut page);
        let about = about(session);
        if !about.words().is_empty() {
            page.indented(2, about);
        }
        if !session.notes.is_empty() {
            page.indented(2, beginning(&session.notes));
        }
        let mut rows = self.items(today);
        let room = LINES.saturating_sub(page.0.len() + 1);
        let hidden = rows.len().checked_sub(room).filter(|hidden| *hidden > 0);
        if hidden.is_some() {
            rows.truncate(room - 1);
        }
        let hidden = hidden.map(|hidden| format!("… and {} more: coach show {}", hidden + 1, session.id));
        page.table(2, &[], rows);
        if let Some(hidden) = hidden {
            page.indented(2, Text::new().with(Tone::Faint, hidden));
        }
        if self.private_note {
            page.indented(2, Text::new().with(Tone::Faint, "with a private note that only you can see"));
        }
        page.indented(2, wording::place(&self.session.path));
        page
    }

    /// One line for the new names, and one for each that may be a typing error.
    fn new_names(&self, page: &mut Page) {
        let new =
            [("person", &self.new_people), ("objective", &self.new_objectives), ("topic", &self.new_topics)];
        let names = new.into_iter().flat_map(|(noun, new)| new.iter().map(move |name| (noun, name)));
        let (sure, unsure): (Vec<_>, Vec<_>) = names.partition(|(_, (_, meant))| meant.is_none());
        if !sure.is_empty() {
            let sure = sure.iter().map(|(noun, (handle, _))| format!("new {noun} `{handle}`"));
            page.indented(2, sure.collect::<Vec<_>>().join(", "));
        }
        for (noun, (handle, meant)) in unsure {
            let meant = meant.as_ref().map_or("", Handle::as_str);
            let said =
                format!("new {noun} `{handle}`: did you mean `{meant}`? `coach undo` reverts this command");
            page.indented(2, Text::new().with(Tone::Warning, said));
        }
        for (word, meant, owner) in &self.near_owners {
            let said = format!(
                "`{word}:` is not a known person, so the action belongs to {owner}: did you mean `{meant}`? `coach undo` reverts this command"
            );
            page.indented(2, Text::new().with(Tone::Warning, said));
        }
    }

    /// A row for each new or closed item, like those of `coach due`.
    fn items(&self, today: Day) -> Vec<Vec<Text>> {
        let session = &self.session.record;
        let id = |id: &Id| wording::short_id(id, &self.prefixes).naming(&self.session.path);
        let sign = |sign: &str| Text::new().with(Tone::Faint, sign);
        let on = |due: Option<Day>| match due {
            Some(due) => Text::new().day(wording::due_tone(today.days_since(due)), due),
            None => Text::new().with(Tone::Faint, "no due date"),
        };
        let also = |text: &str, more: Option<String>| {
            Text::from(text).with(Tone::Faint, more.map(|more| format!("  {more}")).unwrap_or_default())
        };
        let actions = session.actions.iter().map(|action| {
            let goal =
                (!action.objectives.is_empty()).then(|| format!("for {}", session::list(&action.objectives)));
            let what = also(&action.what, goal);
            vec![id(&action.id), action.owner.as_str().into(), on(action.due), sign("do"), what]
        });
        let asks = session.follow_ups.iter().map(|ask| {
            let every = ask.every.map(|every| format!("every {every}"));
            let person = session.asked(ask).as_str().into();
            vec![id(&ask.id), person, on(Some(ask.due)), sign("ask"), also(&ask.ask, every)]
        });
        let closed = [(&self.done, "done"), (&self.missed, "missed")];
        let closed = closed.into_iter().flat_map(|(items, word)| {
            items.iter().map(move |(id, gist, said)| {
                let id = wording::short_id(id, &self.prefixes);
                let gist = also(gist, said.clone());
                vec![id, Text::new(), Text::new(), Text::new().with(Tone::Done, word), gist]
            })
        });
        actions.chain(asks).chain(closed).collect()
    }

    /// The item that is due next with these people, and how many more are open.
    fn next(&self, page: &mut Page) {
        let OpenItems { due, undated } = &self.open;
        let session = &self.session.record;
        let whose = match (session.with.as_slice(), &session.group) {
            (_, Some(one)) | ([one], None) => format!(" {one}"),
            _ => String::new(),
        };
        let more = match (due.len(), undated.len()) {
            (0, 0) => return,
            (0, undated) => format!("{} open without a due date", count(undated, "action")),
            (1, 0) => String::new(),
            (due, undated) => format!("and {} more open", due - 1 + undated),
        };
        page.blank();
        if let Some(first) = due.first() {
            page.heading("Due next");
            page.table(2, &[], vec![first.single_row(&self.prefixes)]);
        }
        if !more.is_empty() {
            page.indented(2, Text::new().with(Tone::Faint, format!("{more}: coach due{whose} --all")));
        }
    }
}

/// The most lines for the saved session, without those of the item that is due next.
const LINES: usize = 12;
/// The most letters of the notes.
const LETTERS: usize = 60;

/// What the session was about, in one line: kind, programme, topics, objectives, answers and feedback.
fn about(session: &Session) -> Text {
    let kind = (session.kind != Kind::Coaching).then(|| session.kind.to_string());
    let list = |word: &str, handles: &[Handle]| {
        (!handles.is_empty()).then(|| format!("{word} {}", session::list(handles)))
    };
    let answers = session
        .answers
        .as_ref()
        .map(|answers| format!("{}: {}", answers.template, count(answers.given.len(), "answer")));
    let paid = session.paid.map(|paid| if paid { "paid".into() } else { "pro bono".into() });
    let parts = [
        kind,
        session.programme.as_ref().map(|programme| format!("programme {programme}")),
        session.group_size.map(|size| count(size as usize, "participant")),
        paid,
        list("about", &session.topics),
        list("for", &session.objectives),
        list("gave", &session.resources),
        answers,
        session.feedback.as_ref().map(|feedback| format!("feedback {} of 5", feedback.score.value())),
    ];
    Text::new().with(Tone::Faint, parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// The beginning of the notes, and how many lines they have if there are more.
fn beginning(notes: &str) -> Text {
    let lines = notes.lines().filter(|line| !line.trim().is_empty()).count();
    let first = notes.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let cut: String = first.chars().take(LETTERS).collect();
    let is_cut = cut.len() < first.len();
    let text = Text::from(if is_cut { format!("{}…", cut.trim_end()) } else { cut });
    if lines > 1 { text.with(Tone::Faint, format!("  ({lines} lines)")) } else { text }
}

/// An unknown name before an action's colon that is similar to a known handle.
fn near_owner(journal: &Journal, session: &Session, action: &Action) -> Option<(String, Handle, Handle)> {
    let word = action.what.split_once(':')?.0.trim().trim_start_matches('@').to_lowercase();
    word.parse::<Handle>().ok()?;
    let meant = nearest(&word, journal.people.keys().chain(&session.with))?.clone();
    Some((word, meant, action.owner.clone()))
}

/// The topics of a session that are new and similar to an existing topic.
fn near_topics(journal: &Journal, session: &Session) -> Vec<(Handle, Option<Handle>)> {
    let known = journal.topics();
    let new = session.topics.iter().filter(|topic| !known.contains(topic)).cloned().collect();
    let mut near = with_near(new, known.iter().copied());
    near.retain(|(_, meant)| meant.is_some());
    near
}

/// Pairs each new handle with the most similar known handle.
fn with_near<'a>(
    new: Vec<Handle>,
    known: impl Iterator<Item = &'a Handle> + Clone,
) -> Vec<(Handle, Option<Handle>)> {
    let meant = |handle: &Handle| nearest(handle.as_str(), known.clone()).cloned();
    new.into_iter().map(|handle| (handle.clone(), meant(&handle))).collect()
}
