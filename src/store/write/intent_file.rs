//! Reads and writes coach's notes in `<gitdir>/coach`: the change that a command is about to make
//! (`intent`), the last completed change (`last`), and the paths that wait for a commit (`pending`).
#![expect(clippy::disallowed_methods, reason = "writes and removes the intent, and makes its folder")]

use std::collections::BTreeSet;

use git2::Oid;

use crate::error::{Error, Result};
use crate::store::files::allowed_paths;
use crate::store::files::file_system::{FileSystem, sync_folder};
use crate::store::files::journal_folder::is_there;
use crate::store::git::objects::{TreeEdit, made_by};
use crate::store::git::repository::Repo;

const INTENT: &str = "intent";
const LAST: &str = "last";
const PENDING: &str = "pending";
const END: &str = "end";
const THEIRS: &str = "theirs";
const EARLIER: &str = "earlier ";
const MADE: &str = "made ";

/// For how many handles coach keeps the last command of this clone.
const HANDLES: usize = 16;

/// The change that a command is about to make. The command writes it after it creates the commit and
/// before it changes anything else. If the command dies after that, the next command completes the
/// change.
#[derive(Debug, PartialEq, Eq)]
pub struct Intent {
    pub new: Oid,
    pub old: Option<Oid>,
    pub branch: String,
    /// The colleagues' commit that this change merges. `None` for an ordinary save.
    pub theirs: Option<Oid>,
    /// Paths in the work tree, and their blobs before the change.
    pub files: Vec<(String, Option<Oid>)>,
    /// The edits of earlier saves, newest first. A concurrent `git commit` may still undo them.
    pub earlier: Vec<PastEdit>,
    /// The last commits that coach made for each handle in this clone before this change, newest first.
    pub made: Vec<Oid>,
}

/// What a save did to one file: the blobs in the tree before and after it. `None` means no file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastEdit {
    /// The commit of the save.
    pub commit: Oid,
    pub path: String,
    pub before: Option<Oid>,
    pub after: Option<Oid>,
}

impl PastEdit {
    fn parse(line: &str) -> Option<PastEdit> {
        let mut words = line.splitn(4, ' ');
        let commit = words.next().and_then(id)?;
        let (before, after) = (words.next().and_then(id)?, words.next().and_then(id)?);
        let path = words.next().filter(|path| allowed_paths::check(path).is_ok())?.to_owned();
        Some(PastEdit { commit, path, before: unless_zeros(before), after: unless_zeros(after) })
    }
}

