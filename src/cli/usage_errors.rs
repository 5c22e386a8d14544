//! Rewrites clap's errors in the style of every other error: what happened, and a command to type.

use std::error::Error as _;
use std::ffi::OsString;
use std::num::ParseIntError;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{command_groups, help, help_topics};
use crate::error::Error;
use crate::journal::text::did_you_mean::{meant, near};

/// Hints for a missing argument: the command that lists valid values.
const SHOWN: [(&str, &str); 3] = [
    ("PROGRAMME", "`coach template list` shows the programmes, `coach list people` the handles"),
    ("ID|HANDLE", "`coach list` and `coach due` show the ids; `coach list people` shows the handles"),
    ("PERSON", "`coach list people` shows the handles"),
];

/// The typed command, and clap's error about it.
struct UsageError<'a> {
    command: Command,
    /// The name of the command, such as `coach person add`.
    name: String,
    /// Whether `--` ended the options.
    is_escaped: bool,
    error: &'a clap::Error,
    arguments: &'a [OsString],
    people: &'a dyn Fn() -> Vec<String>,
}

/// Words for a command of coach: commands of other programs, and other names for a purpose. Only the whole
/// word counts, so a typing error in one of coach's commands never matches them.
const ELSEWHERE: [(&[&str], &[&str]); 11] = [
    (&["add", "new", "note", "create"], &["coach log PERSON --note \"…\""]),
    (&["grep"], &["coach find TEXT"]),
    (&["today", "dew"], &["coach due"]),
    (&["pull", "push"], &["coach sync"]),
    (&["clone"], &["coach init --from URL"]),
    (&["settings"], &["coach config list"]),
    (&["people", "persons", "team"], &["coach list people"]),
    (&["merge"], &["coach resolve"]),
    (&["complete", "finish"], &["coach done ID"]),
    (&["close", "cancel"], &["coach done ID", "coach drop ID"]),
    (&["remove", "rm", "del"], &["coach delete ID", "coach drop ID"]),
];

pub(crate) fn told(
    coach: Command,
    error: &clap::Error,
    arguments: &[OsString],
    people: &dyn Fn() -> Vec<String>,
) -> Error {
    let mut all = help::all(coach);
    all.build();
    let (mut command, mut name) = (&all, "coach".to_string());
    let unknown = unknown_command(error);
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()) {
        if unknown == Some(word) {
            break;
        }
        if let Some(sub) = command.find_subcommand(word) {
            command = sub;
            name = format!("{name} {word}");
        }
    }
    let is_escaped = arguments.iter().any(|word| word == "--");
    UsageError { command: command.clone(), name, is_escaped, error, arguments, people }.told()
}

/// The word that clap did not recognize as a command.
fn unknown_command(error: &clap::Error) -> Option<&str> {
    match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) => Some(word),
        _ => None,
    }
}

