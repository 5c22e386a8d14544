//! `coach man`: writes the manual pages, generated from the help.

use std::path::PathBuf;

use clap::builder::Resettable;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use clap::CommandFactory;

use crate::cli::help::{self, HelpPart};
use crate::cli::help_topics::{self, HelpTopic};
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
        for topic in &help_topics::TOPICS {
            made.push(topic_page(topic)?);
        }
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
    let written = manual.render(&mut page).and_then(|()| {
        let mut roff = Roff::new();
        section(&mut roff, "EXAMPLES", below.trim_start_matches("Examples:\n"));
        if name == "coach" {
            section(&mut roff, "ENVIRONMENT", help_topics::section("Environment variables"));
            section(&mut roff, "FILES", help_topics::section("Files"));
        } else {
            roff.control("SH", ["ENVIRONMENT"]);
            roff.text([roman(
                "COACH_JOURNAL is the folder of the journal. coach-settings(1) lists all variables.",
            )]);
            roff.control("SH", ["FILES"]);
            roff.text([roman("coach-files(1) describes the files of a journal, and your own files.")]);
        }
        section(&mut roff, "EXIT STATUS", help_topics::section("Exit status"));
        see_also(&mut roff, &name);
        roff.to_writer(&mut page)
    });
    written.map_err(|error| Error::machine(format!("cannot write {name}: {error}")))?;
    made.push((format!("{name}.1"), page));
    Ok(())
}

/// The page of a topic of `coach help`.
fn topic_page(topic: &HelpTopic) -> Result<(String, Vec<u8>)> {
    let name = format!("coach-{}", topic.name);
    let mut roff = Roff::new();
    roff.control("TH", [&name, "1", "", "coach", ""].map(|part| part));
    roff.control("SH", ["NAME"]);
    roff.text([roman(format!("{name} - {}", topic.about))]);
    section(&mut roff, "DESCRIPTION", topic.text);
    see_also(&mut roff, &name);
    let mut page = Vec::new();
    let written = roff.to_writer(&mut page);
    written.map_err(|error| Error::machine(format!("cannot write {name}: {error}")))?;
    Ok((format!("{name}.1"), page))
}

fn see_also(roff: &mut Roff, name: &str) {
    let pages = ["coach", "coach-dates", "coach-files", "coach-settings"];
    let pages = pages.into_iter().filter(|page| *page != name).map(|page| format!("{page}(1)"));
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman(format!("{}, git(1)", pages.collect::<Vec<_>>().join(", ")))]);
}

/// Appends a section: roff fills the paragraphs, and an example stays on one line.
fn section(roff: &mut Roff, title: &str, text: &str) {
    roff.control("SH", [title]);
    let mut is_filled = true;
    for part in help::parts(text) {
        let fills = !matches!(part, HelpPart::Example(_));
        if fills != is_filled {
            roff.control(if fills { "fi" } else { "nf" }, []);
            is_filled = fills;
        }
        match part {
            HelpPart::Blank => {
                roff.control("PP", []);
            }
            HelpPart::Prose(text) => {
                roff.text([roman(text)]);
            }
            HelpPart::Example(line) => {
                let (example, about) = line.split_once("  ").unwrap_or((line, ""));
                let about = about.trim_start();
                roff.text([roman(example)]);
                if !about.is_empty() {
                    roff.text([roman(format!("    {about}"))]);
                }
            }
        }
    }
    if !is_filled {
        roff.control("fi", []);
    }
}
