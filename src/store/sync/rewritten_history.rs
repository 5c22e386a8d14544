//! Merges with a remote whose history was rewritten, for example to purge a text, or by a forced push
//! by mistake. Local commits that the team never had move on top of the new history. coach neither
//! pushes back nor deletes records that the rewrite removed until the user chooses with `--missing`.

use std::collections::{BTreeSet, HashSet};

use git2::{Commit, Oid, Sort, Tree};

use super::merge_plan::{self, ChangedRecords};
use super::merge_records::{Key, SideRecords, SideVersion, ThreeSides};
use crate::error::{Error, Result};
use crate::journal::records::kind::RecordKind;
use crate::store::git::objects::{TRAILER, leaf};
use crate::store::git::repository::{Repo, git};
use crate::store::write::incoming::IncomingFile;

/// What to do with records that the remote lacks since its history was rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// They were purged: delete them here too.
    Remove,
    /// They were lost: push them again.
    Restore,
}

/// How many missing records a message names.
const NAMED: usize = 3;

/// The changes to our files that follow the rewritten history. `lost` is the last commit that the
/// remote dropped: records that are here and not in `lost` were never shared.
pub(super) fn leaves(
    repo: &Repo,
    [ours, theirs, lost]: [Oid; 3],
    missing: Option<Missing>,
    name: &str,
) -> Result<Vec<IncomingFile>> {
    let [our_tree, their_tree, lost_tree] =
        [merge_plan::tree(repo, ours)?, merge_plan::tree(repo, theirs)?, merge_plan::tree(repo, lost)?];
    let others = merge_plan::merged_trees(repo, &lost_tree, &our_tree, &their_tree)
        .and_then(|index| merge_plan::others(repo, &our_tree, &index));
    let mut leaves = others.map_err(|error| {
        error.hint(
            "copy that file to another folder, restore the remote's version with `git checkout`, \
                    then sync again",
        )
    })?;
    let start =
        repo.git.merge_base(lost, theirs).ok().map(|start| merge_plan::tree(repo, start)).transpose()?;
    let bases: Vec<&Tree<'_>> = std::iter::once(&lost_tree).chain(&start).collect();
    let read = |base: &Tree<'_>| ChangedRecords::read(repo, &bases, Some(base), &our_tree, &their_tree);
    let records = read(&lost_tree)?;
    let began = start.as_ref().map(read).transpose()?.map(|records| records.sides.base);
    let (merged, _) = records.sides.merge(true)?;
    let mut merged = merged.forget_again(&repo.prefix, &records.tombstones);
    let gone = settle(&records.sides, &began.unwrap_or_default(), &mut merged, missing);
    if !gone.is_empty() {
        return Err(stopped(name, &gone));
    }
    leaves.extend(merge_plan::write(Some(&our_tree), &records.paths, &merged)?);
    Ok(leaves)
}

/// The commits that the team never had, the oldest first. Skips merge commits, which have no changes of
/// their own.
pub(super) fn unsent(repo: &Repo, [ours, theirs, lost]: [Oid; 3]) -> Result<Vec<Oid>> {
    let again =
        if repo.arrived(ours, lost) { HashSet::new() } else { made_again(repo, [ours, theirs, lost])? };
    let mut walk = repo.git.revwalk().map_err(failed)?;
    walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE).map_err(failed)?;
    walk.push(ours).map_err(failed)?;
    walk.hide(theirs).map_err(failed)?;
    walk.hide(lost).map_err(failed)?;
    let mut unsent = Vec::new();
    for id in walk {
        let id = id.map_err(failed)?;
        if repo.git.find_commit(id).map_err(failed)?.parent_count() < 2 && !again.contains(&id) {
            unsent.push(id);
        }
    }
    Ok(unsent)
}

/// Our commits that repeat changes which the remote dropped with `lost`: a rebase copied a dropped
/// commit, with its author, time and message, or the commit restores a file as it was in `lost`.
pub(super) fn made_again(repo: &Repo, [ours, theirs, lost]: [Oid; 3]) -> Result<HashSet<Oid>> {
    let between = |tip: Oid| {
        let mut walk = repo.git.revwalk()?;
        walk.push(tip)?;
        walk.hide(theirs)?;
        walk.map(|id| repo.git.find_commit(id?)).collect::<std::result::Result<Vec<Commit<'_>>, _>>()
    };
    let own = between(ours).map_err(failed)?;
    if own.is_empty() {
        return Ok(HashSet::new());
    }
    let given_up: HashSet<_> = between(lost).map_err(failed)?.iter().map(made_by).collect();
    let (lost, theirs) = (merge_plan::tree(repo, lost)?, merge_plan::tree(repo, theirs)?);
    let mut again = HashSet::new();
    for commit in own {
        if given_up.contains(&made_by(&commit)) || brings_files(repo, &commit, &lost, &theirs)? {
            again.insert(commit.id());
        }
    }
    Ok(again)
}

