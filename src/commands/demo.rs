//! `coach demo`: creates a throwaway journal to explore.

use std::path::PathBuf;

use include_dir::{Dir, include_dir};

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::journal::text::shift_days::shifted;
use crate::journal::values::day::Day;
use crate::store::files::journal_folder;
use crate::store::load::LoadScope;
use crate::views::demo_tour;

/// Half a year of a team of four coaches and twelve people.
static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/journal");
/// The last day of the example.
const ENDS: &str = "2026-11-21";

/// Create a demo journal to explore
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach demo
  coach demo ~/coach-demo

The demo contains six months of a made-up team, up to this week. It does not change your own journal. Each
command that writes to the demo warns you that it is the demo. coach also suggests five commands to try.")]
pub(crate) struct Args {
    /// Folder for the demo [default: one in your data folder]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let root = match &self.folder {
            Some(folder) => context.world.folder(folder),
            None => context.world.places.data.join("demo"),
        };
        let shown = context.world.shown(&root);
        let is_there = journal_folder::is_journal(&root)?;
        if !is_there && root.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(
                Error::cannot(format!("{shown} is not empty")).hint("choose another folder: coach demo DIR")
            );
        }
        if let Some(outer) = journal_folder::around(&root)? {
            return Err(Error::cannot(format!(
                "{shown} is inside the journal {}",
                context.world.shown(outer)
            ))
            .hint("choose another folder: coach demo DIR"));
        }
        if !is_there {
            let files = files(context.world.today)?;
            journal_folder::make(&root, true)?;
            context.change_at(&root, LoadScope::Whole, |edits, _| {
                for (path, bytes) in &files {
                    edits.replace(path, Some(bytes.clone()))?;
                }
                edits.message("init", "create a demo journal");
                Ok(())
            })?;
        }
        context.out.page(&demo_tour::page(&shown, is_there));
        Ok(())
    }
}

/// The files of the example, with all days moved by whole weeks, so that weekdays stay the same and no
/// session is on a Sunday.
fn files(today: Day) -> Result<Vec<(String, Vec<u8>)>> {
    let ends: Day = ENDS.parse().map_err(|()| Error::cannot("the built-in example has no valid end date"))?;
    let days = today.days_since(ends).div_euclid(7) * 7;
    let mut files = Vec::new();
    let mut folders = vec![&EXAMPLE];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_str().unwrap_or_default().replace('\\', "/");
            let mut text = String::from_utf8_lossy(file.contents()).into_owned();
            if path == SETTINGS_FILE {
                // This setting makes each command that writes to the demo warn about it.
                text = text.replacen("\n[", "\ndemo = true\n\n[", 1).replacen("\n\ndemo", "\ndemo", 1);
            }
            files.push((shifted(&path, days), shifted(&text, days).into_bytes()));
        }
    }
    files.sort();
    Ok(files)
}
