//! The reports, for a period and a team, drawn as `coach report --html` draws them.

use maud::{Markup, PreEscaped, html};

use super::{Place, fault, left_out, shown};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::ops::parse;
use crate::output::html::tables;
use crate::report::sheet::Sheet;
use crate::report::{Report, ReportFilter};
use crate::store::load::LoadScope;
use crate::web::answer::Visit;
use crate::web::form::Form;
use crate::web::message::Response;

pub(crate) fn page(visit: &mut Visit<'_>) -> Result<Response> {
    let journal = visit.desk.load(LoadScope::Figures)?;
    let query = visit.query.clone();
    let asked = query.said("report").map(str::parse::<Report>);
    let sheet = match asked {
        None => Ok(None),
        Some(Err(why)) => Err(Error::usage(why)),
        Some(Ok(report)) => sheet(&journal, &visit.desk.world, report, &query).map(Some),
    };
    let (code, drawn) = match &sheet {
        Ok(sheet) => (200, html! { @if let Some(sheet) = sheet { (report_of(sheet)) } }),
        Err(error) => (fault::status(error), fault::above(error, "")),
    };
    let body = html! {
        h1 { "Reports" }
        (choice(&query))
        (drawn)
        (left_out(&journal.problems))
    };
    Ok(visit.page(code, "Reports", Place::Reports, body))
}

fn report_of(sheet: &Sheet) -> Markup {
    html! {
        h2 { (shown(&sheet.title)) }
        p.about { (shown(&sheet.about)) }
        (PreEscaped(tables(sheet).into_string()))
    }
}

fn choice(query: &Form) -> Markup {
    html! {
        form method="get" action="/reports" {
            label for="report" { "Report" }
            select #report name="report" {
                @for report in Report::ALL {
                    option value=(report) selected[query.get("report") == report.as_str()] {
                        (report) ": " (report.about())
                    }
                }
            }
            label for="since" { "From" }
            input #since name="since" type="text" value=(query.get("since")) placeholder="1 oct" autocomplete="off";
            label for="until" { "To" }
            input #until name="until" type="text" value=(query.get("until")) placeholder="today" autocomplete="off";
            label for="team" { "Team" }
            input #team name="team" type="text" value=(query.get("team")) autocapitalize="none" autocomplete="off";
            label for="person" { "Person" }
            input #person name="person" type="text" value=(query.get("person")) autocapitalize="none" autocomplete="off";
            button.main type="submit" { "Show" }
        }
    }
}

/// The report for the period, the team and the person in the form.
fn sheet(journal: &Journal, world: &Environment, report: Report, query: &Form) -> Result<Sheet> {
    let today = world.today;
    let calendar = parse::calendar(world, journal);
    let day = |field: &'static str| {
        query.said(field).map(|text| parse::any_day(&calendar, field, text)).transpose()
    };
    let (since, until) = (day("since")?, day("until")?);
    let person = query.said("person").map(|typed| journal.person(typed)).transpose()?;
    let person = person.map(|filed| filed.record.handle.clone());
    refuse(report, since.is_some(), person.is_some())?;
    if report.is_pooled(None) {
        journal.settings.needs("this report", "pool")?;
    }
    let last = until.unwrap_or(today).min(today);
    if since.is_some_and(|since| since > last) {
        return Err(Error::usage("the period ends before it begins"));
    }
    // A report of a past period reads the records as they were then.
    let is_past = last < today;
    let options = ReportFilter {
        since,
        until: until.unwrap_or(today),
        ends_today: until.is_none(),
        person,
        team: query.said("team").map(|typed| journal.team(typed)).transpose()?,
        pooled: true,
        as_of: is_past.then_some(last),
        ..ReportFilter::until(last)
    };
    let sheet =
        if is_past { report.sheet(&journal.as_of(last), &options) } else { report.sheet(journal, &options) };
    Ok(sheet)
}

/// Refuses what `coach report` refuses too: a small group would have names.
fn refuse(report: Report, has_since: bool, has_person: bool) -> Result<()> {
    match report {
        Report::Person if !has_person => Err(Error::usage("whose page? Name a person")),
        Report::Needs | Report::Gap | Report::Feedback if has_person => {
            Err(Error::usage("this report has no rows about one person: leave the person empty"))
        }
        Report::Activity if has_since => {
            Err(Error::usage("this report looks at 28 days and the 28 before: leave the first day empty"))
        }
        Report::Hours if has_since => {
            Err(Error::usage("this report counts from the first session on: leave the first day empty"))
        }
        _ => Ok(()),
    }
}
