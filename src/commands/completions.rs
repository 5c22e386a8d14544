//! `coach completions`: what a shell runs to complete a line, and the answers it then gets. They are
//! given by this very program, so that they know the journal: handles, open ids with their text,
//! objectives, topics.

mod bash;
mod offers;

use std::ffi::{OsStr, OsString};

use clap::Command;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{EnvCompleter, Shells};

use crate::cli::Context;
use crate::error::{Error, Result};
use crate::visible::visible;
use offers::{Offer, Offers};

/// What the shell's script sets, to the name of the shell.
const VARIABLE: &str = "COACH_COMPLETE";
const SHELLS: [&str; 4] = ["bash", "zsh", "fish", "powershell"];
/// Of a text, as much as stands beside an id.
const LONGEST: usize = 60;
/// Columns where the terminal does not say.
const USUAL_WIDTH: usize = 80;

/// Print what makes a shell complete commands, handles, ids, topics
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  echo 'source <(coach completions bash)' >> ~/.bashrc
  echo 'source <(coach completions zsh)' >> ~/.zshrc
  coach completions fish > ~/.config/fish/completions/coach.fish
  coach completions powershell >> $PROFILE

Then `coach done <TAB>` offers what is open, each id with its text beside it; bash shows the texts where \
there are several, on the second <TAB>. A ~/.zshrc that has compinit has it above that line.")]
pub struct Args {
    /// The shell
    #[arg(value_parser = SHELLS)]
    pub shell: String,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        if self.shell == bash::NAME {
            context.out.raw(bash::SCRIPT.as_bytes());
            return Ok(());
        }
        let mut script = Vec::new();
        completer(&self.shell)?
            .write_registration(VARIABLE, "coach", "coach", "coach", &mut script)
            .map_err(|error| Error::machine(format!("cannot write the script: {error}")))?;
        let script = String::from_utf8_lossy(&script);
        let script = if self.shell == "zsh" { with_compdef(&script) } else { script.into_owned() };
        context.out.raw(script.as_bytes());
        Ok(())
    }
}

/// zsh's script, where it is sourced in a shell that has not loaded what it is registered with. The
/// first line stays the first: by it zsh knows the file in a folder of functions.
fn with_compdef(script: &str) -> String {
    let (first, rest) = script.split_once('\n').unwrap_or((script, ""));
    format!("{first}\n(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit; }}\n{rest}")
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
    let arguments: Vec<OsString> = arguments.skip(1).collect();
    let mut parts = arguments.splitn(2, |word| word == "--");
    let (asked, words) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let line = bash::Line::of(asked, words);
    let words = if shell == bash::NAME { line.words.clone() } else { words.to_vec() };
    let journal = context.load_if_there().unwrap_or_default();
    let root = context.root().ok();
    let offers = Offers { journal: &journal, root, today: context.world.today, words: &words };
    let mut command = beside(command, &offers, &[]);
    command.build();
    let folder = Some(context.world.folder.as_path());
    let cannot = |error| Error::machine(format!("cannot complete: {error}"));
    let mut answers = Vec::new();
    if shell == bash::NAME {
        let width = context.world.terminal.width.unwrap_or(USUAL_WIDTH);
        let found = clap_complete::engine::complete(&mut command, words, line.index, folder);
        answers = line.answers(&found.map_err(cannot)?, width).into_bytes();
    } else {
        completer(shell)?.write_complete(&mut command, words, folder, &mut answers).map_err(cannot)?;
    }
    context.out.raw(&answers);
    Ok(())
}

/// The commands that are on the line, each of whose arguments knows what it takes.
fn beside(command: Command, offers: &Offers<'_>, path: &[String]) -> Command {
    let subs = command.get_subcommands().map(|sub| sub.get_name().to_string());
    let named: Vec<String> = subs.filter(|name| offers.is_on_the_line(name)).collect();
    let command = command.mut_args(|arg| match offers.taken_by(path, &arg) {
        None => arg,
        Some(known) => arg.add(ArgValueCompleter::new(move |typed: &OsStr| offered(&known, typed))),
    });
    named.iter().fold(command, |command, name| {
        let path: Vec<String> = path.iter().chain([name]).cloned().collect();
        command.mut_subcommand(name, |sub| beside(sub, offers, &path))
    })
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
