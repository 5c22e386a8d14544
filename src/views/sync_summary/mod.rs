//! The summary of a sync: incoming and outgoing changes, in words for the team.

mod people;
mod record_counts;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use self::people::PeopleChanges;
use self::record_counts::Others;
use super::page::{Page, Text, Tone};
use super::wording::count;
use crate::journal::edit::forget;
use crate::journal::query::journal::Journal;
use crate::journal::records;
use crate::journal::records::action::State;
use crate::journal::records::follow_up::Outcome;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::records::session::{Kind, Session};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::journal::text::record_diff::TextChange;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// The commits of one author.
pub(crate) struct AuthorBatch<'a> {
    pub author: &'a str,
    pub email: &'a str,
    /// The handle that coach wrote into the commits.
    pub handle: Option<&'a Handle>,
    pub records: &'a [TextChange],
    pub others: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct SyncSummary {
    /// The remote's branch, such as `origin/main`.
    pub with: String,
    /// Whether this was a dry run; nothing changed then.
    pub dry_run: bool,
    pub came: Vec<AuthorShare>,
    pub went: AuthorShare,
    /// The remote branch that coach pushed to, if it is not the team's.
    pub branch: Option<String>,
    /// The number of commits pushed.
    pub commits: usize,
    /// Why coach could not push, although it merged the incoming changes.
    pub stopped: Option<String>,
}

/// The incoming changes of one person, or all outgoing changes.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(crate) struct AuthorShare {
    /// The author's handle if coach can tell it, else the author's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    pub sessions: usize,
    /// Sessions of kind `moment`.
    pub moments: usize,
    /// The people in the new sessions and moments.
    pub with: BTreeSet<Handle>,
    /// The people of actions agreed outside a session.
    pub agreed_with: BTreeSet<Handle>,
    pub sessions_changed: usize,
    pub sessions_removed: usize,
    pub actions: usize,
    /// Done or dropped.
    pub actions_closed: usize,
    pub actions_done: usize,
    pub actions_dropped: usize,
    pub actions_reopened: usize,
    pub follow_ups: usize,
    /// Done, missed or dropped.
    pub follow_ups_closed: usize,
    pub follow_ups_done: usize,
    /// The answer was "missed".
    pub follow_ups_missed: usize,
    pub follow_ups_dropped: usize,
    pub follow_ups_reopened: usize,
    pub people: usize,
    pub people_changed: usize,
    pub people_renamed: usize,
    pub people_forgotten: usize,
    /// Whether the team's settings are new or changed.
    pub settings: bool,
    /// Objectives, requests, stories and other records, one entry per folder.
    pub others: Vec<Others>,
    pub unreadable: usize,
    pub other_files: usize,
}

impl SyncSummary {
    /// Whether the sync merged or pushed anything.
    pub(crate) fn is_news(&self) -> bool {
        !self.dry_run && (!self.came.is_empty() || self.commits > 0)
    }

    pub(crate) fn page(&self) -> Page {
        let mut page = Page::new();
        let (from, to) = if self.dry_run { ("would come from ", "would go to ") } else { ("from ", "to ") };
        let to = match &self.branch {
            Some(branch) => format!("{to}the branch {branch}: "),
            None => format!("{to}the team: "),
        };
        for share in &self.came {
            let text = Text::new().with(Tone::Heading, format!("{from}{}: ", share.from));
            page.line(text.plain(share.words(true)));
        }
        let words = self.went.words(false);
        if !words.is_empty() {
            page.line(Text::new().with(Tone::Heading, to).plain(words));
        } else if self.commits > 0 {
            page.line(Text::new().with(Tone::Heading, to).plain(count(self.commits, "commit")));
        }
        if page.0.is_empty() {
            page.line("nothing new");
        }
        page
    }
}

