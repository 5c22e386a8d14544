//! PURE: the journal in another format, one file per format: values, tables and texts that other
//! programs read. The same part of a journal gives the same bytes. No private note is in any: they
//! are in no journal.

pub mod icf;
pub mod json;
pub mod jsonl;
pub mod log;
pub mod markdown;
pub mod part;
pub mod tables;
pub mod taskwarrior;
pub mod todo_txt;

use crate::journal::words::words;

words! {
    /// The formats there are.
    Format, "a format" {
        Json = "json",
        Jsonl = "jsonl",
        Csv = "csv",
        Markdown = "markdown",
        Html = "html",
        Taskwarrior = "taskwarrior",
        TodoTxt = "todo.txt",
        Icf = "icf",
        Emcc = "emcc",
    }
}

words! {
    /// What is exported.
    #[derive(Default)]
    What, "--what" {
        #[default]
        All = "all",
        Sessions = "sessions",
        Actions = "actions",
        FollowUps = "follow-ups",
        People = "people",
        Objectives = "objectives",
        Requests = "requests",
        Stories = "stories",
    }
}

impl Format {
    /// What it is for, in one line.
    pub fn about(self) -> &'static str {
        match self {
            Format::Json => "everything but private notes, as one JSON document",
            Format::Jsonl => "the same, a record a line",
            Format::Csv => "one table, as --what says, for spreadsheets",
            Format::Markdown => "a person's or a period's story, to read",
            Format::Html => "the overview of the reports, as a page",
            Format::Taskwarrior => "open actions and follow-ups, for `task import`",
            Format::TodoTxt => "open actions and follow-ups, a line each",
            Format::Icf => "a coach's log for an ICF credential, or a --letter",
            Format::Emcc => "a coach's totals for EMCC",
        }
    }

    /// Whether --what chooses what is in it.
    pub fn has_kinds(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl | Format::Csv)
    }
}
