//! What was ticked off while a session was told: closed with it, but for what is closed already.

use crate::commands::missed;
use crate::environment::World;
use crate::error::Result;
use crate::journal::edit::close_items::{self, Closing, Miss};
use crate::journal::index::journal::{Item, Journal};
use crate::journal::records::session::Session;
use crate::store::write::edits::Edits;
use crate::views::session_saved::Ticked;

/// Takes out of what was ticked off what is closed or gone meanwhile; gives what is to be said of it.
pub fn without_closed(
    journal: &Journal,
    done: &mut Vec<String>,
    missed: &mut Vec<(String, String)>,
) -> Vec<String> {
    let mut notes = Vec::new();
    let mut is_open = |id: &str| {
        let why = match journal.item(id) {
            Ok(item) => close_items::must_be_open(item).err().map(|error| error.message),
            Err(error) => Some(error.message),
        };
        notes.extend(why.iter().map(|why| format!("not ticked off: {why}")));
        why.is_none()
    };
    done.retain(|id| is_open(id));
    missed.retain(|(id, _)| is_open(id));
    notes
}

/// Closes what was ticked off in a session: done by id, missed by id and what got in the way.
pub fn tick(
    edits: &mut Edits<'_>,
    world: &World,
    session: &Session,
    done: &[String],
    missed: &[(String, String)],
) -> Result<Ticked> {
    let mut ticked = Ticked::default();
    let on = |item: Item<'_>| session.date.max(item.session().record.date).min(world.today);
    for item in crate::cli::item_changes::items(edits.journal, done)? {
        let text = edits.text(&item.session().path)?;
        close_items::done(text, item, &Closing { on: on(item), result: None, outcome: None })?;
        ticked.done.push(item.id().clone());
    }
    for (id, said) in missed {
        let item = edits.journal.item(id)?;
        let item = missed::meant(item, on(item))?;
        let (obstacle, obstacle_text) = missed::obstacle(said)?;
        let text = edits.text(&item.session().path)?;
        close_items::missed(text, item, &Miss { on: on(item), obstacle, obstacle_text, next: None })?;
        ticked.missed.push(item.id().clone());
    }
    Ok(ticked)
}
