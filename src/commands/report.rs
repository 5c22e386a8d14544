//! `coach report`: prints the reports about activity, obstacles and results.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::records::objective::NO_OBJECTIVE;
use crate::journal::records::session::Kind;
use crate::journal::values::day::Day;
use crate::ops::parse;
use crate::output::{csv_text, html, json_text, on_screen};
use crate::report::sheet::Sheet;
use crate::report::{GroupBy, Report, ReportFilter};
use crate::store::load::LoadScope;
use crate::views::page::Page;
use crate::views::wording;

/// Show reports
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach report                               lists the reports
  coach report follow-through --group-by team --since 2026-10-01
  coach report follow-through --explain      explains each number
  coach report follow-through --csv > follow-through.csv

Reports never contain session notes.")]
pub(crate) struct Args {
    /// Report to show [default: the list of reports]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// With the report `person`: the person or group to show
    #[arg(value_name = "PERSON", conflicts_with = "person")]
    pub of: Option<String>,
    #[command(flatten)]
    pub about: ReportTopic,
    /// Show one row for each person, coach, team, objective, topic or month (for the reports follow-through
    /// and activity; coverage takes only month)
    #[arg(long, value_name = "WHAT")]
    pub group_by: Option<GroupBy>,
    /// Use the records as they were at the end of this date [default: the end of the period]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Explain each number below its table
    #[arg(long)]
    pub explain: bool,
    /// As JSON
    #[arg(long, conflicts_with_all = ["csv", "explain"])]
    pub json: bool,
    /// As CSV: the first table, or the table of --table
    #[arg(long, conflicts_with = "explain")]
    pub csv: bool,
    /// With --csv: add the total as the last row
    #[arg(long, requires = "csv")]
    pub total: bool,
    /// As an HTML page
    #[arg(long, conflicts_with_all = ["json", "csv", "explain"])]
    pub html: bool,
    /// Write the JSON, CSV or HTML to this file (- for standard output)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file even if unreadable records are left out
    #[arg(long, requires = "output")]
    pub partial: bool,
    /// Show only this table (its name in the JSON)
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
}

/// The filters of a report.
#[derive(clap::Args, Clone, Default)]
pub(crate) struct ReportTopic {
    /// From this date on
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Up to and including this date [default: today for a report, no limit for an export]
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Only this person, or the sessions with this group
    #[arg(long, value_name = "HANDLE")]
    pub person: Option<String>,
    /// Only this coach
    #[arg(long, value_name = "HANDLE")]
    pub coach: Option<String>,
    /// Only people who are in this team today
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// Only this business objective
    #[arg(long, value_name = "OBJECTIVE")]
    pub objective: Option<String>,
    /// Only people with this manager
    #[arg(long, value_name = "HANDLE")]
    pub manager: Option<String>,
    /// Only sessions on this topic
    #[arg(long, value_name = "TOPIC")]
    pub topic: Option<String>,
    /// Only sessions of this kind
    #[arg(long, value_name = "KIND", hide_possible_values = true)]
    pub kind: Option<Kind>,
}

impl ReportTopic {
    /// Refuses filters that do not apply to the report.
    fn fits(&self, report: Report, by: Option<GroupBy>) -> Result<()> {
        let refused = |flag: &str, why: &str, hint: &str| {
            Err(Error::usage(format!("{flag}: `coach report {report}` {why}")).hint(hint))
        };
        match report {
            Report::Activity if self.since.is_some() && by != Some(GroupBy::Month) => refused(
                "--since",
                "compares 28 days with the 28 days before",
                "--until sets the last date; --group-by month shows one row per month",
            ),
            Report::Hours if self.since.is_some() => {
                refused("--since", "always counts from the first session", "--until sets the last date")
            }
            Report::Needs | Report::Gap if self.person.is_some() => {
                refused("--person", "shows nothing about fewer than 5 people", "use --team to see a team")
            }
            Report::Objectives if self.objective.as_deref() == Some(NO_OBJECTIVE) => refused(
                "--objective",
                "counts `none` in its first table",
                "`coach list sessions --objective none` lists them",
            ),
            _ => Ok(()),
        }
    }

    /// Whether no filter is set.
    pub(crate) fn is_empty(&self) -> bool {
        let ReportTopic { since, until, person, coach, team, objective, manager, topic, kind } = self;
        let said = [since, until, person, coach, team, objective, manager, topic];
        said.iter().all(|said| said.is_none()) && kind.is_none()
    }

