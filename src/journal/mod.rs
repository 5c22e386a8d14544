//! PURE: the journal itself: its records, its days, and what follows from them. No file, no
//! process, no environment, no clock, no printing.

pub mod action;
pub mod amount;
pub mod benefit;
pub mod blank;
pub mod check;
pub mod close;
pub mod confidential;
pub mod day;
pub mod difference;
pub mod eligible;
pub mod follow_up;
pub mod forget;
pub mod form;
pub mod former;
pub mod handle;
pub mod id;
pub mod jot;
#[allow(clippy::module_inception)]
pub mod journal;
pub mod kept;
pub mod merge;
pub mod named;
pub mod objective;
pub mod options;
pub mod person;
pub mod phrase;
pub mod private;
pub mod record;
pub mod rename;
pub mod repair;
pub mod repeat;
pub mod request;
pub mod selection;
pub mod session;
pub mod settings;
pub mod shift;
pub mod sprint;
pub mod standard;
pub mod story;
pub mod text;
pub mod time;
pub(crate) mod words;
