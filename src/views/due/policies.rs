//! Policies whose review is due.

use serde::Serialize;

use super::Scope;
use crate::journal::query::journal::Journal;
use crate::journal::records::policy::Policy;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::views::page::Text;
use crate::views::wording;

#[derive(Debug, Serialize)]
pub(crate) struct PolicyReview {
    pub policy: Handle,
    pub title: String,
    pub owner: Option<Handle>,
    /// The day of the review.
    pub review: Day,
    /// Days since that day; negative before it.
    pub days_late: i64,
    #[serde(skip)]
    path: String,
}

impl PolicyReview {
    pub(crate) fn row(&self, today: Day) -> Vec<Text> {
        let when = match self.days_late {
            -1.. => Text::new().with(wording::due_tone(self.days_late), wording::lateness(self.days_late)),
            _ => wording::coming(self.review, today),
        };
        vec![
            Text::from(self.policy.as_str()).naming(&self.path),
            self.owner.as_ref().map(Handle::as_str).unwrap_or_default().into(),
            when,
            self.title.as_str().into(),
        ]
    }
}

/// The reviews in the scope, the first one first. A policy belongs to its owner, and to everyone if it has none or if
/// its owner left.
pub(super) fn of(journal: &Journal, scope: &Scope, today: Day) -> Vec<PolicyReview> {
    let records = &scope.records;
    let is_about_sessions = records.is_about_subjects() || records.is_about_objectives();
    if is_about_sessions || records.team.is_some() || records.manager.is_some() {
        return Vec::new();
    }
    // With a person or a coach, the list is about their items.
    let whose = records.person.as_ref().or(records.coach.as_ref());
    let is_kept = |owner: &&Handle| !journal.is_gone(owner, today);
    let is_wanted = |policy: &Policy| match (whose, policy.owner.as_ref().filter(is_kept)) {
        (Some(whose), _) => policy.owner.as_ref() == Some(whose),
        (None, None) => true,
        (None, Some(owner)) => scope.is_own(owner, &[]),
    };
    let due = journal.policies.values().filter_map(|filed| {
        let policy = &filed.record;
        let review = policy.review?;
        let days_late = today.days_since(review);
        let is_near = scope.within.is_none_or(|days| -days_late <= i64::from(days));
        (is_near && is_wanted(policy)).then(|| PolicyReview {
            policy: policy.handle.clone(),
            title: policy.title.clone(),
            owner: policy.owner.clone(),
            review,
            days_late,
            path: filed.path.clone(),
        })
    });
    let mut due: Vec<PolicyReview> = due.collect();
    due.sort_by(|a, b| (a.review, &a.policy).cmp(&(b.review, &b.policy)));
    due
}
