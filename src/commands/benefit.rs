//! `coach benefit`: records the measured benefit of an action.

use super::objective::number;
use crate::cli::Context;
use crate::cli::item_changes::ItemChanges;
use crate::error::{Error, Result};
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records::action::{Action, State};
use crate::journal::records::benefit::{Benefit, Percent};
use crate::journal::text::editable_record::Keys;
use crate::journal::text::new_record;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::ops::{new_items, parse};
use crate::store::write::edits::Edits;

/// Record the measured benefit of a completed action
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "\
Examples:
  coach benefit m2q --before 12 --after 9 --unit contracts --share 50% --confidence 70%
  coach benefit confirm m2q                   confirms the numbers that another person recorded
  coach benefit m2q --confirmed-by tom --source \"mail of 12 Nov\"
  coach benefit m2q --after 8.5               changes one number
  coach benefit m2q --remove

coach multiplies the change by the share of it that you attribute to coaching, and by your confidence in that
share (the Phillips ROI method). Both are 100% by default.

Reports have three columns. Confirmed: someone else ran `coach benefit confirm`, neither the coach who recorded
the numbers nor the owner of the action. Reported as confirmed: --confirmed-by names another person. Claimed:
the other benefits. New numbers remove the confirmation.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// Id of the completed action
    #[arg(value_name = "ID", required = true)]
    pub id: Option<String>,
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
    /// Person who confirmed the numbers to you, or none
    #[arg(long, value_name = "HANDLE")]
    pub confirmed_by: Option<String>,
    /// Where that confirmation can be found, or none
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Date of the measurement [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
    /// Remove the benefit
    #[arg(long, conflicts_with_all = ["before", "after", "unit", "share", "confidence", "confirmed_by", "source", "on"])]
    pub remove: bool,
}