    /// The filter for a report, which ends today without `--until`.
    pub(crate) fn options(&self, context: &Context<'_>, journal: &Journal) -> Result<ReportFilter> {
        self.options_until(context, journal, context.world.today)
    }

    /// The filter with `last` as its last day, unless `--until` sets one.
    pub(crate) fn options_until(
        &self,
        context: &Context<'_>,
        journal: &Journal,
        last: Day,
    ) -> Result<ReportFilter> {
        let calendar = parse::calendar(context.world, journal);
        let day = |field: &'static str, text: &Option<String>| {
            text.as_deref().map(|text| parse::any_day(&calendar, field, text)).transpose()
        };
        let person = |typed: &Option<String>| {
            typed.as_deref().map(|typed| Ok(journal.person(typed)?.record.handle.clone())).transpose()
        };
        let objective = |typed: &String| parse::objective_or_none(journal, typed);
        let options = ReportFilter {
            since: day("since", &self.since)?,
            until: day("until", &self.until)?.unwrap_or(last),
            ends_today: self.until.is_none(),
            person: person(&self.person)?,
            coach: person(&self.coach)?,
            team: self.team.as_deref().map(|typed| journal.team(typed)).transpose()?,
            objective: self.objective.as_ref().map(objective).transpose()?,
            manager: person(&self.manager)?,
            topic: self.topic.as_deref().map(|typed| journal.topic(typed)).transpose()?,
            kind: self.kind,
            ..ReportFilter::until(context.world.today)
        };
        match options.since {
            Some(since) if since > options.until && self.until.is_none() => Err(is_to_come("--since", since)),
            Some(since) if since > options.until => {
                Err(Error::usage(format!("--since {since} is after --until {}", options.until)))
            }
            _ => Ok(options),
        }
    }
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Some(name) = &self.name else {
            let all: BTreeMap<&str, &str> = Report::ALL.iter().map(|r| (r.as_str(), r.about())).collect();
            if self.json {
                context.out.json(&all)
            } else {
                context.out.page(&reports())
            }
            return Ok(());
        };
        let report: Report = name.parse().map_err(|why| unknown(name, why))?;
        if self.output.is_some() && !(self.json || self.csv || self.html) {
            return Err(Error::usage("-o: missing format").hint("add --html, --csv or --json"));
        }
        match (report, self.group_by) {
            (_, None)
            | (Report::FollowThrough | Report::Activity, _)
            | (Report::Coverage, Some(GroupBy::Month)) => {}
            (Report::Coverage, _) => {
                return Err(Error::usage("--group-by: `coach report coverage` takes only month"));
            }
            _ => {
                return Err(Error::usage(
                    "--group-by works only with the reports follow-through, activity and coverage",
                ));
            }
        }
        match (report, &self.of, &self.about.person) {
            (Report::Person, None, None) => {
                return Err(Error::usage("missing person").hint("for example `coach report person ana`"));
            }
            (Report::Person, ..) | (_, None, _) => {}
            (_, Some(of), _) => {
                return Err(Error::usage(format!("unexpected argument `{of}`"))
                    .hint(format!("`coach report {name} --person {of}`")));
            }
        }
        self.about.fits(report, self.group_by)?;
        let journal = &*context.load_for(LoadScope::Figures)?;
        needs(report, journal, self.about.since.is_some())?;
        let mut about = self.about.clone();
        about.person = about.person.or(self.of.clone());
        let options = about.options(context, journal)?;
        let options = ReportFilter { by: self.group_by, ..options };
        let options = self.as_of(context, journal, options)?;
        let mut sheet = match options.as_of.filter(|day| *day < context.world.today) {
            Some(day) => report.sheet(&journal.as_of(day), &options),
            None => report.sheet(journal, &options),
        };
        sheet.left_out = journal.problems.iter().map(|p| format!("{}  {}", p.place(), p.message)).collect();
        if journal.is_contested() {
            context.notes.say(
                "some records have conflicts, and this report uses the current version: coach list conflicts",
            );
        }
        if let Some(key) = &self.table {
            sheet.tables = vec![one_table(sheet.tables, key)?];
        }
        self.show(context, &sheet, &journal.problems)
    }

    /// Sets the day of the records: `--as-of`, else the last day of the period.
    fn as_of(&self, context: &Context<'_>, journal: &Journal, options: ReportFilter) -> Result<ReportFilter> {
        let today = context.world.today;
        let calendar = parse::calendar(context.world, journal);
        let asked = self.as_of.as_deref().map(|text| parse::any_day(&calendar, "as-of", text)).transpose()?;
        let day = asked.unwrap_or(options.until.min(today));
        if day > today {
            return Err(is_to_come("--as-of", day));
        }
        if self.about.until.is_some() && day < options.until.min(today) {
            return Err(Error::usage(format!("--as-of {day} is before --until {}", options.until)));
        }
        if let Some(since) = options.since.filter(|since| *since > day) {
            return Err(match asked {
                Some(day) => Error::usage(format!("--as-of {day} is before --since {since}")),
                None => is_to_come("--since", since),
            });
        }
        let is_past = day < today;
        let until = if self.about.until.is_none() { options.until.min(day) } else { options.until };
        Ok(ReportFilter {
            as_of: (is_past || asked.is_some()).then_some(day),
            today: day,
            until,
            ends_today: options.ends_today && asked.is_none(),
            ..options
        })
    }

    fn show(&self, context: &mut Context<'_>, sheet: &Sheet, problems: &[Problem]) -> Result<()> {
        if self.html {
            self.hand_over(context, sheet, html::page(sheet).as_bytes())?;
        } else if self.json {
            self.hand_over(context, sheet, json_text(sheet)?.as_bytes())?;
        } else if self.csv {
            let mut table = sheet.tables.first().cloned();
            if let Some(table) = table.as_mut().filter(|_| self.total) {
                table.rows.extend(table.total.clone());
            }
            let text = table.as_ref().map_or(Ok(Vec::new()), |table| csv_text(table, false))?;
            let is_on_screen = context.world.terminal.stdout && cli::file(self.output.as_deref()).is_none();
            self.hand_over(context, sheet, &if is_on_screen { on_screen(&text) } else { text })?;
            if sheet.as_of < context.world.today.date() {
                context.notes.say(&format!("as of {}", sheet.as_of));
            }
            // CSV has no place for notes, so the notes of the table go to standard error.
            let table = sheet.tables.first();
            let empty = table.filter(|table| table.rows.is_empty()).map(|table| table.empty.as_str());
            let said = empty.into_iter().chain(table.map(|table| table.note.as_str()));
            said.filter(|text| !text.is_empty()).for_each(|text| context.notes.say(text));
        } else {
            let mut page = sheet.page(self.explain);
            wording::problems(&mut page, problems);
            context.out.page(&page);
            return Ok(());
        }
        context.mention(problems);
        Ok(())
    }

    /// Writes the report to the file of `-o`, or prints it.
    fn hand_over(&self, context: &mut Context<'_>, sheet: &Sheet, made: &[u8]) -> Result<()> {
        if let Some(file) = context.hand_over(self.output.as_deref(), self.partial, made)? {
            context.out.page(&cli::sentence(format!("wrote {} to {file}", sheet.title)));
        }
        Ok(())
    }
}

