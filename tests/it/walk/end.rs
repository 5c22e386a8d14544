//! The end of a walk: everybody syncs, and then all have the same.

use crate::home::Ended;
use crate::walk::hand;
use crate::walk::model::Effect;
use crate::walk::model::Model;
use crate::walk::records::{Choice, Files};
use crate::walk::team::Walk;

pub(crate) fn end(walk: &mut Walk) -> Result<(), String> {
    walk.step += 1;
    // What a kill leaves would be news again.
    walk.can_kill = false;
    for coach in 0..3 {
        walk.coach = coach;
        if walk.me().is_in_a_merge() {
            hand::finish(walk)?;
        }
        walk.coach(&Effect::Arrives, &["sync"], &[])?;
    }
    for round in 0..3 {
        for coach in 0..3 {
            walk.coach = coach;
            match round {
                // Plain git may have left a handle that somebody had before.
                0 if coach == 0 => fix(walk)?,
                _ => repair(walk)?,
            }
            let ended = walk.coach(&Effect::Arrives, &["sync"], &[])?;
            if round == 2 && !ended.out.contains("nothing new") {
                return Err(format!("the third round of syncs brings something: {}", ended.out));
            }
        }
    }
    holds(walk)
}

/// Two files of one record, such as a conflicted copy, are merged.
pub(crate) fn repair(walk: &mut Walk) -> Result<(), String> {
    if twice(&walk.files()).is_empty() {
        return Ok(());
    }
    fix(walk)
}

fn fix(walk: &mut Walk) -> Result<(), String> {
    let before = walk.files();
    walk.note("coach check --fix");
    let ended = walk.me().coach(&["check".to_owned(), "--fix".to_owned()]);
    if ended.err.contains("panicked") || ended.code == Some(3) {
        return Err(format!("check --fix: {ended:?}"));
    }
    walk.look(&Effect::Arrives, &before)
}

/// Problems of a journal that is whole: somebody opened an action again while another wrote its story or
/// its benefit. Neither text is lost, and `check` says so.
fn is_explained(ended: &Ended) -> bool {
    let Ok(found) = serde_json::from_str::<serde_json::Value>(&ended.out) else { return false };
    let problems = found.as_array().cloned().unwrap_or_default();
    let is_one = |problem: &serde_json::Value| {
        problem["message"]
            .as_str()
            .is_some_and(|message| message.ends_with(" is not done") || message.ends_with(" must be done"))
    };
    ended.code == Some(1) && !problems.is_empty() && problems.iter().all(is_one)
}

fn twice(files: &Files) -> Vec<String> {
    let names = Choice::names(files).into_iter().filter(|(_, times)| *times > 1);
    names.map(|(name, times)| format!("{name} ({times} times)")).collect()
}

fn holds(walk: &mut Walk) -> Result<(), String> {
    let mut trees = Vec::new();
    for coach in 0..3 {
        walk.coach = coach;
        let name = walk.name();
        let files = walk.files();
        let status = walk.me().git(&["status", "--porcelain"]).out;
        if !status.is_empty() {
            return Err(format!("{name} has something that is not committed: {status}"));
        }
        let there = Model::what_is_there(&files);
        let lost: Vec<_> = walk.model.must_be_there().difference(&there).cloned().collect();
        if !lost.is_empty() {
            return Err(format!("lost in {name}'s journal: {lost:?}"));
        }
        let twice = twice(&files);
        if !twice.is_empty() {
            return Err(format!("{name} has twice: {twice:?}"));
        }
        let ended = walk.me().coach(&["check".to_owned(), "--json".to_owned()]);
        if !ended.is_well() && !is_explained(&ended) {
            return Err(format!("{name}: check ends with {:?}: {}{}", ended.code, ended.out, ended.err));
        }
        let fsck = walk.me().git(&["fsck", "--strict", "--no-dangling"]);
        if !fsck.is_well() || !fsck.err.is_empty() {
            return Err(format!("{name}: fsck: {fsck:?}"));
        }
        trees.push(walk.me().git(&["rev-parse", "HEAD^{tree}", "HEAD"]).out);
    }
    let remote = walk.clones[0].git(&["ls-remote", "origin", "refs/heads/main"]).out;
    let remote = remote.split_whitespace().next().unwrap_or_default().to_owned();
    if trees.iter().any(|tree| *tree != trees[0] || !tree.contains(&remote)) {
        return Err(format!("the clones are not equal: {trees:?}, the remote has {remote}"));
    }
    forgotten(walk)
}

/// No text of somebody who was forgotten is in the files that the remote has.
fn forgotten(walk: &mut Walk) -> Result<(), String> {
    let there = Model::what_is_there(&walk.files());
    let back: Vec<_> = walk.model.forgotten.intersection(&there).collect();
    if back.is_empty() {
        Ok(())
    } else {
        Err(format!("texts of somebody who was forgotten are on the remote: {back:?}"))
    }
}
