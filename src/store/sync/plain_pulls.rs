//! Corrects a `git pull` in which two people had one handle. Git alone keeps the handle in every record, so unsent
//! records of one person name the other. Compares the merge by git with the merge by coach, and applies the difference
//! to the present records before the push.

use git2::{Oid, Tree};

use super::merge_plan::{self, ChangedRecords, VERSIONS, failed};
use super::merge_records::{Key, SideRecords, SideVersion, ThreeSides};
use super::renamed_people::{self, RenamedPeople};
use super::upstream::Upstream;
use super::{PATIENCE, Sync, changes_meanwhile};
use crate::error::Result;
use crate::journal::records::settings::Commit::Manual;
use crate::store::git::head_records;
use crate::store::git::objects::TRAILER;
use crate::store::git::repository::Repo;
use crate::store::repair::outdated_handles::records;
use crate::store::write::incoming::IncomingFile;
use crate::store::{FileChange, Guard, NotSaved, Writer, load};

/// Our commits before a pull, and the remote's commit that it brought.
type PlainPull = [Oid; 2];

impl Sync<'_> {
    /// Corrects the plain pulls whose result the remote does not have yet.
    pub(super) fn correct_plain_pulls(&mut self, upstream: &Upstream) -> Result<()> {
        let (branch, Some(tip)) = self.head()? else { return Ok(()) };
        let (synced, sent) = (self.repo.tip(&upstream.seen())?, self.repo.tip(&upstream.tracking)?);
        if synced != sent {
            self.reassigned.extend(renamed_people::reassigned(&self.repo, synced, Some(tip))?);
        }
        let pulls = unsent_pulls(&self.repo, &branch, tip, sent)?;
        if pulls.is_empty() || load::settings(self.root).is_ok_and(|settings| settings.commit == Manual) {
            return Ok(());
        }
        for pull in pulls {
            self.correct(pull)?;
        }
        Ok(())
    }

    fn correct(&mut self, pull: PlainPull) -> Result<()> {
        let mut writer = Writer::open_with(self.root, PATIENCE, self.repo.program.clone())?;
        let (_, Some(tip)) = self.head()? else { return Ok(()) };
        self.reassigned.extend(renamed_people::reassigned(&self.repo, Some(pull[0]), Some(tip))?);
        let (files, notes) = corrected(&self.repo, pull, &merge_plan::tree(&self.repo, tip)?)?;
        if files.is_empty() {
            return Ok(());
        }
        let changes: Vec<FileChange> = files.into_iter().map(|file| change(&self.repo, file)).collect();
        let records = records(changes.iter().filter(|change| change.after.is_some()).count());
        let message = format!("update handles: {records}\n\n{TRAILER}sync\n");
        let guard = Guard::read(self.world)?;
        match self.committing(&message, &guard, |commit| writer.save(&changes, commit)) {
            Ok(_) => {}
            Err(NotSaved::Failed(error)) => return Err(error),
            Err(NotSaved::Changed) => return Err(changes_meanwhile()),
        }
        self.notes.extend(notes);
        self.notes.push(format!(
            "updated the handle in {records}: `git pull` had kept a handle that belongs to another person now"
        ));
        Ok(())
    }
}

/// The pulls after which coach did not push yet, the oldest first: merges that coach did not make, and rebases.
/// `branch` is the full name of a ref.
fn unsent_pulls(repo: &Repo, branch: &str, tip: Oid, sent: Option<Oid>) -> Result<Vec<PlainPull>> {
    if sent.is_none_or(|sent| repo.arrived(sent, tip)) {
        return Ok(Vec::new());
    }
    let is_sent = |id: Oid| sent.is_some_and(|sent| repo.arrived(sent, id));
    let log = repo.git.reflog(branch).map_err(failed)?;
    let mut found = Vec::new();
    for entry in log.iter() {
        let (before, after) = (entry.id_old(), entry.id_new());
        if is_sent(after) {
            break;
        }
        let Ok(commit) = repo.git.find_commit(after) else { continue };
        let is_merge = commit.parent_id(0) == Ok(before)
            && !String::from_utf8_lossy(commit.message_bytes()).contains(TRAILER);
        let rebased_onto = entry.message().ok().flatten().and_then(onto);
        let theirs = commit.parent_id(1).ok().filter(|_| is_merge).or(rebased_onto);
        found.extend(theirs.filter(|_| repo.git.find_commit(before).is_ok()).map(|theirs| [before, theirs]));
    }
    found.reverse();
    Ok(found)
}

