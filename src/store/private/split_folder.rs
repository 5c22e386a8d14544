//! Splits one folder with the private notes of several people into a folder for each person, whose
//! history has only that person's notes. No new folder gets the remote, because it holds everyone's
//! notes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use git2::{FileMode, ObjectType, Oid, Repository, Sort, Tree};

use super::{NOTES, backup, close_notes, make_closed, merge_notes};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::store::files::file_system::FileSystem;
use crate::store::git::objects::TRAILER;
use crate::store::git::repository::git;
use crate::store::init_own_repository;

fn failed(error: git2::Error) -> Error {
    git("could not give each person of this account their own private notes", &error)
}

/// Creates a complete folder for each owner, outside the folder that it splits.
pub(super) fn split(
    world: &Environment,
    base: &Path,
    owned: &BTreeMap<Id, Handle>,
    part: impl Fn(&Handle) -> PathBuf,
) -> Result<()> {
    init_own_repository(base)?;
    backup::commit_by_hand(world, base)?;
    let from = Repository::open(base).map_err(failed)?;
    let most = |handle: &&Handle| owned.values().filter(|one| one == handle).count();
    let heir = owned.values().max_by_key(most).cloned();
    for handle in owned.values().collect::<BTreeSet<_>>() {
        // A deleted note of an unknown session goes into one owner's history only.
        let is_theirs = |id: &Id| owned.get(id).or(heir.as_ref()) == Some(handle);
        let folder = part(handle);
        make_closed(&folder, base)?;
        init_own_repository(&folder)?;
        let to = Repository::open(&folder).map_err(failed)?;
        let Some(tip) = (Filter { from: &from, to: &to, is_theirs: &is_theirs }).history()? else { continue };
        let head = to.find_reference("HEAD").map_err(failed)?;
        let branch = head.symbolic_target().ok().flatten().unwrap_or("refs/heads/main");
        to.reference(branch, tip, true, "split").map_err(failed)?;
        put_on_the_disk(&to, &folder, tip)?;
        close_notes(&folder)?;
    }
    Ok(())
}

struct Filter<'a> {
    from: &'a Repository,
    to: &'a Repository,
    is_theirs: &'a dyn Fn(&Id) -> bool,
}

impl Filter<'_> {
    /// Copies the commits of the current branch with only the owner's notes. Returns the last copy.
    fn history(&self) -> Result<Option<Oid>> {
        let tip = self.from.head().and_then(|head| head.peel_to_commit()).map_err(failed)?.id();
        let mut walk = self.from.revwalk().map_err(failed)?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE).and_then(|()| walk.push(tip)).map_err(failed)?;
        let mut made: HashMap<Oid, Option<Oid>> = HashMap::new();
        for id in walk {
            let id = id.map_err(failed)?;
            let new = self.commit(id, &made).map_err(failed)?;
            made.insert(id, new);
        }
        Ok(made.get(&tip).copied().flatten())
    }

    fn commit(
        &self,
        id: Oid,
        made: &HashMap<Oid, Option<Oid>>,
    ) -> std::result::Result<Option<Oid>, git2::Error> {
        let commit = self.from.find_commit(id)?;
        let mut parents: Vec<Oid> = Vec::new();
        for parent in commit.parent_ids().filter_map(|parent| made.get(&parent).copied().flatten()) {
            if !parents.contains(&parent) {
                parents.push(parent);
            }
        }
        let tree = self.tree(&commit.tree()?)?;
        let parents = parents.into_iter().map(|parent| self.to.find_commit(parent));
        let parents = parents.collect::<std::result::Result<Vec<_>, _>>()?;
        match parents.as_slice() {
            [] if tree.is_none() => return Ok(None),
            [one] if Some(one.tree_id()) == tree => return Ok(Some(one.id())),
            _ => {}
        }
        let tree = match tree {
            Some(tree) => tree,
            None => self.to.treebuilder(None)?.write()?,
        };
        // The message may name the ids of other people's notes.
        let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
        let mut ids =
            message.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(|word| word.parse().ok());
        let message =
            if ids.all(|id| (self.is_theirs)(&id)) { message } else { format!("note\n\n{TRAILER}note\n") };
        let parents: Vec<_> = parents.iter().collect();
        let (author, committer) = (commit.author(), commit.committer());
        let tree = self.to.find_tree(tree)?;
        self.to.commit(None, &author, &committer, &message, &tree, &parents).map(Some)
    }

    /// The tree with the owner's notes, and with files that are not notes. `None` if it holds none of
    /// the owner's notes.
    fn tree(&self, tree: &Tree<'_>) -> std::result::Result<Option<Oid>, git2::Error> {
        let mut notes = self.to.treebuilder(None)?;
        if let Some(folder) = tree.get_name(NOTES)
            && let Some(folder) = folder.to_object(self.from)?.as_tree()
        {
            for entry in folder {
                let name = String::from_utf8_lossy(entry.name_bytes()).into_owned();
                if merge_notes::id(&format!("{NOTES}/{name}")).is_some_and(|id| (self.is_theirs)(&id)) {
                    notes.insert(name, self.copy(entry.id())?, entry.filemode())?;
                }
            }
        }
        if notes.is_empty() {
            return Ok(None);
        }
        let mut root = self.to.treebuilder(None)?;
        root.insert(NOTES, notes.write()?, FileMode::Tree.into())?;
        for entry in tree.iter().filter(|entry| entry.kind() == Some(ObjectType::Blob)) {
            root.insert(entry.name_bytes(), self.copy(entry.id())?, entry.filemode())?;
        }
        root.write().map(Some)
    }

    fn copy(&self, blob: Oid) -> std::result::Result<Oid, git2::Error> {
        self.to.blob(self.from.find_blob(blob)?.content())
    }
}

/// Writes the files of the commit, and git's index of them.
fn put_on_the_disk(repo: &Repository, folder: &Path, tip: Oid) -> Result<()> {
    let tree = repo.find_commit(tip).and_then(|commit| commit.tree()).map_err(failed)?;
    let disk = FileSystem::new(folder);
    let mut written = Ok(());
    tree.walk(git2::TreeWalkMode::PreOrder, |above, entry| {
        let path = format!("{above}{}", String::from_utf8_lossy(entry.name_bytes()));
        if let (Some(ObjectType::Blob), Ok(blob)) = (entry.kind(), repo.find_blob(entry.id()))
            && written.is_ok()
        {
            written = disk
                .write(&path, blob.content())
                .map_err(|error| Error::io("cannot write", &folder.join(&path), &error));
        }
        git2::TreeWalkResult::Ok
    })
    .map_err(failed)?;
    written?;
    let mut index = repo.index().map_err(failed)?;
    index.read_tree(&tree).and_then(|()| index.write()).map_err(failed)
}
