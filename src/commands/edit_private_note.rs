//! `coach edit ID --private`: opens a session's private note in the editor.

use crate::cli::editor::{open, readable, written};
use crate::cli::{self, Context};
use crate::commands::edit::{self, begin};
use crate::error::{Error, Result};
use crate::journal::records::private_note::PrivateNote;
use crate::journal::records::{self, Problem};
use crate::journal::text::editable_record::RecordText;
use crate::store::drafts::Draft;
use crate::store::{FileChange, private};

pub(crate) fn run(context: &mut Context<'_>, typed: &str, discard: bool) -> Result<()> {
    let note = crate::commands::private::of(context, typed)?;
    if context.is_demo() {
        return Err(private::not_in_the_demo().hint(context.way_out_of_demo()));
    }
    if discard {
        return edit::discard(context, &draft_of(&note), typed);
    }
    let there = private::bytes(context.world, &private::path(&note.session))?;
    let before = as_it_is(context, &note)?;
    let draft = begin(context, &draft_of(&note), &format!("{typed} --private"), &before)?;
    open(context, &draft, &before, &format!("coach edit {typed} --private"))?;
    if draft.text()?.trim().is_empty() {
        draft.done()?;
        let said = "the file is empty: nothing was changed (to delete the note, write `text = \"\"`)";
        context.out.page(&cli::sentence(said));
        return Ok(());
    }
    let kept = |error: Error| {
        error.hint(format!("your draft is saved: `coach edit {typed} --private` opens it again"))
    };
    let text = written(context, &draft, |place, text| {
        readable::<PrivateNote>(place, text)?;
        let after: PrivateNote = records::read(place, text)?;
        if after.session == note.session {
            Ok(())
        } else {
            Err(Problem::of_file(
                place,
                format!("the note belongs to session {}: put that id back", note.session),
            ))
        }
    })
    .map_err(kept)?;
    if text == before {
        draft.done()?;
        context.out.page(&cli::sentence("nothing was changed"));
        return Ok(());
    }
    let after: PrivateNote = records::read("", &text).map_err(|problem| problem.error())?;
    crate::commands::private::save_text(context, &after, &text, there).map_err(|error| {
        let place = context.world.shown(&draft.path);
        Error { hint: Some(format!("your draft is saved in {place}")), ..error }
    })?;
    context.finish(draft);
    let said = if after.says_nothing() {
        format!("deleted the private note of session {}", after.session)
    } else {
        format!("saved your private note on session {} of {}", after.session, after.date)
    };
    context.out.page(&cli::sentence(said));
    Ok(())
}

fn draft_of(note: &PrivateNote) -> String {
    format!("private-{}", note.session)
}

/// The initial text in the editor.
pub(crate) fn as_it_is(context: &Context<'_>, note: &PrivateNote) -> Result<String> {
    Ok(match private::bytes(context.world, &private::path(&note.session))? {
        Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        None => blank(note),
    })
}

/// Saves an unsaved note as a draft for the editor. Returns the error with a hint to the draft.
pub(crate) fn keep(
    context: &Context<'_>,
    note: &PrivateNote,
    before: &str,
    change: FileChange,
    error: Error,
) -> Error {
    let text = String::from_utf8_lossy(&change.after.unwrap_or_default()).into_owned();
    let kept = |draft: &Draft| format!("your draft is saved in {}", context.world.shown(&draft.path));
    let on = match edit::keep(context, &draft_of(note), before, &text) {
        Ok(Some(draft)) => format!("{}: `coach edit {} --private` opens it", kept(&draft), note.session),
        // The user is already editing a draft of this note, so the text goes into a second file.
        Ok(None) => match Draft::beside(context.world, &draft_of(note), &text) {
            Ok(draft) => kept(&draft),
            Err(_) => return error,
        },
        Err(_) => return error,
    };
    let hint = error.hint.as_ref().map_or(on.clone(), |hint| format!("{hint}; {on}"));
    error.hint(hint)
}

fn blank(note: &PrivateNote) -> String {
    let mut text = RecordText::new("# Only you see this note. If you leave it empty, coach deletes it.\n");
    note.write(&mut text);
    text.render().replace("notes = \"\"", "notes = '''\n\n'''")
}
