//! Saves the private note that the user enters with a session.

use crate::environment::Environment;
use crate::error::Result;
use crate::journal::records::private_note::PrivateNote;
use crate::journal::records::session::Session;
use crate::journal::values::id::Id;
use crate::store::files::record_paths;
use crate::store::private;
use crate::store::write::edits::Edits;

/// The id of the note's session. coach saves the note before the session. If the session then fails, the note
/// stays, and repeating the command gives the new session the id of the note, which connects them.
#[derive(Default)]
pub(crate) struct SessionNote(Option<Id>);

impl SessionNote {
    /// Saves the note, if it has text. The session keeps its id even if coach has to decide it again, and
    /// takes over the id of a note that waits for this session.
    pub(crate) fn keep(
        &mut self,
        edits: &mut Edits<'_>,
        world: &Environment,
        session: &mut Session,
        private: &str,
    ) -> Result<()> {
        if private.is_empty() {
            return Ok(());
        }
        private::settle(world)?;
        let note = PrivateNote::beside(session, private);
        let waiting = private::load(world)?.into_iter().find(|kept| {
            let path = record_paths::session(&Session { id: kept.session.clone(), ..session.clone() });
            // The same command may have logged another session with the same words.
            kept.is_again(&note)
                && !edits.creates(&path)
                && !edits.journal.sessions.iter().any(|filed| filed.record.id == kept.session)
        });
        if let Some(id) = self.0.clone().or(waiting.map(|note| note.session)) {
            session.id = id;
        }
        self.keep_as_it_is(edits, world, session, private)
    }

    /// Like `keep`, for a session whose id is fixed.
    pub(crate) fn keep_as_it_is(
        &mut self,
        edits: &mut Edits<'_>,
        world: &Environment,
        session: &Session,
        private: &str,
    ) -> Result<()> {
        if private.trim().is_empty() {
            return Ok(());
        }
        self.0 = Some(session.id.clone());
        // A note from an earlier attempt may hold more text by now, so the new text is added to it.
        let note = match private::note(world, &session.id)? {
            Some(mut kept) => {
                kept.add_unless_said(private);
                kept
            }
            None => PrivateNote::beside(session, private),
        };
        edits.private(private::change_to(world, &note)?);
        Ok(())
    }

    /// The id of the session whose note is saved.
    pub(crate) fn session(&self) -> Option<&Id> {
        self.0.as_ref()
    }
}
