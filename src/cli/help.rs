//! Lays out the help: paragraphs wrap at the width of the screen, and an example stays on one line, to be
//! copied. clap wraps its own parts itself; it has no notion of paragraphs.

use std::ffi::OsString;

use clap::Command;
use unicode_width::UnicodeWidthStr;

use super::command_groups;
use super::help_topics::HelpTopic;
use crate::output::{Output, Style};
use crate::views::page::Page;

/// The widest help in columns; longer lines are hard to read.
const WIDEST: usize = 100;

/// The clap template for everything above the examples.
const ABOVE: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}";

/// How much help to print: `-h` prints the options, `--help` also examples and explanations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HelpLength {
    Short,
    Long,
}

impl HelpLength {
    /// The length that these arguments ask for.
    pub(crate) fn of(arguments: &[OsString]) -> HelpLength {
        let has = |word: &str| arguments.iter().any(|argument| argument == word);
        if has("-h") && !has("--help") { HelpLength::Short } else { HelpLength::Long }
    }
}

/// The commands of `coach`, with their help for this many columns.
pub(crate) fn laid_out(coach: Command, width: usize, length: HelpLength) -> Command {
    let width = width.min(WIDEST);
    // The global options are the same on every command, so only the long help lists them.
    let coach = match length {
        HelpLength::Short => coach.mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg }),
        HelpLength::Long => coach,
    };
    let all = all(coach);
    let groups = text(&command_groups::page(&all, width), width);
    let above = format!("{{about}}\n\n{{usage-heading}} {{usage}}\n\n{groups}\nGlobal options:\n{{options}}");
    with_text(all.term_width(width), width, &above, length)
}

/// Every command. A command without its own examples gets the parent's examples that show it.
pub(crate) fn all(coach: Command) -> Command {
    with_examples(coach, "coach", "")
}

fn with_examples(command: Command, name: &str, above: &str) -> Command {
    let own = command.get_after_help().map(ToString::to_string);
    let is_of_it = |line: &&str| {
        line.trim_start().strip_prefix(name).is_some_and(|rest| !rest.starts_with(is_of_a_name))
    };
    let examples: Vec<&str> = above.lines().filter(|line| !is_prose(line)).filter(is_of_it).collect();
    let command = if own.is_some() || examples.is_empty() {
        command
    } else {
        command.after_help(format!("Examples:\n{}", examples.join("\n")))
    };
    let own = own.unwrap_or_default();
    command.mut_subcommands(|sub| {
        let name = format!("{name} {}", sub.get_name());
        with_examples(sub, &name, &own)
    })
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '-'
}

fn with_text(command: Command, width: usize, above: &str, length: HelpLength) -> Command {
    let below = command.get_after_help().map(ToString::to_string).map(|help| match length {
        HelpLength::Short => page("--help also shows the global options, examples and explanations.", width),
        HelpLength::Long => page(&help, width),
    });
    let below = below.unwrap_or_default();
    let below = text(&below, width);
    let gap = if below.is_empty() { "" } else { "\n\n" };
    command
        .help_template(format!("{above}{gap}{}", below.trim_end()))
        .mut_subcommands(|sub| with_text(sub, width, ABOVE, length))
}

fn text(page: &Page, width: usize) -> String {
    let mut text = Vec::new();
    Output::new(&mut text, Style { width, colour: false, drawings: false }).page(page);
    String::from_utf8_lossy(&text).into_owned()
}

/// A topic of `coach help`, laid out for this many columns.
pub(crate) fn topic(topic: &HelpTopic, width: usize) -> String {
    let width = width.min(WIDEST);
    text(&page(topic.text, width), width)
}

fn page(written: &str, width: usize) -> Page {
    let mut page = Page::new();
    for part in parts(written) {
        match part {
            HelpPart::Blank => page.blank(),
            HelpPart::Prose(text) => page.line(text),
            // A description that does not fit next to its example moves to the next line.
            HelpPart::Example(line) => match line.split_once("  ") {
                Some((example, about)) if 2 + line.width() > width => {
                    page.command(2, example);
                    page.indented(6, about.trim_start());
                }
                _ => page.command(2, line),
            },
        }
    }
    page
}

/// A part of the text below a command's options. Lines without an indent form a paragraph; an indented line
/// is an example, with two spaces before its description.
pub(crate) enum HelpPart<'a> {
    Blank,
    Prose(String),
    Example(&'a str),
}

