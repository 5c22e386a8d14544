//! `coach man`: the manual pages, made from the same help.

use std::path::PathBuf;

use clap::CommandFactory;

use super::Cli;
use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::store::pages;

/// Write the manual pages into a folder
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach man ~/.local/share/man/man1
  man coach-log

A page each for coach and its commands.")]
pub struct Args {
    /// The folder, made where it is not there
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let mut command = Cli::command();
        command.build();
        let mut made = Vec::new();
        render(command, "coach".to_string(), &mut made)?;
        let folder = context.world.folder(&self.folder);
        pages::write(&folder, &made)?;
        let shown = context.world.shown(&folder);
        context
            .out
            .page(&cli::sentence(format!("{} pages in {shown}: man coach, man coach-log", made.len())));
        Ok(())
    }
}

fn render(command: clap::Command, name: String, made: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        render(sub.clone(), format!("{name}-{}", sub.get_name()), made)?;
    }
    let mut page = Vec::new();
    let manual = clap_mangen::Man::new(command.display_name(name.clone())).manual("coach").title(&name);
    manual.render(&mut page).map_err(|error| Error::machine(format!("cannot write {name}: {error}")))?;
    made.push((format!("{name}.1"), page));
    Ok(())
}
