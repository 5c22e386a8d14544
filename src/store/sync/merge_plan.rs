//! Plans the merge of two commits in memory: records by the journal's own rules, other files as git
//! merges them. Writes no file and no commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{Delta, Diff, DiffFile, FileMode, Index, MergeOptions, Oid, Tree};

use super::merge_records::{
    PendingFiles, SideRecords, SideVersion, ThreeSides, UnreadableVersion, is_record,
};
use super::renamed_people::RenamedPeople;
use super::rewritten_history::{self, Missing};
use super::{pull_request_branch, restore_tombstones, size_limit};
use crate::error::{Error, Result};
use crate::journal::edit::shared_handles::Version;
use crate::journal::records::person::Person;
use crate::journal::records::settings::{SETTINGS_FILE, Settings};
use crate::store::git::incoming_attributes;
use crate::store::git::objects::{Leaf, blob_id, canonical, leaf, raw_mode};
use crate::store::git::repository::{Repo, git};
use crate::store::load::known_format;
use crate::store::write::incoming::{IncomingCommit, IncomingFile};

const BY_HAND: &str = "nothing was merged; merge with `git pull`, then sync again";

pub(super) fn failed(error: git2::Error) -> Error {
    git("could not compare with your team's commits", &error)
}

/// Facts about the two histories that their commits do not hold.
pub(super) struct Known<'a> {
    /// The remote's branch, such as `origin/main`.
    pub name: &'a str,
    /// The last commit that the remote dropped when its history was rewritten.
    pub lost: Option<Oid>,
    /// What to do with records that the rewritten history lacks.
    pub missing: Option<Missing>,
}

/// The changes that a merge makes.
pub(super) struct MergePlan {
    pub arrival: IncomingCommit,
    /// Messages about the merge for the user.
    pub notes: Vec<String>,
    /// Pushes to another branch that the team merged completely, as other commits.
    pub merged: Vec<Oid>,
}

/// Plans the merge of `theirs` into `ours`. Returns `None` if `ours` contains `theirs` already.
pub(super) fn plan(
    repo: &Repo,
    ours: Option<Oid>,
    theirs: Oid,
    known: &Known<'_>,
) -> Result<Option<MergePlan>> {
    let (mut notes, mut merged) = (Vec::new(), Vec::new());
    if let (Some(here), Some(lost)) = (ours, known.lost) {
        let commits = [here, theirs, lost];
        let leaves = rewritten_history::leaves(repo, commits, known.missing, known.name)?;
        let unsent = Some(rewritten_history::unsent(repo, commits)?);
        return Ok(Some(MergePlan {
            arrival: IncomingCommit { ours, theirs, leaves, unsent },
            notes,
            merged,
        }));
    }
    let leaves = match ours {
        Some(ours) if repo.arrived(ours, theirs) => return Ok(None),
        Some(ours) if !repo.arrived(theirs, ours) => merge(repo, [ours, theirs], &mut notes, &mut merged)?,
        _ => {
            let (from, to) = (repo.tree(ours)?, repo.tree(Some(theirs))?);
            let diff = repo.git.diff_tree_to_tree(from.as_ref(), to.as_ref(), None).map_err(failed)?;
            let modes = |path: &str| [raw_mode(from.as_ref(), path), raw_mode(to.as_ref(), path)];
            arriving(&diff, |_| true, modes)?
        }
    };
    Ok(Some(MergePlan { arrival: IncomingCommit { ours, theirs, leaves, unsent: None }, notes, merged }))
}

