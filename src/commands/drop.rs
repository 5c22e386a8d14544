//! `coach drop`: drops an action or a follow-up, with a reason.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::{Error, Result};
use crate::journal::edit::close_items;
use crate::ops::close::{self, Changed};
use crate::ops::parse;
use crate::prompt::{self, PromptAnswer};

/// Cancel an action or follow-up
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach drop m2q --reason \"The campaign was stopped\"

coach also drops the open follow-ups about a dropped action. If you drop one follow-up of a repeating series,
the series ends; to only move it, use `coach snooze`.")]
pub(crate) struct Args {
    /// Id of the action or follow-up
    #[arg(value_name = "ID")]
    pub id: String,
    /// Reason (in a terminal, coach asks)
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Date it was dropped [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Some(why) = self.why(context)? else { return Ok(()) };
        parse::text("reason", &why)?;
        let (shown, notes) = context.change(|edits, world| {
            let calendar = parse::calendar(world, edits.journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            let Changed { items, notes } = close::drop(edits, &self.id, on.unwrap_or(world.today), &why)?;
            Ok((ItemChanges::after(edits, &items)?, notes))
        })?;
        shown.show(context, "dropped", &notes);
        Ok(())
    }

    /// The reason, from the flag or a prompt. `None` if the user cancels the prompt.
    fn why(&self, context: &mut Context<'_>) -> Result<Option<String>> {
        if let Some(why) = &self.reason {
            return Ok(Some(why.clone()));
        }
        if !context.world.terminal.asks {
            return Err(Error::usage(format!("missing reason: why are you dropping {}?", self.id))
                .hint(format!("coach drop {} --reason \"The campaign was stopped\"", self.id)));
        }
        // Fails before the prompt if the item is missing or closed.
        close_items::must_be_open(context.load()?.item(&self.id)?)?;
        match ask_why("Esc cancel")? {
            PromptAnswer::Given(why) => Ok(Some(why)),
            PromptAnswer::Back | PromptAnswer::Stop => {
                context.notes.say("nothing was changed");
                Ok(None)
            }
        }
    }
}

pub(super) fn ask_why(esc: &str) -> Result<PromptAnswer<String>> {
    prompt::text(
        "Why are you dropping it?",
        esc,
        "",
        |_| None,
        |typed| match typed {
            "" => Err("the reason is empty".into()),
            _ => Ok(()),
        },
    )
}