/// The incoming changes by author. Two names of one person count as one author. `handles` maps email
/// addresses to handles, from earlier commits.
pub(crate) fn came(
    batches: &[AuthorBatch<'_>],
    handles: &BTreeMap<String, Handle>,
    journal: &Journal,
) -> Vec<AuthorShare> {
    let mut shares: BTreeMap<String, Net> = BTreeMap::new();
    for batch in batches {
        shares.entry(who(batch, handles, journal)).or_default().add(batch);
    }
    let shares = shares.into_iter().map(|(from, net)| AuthorShare { from, ..net.share() });
    shares.filter(|share| !share.words(true).is_empty()).collect()
}

/// The outgoing changes.
pub(crate) fn went(batch: &AuthorBatch<'_>) -> AuthorShare {
    let mut net = Net::default();
    net.add(batch);
    net.share()
}

/// The name of the author of the changes, who may differ from the people in the records. Tries in order:
/// the person whose handle coach wrote into the commits, the person with the author's address, the only
/// person with the author's name, the handle that coach wrote into an earlier commit with that address, the
/// author's own name.
fn who(batch: &AuthorBatch<'_>, handles: &BTreeMap<String, Handle>, journal: &Journal) -> String {
    let people = || journal.people.values().map(|filed| &filed.record);
    let is = |word: &Option<String>, said: &str| {
        word.as_deref().is_some_and(|word| word.eq_ignore_ascii_case(said))
    };
    let only = |found: Vec<&Person>| match found.as_slice() {
        [one] => Some(one.handle.clone()),
        _ => None,
    };
    let by_handle = batch.handle.map(|handle| journal.now_called(handle).unwrap_or(handle));
    let by_handle = by_handle
        .filter(|handle| journal.people.get(*handle).is_some_and(|filed| filed.record.forgotten.is_none()));
    let by_address = only(people().filter(|person| is(&person.email, batch.email)).collect());
    let by_name = || only(people().filter(|person| is(&person.name, batch.author)).collect());
    let written = || batch.handle.or_else(|| handles.get(batch.email)).cloned();
    let written = || written().filter(|handle| !forget::is_forgotten(people(), handle));
    match by_handle.cloned().or(by_address).or_else(by_name).or_else(written) {
        Some(handle) => handle.to_string(),
        None if batch.author.trim().is_empty() => "an unknown author".into(),
        None => batch.author.to_owned(),
    }
}

/// The first and the last text of every file, so that a change that was undone later does not count.
#[derive(Default)]
struct Net {
    files: BTreeMap<String, (Option<String>, Option<String>)>,
    others: usize,
}

impl Net {
    fn add(&mut self, batch: &AuthorBatch<'_>) {
        self.others += batch.others;
        for change in batch.records {
            let known = self.files.entry(change.path.clone());
            known.or_insert_with(|| (change.before.clone(), None)).1.clone_from(&change.after);
        }
    }

    fn share(self) -> AuthorShare {
        let mut share = AuthorShare { other_files: self.others, ..AuthorShare::default() };
        // By id: a moved session was removed at one path and added at another.
        let mut people = Vec::new();
        let mut sessions: BTreeMap<Id, (Option<Session>, Option<Session>)> = BTreeMap::new();
        for (path, (before, after)) in self.files.into_iter().filter(|(_, (before, after))| before != after) {
            let kind = RecordKind::of_path(&path);
            if kind == Some(RecordKind::Session) {
                for (text, is_after) in [(before, false), (after, true)] {
                    let Some(text) = text else { continue };
                    let Some(session) = session(&path, &text) else {
                        share.unreadable += usize::from(is_after);
                        continue;
                    };
                    let known = sessions.entry(session.id.clone()).or_default();
                    *(if is_after { &mut known.1 } else { &mut known.0 }) = Some(session);
                }
            } else if kind == Some(RecordKind::Person) {
                people.push((before, after));
            } else if path == SETTINGS_FILE {
                share.settings = true;
            } else {
                record_counts::add(&mut share.others, &path, before.is_some(), after.is_some());
            }
        }
        let people = PeopleChanges::of(&people);
        (share.people, share.people_changed) = (people.new, people.changed);
        (share.people_renamed, share.people_forgotten) = (people.renamed, people.forgotten);
        for (before, after) in sessions.into_values() {
            share.session(before.as_ref(), after.as_ref());
        }
        share
    }
}

fn session(path: &str, text: &str) -> Option<Session> {
    records::read(path, text).ok().filter(|_| RecordKind::Session.is_at(path))
}

impl AuthorShare {
    fn session(&mut self, before: Option<&Session>, after: Option<&Session>) {
        let Some(after) = after else {
            self.sessions_removed += usize::from(before.is_some());
            return;
        };
        let counted = self.items(before, after);
        let whom = || after.group.iter().chain(after.with.iter().filter(|_| after.group.is_none())).cloned();
        match (before, after.kind) {
            // This record is not a session; only its actions and follow-ups count.
            (None, Kind::Agreed) if counted => self.agreed_with.extend(whom()),
            (None, Kind::Agreed) => self.sessions_changed += 1,
            (None, kind) => {
                *(if kind == Kind::Moment { &mut self.moments } else { &mut self.sessions }) += 1;
                self.with.extend(whom());
            }
            // The text or the path changed. If no item changed, the session counts as changed.
            (Some(_), _) => self.sessions_changed += usize::from(!counted),
        }
    }

    /// Counts the changes of actions and follow-ups. Returns whether there were any.
    fn items(&mut self, before: Option<&Session>, after: &Session) -> bool {
        let mut counted = false;
        for action in &after.actions {
            let was = before.and_then(|before| before.actions.iter().find(|was| was.id == action.id));
            counted |= tally(&mut self.actions, was.is_none());
            let was_open = was.is_none_or(|was| was.is_open());
            counted |= match action.state() {
                State::Open => tally(&mut self.actions_reopened, !was_open),
                State::Done(_) => {
                    let was_done = was.is_some_and(|was| matches!(was.state(), State::Done(_)));
                    tally(&mut self.actions_done, !was_done)
                }
                State::Dropped(_) => {
                    let was_dropped = was.is_some_and(|was| matches!(was.state(), State::Dropped(_)));
                    tally(&mut self.actions_dropped, !was_dropped)
                }
            };
            tally(&mut self.actions_closed, was_open && !action.is_open());
        }
        for ask in &after.follow_ups {
            let was = before.and_then(|before| before.follow_ups.iter().find(|was| was.id == ask.id));
            counted |= tally(&mut self.follow_ups, was.is_none());
            let was_open = was.is_none_or(|was| was.is_open());
            let is_other = was_open || was.is_some_and(|was| was.outcome != ask.outcome);
            counted |= match (ask.state(), ask.outcome) {
                (State::Open, _) => tally(&mut self.follow_ups_reopened, !was_open),
                (_, Some(Outcome::Missed)) => tally(&mut self.follow_ups_missed, is_other),
                (State::Dropped(_), _) => tally(&mut self.follow_ups_dropped, is_other),
                (State::Done(_), _) => tally(&mut self.follow_ups_done, is_other),
            };
            tally(&mut self.follow_ups_closed, was_open && !ask.is_open());
        }
        counted
    }

    /// `2 sessions with ana, 1 follow-up done`.
    fn words(&self, with_whom: bool) -> String {
        let with = if with_whom { named(self.with.iter()) } else { String::new() };
        let agreed = if with_whom { named(self.agreed_with.difference(&self.with)) } else { String::new() };
        let beside = |number: usize, text: &str| if number > 0 { String::new() } else { text.to_string() };
        let parts = [
            // The names follow the moments if there are any, because one list serves both counts.
            (self.sessions, "session", beside(self.moments, &with)),
            (self.moments, "moment", with),
            (self.actions, "action", agreed.clone()),
            (self.follow_ups, "follow-up", beside(self.actions, &agreed)),
        ];
        let closed = [
            (self.actions_done, "action", " done"),
            (self.actions_dropped, "action", " dropped"),
            (self.actions_reopened, "action", " reopened"),
            (self.follow_ups_done, "follow-up", " done"),
            (self.follow_ups_missed, "follow-up", " missed"),
            (self.follow_ups_dropped, "follow-up", " dropped"),
            (self.follow_ups_reopened, "follow-up", " reopened"),
            (self.sessions_changed, "session", " changed"),
            (self.sessions_removed, "session", " removed"),
            (self.unreadable, "file", " that cannot be read: `coach check`"),
            (self.other_files, "other file", ""),
        ];
        let closed = closed.into_iter().map(|(number, noun, then)| (number, noun, then.to_string()));
        let parts = parts.into_iter().chain(closed).filter(|(number, ..)| *number > 0);
        let mut words: Vec<String> = parts.map(|(number, noun, then)| count(number, noun) + &then).collect();
        let people = [
            (self.people, "", "new ", ""),
            (self.people_changed, "", "", " changed"),
            (self.people_renamed, "", "", " renamed"),
            (self.people_forgotten, "forgot ", "", ""),
        ];
        for (number, verb, before, after) in people {
            match number {
                0 => {}
                1 => words.push(format!("{verb}1 {before}person{after}")),
                _ => words.push(format!("{verb}{number} {before}people{after}")),
            }
        }
        words.extend(self.others.iter().flat_map(Others::words));
        words.extend(self.settings.then(|| "the settings".to_owned()));
        words.join(", ")
    }
}

/// ` with ana, ben and cleo`. Lists every name: a sync is how team members hear of each other's sessions.
fn named<'a>(handles: impl Iterator<Item = &'a Handle>) -> String {
    let names: Vec<&str> = handles.map(Handle::as_str).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => format!(" with {last}"),
        Some((last, others)) => format!(" with {} and {last}", others.join(", ")),
    }
}

