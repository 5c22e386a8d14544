//! Hints lead somewhere: coach understands each command that a hint of a story names, and runs it
//! without a failure where the hint names a whole command.

use std::collections::BTreeSet;

use super::parse::Step;
use super::stage::Stage;

/// A command that a hint names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    pub command: String,
    /// It has a placeholder, is an example with names that need not exist, works later, or writes elsewhere.
    pub is_pattern: bool,
}

/// Tries the commands of all hints that a step printed, each on a copy of the stage and once in a story.
pub(crate) fn try_all(
    stage: &Stage,
    step: &Step,
    printed: &str,
    tried: &mut BTreeSet<String>,
) -> Result<(), String> {
    for line in printed.lines().filter_map(|line| line.strip_prefix("hint: ")) {
        for hint in hints(line) {
            if !tried.insert(hint.command.clone()) {
                continue;
            }
            try_one(stage, step, &hint)
                .map_err(|why| format!("the hint `{}` leads nowhere: {why}", hint.command))?;
        }
    }
    Ok(())
}

fn try_one(stage: &Stage, step: &Step, hint: &Hint) -> Result<(), String> {
    let run = |line: &str| {
        let whole =
            format!("{}{line}\nstatus=$?; [ ! -e ~/opened ] || exit 0; exit $status", variables(step));
        let tried = stage.try_out(step, &whole).map_err(|error| error.to_string())?;
        match tried.status {
            0 => Ok(()),
            // A story about slips may have no journal, and no draft.
            1 if tried.text.contains("error: there is no journal yet") => Ok(()),
            1 if tried.text.contains("error: this journal has no draft of a session") => Ok(()),
            // A story has no mail server.
            1 if line.contains(" --mail") => Ok(()),
            status => Err(format!("`{line}` ends with {status}:\n{}", tried.text)),
        }
    };
    let help = || run(&format!("{} --help", hint.command));
    match (hint.is_pattern, is_name(&hint.command)) {
        (true, _) => help(),
        // A sentence may name a command without what it takes, as in "`coach person add` adds one".
        (false, true) => run(&hint.command).or_else(|_| help()),
        (false, false) => run(&hint.command),
    }
}

/// Whether it is only the name of a command.
fn is_name(command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    let groups = ["person", "objective", "request", "template", "config", "private", "list"];
    let is_lower = words.iter().all(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
    is_lower && (words.len() == 2 || (words.len() == 3 && groups.contains(&words[1])))
}

/// An editor that changes nothing: the command leads to it. And the journal that the step named.
fn variables(step: &Step) -> String {
    let named = step.command.split_once("--journal ").and_then(|(_, rest)| rest.split(' ').next());
    let journal = named.map(|folder| format!("export COACH_JOURNAL={folder}; ")).unwrap_or_default();
    format!("export EDITOR=\"sh -c 'touch ~/opened' sh\"; {journal}")
}

/// The commands of a hint: those in backticks, and one that begins the hint or follows a colon.
pub(crate) fn hints(line: &str) -> Vec<Hint> {
    let mut found = Vec::new();
    for (n, part) in line.split('`').enumerate() {
        let before: String = line.split('`').take(n).collect();
        match n % 2 {
            1 if part.starts_with("coach ") => {
                found.push(hint(part, &before));
            }
            1 => {}
            _ => found.extend(bare(part, &before)),
        }
    }
    found
}

fn bare(part: &str, before: &str) -> Option<Hint> {
    let at = if part.starts_with("coach ") && before.is_empty() { 0 } else { part.find(": coach ")? + 2 };
    let rest = &part[at..];
    // A sentence can begin with `coach`, too.
    let word = rest.split(' ').nth(1)?;
    coach::command_line().find_subcommand(word)?;
    let end = rest.find([';', ',']).unwrap_or(rest.len());
    Some(hint(&rest[..end], &format!("{before}{}", &part[..at])))
}

fn hint(command: &str, before: &str) -> Hint {
    let is_example =
        ["for instance", "such as"].iter().any(|word| before.trim_end_matches([' ', ':']).ends_with(word));
    // Nothing is written outside the stage.
    let is_outside = command.contains(" /");
    let is_later = before.ends_with(", then ") || before.ends_with(", then run ");
    let is_placeholder =
        |word: &str| word.contains('…') || (word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase()));
    let has_placeholder = command.split([' ', '|']).any(|word| is_placeholder(word.trim_matches('"')));
    Hint {
        command: command.trim().into(),
        is_pattern: is_example || is_later || is_outside || has_placeholder,
    }
}
