//! PURE: the answers of commands: a value for `--json`, and a page for people.

pub(crate) mod benefit;
pub(crate) mod caret;
pub(crate) mod data_export;
pub(crate) mod demo_tour;
pub(crate) mod due;
pub(crate) mod forget_plan;
pub(crate) mod history;
pub(crate) mod listing;
pub(crate) mod mail_replies;
pub(crate) mod objective;
pub mod page;
pub(crate) mod person;
pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod prep;
pub(crate) mod private;
pub(crate) mod recent_people;
pub(crate) mod request;
pub(crate) mod review;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod session_saved;
pub(crate) mod story;
pub(crate) mod sync_summary;
pub(crate) mod template;
pub(crate) mod wording;
