//! The user's own `git`, which coach runs for the network and for signatures, so that the user's keys,
//! agents, proxies and credential helpers work. Without a git program, coach does everything except
//! share, clone and sign.
#![expect(clippy::disallowed_methods, reason = "runs the user's git")]

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::Builder;

use super::shared_repository::UserModes;
use crate::environment::{Environment, GitEnvironment};
use crate::error::{Error, Result, reason};
use crate::store::config::{Config, home_folder};

/// Variables that would point git at another repository.
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

/// The path of the git program, whether it may prompt for a password, and its environment.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    may_ask: bool,
    environment: GitEnvironment,
}

/// The `git` on the PATH, which never prompts.
impl Default for Program {
    fn default() -> Program {
        Program { path: "git".into(), may_ask: false, environment: GitEnvironment::default() }
    }
}

/// Errors that git prints last and that do not name the cause. The cause is in an earlier line.
const GAVE_UP: [&str; 7] = [
    "Could not read from remote repository",
    "the remote end hung up",
    "The remote end hung up",
    "early EOF",
    "aborted session",
    "failed to push some refs",
    "unexpected disconnect",
];

/// The output of a git process, and whether the process succeeded.
pub struct GitOutput {
    pub well: bool,
    pub out: String,
    pub err: String,
}

impl Program {
    /// Finds the program: `COACH_GIT`, else `git = "…"` in the config, else `git` on the PATH.
    pub fn find(world: &Environment) -> Result<Program> {
        let chosen = match &world.git {
            Some(path) => Some(home_folder::expanded(path, &world.places.home)?),
            None => Config::read(&world.places)?.git,
        };
        Ok(Program {
            path: chosen.unwrap_or_else(|| "git".into()),
            may_ask: world.terminal.stdin,
            environment: world.git_environment.clone(),
        })
    }

    /// The identity and settings that the environment gives to git.
    pub fn environment(&self) -> &GitEnvironment {
        &self.environment
    }

    /// Runs git in `folder` until it ends, and writes the input of the call, if any, to its standard
    /// input.
    pub fn run(&self, folder: &Path, call: GitCall<'_>) -> Result<GitOutput> {
        let mut git = Command::new(&self.path);
        for variable in ELSEWHERE {
            git.env_remove(variable);
        }
        if !self.may_ask {
            git.env("GIT_TERMINAL_PROMPT", "0");
        }
        git.current_dir(folder).env("LC_ALL", "C").envs(call.environment);
        // The journal's own git config must not make git start a program.
        git.args(["-c", "core.fsmonitor=false"]).args(call.arguments);
        git.stdin(match call.input {
            Some(_) => Stdio::piped(),
            None if self.may_ask => Stdio::inherit(),
            None => Stdio::null(),
        });
        git.stdout(Stdio::piped()).stderr(Stdio::piped());
        let usual = UserModes::begin();
        let running = git.spawn();
        drop(usual);
        let mut running = running.map_err(|error| self.cannot_start(&error))?;
        if let (Some(text), Some(mut input)) = (call.input, running.stdin.take()) {
            // If git has ended already, its own error message says why.
            let _ = input.write_all(text);
        }
        let ended = to_its_end(running).map_err(|error| {
            Error::machine(format!("cannot read the output of {}: {}", self.path.display(), reason(&error)))
                .hint("try again: coach does not repeat completed steps")
        })?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(GitOutput { well: ended.status.success(), out: text(&ended.stdout), err: text(&ended.stderr) })
    }

    fn cannot_start(&self, error: &io::Error) -> Error {
        Error::machine(format!("cannot start {}: {}", self.path.display(), reason(error)))
            .hint("install git, or set its path in COACH_GIT or as `git = \"/path/to/git\"` in the config")
    }
}

/// Waits until a process ends and collects its output. `Child::wait_with_output` would panic if it could
/// not read a pipe.
pub(crate) fn to_its_end(mut running: Child) -> io::Result<Output> {
    let (out, err) = (running.stdout.take(), running.stderr.take());
    let stderr = Builder::new().spawn(move || all_of(err));
    let (stdout, status) = (all_of(out), running.wait());
    let stderr = stderr?.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()));
    Ok(Output { status: status?, stdout: stdout?, stderr: stderr? })
}

fn all_of(pipe: Option<impl Read>) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    pipe.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut text))?;
    Ok(text)
}

/// The arguments, environment and input of one git process.
#[derive(Default)]
pub struct GitCall<'a> {
    arguments: Vec<&'a OsStr>,
    environment: Vec<(String, String)>,
    input: Option<&'a [u8]>,
}

impl<'a> GitCall<'a> {
    pub fn new<T: AsRef<OsStr> + ?Sized>(arguments: &[&'a T]) -> GitCall<'a> {
        GitCall { arguments: arguments.iter().map(|word| (*word).as_ref()).collect(), ..GitCall::default() }
    }

    /// Like `new`, for the repository at `gitdir`.
    pub fn at<T: AsRef<OsStr> + ?Sized>(gitdir: &'a Path, arguments: &[&'a T]) -> GitCall<'a> {
        let mut call = GitCall::new(&[OsStr::new("--git-dir"), gitdir.as_os_str()]);
        call.arguments.extend(arguments.iter().map(|word| (*word).as_ref()));
        call
    }

    #[must_use]
    pub fn with(mut self, name: String, value: String) -> GitCall<'a> {
        self.environment.push((name, value));
        self
    }

    #[must_use]
    pub fn reading(self, input: &'a [u8]) -> GitCall<'a> {
        GitCall { input: Some(input), ..self }
    }
}

