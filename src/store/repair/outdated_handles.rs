//! Finds records that name people by a former handle, or name forgotten people. A plain `git pull` can
//! bring such records, because git does not rename or forget people in them. Only reads, except in
//! `Outdated::commit`.

use std::collections::BTreeSet;
use std::path::Path;

use super::erase_forgotten;
use crate::journal::edit::forget;
use crate::journal::edit::former_handles::FormerHandles;
use crate::journal::merge::{self, Merged};
use crate::journal::query::journal::Journal;
use crate::journal::records::kind::RecordKind;
use crate::journal::records::person::Person;
use crate::journal::records::settings;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::handle::Handle;
use crate::store::files::record_paths;
use crate::store::git::log;
use crate::store::git::objects::TRAILER;
use crate::store::{Commit, FileChange, NotSaved, Writer, load};

/// Records that use outdated handles, and their corrected versions.
#[derive(Default)]
pub(crate) struct Outdated {
    pub changes: Vec<FileChange>,
    /// The number of records that named a forgotten person.
    forgotten: usize,
    /// The number of records that used a former handle.
    renamed: usize,
    /// The number of missing records that coach restores because other records name them.
    restored: usize,
}

impl Outdated {
    /// Finds outdated records in the folder, except at paths for which `except` returns `true`. Finds
    /// none if the team commits manually.
    pub(crate) fn find(root: &Path, journal: &Journal, except: impl Fn(&str) -> bool) -> Outdated {
        let tombstones = journal.tombstones();
        let former = journal.former_handles();
        let is_outdated = |handle: &Handle| {
            let is_tombstone =
                journal.people.get(handle).is_some_and(|filed| filed.record.forgotten.is_some());
            is_tombstone || former.now(handle).is_some() || forget::is_forgotten(&tombstones, handle)
        };
        let mut found = Outdated::default();
        if journal.settings.commit == settings::Commit::Manual {
            return found;
        }
        found.changes = removed(root, journal, &former, &tombstones);
        found.restored = found.changes.len();
        // A topic may have the same spelling as a handle. A merge can bring text back beside a
        // tombstone.
        let sessions = journal.sessions.iter();
        let topics =
            sessions.flat_map(|filed| filed.record.topics.iter().map(|topic| (filed.path.as_str(), topic)));
        let own = journal.people.iter().map(|(handle, filed)| (filed.path.as_str(), handle));
        let named = journal.mentions().chain(topics).chain(own);
        let outdated: BTreeSet<&str> =
            named.filter(|(_, handle)| is_outdated(handle)).map(|(path, _)| path).collect();
        for path in outdated.into_iter().filter(|path| !except(path)) {
            // The file of another person was merged into this one.
            if found.changes.iter().any(|change| change.path == path) {
                continue;
            }
            let Ok(text) = load::text(root, path) else { continue };
            let erased = erase_forgotten::erased(path, &text, &tombstones);
            let is_back = erased.as_ref().is_none_or(|(_, after)| *after != text);
            let Some((to, after)) = erased else {
                found.forgotten += 1;
                found.changes.push(FileChange { path: path.into(), before: Some(text.into()), after: None });
                continue;
            };
            let Ok(mut record) = RecordText::parse(&after) else { continue };
            let is_renamed = former.in_record(path, &mut record);
            found.forgotten += usize::from(is_back);
            found.renamed += usize::from(is_renamed);
            if let Some(now) = merged_person(root, path, &record, &former, &mut found.changes) {
                found.changes.push(FileChange { path: path.into(), before: Some(text.into()), after: None });
                found.changes.push(now);
                continue;
            }
            let (before, after) = (Some(text.into_bytes()), Some(record.render().into_bytes()));
            if to != path && !root.join(&to).exists() {
                found.changes.push(FileChange { path: path.into(), before, after: None });
                found.changes.push(FileChange { path: to, before: None, after });
            } else if is_back || is_renamed {
                found.changes.push(FileChange { path: path.into(), before, after });
            }
        }
        found
    }

