//! Merges the records of a merge, a rebase or a similar operation of plain git that stopped. Matches
//! records by id or handle in the commits that git merges, never by path: git takes a moved record for
//! a deleted and an added file, and may take a file for a renamed copy of another record. Edits that a
//! person made since git stopped take part in the merge. Only reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use git2::{ErrorCode, Index, Oid, Tree};

use super::finish_stopped_merge::StoppedOperation;
use crate::error::{Error, Result};
use crate::journal::merge::{self, Merged};
use crate::journal::text::editable_record::RecordText;
use crate::store::git::git_program::{GitCall, Program};
use crate::store::git::head_records;
use crate::store::git::objects::{Leaf, blob_id, leaf};
use crate::store::git::repository::{Repo, git};
use crate::store::sync::{self, PendingFiles, SideVersion, is_record};
use crate::store::write::incoming::IncomingFile;

/// The merged records: each path in the work tree that changes, and its text.
#[derive(Default)]
pub(crate) struct MergedStop {
    pub files: Vec<(String, Option<Vec<u8>>)>,
    pub notes: Vec<String>,
}

/// A file in git's index.
#[derive(Clone, Copy, Default)]
struct Staged {
    /// The blob of a file without a conflict.
    settled: Option<Oid>,
    /// The blobs of a file in conflict: base, ours and theirs.
    stages: Option<[Option<Oid>; 3]>,
}

struct Stop<'r> {
    repo: &'r Repo,
    staged: BTreeMap<String, Staged>,
    /// The commits that git merges: the bases, ours and theirs. `None` if git does not name them.
    between: Option<(Vec<Oid>, [Oid; 2])>,
    /// The paths of conflicts that a person resolved.
    resolved: BTreeSet<String>,
}

/// Merges the records by the journal's own rules.
pub(crate) fn joined(
    repo: &Repo,
    program: &Program,
    root: &Path,
    way: Option<StoppedOperation>,
) -> Result<MergedStop> {
    let between = way.map(|way| between(repo, way)).transpose()?.flatten();
    let resolved = resolved(program, root)?;
    let stop = Stop { repo, staged: staged(repo)?, between, resolved };
    let given = PendingFiles { decided: stop.decided()?, written: Vec::new() };
    let (targets, notes) = stop.targets(given.clone())?;
    let written = stop.written(&targets)?;
    let (targets, notes) =
        if written.is_empty() { (targets, notes) } else { stop.targets(PendingFiles { written, ..given })? };
    Ok(MergedStop { files: targets.into_iter().collect(), notes })
}

/// The path of each file that changes, and its text. `None` deletes the file.
type Targets = BTreeMap<String, Option<Vec<u8>>>;

