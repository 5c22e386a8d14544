//! Opens sessions and records in the editor, and keeps a draft of the text until it is in the journal.

use crate::cli::save_session::show;
use crate::cli::{self, Context, interview};
use crate::environment::Environment;
use crate::error::{Cause, Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::records::session::Session;
use crate::journal::records::template::Template;
use crate::journal::records::{self, Problem, Record};
use crate::journal::text::draft_extras::DraftExtras;
use crate::journal::text::editable_record::RecordText;
use crate::journal::text::{editor_form, missing_keys};
use crate::journal::values::id::Id;
use crate::ops::log::LogAttempt;
use crate::store::config::Config;
use crate::store::drafts::Draft;

/// The suffix of a draft that holds a complete session which coach could not save. It needs no editing.
const WHOLE: &str = "-whole.toml";

/// The hint of an error whose session is complete.
pub(crate) const WHEN_FIXED: &str =
    "coach kept the session as a draft: fix the problem, then run `coach log --resume`";

/// Keeps the text of a session that could not be saved for a reason outside of it. Returns the error with a
/// hint to resume.
pub(crate) fn keep(context: &mut Context<'_>, id: &Id, text: RecordText, error: Error) -> Error {
    if error.cause == Cause::KeptForNextCommand {
        return error; // The session is in the journal; a draft would import it twice.
    }
    let name = format!("{}{id}{WHOLE}", Draft::SESSIONS);
    match kept_for(context, &name, &text.render()) {
        Ok(_) => with(error, WHEN_FIXED),
        Err(_) => error,
    }
}

/// Keeps a session and its private note after coach refused to save them because of the note. The user can
/// continue in the editor.
pub(crate) fn keep_with_its_note(
    context: &mut Context<'_>,
    session: &Session,
    apart: &DraftExtras,
    error: Error,
) -> Error {
    let name = format!("{}{}.toml", Draft::SESSIONS, session.id);
    match kept_for(context, &name, &editor_form::to_fill_in(session, apart, None)) {
        Ok(draft) => with(
            error,
            &format!(
                "your draft is saved in {}: `coach log --resume` opens it",
                context.world.shown(&draft.path)
            ),
        ),
        Err(_) => error,
    }
}

/// Opens a draft in the editor. If that fails and the draft has new text, the error tells where the draft is.
pub(crate) fn open(context: &Context<'_>, draft: &Draft, before: &str, again: &str) -> Result<()> {
    draft.edit(context.world).map_err(|error| match draft.text() {
        Ok(text) if text != before => {
            let place = context.world.shown(&draft.path);
            with(error, &format!("your draft is saved in {place}: fix the problem, then run `{again}`"))
        }
        _ => {
            draft.forget_if(before);
            match error.hint {
                Some(_) => error,
                None => error.hint("nothing was changed; to use another editor, set VISUAL or EDITOR"),
            }
        }
    })
}

/// The error with a further hint.
pub(crate) fn with(error: Error, more: &str) -> Error {
    let hint = error.hint.as_ref().map_or(more.to_string(), |hint| format!("{hint}; {more}"));
    error.hint(hint)
}

/// A new session and its extras, as the editor opens them.
pub(crate) struct NewSessionText {
    /// The session with every answer, private ones too: the form has a place for each.
    pub session: Session,
    pub apart: DraftExtras,
    pub template: Option<Template>,
}

/// A form for the user to fill in.
pub(crate) struct EditorForm {
    draft: Draft,
    text: String,
    /// Whether the form has content from the start. An empty form that comes back unchanged was opened by
    /// mistake.
    says_something: bool,
}

impl EditorForm {
    /// Begins a form from the session that the user has entered so far.
    pub(crate) fn begin(
        context: &mut Context<'_>,
        begin: impl FnOnce(&Journal, &mut Environment) -> Result<NewSessionText>,
    ) -> Result<EditorForm> {
        let journal = context.load_if_there()?;
        let NewSessionText { session, apart, template } = begin(&journal, context.world)?;
        let text = editor_form::to_fill_in(&session, &apart, template.as_ref());
        let name = format!("{}{}.toml", Draft::SESSIONS, session.id);
        let draft = kept_for(context, &name, &text)?;
        let says_something = !session.notes.is_empty()
            || !session.actions.is_empty()
            || !session.follow_ups.is_empty()
            || session.answers.is_some()
            || !apart.is_empty();
        Ok(EditorForm { draft, text, says_something })
    }

    /// Opens the form in the editor and logs the result. `None` if the user closed it unchanged.
    pub(crate) fn fill_in(self, context: &mut Context<'_>) -> Result<Option<()>> {
        let EditorForm { draft, text, says_something } = self;
        open(context, &draft, if says_something { "" } else { &text }, "coach log --resume")?;
        let written = draft.text()?;
        if written.trim().is_empty() || (written == text && !says_something) {
            draft.done()?;
            return Ok(None);
        }
        save(context, draft).map(Some)
    }
}

fn kept_for(context: &Context<'_>, name: &str, text: &str) -> Result<Draft> {
    match context.meant() {
        Ok(journal) => Draft::of_session(context.world, &journal, name, text),
        // The config may name the journal, so the draft is for any journal.
        Err(_) if Config::read(&context.world.places).is_err() => Draft::begin(context.world, name, text),
        Err(error) => Err(error),
    }
}

/// The latest session draft of this journal. Fails if there is none.
fn latest(context: &Context<'_>) -> Result<Draft> {
    let journal = context.meant()?;
    context.me()?; // Each person has their own drafts.
    Draft::latest(context.world, &journal).ok_or_else(|| {
        let none = Error::cannot("this journal has no draft of a session");
        none.hint(match Draft::elsewhere(context.world, &journal) {
            Some(other) => {
                format!("there is one for {}: set COACH_JOURNAL to that folder", context.world.shown(&other))
            }
            None => "`coach log --edit` starts a new session".to_string(),
        })
    })
}

/// Deletes the latest session draft of this journal.
pub(crate) fn discard(context: &mut Context<'_>) -> Result<()> {
    let draft = latest(context)?;
    let whom = if draft.begins_with(interview::ASKED) { interview::summary(&draft) } else { None };
    draft.done()?;
    let whom = whom.map(|whom| format!(" ({whom})")).unwrap_or_default();
    context.out.page(&cli::sentence(format!("deleted the draft of a session{whom}")));
    context.mention_drafts();
    Ok(())
}

/// Resumes the latest session draft.
pub(crate) fn resume(context: &mut Context<'_>) -> Result<()> {
    let draft = latest(context)?;
    if draft.begins_with(interview::ASKED) {
        return interview::resume(context, draft);
    }
    if !draft.is_named(WHOLE) {
        open(context, &draft, "", "coach log --resume")?;
        if draft.text()?.trim().is_empty() {
            draft.done()?;
            context.out.page(&cli::sentence("the draft was empty, so coach deleted it"));
            return Ok(());
        }
    }
    save(context, draft)
}

fn kept(error: Error) -> Error {
    with(error, "your draft is saved: fix the problem, then run `coach log --resume`")
}

/// Logs the session in the draft. The draft stays until the session is in the journal.
fn save(context: &mut Context<'_>, draft: Draft) -> Result<()> {
    let text = written(context, &draft, readable::<Session>).map_err(kept)?;
    let mut attempt = LogAttempt::default();
    let logged = context.change_or_begin(|edits, world| attempt.log_text(&text, edits, world));
    let logged = logged.map_err(kept)?;
    context.finish(draft);
    for note in &attempt.closed_meanwhile {
        context.notes.say(note);
    }
    for key in &attempt.unknown_keys {
        context.notes.say(&format!("unknown key `{key}`: coach keeps it in the file but does not use it"));
    }
    show(context, Ok(logged), &attempt.note)
}

fn refused(problem: Problem) -> Error {
    problem.error()
}

/// The text of the draft as soon as it parses. At a terminal the editor opens again until it parses, or until
/// the user closes it unchanged; then the error is returned.
pub(crate) fn written(
    context: &mut Context<'_>,
    draft: &Draft,
    readable: impl Fn(&str, &str) -> std::result::Result<(), Problem>,
) -> Result<String> {
    let place = context.world.shown(&draft.path);
    loop {
        let text = draft.text()?;
        let Err(problem) = readable(&place, &text) else { return Ok(text) };
        let error = refused(problem);
        if !(context.world.terminal.stdin && context.world.terminal.stdout) {
            return Err(error);
        }
        context.notes.report(&error);
        context.notes.say("Enter opens the editor again; Ctrl-C keeps the draft for later");
        if context.world.line()?.is_none() {
            return Err(error);
        }
        draft.edit(context.world)?;
        if draft.text()? == text {
            return Err(error);
        }
    }
}

/// Whether the text parses as a record after coach fills in the missing ids. An error has its position in the
/// text as the user wrote it, unless the text only lacks keys that coach fills in.
pub(crate) fn readable<T: Record>(place: &str, text: &str) -> std::result::Result<(), Problem> {
    let Err(as_written) = records::read::<T>(place, text) else { return Ok(()) };
    if !as_written.lacks_a_key {
        return Err(as_written);
    }
    let mut record = RecordText::parse(text).map_err(|_| as_written)?;
    let mut number = 0;
    let filled = missing_keys::fill_in(&mut record, || {
        number += 1;
        Ok::<_, Problem>(missing_keys::certain_id(place, number))
    });
    filled.and_then(|_| records::read::<T>(place, &record.render())).map(|_| ())
}
