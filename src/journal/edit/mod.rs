//! Changes to records: closing items, renaming people, forgetting them, assigning programmes.

pub mod close_items;
pub mod dependent_items;
pub mod forget;
pub mod former_handles;
pub mod programme;
pub mod reapply_forget;
pub mod rename;
pub mod template_answers;