impl Stop<'_> {
    /// Our commit. Fails if coach cannot read HEAD: an unreadable HEAD must not count as a commit
    /// without files.
    fn head(&self) -> Result<Option<Oid>> {
        match self.repo.git.head() {
            Ok(head) => Ok(head.target()),
            Err(error) if error.code() == ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(git("could not read git's HEAD", &error)),
        }
    }

    fn tree(&self, commit: Option<Oid>) -> Result<Option<Tree<'_>>> {
        self.repo.tree(commit)
    }

    /// The text for each path at which git's index has another version.
    fn targets(&self, given: PendingFiles) -> Result<(Targets, Vec<String>)> {
        let way_out = |error: Error| {
            error.hint("correct one version by hand, `git add` it, then `coach resolve --finish` again")
        };
        let (arriving, notes) = match &self.between {
            Some((bases, sides)) => sync::stopped(self.repo, bases, *sides, given),
            None => sync::of_versions(self.repo, self.head()?, self.stages()?, given),
        }
        .map_err(way_out)?;
        let ours = self.tree(self.head()?)?;
        let mut wanted: BTreeMap<String, Option<Leaf>> = BTreeMap::new();
        if self.between.is_some() {
            for (path, _) in head_records::records(self.repo, ours.as_ref()) {
                let path = format!("{}{path}", self.repo.prefix);
                let leaf = leaf(ours.as_ref(), &path)?;
                wanted.insert(path, leaf);
            }
            for path in self.staged.keys() {
                wanted.entry(path.clone()).or_default();
            }
        }
        let mut texts = BTreeMap::new();
        for IncomingFile { path, after, merged, .. } in arriving {
            texts.extend(merged.map(|text| (path.clone(), text)));
            wanted.insert(path, after);
        }
        for (path, _) in self.staged.iter().filter(|(_, staged)| staged.stages.is_some()) {
            if !wanted.contains_key(path) {
                wanted.insert(path.clone(), leaf(ours.as_ref(), path)?);
            }
        }
        let theirs = self.between.as_ref().map(|(_, [_, theirs])| *theirs);
        let theirs = self.tree(theirs)?;
        let mut targets = Targets::new();
        for (path, leaf) in wanted {
            let staged = self.staged.get(&path).copied().unwrap_or_default();
            let is_taken_away = leaf.is_some() && self.was_taken_away(&path, theirs.as_ref())?;
            let leaf = leaf.filter(|_| !is_taken_away);
            if staged.stages.is_none() && leaf.map(|leaf| leaf.id) == staged.settled {
                continue;
            }
            let text = match (leaf, texts.remove(&path)) {
                (Some(_), Some(text)) => Some(text),
                (Some(leaf), None) => Some(self.bytes(leaf.id)?),
                (None, _) => None,
            };
            targets.insert(path, text);
        }
        Ok((targets, notes))
    }

    /// Whether a person removed the file since git stopped: git itself keeps a file that both sides
    /// have, and keeps a conflict until a person resolves it.
    fn was_taken_away(&self, path: &str, theirs: Option<&Tree<'_>>) -> Result<bool> {
        if self.staged.contains_key(path) {
            return Ok(false);
        }
        let ours = self.tree(self.head()?)?;
        let both_have_it = leaf(ours.as_ref(), path)?.is_some() && leaf(theirs, path)?.is_some();
        Ok(self.resolved.contains(path) || both_have_it)
    }

    fn bytes(&self, id: Oid) -> Result<Vec<u8>> {
        let blob = self.repo.git.find_blob(id).map_err(|error| git("could not read a version", &error))?;
        Ok(blob.content().to_vec())
    }

    /// The versions of each conflict, for an operation whose commits git does not name.
    fn stages(&self) -> Result<[Vec<SideVersion>; 3]> {
        let mut versions: [Vec<SideVersion>; 3] = Default::default();
        for (path, staged) in &self.staged {
            for (side, id) in versions.iter_mut().zip(staged.stages.unwrap_or_default()) {
                let Some(id) = id else { continue };
                side.push(SideVersion { path: path.clone(), leaf: None, bytes: self.bytes(id)? });
            }
        }
        Ok(versions)
    }

    /// The conflicts that a person resolved by hand and added to the index: their text is final.
    fn decided(&self) -> Result<Vec<SideVersion>> {
        let settled = |path: &String| Some((path.clone(), self.staged.get(path)?.settled?));
        let decided = self.resolved.iter().filter_map(settled);
        decided
            .map(|(path, id)| {
                let written = self.readable(&path).map_or_else(|| self.bytes(id), Ok)?;
                Ok(SideVersion { path, leaf: None, bytes: written })
            })
            .collect()
    }

    /// The bytes of a file in the work tree, if it parses as a record.
    fn readable(&self, path: &str) -> Option<Vec<u8>> {
        let bytes = self.repo.work.read(path).ok()??;
        let text = std::str::from_utf8(&bytes).ok()?;
        RecordText::parse(text).is_ok().then_some(bytes)
    }

    /// The edits that the user or a command made since git stopped, in files that are about to change.
    /// Leaves out git's own versions and texts with git's conflict markers.
    fn written(&self, targets: &Targets) -> Result<Vec<SideVersion>> {
        let mut found = Vec::new();
        for (path, target) in targets.iter().filter(|(path, _)| !self.resolved.contains(*path)) {
            let staged = self.staged.get(path).copied().unwrap_or_default();
            let gits = self.versions_of_git(path, staged)?;
            let is_an_edit = |bytes: &[u8]| -> Result<bool> {
                let id = blob_id(bytes)?;
                Ok(!gits.contains(&id) && target.as_deref() != Some(bytes))
            };
            let here = self.repo.work.read(path);
            let edit = match here
                .map_err(|error| Error::io("cannot read", &self.repo.work.full(path), &error))?
            {
                Some(bytes) if Some(blob_id(&bytes)?) != staged.settled && is_an_edit(&bytes)? => Some(bytes),
                _ => staged
                    .settled
                    .map(|id| self.bytes(id))
                    .transpose()?
                    .filter(|b| is_an_edit(b).unwrap_or(true)),
            };
            let Some(bytes) = edit else { continue };
            let is_a_record = std::str::from_utf8(&bytes).is_ok_and(|text| RecordText::parse(text).is_ok());
            match (is_a_record, staged.stages.is_some()) {
                (true, _) => found.push(SideVersion { path: path.clone(), leaf: None, bytes }),
                (false, true) => {} // Git's own markers.
                (false, false) => {
                    return Err(Error::cannot(format!(
                        "{path} changed after git stopped, and coach cannot read it"
                    ))
                    .hint(format!("correct {path}, then `coach resolve --finish` again")));
                }
            }
        }
        Ok(found)
    }

    /// The versions that git itself may have written: one of the three, or the merge of them.
    fn versions_of_git(&self, path: &str, staged: Staged) -> Result<Vec<Oid>> {
        let mut versions: Vec<Oid> = staged.stages.into_iter().flatten().flatten().collect();
        let Some((bases, [ours, theirs])) = &self.between else { return Ok(versions) };
        let at =
            |commit: Oid| Ok::<_, Error>(leaf(self.tree(Some(commit))?.as_ref(), path)?.map(|leaf| leaf.id));
        let base = bases.first().map(|base| at(*base)).transpose()?.flatten();
        let sides = [base, at(*ours)?, at(*theirs)?];
        versions.extend(sides.into_iter().flatten());
        let text = |id: Option<Oid>| id.and_then(|id| String::from_utf8(self.bytes(id).ok()?).ok());
        let [base, ours, theirs] = sides.map(text);
        if let Ok(Merged::Text(both)) = merge::merge(base.as_deref(), ours.as_deref(), theirs.as_deref()) {
            versions.push(blob_id(both.as_bytes())?);
        }
        Ok(versions)
    }
}

