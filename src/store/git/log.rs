//! Reads git's history: the versions of a record, and the way commits are made. Only reads.

use std::path::Path;

use git2::{Commit, ObjectType, Oid, Sort, Tree};

use super::git_program::Program;
use super::identity::{FallbackIdentity, Identity};
use super::objects::blob_id;
use super::repository::{Repo, git};
use crate::error::{Error, Result};
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;

/// A commit that changed a record, with the record's text before and after.
pub(crate) struct RecordVersion {
    pub commit: String,
    pub date: Day,
    pub author: String,
    pub message: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The number of latest commits to search.
pub(crate) const FARTHEST: usize = 1000;

pub(crate) fn repository(root: &Path) -> Result<Repo> {
    Repo::around(root)?.ok_or_else(|| {
        Error::cannot(format!("{} is not in a git repository, so it has no history", root.display()))
            .hint("create a repository with `git init` in that folder")
    })
}

/// The journal's folder in its repository, with a closing `/`; empty if the journal is the root.
pub(crate) fn prefix(root: &Path) -> String {
    repository(root).map(|repo| repo.prefix).unwrap_or_default()
}

pub(crate) fn failed(error: git2::Error) -> Error {
    git("could not read the history", &error)
}

/// The commits that changed the record, latest first. With `session`, follows the session's id across
/// moves of its file.
pub(crate) fn versions(root: &Path, path: &str, session: Option<&Id>) -> Result<Vec<RecordVersion>> {
    let repo = repository(root)?;
    let mut path = format!("{}{path}", repo.prefix);
    let sessions = format!("{}sessions", repo.prefix);
    let mut versions = Vec::new();
    for id in walk(&repo)? {
        let commit = repo.git.find_commit(id).map_err(failed)?;
        let tree = commit.tree().map_err(failed)?;
        let Some(after) = blob(&tree, &path) else { continue };
        // A merge commit took the record from one of its parents, unless the record differs from all of
        // them.
        let mut before = None;
        let mut taken = false;
        for parent in commit.parents() {
            let parent = parent.tree().map_err(failed)?;
            let earlier = blob(&parent, &path).map(|id| (path.clone(), id)).or_else(|| match session {
                Some(id) => moved(&repo, &parent, &sessions, &format!("-{id}.toml")),
                None => renamed(&repo, &parent, &tree, &path),
            });
            taken |= earlier.as_ref().is_some_and(|(at, id)| *id == after && *at == path);
            before = before.or(earlier);
        }
        if taken {
            continue;
        }
        versions.push(version(&repo, &commit, before.as_ref().map(|(_, id)| *id), after)?);
        if let Some((earlier, _)) = before {
            path = earlier;
        }
    }
    Ok(versions)
}

/// The commits from HEAD, latest first.
pub(crate) fn walk(repo: &Repo) -> Result<Vec<Oid>> {
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME).map_err(failed)?;
    if walk.push_head().is_err() {
        return Ok(Vec::new()); // No commit yet.
    }
    walk.collect::<std::result::Result<_, _>>().map_err(failed)
}

/// The content of the file in the latest commit that contains it. `None` if coach cannot read it.
pub(crate) fn last_version(root: &Path, path: &str) -> Option<Vec<u8>> {
    let repo = Repo::around(root).ok()??;
    let path = format!("{}{path}", repo.prefix);
    let at = |commit: &Oid| blob(&repo.git.find_commit(*commit).ok()?.tree().ok()?, &path);
    let id = walk(&repo).ok()?.iter().find_map(at)?;
    Some(repo.record(id)?.content().to_vec())
}

fn blob(tree: &Tree<'_>, path: &str) -> Option<Oid> {
    let entry = tree.get_path(Path::new(path)).ok()?;
    (entry.kind() == Some(ObjectType::Blob)).then(|| entry.id())
}

