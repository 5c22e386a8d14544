//! The answer of `coach forget`: what coach removes, what a person must check, and what coach cannot reach.

use std::collections::BTreeSet;

use super::page::{Page, Text, Tone};
use super::wording::count;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// Every affected file, grouped by what happens to it. Paths are those before forgetting.
pub(crate) struct ForgetSummary {
    pub handle: Handle,
    /// The handle, and the person's former handles.
    pub handles: Vec<Handle>,
    /// The journal's folder within its repository, with a trailing `/`; empty if the journal is the
    /// repository.
    pub prefix: String,
    /// The handle that replaces the person's handle.
    pub tombstone: Handle,
    /// The person's own record: its path before, and the path of the tombstone.
    pub record: Vec<(String, String)>,
    /// Sessions that lose all text, with their paths before and after.
    pub erased: Vec<(Id, String, String)>,
    /// Sessions of other people in which only this person's actions lose their text.
    pub actions: Vec<(String, String)>,
    /// Sessions that keep their text, because other people took part: paths before and after.
    pub shared: Vec<(String, String)>,
    /// The person's success stories; they lose their text.
    pub stories: Vec<String>,
    /// Other records in which coach replaces the handle.
    pub elsewhere: Vec<String>,
    /// Files whose free text still contains the handle, name or address: paths before and after.
    pub mentions: Vec<(String, String)>,
    /// Files that coach could not read, and files that mention the person but cannot be parsed.
    pub unread: Vec<String>,
    pub private: Vec<Id>,
    /// Private notes that stay, because other people took part or because they only mention the person.
    pub private_shared: Vec<Id>,
    pub private_mentions: usize,
    /// Other people whose private notes are in the same user account. Those notes stay.
    pub others: Vec<Handle>,
    /// Folders of private notes and drafts that this person wrote as a coach. Only that person may remove
    /// them.
    pub own_folders: Vec<String>,
    pub drafts: Vec<String>,
    /// Files that hold the remains of an earlier `coach forget`.
    pub left_before: Vec<String>,
    /// Every path that the person's record and the erased sessions ever had, from git's history.
    pub before: Vec<String>,
}

/// The subject of the commit. It never names the person.
pub(crate) fn summary(said: &ForgetSummary) -> String {
    format!(
        "forget: 1 person, {}",
        count(said.erased.len() + said.actions.len() + said.shared.len(), "session")
    )
}

impl ForgetSummary {
    pub(crate) fn new(handle: &Handle, tombstone: &Handle) -> ForgetSummary {
        ForgetSummary {
            handle: handle.clone(),
            handles: vec![handle.clone()],
            tombstone: tombstone.clone(),
            prefix: String::new(),
            record: Vec::new(),
            erased: Vec::new(),
            actions: Vec::new(),
            shared: Vec::new(),
            stories: Vec::new(),
            elsewhere: Vec::new(),
            mentions: Vec::new(),
            unread: Vec::new(),
            private: Vec::new(),
            private_shared: Vec::new(),
            private_mentions: 0,
            others: Vec::new(),
            own_folders: Vec::new(),
            drafts: Vec::new(),
            left_before: Vec::new(),
            before: Vec::new(),
        }
    }

    /// Whether there is nothing to forget. A mere mention does not count: it is another person's text, and
    /// coach does not rewrite it.
    pub(crate) fn is_empty(&self) -> bool {
        self.record.is_empty()
            && self.erased.is_empty()
            && self.actions.is_empty()
            && self.shared.is_empty()
            && self.stories.is_empty()
            && self.elsewhere.is_empty()
            && self.private.is_empty()
            && self.private_shared.len() == self.private_mentions
            && self.drafts.is_empty()
    }

    pub(crate) fn page(&self, before: bool) -> Page {
        let mut page = Page::new();
        let tomb = &self.tombstone;
        let verb = if before { "would become" } else { "is now" };
        page.line(
            Text::from("`").with(Tone::Heading, self.handle.as_str()).plain(format!("` {verb} `{tomb}`")),
        );
        let erased = self.erased.iter().map(|(_, path, _)| path).chain(&self.stories);
        let erased: Vec<String> = erased.cloned().collect();
        let record: Vec<String> = self.record.iter().map(|(path, _)| path.clone()).collect();
        let at = |pairs: &[(String, String)]| {
            pairs.iter().map(|(old, new)| if before { old } else { new }.clone()).collect::<Vec<_>>()
        };
        let ids = |ids: &[Id]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        let tense = |then: &str, now: &str| if before { then.to_string() } else { now.to_string() };
        places(&mut page, &tense("Record to delete", "Deleted record"), &record);
        places(
            &mut page,
            &tense("Texts to delete (dates and counts stay)", "Deleted texts (dates and counts stay)"),
            &erased,
        );
        places(
            &mut page,
            &tense("Records in which to replace the handle", "Records with the replaced handle"),
            &self.elsewhere,
        );
        places(&mut page, &tense("Private notes to delete", "Deleted private notes"), &ids(&self.private));
        places(&mut page, &tense("Drafts to delete", "Deleted drafts"), &self.drafts);
        let title = "Check these: coach deletes the texts of their actions, and keeps all other texts";
        places(&mut page, title, &at(&self.actions));
        places(
            &mut page,
            "Check these: others took part, so coach replaces only the handle",
            &at(&self.shared),
        );
        places(
            &mut page,
            "Check these: a text mentions the person, and coach does not change it",
            &at(&self.mentions),
        );
        let title = "Check these private notes: others took part, or a text mentions the person";
        places(&mut page, title, &ids(&self.private_shared));
        places(&mut page, "Check these: coach cannot read them", &self.unread);
        self.what_stays(&mut page);
        page
    }

