//! `coach import`: imports all records of a file or none.

mod apply;
mod mail_replies;
mod summary;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDateTime;
use mail_replies::RecordReplies;

use crate::cli::{Context, ask_handle};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::import::format::Format;
use crate::import::mail;
use crate::import::matching::check_result;
use crate::import::matching::import_plan::ImportPlan;
use crate::import::matching::match_rows::{JournalIndex, clashes};
use crate::import::source_text::SourceText;
use crate::import::{self, ImportError, ImportOptions, ImportedRecord, ImportedRow, ParsedImport, What};
use crate::journal::edit::template_answers;
use crate::journal::query::journal::Journal;
use crate::journal::records::template::Template;
use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::ops::parse;
use crate::store::files::input;
use crate::store::write::change;
use crate::store::write::edits::Edits;
use crate::store::{Guard, LARGEST};

/// Import data from CSV, jrnl, Taskwarrior, mail or a coach export
#[derive(clap::Args)]
#[command(after_help = after_help())]
pub(crate) struct Args {
    /// File to import (- for standard input)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Show what would be imported, and save nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Input format: coach (json or jsonl), csv, jrnl, mail or taskwarrior [default: detected]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<Format>,
    /// For csv: whether the rows are sessions, actions or follow-ups [default: detected]
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    pub what: Option<What>,
    /// For csv and jrnl: map a column (or tag) to a coach field (can be repeated)
    #[arg(long, value_name = "THEIRS=OURS", value_parser = pair)]
    pub map: Vec<(String, String)>,
    /// Person for all rows of the file (can be repeated for jrnl and for sessions)
    #[arg(long, value_name = "PERSON")]
    pub with: Vec<String>,
    /// For csv: how the dates are written, such as %d/%m/%Y
    #[arg(long, value_name = "PATTERN")]
    pub date_format: Option<String>,
    /// For mail: record the replies without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
}

/// The help after the options. The fields are those of `journal::records::fields`.
fn after_help() -> String {
    let [sessions, actions, follow_ups] =
        [What::Sessions, What::Actions, What::FollowUps].map(|what| what.fields().join(", "));
    format!(
        "\
Examples:
  coach import journal.json --dry-run
  coach --journal old export jsonl | coach import -
  coach import sessions.csv                      a file from `coach export csv`
  coach import sheet.csv --map \"Client Name=with\" --map \"When=date\" --date-format %d/%m/%Y
  coach import hours.csv                         a client coaching log of ICF
  jrnl @ana --export json | coach import - --with ana
  task project:coaching export | coach import - --dry-run
  coach import replies.mbox                      replies to `coach plan --mail`, also a single .eml

coach detects the format from the first characters of the file; --format overrides it.

Fields of sessions: {}.

Fields of actions: {}.

Fields of follow-ups: {}.

coach turns names into handles; --dry-run shows them. Separate several people in one cell with `;`, `&`,
`and` or a new line. A comma separates people only if each part is a handle or a person in the journal. If the
whole cell is the name of a person in the journal, it is that one person (`Ruiz, Ana` is Ana Ruiz). coach
refuses any other comma: write `Ana Ruiz` for one person, `Ruiz; Ana` for two. Dates and lengths are never
people.

A mailbox (.mbox, .eml) has replies to `coach plan`: coach shows what they change and asks. It takes a reply only
from the address of the person whose item it is, but anyone can forge a sender.

coach imports the whole file in one commit, or nothing. It does not change existing records, with one
exception: if a person, objective or resource in the journal has only a handle, coach fills in the other fields. It
lists the rows that differ from existing records. If you import the same file again, it adds nothing. It does
not restore people whom you erased with `coach person forget`. `coach undo` reverts the import.",
        sessions, actions, follow_ups
    )
}

/// The largest input in bytes. 100,000 sessions need about 150 MiB.
const MOST: u64 = 512 << 20;

