//! `coach import`: records from a file, all of them or none.

use std::path::PathBuf;

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::import::{self, Record, Row, Standing, json};
use crate::journal::form;
use crate::journal::journal::Journal;
use crate::journal::objective::Objective;
use crate::journal::person::Person;
use crate::journal::record::Problem;
use crate::journal::text::RecordText;
use crate::report::page::Page;
use crate::report::reading::count;
use crate::store::edits::Edits;
use crate::store::{layout, note};

/// Bring in what `coach export json` or jsonl wrote
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach import journal.json --dry-run
  coach import journal.jsonl
  coach --journal old export jsonl | coach import -

All of the file comes in, in one commit, or none of it. What is here already stays as it is: a second
import of the same file adds nothing. `coach undo` takes it back.")]
pub struct Args {
    /// The file (- is standard input)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only say what would come in
    #[arg(long)]
    pub dry_run: bool,
}

/// Problems that are told before the rest is only counted.
const TOLD: usize = 20;

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let name = self.file.display().to_string();
        let text = note::read(context.world, &self.file)?;
        let rows = json::read(&name, &text).map_err(|problems| refused(context, &problems))?;
        if self.dry_run {
            let journal = match context.root() {
                Ok(_) => context.load()?,
                Err(_) => Journal::default(),
            };
            fitting(&name, &rows, &journal).map_err(|problems| refused(context, &problems))?;
            let mut page = Page::new();
            rows.iter().for_each(|row| {
                let word = match row.record.standing(&journal) {
                    Standing::New => "new",
                    Standing::Same => "here already",
                    Standing::Other => "here, and says something else: stays",
                };
                page.line(format!("{name}:{}: {word}: {} {}", row.line, row.record.noun(), row.record.key()));
            });
            context.out.page(&page);
            tell(context, &rows, &standings(&rows, &journal), "would come in");
            return Ok(());
        }
        let mut problems = Vec::new();
        let standings = context.change_or_begin(|edits, _| {
            problems = fitting(&name, &rows, edits.journal).err().unwrap_or_default();
            match problems.is_empty() {
                true => put(edits, &rows),
                false => Err(Error::cannot("")),
            }
        });
        let standings = standings.map_err(|error| match problems.is_empty() {
            true => error,
            false => refused(context, &problems),
        })?;
        tell(context, &rows, &standings, "came in");
        Ok(())
    }
}

fn fitting(name: &str, rows: &[Row], journal: &Journal) -> Result<(), Vec<Problem>> {
    let problems = import::clashes(name, rows, journal);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn standings(rows: &[Row], journal: &Journal) -> Vec<Standing> {
    rows.iter().map(|row| row.record.standing(journal)).collect()
}

/// Puts what is new into the journal, with whoever it names and nobody describes.
fn put(edits: &mut Edits<'_>, rows: &[Row]) -> Result<Vec<Standing>> {
    let standings = standings(rows, edits.journal);
    for (row, _) in rows.iter().zip(&standings).filter(|(_, standing)| **standing == Standing::New) {
        let path = match &row.record {
            Record::Person(one) => layout::person(&one.handle),
            Record::Objective(one) => layout::objective(&one.handle),
            Record::Session(one) => layout::session(one),
            Record::Request(one) => layout::request(&one.id),
            Record::Story(one) => layout::story(&one.id),
        };
        let text = RecordText::parse(&row.text).map_err(|why| Error::cannot(format!("{path}: {why}")))?;
        if edits.bytes(&path)?.is_some() {
            return Err(Error::cannot(format!("{path} is in the way: nothing came in"))
                .hint("move it aside, or see `coach check`"));
        }
        edits.create(&path, text)?;
    }
    let (people, goals) = import::unknown(rows, edits.journal);
    for handle in people {
        edits.create(&layout::person(&handle), form::person(&Person::new(handle.clone())))?;
    }
    for handle in goals {
        edits.create(&layout::objective(&handle), form::objective(&Objective::new(handle.clone())))?;
    }
    edits.message("import", &format!("import: {}", counted(rows, &standings, Standing::New)));
    Ok(standings)
}

/// `127 sessions, 21 persons`; nothing is `nothing`.
fn counted(rows: &[Row], standings: &[Standing], standing: Standing) -> String {
    let wanted = || rows.iter().zip(standings).filter(|(_, one)| **one == standing).map(|(row, _)| row);
    let nouns = ["session", "person", "objective", "request", "story"];
    let each = nouns.iter().filter_map(|noun| {
        let number = wanted().filter(|row| row.record.noun() == *noun).count();
        let noun = match (*noun, number) {
            (noun, 1) => noun.to_string(),
            ("person", _) => "people".into(),
            ("story", _) => "stories".into(),
            (noun, _) => format!("{noun}s"),
        };
        (number > 0).then(|| format!("{number} {noun}"))
    });
    let each: Vec<String> = each.collect();
    if each.is_empty() { "nothing".into() } else { each.join(", ") }
}

fn tell(context: &mut Context<'_>, rows: &[Row], standings: &[Standing], verb: &str) {
    let mut page = Page::new();
    page.line(format!("{verb}: {}", counted(rows, standings, Standing::New)));
    let number = |wanted: Standing| standings.iter().filter(|one| **one == wanted).count();
    if number(Standing::Same) > 0 {
        page.line(format!("here already: {}", counted(rows, standings, Standing::Same)));
    }
    if number(Standing::Other) > 0 {
        let others = counted(rows, standings, Standing::Other);
        page.line(format!("here, and says something else: {others}: left as it is"));
    }
    context.out.page(&page);
}

/// Says each problem at its place, and that nothing came in.
fn refused(context: &mut Context<'_>, problems: &[Problem]) -> Error {
    for problem in problems.iter().take(TOLD) {
        context.notes.say(&format!("{}  {}", problem.place(), problem.message));
    }
    if problems.len() > TOLD {
        context.notes.say(&format!("and {}", count(problems.len() - TOLD, "more problem")));
    }
    Error::cannot(format!("{}: nothing came in", count(problems.len(), "problem")))
        .hint("correct the file and import it again: what came in before is known")
}
