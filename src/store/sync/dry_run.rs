//! The preview that `coach sync --dry-run` prints.

use git2::Oid;

use super::changes_by_author::{self, AuthorChanges};
use super::upstream::Upstream;
use super::{Sync, SyncResult, merge_plan};
use crate::error::Result;
use crate::store::Guard;
use crate::store::write::hand_edits;

impl Sync<'_> {
    /// Lists the changes that a sync would merge and push.
    pub(super) fn foresee(
        mut self,
        upstream: &Upstream,
        fetched: Option<Oid>,
        ours: Option<Oid>,
    ) -> Result<SyncResult> {
        let _step = self.world.progress.begin("comparing with the remote", 0);
        let mut came = Vec::new();
        let mut known = fetched.into_iter().collect::<Vec<_>>();
        if let Some(theirs) = fetched {
            merge_plan::is_a_journal(&self.repo, ours, theirs)?;
            let (planned, lost) = self.plan(upstream, ours, theirs)?;
            let (notes, merged) = planned.map(|plan| (plan.notes, plan.merged)).unwrap_or_default();
            self.notes.extend(notes);
            came = changes_by_author::news(&self.repo, theirs, ours, lost, &merged)?;
            known.extend(lost);
        }
        let mut went = AuthorChanges::default();
        if let Some(ours) = ours {
            for passed in changes_by_author::by_author(&self.repo, ours, &known)? {
                went.records.extend(passed.records);
                went.others += passed.others;
            }
        }
        let found = hand_edits::find(&self.repo, self.root, self.world, ours, &Guard::read(self.world)?)?;
        if !found.files.is_empty() {
            let files = hand_edits::list(&found.files);
            self.notes.push(format!("would first commit uncommitted changes: {files}"));
        }
        self.notes.extend(found.left);
        let commits = self.count(ours, &known) + usize::from(!found.files.is_empty());
        went.records.extend(changes_by_author::uncommitted(&self.repo, ours, &found.files)?);
        let handles = self.handles(&came, ours)?;
        Ok(SyncResult {
            with: upstream.name(),
            came,
            went,
            handles,
            commits,
            reassigned: Vec::new(),
            notes: self.notes,
            stopped: None,
        })
    }
}