/// Splits `Client Name=with` at the last `=`, because a column name may contain one.
fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.rsplit_once('=').map(|(theirs, ours)| (theirs.trim(), ours.trim()));
    let pair = pair.filter(|(theirs, ours)| !theirs.is_empty() && !ours.is_empty());
    let (theirs, ours) = pair.ok_or("write it as THEIRS=OURS, such as \"Client Name=with\"")?;
    Ok((theirs.into(), ours.into()))
}

/// The inputs of an import other than the journal.
struct ImportContext<'a> {
    text: &'a SourceText<'a>,
    source: Format,
    args: &'a Args,
    me: Handle,
    with: Vec<Handle>,
    local_time: fn(NaiveDateTime) -> NaiveDateTime,
    today: Day,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let name = self.file.display().to_string();
        let read = self.read(context.world)?;
        if self.format == Some(Format::Mail) || (self.format.is_none() && mail::is_mail(&read)) {
            self.fits(Format::Mail)?;
            return mail_replies::run(context, &name, &read, self.recording());
        }
        let read = input::text(&self.file, read)?;
        let text = SourceText::new(&name, &read);
        let source = self.format.unwrap_or_else(|| Format::of(&text));
        self.fits(source)?;
        let reading = ImportContext {
            text: &text,
            source,
            args: &self,
            me: if self.dry_run { context.me()? } else { ask_handle::me(context)? },
            with: self.with.iter().map(|typed| parse::handle("a person", typed)).collect::<Result<_>>()?,
            local_time: context.world.local_time,
            today: context.world.today,
        };
        let mut why = None;
        let decide = |edits: &mut Edits<'_>, world: &mut Environment| {
            let _step = world.progress.begin("reading the records", 0);
            let guard = Guard::read(world)?;
            let decided = reading.came(edits.journal, &guard).and_then(|(came, fate)| {
                apply::put(edits, &text, &came, &fate)?;
                Ok((came, fate))
            });
            decided.map_err(|refusal| {
                why = Some(refusal);
                Error::cannot("")
            })
        };
        let done = if self.dry_run { rehearsed(context, decide) } else { context.change_or_begin(decide) };
        let (came, fate) = done.map_err(|error| match why {
            None => error,
            Some(why) => summary::refused(context, why),
        })?;
        let came = summary::ImportSummary { text: &text, came: &came, fate: &fate };
        if self.dry_run {
            came.rehearsed(context)
        } else {
            came.brought(context)
        }
        Ok(())
    }

    /// Reads the file. Shows no progress line while the user types the input.
    fn read(&self, world: &mut Environment) -> Result<Vec<u8>> {
        let is_typed = self.file.as_os_str() == "-" && world.terminal.stdin;
        let _step = (!is_typed).then(|| world.progress.begin("reading the file", 0));
        input::bytes_at_most(world, &self.file, MOST)
    }

    fn recording(&self) -> RecordReplies {
        match (self.dry_run, self.yes) {
            (true, _) => RecordReplies::Show,
            (false, true) => RecordReplies::Now,
            (false, false) => RecordReplies::Ask,
        }
    }

    /// Refuses an option that does not apply to the format: the user expects an effect.
    fn fits(&self, source: Format) -> Result<()> {
        let wrong = [
            ("--what", self.what.is_some() && source != Format::Csv),
            ("--date-format", self.date_format.is_some() && source != Format::Csv),
            ("--map", !self.map.is_empty() && !matches!(source, Format::Csv | Format::Jrnl)),
            ("--with", !self.with.is_empty() && matches!(source, Format::Coach | Format::Mail)),
            ("--yes", self.yes && source != Format::Mail),
        ];
        if let Some((flag, _)) = wrong.iter().find(|(_, is_wrong)| *is_wrong) {
            return Err(Error::usage(format!("{flag} does not apply to the format {source}"))
                .hint("if coach detected the wrong format, set it with --format"));
        }
        if source == Format::Taskwarrior && self.with.len() > 1 {
            return Err(Error::usage("--with: an action has one owner")
                .hint("import the tasks of each person separately"));
        }
        let is_tag = |(theirs, ours): &&(String, String)| {
            matches!(ours.as_str(), "with" | "topics") && !theirs.starts_with(char::is_alphanumeric)
        };
        if source == Format::Jrnl && self.map.iter().filter(is_tag).count() < self.map.len() {
            return Err(Error::usage("--map: for jrnl, map a tag to `with` or `topics`")
                .hint("for example --map \"@calls=topics\""));
        }
        match self.date_format.as_deref().filter(|format| !import::is_date_format(format)) {
            None => Ok(()),
            Some(format) => Err(Error::usage(format!("--date-format: `{format}` is not a complete date"))
                .hint("for example %d/%m/%Y (%b is the name of the month, %y a year of two digits)")),
        }
    }
}

