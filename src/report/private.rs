//! Which sessions have a private note, and not what it says; and the note beside its session.

use super::page::{Page, Text, Tone};
use super::reading;
use super::session::list;
use crate::journal::journal::{Item, Journal, Prefixes};
use crate::journal::private::PrivateNote;

pub fn page(notes: &[PrivateNote], journal: &Journal) -> Page {
    let mut page = Page::new();
    if notes.is_empty() {
        page.line("no private notes");
        return page;
    }
    let mut notes: Vec<&PrivateNote> = notes.iter().collect();
    notes.sort_by(|a, b| (a.date, &a.session).cmp(&(b.date, &b.session)));
    let ids = journal.items().map(Item::id).chain(notes.iter().map(|note| &note.session));
    let prefixes = Prefixes::of(ids);
    let row = |note: &&PrivateNote| {
        let is_there = journal.sessions.iter().any(|filed| filed.record.id == note.session);
        let state = if is_there { "" } else { "its session is not in this journal" };
        vec![
            reading::short_id(&note.session, &prefixes),
            note.date.to_string().into(),
            list(&note.with).into(),
            Text::new().with(Tone::Faint, state),
        ]
    };
    page.table(0, &["id", "date", "with", ""], notes.iter().map(row).collect());
    page
}

/// What only the coach sees, at the end of a page.
pub fn join(page: &mut Page, note: &PrivateNote) {
    page.blank();
    page.indented(2, Text::new().with(Tone::Warning, "Private (only you see this)"));
    page.quote(4, note.notes.trim_end());
}
