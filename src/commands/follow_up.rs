//! `coach follow-up`: adds a follow-up outside a session.

use crate::cli::Context;
use crate::cli::item_changes::{AddedItem, show_added};
use crate::error::Result;
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records::follow_up::FollowUp;
use crate::journal::text::new_record;
use crate::ops::given_id;
use crate::ops::log::handles;
use crate::ops::new_items::{self, ItemKind, ItemTarget};
use crate::ops::parse;

/// Add a follow-up outside a session
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach follow-up ana \"How is the pipeline? on mon every 2 weeks\"
  coach follow-up m2q \"What was it worth? on 19 feb\"
  coach follow-up ana \"Who renewed? on eom\" --objective reduce-churn

If you give the id of an action, the follow-up is about that action. If you give a person, coach adds the
follow-up to your latest session with them. If you had no session with them in the last 14 days, coach saves
the follow-up without a session.")]
pub(crate) struct Args {
    /// Person or group to ask, or id of the action or session it is about
    #[arg(value_name = "PERSON|ID")]
    pub whom: String,
    /// Text of the follow-up: "ASK[ on DATE][ every 2 weeks]"
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub ask: String,
    /// Business objective that the follow-up serves, or none (can be repeated)
    #[arg(long = "objective", value_name = "OBJECTIVE")]
    pub objectives: Vec<String>,
    /// How often the follow-up repeats, such as 2w or 1m
    #[arg(long, value_name = "SPAN")]
    pub every: Option<String>,
    /// Id of the new follow-up; if you run the same command again, coach does not save it twice
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
                    (ItemTarget::of(edits, world, person, &me, ItemKind::FollowUp)?, None)
                }
            };
            let id = given_id::or_new(self.id.as_deref(), journal, world)?;
            let ask = new_items::follow_up(place.session(), &calendar, id, &self.ask, every)
                .map_err(|error| error.not_in_field("follow-up"))?;
            let objectives = handles("an objective", &self.objectives)?;
            let ask = FollowUp { action: about, objectives, agreed: place.agreed(world.today), ..ask };
            if self.id.is_some() && given_id::is_asked(edits, &ask)? {
                return Ok(None);
            }
            let new = new_items::objectives(edits, &ask.objectives, world.today)?;
            let notes = note.into_iter().chain(new_items::new_objectives_note(journal, &new)).collect();
            edits.message("follow-up", &format!("follow-up {} ({})", ask.id, place.session().whom()));
            let name = place.name();
            let path = place.join(edits, |text| new_record::push_follow_up(text, &ask))?;
            Ok(Some(AddedItem::of(edits, &path, &[], name, notes)?))
        })?;
        show_added(context, added, self.id.as_deref(), "new follow-up, ");
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