fn is_to_come(flag: &str, day: Day) -> Error {
    Error::usage(format!("{flag} {day} is in the future"))
}

fn one_table(tables: Vec<crate::report::sheet::Table>, key: &str) -> Result<crate::report::sheet::Table> {
    let names: Vec<&str> = tables.iter().map(|table| table.key).collect();
    let error = Error::usage(format!("--table: this report has no table `{key}`, only {}", names.join(", ")));
    tables.into_iter().find(|table| table.key == key).ok_or(error)
}

fn unknown(name: &str, why: String) -> Error {
    let all = Report::ALL.iter().map(|report| report.as_str());
    cli::no_such("report", name, all, why, "to see all reports: coach report")
}

/// The table of reports.
fn reports() -> Page {
    let mut page = Page::new();
    let row = |report: &Report| vec![report.as_str().into(), report.about().into()];
    page.table(0, &[], Report::ALL.iter().map(row).collect());
    page
}

/// Fails if the report needs a setting that coach could not read.
fn needs(report: Report, journal: &Journal, has_since: bool) -> Result<()> {
    let what = format!("`coach report {}`", report.as_str());
    let keys: &[&str] = match report {
        Report::Coverage => &["cadence"],
        Report::Needs => &["sprint.focus"],
        Report::Sprint if has_since => &["sprint.focus"],
        Report::Sprint => &["sprint"],
        _ => &[],
    };
    keys.iter().try_for_each(|key| journal.settings.needs(&what, key))
}
