//! Prints notes after a save, and decides the exit code of a command that fails after it.

use std::path::Path;

use super::Context;
use crate::error::{Error, ErrorKind};
use crate::store::Saved;
use crate::store::drafts::Draft;
use crate::store::git::identity;

impl Context<'_> {
    /// Marks that everything is saved, and that the command only has to print its answer.
    pub fn has_saved(&mut self) {
        (self.saved, self.only_shows) = (true, true);
    }

    /// Marks that the command continues with work that can fail.
    pub fn goes_on(&mut self) {
        self.only_shows = false;
    }

    /// The exit code of an error. After the save the error is only a warning without its hint, which would
    /// advise to repeat what is done.
    pub fn fails(&mut self, error: &Error) -> Option<ErrorKind> {
        if self.only_shows {
            self.warn(error);
            return None;
        }
        self.notes.report(error);
        Some(error.kind)
    }

    /// Warns about an error that happened after the save.
    pub fn warn(&mut self, error: &Error) {
        self.notes.say(&format!("saved; but after that: {}", error.message));
    }

    /// Deletes the draft of a saved session.
    pub fn finish(&mut self, draft: Draft) {
        if let Err(error) = draft.done() {
            self.warn(&error);
        }
    }

    /// Prints the notes of a save, and warns if the commit is pending or if coach invented the author.
    pub fn mention_saved(&mut self, root: &Path, notes: &[String], saved: Option<&Saved>) {
        for note in notes {
            self.notes.say(note);
        }
        match saved {
            Some(Saved::Waiting(why)) => self.notes.say(&format!("saved, but not committed yet: {why}")),
            Some(Saved::Committed { identity_was_made_up: true, .. }) => self.mention_identity(root),
            _ => {}
        }
        self.saved |= saved.is_some();
        if saved.is_some() {
            self.mention_demo(root);
        }
    }

    /// Warns once per clone that coach invented the name or the email address of its commits.
    fn mention_identity(&mut self, root: &Path) {
        let Some((name, email)) = identity::to_be_told(root) else { return };
        self.notes.say(&match name == self.world.user {
            true => format!(
                "git does not know your name: committed as {email} \
                 (`git config --global user.name \"…\"` and user.email change that)"
            ),
            false => format!(
                "git does not know your email address: committed as {email} \
                 (`git config --global user.email ADDRESS` changes that)"
            ),
        });
    }

    /// Warns if the command wrote to the demo: users easily forget that they exported `COACH_JOURNAL` for it.
    pub fn mention_demo(&mut self, root: &Path) {
        if self.is_demo {
            let place = self.world.shown(root);
            self.notes.say(&format!("this is the demo, in {place}: {}", self.way_out_of_demo()));
        }
    }

    /// How the user gets back to their own journal.
    pub fn way_out_of_demo(&self) -> &'static str {
        match self.journal.is_none() && self.world.journal.is_some() {
            true => "`unset COACH_JOURNAL` goes back to your own (in fish: `set -e COACH_JOURNAL`)",
            false => "your own journal is unchanged",
        }
    }

    /// Whether the last loaded journal is the demo.
    pub fn is_demo(&self) -> bool {
        self.is_demo
    }
}
