//! The outside world as one value: the day, the folders, the terminal, random numbers. Only `main.rs` reads
//! them; tests build their own.

use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;

use crate::journal::values::day::Day;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::locale::Language;
use crate::progress::Progress;

pub struct Environment {
    /// Today. No other code of the program reads a clock.
    pub today: Day,
    /// The timestamp of commits: seconds since 1970 in UTC, and the time zone's minutes east of UTC.
    pub now: (i64, i32),
    /// The machine's clock in seconds since 1970, independent of `COACH_TODAY`. Only for telling whether a
    /// file changed a moment ago.
    pub clock: i64,
    /// Converts a moment in UTC to the local time zone, with the offset of that moment.
    pub local_time: fn(NaiveDateTime) -> NaiveDateTime,
    pub folder: PathBuf,
    pub places: UserFolders,
    /// `COACH_JOURNAL`, if set.
    pub journal: Option<PathBuf>,
    /// `COACH_GIT`, if set.
    pub git: Option<PathBuf>,
    pub git_environment: GitEnvironment,
    /// `COACH_MAIL_PASSWORD`, if set.
    pub mail_password: Option<String>,
    /// `COACH_NOTIFIER`, if set.
    pub notifier: Option<String>,
    pub pager: PagerChoice,
    /// `COACH_COMPLETE`, if set: the shell that requests completions of a command line.
    pub completing: Option<String>,
    /// The path of coach itself, for git to call.
    pub program: PathBuf,
    /// `$VISUAL`, else `$EDITOR`.
    pub editor: Option<String>,
    /// The coach who acts, in a program that serves several coaches; else the config names the user.
    pub acting: Option<Handle>,
    /// Reads the outside world once more, for a program that runs for days. Takes the folder in which it began.
    pub reread: fn(PathBuf) -> crate::error::Result<Environment>,
    /// The names of the user account and of the machine.
    pub user: String,
    pub host: String,
    pub stdin: Box<dyn Read>,
    pub terminal: Terminal,
    /// The language of days on screens: from `LC_ALL`, else `LC_TIME`, else `LANG`.
    pub language: Language,
    /// Shows the progress of slow steps.
    pub progress: Progress,
    pub chance: Rng,
}

/// The user's folders and files.
#[derive(Clone, Debug)]
pub struct UserFolders {
    pub home: PathBuf,
    /// `config.toml`, which may not exist.
    pub config: PathBuf,
    /// The folder of the default journal and of drafts.
    pub data: PathBuf,
    /// The cache folder; `None` if the cache is turned off.
    pub cache: Option<PathBuf>,
}

/// The environment variables from which git takes the author and committer.
#[derive(Clone, Debug, Default)]
pub struct GitEnvironment {
    /// `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, if set.
    pub author: (Option<String>, Option<String>),
    /// `GIT_COMMITTER_NAME` and `GIT_COMMITTER_EMAIL`, if set.
    pub committer: (Option<String>, Option<String>),
    /// `EMAIL`, if set.
    pub email: Option<String>,
    /// Whether a variable such as `GIT_CONFIG_GLOBAL` names settings that libgit2 does not read.
    pub has_settings: bool,
    /// Whether `GIT_CONFIG_NOSYSTEM` excludes the settings of the machine.
    pub no_system: bool,
}

/// The environment variables for pagers. A variable that is set and empty counts as set.
#[derive(Default)]
pub struct PagerChoice {
    /// `COACH_PAGER`, if set.
    pub own: Option<String>,
    /// `PAGER`, if set.
    pub usual: Option<String>,
    /// The variables that configure pagers, if set: `LESS`, `LV`.
    pub settings: Vec<(&'static str, String)>,
}

pub struct Terminal {
    pub stdin: bool,
    pub stdout: bool,
    pub stderr: bool,
    /// Whether coach can ask the user: there is a keyboard, and a screen that shows all output and can
    /// redraw a line.
    pub asks: bool,
    /// Columns, if the terminal reports them.
    pub width: Option<usize>,
    /// Lines, if the terminal reports them.
    pub height: Option<usize>,
    /// Whether the terminal cannot move its cursor, as in the shell of an editor.
    pub dumb: bool,
    /// Whether colours are allowed: `NO_COLOR` is not set, and the terminal is not dumb.
    pub colour: bool,
    /// Whether the terminal is one that supports links, or `FORCE_HYPERLINK` is set.
    pub links: bool,
}

impl Terminal {
    /// Why coach cannot ask the user here.
    pub fn asks_nobody(&self) -> &'static str {
        if self.stdin && self.stdout && self.dumb {
            "this terminal cannot show questions (TERM=dumb)"
        } else {
            "coach can ask questions only in a terminal"
        }
    }
}

/// The source of new ids.
pub enum Rng {
    /// The machine's random number generator.
    Random,
    /// The same ids in every run, for tests and recorded examples. The number advances with each id.
    Seeded(u64),
}

impl Rng {
    /// A new id for which `taken` is false.
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
                .map_err(|_| crate::error::Error::machine("the system has no random numbers for a new id")),
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
    /// A path as people write it, with `~` for the home folder.
    pub fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.places.home) {
            Ok(inside) if self.places.home.parent().is_some() => format!("~/{}", inside.display()),
            _ => path.display().to_string(),
        }
    }

    /// The absolute path of a folder that the user named, relative to the current folder, without `.` and
    /// `..`.
    pub fn folder(&self, named: &Path) -> PathBuf {
        // The shell does not expand `--journal=~/x` or a quoted variable.
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

    /// Reads one line from the keyboard, without its line end. `None` at the end of the input.
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