impl GitOutput {
    /// The cause of a failure in one line: git's own error if it names the cause, else the last line that
    /// ssh or another helper printed before git gave up.
    pub fn complaint(&self) -> String {
        let lines = || self.err.lines().map(str::trim);
        let of_kind = |kind: &'static str| {
            lines()
                .filter_map(move |line| line.strip_prefix(kind))
                .map(str::trim)
                .filter(|said| !said.is_empty())
        };
        let told = of_kind("fatal:")
            .chain(of_kind("error:"))
            .find(|said| !GAVE_UP.iter().any(|end| said.contains(end)));
        let is_a_word = |line: &&str| {
            let skipped = ["fatal:", "error:", "warning:", "Warning:", "hint:", "remote:"];
            line.contains(char::is_alphanumeric) && !skipped.iter().any(|kind| line.starts_with(kind))
        };
        let before = || lines().take_while(|line| !line.starts_with("fatal:")).filter(is_a_word).last();
        let from_there = || self.server_lines().first().copied();
        let anything = || of_kind("fatal:").chain(of_kind("error:")).next();
        // `git rebase --continue` prints its errors on standard output.
        let in_short = || Some(self.out.split_whitespace().collect::<Vec<_>>().join(" "));
        let in_short = || in_short().filter(|said| !said.is_empty() && said.len() <= 200);
        let told = told.or_else(before).or_else(from_there).or_else(anything).map(str::to_owned);
        told.or_else(in_short).unwrap_or_else(|| "git printed no message".into())
    }

    /// Whether git failed because another git process on this machine held a lock. A lock on the server
    /// does not count.
    pub fn met_a_lock(&self) -> bool {
        let words = ["could not lock config file", "cannot lock ref", ".lock': File exists"];
        let mut own = self.err.lines().filter(|line| !line.starts_with("remote:"));
        let is_lock = |line: &str| words.iter().any(|word| line.contains(word));
        // "exists; cannot create" reports a branch `a` next to a branch `a/b`. That is not a lock, and
        // waiting does not help.
        !self.well && own.any(|line| is_lock(line) && !line.contains("exists; cannot create"))
    }

    /// The command that git suggests if a repository belongs to another user.
    pub fn advice(&self) -> Option<&str> {
        let lines = self.err.lines().map(|line| line.trim_start_matches("remote:").trim());
        lines.into_iter().find(|line| line.starts_with("git config --global --add safe.directory "))
    }

    /// Whether git failed because this repository lacks objects, or has damaged ones.
    pub fn met_damage_here(&self) -> bool {
        let words = [
            "fatal: bad object",
            "error: Could not read",
            "fatal: Could not read",
            "fatal: unresolved deltas left",
            "error: object file",
        ];
        let could_not_connect = "Could not read from remote repository";
        let mut lines = self.err.lines().filter(|line| !line.contains(could_not_connect));
        !self.well && lines.any(|line| words.iter().any(|word| line.starts_with(word)))
    }

    /// Whether git failed because the repository at the other end lacks objects, or has damaged ones.
    pub fn met_damage_there(&self) -> bool {
        let words = [
            "repository corruption on the remote",
            "unable to read sha1 file",
            "unable to read tree",
            "unable to parse commit",
            "with nonexistent object",
        ];
        !self.well && words.iter().any(|word| self.err.contains(word))
    }

    /// The lines that the server printed.
    pub fn server_lines(&self) -> Vec<&str> {
        let lines = self.err.lines().filter_map(|line| line.strip_prefix("remote:"));
        lines.map(str::trim).filter(|line| !line.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_says_what_happened_and_is_never_empty() {
        let complaint =
            |err: &str| GitOutput { well: false, out: String::new(), err: err.into() }.complaint();
        let end = "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\nand the repository exists.\n";
        assert_eq!(complaint("fatal: not a git repository\n"), "not a git repository");
        assert_eq!(
            complaint(&format!("ssh: connect to host x port 22: Connection refused\n{end}")),
            "ssh: connect to host x port 22: Connection refused"
        );
        assert_eq!(
            complaint(&format!(
                "Warning: Permanently added 'x' to the list of known hosts.\njo@x: Permission denied (publickey).\n{end}"
            )),
            "jo@x: Permission denied (publickey)."
        );
        assert_eq!(
            complaint(&format!(
                "@@@@@@@@@@\n@ WARNING: IT HAS CHANGED! @\n@@@@@@@@@@\nHost key verification failed.\n{end}"
            )),
            "Host key verification failed."
        );
        assert_eq!(
            complaint("error: RPC failed; HTTP 413 curl 22\nfatal: the remote end hung up unexpectedly\n"),
            "RPC failed; HTTP 413 curl 22"
        );
        assert_eq!(complaint(&format!("remote: You may not.\n{end}")), "You may not.");
        assert_eq!(complaint(end), "Could not read from remote repository.");
        assert_eq!(complaint("fatal:\n \nerror: \n"), "git printed no message");
        assert_eq!(complaint(""), "git printed no message");
        let said =
            GitOutput { well: false, out: "You must edit\nall conflicts\n".into(), err: String::new() };
        assert_eq!(said.complaint(), "You must edit all conflicts");
    }

    #[test]
    fn a_lock_there_is_none_here() {
        let met = |err: &str| GitOutput { well: false, out: String::new(), err: err.into() }.met_a_lock();
        assert!(met("error: could not lock config file .git/config: File exists\n"));
        assert!(met("error: cannot lock ref 'refs/remotes/origin/main': Unable to create\n"));
        assert!(!met("remote: error: cannot lock ref 'refs/heads/main'\nerror: failed to push some refs\n"));
    }
}