fn tally(number: &mut usize, yes: bool) -> bool {
    *number += usize::from(yes);
    yes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::query::journal::Filed;

    const SESSION: &str = "id = \"k3f9m2qxtp\"\ndate = 2026-11-21\ncoach = \"jo\"\nwith = [\"ana\"]\n";
    const ASK: &str = "[[follow_up]]\nid = \"p4n8rr2c6d\"\ndue = 2026-12-05\nask = \"And?\"\n";

    fn change(path: &str, before: Option<&str>, after: Option<&str>) -> TextChange {
        TextChange { path: path.into(), before: before.map(str::to_owned), after: after.map(str::to_owned) }
    }

    fn words(records: &[TextChange]) -> String {
        went(&AuthorBatch { author: "Kim", email: "kim@example.org", handle: None, records, others: 0 })
            .words(true)
    }

    #[test]
    fn only_what_is_left_of_it_counts() {
        let (a, b) = ("sessions/ana/a.toml", "sessions/b/a.toml");
        let asked = format!("{SESSION}{ASK}");
        let done = format!("{asked}done = 2026-12-05\n");
        assert_eq!(words(&[change(a, None, Some(SESSION))]), "1 session with ana");
        assert_eq!(words(&[change(a, None, Some(SESSION)), change(a, Some(SESSION), None)]), "");
        // Added, then moved.
        let moved =
            [change(a, None, Some(SESSION)), change(a, Some(SESSION), None), change(b, None, Some(SESSION))];
        assert_eq!(words(&moved), "1 session with ana");
        let closed = [change(a, Some(&asked), Some(&done))];
        assert_eq!(words(&closed), "1 follow-up done");
        let action = |end: &str| {
            format!(
                "{SESSION}[[action]]\nid = \"c5bcdfghjk\"\nwhat = \"Call\"\nowner = \"ana\"\n{end} = 2026-12-05\n"
            )
        };
        assert_eq!(words(&[change(a, Some(&action("done")), Some(&action("dropped")))]), "1 action dropped");
        let commented = format!("# a thought\n{SESSION}");
        assert_eq!(words(&[change(a, Some(SESSION), Some(&commented))]), "1 session changed");
        assert_eq!(
            words(&[change(a, Some(SESSION), None), change(b, None, Some(SESSION))]),
            "1 session changed"
        );
        assert_eq!(words(&[change(a, None, Some("<<<<"))]), "1 file that cannot be read: `coach check`");
    }

    #[test]
    fn other_records_are_told_by_what_they_are() {
        let text = Some("id = \"k3f9m2qxtp\"\n");
        let both = [
            change("requests/a.toml", None, text),
            change("requests/b.toml", None, text),
            change("requests/c.toml", text, Some("id = \"k3f9m2qxtq\"\n")),
            change("stories/d.toml", text, None),
            change("objectives/e.toml", None, text),
        ];
        assert_eq!(words(&both), "1 objective, 2 requests, 1 request changed, 1 story removed");
    }

    #[test]
    fn a_moment_is_counted_and_what_was_agreed_outside_a_session_names_its_people() {
        let action = "[[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\nowner = \"ana\"\n";
        let new = |text: String| words(&[change("sessions/ana/a.toml", None, Some(&text))]);
        assert_eq!(new(format!("kind = \"moment\"\n{SESSION}")), "1 moment with ana");
        assert_eq!(new(format!("kind = \"moment\"\n{SESSION}{action}")), "1 moment with ana, 1 action");
        assert_eq!(new(format!("kind = \"agreed\"\n{SESSION}{action}")), "1 action with ana");
        assert_eq!(new(format!("kind = \"agreed\"\n{SESSION}{ASK}")), "1 follow-up with ana");
        assert_eq!(
            new(format!("kind = \"agreed\"\n{SESSION}{action}{ASK}")),
            "1 action with ana, 1 follow-up"
        );
        let other = SESSION.replace("k3f9m2qxtp", "k3f9m2qxtq").replace("ana", "ben");
        let moment = format!("kind = \"moment\"\n{other}");
        let both =
            [change("sessions/a.toml", None, Some(SESSION)), change("sessions/b.toml", None, Some(&moment))];
        assert_eq!(words(&both), "1 session, 1 moment with ana and ben");
    }

    #[test]
    fn everybody_is_named() {
        let with = |with: &str| SESSION.replace("[\"ana\"]", with);
        let new = |text: String| words(&[change("sessions/a.toml", None, Some(&text))]);
        let four = with("[\"dora\", \"ana\", \"cleo\", \"ben\"]");
        assert_eq!(new(four.clone()), "1 session with ana, ben, cleo and dora");
        assert_eq!(new(format!("group = \"leads\"\n{four}")), "1 session with leads");
    }

    #[test]
    fn a_missed_and_a_dropped_item_are_overdue() {
        let action = "[[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"x\"\nowner = \"ana\"\n";
        let before = format!("{SESSION}{ASK}{action}");
        for (ask, action, told) in [
            ("done = 2026-12-05\noutcome = \"missed\"\n", "", "1 follow-up missed"),
            ("done = 2026-12-05\noutcome = \"dropped\"\n", "", "1 follow-up dropped"),
            ("done = 2026-12-05\noutcome = \"partly\"\n", "", "1 follow-up done"),
            ("done = 2026-12-05\n", "done = 2026-12-05\n", "1 action done, 1 follow-up done"),
            ("", "dropped = 2026-12-05\n", "1 action dropped"),
        ] {
            let after = before.replace("\"And?\"\n", &format!("\"And?\"\n{ask}")) + action;
            assert_eq!(words(&[change("sessions/a.toml", Some(&before), Some(&after))]), told);
            let back = told.replace("missed", "done").replace("dropped", "done").replace("done", "reopened");
            assert_eq!(words(&[change("sessions/a.toml", Some(&after), Some(&before))]), back);
        }
    }

    #[test]
    fn an_author_is_who_they_say_and_never_who_coached() {
        let new = [change("sessions/ana/a.toml", None, Some(SESSION))];
        let people = [
            "handle = \"kim\"\nname = \"Kim Lee\"\nemail = \"Kim@example.org\"\n",
            "handle = \"al\"\nname = \"Al\"\n",
            "handle = \"al-2\"\nname = \"Al\"\n",
        ];
        let mut journal = Journal::default();
        for text in people {
            let record: Person = records::read("people/x.toml", text).unwrap();
            journal.people.insert(record.handle.clone(), Filed { path: "people/x.toml".into(), record });
        }
        let (lee, max): (Handle, Handle) = ("lee".parse().unwrap(), "max".parse().unwrap());
        let handles = BTreeMap::from([("lee@example.org".to_string(), lee)]);
        let from = |author, email, handle| {
            let batch = AuthorBatch { author, email, handle, records: &new, others: 0 };
            came(&[batch], &handles, &journal)[0].from.clone()
        };
        assert_eq!(from("Somebody", "kim@example.org", None), "kim");
        assert_eq!(from("Kim Lee", "elsewhere@example.org", None), "kim");
        assert_eq!(from("Lee", "lee@example.org", None), "lee");
        assert_eq!(from("Lee", "lee@example.org", Some(&max)), "max");
        assert_eq!(from("Al", "al@example.org", None), "Al", "two bear that name");
        assert_eq!(from("Jo Marsh", "jo@example.org", None), "Jo Marsh");
        assert_eq!(from(" ", "", None), "an unknown author");
    }
}