impl UsageError<'_> {
    fn told(&self) -> Error {
        match self.error.kind() {
            ErrorKind::InvalidSubcommand => self.unknown_command(),
            ErrorKind::UnknownArgument => self.unknown_argument(),
            ErrorKind::InvalidValue if self.said(ContextKind::InvalidValue).is_empty() => self.no_value(),
            ErrorKind::InvalidValue => self.not_one_of_these(),
            ErrorKind::ValueValidation => self.not_understood(),
            ErrorKind::TooManyValues => {
                let (flag, value) = (self.argument(), self.said(ContextKind::InvalidValue));
                Error::usage(format!("{flag} takes no value, but got `{value}`"))
                    .hint(format!("`{} {flag}`", self.name))
            }
            ErrorKind::ArgumentConflict => self.conflict(),
            ErrorKind::MissingRequiredArgument => self.missing(),
            ErrorKind::InvalidUtf8 => Error::usage("an argument is not valid UTF-8 text")
                .hint("coach can read a note from a file: `coach log ana --note-file FILE`"),
            _ => {
                let text = self.error.to_string();
                let line = text.lines().next().unwrap_or_default();
                Error::usage(line.trim_start_matches("error: "))
                    .hint(self.help("shows the arguments and options"))
            }
        }
    }

    fn unknown_command(&self) -> Error {
        let typed = unknown_command(self.error).unwrap_or_default().to_string();
        let is_first = self.name == "coach";
        let subs = || self.command.get_subcommands().map(Command::get_name);
        let error = Error::usage(format!("`{}` has no command `{typed}`", self.name));
        if is_first {
            return error.hint(self.instead_of(&typed));
        }
        error.hint(match meant(&typed, subs()) {
            Some(near) => format!("did you mean `{} {near}`?", self.name),
            None => format!(
                "its commands are {}: {}",
                listed(&subs().collect::<Vec<_>>()),
                self.help("explains them")
            ),
        })
    }

    /// The hint for a first word that is not a command. The word may be a second `coach`, a person, a command
    /// of another program, or similar to a command or a person.
    fn instead_of(&self, typed: &str) -> String {
        let lower = typed.to_lowercase();
        if lower == "coach" {
            return format!("did you mean `{}`?", self.without(&lower));
        }
        // `coach help date` arrives as `coach date --help`.
        if self.arguments.iter().any(|argument| argument == "--help") {
            let pages = help_topics::TOPICS.iter().map(|topic| topic.name).chain(command_groups::names());
            return match meant(typed, pages) {
                Some(page) => format!("did you mean `coach help {page}`?"),
                None => self.help("lists the commands"),
            };
        }
        let people = (self.people)();
        if people.contains(&lower) {
            return format!(
                "`coach prep {lower}` prepares a session, `coach show {lower}` shows the full record"
            );
        }
        let elsewhere = ELSEWHERE.iter().find(|(words, _)| words.contains(&lower.as_str()));
        if let Some((_, lines)) = elsewhere {
            return format!("did you mean `{}`?", lines.join("` or `"));
        }
        let commands = command_groups::names().chain(["help", "version"]);
        let near_command = meant(typed, commands).map(|word| match word {
            "version" => "coach --version".to_string(),
            _ => format!("coach {word}"),
        });
        let near_person =
            || near(typed, people.iter().map(String::as_str)).map(|near| format!("coach prep {near}"));
        match near_command.or_else(near_person) {
            Some(line) => format!("did you mean `{line}`?"),
            None => self.help("lists the commands"),
        }
    }

    /// The typed line without this word at its beginning.
    fn without(&self, word: &str) -> String {
        let words = self.arguments.iter().skip(1).map(|argument| argument.to_string_lossy());
        let rest = words.skip_while(|argument| argument.to_lowercase() == word);
        let line = shlex::try_join(rest.collect::<Vec<_>>().iter().map(AsRef::as_ref)).unwrap_or_default();
        format!("coach {line}").trim_end().to_string()
    }

    fn unknown_argument(&self) -> Error {
        let typed = self.argument();
        if self.is_escaped || !typed.starts_with('-') {
            let takes = self.positionals();
            let error = Error::usage(format!("unexpected argument `{typed}`"));
            return error.hint(match takes.iter().any(|name| name == "TEXT") {
                true => format!("put several words in quotes: `{} {}`", self.name, in_quotes(&takes)),
                false if takes.is_empty() => {
                    format!("`{}` takes no argument: {}", self.name, self.help("shows its options"))
                }
                false => format!("`{}` takes {}: {}", self.name, takes.join(" "), self.help("has examples")),
            });
        }
        let error = Error::usage(format!("`{}` has no option `{typed}`", self.name));
        // clap parses `-version` as `-v -e …`.
        let whole = |argument: &OsString| {
            argument.to_str().filter(|whole| whole.starts_with(&typed)).map(str::to_string)
        };
        let whole = self.arguments.iter().skip(1).find_map(whole);
        let word = whole.as_deref().unwrap_or(&typed).trim_start_matches('-');
        let options = self.command.get_arguments().filter(|arg| !arg.is_hide_set());
        if let Some(near) = meant(word, options.filter_map(|arg| arg.get_long())) {
            return error.hint(format!("did you mean `--{near}`?"));
        }
        let takes = self.positionals().join("|");
        if let Some(name) = meant(&word.to_uppercase(), takes.split('|')) {
            return error.hint(format!("write {name} without dashes: `{} {name}`", self.name));
        }
        let takes_text = self.positionals().iter().any(|name| ["TEXT", "LINE"].contains(&name.as_str()));
        error.hint(if takes_text {
            format!("{}; write -- before a text that begins with -", self.help("lists its options"))
        } else {
            self.help("lists its options")
        })
    }

    fn no_value(&self) -> Error {
        let flag = self.argument();
        let all = self.said(ContextKind::InvalidArg);
        let value = all.split_once(' ').map_or(String::new(), |(_, value)| format!(": {}", bare(value)));
        let example = self.example(|line| line.split(' ').any(|word| word == flag));
        Error::usage(format!("{flag} needs a value{value}"))
            .hint(example.unwrap_or_else(|| self.help("has examples")))
    }

    fn not_one_of_these(&self) -> Error {
        let (flag, value) = (self.argument(), self.said(ContextKind::InvalidValue));
        let valid = self.all(ContextKind::ValidValue);
        let near = meant(&value, valid.iter().map(String::as_str));
        let error = Error::usage(format!("{}`{value}` is not one of {}", place(&flag), valid.join(", ")));
        match near {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(self.help("explains them")),
        }
    }

    fn not_understood(&self) -> Error {
        let (flag, value) = (self.argument(), self.said(ContextKind::InvalidValue));
        let error = Error::usage(format!("{}`{value}` is not a valid value", place(&flag)));
        match self.error.source() {
            Some(why) if why.is::<ParseIntError>() => error.hint("write a whole number"),
            Some(why) => error.hint(why.to_string()),
            None => error.hint(self.help("has examples")),
        }
    }

    fn conflict(&self) -> Error {
        // clap does not name the subcommand.
        let one = Some(self.argument()).filter(|one| !one.is_empty()).unwrap_or("a subcommand".into());
        let others: Vec<String> = self.all(ContextKind::PriorArg).iter().map(|arg| name_of(arg)).collect();
        if others == [one.as_str()] {
            return Error::usage(format!("{one} was given twice")).hint("give it only once");
        }
        // If an option conflicts with all others, clap names no other option.
        if others.iter().all(String::is_empty) {
            return Error::usage(format!("{one} cannot be combined with anything else"))
                .hint(format!("`{} {one}`", self.name));
        }
        let others = listed(&others.iter().map(String::as_str).collect::<Vec<_>>());
        Error::usage(format!("{one} and {others} cannot be combined"))
            .hint(format!("keep one of them; {}", self.help("explains them")))
    }

    fn missing(&self) -> Error {
        let missing: Vec<String> = self.all(ContextKind::InvalidArg).iter().map(|arg| bare(arg)).collect();
        let is_missing = |name: &str| missing.iter().any(|missing| missing == name);
        let told = SHOWN.iter().find(|(name, _)| is_missing(name)).map(|(_, shown)| *shown);
        let told = told.or_else(|| is_missing("ID").then(|| self.shows_ids()));
        let is_new = self.name.ends_with(" add");
        let flag = missing[0].split(['|', ' ']).next().unwrap_or_default();
        let is_flag = flag.starts_with('-');
        let of_it = |line: &str| line.starts_with(&self.name) && (!is_flag || line.contains(flag));
        let listed = listed(&missing.iter().map(String::as_str).collect::<Vec<_>>());
        let own = self.command.get_arguments().find(|arg| arg.get_long() == flag.strip_prefix("--"));
        let is_here = is_flag && !own.is_some_and(|arg| arg.is_required_set());
        let listed = if is_here { listed.replace('|', " or ") + " here" } else { listed };
        let error = Error::usage(format!("`{}` needs {listed}", self.name));
        match told.filter(|_| !is_new) {
            Some(hint) => error.hint(hint),
            None => error.hint(self.example(of_it).unwrap_or_else(|| self.help("has examples"))),
        }
    }

    /// A hint to the command that lists the ids for this command.
    fn shows_ids(&self) -> &'static str {
        match self.name.as_str() {
            "coach story" | "coach benefit" | "coach benefit confirm" => {
                "`coach list actions --closed` shows the ids"
            }
            "coach reopen" => "`coach list actions --closed` and `coach list follow-ups` show the ids",
            "coach request why" | "coach request answer" | "coach request acknowledge" => {
                "`coach request list` shows the ids"
            }
            "coach private note" | "coach resource give" => "`coach list sessions` shows the ids",
            _ => "`coach due` and `coach list` show the ids",
        }
    }

    fn all(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(one)) => vec![one.clone()],
            Some(ContextValue::Strings(all)) => all.clone(),
            _ => Vec::new(),
        }
    }

    fn said(&self, kind: ContextKind) -> String {
        self.all(kind).concat()
    }

    /// The option or value with the error, without its placeholder.
    fn argument(&self) -> String {
        name_of(&self.said(ContextKind::InvalidArg))
    }

    fn positionals(&self) -> Vec<String> {
        let names = self.command.get_positionals().filter_map(|arg| arg.get_value_names());
        names.filter_map(|names| names.first()).map(ToString::to_string).collect()
    }

    fn help(&self, what: &str) -> String {
        format!("`{} --help` {what}", self.name)
    }

    /// The first matching example in the command's help.
    fn example(&self, is_meant: impl Fn(&str) -> bool) -> Option<String> {
        let help = self.command.get_after_help()?.to_string();
        let mut examples = help::parts(&help).into_iter().filter_map(|part| match part {
            help::HelpPart::Example(line) => line.split("  ").next(),
            _ => None,
        });
        examples.find(|line| is_meant(line)).map(|line| format!("for instance `{line}`"))
    }
}

/// Shortens `--kind <KIND>` to `--kind`, and `<ID>...` to `ID`.
fn name_of(arg: &str) -> String {
    if arg.starts_with('-') { arg.split([' ', '=']).next().unwrap_or(arg).to_string() } else { bare(arg) }
}

/// The prefix of a message about an option. A positional value needs none.
fn place(flag: &str) -> String {
    if flag.starts_with('-') { format!("{flag}: ") } else { String::new() }
}

/// The name without clap's brackets.
fn bare(arg: &str) -> String {
    arg.trim_end_matches("...")
        .replace("[<", "")
        .replace(">]", "")
        .replace(['<', '>'], "")
        .trim_matches(['[', ']'])
        .into()
}

fn in_quotes(names: &[String]) -> String {
    names
        .iter()
        .map(|name| if name == "TEXT" { "\"…\"".into() } else { name.clone() })
        .collect::<Vec<_>>()
        .join(" ")
}

fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => one.to_string(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}
