//! `coach follow-up`: adds a follow-up outside a session.

use crate::cli::Context;
use crate::cli::item_changes::{AddedItem, show_added};
use crate::error::Result;
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records::follow_up::FollowUp;
use crate::journal::text::new_record;
use crate::ops::given_id;
use crate::ops::new_items::{self, ItemTarget};
use crate::ops::parse;

/// Add something to ask, outside a session
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach follow-up ana \"How is the pipeline? on mon every 2 weeks\"
  coach follow-up m2q \"What was it worth? on 19 feb\"

With the id of an action it asks about that action. With a person it joins their latest session,
or stands by itself if the last 14 days had none.")]
pub(crate) struct Args {
    /// Whom to ask, or the action or session it is about
    #[arg(value_name = "PERSON|ID")]
    pub whom: String,
    /// What to ask, and when: "ASK[ on DATE][ every 2 weeks]"
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub ask: String,
    /// How often it comes back, such as 2w or 1m
    #[arg(long, value_name = "SPAN")]
    pub every: Option<String>,
    /// Its id: the same content twice under one id is saved once
    #[arg(long, value_name = "NEW-ID")]
    pub id: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let me = context.me()?;
        let every = new_items::every(self.every.as_deref())?;
        let added = context.change(|edits, world| {
            let journal = edits.journal;
            let calendar = parse::calendar(world, journal);
            let ((place, note), about) = match about(journal, &self.whom)? {
                Some(item) => {
                    let action =
                        if let Item::Action(_, action) = item { Some(action.id.clone()) } else { None };
                    ((ItemTarget::Latest(item.session()), None), action)
                }
                None => {
                    let person = &journal.person(&self.whom)?.record.handle;
                    (ItemTarget::of(edits, world, person, &me)?, None)
                }
            };
            let id = given_id::or_new(self.id.as_deref(), journal, world)?;
            let ask = new_items::follow_up(place.session(), &calendar, id, &self.ask, every)?;
            let ask = FollowUp { action: about, agreed: place.agreed(world.today), ..ask };
            if self.id.is_some() && given_id::is_asked(edits, &ask)? {
                return Ok(None);
            }
            edits.message("follow-up", &format!("follow-up {} ({})", ask.id, place.session().whom()));
            let name = place.name();
            let path = place.join(edits, |text| new_record::push_follow_up(text, &ask))?;
            Ok(Some(AddedItem::of(edits, &path, name, note)?))
        })?;
        show_added(context, added, self.id.as_deref(), "to ask, ");
        Ok(())
    }
}

/// The item that the argument names. `None` if it names a person. A new follow-up about a follow-up joins the
/// same session.
fn about<'a>(journal: &'a Journal, typed: &str) -> Result<Option<Item<'a>>> {
    if journal.person(typed).is_ok() {
        return Ok(None);
    }
    match journal.item(typed) {
        Ok(item) => Ok(Some(item)),
        Err(error) if crate::journal::values::id::Id::could_begin(typed) => Err(error),
        Err(_) => Ok(None),
    }
}
