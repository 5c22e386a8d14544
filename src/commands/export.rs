//! `coach export`: converts the journal, or a part of it, to another format.

use std::path::PathBuf;

use crate::store::load::LoadScope;

use crate::cli::record_filters::RecordFilters;
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::export::countable_hours::Log;
use crate::export::selection::ExportSelection;
use crate::export::{Format, What, icf, ics, json, jsonl, markdown, tables, taskwarrior, todo_txt, xapi};
use crate::journal::query::journal::Filed;
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::records::standard::Standard;
use crate::journal::values::handle::Handle;
use crate::output::{csv_text, html, json_lines, json_text, on_screen};
use crate::report::Report;
use crate::views::page::Page;
use crate::views::wording;

/// Export the journal (JSON, CSV, Excel, calendar, ICF hours, …)
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach export                                    lists the formats
  coach export json -o journal.json
  coach export csv --what actions --team sales > actions.csv
  coach export xlsx -o journal.xlsx
  coach export markdown --person ana --since 2026-10-01 -o ana.md
  coach export ics --coach jo -o ~/public/coaching.ics
  coach export taskwarrior | task import -
  coach export icf -o hours.csv                   also prints which sessions it left out
  coach export icf --letter
  coach export icf --journal acme --journal initech

json and jsonl contain everything except private notes: also session notes, and stories without consent. Think
before you send such a file.

coach writes a file completely or not at all, and only you can read it. If some records are unreadable, coach
does not overwrite an existing file without --partial. The same journal always gives the same file, except for
ics: SEQUENCE and DTSTAMP contain the time of the export. --since and --until select by the date of the
session.")]
pub(crate) struct Args {
    /// Format [default: the list of formats]
    #[arg(value_name = "FORMAT")]
    pub format: Option<String>,
    /// Records to export: sessions, actions, follow-ups, people, objectives, requests, stories,
    /// policies, resources or all
    /// [default: all]
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    pub what: Option<What>,
    /// Write to this file instead of standard output (-)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite the file even if unreadable records are left out
    #[arg(long, requires = "output")]
    pub partial: bool,
    /// For csv: do not escape texts that a spreadsheet would run as formulas
    #[arg(long)]
    pub verbatim: bool,
    /// For ics: to-dos, also closed ones, instead of events (many calendars ignore to-dos)
    #[arg(long)]
    pub todos: bool,
    /// For ics: include the sessions
    #[arg(long)]
    pub sessions: bool,
    /// For xapi: the web address at the beginning of the ids of people and records
    #[arg(long, value_name = "URL")]
    pub home: Option<String>,
    /// For icf: a letter that an organisation signs, instead of a log with names
    #[arg(long)]
    pub letter: bool,
    #[command(flatten, next_help_heading = "Filters")]
    pub filters: RecordFilters,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let Some(name) = &self.format else {
            context.out.page(&formats());
            return Ok(());
        };
        let format = format(name)?;
        self.fits(format)?;
        let journal = context.load_together(LoadScope::Whole)?;
        let options = self.filters.filter(context, &journal, None)?;
        let is_whole = self.filters.set().next().is_none();
        let coach = self.whose_hours(context, format, &options)?;
        let options = ReportFilter { coach: coach.clone().or(options.coach), ..options };
        let part = ExportSelection::of(&journal, &options, is_whole && coach.is_none());
        // The hour logs print notes next to the answer, and a progress line would overwrite them.
        let is_quiet = !matches!(format, Format::Icf | Format::Emcc);
        let step = is_quiet.then(|| context.world.progress.begin("exporting", 0));
        let made = self.made(context, format, &part, coach.as_ref())?;
        drop(step);
        let file = cli::file(self.output.as_deref());
        if file.is_none() && format == Format::Xlsx && context.world.terminal.stdout {
            return Err(Error::usage("coach cannot show an Excel workbook in a terminal")
                .hint("write it to a file: coach export xlsx -o journal.xlsx"));
        }
        let is_table = matches!(format, Format::Csv | Format::Icf | Format::Emcc);
        let is_shown = file.is_none() && is_table && context.world.terminal.stdout;
        let made = if is_shown { on_screen(&made) } else { made };
        if let Some(file) = context.hand_over(file, self.partial, &made)? {
            context.out.page(&cli::sentence(format!("wrote {format} to {file} (only you can read it)")));
        }
        context.mention(&journal.problems);
        Ok(())
    }

    /// Refuses an option that does not apply to the format: the user expects an effect.
    fn fits(&self, format: Format) -> Result<()> {
        let is_log = matches!(format, Format::Icf | Format::Emcc);
        let wrong = [
            ("--what", self.what.is_some() && !format.has_kinds()),
            ("--verbatim", self.verbatim && format != Format::Csv),
            ("--todos", self.todos && format != Format::Ics),
            ("--sessions", self.sessions && format != Format::Ics),
            ("--home", self.home.is_some() && format != Format::Xapi),
            ("--letter", self.letter && format != Format::Icf),
        ];
        if let Some((flag, _)) = wrong.iter().find(|(_, is_wrong)| *is_wrong) {
            return Err(Error::usage(format!("{flag} does not apply to {format}"))
                .hint("`coach export --help` explains the options"));
        }
        let is_of_all_clients = |option| ["--coach", "--mine", "--since", "--until"].contains(&option);
        if is_log && !self.filters.set().all(is_of_all_clients) {
            return Err(Error::usage(format!("{format} always contains all clients of a coach"))
                .hint(format!("coach export {format} --coach jo --since 2026-01-01")));
        }
        let is_csv_of_all = format == Format::Csv && self.what.unwrap_or_default() == What::All;
        if is_csv_of_all {
            return Err(Error::usage("missing --what: a CSV file has only one table")
                .hint("coach export csv --what sessions"));
        }
        if self.home.as_deref().is_some_and(|home| !xapi::is_home(home)) {
            return Err(Error::usage("--home must be a web address, such as https://lrs.example.com/coach"));
        }
        Ok(())
    }

    /// The coach of an hour log: by default the user. `None` for other formats.
    fn whose_hours(
        &self,
        context: &Context<'_>,
        format: Format,
        options: &ReportFilter,
    ) -> Result<Option<Handle>> {
        if !matches!(format, Format::Icf | Format::Emcc) {
            return Ok(None);
        }
        options.coach.clone().map_or_else(|| context.me(), Ok).map(Some)
    }

    fn made(
        &self,
        context: &mut Context<'_>,
        format: Format,
        part: &ExportSelection<'_>,
        coach: Option<&Handle>,
    ) -> Result<Vec<u8>> {
        let what = self.what.unwrap_or_default();
        let text = match format {
            Format::Json => json_text(&json::document(part, what))?,
            Format::Jsonl => json_lines(&jsonl::lines(part, what).map_err(unwritten)?),
            Format::Csv => {
                let table = tables::table(part, what);
                return table.map_or(Ok(Vec::new()), |table| csv_text(&table, self.verbatim));
            }
            Format::Xlsx => return workbook(part, what),
            Format::Markdown => markdown::text(part),
            Format::Html => {
                let until = part.options.until.min(context.world.today);
                let ends_today = self.filters.until.is_none();
                part.journal.settings.needs("an export as HTML", "pool")?;
                let options = ReportFilter { until, ends_today, pooled: true, ..part.options.clone() };
                html::page(&Report::Overview.sheet(part.journal, &options))
            }
            Format::Ics => {
                let shown =
                    ics::CalendarContents { todos: self.todos, sessions: self.sessions, to_them: false };
                ics::text(part, ics::ExportTime(context.world.now.0), shown)
            }
            Format::Taskwarrior => json_text(&taskwarrior::tasks(part))?,
            Format::TodoTxt => todo_txt::text(part),
            Format::Xapi => {
                let home = self.home.as_deref().unwrap_or(xapi::HOME);
                let to_come =
                    part.conversations().filter(|session| session.date > context.world.today).count();
                if to_come > 0 {
                    let sessions = wording::count(to_come, "session");
                    context.notes.say(&format!("left out {sessions} in the future"));
                }
                json_text(&xapi::statements(part, home, context.world.now.0).map_err(unwritten)?)?
            }
            Format::Icf | Format::Emcc => return self.hours(context, format, part, coach),
        };
        Ok(text.into_bytes())
    }

    fn hours(
        &self,
        context: &mut Context<'_>,
        format: Format,
        part: &ExportSelection<'_>,
        coach: Option<&Handle>,
    ) -> Result<Vec<u8>> {
        let standard = part.journal.standards.iter().find(|(handle, _)| handle.as_str() == format.as_str());
        let (Some((_, Filed { record: standard, .. })), Some(coach)) = (standard, coach) else {
            return Err(Error::cannot(format!("no standard is called `{format}`")));
        };
        let today = context.world.today;
        let named = Log::of(part, standard, today);
        let unnamed = self.letter.then(|| Standard { needs_consent: false, ..standard.clone() });
        let log = unnamed.map(|standard| Log::of(part, &standard, today));
        let of_the_unnamed = log.as_ref().and_then(|_| named.said_of_the_unnamed());
        let log = log.unwrap_or(named);
        for line in log.said_beside().into_iter().chain(of_the_unnamed) {
            context.notes.say(&line);
        }
        context.notes.say(&format!("counted by the rules of {}, as of {}", standard.title, standard.as_of));
        match format {
            Format::Icf if self.letter => icf::letter(part, &log, coach, today)
                .map(String::into_bytes)
                .ok_or_else(|| nothing_to_confirm(standard, coach)),
            Format::Icf => csv_text(&icf::client_log(part, &log), false),
            _ => csv_text(&icf::totals(part, &log, coach, today), false),
        }
    }
}

