//! Finds errors in policies.

use super::objectives_and_stories::{empty, to_come};
use super::{Found, named_twice, nobody};
use crate::journal::query::journal::{Filed, Journal};
use crate::journal::records::policy::Policy;
use crate::journal::values::day::Day;

pub(crate) fn policy(journal: &Journal, filed: &Filed<Policy>, today: Day) -> Vec<Found> {
    let policy = &filed.record;
    let mut found: Vec<Found> = Vec::new();
    found.extend(empty("title", &policy.title));
    found.extend(policy.owner.iter().filter_map(|handle| nobody(journal, "owner", handle)));
    found.extend(policy.agreed_by.iter().filter_map(|handle| nobody(journal, "agreed_by", handle)));
    found.extend(named_twice("agreed_by", &policy.agreed_by));
    found.extend(to_come("agreed", policy.agreed, today));
    if policy.agreed.is_none() && !policy.agreed_by.is_empty() {
        found.push(("agreed_by".into(), "`agreed_by` names people, but `agreed` has no date".into()));
    }
    if let (Some(agreed), Some(review)) = (policy.agreed, policy.review)
        && review.is_certainly_before(agreed)
    {
        found.push(("review".into(), format!("{review} is before {agreed}, the date of the agreement")));
    }
    found
}
