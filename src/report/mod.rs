//! PURE: what there is to say: the value, and how it reads.

pub mod benefit;
pub mod due;
pub mod figures;
pub mod forgotten;
pub mod found;
pub mod held;
pub mod history;
pub mod listing;
pub mod logged;
pub mod objective;
pub mod page;
pub mod person;
pub mod plan;
pub mod pointed;
pub mod prep;
pub mod private;
pub mod reading;
pub mod request;
pub mod review;
pub mod session;
pub mod sheet;
pub mod story;
pub mod synced;
pub mod template;
pub mod tour;
pub mod whom;
