//! `coach man`: writes the manual pages, generated from the help.

use std::path::PathBuf;

use clap::builder::Resettable;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use clap::CommandFactory;

use crate::cli::help::{self, HelpPart};
use crate::cli::{self, Context};
use crate::commands::Cli;
use crate::error::{Error, Result};
use crate::store::files::output_folder;

/// Write the manual pages to a folder
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach man ~/.local/share/man/man1
  man coach-log

coach writes one page for itself and one for each command. man finds pages in ~/.local/share/man if
~/.local/bin is on your PATH. Otherwise, use `man -M ~/.local/share/man coach-log`.")]
pub(crate) struct Args {
    /// Folder for the pages (coach creates it if it does not exist)
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let mut command = help::all(Cli::command());
        command.build();
        let mut made = Vec::new();
        render(command, "coach".to_string(), &mut made)?;
        let folder = context.world.folder(&self.folder);
        output_folder::write(&folder, &made)?;
        let shown = context.world.shown(&folder);
        context.out.page(&cli::sentence(format!(
            "wrote {} pages to {shown}; to read them: man coach, man coach-log",
            made.len()
        )));
        Ok(())
    }
}

fn render(command: clap::Command, name: String, made: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        render(sub.clone(), format!("{name}-{}", sub.get_name()), made)?;
    }
    let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let command = command.display_name(name.clone()).after_help(Resettable::Reset);
    let manual = Man::new(command).manual("coach").title(&name);
    let mut page = Vec::new();
    let written = manual.render(&mut page).and_then(|()| examples(&below).to_writer(&mut page));
    written.map_err(|error| Error::machine(format!("cannot write {name}: {error}")))?;
    made.push((format!("{name}.1"), page));
    Ok(())
}

/// The text below the options: roff fills the paragraphs, and an example stays on one line.
fn examples(below: &str) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    let mut is_filled = true;
    for part in help::parts(below.trim_start_matches("Examples:\n")) {
        let fills = !matches!(part, HelpPart::Example(_));
        if fills != is_filled {
            roff.control(if fills { "fi" } else { "nf" }, []);
            is_filled = fills;
        }
        match part {
            HelpPart::Blank => roff.control("PP", []),
            HelpPart::Prose(text) => roff.text([roman(text)]),
            HelpPart::Example(line) => {
                let (example, about) = line.split_once("  ").unwrap_or((line, ""));
                let about = about.trim_start();
                roff.text([roman(example)]);
                if about.is_empty() { &mut roff } else { roff.text([roman(format!("    {about}"))]) }
            }
        };
    }
    if !is_filled {
        roff.control("fi", []);
    }
    roff
}
