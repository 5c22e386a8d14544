//! What a command does without a terminal: typed input in, a value or an error out. Prints nothing and asks nothing.

pub(crate) mod close;
pub(crate) mod new_items;
pub(crate) mod parse;
pub(crate) mod undo;
