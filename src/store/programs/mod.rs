//! Other programs of the user that coach runs: the pager, the notifier and the mail server.

pub mod mail;
pub mod notifier;
pub mod pager;
