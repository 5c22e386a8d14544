//! Saves a session that was entered by flags, `jot` or prompts, and keeps a draft if that fails.

use crate::cli::{self, Context, ask_handle, editor, interview};
use crate::error::{Cause, Error, ErrorKind, Result};
use crate::journal::dates::Calendar;
use crate::journal::query::journal::Journal;
use crate::journal::records::session::Session;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::journal::values::time::spoken;
use crate::ops::log::{LogAttempt, SessionInput};
use crate::ops::session_note::SessionNote;
use crate::store::load::LoadScope;
use crate::store::private;
use crate::store::write::edits::Edits;
use crate::views::session_saved::SavedSession;
use crate::views::wording;

impl SessionInput {
    /// Saves the session and prints the result. On a machine error it keeps a draft. If coach
    /// cannot read a date because of an unreadable setting, it keeps the values as typed.
    pub(crate) fn save(&self, context: &mut Context<'_>) -> Result<()> {
        self.save_drafted(context).map_err(|error| match error.cause {
            Cause::UndecidedDay => {
                let dated = self.dated(context.world.today);
                interview::keep_as_typed(context, dated, error)
            }
            _ => error,
        })?;
        context.mention_drafts();
        Ok(())
    }

    /// The same values with the day of the session in full, unless coach could not read that day. Later,
    /// `yesterday` would mean another day.
    fn dated(&self, today: Day) -> SessionInput {
        let calendar = Calendar { today, order: None, unread_order: None };
        let date = match self.day(&calendar) {
            Ok(day) => Some(day.unwrap_or(today).to_string()),
            Err(_) => self.date.clone(),
        };
        SessionInput { date, ..self.clone() }
    }

    /// Like `save`, for a session that already has a draft.
    pub(crate) fn save_drafted(&self, context: &mut Context<'_>) -> Result<()> {
        let me = ask_handle::me(context).map_err(|error| self.kept_unread(context, error))?;
        let mut attempt = LogAttempt::default();
        let needs_all = self.closes_something() || self.id.is_some();
        let depth = if needs_all { LoadScope::Whole } else { LoadScope::About(&self.people) };
        let logged = context.change_or_begin_for(depth, |edits, world| attempt.log(self, edits, world, &me));
        let LogAttempt { note, session, private, is_read, is_decided, .. } = attempt;
        let logged = logged.map_err(|error| match (error.kind, &session) {
            (ErrorKind::Machine, Some(session)) => {
                editor::keep(context, &session.id, self.text(session, private), error)
            }
            (ErrorKind::Cannot, Some(session)) if is_decided && !private.is_empty() => {
                editor::keep_with_its_note(context, session, &self.draft_extras(private), error)
            }
            // The command could not read the journal or the template.
            (_, None) if !is_read => self.kept_unread(context, error),
            _ => error,
        });
        match logged.transpose() {
            None => {
                let id = self.id.as_ref().map_or("", Id::as_str);
                context.out.page(&cli::sentence(format!("{id} is logged already; nothing was changed")));
                return Ok(());
            }
            Some(logged) => show(context, logged, &note)?,
        }
        if self.template.is_some() {
            context.mention_templates();
        }
        if let Some(root) = context.changed.clone() {
            context.mention_unshared(&root);
        }
        Ok(())
    }

    /// Keeps a draft although the journal, the template or the config could not be read, unless the session is
    /// invalid in itself. The draft has the answers as typed, and no coach if coach does not know the user.
    pub(crate) fn kept_unread(&self, context: &mut Context<'_>, error: Error) -> Error {
        let me = context.me().ok();
        let plain = SessionInput { template: None, ..self.clone() };
        let coach = me.clone().or_else(|| Handle::near("me"));
        let session = coach.map(|me| plain.session(&Journal::begun(), context.world, &me));
        let Some(Ok(session)) = session else { return error };
        let mut text =
            self.text(&Session { answers: self.unread_answers(), ..session.clone() }, self.private.clone());
        if me.is_none() && self.coach.is_none() {
            text.root().remove("coach");
        }
        editor::keep(context, &session.id, text, error)
    }

    /// The text of a draft.
    fn text(&self, session: &Session, private: String) -> RecordText {
        let mut text = new_record::session(session);
        self.draft_extras(private).put_into(&mut text);
        text
    }

    /// Prints the session as it would be saved, and writes nothing.
    pub(crate) fn preview(&self, context: &mut Context<'_>, journal: &Journal) -> Result<()> {
        let me = context.me()?;
        let root = context.place()?;
        let session = self.session(journal, context.world, &me)?;
        let logged = self.record(&mut Edits::on(journal, &root), context.world, &session)?;
        context.out.shows_a_plan();
        context.out.page(&logged.page(context.world.today));
        context.notes.say("dry run: nothing was saved");
        Ok(())
    }

    /// A form of the session for the editor.
    pub(crate) fn form(&self, context: &mut Context<'_>) -> Result<editor::EditorForm> {
        let me = context.me().map_err(|error| self.kept_unread(context, error))?;
        editor::EditorForm::begin(context, |journal, world| {
            let mut session = self.session(journal, world, &me)?;
            session.answers = self.filled(journal, world)?.and_then(|filled| filled.all());
            let template = self.template.as_deref().map(|typed| journal.form(typed)).transpose()?;
            Ok(editor::NewSessionText {
                session,
                apart: self.draft_extras(self.private.clone()),
                template: template.cloned(),
            })
        })
    }

    /// A one-line summary: people, length, and the number of items.
    pub(crate) fn summary(&self) -> String {
        let people = self.people.iter().map(Handle::as_str).collect::<Vec<_>>().join(", ");
        let with = if people.is_empty() { "no people yet".to_string() } else { format!("with {people}") };
        let length = self.minutes.map(|minutes| format!(", {}", spoken(minutes))).unwrap_or_default();
        let counts = [(self.actions.len(), "action"), (self.follow_ups.len(), "follow-up")];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let counts: String = counts.map(|(n, noun)| format!(", {}", wording::count(*n, noun))).collect();
        let ticked = [(self.done.len(), "done"), (self.missed.len(), "missed")];
        let ticked = ticked.iter().filter(|(n, _)| *n > 0);
        let ticked: String = ticked.map(|(n, word)| format!(", {n} {word}")).collect();
        format!("{with}{length}{counts}{ticked}")
    }
}

/// Prints the logged session. If it failed, prints whether the private note is saved.
pub(crate) fn show(
    context: &mut Context<'_>,
    logged: Result<SavedSession>,
    note: &SessionNote,
) -> Result<()> {
    let logged = match (logged, note.session()) {
        (Ok(logged), _) => logged,
        (Err(error), Some(id)) if matches!(private::note(context.world, id), Ok(Some(_))) => {
            context.notes.say(&format!(
                "coach saved the private note ({id}); run the same command again to save its session"
            ));
            return Err(error);
        }
        (Err(error), _) => return Err(error),
    };
    let logged = logged.with_private_note(note.session().is_some());
    context.out.page(&logged.page(context.world.today));
    Ok(())
}
