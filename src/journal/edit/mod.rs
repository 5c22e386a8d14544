//! Changes to records: closing items, renaming people, forgetting them, assigning programmes.

pub mod close_items;
pub(crate) mod dependent_items;
pub(crate) mod forget;
pub(crate) mod former_handles;
pub(crate) mod programme;
pub(crate) mod reapply_forget;
pub(crate) mod rename;
pub(crate) mod second_items;
pub(crate) mod shared_handles;
pub(crate) mod template_answers;
