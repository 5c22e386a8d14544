//! One objective: its target, the readings of its measure, and the actions that serve it.

use super::benefit::{change, in_unit};
use super::listing::{self, ListFilter, objectives};
use super::page::{Page, Text, Tone};
use super::wording::{self, count};
use crate::journal::query::journal::{Journal, ShortIds};
use crate::journal::records::objective::Objective;
use crate::journal::values::amount::Amount;
use crate::journal::values::day::Day;
use crate::number::percent;

/// How many readings the page shows; `--json` gives all of them.
const LATEST: usize = 12;

pub(crate) fn page(journal: &Journal, objective: &Objective, prefixes: &ShortIds, today: Day) -> Page {
    let mut page = Page::new();
    let row = objectives::row(journal, objective, today);
    let headline = headline(objective);
    page.line(wording::contested(headline.naming(row.path), !objective.conflict.is_empty()));
    facts(&mut page, objective, today);
    readings(&mut page, objective);
    page.blank();
    page.line(match (row.sessions, row.actions) {
        (0, 0) => "no sessions or actions for this objective yet".to_string(),
        (sessions, actions) => {
            format!("{} and {} for this objective", count(sessions, "session"), count(actions, "action"))
        }
    });
    let open = ListFilter::open(today).for_objective(&objective.handle);
    let actions = listing::actions::rows(journal, &open, today);
    if !actions.is_empty() {
        page.blank();
        page.heading("Open actions");
        page.nested(2, listing::actions::page(&actions, prefixes, today));
    }
    page
}

pub(crate) fn headline(objective: &Objective) -> Text {
    let title = objective.title.as_deref().map(|title| format!("  {title}")).unwrap_or_default();
    Text::new().with(Tone::Heading, objective.handle.as_str()).plain(title)
}

/// Appends the fields of the objective's record, except handle, title and readings.
pub(crate) fn facts(page: &mut Page, objective: &Objective, today: Day) {
    let mut rows: Vec<Vec<Text>> = Vec::new();
    let mut fact = |name: &str, value: Text| {
        if !value.words().is_empty() {
            rows.push(vec![Text::new().with(Tone::Faint, name), value]);
        }
    };
    let unit = objective.unit.as_deref();
    fact("sponsor", objective.sponsor.as_ref().map(ToString::to_string).unwrap_or_default().into());
    fact("measure", objective.measure.clone().unwrap_or_default().into());
    let goal = change(objective.baseline, objective.target, unit);
    fact("goal", if goal.is_empty() { unit.unwrap_or_default().into() } else { goal.into() });
    let now = objective.reading_on(today).map(|(day, value)| {
        let now = in_unit(&value.to_string(), unit);
        let way = objective.progress(value).map(|way| format!(", progress {}", percent(way)));
        Text::from(format!("{now} on ")).day(Tone::Plain, day).plain(way.unwrap_or_default())
    });
    fact("now", now.unwrap_or_default());
    fact("by", objectives::by(objective.by, None, today));
    fact("closed", objective.closed.map(|day| Text::new().day(Tone::Plain, day)).unwrap_or_default());
    fact("why", objective.why.as_deref().unwrap_or_default().trim_end().into());
    page.table(2, &[], rows);
}

fn readings(page: &mut Page, objective: &Objective) {
    let all = objective.readings_by_day();
    if all.is_empty() {
        return;
    }
    page.blank();
    page.heading(if all.len() > LATEST {
        format!("Latest {LATEST} of {} readings", all.len())
    } else {
        "Readings".to_string()
    });
    let row = |(day, value): &(Day, Amount)| {
        vec![day.to_string().into(), in_unit(&value.to_string(), objective.unit.as_deref()).into()]
    };
    let rows = all.iter().skip(all.len().saturating_sub(LATEST)).map(row).collect();
    page.table_of_numbers(2, &["", ""], rows, vec![false, true]);
}