    /// The files that remain without the person, under the tombstone.
    fn left(&self) -> BTreeSet<&String> {
        let erased = self.erased.iter().map(|(_, _, now)| now);
        let stories = self.stories.iter();
        self.record.iter().map(|(_, now)| now).chain(erased).chain(stories).chain(&self.left_before).collect()
    }

    /// Every path to purge from history, relative to the repository's root. A folder named after the person
    /// is purged as a whole; files of other people that moved out of it stay at their new path.
    fn purged(&self) -> BTreeSet<String> {
        let erased = self.erased.iter().map(|(_, path, _)| path);
        let shared = self.shared.iter().chain(&self.actions).map(|(path, _)| path);
        let folders: Vec<String> =
            self.handles.iter().map(|handle| format!("{}sessions/{handle}/", self.prefix)).collect();
        let in_folder = |path: &String| folders.iter().find(|folder| path.starts_with(*folder)).cloned();
        let here = |path: &String| format!("{}{path}", self.prefix);
        let whole = self.record.iter().map(|(path, _)| path).chain(erased).chain(self.left()).map(here);
        let whole = whole.chain(self.before.iter().cloned());
        let whole = whole.map(|path| in_folder(&path).unwrap_or(path));
        whole.chain(shared.map(here).filter_map(|path| in_folder(&path))).collect()
    }

    /// Appends the list of what a commit cannot remove. Every `coach forget` prints it.
    fn what_stays(&self, page: &mut Page) {
        page.blank();
        page.line(Text::new().with(Tone::Warning, "What coach cannot delete"));
        page.indented(
            2,
            "git's history still has all of it: here, on the remote and in every other clone. To purge it, \
             run this in a fresh clone of the remote:",
        );
        let paths: Vec<String> = self.purged().iter().map(|path| format!("--path {path}")).collect();
        page.command(4, format!("git filter-repo --invert-paths {}", paths.join(" ")));
        let left: Vec<String> = self.left().iter().map(|path| format!("{}{path}", self.prefix)).collect();
        if !left.is_empty() {
            page.indented(
                2,
                "This also removes the files below. Copy them from here to the clone, and commit them:",
            );
            for path in &left {
                page.indented(4, path.as_str());
            }
        }
        page.indented(
            2,
            "Commit messages contain the handle. To replace it, add `--replace-message FILE` to the command. \
             Lines of FILE:",
        );
        for handle in &self.handles {
            page.command(4, format!("regex:(?<![\\w-]){handle}(?![\\w-])==>{}", self.tombstone));
        }
        page.indented(2, "git filter-repo removes the address of the remote. Set it, and push:");
        page.command(4, "git remote add origin URL");
        page.command(4, "git push --force --all");
        page.indented(
            2,
            "After that, `coach sync` in an older clone adds its new changes to the purged history, and \
             never pushes the old history. The clone still has the old history. To remove it, sync, delete \
             the clone and clone again.",
        );
        let others = [&self.shared, &self.actions, &self.mentions];
        if others.iter().any(|pairs| !pairs.is_empty()) || !self.elsewhere.is_empty() {
            page.indented(2, "To purge texts from files that stay, use `git filter-repo --replace-text`.");
        }
        if !self.private.is_empty() {
            page.indented(
                2,
                "The git history of your private notes still has the deleted notes (`coach private path`).",
            );
        }
        for other in self.others.iter().filter(|other| !self.handles.contains(other)) {
            page.indented(
                2,
                format!(
                    "`{other}` has private notes in this account, which coach does not show you. To delete \
                     the ones about this person, run `coach person forget {}` as `{other}`.",
                    self.handle
                ),
            );
        }
        if !self.own_folders.is_empty() {
            page.indented(
                2,
                "The private notes and drafts that they wrote in this account stay. To delete them:",
            );
            self.own_folders.iter().for_each(|folder| page.command(4, format!("rm -r {folder}")));
        }
    }
}

fn places(page: &mut Page, title: &str, places: &[String]) {
    if places.is_empty() {
        return;
    }
    page.blank();
    page.heading(title);
    for place in places {
        page.indented(2, place.as_str());
    }
}