#[derive(clap::Subcommand)]
pub(crate) enum Verb {
    /// Confirm the numbers that another person recorded
    Confirm {
        /// Id of the completed action
        #[arg(value_name = "ID")]
        id: String,
    },
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let me = context.me()?;
        if let Some(Verb::Confirm { id }) = &self.verb {
            return confirm(context, id, &me);
        }
        let (shown, more) = context.change(|edits, world| {
            let journal = edits.journal;
            let item = journal.item(self.id.as_deref().unwrap_or_default())?;
            let action = done_action(item)?;
            let path = item.session().path.as_str();
            let mut more = Vec::new();
            if self.remove {
                if action.benefit.is_none() {
                    return Err(Error::cannot(format!("action {} has no benefit to remove", action.id)));
                }
                keys_of(edits, path, action)?.remove("benefit");
            } else {
                let calendar = parse::calendar(world, journal);
                let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
                let agreed = item.session().record.date;
                if on.is_some_and(|on| on < agreed) {
                    return Err(Error::usage(format!(
                        "--on: the date is before the action was agreed ({agreed})"
                    )));
                }
                let benefit = self.benefit(journal, action, on, world.today, &me)?;
                if action.benefit.as_ref() == Some(&benefit) {
                    return Err(Error::usage(format!("nothing to change for the benefit of {}", action.id))
                        .hint("add an option such as --after 9, --share 50% or --confirmed-by dana"));
                }
                new_record::write_benefit(keys_of(edits, path, action)?, &benefit);
                let new = new_items::people(edits, benefit.confirmed_by.iter())?;
                more.extend(self.assumed(action));
                let had = action.benefit.as_ref().is_some_and(|benefit| benefit.confirmed_by.is_some());
                if had && benefit.confirmed_by.is_none() && self.confirmed_by.is_none() {
                    more.push("removed the confirmation, because it was for the earlier numbers".into());
                }
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
    fn benefit(
        &self,
        journal: &Journal,
        action: &Action,
        on: Option<Day>,
        today: Day,
        me: &Handle,
    ) -> Result<Benefit> {
        let is = action.benefit.as_ref();
        let measured = self.measured(action, on, today)?;
        // The confirmation was for the earlier numbers.
        let mut benefit = match is {
            Some(is) if is.has_numbers_of(&measured) => is.clone(),
            _ => Benefit { claimed_by: Some(me.clone()), ..measured },
        };
        if let Some(typed) = self.confirmed_by.as_deref() {
            let known = if typed == NONE { None } else { Some(new_items::known_or_new(journal, typed)?) };
            if known != benefit.confirmed_by {
                benefit = Benefit { confirmed_by: known, ..benefit.without_confirmation() };
                may_confirm(benefit.confirmed_by.as_ref(), action, &benefit)?;
                if benefit.confirmed_by.as_ref() == Some(me) {
                    return Err(Error::usage(format!("--confirmed-by: you are `{me}`"))
                        .hint(format!("`coach benefit confirm {}` confirms the numbers", action.id)));
                }
            }
        }
        benefit.source = match self.source.as_deref().map(str::trim) {
            None => benefit.source,
            Some("" | NONE) => None,
            Some(_) if benefit.confirmed_by.is_none() => {
                return Err(Error::usage("--source: nobody confirmed the benefit")
                    .hint("--confirmed-by HANDLE says who did"));
            }
            Some(source) => Some(source.to_string()),
        };
        Ok(benefit)
    }

    /// The numbers of the existing benefit with the new values from the flags, without a confirmation.
    fn measured(&self, action: &Action, on: Option<Day>, today: Day) -> Result<Benefit> {
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
        Ok(Benefit {
            before,
            after,
            unit,
            share: share.or(is.map(|benefit| benefit.share)).unwrap_or_default(),
            confidence: confidence.or(is.map(|benefit| benefit.confidence)).unwrap_or_default(),
            claimed_by: None,
            confirmed_by: None,
            source: None,
            confirmed: None,
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

/// Confirms the benefit of an action in your own name.
fn confirm(context: &mut Context<'_>, id: &str, me: &Handle) -> Result<()> {
    let (shown, more) = context.change(|edits, world| {
        let item = edits.journal.item(id)?;
        let action = done_action(item)?;
        let Some(benefit) = &action.benefit else {
            return Err(Error::cannot(format!("action {} has no benefit to confirm", action.id))
                .hint(format!("coach benefit {} --before 12 --after 9 --unit contracts", action.id)));
        };
        // Records of an earlier version do not say who recorded the benefit.
        let session = item.session();
        let coach = &session.record.coach;
        let claimed = Benefit {
            claimed_by: benefit.claimed_by.clone().or_else(|| Some(coach.clone())),
            ..benefit.clone()
        };
        may_confirm(Some(me), action, &claimed)?;
        if let (Some(day), true) = (benefit.confirmed, benefit.confirmed_by.as_ref() == Some(me)) {
            return Err(Error::cannot(format!("you confirmed the benefit of {} on {day}", action.id)));
        }
        let source = benefit.source.clone().filter(|_| benefit.confirmed_by.as_ref() == Some(me));
        let benefit =
            Benefit { confirmed_by: Some(me.clone()), source, confirmed: Some(world.today), ..claimed };
        new_record::write_benefit(keys_of(edits, &session.path, action)?, &benefit);
        let new = new_items::people(edits, [me])?;
        let more: Vec<String> = new.iter().map(|handle| format!("new person `{handle}`")).collect();
        edits.message("benefit", &format!("confirm benefit {} ({})", action.id, action.owner));
        Ok((ItemChanges::after(edits, &[item])?, more))
    })?;
    shown.show(context, "confirmed the benefit", &more);
    Ok(())
}

/// Fails if the benefit is the person's own claim.
fn may_confirm(person: Option<&Handle>, action: &Action, benefit: &Benefit) -> Result<()> {
    let Some(person) = person.filter(|person| benefit.is_own_claim(person, &action.owner)) else {
        return Ok(());
    };
    let why = if *person == action.owner { "owns the action" } else { "recorded the benefit" };
    Err(Error::cannot(format!("`{person}` {why}, so someone else must confirm it")).hint(format!(
        "if another person confirmed it to you: coach benefit {} --confirmed-by HANDLE --source \"…\"",
        action.id
    )))
}

fn keys_of<'e>(edits: &'e mut Edits<'_>, path: &str, action: &Action) -> Result<Keys<'e>> {
    let lost = || Error::cannot(format!("{} is no longer in {path}", action.id));
    edits.text(path)?.item("action", &action.id).ok_or_else(lost)
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
