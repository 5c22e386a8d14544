//! The world outside, read once in main and passed as a value: the day, the folders, the terminal,
//! chance. Tests make their own.

use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use crate::journal::values::day::Day;
use crate::journal::values::id::Id;
use crate::locale::Language;
use crate::progress::Progress;

pub struct Environment {
    /// What day it is. Nothing else in the program reads a clock.
    pub today: Day,
    /// The moment that commits carry: seconds since 1970 in UTC, and the zone's minutes east of it.
    pub now: (i64, i32),
    /// The machine's own clock in seconds since 1970, whatever day it is to be: only for telling
    /// whether a file was touched a moment ago.
    pub clock: i64,
    /// The date and time of a moment in UTC in our time zone, also when the zone was another one.
    pub local_time: fn(NaiveDateTime) -> NaiveDateTime,
    pub folder: PathBuf,
    pub places: Places,
    /// `COACH_JOURNAL`, where it is set.
    pub journal: Option<PathBuf>,
    /// `COACH_GIT`, where it is set.
    pub git: Option<PathBuf>,
    pub git_environment: GitEnvironment,
    /// `COACH_MAIL_PASSWORD`, where it is set.
    pub mail_password: Option<String>,
    /// `COACH_NOTIFIER`, where it is set.
    pub notifier: Option<String>,
    pub pager: Paging,
    /// `COACH_COMPLETE`: the shell that asks how a line may go on.
    pub completing: Option<String>,
    /// This very program, for git to call.
    pub program: PathBuf,
    /// `$VISUAL`, else `$EDITOR`.
    pub editor: Option<String>,
    /// The name of the account and of the machine.
    pub user: String,
    pub host: String,
    pub stdin: Box<dyn Read>,
    pub terminal: Terminal,
    /// In which days are shown: by `LC_ALL`, else `LC_TIME`, else `LANG`.
    pub language: Language,
    /// How what takes long says so.
    pub progress: Progress,
    pub chance: Rng,
}

/// The user's own folders.
#[derive(Clone, Debug)]
pub struct Places {
    pub home: PathBuf,
    /// `config.toml`, which need not exist.
    pub config: PathBuf,
    /// Where the default journal and drafts are kept.
    pub data: PathBuf,
    /// Where what was read is kept; nowhere where that is turned off.
    pub cache: Option<PathBuf>,
}

/// What the environment tells git about who commits.
#[derive(Clone, Debug, Default)]
pub struct GitEnvironment {
    /// `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, where they are set.
    pub author: (Option<String>, Option<String>),
    /// `GIT_COMMITTER_NAME` and `GIT_COMMITTER_EMAIL`, where they are set.
    pub committer: (Option<String>, Option<String>),
    /// `EMAIL`, where it is set.
    pub email: Option<String>,
    /// Whether a variable names settings that libgit2 does not read, such as `GIT_CONFIG_GLOBAL`.
    pub has_settings: bool,
    /// Whether `GIT_CONFIG_NOSYSTEM` leaves out the settings of the machine.
    pub no_system: bool,
}

/// What the environment says about pagers. An empty text is an answer.
#[derive(Default)]
pub struct Paging {
    /// `COACH_PAGER`, where it is set.
    pub own: Option<String>,
    /// `PAGER`, where it is set.
    pub usual: Option<String>,
    /// Those of the variables by which pagers are set that are set: `LESS`, `LV`.
    pub settings: Vec<(&'static str, String)>,
}

pub struct Terminal {
    pub stdin: bool,
    pub stdout: bool,
    pub stderr: bool,
    /// Whether somebody can be asked: a keyboard, and a screen for all that is said, which can redraw
    /// a line.
    pub asks: bool,
    /// Columns, where known.
    pub width: Option<usize>,
    /// Lines, where known.
    pub height: Option<usize>,
    /// Whether it cannot move its cursor, as an editor's shell cannot.
    pub dumb: bool,
    /// Whether colours may be used at all: neither `NO_COLOR` nor a dumb terminal.
    pub colour: bool,
    /// Whether it is known to have links, or `FORCE_HYPERLINK` says so.
    pub links: bool,
}

impl Terminal {
    /// Why nobody can be asked here, where it is so.
    pub fn asks_nobody(&self) -> &'static str {
        match self.stdin && self.stdout && self.dumb {
            true => "this terminal cannot show questions (TERM)",
            false => "there is no terminal to ask on",
        }
    }
}

/// Where new ids come from.
pub enum Rng {
    /// The machine's randomness.
    Random,
    /// The same ids in every run, for stories that are told twice; the number moves on.
    Seeded(u64),
}

impl Rng {
    /// A new id that `taken` does not have.
    pub fn id(&mut self, taken: impl Fn(&Id) -> bool) -> crate::error::Result<Id> {
        loop {
            let id = Id::from_number(self.number()?);
            if !taken(&id) {
                return Ok(id);
            }
        }
    }

    fn number(&mut self) -> crate::error::Result<u64> {
        match self {
            Rng::Random => getrandom::u64()
                .map_err(|_| crate::error::Error::machine("the system gives no random numbers for a new id")),
            Rng::Seeded(state) => {
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                Ok(mixed ^ (mixed >> 31))
            }
        }
    }
}

impl Environment {
    /// A path as people write it: `~` for their home folder.
    pub fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.places.home) {
            Ok(inside) if self.places.home.parent().is_some() => format!("~/{}", inside.display()),
            _ => path.display().to_string(),
        }
    }

    /// The folder that somebody named, from where we are, without `.` and `..`.
    pub fn folder(&self, named: &Path) -> PathBuf {
        // No shell expands `--journal=~/x` or a variable in quotes.
        let path = match named.strip_prefix("~") {
            Ok(inside) => self.places.home.join(inside),
            Err(_) => self.folder.join(named),
        };
        let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
        match (path.canonicalize(), parent, path.file_name()) {
            (Ok(there), ..) => there,
            (_, Some(parent), Some(name)) => parent.join(name),
            _ => path,
        }
    }

    /// One line from the keyboard, without its end; nothing at the end of the input.
    pub fn line(&mut self) -> crate::error::Result<Option<String>> {
        let mut line = Vec::new();
        let mut byte = [0];
        loop {
            match self.stdin.read(&mut byte) {
                Ok(0) if line.is_empty() => return Ok(None),
                Ok(0) => break,
                Ok(_) if byte[0] == b'\n' => break,
                Ok(_) => line.push(byte[0]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(crate::error::Error::machine(format!("cannot read the answer: {error}")));
                }
            }
        }
        Ok(Some(String::from_utf8_lossy(&line).into_owned()))
    }
}
