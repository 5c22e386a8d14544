//! Finds the files and folders of the latest commit that git cannot read, and writes their objects again: the
//! journal's folder has the same files, and git's index has the same folders.

#![expect(clippy::disallowed_methods, reason = "removes the empty files of objects")]

use std::fs;
use std::path::Path;

use git2::{Index, ObjectType, Oid, Repository};

use super::broken_head::set_aside;
use crate::error::Result;
use crate::journal::records::Problem;
use crate::store::git::objects::blob_id;
use crate::store::git::repository::{DAMAGED_DATA, Repo, git};

/// The objects of the latest commit that git cannot read.
#[derive(Default)]
pub(crate) struct DamagedObjects {
    /// The paths in the work tree, and the ids of their blobs.
    files: Vec<(String, Oid)>,
    folders: Vec<Oid>,
}

/// Finds the damaged objects. A partial clone lacks blobs that git fetches when it needs them, so its blobs do
/// not count.
pub(crate) fn find(repo: &Repo) -> DamagedObjects {
    let mut found = DamagedObjects::default();
    let tree = repo.git.head().and_then(|head| head.peel_to_commit()).map(|commit| commit.tree_id());
    if let Ok(tree) = tree {
        let is_partial = repo.git.config().is_ok_and(|config| {
            config.entries(Some(r"^remote\..*\.promisor$")).is_ok_and(|mut all| all.next().is_some())
        });
        if !is_partial {
            look(&repo.git, "", tree, &mut found);
        }
    }
    found
}

fn look(repo: &Repository, above: &str, tree: Oid, found: &mut DamagedObjects) {
    let (Ok(tree), Ok(objects)) = (repo.find_tree(tree), repo.odb()) else {
        return found.folders.push(tree);
    };
    for entry in &tree {
        let path = format!("{above}{}", String::from_utf8_lossy(entry.name_bytes()));
        match entry.kind() {
            Some(ObjectType::Tree) => look(repo, &format!("{path}/"), entry.id(), found),
            Some(ObjectType::Blob) if objects.read_header(entry.id()).is_err() => {
                found.files.push((path, entry.id()));
            }
            _ => {}
        }
    }
}

/// Removes the empty files of objects, which a power cut can leave: git does not fetch an object that has a file.
pub(crate) fn remove_empty(git: &Path) {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    for folder in entries(&git.join("objects")).filter(|folder| folder.file_name().len() == 2) {
        for object in entries(&folder.path()) {
            if object.metadata().is_ok_and(|object| object.is_file() && object.len() == 0) {
                // If it stays, git names it.
                let _ = fs::remove_file(object.path());
            }
        }
    }
}

impl DamagedObjects {
    pub(crate) fn problem(&self) -> Option<Problem> {
        let number = self.files.len() + self.folders.len();
        let what = match self.files.first() {
            _ if number == 0 => return None,
            Some((path, _)) => format!("git cannot read the committed text of {path}"),
            None => "git cannot read a folder of the latest commit".into(),
        };
        let more = if number > 1 { format!(", and {} more", number - 1) } else { String::new() };
        Some(Problem::of_file(".git", format!("{what}{more}; {DAMAGED_DATA}")))
    }

    /// Writes the objects again that the folder or the index still has. Returns their number.
    pub(crate) fn restore(&self, repo: &Repo) -> Result<usize> {
        let failed = |error: git2::Error| git("could not write an object again", &error);
        let mut restored = 0;
        for (path, id) in &self.files {
            let Some(bytes) = repo.work.read_any_size(path).ok().flatten() else { continue };
            if blob_id(&bytes)? == *id {
                set_aside(repo.git.commondir(), *id)?;
                repo.git.blob(&bytes).map_err(failed)?;
                restored += 1;
            }
        }
        if self.folders.is_empty() {
            return Ok(restored);
        }
        // A new index has no cache of folders, so libgit2 writes all of them.
        let mut all = Index::new().map_err(failed)?;
        let Ok(index) = repo.git.index() else { return Ok(restored) };
        for entry in index.iter() {
            all.add(&entry).map_err(failed)?;
        }
        self.folders.iter().try_for_each(|id| set_aside(repo.git.commondir(), *id))?;
        // The index can name a file that git lacks too. What it cannot write stays damaged.
        let _ = all.write_tree_to(&repo.git);
        Ok(restored + self.folders.iter().filter(|id| repo.git.find_tree(**id).is_ok()).count())
    }
}
