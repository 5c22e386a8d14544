//! The journal in memory, and the questions that commands and reports ask it: which record, which part, what counts.

pub mod as_of;
pub mod benefit_owner;
pub mod countable_sessions;
pub mod departed;
#[allow(clippy::module_inception)]
pub mod journal;
pub mod lookup;
pub mod mentions;
pub mod report_filter;
pub mod selection;
pub mod sprint;
pub mod template_lookup;
