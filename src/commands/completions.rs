//! `coach completions`: what a shell runs to complete a line, and the answers it then gets. They are
//! given by this very program, so that they know the journal: handles, open ids with their text,
//! objectives, topics.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{EnvCompleter, Shells};

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::journal::Journal;
use crate::report::whom::whom;
use crate::visible::visible;

/// What the shell's script sets, to the name of the shell.
const VARIABLE: &str = "COACH_COMPLETE";
const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "powershell"];
/// Of a text, as much as stands beside an id.
const LONGEST: usize = 60;

/// Print what makes a shell complete commands, handles, ids, objectives and topics
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  echo 'source <(coach completions bash)' >> ~/.bashrc
  echo 'source <(coach completions zsh)' >> ~/.zshrc
  coach completions fish > ~/.config/fish/completions/coach.fish
  coach completions powershell >> $PROFILE

Then `coach done <TAB>` offers what is open. zsh, fish and PowerShell show the text beside each id; \
bash has no room for it.")]
pub struct Args {
    /// The shell
    #[arg(value_parser = SHELLS)]
    pub shell: String,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let mut script = Vec::new();
        completer(&self.shell)?
            .write_registration(VARIABLE, "coach", "coach", "coach", &mut script)
            .map_err(|error| Error::machine(format!("cannot write the script: {error}")))?;
        context.out.raw(&script);
        Ok(())
    }
}

fn completer(shell: &str) -> Result<&'static dyn EnvCompleter> {
    const KNOWN: Shells<'static> = Shells::builtins();
    let known = KNOWN.0.iter().find(|known| SHELLS.contains(&shell) && known.is(shell));
    known.copied().ok_or_else(|| {
        Error::usage(format!("{VARIABLE}: `{shell}` is none of {}", SHELLS.join(", ")))
            .hint("coach completions SHELL prints what sets it")
    })
}

/// Answers the shell. What cannot be read offers nothing: a line that is being typed is no place
/// for errors.
pub fn answer(
    context: &mut Context<'_>,
    shell: &str,
    command: Command,
    arguments: impl Iterator<Item = OsString>,
) -> Result<()> {
    let known = context.load_if_there().map(|journal| Known::of(&journal, context)).unwrap_or_default();
    let mut command = known.beside(command);
    command.build();
    let words = arguments.skip_while(|word| word != "--").skip(1).collect();
    let mut answers = Vec::new();
    let folder = context.world.folder.clone();
    completer(shell)?
        .write_complete(&mut command, words, Some(&folder), &mut answers)
        .map_err(|error| Error::machine(format!("cannot complete: {error}")))?;
    context.out.raw(&answers);
    Ok(())
}

/// What the journal holds, each with what is said beside it.
#[derive(Clone, Default)]
struct Known {
    people: Vec<(String, String)>,
    open: Vec<(String, String)>,
    objectives: Vec<(String, String)>,
    topics: Vec<(String, String)>,
    teams: Vec<(String, String)>,
    forms: Vec<(String, String)>,
    programmes: Vec<(String, String)>,
}

impl Known {
    fn of(journal: &Journal, context: &Context<'_>) -> Known {
        let bare =
            |handles: BTreeSet<&Handle>| handles.iter().map(|h| (h.to_string(), String::new())).collect();
        let prefixes = journal.prefixes();
        let short = |id: &Id| id.as_str()[..prefixes.shortest(id).max(4)].to_string();
        let actions = journal.actions().filter(|(_, action)| action.is_open());
        let actions = actions.map(|(_, a)| (short(&a.id), format!("{} do: {}", a.owner, a.what)));
        let asks = journal.follow_ups().filter(|(_, ask)| ask.is_open());
        let asks = asks.map(|(s, ask)| (short(&ask.id), format!("{} ask: {}", s.record.asked(ask), ask.ask)));
        let templates = |programmes: bool| {
            let all = journal.templates.values().map(|filed| &filed.record);
            let all = all.filter(|template| template.is_programme() == programmes);
            all.map(|t| (t.handle.to_string(), t.title.clone().unwrap_or_default())).collect()
        };
        let objectives =
            journal.objectives.values().map(|filed| &filed.record).filter(|o| o.closed.is_none());
        Known {
            people: whom(journal, context.world.today)
                .into_iter()
                .map(|(handle, line)| {
                    let about = line[handle.as_str().len()..].trim().to_string();
                    (handle.to_string(), about)
                })
                .collect(),
            open: asks.chain(actions).collect(),
            objectives: objectives
                .map(|objective| (objective.handle.to_string(), objective.title.clone().unwrap_or_default()))
                .collect(),
            topics: bare(journal.sessions.iter().flat_map(|filed| &filed.record.topics).collect()),
            forms: templates(false),
            programmes: templates(true),
            teams: bare(journal.people.values().filter_map(|filed| filed.record.team.as_ref()).collect()),
        }
    }

    /// The command, each of whose arguments knows what it takes.
    fn beside(&self, command: Command) -> Command {
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_string()).collect();
        let command = command.mut_args(|arg| match self.taken_by(&arg) {
            known if known.is_empty() => arg,
            known => arg.add(ArgValueCompleter::new(move |typed: &OsStr| offered(&known, typed))),
        });
        names.iter().fold(command, |command, name| command.mut_subcommand(name, |sub| self.beside(sub)))
    }

    /// By the name of its value, which says what it is on the help page, too.
    fn taken_by(&self, arg: &Arg) -> Vec<(String, String)> {
        let named = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
        let name = named.unwrap_or_else(|| arg.get_id().to_string().to_uppercase());
        let mut known = Vec::new();
        for word in name.split('|') {
            known.extend_from_slice(match word {
                "PERSON" | "HANDLE" => &self.people,
                "ID" => &self.open,
                "OBJECTIVE" => &self.objectives,
                "TOPIC" => &self.topics,
                "TEAM" => &self.teams,
                "TEMPLATE" => &self.forms,
                "PROGRAMME" => &self.programmes,
                _ => continue,
            });
        }
        known
    }
}

fn offered(known: &[(String, String)], typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_lowercase();
    let begins = known.iter().filter(|(value, _)| value.starts_with(&typed));
    begins
        .map(|(value, about)| {
            let about: String = visible(about).chars().take(LONGEST).collect();
            CompletionCandidate::new(value).help((!about.is_empty()).then(|| about.into()))
        })
        .collect()
}
