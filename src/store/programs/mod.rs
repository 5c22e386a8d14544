//! Other programs of the user that coach runs: the pager, the notifier and the mail server.

#[cfg(feature = "serve")]
pub(crate) mod browser;
pub(crate) mod mail;
pub(crate) mod notifier;
pub(crate) mod pager;
