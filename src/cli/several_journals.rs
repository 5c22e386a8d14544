//! Several journals in one command: `--journal` more than once. Only commands that read take several.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use super::Context;
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::query::several::{NamedJournal, together};
use crate::store::files::journal_folder;
use crate::store::load::LoadScope;

/// Fails if the command line has more `--journal` than clap gives: it drops those before a command if there are others
/// behind it.
pub(crate) fn all_are_read(arguments: &[OsString], read: &[PathBuf]) -> Result<()> {
    let words = arguments.iter().take_while(|word| *word != "--").filter_map(|word| word.to_str());
    let typed = words.filter(|word| *word == "--journal" || word.starts_with("--journal=")).count();
    if !read.is_empty() && typed > read.len() {
        return Err(Error::usage("--journal: write all journals behind the command")
            .hint("for instance `coach due --journal acme --journal initech`"));
    }
    Ok(())
}

impl Context<'_> {
    /// Whether the command line names several journals.
    pub(crate) fn has_several_journals(&self) -> bool {
        !self.others.is_empty()
    }

    /// Fails for a command that works in one journal.
    pub(crate) fn refuse_several_journals(&self) -> Result<()> {
        if !self.has_several_journals() {
            return Ok(());
        }
        Err(Error::usage("--journal: this command works in one journal").hint(
            "`coach due`, `coach report hours`, `coach export icf` and `coach export emcc` take several",
        ))
    }

    /// Runs a part of a command in each journal, in the order of the command line. `part` gets the folder as the user
    /// wrote it.
    pub(crate) fn in_each_journal<T>(
        &mut self,
        mut part: impl FnMut(&mut Self, &str) -> Result<T>,
    ) -> Result<Vec<T>> {
        let folders: Vec<PathBuf> = self.journal.iter().chain(&self.others).cloned().collect();
        let mut seen = BTreeSet::new();
        for folder in &folders {
            let root = journal_folder::find(Some(folder), self.world)?;
            if !seen.insert(root.canonicalize().unwrap_or(root)) {
                let folder = folder.display();
                return Err(Error::usage(format!("--journal: {folder} is named twice")));
            }
        }
        let done = folders.iter().map(|folder| {
            self.use_journal(folder.clone());
            part(self, &folder.display().to_string())
        });
        let done = done.collect();
        if let Some(first) = folders.into_iter().next() {
            self.use_journal(first);
        }
        done
    }

    /// Loads the journals as one, with notes about the people and sessions that two of them have.
    pub(crate) fn load_together(&mut self, depth: LoadScope<'_>) -> Result<Journal> {
        if !self.has_several_journals() {
            return self.read(depth);
        }
        let mut unread = Vec::new();
        let journals = self.in_each_journal(|context, folder| {
            let journal = context.read(depth)?;
            unread.append(&mut context.unread);
            Ok(NamedJournal { name: folder.to_string(), journal })
        })?;
        self.unread = unread;
        let me = self.me().ok();
        let mut journals = journals.into_iter();
        let Some(first) = journals.next() else { return self.read(depth) };
        let (journal, notes) = together(first, journals.collect(), me.as_ref());
        for note in notes {
            self.notes.say(&note);
        }
        Ok(journal)
    }

    fn use_journal(&mut self, folder: PathBuf) {
        self.world.journal = Some(folder.clone());
        self.journal = Some(folder);
    }
}
