//! Files and folders: where they are, how coach reads them, and how it writes them in one step.

pub(crate) mod allowed_paths;
pub(crate) mod file_system;
pub(crate) mod input;
pub(crate) mod journal_folder;
pub(crate) mod lock;
pub(crate) mod output_file;
pub(crate) mod output_folder;
pub(crate) mod record_paths;
pub(crate) mod temporary_files;
pub(crate) mod walk;
