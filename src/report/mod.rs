//! PURE: what there is to say: the value, and how it reads.

pub mod page;
