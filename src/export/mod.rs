//! PURE: converts the journal to other formats, one file per format: values, tables and texts for other
//! programs. The same part of a journal gives the same bytes. No export contains a private note, because a
//! journal has none.

pub(crate) mod countable_hours;
pub(crate) mod icf;
pub(crate) mod ics;
pub(crate) mod json;
pub(crate) mod jsonl;
pub(crate) mod markdown;
pub(crate) mod plan;
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
        Policies = "policies",
        Resources = "resources",
    }
}

impl Format {
    /// A description of the format in one line.
    pub fn about(self) -> &'static str {
        match self {
            Format::Json => "everything except private notes, as one JSON document",
            Format::Jsonl => "the same, one record per line",
            Format::Csv => "one table (see --what), for spreadsheets",
            Format::Xlsx => "an Excel workbook with one sheet for each kind of record",
            Format::Markdown => "sessions, actions and stories as a text to read",
            Format::Html => "the overview report, as a web page",
            Format::Ics => "open items, as a calendar to subscribe to",
            Format::Taskwarrior => "open actions and follow-ups, for `task import`",
            Format::TodoTxt => "open actions and follow-ups, one per line",
            Format::Icf => "a coach's hours for an ICF credential (a log or a --letter)",
            Format::Emcc => "a coach's total hours for EMCC",
            Format::Xapi => "statements for a learning record store, without texts or names",
        }
    }

    /// Whether `--what` applies to the format.
    pub fn has_kinds(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl | Format::Csv | Format::Xlsx)
    }
}