pub(crate) fn parts(written: &str) -> Vec<HelpPart<'_>> {
    let lines: Vec<&str> = written.lines().collect();
    let parts = lines.chunk_by(|a, b| is_prose(a) && is_prose(b));
    parts
        .map(|part| match part {
            [""] => HelpPart::Blank,
            [line] if !is_prose(line) => HelpPart::Example(line.trim_start()),
            _ => HelpPart::Prose(part.join(" ")),
        })
        .collect()
}

fn is_prose(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(' ')
}

/// The topic of `coach help TOPIC`.
pub(crate) fn asked_topic(arguments: &[OsString]) -> Option<&'static HelpTopic> {
    let words: Vec<&str> = arguments.iter().skip(1).filter_map(|word| word.to_str()).collect();
    // The global options may come first.
    let mut words = words.as_slice();
    loop {
        words = match words {
            ["--no-pager", rest @ ..] | ["--journal" | "--color", _, rest @ ..] => rest,
            _ => break,
        };
    }
    match words {
        ["help", name, ..] => super::help_topics::find(name),
        _ => None,
    }
}

/// Rewrites `coach help log` to `coach log --help`. A `help` command of clap would be in every listing,
/// manual page and completion.
pub(crate) fn asked(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|word| word == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Cli;
    use clap::CommandFactory;

    fn all() -> Command {
        super::all(Cli::command())
    }

    /// Every command: its words, and the text below its options.
    fn written(command: &Command, words: &[String]) -> Vec<(Vec<String>, String)> {
        let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let subs = command.get_subcommands().flat_map(|sub| {
            let words: Vec<String> = words.iter().cloned().chain([sub.get_name().to_string()]).collect();
            written(sub, &words)
        });
        std::iter::once((words.to_vec(), below)).chain(subs).collect()
    }

    fn help(words: &[String], width: usize) -> String {
        let arguments = words.iter().cloned().chain(["--help".to_string()]);
        laid_out(Cli::command(), width, HelpLength::Long)
            .try_get_matches_from(arguments)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn paragraphs_flow_and_examples_stay_whole_at_every_width() {
        let commands = written(&all(), &["coach".to_string()]);
        assert!(commands.len() > 60);
        for (words, written) in &commands {
            for width in [60, 80, 120] {
                let help = help(words, width);
                let room = width.min(WIDEST);
                for example in written.lines().filter(|line| line.starts_with("  ")) {
                    let example = example.trim_start().split("  ").next().unwrap_or_default();
                    assert!(help.contains(&format!("\n  {example}")), "{words:?}: {example}\n{help}");
                }
                // The text from the first example, or from the end of the options.
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
    fn every_command_that_is_shown_has_an_example_of_itself() {
        let all = written(&all(), &["coach".to_string()]);
        let name = |words: &[String]| words.join(" ");
        let bare = all.iter().filter(|(words, written)| {
            let is_of_it =
                |part: &HelpPart<'_>| matches!(part, HelpPart::Example(line) if line.contains(&name(words)));
            words.get(1).is_none_or(|word| word != "merge-driver") && !parts(written).iter().any(is_of_it)
        });
        let bare: Vec<String> = bare.map(|(words, _)| name(words)).collect();
        assert!(bare.is_empty(), "{bare:#?}");
    }

    fn without_help(command: &Command, name: &str) -> Vec<String> {
        let blank = command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_help().is_none());
        let own = blank.map(|arg| format!("{name} {}", arg.get_id())).collect::<Vec<_>>();
        let subs = command.get_subcommands().filter(|sub| !sub.is_hide_set());
        let below = subs.flat_map(|sub| without_help(sub, &format!("{name} {}", sub.get_name())));
        own.into_iter().chain(below).collect()
    }

    #[test]
    fn every_argument_and_option_says_what_it_is() {
        let blank = without_help(&all(), "coach");
        assert!(blank.is_empty(), "{blank:#?}");
    }

    #[test]
    fn nothing_that_is_written_is_lost_or_taken_for_a_template() {
        for (words, written) in written(&all(), &["coach".to_string()]) {
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
            for line in help.lines().take_while(|line| *line != "Global options:") {
                assert!(line.width() <= width, "{line}");
            }
        }
    }
}
