//! What passed between us and the team, for the account of a sync: texts before and after.

use std::collections::BTreeMap;

use git2::{Diff, Oid, Sort, Tree};

use super::merge_records::is_record;
use crate::error::{Error, Result};
use crate::journal::text::record_diff::TextChange;
use crate::journal::values::handle::Handle;
use crate::store::files::record_paths::ATTRIBUTES_FILE;
use crate::store::git::objects::{is_submodule, leaf, made_by};
use crate::store::git::repository::{Repo, git};
use crate::store::{FileChange, LARGEST};

/// What one author committed, the earliest first.
#[derive(Debug, Default)]
pub struct AuthorChanges {
    pub author: String,
    pub email: String,
    /// As coach wrote it into one of the commits.
    pub handle: Option<Handle>,
    pub records: Vec<TextChange>,
    /// How many other files.
    pub others: usize,
}

/// With more commits than this nobody wants to know who did each.
const MOST: usize = 2000;

/// So many commits show who is who.
const LATEST: usize = 1000;

/// In place of the text of a file that is too large for a record: as little of it can be read.
const TOO_LARGE: &str = "too large for a record";

fn failed(error: git2::Error) -> Error {
    git("could not read what passed", &error)
}

/// What the remote's `tip` has and our history before it was joined has not. The commits of a
/// rewritten history are no news: they are told as one difference to what was `lost`. Neither is what
/// we pushed to another branch, whoever made commits of it.
pub fn news(
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
    for pushed in merged {
        without(repo, &mut news, *pushed, tip)?;
    }
    Ok(news)
}

/// What the commits of `tip` that none of the `known` has changed, by author.
pub fn by_author(repo: &Repo, tip: Oid, known: &[Oid]) -> Result<Vec<AuthorChanges>> {
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

/// The difference between two commits, whoever made it.
fn by_the_team(repo: &Repo, known: Option<Oid>, tip: Oid) -> Result<AuthorChanges> {
    Ok(AuthorChanges { author: "the team".into(), ..between(repo, known, Some(tip))? })
}

/// Takes out what is in `tip` as it is in a commit of ours: whoever committed it brought nothing new.
fn without(repo: &Repo, all: &mut [AuthorChanges], ours: Oid, tip: Oid) -> Result<()> {
    let (ours, tip) = (repo.tree(Some(ours))?, repo.tree(Some(tip))?);
    let id = |tree: &Option<git2::Tree<'_>>, path: &str| {
        let there = leaf(tree.as_ref(), &format!("{}{path}", repo.prefix));
        there.ok().flatten().map(|leaf| leaf.id)
    };
    for passed in all {
        passed.records.retain(|change| id(&ours, &change.path) != id(&tip, &change.path));
    }
    Ok(())
}

/// The handles of those who made the last commits of a branch, by address; the latest counts.
pub fn handles(repo: &Repo, tip: Oid) -> Result<BTreeMap<String, Handle>> {
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
        // What a merge brings stands in the commits it joins.
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

/// Each author once.
pub fn add(all: &mut Vec<AuthorChanges>, more: AuthorChanges) {
    match all.iter_mut().find(|known| known.email == more.email && known.author == more.author) {
        Some(known) => {
            known.records.extend(more.records);
            known.others += more.others;
            known.handle = more.handle.or_else(|| known.handle.take());
        }
        None => all.push(more),
    }
}

/// The difference between two commits.
pub fn between(repo: &Repo, from: Option<Oid>, to: Option<Oid>) -> Result<AuthorChanges> {
    let (from, to) = (repo.tree(from)?, repo.tree(to)?);
    let diff = repo.git.diff_tree_to_tree(from.as_ref(), to.as_ref(), None).map_err(failed)?;
    changes(repo, &diff, [from.as_ref(), to.as_ref()])
}

/// What these files would change, were they committed.
pub fn uncommitted(repo: &Repo, tip: Option<Oid>, files: &[FileChange]) -> Result<Vec<TextChange>> {
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
            // Made with the journal, and nobody's news.
            None if path.ends_with(ATTRIBUTES_FILE) && delta.old_file().id().is_zero() => {}
            None => passed.others += 1,
        }
    }
    Ok(passed)
}
