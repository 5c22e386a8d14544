//! `coach missed`: records that a follow-up found nothing applied yet, with the obstacle, and plans the next
//! one.

use std::collections::BTreeSet;

use crate::cli::item_changes::ItemChanges;
use crate::cli::{Context, ask_obstacle};
use crate::error::{Error, Result};
use crate::journal::edit::close_items::{self, MissedFollowUp};
use crate::ops::{close, parse};
use crate::prompt::PromptAnswer;
use crate::views::resource;

/// Record that a follow-up found no progress, and why
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach missed p4n --obstacle time
  coach missed p4n --obstacle \"priority: the quarter's end came first\" --next \"in 2 weeks\"

Obstacles: time, priority, manager, opportunity, tools, skill, confidence, policy, other.

coach then adds a follow-up with the same question: on the date of --next, else on the next date of a
repeating follow-up, else in a week. If you name an action, coach uses its open follow-up. If it has none,
coach adds one and records it as missed. It then lists at most three resources that fit the obstacle or the
topics of the session.")]
pub(crate) struct Args {
    /// Follow-up, or an action that you asked about
    #[arg(value_name = "ID")]
    pub id: String,
    /// Obstacle, and the person's words after a colon (in a terminal, coach asks)
    #[arg(long, value_name = "KIND[: TEXT]")]
    pub obstacle: Option<String>,
    /// Date to ask again
    #[arg(long, value_name = "DATE")]
    pub next: Option<String>,
    /// Date you asked [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Some(said) = self.obstacle(context)? else { return Ok(()) };
        let (obstacle, words) = close_items::parse_obstacle(&said)?;
        let shown = context.change(|edits, world| {
            let journal = edits.journal;
            let calendar = parse::calendar(world, journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            let next =
                self.next.as_deref().map(|text| parse::coming_day(&calendar, "next", text)).transpose()?;
            let on = on.unwrap_or(world.today);
            let miss = MissedFollowUp { on, obstacle, obstacle_text: words, next, reported_by: None };
            let missed = close::missed(edits, &self.id, &miss)?;
            let session = &missed.items[0].session().record;
            let page = resource::suggestions(journal, session, &BTreeSet::from([obstacle]), on);
            Ok((ItemChanges::after(edits, &missed.items)?, page))
        })?;
        let (shown, suggestions) = shown;
        shown.show(context, "missed", &[]);
        context.out.page(&suggestions);
        Ok(())
    }
}

impl Args {
    /// The obstacle, from the flag or a prompt. `None` if the user cancels the prompt.
    fn obstacle(&self, context: &mut Context<'_>) -> Result<Option<String>> {
        if let Some(said) = &self.obstacle {
            return Ok(Some(said.clone()));
        }
        let missing = Error::usage(format!("missing obstacle: what blocked {}?", self.id))
            .hint(format!("coach missed {} --obstacle \"time: the quarter's end came first\"", self.id));
        if !context.world.terminal.asks {
            return Err(missing);
        }
        // Fails before the prompt if the item is missing or closed.
        let today = context.world.today;
        close_items::must_be_open(close_items::as_follow_up(context.load()?.item(&self.id)?, today)?)?;
        match ask_obstacle::ask_obstacle("Esc cancel")? {
            PromptAnswer::Given(said) => Ok(Some(said)),
            PromptAnswer::Back | PromptAnswer::Stop => {
                context.notes.say("nothing was changed");
                Ok(None)
            }
        }
    }
}
