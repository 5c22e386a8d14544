//! Finds a date or a text of several words without quotes, such as `--on 27 nov` or `-t pricing talk`. The shell
//! passes only the first word as the value. Also finds a date or a text that lacks its option: `done ID yesterday`.

use std::ffi::OsString;

use clap::{Arg, Command};

use crate::error::{Error, ErrorKind};
use crate::journal::dates::{Calendar, Direction, span_days};
use crate::journal::participants::session_lengths;
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;

/// The most words after the first one that may belong to the date: `the end of next month`.
const MORE: usize = 4;

/// Value names of options that take a date or a span.
const DATES: [&str; 2] = ["DATE", "SPAN"];

/// Value names of options that take a text.
const TEXTS: [&str; 7] = ["TEXT", "TOPIC", "NAME", "UNIT", "FIELD=TEXT", "SCORE[: TEXT]", "KIND[: TEXT]"];

const IN_QUOTES: &str = "put several words in quotes";

/// Options that take the text after an id, such as `done ID it went well`.
const AFTER_AN_ID: [&str; 2] = ["result", "reason"];

/// The command line: its words, and which of them are options and values.
struct Typed<'a> {
    command: &'a Command,
    words: Vec<&'a str>,
    /// The indices of the words that are neither options nor their values.
    bare: Vec<usize>,
    /// The options with a value: the index of the option, and the option.
    options: Vec<(usize, &'a Arg)>,
}

impl<'a> Typed<'a> {
    fn of(coach: &'a Command, arguments: &'a [OsString]) -> Typed<'a> {
        let words = arguments.iter().map(|word| word.to_str().unwrap_or_default()).collect();
        let mut typed = Typed { command: coach, words, bare: Vec::new(), options: Vec::new() };
        let mut at = 1;
        while at < typed.words.len() {
            let word = typed.words[at];
            let option = option(typed.command, word).or_else(|| option(coach, word));
            match option.filter(|option| option.get_action().takes_values()) {
                Some(option) => {
                    typed.options.push((at, option));
                    at += 1;
                }
                None if word.starts_with('-') => {}
                None => match typed.command.find_subcommand(word).filter(|_| typed.bare.is_empty()) {
                    Some(sub) => typed.command = sub,
                    None => typed.bare.push(at),
                },
            }
            at += 1;
        }
        typed
    }

    /// The words after the value of the option at `at`, up to the next option.
    fn after(&self, at: usize, most: usize) -> &[&'a str] {
        let rest = self.words.get(at + 2..).unwrap_or_default();
        &rest[..rest.iter().take(most).take_while(|word| !word.starts_with('-')).count()]
    }

    fn is_one_of(option: &Arg, names: &[&str]) -> bool {
        let value = option.get_value_names().unwrap_or_default();
        let is_free = option.get_possible_values().is_empty();
        is_free && value.iter().any(|name| names.contains(&name.as_str()))
    }

    /// The first option whose value and the words after it are a date or a span.
    fn date(&self, calendar: &Calendar) -> Option<String> {
        self.options.iter().filter(|(_, option)| Self::is_one_of(option, &DATES)).find_map(|(at, _)| {
            let value = self.words.get(*at + 1)?;
            let more = self.after(*at, MORE);
            let is_date = |used: &usize| {
                let said = format!("{value} {}", more[..*used].join(" "));
                calendar.day(&said, Direction::Back).is_ok() || span_days(&said).is_ok()
            };
            let used = (1..=more.len()).rev().find(is_date)?;
            Some(format!(
                "put a date of several words in quotes: {} \"{value} {}\"",
                self.words[*at],
                more[..used].join(" ")
            ))
        })
    }

    /// The options with a text of one word, and the words after it.
    fn texts(&self) -> impl Iterator<Item = (usize, &Arg, &[&'a str])> {
        let texts = self.options.iter().filter(|(at, option)| {
            let value = self.words.get(at + 1).copied().unwrap_or_default();
            Self::is_one_of(option, &TEXTS) && !value.contains(char::is_whitespace)
        });
        texts
            .map(|(at, option)| (*at, *option, self.after(*at, usize::MAX)))
            .filter(|(_, _, more)| !more.is_empty())
    }

    fn quoted(&self, at: usize, more: &[&str]) -> String {
        let is_over = |word: &&str| session_lengths::whole(word).is_some();
        let used = more.iter().take_while(|word| !is_over(word)).count().max(1);
        let (option, value) = (self.words[at], self.words[at + 1]);
        format!("{IN_QUOTES}: {option} \"{value} {}\"", more[..used].join(" "))
    }

    /// A date or a text after the first id.
    fn after_an_id(&self, calendar: &Calendar, message: &str) -> Option<String> {
        let takes_ids = self.command.get_positionals().any(|one| Self::is_one_of(one, &["ID"]));
        let rest = self.bare.get(1..).filter(|_| takes_ids)?;
        let said: Vec<&str> = rest.iter().map(|at| self.words[*at]).collect();
        let begin = said.iter().position(|word| message.contains(&format!("`{word}`")))?;
        let said = &said[begin..];
        let of = |name: &str| self.command.get_arguments().find(|one| one.get_long() == Some(name));
        let date = said.join(" ");
        let date = date.strip_prefix("on ").unwrap_or(&date);
        if of("on").is_some() && calendar.day(date, Direction::Back).is_ok() {
            let quotes = if date.contains(' ') { "\"" } else { "" };
            return Some(format!("write the date as an option: --on {quotes}{date}{quotes}"));
        }
        let is_text = said.iter().any(|word| !Id::could_begin(word));
        let option = AFTER_AN_ID.iter().find(|name| of(name).is_some()).filter(|_| is_text)?;
        Some(format!("write the text as an option: --{option} \"{}\"", said.join(" ")))
    }
}