impl ImportContext<'_> {
    /// Parses the file and plans the import into this journal. Fails with every problem that prevents it.
    fn came(&self, journal: &Journal, guard: &Guard) -> Result<(ParsedImport, ImportPlan), ImportError> {
        let mut with = Vec::new();
        for handle in &self.with {
            with.push(journal.now_called(handle).unwrap_or(handle).clone());
        }
        let asked = ImportOptions {
            journal,
            me: &self.me,
            today: self.today,
            with: &with,
            map: &self.args.map,
            what: self.args.what,
            date_format: self.args.date_format.as_deref(),
            local_time: self.local_time,
        };
        let came = self.source.read(self.text, &asked)?;
        let here = JournalIndex::new(journal);
        let mut fate = ImportPlan::of(&came, journal, &here);
        let mut problems = clashes(self.text, &came.rows, &fate.standings, &here);
        let large = came.rows.iter().filter(|row| row.text.len() as u64 > LARGEST);
        problems.extend(large.map(|row| {
            let most = LARGEST / 1024;
            self.text.problem(row.at, format!("the record would be larger than {most} KiB"))
        }));
        // A template in the same file also decides which answers are private.
        let coming = fate.coming(&came.rows).filter_map(|row| match &row.record {
            ImportedRecord::Template(one) => Some((&one.handle, &**one)),
            _ => None,
        });
        let coming: BTreeMap<&Handle, &Template> = coming.collect();
        let form = |handle: &Handle| {
            coming.get(handle).copied().or_else(|| journal.templates.get(handle).map(|filed| &filed.record))
        };
        let refused = |row: &ImportedRow| Some(self.text.problem(row.at, not_shared(row, &form, guard)?));
        problems.extend(fate.coming(&came.rows).chain(fate.filling(&came.rows)).filter_map(refused));
        let found = check_result::found(self.text, &came.rows, &fate, journal, self.today);
        match self.source {
            // coach's own export may be imported again with its problems; they are only reported.
            Format::Coach => fate.found = found,
            _ => problems.extend(found),
        }
        if problems.is_empty() { Ok((came, fate)) } else { Err(ImportError::Problems(problems)) }
    }
}

/// Why the row must not be shared with the team, if it must not.
fn not_shared<'a>(
    row: &ImportedRow,
    form: &impl Fn(&Handle) -> Option<&'a Template>,
    guard: &Guard,
) -> Option<String> {
    if let Some(id) = guard.note_in(&row.text) {
        return Some(format!(
            "this copies your private note {id}: remove the text here or there (`coach edit {id} --private`)"
        ));
    }
    let key = template_answers::newly_shared_by(form, "", &row.text)?;
    Some(format!("the field `{key}` is private, but everyone could read it in the journal"))
}

/// Runs `decide` on the current journal and saves nothing. It fails exactly as the import would.
fn rehearsed<T>(
    context: &mut Context<'_>,
    decide: impl FnOnce(&mut Edits<'_>, &mut Environment) -> Result<T>,
) -> Result<T> {
    let root = context.place()?;
    let journal = match context.root() {
        Ok(_) => context.load()?,
        Err(_) => Journal::begun(),
    };
    change::rehearse(&root, context.world, &journal, decide)
}
