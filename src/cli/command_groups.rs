//! The page of `coach --help`: the commands, grouped by task.

use clap::Command;

use crate::views::page::Page;

/// The usual width of a terminal in columns. Every line fits in it.
const USUAL: usize = 80;
/// The columns for a command's description, next to its name.
const ROOM: usize = 65;

/// Every visible command, once. The commands in `commands/mod.rs` have the same order.
pub(crate) const GROUPS: [(&str, &[&str]); 8] = [
    ("Start here", &["demo", "init"]),
    ("Log a session", &["log", "jot", "prep"]),
    (
        "Follow up",
        &["due", "review", "done", "missed", "snooze", "drop", "action", "follow-up", "assign", "plan"],
    ),
    ("Look up", &["list", "show", "find", "history"]),
    ("Fix mistakes", &["undo", "edit", "delete", "reopen", "check"]),
    (
        "People and results",
        &["person", "objective", "request", "policy", "resource", "feedback", "benefit", "story", "report"],
    ),
    ("Notes, sharing and data", &["private", "sync", "resolve", "export", "import", "serve"]),
    ("Configuration", &["config", "template", "completions", "man"]),
];

/// The names of all visible commands.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().flat_map(|(_, names)| names.iter().copied())
}

/// The commands with their descriptions.
pub(crate) fn page(command: &Command, width: usize) -> Page {
    let about = |name: &str| {
        let sub = command.get_subcommands().find(|sub| sub.get_name() == name)?;
        Some(short(&sub.get_about()?.to_string()).to_string())
    };
    let mut page = Page::new();
    for (title, names) in GROUPS {
        page.blank();
        page.line(format!("{title}:"));
        let rows = || names.iter().map(|name| (*name, about(name).unwrap_or_default()));
        if width >= USUAL {
            rows().for_each(|(name, about)| page.command(2, format!("{name:<12} {about}")));
        } else {
            page.table(2, &[], rows().map(|(name, about)| vec![name.into(), about.into()]).collect());
        }
    }
    page
}

/// The description, cut before `, with` if it is too long; the rest still reads as a sentence.
fn short(about: &str) -> &str {
    match about.split_once(", with ") {
        Some((whole, _)) if about.len() > ROOM => whole,
        _ => about,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_description_is_a_whole_sentence_on_one_line() {
        let command = crate::commands::Cli::command();
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            assert!((1..=ROOM).contains(&short(&about).len()), "{}: {about}", sub.get_name());
        }
    }

    #[test]
    fn every_command_that_is_shown_is_in_one_group_in_the_same_order() {
        let command = crate::commands::Cli::command();
        let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
        let shown: Vec<&str> = shown.map(|sub| sub.get_name()).collect();
        let grouped: Vec<&str> = names().collect();
        assert_eq!(shown, grouped);
    }
}
