//! `coach objective measure`: records a reading of the measure on a day.

use super::flags::number;
use crate::cli::Context;
use crate::error::Result;
use crate::journal::records::objective::{Objective, Reading};
use crate::journal::text::new_record;
use crate::ops::{new_items, parse};
use crate::views::benefit::in_unit;
use crate::views::objective as shown;
use crate::views::page::{Page, Text, Tone};

#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach objective measure reduce-churn 9.5
  coach objective measure reduce-churn 10 --on \"30 sep\"

An objective has one reading per day. A second reading on the same day replaces the first.")]
pub(crate) struct Args {
    /// Objective
    #[arg(value_name = "OBJECTIVE")]
    pub handle: String,
    /// Value of the reading, in the unit of the objective
    #[arg(value_name = "NUMBER", allow_negative_numbers = true)]
    pub value: String,
    /// Date of the reading [default: today]
    #[arg(long, alias = "date", value_name = "DATE")]
    pub on: Option<String>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let value = number("NUMBER", &self.value)?;
        let (objective, now, was) = context.change(|edits, world| {
            let filed = edits.journal.objective(&self.handle)?;
            let calendar = parse::calendar(world, edits.journal);
            let on = self.on.as_deref().map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
            let date = on.unwrap_or(world.today);
            let mut objective: Objective = filed.record.clone();
            // The last reading of a day is the one that counts.
            let was = objective.readings.iter().rfind(|reading| reading.date == date).cloned();
            let text = edits.text(&filed.path)?;
            let now = match &was {
                Some(was) => {
                    if let Some(mut keys) = text.item("reading", &was.id) {
                        keys.set("value", value.to_toml());
                    }
                    Reading { value, ..was.clone() }
                }
                None => {
                    let now = Reading { id: new_items::new_id(edits.journal, world)?, date, value };
                    new_record::push_reading(edits.text(&filed.path)?, &now);
                    now
                }
            };
            objective.readings.retain(|reading| reading.id != now.id);
            objective.readings.push(now.clone());
            edits.message("objective", &format!("measure objective {} {date}", objective.handle));
            Ok((objective, now, was))
        })?;
        let unit = objective.unit.as_deref();
        let mut page = Page::new();
        let mut line = Text::new().with(Tone::Heading, objective.handle.as_str());
        line = line.plain(format!(" {} on ", in_unit(&now.value.to_string(), unit)));
        line = line.day(Tone::Plain, now.date);
        if let Some(was) = was {
            line = line.with(Tone::Faint, format!(", replaces {}", in_unit(&was.value.to_string(), unit)));
        }
        page.line(line);
        shown::facts(&mut page, &objective, context.world.today);
        context.out.page(&page);
        Ok(())
    }
}
