//! A home, a journal in it, and `coach` with nothing else of this machine around it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

pub const COACH: &str = env!("CARGO_BIN_EXE_coach");
pub const TODAY: &str = "2026-11-21";
/// The journal that this release's format is shown by.
pub const FORMAT_1: &str = "tests/formats/v1/journal";

pub struct Home {
    _folder: TempDir,
    pub home: PathBuf,
}

/// How a command ended: the program's status, or none where a signal ended it.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    pub fn of(output: &Output) -> Ended {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ended { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// Memory, where there is a disk of it: thousands of kills wait for no disk then. What is synced is
/// asserted from a trace.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

impl Home {
    pub fn new() -> Home {
        let folder = folder();
        let home = folder.path().canonicalize().unwrap();
        let config = "[init]\n\tdefaultBranch = main\n[user]\n\tname = Jo Marsh\n\temail = jo@example.com\n[gc]\n\tauto = 0\n";
        fs::write(home.join(".gitconfig"), config).unwrap();
        Home { _folder: folder, home }
    }

    /// The journal of `tests/formats/v1`, committed.
    pub fn with_every_record() -> Home {
        let home = Home::new();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(FORMAT_1), &home.journal());
        home.git(&["init", "-q"]);
        home.git(&["add", "-A"]);
        home.git(&["commit", "-qm", "a journal"]);
        home
    }

    /// The same elsewhere, with a remote that lies in it.
    pub fn again(&self) -> Home {
        let folder = folder();
        let home = folder.path().canonicalize().unwrap();
        copy(&self.home, &home);
        let again = Home { _folder: folder, home };
        if again.remote().exists() && again.journal().join(".git").exists() {
            again.git(&["remote", "set-url", "origin", again.remote().to_str().unwrap()]);
        }
        if again.journal().join(".git").exists() {
            // The copies have other inodes and times than the index says.
            again.try_git(&["update-index", "-q", "--refresh"]);
        }
        again
    }

    /// The same world with its home elsewhere.
    pub fn at(self, home: &Path) -> Home {
        Home { _folder: self._folder, home: home.to_path_buf() }
    }

    /// The default one: no command of these tests is told where it is.
    pub fn journal(&self) -> PathBuf {
        self.home.join("data/coach/journal")
    }

    pub fn remote(&self) -> PathBuf {
        self.home.join("team.git")
    }

    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_clear().current_dir(&self.home);
        command.env("HOME", &self.home).env("PATH", std::env::var_os("PATH").unwrap());
        command.env("XDG_DATA_HOME", self.home.join("data")).env("USER", "jo").env("TZ", "UTC");
        command.env("COACH_TODAY", TODAY).env("COACH_SEED", "7").env("GIT_CONFIG_NOSYSTEM", "1");
        // Looking must not write git's index anew.
        command.env("GIT_OPTIONAL_LOCKS", "0");
        let editor = self.home.join("editor");
        if editor.exists() {
            command.env("EDITOR", editor);
        }
        command
    }

    pub fn coach(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.command(COACH).args(arguments).output().unwrap())
    }

    /// One that does well, and what it printed.
    #[track_caller]
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ended = self.coach(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
        ended.out
    }

    pub fn try_git(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.command("git").arg("-C").arg(self.journal()).args(arguments).output().unwrap())
    }

    #[track_caller]
    pub fn git(&self, arguments: &[&str]) -> String {
        let work = self.journal();
        fs::create_dir_all(work).unwrap();
        let ended = self.try_git(arguments);
        assert_eq!(ended.code, Some(0), "git {arguments:?}: {ended:?}");
        ended.out
    }

    pub fn put(&self, path: &str, text: &str) {
        let path = self.journal().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Every file of the journal but git's.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(&self.journal(), "", &mut files);
        files
    }

    /// The private notes of everyone.
    pub fn notes(&self) -> BTreeMap<String, Vec<u8>> {
        let base = self.home.join("data/coach/private");
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(&base).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            match name.starts_with('.') {
                true => {}
                false => gather(&entry.path(), &format!("{name}/"), &mut files),
            }
        }
        files.retain(|path, _| path.contains("notes/"));
        files
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let all = format!("{}/.", from.display());
    assert!(Command::new("cp").args(["-a", &all]).arg(to).status().unwrap().success());
}

fn gather(folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{name}{}", entry.file_name().to_string_lossy());
        match entry.file_type().unwrap() {
            kind if kind.is_dir() && path != ".git" => gather(&entry.path(), &format!("{path}/"), files),
            kind if kind.is_file() => drop(files.insert(path, fs::read(entry.path()).unwrap())),
            _ => {}
        }
    }
}
