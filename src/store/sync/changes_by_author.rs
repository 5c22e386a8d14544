//! The incoming and outgoing record changes, by author, for the summary of a sync: the text before and
//! after each change.

use std::collections::{BTreeMap, HashSet};

use git2::{Delta, Diff, Oid, Sort, Tree};

use super::merge_records::is_record;
use crate::error::{Error, Result};
use crate::journal::records::kind::RecordKind;
use crate::journal::text::record_diff::TextChange;
use crate::journal::values::handle::Handle;
use crate::store::files::record_paths::ATTRIBUTES_FILE;
use crate::store::git::objects::{is_submodule, leaf, made_by};
use crate::store::git::repository::{Repo, git};
use crate::store::{FileChange, LARGEST};

/// The changes of one author, the earliest first.
#[derive(Debug, Default)]
pub(crate) struct AuthorChanges {
    pub author: String,
    pub email: String,
    /// The author's handle, if coach wrote it into one of the commits.
    pub handle: Option<Handle>,
    pub records: Vec<TextChange>,
    /// The number of changed files that are not records.
    pub others: usize,
}

/// Above this number of commits, the summary does not name authors: no one reads that much.
const MOST: usize = 2000;

/// How many commits coach searches for the handles of authors.
const LATEST: usize = 1000;

/// Replaces the text of a file that is too large for a record. coach cannot parse either.
const TOO_LARGE: &str = "too large for a record";

fn failed(error: git2::Error) -> Error {
    git("could not read the changes of a sync", &error)
}

/// The changes that the remote's `tip` has and our history before the merge lacked. After a rewrite of
/// the remote's history this is one difference to `lost`, not the rewritten commits. Leaves out records
/// that are the same in `tip` and in one of our commits: the team has them as other commits, took a change
/// back, or our clone is shallow and did not know the commit.
pub(super) fn news(
    repo: &Repo,
    tip: Oid,
    before: Option<Oid>,
    lost: Option<Oid>,
    merged: &[Oid],
) -> Result<Vec<AuthorChanges>> {
    if let Some(lost) = lost {
        return Ok(vec![by_the_team(repo, Some(lost), tip)?]);
    }
    let mut news = by_author(repo, tip, before.as_slice())?;
    for ours in before.iter().chain(merged) {
        without(repo, &mut news, *ours, tip)?;
    }
    Ok(news)
}

/// The changes in the commits of `tip` that are in none of the `known` ones, by author.
pub(super) fn by_author(repo: &Repo, tip: Oid, known: &[Oid]) -> Result<Vec<AuthorChanges>> {
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE).map_err(failed)?;
    walk.push(tip).map_err(failed)?;
    for known in known {
        walk.hide(*known).map_err(failed)?;
    }
    let commits = walk.collect::<std::result::Result<Vec<_>, _>>().map_err(failed)?;
    if commits.len() > MOST {
        return Ok(vec![by_the_team(repo, known.first().copied(), tip)?]);
    }
    authors(repo, commits.into_iter())
}

/// The difference between two commits, without authors.
fn by_the_team(repo: &Repo, known: Option<Oid>, tip: Oid) -> Result<AuthorChanges> {
    Ok(AuthorChanges { author: "the team".into(), ..between(repo, known, Some(tip))? })
}

/// Removes the records that are the same in `tip` and in our commit `ours`: they are not new to us. A record
/// that neither has at this path stays if `tip` has it at another path, because a merge moved it.
fn without(repo: &Repo, all: &mut [AuthorChanges], ours: Oid, tip: Oid) -> Result<()> {
    if all.iter().all(|passed| passed.records.is_empty()) {
        return Ok(());
    }
    let (ours, tip) = (repo.tree(Some(ours))?, repo.tree(Some(tip))?);
    let diff = repo.git.diff_tree_to_tree(ours.as_ref(), tip.as_ref(), None).map_err(failed)?;
    let news: HashSet<String> = diff
        .deltas()
        .filter(|delta| delta.status() != Delta::Deleted)
        .filter_map(|delta| {
            Some(id_in_name(&String::from_utf8_lossy(delta.new_file().path_bytes()?)).to_owned())
        })
        .collect();
    let id = |tree: &Option<Tree<'_>>, path: &str| {
        let there = leaf(tree.as_ref(), &format!("{}{path}", repo.prefix));
        there.ok().flatten().map(|leaf| leaf.id)
    };
    for passed in all {
        passed.records.retain(|change| {
            let there = id(&tip, &change.path);
            // A rename moves a person's file, and the new name does not tell the old one.
            let is_person = RecordKind::of_path(&change.path) == Some(RecordKind::Person);
            let is_moved = there.is_none() && (is_person || news.contains(id_in_name(&change.path)));
            is_moved || id(&ours, &change.path) != there
        });
    }
    Ok(())
}

