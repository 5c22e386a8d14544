//! Files and folders: where they are, how coach reads them, and how it writes them in one step.

pub(crate) mod allowed_paths;
pub(crate) mod file_system;
pub mod input;
pub mod journal_folder;
pub(crate) mod lock;
pub mod output_file;
pub mod output_folder;
pub mod record_paths;
pub mod temporary_files;
pub(crate) mod walk;
