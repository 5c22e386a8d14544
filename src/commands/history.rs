//! `coach history`: lists the changes of a record from git, with time and author.

use crate::cli::{self, Context};
use crate::error::Result;
use crate::journal::query::journal::Item;
use crate::journal::query::lookup::NamedRecord;
use crate::journal::text::record_diff;
use crate::journal::values::id::Id;
use crate::store::git::log::{self, RecordVersion};
use crate::views::history::{self, HistoryEntry, KeyChangeRow};

/// Show how a record changed
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach history k3f          a session, with its actions and follow-ups
  coach history m2q          one action or follow-up
  coach history ana
  coach history reduce-churn")]
pub(crate) struct Args {
    /// Id of a record, or handle of a person or objective
    #[arg(value_name = "ID|HANDLE")]
    pub what: String,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let root = context.root()?;
        let journal = context.load()?;
        let named = journal.named(&self.what)?;
        let (session, only) = match named {
            NamedRecord::Item(Item::Session(filed)) => (Some(&filed.record.id), None),
            NamedRecord::Item(item) => (Some(&item.session().record.id), Some(item.id())),
            _ => (None, None),
        };
        let versions = log::versions(&root, named.path(), session)?;
        let entries: Vec<HistoryEntry> = versions.iter().filter_map(|version| entry(version, only)).collect();
        if self.json {
            context.out.json(&entries);
        } else if entries.is_empty() {
            context.out.page(&cli::sentence("no commit contains it yet"));
        } else {
            context.out.page(&history::page(&entries));
        }
        Ok(())
    }
}

/// The changes of one commit to the record, or to one item in it.
fn entry(version: &RecordVersion, only: Option<&Id>) -> Option<HistoryEntry> {
    let before = version.before.as_deref().unwrap_or_default();
    let after = version.after.as_deref().unwrap_or_default();
    let of_item = |item: &Option<String>| only.is_none_or(|id| item.as_deref() == Some(id.as_str()));
    let changes: Vec<KeyChangeRow> = match record_diff::between(before, after) {
        Some(changes) => changes.into_iter().filter(|c| of_item(&c.item)).map(KeyChangeRow::from).collect(),
        None => {
            vec![KeyChangeRow {
                item: None,
                key: "a text that is not TOML".into(),
                before: None,
                after: None,
            }]
        }
    };
    (!changes.is_empty()).then(|| HistoryEntry {
        commit: version.commit.clone(),
        date: version.date,
        author: version.author.clone(),
        message: version.message.clone(),
        changes,
    })
}
