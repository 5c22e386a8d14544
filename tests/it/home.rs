//! What every test of the whole program needs: a home with git's settings, commands that see nothing else of
//! this machine, and how a command ended.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

pub(crate) const COACH: &str = env!("CARGO_BIN_EXE_coach");
/// The day on which the tests run their commands, if they name no other.
pub(crate) const TODAY: &str = "2026-11-21";

/// A program that runs in this home, with a cleared environment.
pub(crate) fn command(home: &Path, program: impl AsRef<Path>) -> Command {
    receive_signals();
    let mut command = Command::new(program.as_ref());
    command.env_clear().current_dir(home);
    command.env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap());
    command.env("USER", "jo").env("TZ", "UTC").env("COACH_TODAY", TODAY).env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

/// Makes this process handle SIGINT and SIGHUP. Under `nohup`, or behind `trap '' INT`, it ignores them, and so
/// would every program that it starts. A program starts with the usual action for a signal that is handled.
#[cfg(unix)]
fn receive_signals() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let ends = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
        signal_hook::flag::register_conditional_default(signal_hook::consts::SIGINT, ends).unwrap();
        signal_hook::flag::register(signal_hook::consts::SIGHUP, std::sync::Arc::default()).unwrap();
    });
}

#[cfg(not(unix))]
fn receive_signals() {}

/// Writes `.gitconfig`: the branch `main`, this name and address, and no garbage collection beside a test.
pub(crate) fn write_git_config(home: &Path, name: &str, email: &str) {
    let config = format!(
        "[init]\n\tdefaultBranch = main\n[user]\n\tname = {name}\n\temail = {email}\n[gc]\n\tauto = 0\n"
    );
    fs::write(home.join(".gitconfig"), config).unwrap();
}

/// How a command ended: its status, or none if a signal ended it.
#[derive(Debug, Clone)]
pub(crate) struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    pub(crate) fn new(output: &Output) -> Ended {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ended { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    pub(crate) fn is_well(&self) -> bool {
        self.code == Some(0)
    }

    /// What the command printed. Fails if it did not end well.
    #[track_caller]
    pub(crate) fn well(self, arguments: &[&str]) -> String {
        assert!(self.is_well(), "{arguments:?}: {self:?}");
        self.out
    }

    /// Asserts that the command failed with this status, and that its error has these words.
    #[track_caller]
    pub(crate) fn stopped(&self, code: i32, words: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert!(self.err.contains(words), "{self:?}");
    }
}

/// Copies a folder with its times and links.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let all = format!("{}/.", from.display());
    assert!(Command::new("cp").args(["-a", &all]).arg(to).status().unwrap().success());
}
