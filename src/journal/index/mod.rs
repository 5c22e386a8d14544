//! The journal in memory, and how commands and reports find records in it.

pub mod as_of;
pub mod benefit_owner;
pub mod credential_rules;
pub mod departed;
#[allow(clippy::module_inception)]
pub mod journal;
pub mod lookup;
pub mod mentions;
pub mod report_filter;
pub mod selection;
pub mod sprint;
pub mod template_lookup;