/// The fields of a commit that a rebase does not change.
fn made_by(commit: &Commit<'_>) -> (Vec<u8>, i64, Vec<u8>) {
    let author = commit.author();
    (author.email_bytes().to_owned(), author.when().seconds(), commit.message_raw_bytes().to_owned())
}

/// Whether a commit writes a file that is the same in `lost`, and that their tree lacks or has in
/// another version. Records with a handle do not count in a commit of one coach command: who logs with a
/// person whose record was removed may well write the same record anew.
fn brings_files(repo: &Repo, commit: &Commit<'_>, lost: &Tree<'_>, theirs: &Tree<'_>) -> Result<bool> {
    let before = commit.parent(0).ok().map(|parent| parent.tree()).transpose().map_err(failed)?;
    let parts = repo.parts_between(before.as_ref(), &commit.tree().map_err(failed)?)?;
    let is_new_act = is_one_command(commit);
    for part in parts.iter().filter(|part| part.after.is_some()) {
        let kind = part.path.strip_prefix(&repo.prefix).and_then(RecordKind::of_path);
        if is_new_act && kind.is_some_and(|kind| kind.key() == "handle") {
            continue;
        }
        let had = |tree: &Tree<'_>| Ok::<_, Error>(leaf(Some(tree), &part.path)?.map(|leaf| leaf.id));
        if had(lost)? == part.after && had(theirs)? != part.after {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether one coach command of a person made the commit, other than `undo`.
fn is_one_command(commit: &Commit<'_>) -> bool {
    let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
    let mut commands = message.lines().filter_map(|line| line.strip_prefix(TRAILER));
    let command = commands.next();
    commands.next().is_none() && command.is_some_and(|command| !["undo", "sync"].contains(&command.trim()))
}

fn failed(error: git2::Error) -> Error {
    git("could not read your unpushed changes", &error)
}

/// Decides about each record that the rewrite removed or reset to its state before the last commits.
/// Returns the paths of the records that need the user's decision.
fn settle(
    sides: &ThreeSides,
    began: &SideRecords,
    merged: &mut SideRecords,
    missing: Option<Missing>,
) -> Vec<String> {
    let mut open = Vec::new();
    let is_old = |key: &Key, has: &SideVersion| began.get(key).is_some_and(|began| began.bytes == has.bytes);
    let keys: Vec<_> = sides.ours.keys().cloned().collect();
    for key in keys {
        let [had, ours, has] = [&sides.base, &sides.ours, &sides.theirs].map(|side| side.get(&key));
        let (Some(had), Some(ours)) = (had, ours) else { continue };
        let lacks = match (has, merged.get(&key)) {
            (None, stays) => stays.is_some(),
            (Some(has), _) if has.bytes == had.bytes => false,
            (Some(has), stays) => {
                is_old(&key, has) || stays.is_some_and(|stays| brings_back(had, has, stays))
            }
        };
        match missing {
            _ if !lacks => {}
            None => open.push(ours.path.clone()),
            Some(Missing::Remove) => merged.set(&key, has.cloned()),
            Some(Missing::Restore) if has.is_some_and(|has| is_old(&key, has)) => {
                merged.set(&key, Some(ours.clone()));
            }
            Some(Missing::Restore) => {}
        }
    }
    open
}

/// Whether the merged record restores text that the rewrite removed: a word, or three words in a row.
fn brings_back(had: &SideVersion, has: &SideVersion, merged: &SideVersion) -> bool {
    let [had, has, merged] = [had, has, merged].map(said);
    had.difference(&has).any(|words| merged.contains(words))
}

/// Every word and every three consecutive words in the texts of a record. For a record that coach
/// cannot parse, those of the whole file.
fn said(version: &SideVersion) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(&version.bytes).into_owned();
    let mut texts = Vec::new();
    match text.trim_start_matches('\u{feff}').parse::<toml::Table>() {
        Ok(table) => table.values().for_each(|value| collect(value, &mut texts)),
        Err(_) => texts.push(text),
    }
    let mut said = BTreeSet::new();
    for text in texts {
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        said.extend(words.iter().map(|word| (*word).to_owned()));
        said.extend(words.windows(3).map(|row| row.join(" ")));
    }
    said
}

fn collect(value: &toml::Value, texts: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => texts.push(text.clone()),
        toml::Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
        toml::Value::Table(table) => table.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

fn stopped(name: &str, gone: &[String]) -> Error {
    let named = gone.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let named = match gone.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    };
    let count = if gone.len() == 1 { "1 record".into() } else { format!("{} records", gone.len()) };
    Error::cannot(format!(
        "the history of {name} was rewritten and lacks the text of {count} that you have here: {named}; \
         nothing was changed or shared"
    ))
    .hint(
        "ask who rewrote it, then run `coach sync --missing remove` if the text was deleted on purpose, \
         or `coach sync --missing restore` if it was lost",
    )
}
