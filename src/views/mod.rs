//! PURE: the answers of commands: a value for `--json`, and a page for people.

pub mod benefit;
pub mod caret;
pub mod data_export;
pub mod demo_tour;
pub mod due;
pub mod forget_plan;
pub mod history;
pub mod listing;
pub mod objective;
pub mod page;
pub mod person;
pub mod plan;
pub mod prep;
pub mod private;
pub mod recent_people;
pub mod request;
pub mod review;
pub mod search;
pub mod session;
pub mod session_saved;
pub mod story;
pub mod sync_summary;
pub mod template;
pub mod wording;