/// A person's file under their former handle: the only file of the folder that this commit removed.
fn renamed(repo: &Repo, before: &Tree<'_>, after: &Tree<'_>, path: &str) -> Option<(String, Oid)> {
    let (folder, _) = path.rsplit_once('/')?;
    let there = repo.git.find_tree(before.get_path(Path::new(folder)).ok()?.id()).ok()?;
    let paths = there.iter().filter_map(|file| Some((format!("{folder}/{}", file.name().ok()?), file.id())));
    let mut gone = paths.filter(|(path, _)| blob(after, path).is_none());
    match (gone.next(), gone.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

/// A session's file by the end of its name, in any folder of `sessions/`.
fn moved(repo: &Repo, tree: &Tree<'_>, sessions: &str, name: &str) -> Option<(String, Oid)> {
    let folders = repo.git.find_tree(tree.get_path(Path::new(sessions)).ok()?.id()).ok()?;
    for folder in &folders {
        let Ok(files) = repo.git.find_tree(folder.id()) else { continue };
        for file in &files {
            let (Ok(folder), Ok(file_name)) = (folder.name(), file.name()) else { continue };
            if file_name.ends_with(name) {
                return Some((format!("{sessions}/{folder}/{file_name}"), file.id()));
            }
        }
    }
    None
}

fn version(repo: &Repo, commit: &Commit<'_>, before: Option<Oid>, after: Oid) -> Result<RecordVersion> {
    let text = |id: Oid| -> Result<String> {
        let blob = repo.git.find_blob(id).map_err(failed)?;
        Ok(String::from_utf8_lossy(blob.content()).into_owned())
    };
    let author = commit.author();
    Ok(RecordVersion {
        commit: commit.id().to_string()[..7].to_string(),
        date: day(commit)?,
        author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
        message: summary(commit),
        before: before.map(text).transpose()?,
        after: Some(text(after)?),
    })
}

pub(crate) fn summary(commit: &Commit<'_>) -> String {
    let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
    message.lines().next().unwrap_or_default().to_string()
}

/// The author's date, in the author's time zone.
fn day(commit: &Commit<'_>) -> Result<Day> {
    let time = commit.author().when();
    let seconds = time.seconds().saturating_add(i64::from(time.offset_minutes()) * 60);
    let date = chrono::DateTime::from_timestamp(seconds, 0).map(|moment| moment.date_naive());
    date.and_then(Day::from_date)
        .ok_or_else(|| Error::cannot(format!("commit {} has an invalid date", commit.id())))
}

/// The index of the session that was added last: one that is in no commit yet, else the one that the
/// latest commit added. A moved file counts from its first path.
pub(crate) fn came_last(root: &Path, sessions: &[(&str, &Id)]) -> Option<usize> {
    let repo = Repo::around(root).ok()??;
    let folder = format!("{}sessions", repo.prefix);
    let mut paths: Vec<String> = sessions.iter().map(|(path, _)| format!("{}{path}", repo.prefix)).collect();
    let head = repo.git.head().ok()?.peel_to_tree().ok()?;
    if let Some(waits) = paths.iter().rposition(|path| blob(&head, path).is_none()) {
        return Some(waits);
    }
    let mut walk = repo.git.revwalk().ok()?;
    // In git's default order, latest first. Any other order reads the whole history before the first
    // commit.
    walk.set_sorting(Sort::NONE).ok()?;
    walk.push_head().ok()?;
    for id in walk.take(FARTHEST) {
        let commit = repo.git.find_commit(id.ok()?).ok()?;
        let tree = commit.tree().ok()?;
        let before: Vec<Tree<'_>> = commit.parents().filter_map(|parent| parent.tree().ok()).collect();
        for (at, (_, id)) in sessions.iter().enumerate().rev() {
            let is_there = |tree: &Tree<'_>| blob(tree, &paths[at]).is_some();
            if !is_there(&tree) || before.iter().any(is_there) {
                continue;
            }
            let name = format!("-{id}.toml");
            match before.iter().find_map(|tree| moved(&repo, tree, &folder, &name)) {
                Some((earlier, _)) => paths[at] = earlier,
                None => return Some(at),
            }
        }
    }
    None
}

/// Whether the author of this commit made an earlier one. coach then does not warn about that author
/// again.
pub(crate) fn is_known_author(latest: &Commit<'_>) -> bool {
    let by_them = |commit: &Commit<'_>| commit.author().email_bytes() == latest.author().email_bytes();
    let earlier = std::iter::successors(latest.parent(0).ok(), |commit| commit.parent(0).ok());
    earlier.take(FARTHEST).any(|commit| by_them(&commit))
}

/// Whether the latest commit contains the file with these bytes. True without any commit.
pub(crate) fn is_committed(root: &Path, path: &str, bytes: Option<&[u8]>) -> Result<bool> {
    let Some(repo) = Repo::around(root)? else { return Ok(true) };
    let Ok(tree) = repo.git.head().and_then(|head| head.peel_to_tree()) else { return Ok(true) };
    let there = blob(&tree, &format!("{}{path}", repo.prefix));
    let now = bytes.map(blob_id).transpose()?;
    Ok(there == now)
}

/// Describes for the user how coach makes commits in this journal, and under which name.
pub(crate) fn way(root: &Path, program: &Program, who: &FallbackIdentity, time: (i64, i32)) -> Vec<String> {
    let repo = match Repo::around(root) {
        Ok(Some(repo)) => Repo { program: program.clone(), ..repo },
        Ok(None) => return vec!["coach makes no commits: the folder is not in a git repository".into()],
        Err(error) => return vec![format!("coach makes no commits: {}", error.message)],
    };
    let made = if repo.wants_signatures() {
        "git makes the commits and signs them (commit.gpgsign is set)"
    } else {
        "coach makes commits itself, so git hooks do not run"
    };
    let by = match repo.identity(time, who) {
        Ok(Identity::Known { is_made_up: false, .. }) | Err(_) => None,
        Ok(Identity::Known { author, .. }) => Some(format!(
            "git does not know your name: the author of commits is {} (set user.name and user.email with \
             `git config --global`)",
            String::from_utf8_lossy(author.email_bytes())
        )),
        Ok(Identity::Forbidden(why)) => Some(format!("coach makes no commits: {why}")),
    };
    std::iter::once(made.to_string()).chain(by).collect()
}
