//! `coach init`: a new journal, or the team's.

use std::path::PathBuf;

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::journal::form;
use crate::journal::handle::Handle;
use crate::journal::person::Person;
use crate::report::page::Page;
use crate::store::config::Config;
use crate::store::{clone, layout, load, place};

/// Make a new journal, or bring your team's
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach init                                  your own journal, in your data folder
  coach init --from git@example.com:team/coaching.git
  coach init coaching --me jo                 a folder of the repository you are in

Safe to run twice: what is there stays as it is.")]
pub struct Args {
    /// The folder, if not the default one in your data folder
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Clone the journal that your team shares
    #[arg(long, value_name = "URL")]
    pub from: Option<String>,
    /// Your handle, as colleagues will see it
    #[arg(long, value_name = "HANDLE")]
    pub me: Option<String>,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let own = place::default(context.world);
        let root = match &self.folder {
            Some(folder) => context.world.folder.join(folder),
            None => own.clone(),
        };
        let me = who(context, self.me.as_deref())?;
        let was_there = place::is_journal(&root);
        match &self.from {
            Some(url) if !was_there => clone::clone(url, &root)?,
            Some(_) => {
                context.notes.say(&format!("{} is a journal already: nothing was cloned", root.display()))
            }
            None if !was_there => place::make(&root, root == own)?,
            None => {}
        }
        if self.from.is_some() && !place::is_journal(&root) {
            return Err(Error::cannot(format!(
                "what was cloned to {} is no journal: it has no coach.toml",
                root.display()
            ))
            .hint(format!("`coach init {}` makes one of it", root.display())));
        }
        context.change_at(&root, |edits, _| {
            if !edits.journal.people.contains_key(&me) {
                edits.create(&layout::person(&me), form::person(&Person::new(me.clone())))?;
            }
            edits.message("init", if was_there { "add the coach" } else { "begin a journal" });
            Ok(())
        })?;
        let config = Config::read(&context.world.places.config)?;
        let remember = config.journal.is_none() && root != own && !place::is_journal(&own);
        let absolute = root.canonicalize().unwrap_or_else(|_| root.clone());
        Config::write(&context.world.places.config, Some(&me), remember.then_some(absolute.as_path()))?;
        let mut page = Page::new();
        let people = load::load(&root)?.people.len();
        page.line(match was_there {
            true => format!("{} is a journal, with {people} people in it", root.display()),
            false => format!("a journal is in {}", root.display()),
        });
        page.line(format!("you are `{me}` in it ({})", context.world.places.config.display()));
        if !remember && root != own && config.journal.as_deref() != Some(&absolute) {
            page.line(format!("use it from there, or with --journal {}", root.display()));
        }
        page.blank();
        page.line("next: coach log ana 45m --note \"…\" --action \"… by friday\"");
        context.out.page(&page);
        Ok(())
    }
}

/// Who is at the keyboard: as said, else as configured, else asked on a terminal, else by the
/// name of the account.
fn who(context: &mut Context<'_>, said: Option<&str>) -> Result<Handle> {
    if let Some(typed) = said {
        return cli::handle("you", typed);
    }
    let config = Config::read(&context.world.places.config)?;
    let terminal = context.world.terminal.stdin && context.world.terminal.stdout;
    if config.me.is_some() || !terminal {
        return context.me();
    }
    let usual = context.me().ok();
    let shown = usual.as_ref().map(|me| format!(" [{me}]")).unwrap_or_default();
    context.notes.say(&format!("who are you, in a word?{shown}"));
    let answer = context.world.line()?;
    match (answer.trim(), usual) {
        ("", Some(usual)) => Ok(usual),
        (answer, _) => cli::handle("you", answer),
    }
}

/// The journal that is meant; the default one is begun if it is not there.
pub fn begin(context: &mut Context<'_>) -> Result<PathBuf> {
    let root = context.place()?;
    if !place::is_journal(&root) {
        place::make(&root, true)?;
        let me = context.me()?;
        context.notes.say(&format!("a new journal: {}", root.display()));
        context.notes.say(&format!("you are `{me}` in it (`coach init --me HANDLE` changes that)"));
    }
    Ok(root)
}