/// Returns the error with a hint for its words, if they are a date or a text without quotes or without an option.
pub(crate) fn with_hint(error: Error, coach: &Command, arguments: &[OsString], today: Day) -> Error {
    let has_it = error.hint.as_ref().is_some_and(|hint| hint.starts_with(IN_QUOTES));
    if has_it || !matches!(error.kind, ErrorKind::Usage | ErrorKind::Cannot) {
        return error;
    }
    let typed = Typed::of(coach, arguments);
    let calendar = Calendar { today, order: None, unread_order: None };
    let is_named = |word: &&str| error.message.contains(&format!("`{word}`"));
    let text = || {
        let mut texts = typed.texts().filter(|(_, _, more)| more.iter().any(is_named));
        texts.next().map(|(at, _, more)| typed.quoted(at, more))
    };
    let date = typed.date(&calendar).filter(|_| error.kind == ErrorKind::Usage);
    match date.or_else(text).or_else(|| typed.after_an_id(&calendar, &error.message)) {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// A word of `coach log` directly after a topic or text of one word, if people came before it. It is a person, or
/// part of the text.
pub(crate) struct StrayWord {
    pub word: String,
    pub option: String,
    /// The option with the text in quotes.
    pub quoted: String,
    /// Whether the option takes a text, which rarely has one word. A topic often has.
    pub is_text: bool,
}

pub(crate) fn stray_words(coach: &Command, arguments: &[OsString]) -> Vec<StrayWord> {
    let typed = Typed::of(coach, arguments);
    if typed.command.get_name() != "log" {
        return Vec::new();
    }
    let follows = |at: usize| typed.bare.first().is_some_and(|first| *first < at);
    let texts = typed.texts().filter(|(at, _, _)| follows(*at));
    let stray = texts.flat_map(|(at, option, more)| {
        let is_text = !Typed::is_one_of(option, &["TOPIC"]);
        let quoted = typed.quoted(at, more);
        let option = typed.words[at].to_string();
        let of = move |word: &&str| StrayWord {
            word: word.to_string(),
            option: option.clone(),
            quoted: quoted.clone(),
            is_text,
        };
        more.iter().map(of).collect::<Vec<_>>()
    });
    stray.collect()
}

/// The option of a command that a word names.
fn option<'c>(command: &'c Command, word: &str) -> Option<&'c Arg> {
    let (long, short) = (word.strip_prefix("--"), word.strip_prefix('-').and_then(|name| name.parse().ok()));
    let is_it = |option: &&Arg| match long {
        Some(name) => {
            option.get_long() == Some(name) || option.get_all_aliases().is_some_and(|all| all.contains(&name))
        }
        None => short.is_some() && option.get_short() == short,
    };
    command.get_arguments().find(is_it)
}
