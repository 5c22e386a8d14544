//! `coach action`: adds an action that was agreed outside a session.

use crate::cli::Context;
use crate::cli::item_changes::{AddedItem, show_added};
use crate::error::Result;
use crate::journal::text::new_record;
use crate::ops::log::handles;
use crate::ops::new_items::{self, ItemKind, ItemTarget};
use crate::ops::parse;
use crate::ops::{close, given_id};

/// Add an action outside a session
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach action ana \"Send the call list by thursday\"
  coach action ana \"Ring the nine customers by eom\" --objective reduce-churn
  coach action ana \"Write it down by fri\" --done \"m2q: two of three named a budget\"

A date at the end of the text is the due date, such as `by DATE`, `on DATE`, `tomorrow`, `in 2 weeks` or `end
of the month`. To keep such words as text, put them in quotes. `coach due --all` also lists actions without a
due date.

coach adds the action to your latest session with the person. If you had no session with them in the last 14
days, coach saves the action without a session.")]
pub(crate) struct Args {
    /// Person or group that will do it
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// Text of the action: "WHAT[ by DATE]"
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub what: String,
    /// Business objective that the action serves, or none (can be repeated)
    #[arg(long = "objective", value_name = "OBJECTIVE")]
    pub objectives: Vec<String>,
    /// Also mark this action or follow-up as done, with its result (can be repeated)
    #[arg(long = "done", value_name = "ID[: RESULT]")]
    pub done: Vec<String>,
    /// Id of the new action; if you run the same command again, coach does not save it twice
    #[arg(long, value_name = "NEW-ID")]
    pub id: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let me = context.me()?;
        let added = context.change(|edits, world| {
            let journal = edits.journal;
            let calendar = parse::calendar(world, journal);
            let person = &journal.person(&self.person)?.record.handle;
            let (place, note) = ItemTarget::of(edits, world, person, &me, ItemKind::Action)?;
            let id = given_id::or_new(self.id.as_deref(), journal, world)?;
            let mut action =
                new_items::action(journal, place.session(), (person, &me), &calendar, id, &self.what)
                    .map_err(|error| error.not_in_field("action"))?;
            action.agreed = place.agreed(world.today);
            action.objectives = handles("an objective", &self.objectives)?;
            if self.id.is_some() && given_id::is_agreed(edits, &action)? {
                return Ok(None);
            }
            let new = new_items::objectives(edits, &action.objectives, world.today)?;
            let notes = note.into_iter().chain(new_items::new_objectives_note(journal, &new)).collect();
            edits.message("action", &format!("action {} ({})", action.id, action.owner));
            close::tick(edits, world, world.today, &self.done, &[])?;
            let closed: Vec<String> =
                self.done.iter().map(|typed| close::id_and_result(typed).0.to_string()).collect();
            let closed = close::items(journal, &closed)?;
            let name = place.name();
            let path = place.join(edits, |text| new_record::push_action(text, &action))?;
            Ok(Some(AddedItem::of(edits, &path, &closed, name, notes)?))
        })?;
        show_added(context, added, self.id.as_deref(), "new action, ");
        Ok(())
    }
}