/// The last part of a file's name, which is the id of a session.
fn id_in_name(path: &str) -> &str {
    path.rsplit(['-', '/']).next().unwrap_or(path)
}

/// The handles of the authors of the latest commits, by email address. If an address has several
/// handles, the latest counts.
pub(super) fn handles(repo: &Repo, tip: Oid) -> Result<BTreeMap<String, Handle>> {
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.push(tip).map_err(failed)?;
    let mut found = BTreeMap::new();
    for id in walk.flatten().take(LATEST) {
        let commit = repo.git.find_commit(id).map_err(failed)?;
        let Some(handle) = made_by(&String::from_utf8_lossy(commit.message_bytes())) else { continue };
        let email = String::from_utf8_lossy(commit.author().email_bytes()).into_owned();
        found.entry(email).or_insert(handle);
    }
    Ok(found)
}

fn authors(repo: &Repo, commits: impl Iterator<Item = Oid>) -> Result<Vec<AuthorChanges>> {
    let mut all: Vec<AuthorChanges> = Vec::new();
    for id in commits {
        let commit = repo.git.find_commit(id).map_err(failed)?;
        // The changes of a merge commit are in the commits that it merges.
        if commit.parent_count() > 1 {
            continue;
        }
        let passed = between(repo, commit.parent_id(0).ok(), Some(id))?;
        let author = commit.author();
        let [name, email] = [author.name_bytes(), author.email_bytes()].map(String::from_utf8_lossy);
        let handle = made_by(&String::from_utf8_lossy(commit.message_bytes()));
        let (author, email) = (name.into_owned(), email.into_owned());
        add(&mut all, AuthorChanges { author, email, handle, ..passed });
    }
    Ok(all)
}

/// Adds the changes to the entry of their author.
pub(super) fn add(all: &mut Vec<AuthorChanges>, more: AuthorChanges) {
    // Two people can share an address: the handle that coach wrote tells them apart.
    let is_same_handle = |known: &AuthorChanges| {
        known.handle == more.handle || known.handle.is_none() || more.handle.is_none()
    };
    let is_same = |known: &&mut AuthorChanges| {
        known.email == more.email && known.author == more.author && is_same_handle(known)
    };
    match all.iter_mut().find(is_same) {
        Some(known) => {
            known.records.extend(more.records);
            known.others += more.others;
            known.handle = more.handle.or_else(|| known.handle.take());
        }
        None => all.push(more),
    }
}

/// The difference between two commits.
pub(super) fn between(repo: &Repo, from: Option<Oid>, to: Option<Oid>) -> Result<AuthorChanges> {
    let (from, to) = (repo.tree(from)?, repo.tree(to)?);
    let diff = repo.git.diff_tree_to_tree(from.as_ref(), to.as_ref(), None).map_err(failed)?;
    changes(repo, &diff, [from.as_ref(), to.as_ref()])
}

/// The changes that a commit of these files would make.
pub(super) fn uncommitted(repo: &Repo, tip: Option<Oid>, files: &[FileChange]) -> Result<Vec<TextChange>> {
    let tree = repo.tree(tip)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let change = |file: &FileChange| {
        let there = leaf(tree.as_ref(), &format!("{}{}", repo.prefix, file.path))?;
        let blob = there.map(|leaf| repo.git.find_blob(leaf.id)).transpose().map_err(failed)?;
        let (before, after) = (blob.map(|blob| text(blob.content())), file.after.as_deref().map(text));
        Ok(TextChange { path: file.path.clone(), before, after })
    };
    files.iter().map(change).collect()
}

fn changes(repo: &Repo, diff: &Diff<'_>, [from, to]: [Option<&Tree<'_>>; 2]) -> Result<AuthorChanges> {
    let text = |tree: Option<&Tree<'_>>, path: &str, id: Oid| -> Result<Option<String>> {
        // A submodule has no text.
        if id.is_zero() || is_submodule(tree, path) {
            return Ok(None);
        }
        if repo.size(id)? > LARGEST {
            return Ok(Some(TOO_LARGE.into()));
        }
        let blob = repo.git.find_blob(id).map_err(failed)?;
        Ok(Some(String::from_utf8_lossy(blob.content()).into_owned()))
    };
    let mut passed = AuthorChanges::default();
    for delta in diff.deltas() {
        let path = delta.new_file().path_bytes().or(delta.old_file().path_bytes()).unwrap_or_default();
        let path = String::from_utf8_lossy(path);
        match path.strip_prefix(&repo.prefix).filter(|path| is_record(path)) {
            Some(record) => passed.records.push(TextChange {
                path: record.to_owned(),
                before: text(from, &path, delta.old_file().id())?,
                after: text(to, &path, delta.new_file().id())?,
            }),
            // coach creates this file with the journal, so the summary skips it.
            None if path.ends_with(ATTRIBUTES_FILE) && delta.old_file().id().is_zero() => {}
            None => passed.others += 1,
        }
    }
    Ok(passed)
}
