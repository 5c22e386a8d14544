//! What a story's Markdown asks for.

use std::ops::Range;

/// A file, its commands in order, and what was asked for in its HTML comments.
#[derive(Debug)]
pub(crate) struct Story {
    lines: Vec<String>,
    /// `<!-- from DIR -->`: the folder of the checkout that becomes `./journal`.
    pub from: Option<String>,
    /// `<!-- no git identity -->`
    pub no_identity: bool,
    pub steps: Vec<Step>,
}

/// One command and what it is to print.
#[derive(Debug, PartialEq)]
pub(crate) struct Step {
    /// Where its `$` stands, counted from 1.
    pub line: usize,
    pub command: String,
    /// `<!-- today DATE -->`, the last before it.
    pub today: Option<String>,
    pub status: i32,
    pub status_shown: bool,
    pub expected: Vec<String>,
    /// The lines of the file that hold the status and the output.
    ending: Range<usize>,
}

/// Something wrong with the file itself: `LINE: what`, where LINE is counted from 1.
type Wrong = String;

impl Story {
    pub(crate) fn parse(text: &str) -> Result<Story, Wrong> {
        // Split at newlines alone, so that what is put together again is the same bytes.
        let lines: Vec<String> = text.split('\n').map(str::to_string).collect();
        let mut story = Story { lines: Vec::new(), from: None, no_identity: false, steps: Vec::new() };
        let mut today = None;
        let mut at = 0;
        while at < lines.len() {
            let line = &lines[at];
            if let Some(comment) = comment(line) {
                story.ask(comment, &mut today).map_err(|why| format!("{}: {why}", at + 1))?;
            } else if let Some(fence) = Fence::open(line) {
                let end = (at + 1..lines.len())
                    .find(|n| fence.closes(&lines[*n]))
                    .ok_or_else(|| format!("{}: a block that nothing closes", at + 1))?;
                if fence.is_console(line).map_err(|why| format!("{}: {why}", at + 1))? {
                    block(&lines, at + 1..end, &today, &mut story.steps)?;
                }
                at = end;
            }
            at += 1;
        }
        if story.steps.is_empty() {
            return Err(" a story without a single command".into());
        }
        Ok(Story { lines, ..story })
    }

    fn ask(&mut self, comment: &str, today: &mut Option<String>) -> Result<(), Wrong> {
        let words: Vec<&str> = comment.split_whitespace().collect();
        match words[..] {
            ["from", folder] if self.steps.is_empty() => self.from = Some(folder.into()),
            ["no", "git", "identity"] if self.steps.is_empty() => self.no_identity = true,
            ["today", day] => *today = Some(day.into()),
            ["from", ..] | ["no", "git", ..] | ["today", ..] => {
                return Err(format!("<!-- {comment} --> is misspelt, or comes after the first command"));
            }
            // Any other comment is for the readers of the file.
            _ => {}
        }
        Ok(())
    }

    /// The file with what really came below each command.
    pub(crate) fn with(&self, endings: &[Vec<String>]) -> String {
        let mut lines = self.lines.clone();
        for (step, ending) in self.steps.iter().zip(endings).rev() {
            lines.splice(step.ending.clone(), ending.iter().cloned());
        }
        lines.join("\n")
    }
}

fn comment(line: &str) -> Option<&str> {
    Some(line.trim().strip_prefix("<!--")?.strip_suffix("-->")?.trim())
}

/// The backticks that open a block.
struct Fence(usize);

impl Fence {
    fn open(line: &str) -> Option<Fence> {
        let line = line.trim_start();
        let ticks = line.len() - line.trim_start_matches('`').len();
        // An info string with a backtick is a piece of code within a line.
        (ticks >= 3 && !line[ticks..].contains('`')).then_some(Fence(ticks))
    }

    fn closes(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.0 && line.bytes().all(|b| b == b'`')
    }

    fn is_console(&self, line: &str) -> Result<bool, Wrong> {
        let console = line.trim_start()[self.0..].trim() == "console";
        if console && line.starts_with(char::is_whitespace) {
            return Err("a console block that is not at the margin".into());
        }
        Ok(console)
    }
}

/// Reads the commands of one block.
fn block(
    lines: &[String],
    range: Range<usize>,
    today: &Option<String>,
    steps: &mut Vec<Step>,
) -> Result<(), Wrong> {
    let mut at = range.start;
    while at < range.end {
        let start = at;
        let Some(first) = lines[at].strip_prefix("$ ") else {
            return Err(format!("{}: expected `$ command`, not {:?}", at + 1, lines[at]));
        };
        let mut command = first.to_string();
        at += 1;
        while let Some(more) = lines[..range.end].get(at).and_then(|line| line.strip_prefix("> ")) {
            command = format!("{command}\n{more}");
            at += 1;
        }
        let beginning = at;
        let mut status = 0;
        let shown = lines[..range.end].get(at).and_then(|line| line.strip_prefix("? "));
        if let Some(number) = shown {
            status = number.parse().map_err(|_| format!("{}: {number} is no exit status", at + 1))?;
            at += 1;
        }
        let output = at;
        at = (at..range.end).find(|n| lines[*n].starts_with("$ ")).unwrap_or(range.end);
        // Empty lines before the next command are there for the eye.
        let end = (output..at).rfind(|n| !lines[*n].is_empty()).map_or(output, |last| last + 1);
        steps.push(Step {
            line: start + 1,
            command: runnable(&command).map_err(|why| format!("{}: {why}", start + 1))?,
            today: today.clone(),
            status,
            status_shown: shown.is_some(),
            expected: lines[output..end].to_vec(),
            ending: beginning..end,
        });
    }
    Ok(())
}

/// How a reader runs `coach` from the checkout; here it is on the PATH.
const FROM_CHECKOUT: &[&str] = &["cargo run --release -- ", "cargo run -q -- ", "cargo run -- "];

/// The command to run, or why it has no place in a story.
fn runnable(command: &str) -> Result<String, Wrong> {
    let mut command = command.to_string();
    for form in FROM_CHECKOUT {
        command = command.replace(form, "coach ");
    }
    let first_words = command.split(['\n', ';', '|', '&']).map(|part| {
        let mut words = part.split_whitespace().skip_while(|word| word.contains('='));
        (words.next().unwrap_or_default(), words.next().unwrap_or_default(), part)
    });
    for (program, verb, part) in first_words {
        let remote = part.contains("://") || part.contains("git@");
        if program == "cargo" || (program == "git" && verb == "clone" && remote) {
            return Err(format!("`{}` belongs in a ```sh block, which is not run", part.trim()));
        }
    }
    Ok(command)
}