    /// Commits the corrected records in a commit of its own. Returns the notes for the user.
    pub(crate) fn commit(&self, writer: &mut Writer, commit: &Commit<'_>) -> Result<Vec<String>, NotSaved> {
        if self.changes.is_empty() {
            return Ok(Vec::new());
        }
        let back = "a forgotten person had come back";
        let former = "they used the former handle of a renamed person";
        let removed = "other records refer to them";
        let done = [
            (self.forgotten, "forget again", "forgot again in", back),
            (self.renamed, "update handles", "updated the handle in", former),
            (self.restored, "restore referenced records", "restored", removed),
        ];
        let done = done.into_iter().filter(|(number, ..)| *number > 0);
        let done: Vec<_> = done.map(|(number, what, did, why)| (records(number), what, did, why)).collect();
        let subjects: Vec<String> =
            done.iter().map(|(records, what, ..)| format!("{what}: {records}")).collect();
        let message = format!("{}\n\n{TRAILER}sync\n", subjects.join("; "));
        writer.save(&self.changes, &Commit { message: &message, ..commit.clone() })?;
        Ok(done.iter().map(|(records, _, did, why)| format!("{did} {records}: {why}")).collect())
    }
}

/// The number with its noun, such as `1 record`.
pub(crate) fn records(number: usize) -> String {
    if number == 1 { "1 record".into() } else { format!("{number} records") }
}

/// The other file of a person, if this record of a person has a handle that the other file has too.
pub(crate) fn file_of_person(root: &Path, path: &str, record: &RecordText) -> Option<String> {
    let to = record_paths::place(path, &record.render()).filter(|_| RecordKind::Person.is_at(path))?;
    (to != path && root.join(&to).exists()).then_some(to)
}

/// Merges the record of a person who got the handle of another file's person into that file. `None` if
/// there is no such file, or if the merge rules cannot merge them.
fn merged_person(
    root: &Path,
    path: &str,
    record: &RecordText,
    former: &FormerHandles,
    changes: &mut Vec<FileChange>,
) -> Option<FileChange> {
    let to = file_of_person(root, path, record)?;
    let copy = record.render();
    let before = load::text(root, &to).ok()?;
    let known = changes.iter().position(|change| change.path == to);
    let so_far =
        known.and_then(|at| changes[at].after.clone()).and_then(|after| String::from_utf8(after).ok());
    let mut there = RecordText::parse(so_far.as_ref().unwrap_or(&before)).ok()?;
    former.in_record(&to, &mut there);
    let Ok(Merged::Text(both)) = merge::merge_copy(&there.render(), &copy) else { return None };
    known.map(|at| changes.remove(at));
    Some(FileChange { path: to, before: Some(before.into_bytes()), after: Some(both.into_bytes()) })
}

/// The missing records of people and objectives that other records name: plain git or an `undo` can
/// delete a record in one clone while another clone adds a mention of it. Returns each record from the
/// latest commit that has it, with present handles.
fn removed(root: &Path, journal: &Journal, former: &FormerHandles, tombstones: &[Person]) -> Vec<FileChange> {
    let is_somebody = |handle: &Handle| {
        journal.people.contains_key(handle)
            || former.now(handle).is_some()
            || forget::is_forgotten(tombstones, handle)
    };
    let people = journal.mentions().map(|(_, handle)| handle).filter(|handle| !is_somebody(handle));
    let is_unknown = |handle: &&Handle| !journal.objectives.contains_key(*handle);
    let objectives = journal.objectives_served().map(|(_, handle)| handle).filter(is_unknown);
    let paths: BTreeSet<String> =
        people.map(record_paths::person).chain(objectives.map(record_paths::objective)).collect();
    let mut found = Vec::new();
    for path in paths.into_iter().filter(|path| !root.join(path).exists()) {
        let text = log::last_version(root, &path).and_then(|bytes| String::from_utf8(bytes).ok());
        let is_theirs = |text: &String| record_paths::place(&path, text).as_deref() == Some(path.as_str());
        let Some((_, text)) =
            text.filter(is_theirs).and_then(|text| erase_forgotten::erased(&path, &text, tombstones))
        else {
            continue;
        };
        let Ok(mut record) = RecordText::parse(&text) else { continue };
        former.in_record(&path, &mut record);
        found.push(FileChange { path, before: None, after: Some(record.render().into_bytes()) });
    }
    found
}
