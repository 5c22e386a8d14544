//! Operations of commands that need no terminal: they take typed input and return a value or an error. They
//! print nothing and show no prompt.

pub(crate) mod close;
pub(crate) mod correct;
pub(crate) mod delete;
pub(crate) mod feedback;
pub(crate) mod given_id;
pub(crate) mod history;
pub(crate) mod log;
pub(crate) mod mail_replies;
pub(crate) mod new_items;
pub(crate) mod own_handle;
pub(crate) mod parse;
pub(crate) mod people_line;
pub(crate) mod session_note;
pub(crate) mod undo;
