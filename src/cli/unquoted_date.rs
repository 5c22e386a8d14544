//! Finds a date of several words without quotes, such as `--on 27 nov`. The shell passes only `27` as the date.

use std::ffi::OsString;

use clap::Command;

use crate::journal::dates::{Calendar, Direction, span_days};
use crate::journal::values::day::Day;

/// The most words after the first one that may belong to the date: `the end of next month`.
const MORE: usize = 4;

/// The value names of options that take a date or a span.
const TAKES_A_DATE: [&str; 2] = ["DATE", "SPAN"];

/// Returns what to type in place of the first option of `coach` whose value and the words after it are a date
/// or a span.
pub(crate) fn in_quotes(coach: &Command, arguments: &[OsString], today: Day) -> Option<String> {
    let calendar = Calendar { today, order: None, unread_order: None };
    let words: Vec<&str> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    let mut command = coach;
    for (at, word) in words.iter().enumerate().skip(1) {
        if let Some(sub) = command.find_subcommand(word) {
            command = sub;
        }
        if !takes_a_date(command, word) {
            continue;
        }
        let value = &words[at + 1..];
        let more = value.iter().skip(1).take(MORE).take_while(|word| !word.starts_with('-')).count();
        let is_date = |used: &usize| {
            let said = value[..=*used].join(" ");
            calendar.day(&said, Direction::Back).is_ok() || span_days(&said).is_ok()
        };
        if let Some(used) = (1..=more).rev().find(is_date) {
            return Some(format!("{word} \"{}\"", value[..=used].join(" ")));
        }
    }
    None
}

/// Whether a word is an option of the command that takes a date or a span.
fn takes_a_date(command: &Command, word: &str) -> bool {
    let (long, short) = (word.strip_prefix("--"), word.strip_prefix('-').and_then(|name| name.parse().ok()));
    let is_it = |option: &&clap::Arg| match long {
        Some(name) => {
            option.get_long() == Some(name) || option.get_all_aliases().is_some_and(|all| all.contains(&name))
        }
        None => short.is_some() && option.get_short() == short,
    };
    let option = command.get_arguments().find(is_it);
    let names = option.and_then(|option| option.get_value_names()).unwrap_or_default();
    names.iter().any(|name| TAKES_A_DATE.contains(&name.as_str()))
}
