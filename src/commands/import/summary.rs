//! Prints the result of an import: each row, the totals, or the reasons for a failure.

use crate::cli::Context;
use crate::error::Error;
use crate::import::matching::compare_fields::Difference;
use crate::import::matching::import_plan::ImportPlan;
use crate::import::matching::match_rows::RowStatus;
use crate::import::source_text::SourceText;
use crate::import::{ImportError, ImportedRow, ParsedImport};
use crate::journal::records::Problem;
use crate::views::page::Page;
use crate::views::wording::count;

/// The number of problems to print; further ones are only counted.
const TOLD: usize = 20;

/// The same limit for problems that `coach check` also reports.
const FIRST: usize = 5;

pub(super) struct ImportSummary<'a> {
    pub text: &'a SourceText<'a>,
    pub came: &'a ParsedImport,
    pub fate: &'a ImportPlan,
}

impl ImportSummary<'_> {
    /// Prints the planned import: each row, then the totals.
    pub(super) fn rehearsed(&self, context: &mut Context<'_>) {
        let mut page = Page::new();
        page.table(0, &[], self.rows().map(|(row, standing)| self.line(row, standing)).collect());
        context.out.page(&page);
        self.numbers(context, "would import", "would be filled in");
        self.found(context, "would find");
    }

    /// Prints the totals of an import.
    pub(super) fn brought(&self, context: &mut Context<'_>) {
        self.numbers(context, "imported", "filled in");
        self.found(context, "finds");
    }

    /// Prints the problems that imported records have. They do not stop the import.
    fn found(&self, context: &mut Context<'_>, finds: &str) {
        let found = &self.fate.found;
        if found.is_empty() {
            return;
        }
        let problems = count(found.len(), "problem");
        context.notes.say(&format!("`coach check` {finds} {problems} in the imported records:"));
        for problem in found.iter().take(FIRST) {
            context.notes.say(&format!("{}  {}", problem.place(), problem.message));
        }
        if found.len() > FIRST {
            context.notes.say(&format!("and {} more: `coach check` lists all of them", found.len() - FIRST));
        }
    }

    fn rows(&self) -> impl Iterator<Item = (&ImportedRow, &RowStatus)> {
        self.came.rows.iter().zip(&self.fate.standings)
    }

    fn line(&self, row: &ImportedRow, standing: &RowStatus) -> Vec<crate::views::page::Text> {
        let word = match standing {
            RowStatus::New => "new",
            RowStatus::Same => "already in the journal",
            RowStatus::Fuller(_) => "in the journal with only a handle: would be filled in",
            RowStatus::Other(_) => "different in the journal: would not be changed",
        };
        let place = format!("{}:{}", self.text.path, self.text.line(row.at));
        let key = format!("{} {}", row.record.noun(), row.record.key());
        vec![place.into(), word.into(), key.into(), row.record.gist().into()]
    }

    fn numbers(&self, context: &mut Context<'_>, comes: &str, is_filled: &str) {
        let (rows, fate) = (&self.came.rows, self.fate);
        let mut page = Page::new();
        let bare = fate.people.keys().map(|handle| ("person", handle));
        let goals = fate.goals.keys().map(|handle| ("objective", handle));
        let resources = fate.resources.keys().map(|handle| ("resource", handle));
        for (noun, handle) in bare.chain(goals).chain(resources) {
            page.line(format!("new, with only a handle: {noun} {handle}"));
        }
        page.line(format!("{comes}: {}", fate.brings(rows)));
        if fate.has(RowStatus::is_fuller) {
            let filled = fate.here(rows, RowStatus::is_fuller);
            page.line(format!("{is_filled} (had only a handle): {filled}"));
        }
        if fate.has(RowStatus::is_same) {
            page.line(format!("already in the journal: {}", fate.here(rows, RowStatus::is_same)));
        }
        if fate.has(RowStatus::is_other) {
            let others = fate.here(rows, RowStatus::is_other);
            page.line(format!("different in the journal, not changed: {others}"));
        }
        context.out.page(&page);
        let differing: Vec<Problem> = self.rows().filter_map(|(row, one)| self.differs(row, one)).collect();
        say(context, &differing, "more that differ");
        say(context, &self.came.told, "more notes");
        self.came.left_out.iter().take(TOLD).for_each(|said| context.notes.say(said));
        if self.came.left_out.len() > TOLD {
            context.notes.say(&format!("and {}", count(self.came.left_out.len() - TOLD, "more line")));
        }
    }

    /// The differences between a row and the existing record, or the fields that the row fills, at its
    /// position.
    fn differs(&self, row: &ImportedRow, standing: &RowStatus) -> Option<Problem> {
        let name = format!("{} {}", row.record.noun(), row.record.key());
        let why = match standing {
            RowStatus::New | RowStatus::Same => return None,
            RowStatus::Other(differences) => format!("{name} differs: {}", Difference::in_words(differences)),
            RowStatus::Fuller(fields) => {
                let key = row.record.key();
                let consent = fields.iter().any(|field| field == "consent");
                let back = format!(" (`coach person set {key} --consent-date none` removes the consent)");
                let back = if consent { back } else { String::new() };
                format!("{name} gets these fields from the file: {}{back}", fields.join(", "))
            }
        };
        Some(self.text.problem(row.at, why))
    }
}

fn say(context: &mut Context<'_>, problems: &[Problem], noun: &str) {
    for problem in problems.iter().take(TOLD) {
        context.notes.say(&format!("{}  {}", problem.place(), problem.message));
    }
    if problems.len() > TOLD {
        context.notes.say(&format!("and {} {noun}", problems.len() - TOLD));
    }
}

/// Prints each problem with its position. Returns the error that nothing was imported.
pub(super) fn refused(context: &mut Context<'_>, why: ImportError) -> Error {
    let problems = match why {
        ImportError::Unusable(error) => return error,
        ImportError::Problems(problems) => problems,
    };
    let more = if problems.len() == TOLD + 1 { "more problem" } else { "more problems" };
    say(context, &problems, more);
    Error::cannot(format!("{}: nothing was imported", count(problems.len(), "problem")))
        .hint("correct the file, then import it again")
}
