//! The list of sessions that have a private note, without its text; and one note below its session.

use super::page::{Page, Text, Tone};
use super::session::list;
use super::wording;
use crate::journal::query::journal::{Item, Journal, ShortIds};
use crate::journal::records::private_note::PrivateNote;

pub(crate) fn page(notes: &[PrivateNote], journal: &Journal) -> Page {
    let mut page = Page::new();
    if notes.is_empty() {
        page.line("no private notes");
        return page;
    }
    let mut notes: Vec<&PrivateNote> = notes.iter().collect();
    notes.sort_by(|a, b| (a.date, &a.session).cmp(&(b.date, &b.session)));
    let ids = journal.items().map(Item::id).chain(notes.iter().map(|note| &note.session));
    let prefixes = ShortIds::of(ids);
    let row = |note: &&PrivateNote| {
        let is_there = journal.sessions.iter().any(|filed| filed.record.id == note.session);
        let two = if note.conflict.is_empty() { "" } else { "two versions" };
        let state = if is_there { two } else { "its session is not in this journal" };
        vec![
            wording::short_id(&note.session, &prefixes),
            note.date.to_string().into(),
            list(&note.with).into(),
            Text::new().with(Tone::Faint, state),
        ]
    };
    page.table(0, &["id", "date", "with", ""], notes.iter().map(row).collect());
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
            None => format!("Without `{}` on another machine", other.field),
            Some(_) if other.field == "notes" => "The other version, of another machine".to_string(),
            Some(_) => format!("The other version of `{}`, of another machine", other.field),
        };
        let way_out = format!(" (`coach edit {} --private` decides)", note.session);
        page.indented(2, Text::new().with(Tone::Warning, what).with(Tone::Faint, way_out));
        if let Some(words) = other.words() {
            page.quote(4, words.trim_end());
        }
    }
}
