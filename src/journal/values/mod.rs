//! The small values that records hold: days, times, ids, handles, amounts and words from a fixed list.

pub(crate) mod amount;
pub mod day;
pub mod handle;
pub mod id;
pub mod link;
pub(crate) mod offset;
pub mod repeat;
pub(crate) mod time;
pub(crate) mod word_enum;
