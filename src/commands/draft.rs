//! Sessions and records in the editor: what is written there is kept until it is in the journal.

use super::agreed;
use super::log::record;
use super::private::Beside;
use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::blank;
use crate::journal::confidential;
use crate::journal::journal::Journal;
use crate::journal::record::{self as records, Problem, Record};
use crate::journal::repair;
use crate::journal::session::Session;
use crate::journal::text::RecordText;
use crate::store::draft::Draft;
use crate::store::{load, place};
use crate::world::World;

/// How the names of drafts of new sessions begin.
const SESSIONS: &str = "log-";

/// Opens the session that the flags describe in the editor, and logs what comes back.
pub fn log(
    context: &mut Context<'_>,
    private: &str,
    session: impl FnOnce(&Journal, &mut World) -> Result<Session>,
) -> Result<()> {
    let root = context.place()?;
    let journal = match place::is_journal(&root) {
        true => load::load(&root)?,
        false => Journal::default(),
    };
    let session = session(&journal, context.world)?;
    let text = blank::to_fill_in(&session, private);
    let draft = Draft::begin(context.world, &format!("{SESSIONS}{}.toml", session.id), &text)?;
    draft.edit(context.world).inspect_err(|_| draft.forget_if(&text))?;
    let written = draft.text()?;
    if written == text || written.trim().is_empty() {
        draft.done();
        return Err(Error::cannot("the form was closed as it was: nothing was logged")
            .hint("without --edit, `coach log` writes down what the flags say"));
    }
    save(context, draft)
}

/// Goes on with the latest session that could not be saved.
pub fn resume(context: &mut Context<'_>) -> Result<()> {
    let draft = Draft::latest(context.world, SESSIONS).ok_or_else(|| {
        Error::cannot("no unfinished session is kept").hint("`coach log --edit` begins one")
    })?;
    draft.edit(context.world)?;
    save(context, draft)
}

/// Logs what stands in the draft, which is kept until it is in the journal.
fn save(context: &mut Context<'_>, draft: Draft) -> Result<()> {
    let kept = |error: Error| error.hint("`coach log --resume` opens it again: nothing you wrote is lost");
    let text = written(context, &draft, readable::<Session>).map_err(kept)?;
    let mut beside = Beside::default();
    let logged = context.change_or_begin(|edits, world| {
        let mut text = RecordText::parse(&blank::without_hints(&text)).map_err(Error::cannot)?;
        repair::fill_in(&mut text, || agreed::new_id(edits.journal, world))?;
        let private = text.root().text(confidential::KEY).unwrap_or_default().to_string();
        text.root().remove(confidential::KEY);
        if text.root().text("notes").is_some_and(|notes| notes.trim().is_empty()) {
            text.root().remove("notes");
        }
        let session: Session = records::read("the session", &text.render()).map_err(refused)?;
        beside.keep_as_it_is(edits, world, &session, &private)?;
        record(edits, text, &session, &[], world.today)
    });
    let logged = logged.map_err(kept)?;
    draft.done();
    beside.say(context, Ok(logged))
}

fn refused(problem: Problem) -> Error {
    Error::cannot(format!("{}: {}", problem.place(), problem.message))
}

/// What came back from the editor, once it can be read. On a terminal the editor opens again
/// until it can be, or until it comes back as it was.
pub fn written(
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
        context.notes.say("Enter opens it again; Ctrl-C leaves it as a draft");
        context.world.line()?;
        draft.edit(context.world)?;
        if draft.text()? == text {
            return Err(error);
        }
    }
}

/// Whether the text is a record once what is certain is filled in. The place of a mistake is that
/// in the text as it was written, unless only what will be filled in is missing there.
pub fn readable<T: Record>(place: &str, text: &str) -> std::result::Result<(), Problem> {
    let Err(as_written) = records::read::<T>(place, text) else { return Ok(()) };
    if !as_written.message.starts_with("missing field") {
        return Err(as_written);
    }
    let mut record = RecordText::parse(text).map_err(|_| as_written)?;
    let mut number = 0;
    let filled = repair::fill_in(&mut record, || {
        number += 1;
        Ok::<_, Problem>(repair::certain_id(place, number))
    });
    filled.and_then(|_| records::read::<T>(place, &record.render())).map(|_| ())
}
