//! Errors: a message, a hint with the way out, and the exit code. The only writer to standard error.

use std::fmt;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::escape::visible;

/// The kind of an error, which decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request is impossible (exit 1).
    Cannot,
    /// coach could not parse the command line (exit 2).
    Usage,
    /// A failure of the machine: disk, git, network (exit 3).
    Machine,
}

impl ErrorKind {
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorKind::Cannot => 1,
            ErrorKind::Usage => 2,
            ErrorKind::Machine => 3,
        }
    }
}

/// The cause of an error, for code that handles it. No code parses the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    #[default]
    Other,
    /// No record has the name that the user typed.
    NotFound,
    /// Several records have the name, or a record has a similar one. The hint names them.
    Ambiguous,
    /// Another command holds a lock.
    Locked,
    /// coach cannot read a file of the journal. Holds its place.
    Unreadable(Box<str>),
    /// A typed date is ambiguous, and coach cannot read the setting that decides.
    UndecidedDay,
    /// The change is on the disk, and the next command commits it.
    KeptForNextCommand,
    /// The journal would contain text of a private note. Holds the message about a journal that contains it.
    Guarded(Box<str>),
    /// The user stopped on purpose. The message is printed without `error: `.
    Stopped,
}

/// A message in lower case, and a hint, with a command to type if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: ErrorKind,
    pub cause: Cause,
    pub message: String,
    /// The invalid input: an option without its dashes, or a description of a positional argument.
    pub field: Option<&'static str>,
    /// Whether the printed message ends with "nothing was saved".
    pub nothing_saved: bool,
    pub hint: Option<String>,
    /// The place of the error: lines of the user's input, with carets below.
    pub place: Option<Box<str>>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        let (cause, message) = (Cause::Other, message.into());
        Error { kind, cause, message, field: None, nothing_saved: false, hint: None, place: None }
    }

    pub fn cannot(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Cannot, message)
    }

    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Usage, message)
    }

    pub fn machine(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Machine, message)
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn because(self, cause: Cause) -> Error {
        Error { cause, ..self }
    }

    /// Names the invalid input, unless the error names one already.
    #[must_use]
    pub fn in_field(self, field: &'static str) -> Error {
        Error { field: self.field.or(Some(field)), ..self }
    }

    /// Removes this name of the invalid input, for a command that takes that input without an option.
    #[must_use]
    pub fn not_in_field(self, field: &str) -> Error {
        Error { field: self.field.filter(|named| *named != field), ..self }
    }

    #[must_use]
    pub fn nothing_saved(self) -> Error {
        Error { nothing_saved: true, ..self }
    }

    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Error {
        self.place = Some(place.into().into());
        self
    }

    /// An error from reading or writing a file, with its path.
    pub fn io(what: &str, path: &std::path::Path, error: &io::Error) -> Error {
        Error::machine(format!("{what} {}: {}", path.display(), reason(error)))
    }
}

/// The system's reason, without the error number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field {
            Some(words) if words.contains(' ') => write!(f, "{words}: ")?,
            Some(option) => write!(f, "--{option}: ")?,
            None => {}
        }
        f.write_str(&self.message)?;
        if self.nothing_saved { f.write_str("; nothing was saved") } else { Ok(()) }
    }
}

impl std::error::Error for Error {}

/// Standard error: errors, and remarks for the user beside the answer.
pub struct Stderr<'a> {
    stream: &'a mut dyn Write,
    quiet: bool,
    /// Columns of the terminal; `None` if standard error is not a terminal.
    width: Option<usize>,
}

impl<'a> Stderr<'a> {
    pub fn new(stream: &'a mut dyn Write) -> Stderr<'a> {
        Stderr { stream, quiet: false, width: None }
    }

    /// Wraps lines to this many columns. The terminal itself would break lines within words.
    #[must_use]
    pub fn on_columns(self, width: Option<usize>) -> Stderr<'a> {
        Stderr { width, ..self }
    }

    /// Prints one sentence.
    pub fn say(&mut self, text: &str) {
        let text = visible(text);
        match self.width {
            Some(width) => broken(&text, width).iter().for_each(|line| self.line(line)),
            None => self.line(&text),
        }
    }

    /// Prints several lines, unwrapped.
    pub fn block(&mut self, text: &str) {
        text.trim_end().lines().for_each(|line| self.line(&visible(line)));
    }

    /// Prints a line. Ignores that standard error is closed or full.
    fn line(&mut self, line: &str) {
        if !self.quiet {
            // In one write: another program may write to the same stream.
            self.quiet = self.stream.write_all(format!("{line}\n").as_bytes()).is_err();
        }
    }

    pub fn report(&mut self, error: &Error) {
        let prefix = if error.cause == Cause::Stopped { "" } else { "error: " };
        self.say(&format!("{prefix}{error}"));
        if let Some(place) = &error.place {
            self.block(place);
        }
        if let Some(hint) = &error.hint {
            self.say(&format!("hint: {hint}"));
        }
    }
}

/// Wraps the text between words, in lines of at most `width` columns. A command between backticks does not
/// break if it fits a line.
fn broken(text: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line, mut word) = (Vec::new(), String::new(), String::new());
    let mut is_command = false;
    let mut pieces = text.split_inclusive(' ').peekable();
    while let Some(piece) = pieces.next() {
        is_command ^= piece.matches('`').count() % 2 == 1;
        word.push_str(piece);
        if is_command && word.width() < width && pieces.peek().is_some() {
            continue;
        }
        if line.width() + word.trim_end().width() > width && !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_string());
        }
        line.push_str(&std::mem::take(&mut word));
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_between_words_and_a_command_stays_whole() {
        let hint = "hint: `coach log --resume` continues, `coach log --discard` deletes it";
        let expected = ["hint: `coach log --resume` continues,", "`coach log --discard` deletes it"];
        assert_eq!(broken(hint, 40), expected);
        assert_eq!(broken("  one", 40), ["  one"]);
        assert_eq!(broken("`a b c d", 4), ["`a b", "c d"]);
        assert_eq!(broken("longword", 4), ["longword"]);
        assert_eq!(broken("", 4), [""]);
    }
}