fn nothing_to_confirm(standard: &Standard, coach: &Handle) -> Error {
    Error::cannot(format!("no hours of {coach} count for {}, so there is nothing to confirm", standard.title))
        .hint("choose another coach (--coach) or other dates (--since, --until)")
}

/// Parses the name of a format. The error suggests a similar one.
fn format(name: &str) -> Result<Format> {
    name.parse().map_err(|why: String| {
        let all = Format::ALL.iter().map(|format| format.as_str());
        cli::no_such("format", name, all, why, "`coach export` lists the formats")
    })
}

#[cfg(feature = "xlsx")]
fn workbook(part: &ExportSelection<'_>, what: What) -> Result<Vec<u8>> {
    let kinds = tables::KINDS.iter().filter(|kind| what == What::All || what == **kind);
    let tables: Vec<_> = kinds.filter_map(|kind| tables::table(part, *kind)).collect();
    crate::export::xlsx::workbook(&tables)
        .map_err(|error| Error::machine(format!("cannot write the workbook: {error}")))
}

#[cfg(not(feature = "xlsx"))]
fn workbook(_: &ExportSelection<'_>, _: What) -> Result<Vec<u8>> {
    Err(Error::cannot("this build of coach cannot write Excel workbooks")
        .hint("use CSV: coach export csv --what sessions"))
}

fn unwritten(error: serde_json::Error) -> Error {
    Error::machine(format!("cannot write the JSON: {error}"))
}

/// The table of export formats.
fn formats() -> Page {
    let mut page = Page::new();
    let row = |format: &Format| vec![format.as_str().into(), format.about().into()];
    page.table(0, &[], Format::ALL.iter().map(row).collect());
    page
}