/// The commits that git was merging. Fails if coach cannot read one of them: it would finish another
/// merge than the one that stopped.
fn between(repo: &Repo, way: StoppedOperation) -> Result<Option<(Vec<Oid>, [Oid; 2])>> {
    let commit = |name: &str| match repo.git.revparse_single(name) {
        Err(error) if [ErrorCode::NotFound, ErrorCode::UnbornBranch].contains(&error.code()) => Ok(None),
        found => found
            .and_then(|found| found.peel_to_commit())
            .map(Some)
            .map_err(|error| git(&format!("could not read git's {name}"), &error)),
    };
    let first_parent = |commit: &git2::Commit<'_>| commit.parent_id(0).ok();
    let Some(head) = commit("HEAD")?.map(|commit| commit.id()) else { return Ok(None) };
    let Some(theirs) = commit(way.head())? else { return Ok(None) };
    Ok(match way {
        StoppedOperation::Merge => Some((sync::bases(repo, head, theirs.id())?, [head, theirs.id()])),
        StoppedOperation::Rebase | StoppedOperation::CherryPick => {
            Some((first_parent(&theirs).into_iter().collect(), [head, theirs.id()]))
        }
        StoppedOperation::Revert => first_parent(&theirs).map(|before| (vec![theirs.id()], [head, before])),
    })
}

/// Every record in git's index, by its path in the work tree.
fn staged(repo: &Repo) -> Result<BTreeMap<String, Staged>> {
    let failed = |error: git2::Error| git("could not read git's index", &error);
    let index: Index = repo.git.index().map_err(failed)?;
    let mut found: BTreeMap<String, Staged> = BTreeMap::new();
    for entry in index.iter() {
        let Ok(path) = String::from_utf8(entry.path) else { continue };
        if !path.strip_prefix(&repo.prefix).is_some_and(is_record) {
            continue;
        }
        let staged = found.entry(path).or_default();
        match usize::from((entry.flags >> 12) & 3) {
            0 => staged.settled = Some(entry.id),
            stage => staged.stages.get_or_insert_default()[stage - 1] = Some(entry.id),
        }
    }
    Ok(found)
}

/// The conflicts that a person resolved with `git add` or `git rm`, from the resolve-undo data of git's
/// index.
fn resolved(program: &Program, root: &Path) -> Result<BTreeSet<String>> {
    let call = GitCall::new(&["ls-files", "--resolve-undo", "--full-name", "-z"]);
    let ended = program.run(root, call)?;
    if !ended.well {
        return Err(Error::machine(format!("git could not read its index: {}", ended.complaint())));
    }
    let paths = ended.out.split('\0').filter_map(|line| Some(line.split_once('\t')?.1.to_string()));
    Ok(paths.collect())
}
