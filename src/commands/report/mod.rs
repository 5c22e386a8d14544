//! `coach report`: prints the reports about activity, obstacles and results.

mod mail;

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use crate::cli::record_filters::{RecordFilters, in_the_future};
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::records::Problem;
use crate::journal::records::objective::NO_OBJECTIVE;
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
  coach report hours --journal acme --journal initech
  coach report overview --mail tom           shows the recipients and asks before it sends

--mail sends through your own mail server; `coach plan --help` shows its settings. The mail has HTML and plain text,
and no names of commands. Reports never contain session notes.")]
pub(crate) struct Args {
    /// Report to show [default: the list of reports]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// With the report `person`: the person or group to show
    #[arg(value_name = "PERSON", conflicts_with = "person")]
    pub of: Option<String>,
    /// Show one row for each person, coach, team, objective, topic or month (for the reports follow-through
    /// and activity; coverage and coaching take only month)
    #[arg(long, value_name = "WHAT")]
    pub group_by: Option<String>,
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
    /// Add up rows about few people, as HTML and mail always do (for reports by topic, obstacle or need)
    #[arg(long)]
    pub pooled: bool,
    /// With --csv: add the total as the last row
    #[arg(long, requires = "csv")]
    pub total: bool,
    /// As an HTML page
    #[arg(long, conflicts_with_all = ["json", "csv", "explain"])]
    pub html: bool,
    /// Send the report by email to a person, a group or an address
    #[arg(long, value_name = "WHO", value_delimiter = ',', conflicts_with_all = ["json", "csv", "html", "explain"])]
    pub mail: Vec<String>,
    /// With --mail: send only if something has changed since the last mail to the same recipients
    #[arg(long, requires = "mail")]
    pub if_changed: bool,
    /// Send the mail without asking
    #[arg(long, requires = "mail", conflicts_with = "output")]
    pub yes: bool,
    /// Write the JSON, CSV or HTML to this file (- for standard output); with --mail, do not send the mail
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file even if unreadable records are left out
    #[arg(long, requires = "output")]
    pub partial: bool,
    /// Show only this table (its name in the JSON)
    #[arg(long, value_name = "TABLE")]
    pub table: Option<String>,
    #[command(flatten, next_help_heading = "Filters")]
    pub filters: RecordFilters,
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
        if self.output.is_some() && !(self.json || self.csv || self.html || !self.mail.is_empty()) {
            return Err(Error::usage("-o: missing format").hint("add --html, --csv, --json or --mail"));
        }
        let by = self.group_by.as_deref().map(|typed| group_by(report, typed)).transpose()?;
        match (report, &self.of, &self.filters.person) {
            (Report::Person, None, None) => {
                return Err(Error::usage("missing person").hint("for example `coach report person ana`"));
            }
            (Report::Person, ..) | (_, None, _) => {}
            (_, Some(of), _) => {
                return Err(Error::usage(format!("unexpected argument `{of}`"))
                    .hint(format!("`coach report {name} --person {of}`")));
            }
        }
        self.fits(report, by)?;
        let is_pooled = self.is_for_others();
        let journal = &*ManuallyDrop::new(context.load_together(LoadScope::Figures)?);
        needs(report, journal, self.filters.since.is_some())?;
        if is_pooled && report.is_pooled(by) {
            journal.settings.needs(&format!("`coach report {report}` for others"), "pool")?;
        }
        let filters = self.filters.clone().of_person(self.of.clone());
        let options = filters.filter(context, journal, Some(context.world.today))?;
        let options = ReportFilter { by, pooled: is_pooled, ..options };
        let options = ReportFilter { reader: context.me().ok().filter(|_| !is_pooled), ..options };
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
        if self.mail.is_empty() {
            return self.show(context, &sheet, &journal.problems);
        }
        self.send(context, journal, &options, sheet)?;
        context.mention(&journal.problems);
        Ok(())
    }

    /// Whether the report leaves the reader's own hands.
    fn is_for_others(&self) -> bool {
        self.pooled || self.html || !self.mail.is_empty()
    }

    /// Refuses filters that do not apply to the report.
    fn fits(&self, report: Report, by: Option<GroupBy>) -> Result<()> {
        let refused = |flag: &str, why: &str, hint: &str| {
            Err(Error::usage(format!("{flag}: `coach report {report}` {why}")).hint(hint))
        };
        match report {
            Report::Activity if self.filters.since.is_some() && by != Some(GroupBy::Month) => refused(
                "--since",
                "compares 28 days with the 28 days before",
                "--until sets the last date; --group-by month shows one row per month",
            ),
            Report::Hours if self.filters.since.is_some() => {
                refused("--since", "always counts from the first session", "--until sets the last date")
            }
            _ if self.pooled && !report.is_pooled(by) => Err(Error::usage(format!(
                "--pooled: `coach report {report}` has no rows by topic, obstacle or need"
            ))
            .hint("it is for overview, obstacles, needs, gap, feedback, and --group-by topic")),
            Report::Feedback if self.filters.person.is_some() => refused(
                "--person",
                "has no rows about one person",
                "`coach show ID` shows the feedback on one session",
            ),
            Report::Gap if self.filters.person.is_some() => {
                refused("--person", "compares two groups of people", "use --team to see a team")
            }
            Report::Needs if self.filters.person.is_some() && self.is_for_others() => refused(
                "--person",
                "has no rows about one person in HTML, in mail and with --pooled",
                "use --team to see a team",
            ),
            Report::Objectives if self.filters.objective.as_deref() == Some(NO_OBJECTIVE) => refused(
                "--objective",
                "counts `none` in its first table",
                "`coach list sessions --objective none` lists them",
            ),
            _ => Ok(()),
        }
    }

    /// Sets the day of the records: `--as-of`, else the last day of the period.
    fn as_of(&self, context: &Context<'_>, journal: &Journal, options: ReportFilter) -> Result<ReportFilter> {
        let today = context.world.today;
        let calendar = parse::calendar(context.world, journal);
        let asked = self.as_of.as_deref().map(|text| parse::any_day(&calendar, "as-of", text)).transpose()?;
        let day = asked.unwrap_or(options.until.min(today));
        if day > today {
            return Err(in_the_future("as-of", day));
        }
        if self.filters.until.is_some() && day < options.until.min(today) {
            return Err(Error::usage(format!("--as-of {day} is before --until {}", options.until)));
        }
        if let Some(since) = options.since.filter(|since| *since > day) {
            return Err(match asked {
                Some(day) => Error::usage(format!("--as-of {day} is before --since {since}")),
                None => in_the_future("since", since),
            });
        }
        let is_past = day < today;
        let until = if self.filters.until.is_none() { options.until.min(day) } else { options.until };
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

fn one_table(tables: Vec<crate::report::sheet::Table>, key: &str) -> Result<crate::report::sheet::Table> {
    let names: Vec<&str> = tables.iter().map(|table| table.key).collect();
    let error = Error::usage(format!("--table: this report has no table `{key}`, only {}", names.join(", ")));
    tables.into_iter().find(|table| table.key == key).ok_or(error)
}

/// The rows that the user chose, if the report has them.
fn group_by(report: Report, typed: &str) -> Result<GroupBy> {
    let taken = report.groups();
    let found = taken.iter().find(|by| by.as_str() == typed.trim());
    found.copied().ok_or_else(|| match taken {
        [] => Error::usage(
            "--group-by works only with the reports follow-through, activity, coverage and coaching",
        ),
        [only] => Error::usage(format!("--group-by: `coach report {report}` takes only {only}")),
        _ => {
            let names: Vec<&str> = taken.iter().map(|by| by.as_str()).collect();
            let all = format!("--group-by is one of {}", names.join(", "));
            cli::no_such(
                "grouping",
                typed,
                names.into_iter(),
                format!("--group-by: `{typed}` is not a valid value"),
                &all,
            )
        }
    })
}

fn unknown(name: &str, why: String) -> Error {
    if let Some(meant) = Report::meant_by(name) {
        return Error::usage(format!("no report is called `{name}`"))
            .hint(format!("did you mean `{meant}` ({})?", meant.about()));
    }
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
        Report::Coverage | Report::Coaching => &["cadence"],
        Report::Needs => &["sprint.focus"],
        Report::Alignment => &["team"],
        Report::Feedback => &["pool"],
        Report::Sprint if has_since => &["sprint.focus"],
        Report::Sprint => &["sprint"],
        _ => &[],
    };
    keys.iter().try_for_each(|key| journal.settings.needs(&what, key))
}
