//! `coach benefit`: records the measured benefit of an action.

use super::objective::number;
use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::{Error, Result};
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records::action::{Action, State};
use crate::journal::records::benefit::{Benefit, Percent};
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::ops::{new_items, parse};

/// Record the measured benefit of a completed action
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach benefit m2q --before 12 --after 9 --unit contracts --share 50% --confidence 70%
  coach benefit m2q --confirmed-by dana       records who confirmed the numbers
  coach benefit m2q --after 8.5               changes one number
  coach benefit m2q --remove

coach multiplies the change by the share of it that you attribute to coaching, and by your confidence in that
share (the Phillips ROI method). Both are 100% by default. Until someone confirms the numbers with
--confirmed-by, reports count the benefit as claimed.")]
pub(crate) struct Args {
    /// Id of the completed action
    #[arg(value_name = "ID")]
    pub id: String,
    /// Value before
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub before: Option<String>,
    /// Value after
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub after: Option<String>,
    /// Unit of both values, such as contracts or EUR, or none
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Share of the change that you attribute to coaching, such as 50% [default: 100%]
    #[arg(long, value_name = "PERCENT")]
    pub share: Option<String>,
    /// Your confidence in that share, such as 70% [default: 100%]
    #[arg(long, value_name = "PERCENT")]
    pub confidence: Option<String>,
    /// Person who confirmed the numbers, or none
    #[arg(long, value_name = "HANDLE")]
    pub confirmed_by: Option<String>,
    /// Date of the measurement [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
    /// Remove the benefit
    #[arg(long, conflicts_with_all = ["before", "after", "unit", "share", "confidence", "confirmed_by", "on"])]
    pub remove: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let (shown, more) = context.change(|edits, world| {
            let journal = edits.journal;
            let item = journal.item(&self.id)?;
            let action = done_action(item)?;
            let path = item.session().path.as_str();
            let mut more = Vec::new();
            let lost = || Error::cannot(format!("{} is no longer in {path}", action.id));
            if self.remove {
                if action.benefit.is_none() {
                    return Err(Error::cannot(format!("action {} has no benefit to remove", action.id)));
                }
                edits.text(path)?.item("action", &action.id).ok_or_else(lost)?.remove("benefit");
            } else {
                let calendar = parse::calendar(world, journal);
                let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
                let agreed = item.session().record.date;
                if on.is_some_and(|on| on < agreed) {
                    return Err(Error::usage(format!(
                        "--on: the date is before the action was agreed ({agreed})"
                    )));
                }
                let benefit = self.benefit(journal, action, on, world.today)?;
                if action.benefit.as_ref() == Some(&benefit) {
                    return Err(Error::usage(format!("nothing to change for the benefit of {}", action.id))
                        .hint("add an option such as --after 9, --share 50% or --confirmed-by dana"));
                }
                new_record::write_benefit(
                    edits.text(path)?.item("action", &action.id).ok_or_else(lost)?,
                    &benefit,
                );
                let new = new_items::people(edits, benefit.confirmed_by.iter())?;
                more.extend(self.assumed(action));
                more.extend(new.iter().map(|handle| format!("new person `{handle}`")));
            }
            let verb = if self.remove { "remove benefit" } else { "benefit" };
            edits.message("benefit", &format!("{verb} {} ({})", action.id, action.owner));
            Ok((ItemChanges::after(edits, &[item])?, more))
        })?;
        shown.show(context, if self.remove { "removed the benefit" } else { "recorded the benefit" }, &more);
        Ok(())
    }

    /// The existing benefit with the new values from the flags.
    fn benefit(&self, journal: &Journal, action: &Action, on: Option<Day>, today: Day) -> Result<Benefit> {
        let amount =
            |flag: &str, said: &Option<String>| said.as_deref().map(|text| number(flag, text)).transpose();
        let (before, after) = (amount("--before", &self.before)?, amount("--after", &self.after)?);
        let share = percent("--share", self.share.as_deref())?;
        let confidence = percent("--confidence", self.confidence.as_deref())?;
        let is = action.benefit.as_ref();
        let before = before.or(is.map(|benefit| benefit.before));
        let after = after.or(is.map(|benefit| benefit.after));
        let (Some(before), Some(after)) = (before, after) else {
            let missing = if before.is_none() { "--before" } else { "--after" };
            return Err(Error::usage(format!(
                "action {} has no benefit yet: {missing} is missing",
                action.id
            ))
            .hint(format!("coach benefit {} --before 12 --after 9 --unit contracts", action.id)));
        };
        let unit = match self.unit.as_deref().map(str::trim) {
            Some("" | NONE) => None,
            Some(unit) => Some(unit.to_string()),
            None => is.and_then(|benefit| benefit.unit.clone()),
        };
        let confirmed_by: Option<Handle> = match self.confirmed_by.as_deref() {
            Some(NONE) => None,
            Some(typed) => Some(new_items::known_or_new(journal, typed)?),
            None => is.and_then(|benefit| benefit.confirmed_by.clone()),
        };
        Ok(Benefit {
            before,
            after,
            unit,
            share: share.or(is.map(|benefit| benefit.share)).unwrap_or_default(),
            confidence: confidence.or(is.map(|benefit| benefit.confidence)).unwrap_or_default(),
            confirmed_by,
            on: on.or(is.map_or(Some(today), |benefit| benefit.on)),
        })
    }

    /// The note about default values of a new benefit.
    fn assumed(&self, action: &Action) -> Option<String> {
        let missing: Vec<&str> = [("--share", &self.share), ("--confidence", &self.confidence)]
            .into_iter()
            .filter(|(_, said)| said.is_none() && action.benefit.is_none())
            .map(|(flag, _)| flag)
            .collect();
        match missing.as_slice() {
            [] => None,
            [one] => Some(format!("without {one}, coach uses 100%")),
            several => Some(format!("without {}, coach uses 100% for both", several.join(" and "))),
        }
    }
}

/// The value that removes a fact.
const NONE: &str = "none";

fn percent(flag: &str, said: Option<&str>) -> Result<Option<Percent>> {
    let read = said.map(str::parse::<Percent>).transpose();
    read.map_err(|_| {
        Error::usage(format!("{flag}: `{}` is not a percentage from 0% to 100%", said.unwrap_or_default()))
    })
}

/// The action, if it is done: only a done action can have a benefit.
pub(crate) fn done_action(item: Item<'_>) -> Result<&Action> {
    let Item::Action(_, action) = item else {
        return Err(Error::usage(format!("{} is a {}, not an action", item.id(), item.noun()))
            .hint("`coach list actions --closed` lists completed actions"));
    };
    match action.state() {
        State::Done(_) => Ok(action),
        State::Open => Err(Error::cannot(format!("action {} is still open", action.id))
            .hint(format!("`coach done {} --result \"…\"` closes it", action.id))),
        State::Dropped(day) => Err(Error::cannot(format!("action {} was dropped on {day}", action.id))
            .hint(format!("`coach reopen {}` opens it again", action.id))),
    }
}