fn merge(
    repo: &Repo,
    [ours, theirs]: [Oid; 2],
    notes: &mut Vec<String>,
    pushes: &mut Vec<Oid>,
) -> Result<Vec<IncomingFile>> {
    let bases = bases(repo, ours, theirs)?;
    let (our_tree, their_tree) = (tree(repo, ours)?, tree(repo, theirs)?);
    let pushed = match bases.as_slice() {
        [one] => pull_request_branch::base(repo, ours, theirs, *one)?,
        _ => None,
    };
    pushes.extend(pushed.iter().flat_map(|pushed| pushed.whole.clone()));
    let index = match &pushed {
        Some(base) => merged_trees(repo, &base.tree, &our_tree, &their_tree)?,
        None => merged_commits(repo, ours, theirs)?,
    };
    let mut leaves = others(repo, &our_tree, &index)?;
    let base = pushed.as_ref().map(|pushed| &pushed.tree);
    let merged = records(repo, &bases, base, [&our_tree, &their_tree], PendingFiles::default())?;
    notes.extend(merged.messages(ours, theirs));
    leaves.extend(merged.files);
    Ok(leaves)
}

/// The merge bases of two commits. Empty if their histories are unrelated.
pub(crate) fn bases(repo: &Repo, ours: Oid, theirs: Oid) -> Result<Vec<Oid>> {
    match repo.git.merge_bases(ours, theirs) {
        Ok(bases) => Ok(bases.iter().copied().collect()),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(Vec::new()),
        Err(error) => Err(failed(error)),
    }
}

/// Merges the records of a merge, rebase or similar command of plain git that stopped on conflicts.
/// Returns the changes to our commit, and messages about unreadable versions.
pub(crate) fn stopped(
    repo: &Repo,
    bases: &[Oid],
    [ours, theirs]: [Oid; 2],
    given: PendingFiles,
) -> Result<(Vec<IncomingFile>, Vec<String>)> {
    let trees = [&tree(repo, ours)?, &tree(repo, theirs)?];
    let merged = records(repo, bases, None, trees, given)?;
    let messages = merged.messages(ours, theirs);
    Ok((merged.files, messages))
}

/// Like `stopped`, but for versions that are only in git's index, in no commit.
pub(crate) fn of_versions(
    repo: &Repo,
    ours: Option<Oid>,
    versions: [Vec<SideVersion>; 3],
    given: PendingFiles,
) -> Result<(Vec<IncomingFile>, Vec<String>)> {
    let paths = versions.iter().flatten().map(|version| version.path.clone()).chain(given.paths()).collect();
    let (merged, unread) = ThreeSides::of(repo, versions).with(repo, given).merge(false)?;
    let note = |unread: &UnreadableVersion| {
        let (UnreadableVersion::Ours(path) | UnreadableVersion::Theirs(path)) = unread;
        format!("{path}  one version cannot be read; coach kept the other one")
    };
    Ok((write(repo.tree(ours)?.as_ref(), &paths, &merged)?, unread.iter().map(note).collect()))
}

/// The message about an unreadable version. That version stays in the merged history; the message says
/// how to show it.
fn gave_way(unread: &UnreadableVersion, ours: Oid, theirs: Oid) -> String {
    let (path, whose, other, left, commit) = match unread {
        UnreadableVersion::Ours(path) => (path, "your version", "your team's", "yours", ours),
        UnreadableVersion::Theirs(path) => (path, "your team's version", "yours", "theirs", theirs),
    };
    let commit = &commit.to_string()[..10];
    format!("{path}  {whose} cannot be read, so coach kept {other}; `git show {commit}:{path}` prints {left}")
}

/// The tree of a commit.
pub(super) fn tree(repo: &Repo, commit: Oid) -> Result<Tree<'_>> {
    repo.git.find_commit(commit).and_then(|commit| commit.tree()).map_err(failed)
}

fn how() -> MergeOptions {
    let mut how = MergeOptions::new();
    // With rename detection, git could mix a record that someone moved out of the journal with another
    // file.
    how.find_renames(false);
    how
}

fn merged_commits(repo: &Repo, ours: Oid, theirs: Oid) -> Result<Index> {
    let commit = |id: Oid| repo.git.find_commit(id).map_err(failed);
    repo.git.merge_commits(&commit(ours)?, &commit(theirs)?, Some(&how())).map_err(failed)
}

