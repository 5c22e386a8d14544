//! PURE: converts the journal to other formats, one file per format: values, tables and texts for other
//! programs. The same part of a journal gives the same bytes. No export contains a private note, because a
//! journal has none.

pub(crate) mod countable_hours;
pub(crate) mod icf;
pub(crate) mod ics;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod markdown;
pub mod selection;
pub mod tables;
pub(crate) mod taskwarrior;
pub(crate) mod todo_txt;
pub(crate) mod xapi;
#[cfg(feature = "xlsx")]
pub(crate) mod xlsx;

use crate::journal::values::word_enum::words;

words! {
    /// The export formats.
    Format, "a format" {
        Json = "json",
        Jsonl = "jsonl",
        Csv = "csv",
        Xlsx = "xlsx",
        Markdown = "markdown",
        Html = "html",
        Ics = "ics",
        Taskwarrior = "taskwarrior",
        TodoTxt = "todo.txt",
        Icf = "icf",
        Emcc = "emcc",
        Xapi = "xapi",
    }
}

words! {
    /// The kinds of records to export.
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
    /// A description of the format in one line.
    pub fn about(self) -> &'static str {
        match self {
            Format::Json => "everything but private notes, as one JSON document",
            Format::Jsonl => "the same, a record a line",
            Format::Csv => "one table, as --what says, for spreadsheets",
            Format::Xlsx => "a workbook with a sheet for each kind of record",
            Format::Markdown => "a person's or a period's story, to read",
            Format::Html => "the overview of the reports, as a page",
            Format::Ics => "what is open, as a calendar to subscribe to",
            Format::Taskwarrior => "open actions and follow-ups, for `task import`",
            Format::TodoTxt => "open actions and follow-ups, a line each",
            Format::Icf => "a coach's log for an ICF credential, or a --letter",
            Format::Emcc => "a coach's totals for EMCC",
            Format::Xapi => {
                "who attended, agreed and did what, for a learning record store; no text and no name"
            }
        }
    }

    /// Whether `--what` applies to the format.
    pub fn has_kinds(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl | Format::Csv | Format::Xlsx)
    }
}
