//! `coach completions`: prints the completion script for a shell, and answers that script. coach itself
//! computes the answers, so they come from the journal: handles, open ids with their text, objectives,
//! topics.

mod bash_script;
mod candidates;
mod other_shells;
mod shell_quote;
mod typed_line;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::builder::ValueHint;
use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::escape::visible;
use candidates::{Offer, Offers};
use other_shells::Shell;

/// The variable that each shell's script sets to the name of the shell.
const VARIABLE: &str = "COACH_COMPLETE";
const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "powershell"];
/// The longest description of a value, in characters.
const LONGEST: usize = 60;
/// The width in columns if the terminal does not report one.
const USUAL_WIDTH: usize = 80;

/// Generate a shell completion script
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  echo 'source <(coach completions bash)' >> ~/.bashrc
  echo 'source <(coach completions zsh)' >> ~/.zshrc
  coach completions fish > ~/.config/fish/completions/coach.fish
  coach completions powershell >> $PROFILE

Then `coach done <TAB>` offers the open items: each id with its text. If there are several, bash shows the \
texts at the second <TAB>. If your ~/.zshrc runs `compinit`, put the line after it.")]
pub(crate) struct Args {
    /// Shell
    #[arg(value_parser = SHELLS)]
    pub shell: String,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let script =
            if self.shell == bash_script::NAME { bash_script::SCRIPT } else { other(&self.shell)?.script() };
        context.out.raw(script.as_bytes());
        Ok(())
    }
}

fn other(shell: &str) -> Result<Shell> {
    Shell::named(shell).ok_or_else(|| {
        Error::usage(format!("{VARIABLE}: `{shell}` is not one of {}", SHELLS.join(", ")))
            .hint("`coach completions SHELL` prints the script that sets it")
    })
}

/// Answers the shell. An unreadable journal gives no candidates: the middle of a command line is no place for
/// errors. The arguments before `--` are the shell's options, and those after it the words of the line.
pub(crate) fn answer(
    context: &mut Context<'_>,
    shell: &str,
    command: Command,
    arguments: impl Iterator<Item = OsString>,
) -> Result<()> {
    let arguments: Vec<OsString> = arguments.skip(1).collect();
    let mut parts = arguments.splitn(2, |word| word == "--");
    let (asked, typed) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let answers = if shell == bash_script::NAME {
        let Some(line) = bash_script::BashLine::of(asked, typed) else { return Ok(()) };
        let width = context.world.terminal.width.unwrap_or(USUAL_WIDTH);
        line.answers(&found(context, command, &line.words)?, width).into_bytes()
    } else {
        let shell = other(shell)?;
        // File names may contain line breaks, so scripts ask for a NUL byte after each answer.
        let end = if asked.first().is_some_and(|end| end == "0") { 0 } else { b'\n' };
        shell.answers(&found(context, command, &shell.words(typed))?, end)
    };
    context.out.raw(&answers);
    Ok(())
}

/// The candidates for the last word.
fn found(
    context: &mut Context<'_>,
    command: Command,
    words: &[OsString],
) -> Result<Vec<CompletionCandidate>> {
    let journal = context.load_if_there().unwrap_or_default();
    let root = context.root().ok();
    let folder = context.world.folder.as_path();
    let devices = super::serve::devices_to_offer(context.world);
    let offers = Offers { journal: &journal, root, today: context.world.today, devices, words };
    let mut command = beside(command, &offers, folder, &[]);
    command.build();
    clap_complete::engine::complete(&mut command, words.to_vec(), words.len().saturating_sub(1), Some(folder))
        .map_err(|error| Error::machine(format!("cannot complete: {error}")))
}

/// Adds candidates to the arguments of every command on the line.
fn beside(command: Command, offers: &Offers<'_>, folder: &Path, path: &[String]) -> Command {
    let subs = command.get_subcommands().map(|sub| sub.get_name().to_string());
    let named: Vec<String> = subs.filter(|name| offers.is_on_the_line(name)).collect();
    let command = command.mut_args(|arg| match (offers.taken_by(path, &arg), files(&arg, folder)) {
        (Some(known), _) => arg.add(ArgValueCompleter::new(move |typed: &OsStr| offered(&known, typed))),
        (None, Some(files)) => {
            arg.add(ArgValueCompleter::new(move |typed: &OsStr| named_safely(&files, typed)))
        }
        (None, None) => arg,
    });
    named.iter().fold(command, |command, name| {
        let path: Vec<String> = path.iter().chain([name]).cloned().collect();
        command.mut_subcommand(name, |sub| beside(sub, offers, folder, &path))
    })
}

/// A completer for paths, if the argument takes one.
fn files(arg: &Arg, folder: &Path) -> Option<PathCompleter> {
    let is_path = arg.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
    let files = match arg.get_value_hint() {
        ValueHint::FilePath => PathCompleter::file(),
        ValueHint::DirPath => PathCompleter::dir(),
        ValueHint::AnyPath => PathCompleter::any(),
        _ if is_path => PathCompleter::any(),
        _ => return None,
    };
    Some(files.current_dir(folder))
}

/// Paths to complete. A name that begins like a flag or like the home folder gets the prefix `./`. The folder
/// `.` itself is left out: it would keep the shell from completing the only file.
fn named_safely(files: &PathCompleter, typed: &OsStr) -> Vec<CompletionCandidate> {
    let is_taken = |one: &CompletionCandidate| {
        let name = one.get_value().as_encoded_bytes();
        typed.is_empty() && (name.starts_with(b"-") || name.starts_with(b"~"))
    };
    let found = files.complete(typed).into_iter().filter(|one| one.get_value() != ".");
    found.map(|one| if is_taken(&one) { one.add_prefix("./") } else { one }).collect()
}

fn offered(known: &[Offer], typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_lowercase();
    let begins = known.iter().filter(|(value, _)| value.starts_with(&typed));
    begins
        .map(|(value, about)| {
            let about = cut(&visible(about));
            CompletionCandidate::new(value).help((!about.is_empty()).then(|| about.into()))
        })
        .collect()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}