/// The commit at the end of git's message about a finished rebase: `… (finish): refs/heads/main onto COMMIT`.
fn onto(message: &str) -> Option<Oid> {
    let (_, commit) = message.split_once("(finish):")?.1.rsplit_once(" onto ")?;
    Oid::from_str(commit.trim()).ok()
}

/// The changes to the tree that make the records of a pull name the right people, and messages about these people.
fn corrected(
    repo: &Repo,
    [ours, theirs]: PlainPull,
    now: &Tree<'_>,
) -> Result<(Vec<IncomingFile>, Vec<String>)> {
    let base = merge_plan::bases(repo, ours, theirs)?
        .first()
        .map(|base| merge_plan::tree(repo, *base))
        .transpose()?;
    let trees = [base, Some(merge_plan::tree(repo, ours)?), Some(merge_plan::tree(repo, theirs)?)];
    let trees = trees.each_ref().map(Option::as_ref);
    let renamed = RenamedPeople::between(repo, trees[0], [trees[1], trees[2]]);
    let notes = renamed.notes();
    let ([Some(base), Some(our_tree), Some(their_tree)], false) = (trees, notes.is_empty()) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let ChangedRecords { paths, sides, .. } =
        ChangedRecords::read(repo, &[base], Some(base), our_tree, their_tree)?;
    let as_git = ThreeSides::read(repo, &paths, trees, &RenamedPeople::default(), VERSIONS)?;
    // A version that coach cannot read is not a reason to stop the sync.
    let (Ok((by_git, _)), Ok((by_coach, _))) = (as_git.merge(false), sides.merge(false)) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let paths_now = head_records::records(repo, Some(now));
    let paths_now = paths_now.into_iter().map(|(path, _)| format!("{}{path}", repo.prefix)).collect();
    let present = SideRecords::read(repo, &paths_now, now)?;
    // Nobody changes a record that is deleted by now.
    let is_here = |key: &Key| present.get(key).is_some() || by_git.get(key).is_none();
    let is_other = |key: &&Key| !alike(by_git.get(key), by_coach.get(key)) && is_here(key);
    let keys: Vec<&Key> = by_coach.keys().filter(is_other).collect();
    let [base, ours, theirs] = [&by_git, &present, &by_coach].map(|side| side.only(&keys));
    let paths = ours.versions().map(|version| version.path.clone()).collect();
    let (merged, _) = ThreeSides { base, ours, theirs }.merge(false)?;
    Ok((merge_plan::write(Some(now), &paths, &merged)?, notes))
}

fn alike(one: Option<&SideVersion>, other: Option<&SideVersion>) -> bool {
    let content = |version: &SideVersion| (version.path.clone(), version.bytes.clone());
    one.map(content) == other.map(content)
}

fn change(repo: &Repo, file: IncomingFile) -> FileChange {
    let before = file.before.and_then(|leaf| repo.record(leaf.id)).map(|blob| blob.content().to_vec());
    let path = file.path.strip_prefix(&repo.prefix).unwrap_or(&file.path).to_owned();
    FileChange { path, before, after: file.merged }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commit_of_a_rebase_is_in_its_message() {
        let id = "de438476ad67bcd890f7c906a2fe722037f404da";
        let rebased = format!("pull -q --rebase (finish): refs/heads/main onto {id}");
        assert_eq!(onto(&rebased).map(|found| found.to_string()).as_deref(), Some(id));
        assert_eq!(onto("commit: put the plan onto the wall"), None);
    }
}
