//! The list of sessions that have a private note, without its text; and one note below its session.

use serde::Serialize;

use super::page::{Page, Text, Tone};
use super::session::list;
use super::wording;
use crate::journal::query::journal::{Item, Journal, ShortIds};
use crate::journal::records::private_note::PrivateNote;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;

/// A private note in the list, as `--json` gives it.
#[derive(Serialize)]
pub(crate) struct NoteRow<'a> {
    /// The session that the note is about.
    session: &'a Id,
    date: Day,
    with: &'a [Handle],
    /// Whether the journal has the session.
    in_journal: bool,
    /// Whether another machine has another version of the note.
    contested: bool,
}

/// The notes by day.
pub(crate) fn rows<'a>(notes: &'a [PrivateNote], journal: &Journal) -> Vec<NoteRow<'a>> {
    let mut notes: Vec<&PrivateNote> = notes.iter().collect();
    notes.sort_by(|a, b| (a.date, &a.session).cmp(&(b.date, &b.session)));
    let row = |note: &'a PrivateNote| NoteRow {
        session: &note.session,
        date: note.date,
        with: &note.with,
        in_journal: journal.sessions.iter().any(|filed| filed.record.id == note.session),
        contested: !note.conflict.is_empty(),
    };
    notes.into_iter().map(row).collect()
}

pub(crate) fn page(rows: &[NoteRow<'_>], journal: &Journal) -> Page {
    let mut page = Page::new();
    if rows.is_empty() {
        page.line("no private notes");
        return page;
    }
    let ids = journal.items().map(Item::id).chain(rows.iter().map(|row| row.session));
    let prefixes = ShortIds::of(ids);
    let row = |row: &NoteRow<'_>| {
        let two = if row.contested { "conflict" } else { "" };
        let state = if row.in_journal { two } else { "its session is not in this journal" };
        vec![
            wording::short_id(row.session, &prefixes),
            row.date.to_string().into(),
            list(row.with).into(),
            Text::new().with(Tone::Faint, state),
        ]
    };
    page.table(0, &["id", "date", "with", ""], rows.iter().map(row).collect());
    page
}

/// Appends the private note, which only its coach sees, to the end of a page.
pub(crate) fn join(page: &mut Page, note: &PrivateNote) {
    page.blank();
    page.indented(2, Text::new().with(Tone::Warning, "Private (only you see this)"));
    page.quote(4, note.notes.trim_end());
    for other in &note.conflict {
        page.blank();
        let what = match other.words() {
            None if other.field.is_empty() => "Removed on another machine".to_string(),
            None => format!("`{}` was removed on another machine", other.field),
            Some(_) if other.field == "notes" => "The version from another machine".to_string(),
            Some(_) => format!("The version of `{}` from another machine", other.field),
        };
        let way_out = format!(" (to resolve it: coach edit {} --private)", note.session);
        page.indented(2, Text::new().with(Tone::Warning, what).with(Tone::Faint, way_out));
        if let Some(words) = other.words() {
            page.quote(4, words.trim_end());
        }
    }
}
