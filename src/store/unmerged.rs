//! A plain `git pull` or `git merge` that stopped because both sides changed records: what git
//! holds of them in its index, and finishing the merge. Repairs from the three versions that git
//! kept, never from what it left in the files.

use std::path::{Path, PathBuf};

use git2::{IndexConflict, IndexEntry};

use super::disk::{Disk, LARGEST};
use super::place::is_there;
use super::program::{Call, Program};
use super::repository::{Repo, git};
use crate::error::{Error, Result};
use crate::journal::text::RecordText;

/// The versions of one record that git could not merge; `None` is no such file.
pub struct Versions {
    /// Relative to the journal's root.
    pub path: String,
    pub base: Option<String>,
    pub ours: Option<String>,
    pub theirs: Option<String>,
}

/// What a stopped merge left to decide.
pub struct Unmerged {
    pub records: Vec<Versions>,
    /// Paths that are not the journal's records: for git and its user.
    pub others: Vec<String>,
}

/// What `git pull` was doing when it stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Merge,
    Rebase,
}

/// Whether git is in the middle of a merge or a rebase around this folder. Opens no repository. What
/// cannot be looked at may well be there.
pub fn is_under_way(root: &Path) -> bool {
    !matches!(way(root), Ok(None))
}

fn way(root: &Path) -> Result<Option<Way>> {
    let Some(gitdir) = gitdir(root)? else { return Ok(None) };
    let is = |name: &str| is_there(&gitdir.join(name));
    Ok(match is("rebase-merge")? || is("rebase-apply")? {
        true => Some(Way::Rebase),
        false => is("MERGE_HEAD")?.then_some(Way::Merge),
    })
}

/// The folder in which git keeps the state of the work tree around `root`.
fn gitdir(root: &Path) -> Result<Option<PathBuf>> {
    for folder in root.ancestors() {
        let git = folder.join(".git");
        if is_there(&git)? {
            return named_by(git);
        }
    }
    Ok(None)
}

/// In a work tree or submodule `.git` is a file that names the folder.
fn named_by(git: PathBuf) -> Result<Option<PathBuf>> {
    let failed = |error: std::io::Error| Error::io("could not look at", &git, &error);
    if git.metadata().map_err(failed)?.is_dir() {
        return Ok(Some(git));
    }
    let text = std::fs::read_to_string(&git).map_err(failed)?;
    let named = text.strip_prefix("gitdir:").map(str::trim);
    Ok(named.and_then(|named| Some(git.parent()?.join(named))))
}

/// What git could not merge.
pub fn find(root: &Path) -> Result<Unmerged> {
    let mut unmerged = Unmerged { records: Vec::new(), others: Vec::new() };
    let Some(repo) = Repo::around(root)? else { return Ok(unmerged) };
    let failed = |error: git2::Error| git("could not read git's index", &error);
    let index = repo.git.index().map_err(failed)?;
    for conflict in index.conflicts().map_err(failed)? {
        let conflict = conflict.map_err(failed)?;
        let path = path(&conflict);
        match path.strip_prefix(&repo.prefix).filter(|path| is_record(path)) {
            Some(record) => unmerged.records.push(versions(&repo, record, &conflict)?),
            None => unmerged.others.push(path),
        }
    }
    Ok(unmerged)
}

fn is_record(path: &str) -> bool {
    path.ends_with(".toml")
}

fn path(conflict: &IndexConflict) -> String {
    let entry = conflict.our.as_ref().or(conflict.their.as_ref()).or(conflict.ancestor.as_ref());
    entry.map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).unwrap_or_default()
}

fn versions(repo: &Repo, path: &str, conflict: &IndexConflict) -> Result<Versions> {
    let text = |entry: &Option<IndexEntry>| -> Result<Option<String>> {
        let Some(entry) = entry else { return Ok(None) };
        let blob = repo.git.find_blob(entry.id).map_err(|error| git("could not read a version", &error))?;
        if blob.size() as u64 > LARGEST {
            return Err(Error::cannot(format!("{path} is larger than a record may be")));
        }
        let text = std::str::from_utf8(blob.content());
        text.map(|text| Some(text.to_string()))
            .map_err(|_| Error::cannot(format!("a version of {path} is no UTF-8")))
    };
    let (base, ours, theirs) = (text(&conflict.ancestor)?, text(&conflict.our)?, text(&conflict.their)?);
    let ours = match written_since(repo, path, [&base, &ours, &theirs]) {
        Some(text) => Some(text),
        None => ours,
    };
    Ok(Versions { path: path.to_string(), base, ours, theirs })
}

/// What a hand or a command made of the record since git stopped: none of git's versions, and no
/// text with git's markers either.
fn written_since(repo: &Repo, path: &str, versions: [&Option<String>; 3]) -> Option<String> {
    let bytes = repo.work.read(&format!("{}{path}", repo.prefix)).ok()??;
    let text = String::from_utf8(bytes).ok()?;
    let is_one_of_gits = versions.into_iter().any(|version| version.as_deref() == Some(&text));
    (!is_one_of_gits && RecordText::parse(&text).is_ok()).then_some(text)
}

/// Puts the merged records in place, and finishes git's merge with them if nothing else is left to
/// decide; gives whether it did.
pub fn finish(root: &Path, program: &Program, merged: &[(String, Option<String>)]) -> Result<bool> {
    let disk = Disk::new(root);
    for (path, text) in merged {
        disk.remove_temporaries_beside(path);
        let done = match text {
            Some(text) => disk.write(path, text.as_bytes()),
            None => disk.remove(path),
        };
        done.map_err(|error| Error::io("could not write", &disk.full(path), &error))?;
    }
    // Without a path git would add everything, other people's conflict markers too.
    if !merged.is_empty() {
        let mut add = vec!["--literal-pathspecs", "add", "--all", "--"];
        add.extend(merged.iter().map(|(path, _)| path.as_str()));
        run(root, program, &add, "git could not take the merged records")?;
    }
    let left = find(root)?;
    if !left.records.is_empty() || !left.others.is_empty() {
        return Ok(false);
    }
    let go_on: &[&str] = match way(root)? {
        Some(Way::Rebase) => &["-c", "core.editor=true", "rebase", "--continue"],
        _ => &["commit", "--quiet", "--no-edit"],
    };
    let went_on = run(root, program, go_on, "git could not go on");
    // A rebase may stop again, at the next commit.
    let left = find(root)?;
    if left.records.is_empty() && left.others.is_empty() {
        went_on?;
    }
    Ok(way(root)?.is_none())
}

fn run(root: &Path, program: &Program, arguments: &[&str], what: &str) -> Result<()> {
    let ended = program.run(root, Call::new(arguments))?;
    match ended.well {
        true => Ok(()),
        false => Err(Error::machine(format!("{what}: {}", ended.complaint()))
            .hint("the merged records are in their files: `git status` shows what is left to do")),
    }
}