impl From<PastEdit> for TreeEdit {
    fn from(edit: PastEdit) -> TreeEdit {
        TreeEdit::new(edit.path, edit.before, edit.after)
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum FoundIntent {
    Nothing,
    Whole(Intent),
    /// The disk has damaged the file. Holds the paths that are still readable.
    Damaged(Vec<String>),
}

impl Intent {
    pub fn new(new: Oid, old: Option<Oid>, branch: &str, parts: &[TreeEdit], theirs: Option<Oid>) -> Intent {
        let files = parts.iter().map(|part| (part.path.clone(), part.before)).collect();
        Intent { new, old, branch: branch.into(), theirs, files, earlier: Vec::new(), made: Vec::new() }
    }

    /// The same change after the edits of earlier saves.
    pub fn after(self, earlier: Vec<PastEdit>) -> Intent {
        Intent { earlier, ..self }
    }

    /// The same change in a clone where coach made these commits.
    pub fn in_clone_with(self, made: Vec<Oid>) -> Intent {
        Intent { made, ..self }
    }

    fn text(&self) -> String {
        let mut text = format!("{} {} {}\n", self.new, or_zeros(self.old), self.branch);
        if let Some(theirs) = self.theirs {
            text += &format!("{THEIRS} {theirs}\n");
        }
        for (path, before) in &self.files {
            text += &format!("{} {path}\n", or_zeros(*before));
        }
        for PastEdit { commit, path, before, after } in &self.earlier {
            text += &format!("{EARLIER}{commit} {} {} {path}\n", or_zeros(*before), or_zeros(*after));
        }
        text.extend(self.made.iter().map(|commit| format!("{MADE}{commit}\n")));
        text + END + "\n"
    }

    fn parse(text: &str) -> FoundIntent {
        let mut lines = text.lines();
        let head = lines.next().and_then(|line| {
            let mut words = line.splitn(3, ' ');
            let (new, old) = (words.next().and_then(id)?, words.next().and_then(id)?);
            Some((
                new,
                unless_zeros(old),
                words.next().filter(|name| name.starts_with("refs/heads/"))?.to_owned(),
            ))
        });
        let mut lines = lines.peekable();
        let theirs = lines.peek().and_then(|line| line.strip_prefix(THEIRS)?.strip_prefix(' ').and_then(id));
        let mut expected = 2;
        if theirs.is_some() {
            expected += 1;
            lines.next();
        }
        let (mut files, mut earlier, mut made, mut whole) = (Vec::new(), Vec::new(), Vec::new(), false);
        for line in lines {
            if let Some(edit) = line.strip_prefix(EARLIER) {
                earlier.extend(PastEdit::parse(edit));
                continue;
            }
            if let Some(commit) = line.strip_prefix(MADE) {
                made.extend(id(commit));
                continue;
            }
            let file = line.split_once(' ').and_then(|(before, path)| {
                allowed_paths::check(path).ok()?;
                Some((path.to_owned(), unless_zeros(id(before)?)))
            });
            whole = !whole && line == END;
            files.extend(file);
        }
        match head {
            Some((new, old, branch))
                if whole && text.lines().count() == files.len() + earlier.len() + made.len() + expected =>
            {
                FoundIntent::Whole(Intent { new, old, branch, theirs, files, earlier, made })
            }
            _ => FoundIntent::Damaged(files.into_iter().map(|(path, _)| path).collect()),
        }
    }
}

fn or_zeros(id: Option<Oid>) -> Oid {
    id.unwrap_or(Oid::ZERO_SHA1)
}

/// Parses an id of 40 digits.
fn id(text: &str) -> Option<Oid> {
    Oid::from_str(text).ok().filter(|_| text.len() == 40)
}

fn unless_zeros(id: Oid) -> Option<Oid> {
    Some(id).filter(|id| !id.is_zero())
}

impl Repo {
    pub fn make_own_folder(&self) -> Result<()> {
        std::fs::create_dir_all(&self.own).map_err(|error| Error::io("could not create", &self.own, &error))
    }

    /// The folder of coach inside `.git`.
    pub fn own_files(&self) -> FileSystem {
        FileSystem::of_git(&self.own)
    }

    pub fn write_intent(&self, intent: &Intent) -> Result<()> {
        self.write_own(INTENT, intent.text().as_bytes())
    }

    pub fn read_intent(&self) -> Result<FoundIntent> {
        match self.own_files().read_any_size(INTENT) {
            Ok(None) => Ok(FoundIntent::Nothing),
            Ok(Some(bytes)) => Ok(Intent::parse(&String::from_utf8_lossy(&bytes))),
            Err(error) => Err(Error::io("could not read", &self.own.join(INTENT), &error)),
        }
    }

    /// Removes the intent of a change that failed.
    pub fn remove_intent(&self) -> Result<()> {
        let removed = self.own_files().remove(INTENT);
        removed.map_err(|error| Error::io("could not remove", &self.own.join(INTENT), &error))
    }

    /// Renames the intent of a completed change to `last`.
    pub fn close_intent(&self) -> Result<()> {
        let closed =
            std::fs::rename(self.own.join(INTENT), self.own.join(LAST)).and_then(|()| sync_folder(&self.own));
        closed.map_err(|error| Error::io("could not remove", &self.own.join(INTENT), &error))
    }

    pub fn last_save(&self) -> Option<Intent> {
        let bytes = self.own_files().read_any_size(LAST).ok()??;
        match Intent::parse(&String::from_utf8_lossy(&bytes)) {
            FoundIntent::Whole(last) => Some(last),
            _ => None,
        }
    }

    /// The last commit that coach made for each handle in this clone, newest first. Commits that a sync
    /// brought in do not count.
    pub fn made_here(&self) -> Vec<Oid> {
        let Some(last) = self.last_save() else { return Vec::new() };
        let mut handles = BTreeSet::new();
        let own = Some(last.new).filter(|_| last.theirs.is_none()).into_iter().chain(last.made);
        let is_last_of_its_handle = |id: &Oid| {
            let commit = self.git.find_commit(*id).ok();
            let by = commit.and_then(|commit| made_by(&String::from_utf8_lossy(commit.message_bytes())));
            by.is_some_and(|by| handles.insert(by))
        };
        own.filter(is_last_of_its_handle).take(HANDLES).collect()
    }

    /// The paths in the work tree that a command wrote while it could not commit.
    pub fn pending(&self) -> Result<Vec<String>> {
        // Without this folder, coach has saved nothing here yet.
        let bytes = if is_there(&self.own)? { self.own_files().read_any_size(PENDING) } else { Ok(None) };
        let bytes = bytes.map_err(|error| Error::io("could not read", &self.own.join(PENDING), &error))?;
        let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
        Ok(text.lines().filter(|path| allowed_paths::check(path).is_ok()).map(str::to_owned).collect())
    }

    pub fn remember_pending(&self, paths: impl Iterator<Item = String>) -> Result<()> {
        let known = self.pending()?;
        let mut all: Vec<String> = known.iter().cloned().chain(paths).collect();
        all.sort_unstable();
        all.dedup();
        if all == known { Ok(()) } else { self.write_pending(&all) }
    }

    pub fn forget_pending(&self, done: &[TreeEdit]) -> Result<()> {
        let known = self.pending()?;
        let left: Vec<String> =
            known.iter().filter(|path| done.iter().all(|part| part.path != **path)).cloned().collect();
        if left.len() == known.len() { Ok(()) } else { self.write_pending(&left) }
    }

    fn write_pending(&self, paths: &[String]) -> Result<()> {
        if paths.is_empty() {
            let removed = self.own_files().remove(PENDING);
            return removed.map_err(|error| Error::io("could not remove", &self.own.join(PENDING), &error));
        }
        let text: String = paths.iter().flat_map(|path| [path, "\n"]).collect();
        self.write_own(PENDING, text.as_bytes())
    }

    fn write_own(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let written = self.own_files().write(name, bytes);
        written.map_err(|error| Error::io("could not write", &self.own.join(name), &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent() -> Intent {
        let id = |c: &str| Oid::from_str(&c.repeat(40)).unwrap();
        let files = vec![("a b.toml".into(), None), ("s/c.toml".into(), Some(id("3")))];
        Intent {
            new: id("1"),
            old: None,
            branch: "refs/heads/main".into(),
            theirs: None,
            files,
            earlier: Vec::new(),
            made: Vec::new(),
        }
    }

    #[test]
    fn an_intent_reads_back() {
        assert_eq!(Intent::parse(&intent().text()), FoundIntent::Whole(intent()));
        let four = Oid::from_str(&"4".repeat(40)).unwrap();
        let edit = PastEdit { commit: four, path: "a c.toml".into(), before: None, after: Some(four) };
        let merge = Intent { theirs: Some(four), earlier: vec![edit], made: vec![four], ..intent() };
        assert_eq!(Intent::parse(&merge.text()), FoundIntent::Whole(merge));
    }

    #[test]
    fn every_truncation_is_seen_and_gives_only_whole_paths() {
        let text = intent().text();
        for end in 0..text.len() - 1 {
            match Intent::parse(&text[..end]) {
                FoundIntent::Damaged(_) => {}
                other => panic!("{end}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_damaged_one_never_names_a_path_outside() {
        let text = intent().text().replace("s/c.toml", "../c.toml");
        assert_eq!(Intent::parse(&text), FoundIntent::Damaged(vec!["a b.toml".into()]));
    }
}
