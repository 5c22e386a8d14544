//! The formats that coach imports, and how coach detects one from the first characters of a file.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::coach_json::{read, renamed_and_forgotten};
use super::source_text::SourceText;
use super::table::columns;
use super::{ImportError, ImportOptions, ParsedImport, jrnl, taskwarrior};
use crate::journal::values::word_enum::words;

words! {
    /// The formats that coach can import.
    Format, "a format" {
        Coach = "coach",
        Csv = "csv",
        Jrnl = "jrnl",
        Mail = "mail",
        Taskwarrior = "taskwarrior",
    }
}

/// The keys that distinguish the exports of different programs.
#[derive(Deserialize)]
struct FormatKeys<'a> {
    #[serde(borrow)]
    entries: Option<&'a RawValue>,
    uuid: Option<&'a RawValue>,
    description: Option<&'a RawValue>,
}

impl Format {
    pub fn of(text: &SourceText<'_>) -> Format {
        let text = text.text.trim_start();
        let first = text.lines().next().unwrap_or_default().trim_end().trim_end_matches(',');
        let keys = |text| serde_json::from_str::<FormatKeys<'_>>(text).ok();
        match text.bytes().next() {
            Some(b'[') => Format::Taskwarrior,
            Some(b'{') => match keys(first).or_else(|| keys(text)) {
                Some(keys) if keys.entries.is_some() => Format::Jrnl,
                Some(keys) if keys.uuid.is_some() && keys.description.is_some() => Format::Taskwarrior,
                _ => Format::Coach,
            },
            _ => Format::Csv,
        }
    }

    pub fn read(self, text: &SourceText<'_>, asked: &ImportOptions<'_>) -> Result<ParsedImport, ImportError> {
        match self {
            Format::Coach => Ok(renamed_and_forgotten::as_known_here(
                read::read(text, asked.journal)?,
                text,
                asked.journal,
            )?),
            Format::Csv => columns::read(text, asked),
            Format::Jrnl => Ok(jrnl::read(text, asked)?),
            // Replies change items instead of adding records, so `commands/import/mail_replies.rs` reads them.
            Format::Mail => Ok(ParsedImport::default()),
            Format::Taskwarrior => Ok(taskwarrior::read(text, asked)?),
        }
    }
}
