//! Other programs of the user that coach runs: the pager, the notifier and the mail server.

pub(crate) mod mail;
pub(crate) mod notifier;
pub(crate) mod pager;
