//! `coach --help`: the commands by what people do with them.

use std::ffi::OsString;

use clap::Command;

/// Every command that is shown, once.
const GROUPS: [(&str, &[&str]); 6] = [
    ("Every day", &["log", "jot", "due", "review", "done", "missed", "snooze", "drop", "prep"]),
    ("Outside a session", &["action", "follow-up", "assign", "benefit", "story", "private"]),
    ("Find and report", &["show", "list", "find", "report", "history", "plan", "export", "import"]),
    ("Put right", &["edit", "reopen", "undo", "check"]),
    ("People and goals", &["person", "objective", "request"]),
    (
        "The journal and its team",
        &["init", "sync", "resolve", "template", "config", "completions", "man", "demo"],
    ),
];

/// The command whose help lists its commands in groups.
pub fn grouped(command: Command) -> Command {
    let about = |name: &str| {
        let sub = command.get_subcommands().find(|sub| sub.get_name() == name)?;
        Some(short(&sub.get_about()?.to_string()))
    };
    let mut text = String::new();
    for (title, names) in GROUPS {
        text += &format!("\n{title}:\n");
        for name in names {
            text += &format!("  {name:<12} {}\n", about(name).unwrap_or_default());
        }
    }
    let template =
        format!("{{about}}\n\n{{usage-heading}} {{usage}}\n{text}\nOptions:\n{{options}}{{after-help}}");
    command.help_template(template)
}

/// The line with `coach help log` as the `coach log --help` that is meant. As a command of clap's it
/// would stand in every listing, manual page and completion.
pub fn help_asked(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.get(1).is_some_and(|word| word == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    arguments
}

/// As much as fits beside a name: a whole part of the sentence.
fn short(about: &str) -> String {
    const ROOM: usize = 65;
    if about.len() <= ROOM {
        return about.to_string();
    }
    let parts = about.match_indices([':', ',']).map(|(at, _)| &about[..at]);
    parts.take_while(|part| part.len() <= ROOM).last().unwrap_or(about).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_that_is_shown_is_in_one_group() {
        let command = crate::commands::Cli::command();
        let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
        let mut shown: Vec<&str> = shown.map(|sub| sub.get_name()).collect();
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        shown.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(shown, grouped);
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let help = grouped(crate::commands::Cli::command()).render_help().to_string();
        for line in help.lines().take_while(|line| *line != "Options:") {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
