//! `coach drop`: drops an action or a follow-up, with a reason.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::{Error, Result};
use crate::journal::edit::close_items;
use crate::ops::close::{self, Changed};
use crate::ops::parse;
use crate::prompt::{self, PromptAnswer};

/// Give up an action or a follow-up, with the reason
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach drop m2q --reason \"The campaign was stopped\"

The open follow-ups of a dropped action go with it. Dropping one follow-up of a series ends the
series; `coach snooze` only moves it.")]
pub(crate) struct Args {
    /// The action or follow-up, by the beginning of its id
    #[arg(value_name = "ID")]
    pub id: String,
    /// The reason (asked on a terminal)
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The day, if not today
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
            return Err(Error::usage(format!("why is {} given up?", self.id))
                .hint(format!("coach drop {} --reason \"The campaign was stopped\"", self.id)));
        }
        // Fails before the prompt if the item is missing or closed.
        close_items::must_be_open(context.load()?.item(&self.id)?)?;
        match ask_why("Esc leaves")? {
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
        "Why is it given up?",
        esc,
        "",
        |_| None,
        |typed| match typed {
            "" => Err("the reason is empty".into()),
            _ => Ok(()),
        },
    )
}
