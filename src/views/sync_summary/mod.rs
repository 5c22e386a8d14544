//! The summary of a sync: incoming and outgoing changes, in words for the team.

mod people;
mod record_counts;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub(crate) use self::people::Merged;
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
    /// The files in the journal's folder that coach does not send: they are not records, and nobody committed them.
    pub not_sent: Vec<String>,
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

    /// The note about the files that coach does not send. `None` if there are none.
    pub(crate) fn not_sent_note(&self) -> Option<String> {
        const NAMED: usize = 3;
        let named = self.not_sent.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = match self.not_sent.len().saturating_sub(NAMED) {
            0 if named.is_empty() => return None,
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(format!(
            "not sent, because coach commits only records: {named}{more} (to send a file, commit it with git)"
        ))
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
    merged: &Merged<'_>,
) -> Vec<AuthorShare> {
    let mut nets: Vec<(String, Net)> = Vec::new();
    for batch in batches {
        let from = who(batch, handles, merged.journal);
        let at = nets.iter().position(|(known, _)| *known == from).unwrap_or_else(|| {
            nets.push((from, Net::default()));
            nets.len() - 1
        });
        nets[at].1.add(batch);
    }
    // Two people can add one person, or answer one question, in two clones: it counts for the first.
    let mut counted = Counted::default();
    let shares = nets.into_iter().map(|(from, net)| AuthorShare { from, ..net.share(merged, &mut counted) });
    let mut shares: Vec<AuthorShare> = shares.filter(|share| !share.words(true).is_empty()).collect();
    shares.sort_by(|one, other| one.from.cmp(&other.from));
    shares
}

/// The outgoing changes.
pub(crate) fn went(batch: &AuthorBatch<'_>, journal: &Journal) -> AuthorShare {
    let mut net = Net::default();
    net.add(batch);
    net.share(&Merged::new(journal, None), &mut Counted::default())
}

/// The records and answers that one author's share counts already.
#[derive(Default)]
struct Counted {
    /// The new people.
    people: BTreeSet<Handle>,
    /// The ids of sessions, actions and follow-ups, each with what became of it.
    items: BTreeSet<(Id, &'static str)>,
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

    fn share(self, merged: &Merged<'_>, counted: &mut Counted) -> AuthorShare {
        let mut share = AuthorShare { other_files: self.others, ..AuthorShare::default() };
        // By id: a moved session was removed at one path and added at another.
        let mut people = Vec::new();
        let mut sessions: BTreeMap<Id, (Option<Session>, Option<Session>)> = BTreeMap::new();
        let mut others: BTreeMap<RecordName, (bool, bool)> = BTreeMap::new();
        for (path, (before, after)) in self.files.into_iter().filter(|(_, (before, after))| before != after) {
            let kind = RecordKind::of_path(&path);
            if kind == Some(RecordKind::Session) {
                // The record is still there, for example with git's conflict markers.
                if after.as_ref().is_some_and(|text| session(&path, text).is_none()) {
                    share.unreadable += 1;
                    continue;
                }
                for (text, is_after) in [(before, false), (after, true)] {
                    let Some(text) = text else { continue };
                    let Some(session) = session(&path, &text) else { continue };
                    let known = sessions.entry(session.id.clone()).or_default();
                    *(if is_after { &mut known.1 } else { &mut known.0 }) = Some(session);
                }
            } else if kind == Some(RecordKind::Person) {
                people.push((before, after));
            } else if path == SETTINGS_FILE {
                share.settings = true;
            } else {
                // By id or handle, because a moved record was removed at one path and added at another.
                // A record that became unreadable keeps its name.
                let name = |text: &Option<String>| kind.and_then(|kind| kind.name_in(text.as_deref()?));
                let names = [name(&before), name(&after)];
                let is_readable = names[1].is_some() || after.is_none();
                for (is_there, is_after) in [(before.is_some(), false), (after.is_some(), true)] {
                    let own = names[usize::from(is_after && is_readable)].clone();
                    let name = own.or_else(|| names.iter().flatten().next().cloned());
                    let name = name.map_or_else(|| RecordKey::At(path.clone()), RecordKey::Named);
                    let folder = record_counts::folder(&path);
                    let known = others.entry(RecordName { folder, name }).or_default();
                    *(if is_after { &mut known.1 } else { &mut known.0 }) |= is_there;
                }
            }
        }
        for (name, (before, after)) in others {
            record_counts::add(&mut share.others, &name.folder, before, after);
        }
        let people = PeopleChanges::of(&people, merged, &mut counted.people);
        (share.people, share.people_changed) = (people.new, people.changed);
        (share.people_renamed, share.people_forgotten) = (people.renamed, people.forgotten);
        for (before, mut after) in sessions.into_values() {
            // The merge can change the handles in it.
            let now = after.as_ref().and_then(|after| merged.session(&after.id));
            if let (None, Some(after), Some(now)) = (&before, &mut after, now) {
                after.with.clone_from(&now.with);
            }
            share.session(before.as_ref(), after.as_ref(), counted);
        }
        share
    }
}

fn session(path: &str, text: &str) -> Option<Session> {
    records::read(path, text).ok().filter(|_| RecordKind::Session.is_at(path))
}

impl AuthorShare {
    fn session(&mut self, before: Option<&Session>, after: Option<&Session>, known: &mut Counted) {
        let Some(after) = after else {
            self.sessions_removed += usize::from(before.is_some());
            return;
        };
        let counted = self.items(before, after, known);
        let whom = || after.group.iter().chain(after.with.iter().filter(|_| after.group.is_none())).cloned();
        match (before, after.kind) {
            // This record is not a session; only its actions and follow-ups count.
            (None, Kind::Agreed) if counted => self.agreed_with.extend(whom()),
            (None, Kind::Agreed) => self.sessions_changed += 1,
            (None, kind) => {
                *(if kind == Kind::Moment { &mut self.moments } else { &mut self.sessions }) += 1;
                self.with.extend(whom());
            }
            // The text or the path changed. The session counts as changed unless its items tell it all.
            (Some(before), _) => {
                self.sessions_changed += usize::from(!counted || is_edited(before, after));
            }
        }
    }

    /// Counts the changes of actions and follow-ups, each once among all authors. Returns whether there were
    /// any.
    fn items(&mut self, before: Option<&Session>, after: &Session, known: &mut Counted) -> bool {
        let mut counted = false;
        let mut tally = |number: &mut usize, id: &Id, what: &'static str, is: bool| {
            *number += usize::from(is && known.items.insert((id.clone(), what)));
            counted |= is;
        };
        for action in &after.actions {
            let was = before.and_then(|before| before.actions.iter().find(|was| was.id == action.id));
            let id = &action.id;
            tally(&mut self.actions, id, "new", was.is_none());
            let was_open = was.is_none_or(|was| was.is_open());
            match action.state() {
                State::Open => tally(&mut self.actions_reopened, id, "reopened", !was_open),
                State::Done(_) => {
                    let was_done = was.is_some_and(|was| matches!(was.state(), State::Done(_)));
                    tally(&mut self.actions_done, id, "done", !was_done);
                }
                State::Dropped(_) => {
                    let was_dropped = was.is_some_and(|was| matches!(was.state(), State::Dropped(_)));
                    tally(&mut self.actions_dropped, id, "dropped", !was_dropped);
                }
            }
            tally(&mut self.actions_closed, id, "closed", was_open && !action.is_open());
        }
        for ask in &after.follow_ups {
            let was = before.and_then(|before| before.follow_ups.iter().find(|was| was.id == ask.id));
            let id = &ask.id;
            tally(&mut self.follow_ups, id, "new", was.is_none());
            let was_open = was.is_none_or(|was| was.is_open());
            let is_other = was_open || was.is_some_and(|was| was.outcome != ask.outcome);
            match (ask.state(), ask.outcome) {
                (State::Open, _) => tally(&mut self.follow_ups_reopened, id, "reopened", !was_open),
                (_, Some(Outcome::Missed)) => tally(&mut self.follow_ups_missed, id, "missed", is_other),
                (State::Dropped(_), _) => tally(&mut self.follow_ups_dropped, id, "dropped", is_other),
                (State::Done(_), _) => tally(&mut self.follow_ups_done, id, "done", is_other),
            }
            tally(&mut self.follow_ups_closed, id, "closed", was_open && !ask.is_open());
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

/// Whether a session differs in more than new items, and the state of its items.
fn is_edited(before: &Session, after: &Session) -> bool {
    let stateless = |session: &Session| {
        let mut session = session.clone();
        session.actions.retain(|action| before.actions.iter().any(|was| was.id == action.id));
        session.follow_ups.retain(|ask| before.follow_ups.iter().any(|was| was.id == ask.id));
        for action in &mut session.actions {
            (action.done, action.dropped, action.result, action.why) = (None, None, None, None);
            action.reported_by = None;
        }
        for ask in &mut session.follow_ups {
            (ask.done, ask.outcome, ask.obstacle, ask.obstacle_text) = (None, None, None, None);
            (ask.result, ask.why, ask.reported_by) = (None, None, None);
        }
        session
    };
    stateless(before) != stateless(after)
}

/// A record other than a session or a person: its folder, and its kind and name. Only an unreadable record
/// is known by its path.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct RecordName {
    folder: String,
    name: RecordKey,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum RecordKey {
    Named(String),
    At(String),
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
        let batch = AuthorBatch { author: "Kim", email: "kim@example.org", handle: None, records, others: 0 };
        went(&batch, &Journal::default()).words(true)
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
        let text = |id: &str| format!("id = \"{id}\"\n");
        let [a, b, c, d] = ["aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "dddddddddd"].map(text);
        let both = [
            change("requests/a.toml", None, Some(&a)),
            change("requests/b.toml", None, Some(&b)),
            change("requests/c.toml", Some(&c), Some("id = \"cccccccccc\" # a thought\n")),
            change("stories/d.toml", Some(&d), None),
            change("objectives/e.toml", None, Some("handle = \"e\"\n")),
        ];
        assert_eq!(words(&both), "1 objective, 2 requests, 1 request changed, 1 story removed");
    }

    #[test]
    fn a_record_that_moved_or_became_unreadable_is_not_removed() {
        let (text, edited) = (Some("handle = \"e\"\n"), Some("handle = \"e\"\ntitle = \"E\"\n"));
        for (folder, noun) in
            [("objectives", "objective"), ("templates", "template"), ("standards", "standard")]
        {
            let (here, there) = (format!("{folder}/e.toml"), format!("{folder}/old/e.toml"));
            let told = format!("1 {noun} changed");
            for after in [text, edited] {
                assert_eq!(words(&[change(&here, text, None), change(&there, None, after)]), told);
            }
            assert_eq!(words(&[change(&here, text, Some("<<<<<<< HEAD\n"))]), told);
        }
        let a = "sessions/ana/a.toml";
        let unread = "1 file that cannot be read: `coach check`";
        assert_eq!(words(&[change(a, Some(SESSION), Some("<<<<<<< HEAD\n"))]), unread);
        assert_eq!(
            words(&[change("people/ana.toml", Some("handle = \"ana\"\n"), Some("<<<<"))]),
            "1 person changed"
        );
    }

    /// A squash merge puts both into one commit.
    #[test]
    fn an_edit_counts_beside_the_state_of_an_item() {
        let action = "[[action]]\nid = \"c5bcdfghjk\"\nwhat = \"Call\"\nowner = \"ana\"\n";
        let (open, done) = (format!("{SESSION}{action}"), format!("{SESSION}{action}done = 2026-12-05\n"));
        let noted = |text: &str| text.replace("with = ", "notes = \"B\"\nwith = ");
        let told = |before: &str, after: &str| words(&[change("sessions/a.toml", Some(before), Some(after))]);
        assert_eq!(told(&done, &open), "1 action reopened");
        assert_eq!(told(&done, &noted(&open)), "1 action reopened, 1 session changed");
        assert_eq!(told(&open, &done.replace("Call", "Write")), "1 action done, 1 session changed");
        assert_eq!(told(&open, &format!("{open}{ASK}")), "1 follow-up");
    }

    /// Kim and Lee add one person and answer one question, each in a clone of their own.
    #[test]
    fn what_two_authors_did_counts_once() {
        let asked = format!("{SESSION}{ASK}");
        let done = format!("{asked}done = 2026-12-05\n");
        let ben = "handle = \"ben\"\n";
        let of = |email: &str| {
            vec![
                change("sessions/ana/a.toml", Some(&asked), Some(&done)),
                change("people/ben.toml", None, Some(ben)),
                change("people/own.toml", None, Some(&format!("handle = \"{email}\"\n"))),
            ]
        };
        let (lees, kims) = (of("lee"), of("kim"));
        let batch = |author, records| AuthorBatch { author, email: author, handle: None, records, others: 0 };
        let shares = came(
            &[batch("lee", &lees), batch("kim", &kims)],
            &BTreeMap::new(),
            &Merged::new(&Journal::default(), None),
        );
        let told: Vec<String> =
            shares.iter().map(|share| format!("{}: {}", share.from, share.words(true))).collect();
        assert_eq!(told, ["kim: 1 new person", "lee: 1 follow-up done, 2 new people"]);
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
            came(&[batch], &handles, &Merged::new(&journal, None))[0].from.clone()
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
