//! `coach action`: adds an action that was agreed outside a session.

use crate::cli::Context;
use crate::cli::item_changes::{AddedItem, show_added};
use crate::error::Result;
use crate::journal::text::new_record;
use crate::ops::given_id;
use crate::ops::new_items::{self, ItemTarget};
use crate::ops::parse;

/// Add an action that was agreed outside a session
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach action ana \"Send the call list by thursday\"
  coach action ana \"Ring the nine customers by eom\" --objective reduce-churn

`by DATE`, `on DATE`, `tomorrow`, `in 2 weeks` or `end of the month` at the end is the due day; quotes
around such words keep them as text. `coach due --all` lists actions without a due day.

It joins the latest session with the person, or stands by itself if the last 14 days had none.")]
pub(crate) struct Args {
    /// Who will do it
    #[arg(value_name = "PERSON")]
    pub person: String,
    /// What, and by when: "WHAT[ by DATE]"
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub what: String,
    /// The goal of the business it serves, or none; may be repeated
    #[arg(long = "objective", value_name = "OBJECTIVE")]
    pub objectives: Vec<String>,
    /// Its id: the same content twice under one id is saved once
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
            let (place, note) = ItemTarget::of(edits, world, person, &me)?;
            let id = given_id::or_new(self.id.as_deref(), journal, world)?;
            let mut action = new_items::action(journal, place.session(), &calendar, id, &self.what)?;
            if action.owner == *place.session().whom() {
                action.owner = person.clone();
            }
            action.agreed = place.agreed(world.today);
            let objective = |typed: &String| parse::handle("an objective", typed);
            action.objectives = self.objectives.iter().map(objective).collect::<Result<_>>()?;
            if self.id.is_some() && given_id::is_agreed(edits, &action)? {
                return Ok(None);
            }
            new_items::objectives(edits, &action.objectives, world.today)?;
            edits.message("action", &format!("action {} ({})", action.id, action.owner));
            let name = place.name();
            let path = place.join(edits, |text| new_record::push_action(text, &action))?;
            Ok(Some(AddedItem::of(edits, &path, name, note)?))
        })?;
        show_added(context, added, self.id.as_deref(), "agreed, ");
        Ok(())
    }
}