/// Merges two trees with git's own merge, from the given base tree.
pub(super) fn merged_trees(
    repo: &Repo,
    base: &Tree<'_>,
    ours: &Tree<'_>,
    theirs: &Tree<'_>,
) -> Result<Index> {
    repo.git.merge_trees(base, ours, theirs, Some(&how())).map_err(failed)
}

/// The changes that a merge makes to our files that are not records. Fails if one of them has a merge
/// conflict.
pub(super) fn others(repo: &Repo, ours: &Tree<'_>, index: &Index) -> Result<Vec<IncomingFile>> {
    let is_other = |path: &str| !path.strip_prefix(&repo.prefix).is_some_and(is_record);
    for conflict in index.conflicts().map_err(failed)? {
        let conflict = conflict.map_err(failed)?;
        let side = conflict.our.or(conflict.their).or(conflict.ancestor);
        let path = side.map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).unwrap_or_default();
        if is_other(&path) {
            return Err(Error::cannot(format!(
                "you and your team both changed {path}, which is not a record, so coach cannot merge it"
            ))
            .hint(BY_HAND));
        }
    }
    let diff = repo.git.diff_tree_to_index(Some(ours), Some(index), None).map_err(failed)?;
    let merged = |path: &str| index.get_path(Path::new(path), 0).map(|entry| entry.mode);
    arriving(&diff, is_other, |path| [raw_mode(Some(ours), path), merged(path)])
}

fn arriving(
    diff: &Diff<'_>,
    wanted: impl Fn(&str) -> bool,
    modes: impl Fn(&str) -> [Option<u32>; 2],
) -> Result<Vec<IncomingFile>> {
    let mut found = Vec::new();
    for delta in diff.deltas() {
        let path = delta.new_file().path_bytes().or(delta.old_file().path_bytes()).unwrap_or_default();
        let shown = String::from_utf8_lossy(path).into_owned();
        // No folder of records may hold such a name, so the merge of records would drop the file.
        let is_utf8 = std::str::from_utf8(path).is_ok();
        if delta.status() == Delta::Conflicted || (is_utf8 && !wanted(&shown)) {
            continue;
        }
        let [was, is] = modes(&shown);
        let (before, after) = (side(&delta.old_file(), was), side(&delta.new_file(), is));
        let (Ok(before), Ok(after), true) = (before, after, is_utf8) else {
            let why =
                "which coach cannot write: it is a symlink, a submodule or has a name that is not UTF-8";
            return Err(Error::cannot(format!("your team changed {shown}, {why}")).hint(BY_HAND));
        };
        found.push(IncomingFile { path: shown, before, after, merged: None });
    }
    Ok(found)
}

/// One side of a delta as a file, or `None` if the file is missing there. Fails on symlinks and
/// submodules.
fn side(file: &DiffFile<'_>, mode: Option<u32>) -> Result<Option<Leaf>, ()> {
    match mode.and_then(canonical) {
        _ if file.id().is_zero() => Ok(None),
        Some(mode) => Ok(Some(Leaf { id: file.id(), mode })),
        None => Err(()),
    }
}

/// The order of the trees of a merge.
pub(super) const VERSIONS: [Version; 3] = [Version::Base, Version::Ours, Version::Theirs];

/// The records that differ between trees, in three versions.
pub(super) struct ChangedRecords {
    pub paths: BTreeSet<String>,
    renamed: RenamedPeople,
    pub tombstones: Vec<Person>,
    pub sides: ThreeSides,
}

