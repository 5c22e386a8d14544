//! Help as it is read: paragraphs flow to the width of the screen, and an example is one line, to be
//! copied. What clap has of its own it wraps itself; it knows no paragraphs.

use std::ffi::OsString;

use clap::{Command, CommandFactory};
use unicode_width::UnicodeWidthStr;

use super::{Cli, groups};
use crate::output::{Output, Style};
use crate::report::page::Page;

/// Lines that are longer are hard to read.
const WIDEST: usize = 100;

/// What clap shows above what is laid out here.
const ABOVE: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}";

/// All commands, with their help for this many columns.
pub fn laid_out(width: usize) -> Command {
    let width = width.min(WIDEST);
    let groups = text(&groups::page(&Cli::command(), width), width);
    let above = format!("{{about}}\n\n{{usage-heading}} {{usage}}\n\n{groups}\nOptions:\n{{options}}");
    with_text(Cli::command().term_width(width), width, &above)
}

fn with_text(command: Command, width: usize, above: &str) -> Command {
    let below = command.get_after_help().map(|help| page(&help.to_string(), width)).unwrap_or_default();
    let below = text(&below, width);
    let gap = if below.is_empty() { "" } else { "\n\n" };
    command
        .help_template(format!("{above}{gap}{}", below.trim_end()))
        .mut_subcommands(|sub| with_text(sub, width, ABOVE))
}

fn text(page: &Page, width: usize) -> String {
    let mut text = Vec::new();
    Output::new(&mut text, Style { width, colour: false, drawings: false }).page(page);
    String::from_utf8_lossy(&text).into_owned()
}

/// Lines at the margin are a paragraph. Indented ones are examples, each with what is to be said of it
/// behind two spaces: below it where there is no room.
fn page(written: &str, width: usize) -> Page {
    let mut page = Page::new();
    let lines: Vec<&str> = written.lines().collect();
    for part in lines.chunk_by(|a, b| is_prose(a) && is_prose(b)) {
        match part {
            [""] => page.blank(),
            [line] if !is_prose(line) => match line.trim_start().split_once("  ") {
                Some((example, about)) if line.width() > width => {
                    page.command(2, example);
                    page.indented(6, about.trim_start());
                }
                _ => page.command(2, line.trim_start()),
            },
            _ => page.line(part.join(" ")),
        }
    }
    page
}

fn is_prose(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(' ')
}

/// The line with `coach help log` as the `coach log --help` that is meant. As a command of clap's it
/// would stand in every listing, manual page and completion.
pub fn asked(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|word| word == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command: its words, and what is written below its options.
    fn all(command: &Command, words: &[String]) -> Vec<(Vec<String>, String)> {
        let written = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let subs = command.get_subcommands().flat_map(|sub| {
            let words: Vec<String> = words.iter().cloned().chain([sub.get_name().to_string()]).collect();
            all(sub, &words)
        });
        std::iter::once((words.to_vec(), written)).chain(subs).collect()
    }

    fn help(words: &[String], width: usize) -> String {
        let arguments = words.iter().cloned().chain(["--help".to_string()]);
        laid_out(width).try_get_matches_from(arguments).unwrap_err().to_string()
    }

    #[test]
    fn paragraphs_flow_and_examples_stay_whole_at_every_width() {
        let commands = all(&Cli::command(), &["coach".to_string()]);
        assert!(commands.len() > 60);
        for (words, written) in &commands {
            for width in [60, 80, 120] {
                let help = help(words, width);
                let room = width.min(WIDEST);
                for example in written.lines().filter(|line| line.starts_with("  ")) {
                    let example = example.trim_start().split("  ").next().unwrap_or_default();
                    assert!(help.contains(&format!("\n  {example}")), "{words:?}: {example}\n{help}");
                }
                // From the first example, or the end of the options, on.
                let below = match written.lines().next() {
                    Some(first) => {
                        help.rsplit_once(first.get(..20).unwrap_or(first)).map_or("", |found| found.1)
                    }
                    None => "",
                };
                for pair in
                    below.lines().collect::<Vec<_>>().windows(2).filter(|p| p.iter().all(|l| is_prose(l)))
                {
                    let next = pair[1].split(' ').next().unwrap_or_default();
                    assert!(pair[0].width() <= room, "{words:?}: {}", pair[0]);
                    assert!(
                        pair[0].width() + 1 + next.width() > room,
                        "{words:?} at {width}: `{next}` has room behind: {}",
                        pair[0]
                    );
                }
            }
        }
    }

    #[test]
    fn nothing_that_is_written_is_lost_or_taken_for_a_template() {
        for (words, written) in all(&Cli::command(), &["coach".to_string()]) {
            assert!(!written.contains('{'), "{words:?}: braces are clap's");
            let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let help = squeezed(&help(&words, 60));
            assert!(help.ends_with(&squeezed(&written)), "{words:?}: {help}");
        }
    }

    #[test]
    fn the_list_of_commands_fits_a_narrow_screen() {
        for width in [60, 80, 120] {
            let help = help(&["coach".to_string()], width);
            for line in help.lines().take_while(|line| *line != "Options:") {
                assert!(line.width() <= width, "{line}");
            }
        }
    }
}
