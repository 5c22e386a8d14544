//! Prints notes after a save, and decides the exit code of a command that fails after it.

use std::path::Path;

use super::Context;
use crate::error::{Error, ErrorKind};
use crate::store::Saved;
use crate::store::drafts::Draft;
use crate::store::git::identity;

impl Context<'_> {
    /// Marks that everything is saved, and that the command only has to print its answer.
    pub(crate) fn has_saved(&mut self) {
        (self.saved, self.only_shows) = (true, true);
    }

    /// Marks that the command continues with work that can fail.
    pub(crate) fn goes_on(&mut self) {
        self.only_shows = false;
    }

    /// The exit code of an error. After the save the error is only a warning. It has no hint, because the hint
    /// would suggest to run the command again.
    pub(crate) fn fails(&mut self, error: &Error) -> Option<ErrorKind> {
        if self.only_shows {
            self.warn(error);
            return None;
        }
        self.notes.report(error);
        Some(error.kind)
    }

    /// Warns about an error that happened after the save.
    pub(crate) fn warn(&mut self, error: &Error) {
        self.notes.say(&format!("saved, but a later step failed: {}", error.message));
    }

    /// Deletes the draft of a saved session.
    pub(crate) fn finish(&mut self, draft: Draft) {
        if let Err(error) = draft.done() {
            self.warn(&error);
        }
    }

    /// Prints the notes of a save, and warns if the commit is pending or if coach invented the author.
    pub(crate) fn mention_saved(&mut self, root: &Path, notes: &[String], saved: Option<&Saved>) {
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
        self.notes.say(&if name == self.world.user {
            format!(
                "git does not know your name, so coach committed as {email} \
             (`git config --global user.name \"…\"` and `user.email` set them)"
            )
        } else {
            format!(
                "git does not know your email address, so coach committed as {email} \
             (`git config --global user.email ADDRESS` sets it)"
            )
        });
    }

    /// Warns if the command wrote to the demo: users easily forget that they exported `COACH_JOURNAL` for it.
    pub(crate) fn mention_demo(&mut self, root: &Path) {
        if self.is_demo {
            let place = self.world.shown(root);
            self.notes.say(&format!("this is the demo journal, in {place}: {}", self.way_out_of_demo()));
        }
    }

    /// How the user gets back to their own journal.
    pub(crate) fn way_out_of_demo(&self) -> &'static str {
        if self.journal.is_none() && self.world.journal.is_some() {
            "`unset COACH_JOURNAL` switches back to your own journal (in fish: `set -e COACH_JOURNAL`)"
        } else {
            "your own journal is unchanged"
        }
    }

    /// Whether the last loaded journal is the demo.
    pub(crate) fn is_demo(&self) -> bool {
        self.is_demo
    }
}
