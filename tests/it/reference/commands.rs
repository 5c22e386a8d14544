//! `docs/reference/commands.md`: every command and subcommand, from the definitions that parse the command line.

use clap::{Arg, Command};

use super::{TESTS, codes, escaped, row, sentence};
use crate::generated::is_written;

const HEAD: &str = "# Commands

<!-- A test generates this page; do not edit it. CONTRIBUTING.md says how to refresh it. -->

This page lists every command in the order of `coach --help`. `coach COMMAND --help` prints the same text for one
command. Every command also takes the [global options](#global-options).
";

fn built() -> Command {
    let mut coach = coach::command_line();
    coach.build();
    coach
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set())
}

fn find<'a>(coach: &'a Command, name: &str) -> &'a Command {
    visible(coach).find(|sub| sub.get_name() == name).unwrap_or_else(|| panic!("{name}"))
}

/// The groups, with a link to each of their commands.
fn contents() -> String {
    let link = |name: &&str| format!("[{name}](#coach-{name})");
    let group = |(title, names): (&str, &[&str])| {
        format!("- {title}: {}\n", names.iter().map(link).collect::<Vec<_>>().join(", "))
    };
    coach::command_groups().map(group).collect()
}

fn section(command: &Command, name: &str, level: usize) -> String {
    let about = command.get_long_about().or_else(|| command.get_about());
    let about = about.map(|about| sentence(&about.to_string())).unwrap_or_default();
    let mut text = format!("\n{} {name}\n\n{about}\n", "#".repeat(level));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:");
    let usage = usage.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    text += &format!("\n```text\n{usage}\n```\n");
    let is_own = |arg: &&Arg| !arg.is_global_set() && arg.get_id() != "help";
    text += &options(command.get_arguments().filter(is_own));
    text += &below(&command.get_after_help().map(ToString::to_string).unwrap_or_default());
    for sub in visible(command) {
        text += &section(sub, &format!("{name} {}", sub.get_name()), level + 1);
    }
    text
}

/// The arguments and options as a table; nothing if there are none.
fn options<'a>(all: impl Iterator<Item = &'a Arg>) -> String {
    let (arguments, flags): (Vec<&Arg>, Vec<&Arg>) =
        all.filter(|arg| !arg.is_hide_set()).partition(|arg| arg.is_positional());
    let tables = [("argument", arguments), ("option", flags)];
    let tables = tables.into_iter().filter(|(_, all)| !all.is_empty()).map(|(title, all)| {
        let rows = all.into_iter().map(|arg| row(&[&format!("`{}`", spelling(arg)), &meaning(arg)]));
        format!("\n| {title} | meaning |\n|---|---|\n{}", rows.collect::<String>())
    });
    tables.collect()
}

fn spelling(arg: &Arg) -> String {
    let short = arg.get_short().filter(|_| arg.get_long().is_some());
    let short = short.map(|letter| format!("-{letter}, ")).unwrap_or_default();
    format!("{short}{arg}")
}

fn meaning(arg: &Arg) -> String {
    let help = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string);
    let mut parts = vec![sentence(&help.unwrap_or_default())];
    if arg.get_action().takes_values() {
        let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if !default.is_empty() {
            parts.push(format!("Default: {}.", codes(default.iter().map(AsRef::as_ref))));
        }
        let values = arg.get_possible_values();
        let names = values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name());
        if !values.is_empty() && !arg.is_hide_possible_values_set() {
            parts.push(format!("Possible values: {}.", codes(names)));
        }
    }
    parts.join(" ")
}

/// The text below the options: paragraphs, and blocks of examples.
fn below(written: &str) -> String {
    let lines: Vec<&str> = written.lines().collect();
    let is_example = |line: &str| line.starts_with(' ');
    let blocks = lines.chunk_by(|a, b| !a.is_empty() && !b.is_empty() && is_example(a) == is_example(b));
    let mut text = String::new();
    for block in blocks {
        match block {
            [""] => {}
            [first, ..] if is_example(first) => {
                let examples = block.iter().map(|line| line.strip_prefix("  ").unwrap_or(line));
                text += &format!("\n```text\n{}\n```\n", examples.collect::<Vec<_>>().join("\n"));
            }
            _ => text += &format!("\n{}\n", escaped(&block.join(" "))),
        }
    }
    text
}

#[test]
fn every_command_is_in_the_reference() {
    let coach = built();
    let mut text = format!("{HEAD}\n{}", contents());
    for name in coach::command_groups().flat_map(|(_, names)| names) {
        text += &section(find(&coach, name), &format!("coach {name}"), 2);
    }
    text += "\n## Global options\n";
    text += &options(coach.get_arguments());
    text += &below(&coach.get_after_help().map(ToString::to_string).unwrap_or_default());
    is_written("docs/reference/commands.md", TESTS, |_| text.clone());
}
