//! What went wrong, in words that name the way out, and the exit code it ends with. The only
//! writer to standard error.

use std::fmt;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::escape::visible;

/// The exit code a failure ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// What was asked for cannot be (exit 1).
    Cannot,
    /// The command line was not understood (exit 2).
    Usage,
    /// The machine could not: disk, git, network (exit 3).
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

/// A message in lower case, and a hint with a command to type where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: ErrorKind,
    pub message: String,
    pub hint: Option<String>,
    /// Where: lines of what was typed, and what points into them.
    pub place: Option<String>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), hint: None, place: None }
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
    pub fn at(mut self, place: impl Into<String>) -> Error {
        self.place = Some(place.into());
        self
    }

    /// What kept a file from being read or written, with its path.
    pub fn io(what: &str, path: &std::path::Path, error: &io::Error) -> Error {
        Error::machine(format!("{what} {}: {}", path.display(), reason(error)))
    }
}

/// The system's reason without its number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// Standard error: what failed, and what a person should know beside the answer.
pub struct Stderr<'a> {
    stream: &'a mut dyn Write,
    quiet: bool,
    /// Columns of the terminal, where it is one.
    width: Option<usize>,
}

impl<'a> Stderr<'a> {
    pub fn new(stream: &'a mut dyn Write) -> Stderr<'a> {
        Stderr { stream, quiet: false, width: None }
    }

    /// On a terminal of so many columns, which would break a line within a word.
    #[must_use]
    pub fn on_columns(self, width: Option<usize>) -> Stderr<'a> {
        Stderr { width, ..self }
    }

    /// Says one sentence.
    pub fn say(&mut self, text: &str) {
        let text = visible(text);
        match self.width {
            Some(width) => broken(&text, width).iter().for_each(|line| self.line(line)),
            None => self.line(&text),
        }
    }

    /// Says several lines, as they are.
    pub fn block(&mut self, text: &str) {
        text.trim_end().lines().for_each(|line| self.line(&visible(line)));
    }

    /// A standard error that is closed or full is no failure.
    fn line(&mut self, line: &str) {
        if !self.quiet {
            // In one write: another program may write to the same place.
            self.quiet = self.stream.write_all(format!("{line}\n").as_bytes()).is_err();
        }
    }

    pub fn report(&mut self, error: &Error) {
        self.say(&format!("error: {}", error.message));
        if let Some(place) = &error.place {
            self.block(place);
        }
        if let Some(hint) = &error.hint {
            self.say(&format!("hint: {hint}"));
        }
    }
}

/// The text in lines of at most so many columns, broken between words; a command between backticks is
/// one word where it has room.
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
        let hint = "hint: `coach log --resume` goes on, `coach log --discard` throws it away";
        let expected = ["hint: `coach log --resume` goes on,", "`coach log --discard` throws it away"];
        assert_eq!(broken(hint, 40), expected);
        assert_eq!(broken("  one", 40), ["  one"]);
        assert_eq!(broken("`a b c d", 4), ["`a b", "c d"]);
        assert_eq!(broken("longword", 4), ["longword"]);
        assert_eq!(broken("", 4), [""]);
    }
}
