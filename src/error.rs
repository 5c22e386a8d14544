//! What went wrong, in words that name the way out, and the exit code it ends with. The only
//! writer to standard error.

use std::fmt;
use std::io::{self, Write};

use crate::visible::visible;

/// The exit code a failure ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was asked for cannot be (exit 1).
    Cannot,
    /// The command line was not understood (exit 2).
    Usage,
    /// The machine could not: disk, git, network (exit 3).
    Machine,
}

impl Kind {
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Cannot => 1,
            Kind::Usage => 2,
            Kind::Machine => 3,
        }
    }
}

/// A message in lower case, and a hint with a command to type where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: Kind,
    pub message: String,
    pub hint: Option<String>,
    /// Where: lines of what was typed, and what points into them.
    pub place: Option<String>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), hint: None, place: None }
    }

    pub fn cannot(message: impl Into<String>) -> Error {
        Error::new(Kind::Cannot, message)
    }

    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(Kind::Usage, message)
    }

    pub fn machine(message: impl Into<String>) -> Error {
        Error::new(Kind::Machine, message)
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
pub struct Notes<'a> {
    stream: &'a mut dyn Write,
    quiet: bool,
}

impl<'a> Notes<'a> {
    pub fn new(stream: &'a mut dyn Write) -> Notes<'a> {
        Notes { stream, quiet: false }
    }

    /// Says one line. A standard error that is closed or full is no failure.
    pub fn say(&mut self, text: &str) {
        if !self.quiet {
            self.quiet = writeln!(self.stream, "{}", visible(text)).is_err();
        }
    }

    /// Says several lines.
    pub fn block(&mut self, text: &str) {
        text.trim_end().lines().for_each(|line| self.say(line));
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
