//! The user's own `git`: for the network and for signatures, so that their keys, agents, proxies
//! and credential helpers work. Whoever has none can do everything but share, clone and sign.
#![expect(clippy::disallowed_methods, reason = "runs the user's git")]

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::config::Config;
use crate::error::{Error, Result, reason};
use crate::world::World;

/// Variables that would point git at another repository than the one meant.
const ELSEWHERE: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// Where it is, and whether somebody is there to be asked for a password.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    may_ask: bool,
}

/// The one on the PATH, which asks nobody.
impl Default for Program {
    fn default() -> Program {
        Program { path: "git".into(), may_ask: false }
    }
}

/// What it said when it ended.
pub struct Ended {
    pub well: bool,
    pub out: String,
    pub err: String,
}

impl Program {
    /// `COACH_GIT`, else `git = "…"` in the config, else the one on the PATH.
    pub fn find(world: &World) -> Result<Program> {
        let chosen = match &world.git {
            Some(path) => Some(path.clone()),
            None => Config::read(&world.places.config)?.git,
        };
        Ok(Program { path: chosen.unwrap_or_else(|| "git".into()), may_ask: world.terminal.stdin })
    }

    /// Runs it to its end in a folder, with something to read if need be.
    pub fn run(&self, folder: &Path, call: Call<'_>) -> Result<Ended> {
        let mut git = Command::new(&self.path);
        for variable in ELSEWHERE {
            git.env_remove(variable);
        }
        if !self.may_ask {
            git.env("GIT_TERMINAL_PROMPT", "0");
        }
        git.current_dir(folder).env("LC_ALL", "C").envs(call.environment);
        // A journal's own config must not start a program of its choice.
        git.args(["-c", "core.fsmonitor=false"]).args(call.arguments);
        git.stdin(match call.input {
            Some(_) => Stdio::piped(),
            None if self.may_ask => Stdio::inherit(),
            None => Stdio::null(),
        });
        git.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = git.spawn().map_err(|error| self.cannot_start(&error))?;
        if let (Some(text), Some(mut input)) = (call.input, running.stdin.take()) {
            // Where git has ended already its own words say why.
            let _ = input.write_all(text);
        }
        let ended = running.wait_with_output().map_err(|error| self.cannot_start(&error))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Ended { well: ended.status.success(), out: text(&ended.stdout), err: text(&ended.stderr) })
    }

    fn cannot_start(&self, error: &std::io::Error) -> Error {
        Error::machine(format!("cannot start {}: {}", self.path.display(), reason(error)))
            .hint("install git, or name it in COACH_GIT or as `git = \"/path/to/git\"` in the config")
    }
}

/// One run of it.
#[derive(Default)]
pub struct Call<'a> {
    arguments: Vec<&'a OsStr>,
    environment: Vec<(String, String)>,
    input: Option<&'a [u8]>,
}

impl<'a> Call<'a> {
    pub fn new<T: AsRef<OsStr> + ?Sized>(arguments: &[&'a T]) -> Call<'a> {
        Call { arguments: arguments.iter().map(|word| (*word).as_ref()).collect(), ..Call::default() }
    }

    /// The same on a certain repository.
    pub fn at<T: AsRef<OsStr> + ?Sized>(gitdir: &'a Path, arguments: &[&'a T]) -> Call<'a> {
        let mut call = Call::new(&[OsStr::new("--git-dir"), gitdir.as_os_str()]);
        call.arguments.extend(arguments.iter().map(|word| (*word).as_ref()));
        call
    }

    #[must_use]
    pub fn with(mut self, name: String, value: String) -> Call<'a> {
        self.environment.push((name, value));
        self
    }

    #[must_use]
    pub fn reading(self, input: &'a [u8]) -> Call<'a> {
        Call { input: Some(input), ..self }
    }
}

impl Ended {
    /// What went wrong, in one line: git's own last word on it.
    pub fn complaint(&self) -> String {
        let lines = || self.err.lines().map(str::trim).filter(|line| !line.is_empty());
        let said = ["fatal:", "error:"].iter().find_map(|kind| {
            let line = lines().find(|line| line.starts_with(kind))?;
            Some(line[kind.len()..].trim())
        });
        // ssh has said why before git says that it cannot go on.
        let said = said.filter(|said| !said.starts_with("Could not read from remote repository"));
        said.or_else(|| lines().next()).unwrap_or("it said nothing").to_owned()
    }

    /// What the server said beside it, line by line.
    pub fn from_the_server(&self) -> Vec<&str> {
        let lines = self.err.lines().filter_map(|line| line.strip_prefix("remote:"));
        lines.map(str::trim).filter(|line| !line.is_empty()).collect()
    }
}
