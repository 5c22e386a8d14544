//! `coach done`: closes actions and follow-ups, with their results.

use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::{Error, Result};
use crate::journal::edit::close_items::{self, CloseInput};
use crate::journal::index::journal::Item;
use crate::journal::records::follow_up::Outcome;
use crate::ops::{close, parse};

/// Close actions and follow-ups, with what came of it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach done m2q --result \"Two of three buyers named a budget in the first call\"
  coach done p4n --outcome partly --close-action
  coach done m2q p4n --on friday

With --result, an item that is done already gets the result, or another one.
A follow-up that did not find anything applied yet is `coach missed`.")]
pub struct Args {
    /// The actions and follow-ups, by the beginning of their ids
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// What came of it
    #[arg(long, value_name = "TEXT")]
    pub result: Option<String>,
    /// The day it was done, if not today
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// For follow-ups: applied (unless said) or partly
    #[arg(long, value_name = "OUTCOME", value_parser = ["applied", "partly"])]
    pub outcome: Option<String>,
    /// Close the action that a follow-up asks about with it
    #[arg(long)]
    pub close_action: bool,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let outcome = self.outcome.as_deref().map(str::parse::<Outcome>).transpose().map_err(Error::usage)?;
        let (shown, before) = context.change(|edits, world| {
            let journal = edits.journal;
            let calendar = parse::calendar(world, journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "--on", text)).transpose()?;
            let (day, named) = (on.unwrap_or(world.today), on);
            let mut items = close::items(journal, &self.ids)?;
            if self.close_action {
                add_their_actions(&mut items)?;
            }
            let mut before: Vec<String> = Vec::new();
            for item in &items {
                let for_follow_up =
                    outcome.filter(|_| !(self.close_action && matches!(item, Item::Action(..))));
                let text = edits.text(&item.session().path)?;
                if let (Some(result), true) =
                    (self.result.as_deref(), close_items::is_done_alike(*item, named, for_follow_up))
                {
                    let had = close_items::result_of_done(text, *item, result)?;
                    before.extend(
                        had.map(|had| format!("its result was: {had} (`coach undo` brings it back)")),
                    );
                    continue;
                }
                let closing = CloseInput { on: day, result: self.result.as_deref(), outcome: for_follow_up };
                close_items::done(text, *item, &closing)?;
            }
            edits.message("done", &close::summary("done", &items));
            Ok((ItemChanges::after(edits, &items)?, before))
        })?;
        shown.show(context, "done", &before);
        Ok(())
    }
}

/// Adds the open actions that the follow-ups ask about.
fn add_their_actions(items: &mut Vec<Item<'_>>) -> Result<()> {
    for item in items.clone() {
        let Item::FollowUp(session, ask) = item else { continue };
        let about = ask.action.as_ref();
        let Some(action) = session.record.actions.iter().find(|action| Some(&action.id) == about) else {
            return Err(Error::usage(format!("--close-action: follow-up {} asks about no action", ask.id)));
        };
        let there = items.iter().any(|other| other.id() == &action.id);
        if action.is_open() && !there {
            items.push(Item::Action(session, action));
        }
    }
    Ok(())
}