impl ChangedRecords {
    /// Reads the records in which either side differs from any of the `bases`. `base` supplies the base
    /// version.
    pub(super) fn read(
        repo: &Repo,
        bases: &[&Tree<'_>],
        base: Option<&Tree<'_>>,
        ours: &Tree<'_>,
        theirs: &Tree<'_>,
    ) -> Result<ChangedRecords> {
        let mut paths = BTreeSet::new();
        for base in bases.iter().copied().map(Some).chain(bases.is_empty().then_some(None)) {
            for side in [ours, theirs] {
                changed_records(repo, base, Some(side), &mut paths)?;
            }
        }
        let renamed = RenamedPeople::between(repo, base, [Some(ours), Some(theirs)]);
        paths.extend(renamed.paths.iter().cloned());
        let (tombstones, files) = restore_tombstones::tombstones(repo, [ours, theirs], &renamed);
        paths.extend(files);
        let sides = ThreeSides::read(repo, &paths, [base, Some(ours), Some(theirs)], &renamed, VERSIONS)?;
        Ok(ChangedRecords { paths, renamed, tombstones, sides })
    }
}

fn records(
    repo: &Repo,
    bases: &[Oid],
    base: Option<&Tree<'_>>,
    [ours, theirs]: [&Tree<'_>; 2],
    given: PendingFiles,
) -> Result<MergedFiles> {
    let trees: Vec<Tree<'_>> = bases.iter().map(|base| tree(repo, *base)).collect::<Result<_>>()?;
    let all: Vec<&Tree<'_>> = trees.iter().chain(base).collect();
    let base = base.or(trees.first());
    let ChangedRecords { mut paths, renamed, tombstones, sides } =
        ChangedRecords::read(repo, &all, base, ours, theirs)?;
    let sides = match bases {
        [first, second, ..] => sides.with_base(base_of(repo, &paths, [*first, *second], &renamed)?),
        _ => sides,
    };
    let given = given.map(|versions| renamed.applied(&repo.prefix, None, versions));
    paths.extend(given.paths());
    let sides = sides.with(repo, given);
    let (merged, unread) = sides.merge(bases.is_empty())?;
    let merged = merged.forget_again(&repo.prefix, &tombstones);
    let mut notes = renamed.notes();
    notes.extend(restore_tombstones::forgotten_along(repo, [ours, theirs], &renamed));
    Ok(MergedFiles { files: write(Some(ours), &paths, &merged)?, unread, notes })
}

/// The merged records.
struct MergedFiles {
    files: Vec<IncomingFile>,
    unread: Vec<UnreadableVersion>,
    /// Messages for the user, apart from those about unreadable versions.
    notes: Vec<String>,
}

impl MergedFiles {
    /// The messages about this merge of two commits.
    fn messages(&self, ours: Oid, theirs: Oid) -> Vec<String> {
        let unread = self.unread.iter().map(|unread| gave_way(unread, ours, theirs));
        unread.chain(self.notes.iter().cloned()).collect()
    }
}

/// The base of a criss-cross merge: the merge of the two merge bases.
fn base_of(
    repo: &Repo,
    paths: &BTreeSet<String>,
    [first, second]: [Oid; 2],
    renamed: &RenamedPeople,
) -> Result<SideRecords> {
    let before = repo.git.merge_base(first, second).ok();
    let trees = [repo.tree(before)?, repo.tree(Some(first))?, repo.tree(Some(second))?];
    let trees = [trees[0].as_ref(), trees[1].as_ref(), trees[2].as_ref()];
    let sides = ThreeSides::read(repo, paths, trees, renamed, [Version::Base; 3])?;
    // If this merge fails on an unreadable version, the merge base of the two merge bases is enough.
    Ok(sides.merge(false).map_or(sides.base, |(merged, _)| merged))
}

fn changed_records(
    repo: &Repo,
    from: Option<&Tree<'_>>,
    to: Option<&Tree<'_>>,
    paths: &mut BTreeSet<String>,
) -> Result<()> {
    let diff = repo.git.diff_tree_to_tree(from, to, None).map_err(failed)?;
    for delta in diff.deltas() {
        let path = delta.new_file().path_bytes().or(delta.old_file().path_bytes());
        let path = path.and_then(|path| std::str::from_utf8(path).ok());
        paths.extend(
            path.filter(|path| path.strip_prefix(&repo.prefix).is_some_and(is_record)).map(str::to_owned),
        );
    }
    Ok(())
}

/// The changes to our files at `paths` and at the paths of the merged records.
pub(super) fn write(
    ours: Option<&Tree<'_>>,
    paths: &BTreeSet<String>,
    merged: &SideRecords,
) -> Result<Vec<IncomingFile>> {
    let mut after: BTreeMap<&str, Option<(Leaf, &[u8])>> =
        paths.iter().map(|path| (path.as_str(), None)).collect();
    for version in merged.versions() {
        let mode = version.leaf.map_or(u32::from(FileMode::Blob), |leaf| leaf.mode);
        let leaf = Leaf { id: blob_id(&version.bytes)?, mode };
        after.insert(&version.path, Some((leaf, &version.bytes)));
    }
    let mut arriving = Vec::new();
    for (path, after) in after {
        let before = leaf(ours, path)?;
        if before != after.map(|(leaf, _)| leaf) {
            let merged = after.map(|(_, bytes)| bytes.to_vec());
            arriving.push(IncomingFile {
                path: path.into(),
                before,
                after: after.map(|(leaf, _)| leaf),
                merged,
            });
        }
    }
    Ok(arriving)
}

/// Protects the journal from a merge with another repository at a mistyped address. An unrelated
/// history must hold a journal at the same path, or next to nothing. Fails also if a newer coach has
/// changed the journal's format for good.
pub(super) fn is_a_journal(repo: &Repo, ours: Option<Oid>, theirs: Oid) -> Result<()> {
    size_limit::refuse_large(repo, ours, theirs)?;
    incoming_attributes::refuse_incoming(repo, ours, theirs)?;
    let related = ours.is_some_and(|ours| repo.git.merge_base(ours, theirs).is_ok());
    let tree = repo.tree(Some(theirs))?;
    let mark = format!("{}{SETTINGS_FILE}", repo.prefix);
    let settings = leaf(tree.as_ref(), &mark)?;
    if let Some(settings) = settings {
        let blob = repo.git.find_blob(settings.id).map_err(failed)?;
        let text = String::from_utf8_lossy(blob.content());
        known_format(&text)?;
        // Its records are made up, and only a demo is where they belong.
        if Settings::read(SETTINGS_FILE, &text).demo {
            return Err(Error::cannot("the remote has the demo journal: nothing was merged or shared")
                .hint("check the address of the remote: `git remote -v` prints it"));
        }
    }
    if related || settings.is_some() {
        return Ok(());
    }
    let wrong = |what: &str| {
        Err(Error::cannot(format!("{what}, and it has no history in common with yours: nothing was shared"))
            .hint("check the address of the remote: `git remote -v` prints it"))
    };
    let Some(tree) = tree else { return Ok(()) };
    if let Some(folder) = journal_in(&tree) {
        let place = if folder.is_empty() { "at its top".into() } else { format!("in its folder {folder}") };
        return wrong(&format!("the remote's journal is {place}, unlike yours"));
    }
    let is_folder = |entry: git2::TreeEntry<'_>| {
        entry.kind() == Some(git2::ObjectType::Tree) && !entry.name_bytes().starts_with(b".")
    };
    // Files without a folder are those that hosting sites put into a new repository, such as a README.
    if tree.iter().any(is_folder) { wrong("the remote is not a journal") } else { Ok(()) }
}

/// The first folder of the tree that holds a journal.
fn journal_in(tree: &Tree<'_>) -> Option<String> {
    let mut found = None;
    let _ = tree.walk(git2::TreeWalkMode::PreOrder, |above, entry| {
        if entry.name_bytes() == SETTINGS_FILE.as_bytes() {
            found = Some(above.trim_end_matches('/').to_owned());
        }
        if found.is_some() { git2::TreeWalkResult::Abort } else { git2::TreeWalkResult::Ok }
    });
    found
}
