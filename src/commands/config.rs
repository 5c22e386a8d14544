//! `coach config`: shows and changes the user's own settings.

use std::path::PathBuf;

use crate::cli::{self, Context};
use crate::commands::person::own_handle::{self, OwnHandleChange, RenameResult};
use crate::error::{Error, Result};
use crate::journal::records::settings::SETTINGS_FILE;
use crate::ops::{self, parse};
use crate::store::config::{Config, Key, Links};
use crate::store::files::journal_folder;
use crate::store::load::LoadScope;
use crate::views::page::{Page, Text, Tone};

/// Show or change your settings
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach config list
  coach config get me
  coach config set me jo
  coach config set journal ~/work/coaching
  coach config set git none              removes a setting
  coach config set links never           prints ids without hyperlinks
  coach config path

The team's settings are in the file coach.toml of the journal.")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub what: ConfigAction,
}

#[derive(clap::Subcommand)]
pub(crate) enum ConfigAction {
    /// Show all settings
    List,
    /// Show one setting
    Get {
        /// Setting: me, journal, git, notifier, pager or links
        #[arg(value_name = "KEY")]
        key: Key,
    },
    /// Change a setting; `none` removes it
    #[command(after_help = "\
Examples:
  coach config set me jo
  coach config set journal ~/work/coaching
  coach config set links never

Settings:
  me        your handle; coach also renames you in your journal (see `coach init --help`)
  journal   the folder of your journal, if not the default one
  git       the path of the git program, if not the one on the PATH
  notifier  the program that shows notifications, with its arguments
  pager     the program that shows long output; cat turns paging off
  links     always or never: whether ids link to their files")]
    Set {
        /// Setting: me, journal, git, notifier, pager or links
        #[arg(value_name = "KEY")]
        key: Key,
        /// New value, or none
        #[arg(value_name = "VALUE")]
        value: String,
    },
    /// Print the path of your settings file
    Path,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let file = context.world.places.config.clone();
        match self.what {
            ConfigAction::Path => context.out.page(&cli::sentence(file.display().to_string())),
            ConfigAction::List => {
                let config = Config::read(&context.world.places)?;
                show(context, &config, None)?;
            }
            ConfigAction::Get { key } => {
                let config = Config::read(&context.world.places)?;
                show(context, &config, Some(key))?;
            }
            ConfigAction::Set { key, value } => {
                let value = (value != "none").then(|| checked(context, key, &value)).transpose()?;
                if let (Key::Me, Some(me)) = (key, &value) {
                    follow(context, me)?;
                }
                Config::set(&file, key, value.as_deref())?;
                context.has_saved();
                let config = Config::read(&context.world.places)?;
                show(context, &config, None)?;
            }
        }
        Ok(())
    }
}

/// Renames you in your journal, if there is one that has a record of your old handle.
fn follow(context: &mut Context<'_>, me: &str) -> Result<()> {
    let new = parse::handle("your handle", me)?;
    let Some(root) = context.place().ok().filter(|root| journal_folder::is_journal(root).unwrap_or(false))
    else {
        return Ok(());
    };
    let Some(mine) = OwnHandleChange::change(context, &root, &new)? else { return Ok(()) };
    // A journal without a record of you needs no lock, and may be read-only.
    let people = context.people_if_there()?.people;
    if !people.contains_key(&mine.old) {
        return Ok(());
    }
    let Some(followed) = context.change_at(&root, LoadScope::Whole, |edits, _| mine.follow(edits))? else {
        return Ok(());
    };
    if matches!(followed, RenameResult::Renamed(_))
        && let Err(error) = ops::own_handle::take(context.world, &mine.old, &new)
    {
        own_handle::warn(context, &error, &new);
    }
    context.notes.say(&mine.told(&followed, people.contains_key(&new)));
    Ok(())
}

/// Prints one setting as its bare value, or all settings as a table.
fn show(context: &mut Context<'_>, config: &Config, key: Option<Key>) -> Result<()> {
    if let Some(key) = key {
        let value = config.get(key).ok_or_else(|| {
            Error::cannot(format!("`{key}` is not set")).hint(format!("coach config set {key} …"))
        })?;
        context.out.page(&cli::sentence(value));
        return Ok(());
    }
    let row = |key: &Key| {
        let value = match config.get(*key) {
            Some(value) => Text::from(value),
            None => Text::new().with(Tone::Faint, "not set"),
        };
        vec![Text::new().with(Tone::Faint, key.as_str()), value]
    };
    let mut page = Page::new();
    page.table(0, &[], Key::ALL.iter().map(row).collect());
    context.out.page(&page);
    Ok(())
}

/// Validates a value. Returns it as the settings file stores it.
fn checked(context: &Context<'_>, key: Key, value: &str) -> Result<String> {
    let whole = |path: PathBuf| path.to_str().map(str::to_string);
    let no_text = || Error::usage(format!("{key}: the path is not valid UTF-8"));
    match key {
        Key::Me => Ok(parse::handle("your handle", value)?.to_string()),
        Key::Journal => {
            let folder = context.world.folder(&PathBuf::from(value));
            if journal_folder::is_journal(&folder)? {
                whole(folder).ok_or_else(no_text)
            } else {
                Err(Error::cannot(format!("{value} is not a journal: it has no {}", SETTINGS_FILE))
                    .hint(format!("`coach init {value}` creates one there")))
            }
        }
        Key::Notifier | Key::Pager => match shlex::split(value) {
            Some(words) if !words.is_empty() => Ok(value.to_string()),
            _ => Err(Error::usage(format!("{key}: `{value}` is not a valid command"))),
        },
        Key::Links => match value.parse::<Links>() {
            Ok(links) => Ok(links.to_string()),
            Err(why) => Err(Error::usage(format!("{key}: {why}"))
                .hint("with `none`, coach detects whether the terminal supports links")),
        },
        Key::Git => {
            let program = context.world.folder(&PathBuf::from(value));
            if program.is_file() {
                whole(program).ok_or_else(no_text)
            } else {
                Err(Error::cannot(format!("{value} is not a file"))
                    .hint("give the full path of the git program, such as /usr/bin/git"))
            }
        }
    }
}
