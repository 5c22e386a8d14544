//! The journal in memory, and the questions that commands and reports ask it: which record, which part, what counts.

pub(crate) mod as_of;
pub(crate) mod benefit_owner;
pub(crate) mod countable_sessions;
pub(crate) mod departed;
#[allow(clippy::module_inception)]
pub mod journal;
pub(crate) mod lookup;
pub(crate) mod mentions;
pub(crate) mod open_objectives;
pub mod report_filter;
pub(crate) mod resource_matches;
pub(crate) mod selection;
pub(crate) mod several;
pub(crate) mod sprint;
pub(crate) mod team_defaults;
pub(crate) mod template_lookup;
