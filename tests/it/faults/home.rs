//! A home, a journal in it, and `coach` with nothing else of this machine around it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::home::{self, COACH, Ended, copy, write_git_config};

/// The journal that this release's format is shown by.
pub(crate) const FORMAT_1: &str = "tests/formats/v1/journal";
/// Records of kinds that came later.
const LATER: [&str; 2] = [
    "tests/formats/v1-policies/journal/policies/paid-time.toml",
    "tests/formats/v1-resources/journal/resources/price-once.toml",
];

pub(crate) struct Home {
    _folder: TempDir,
    pub home: PathBuf,
}

/// Memory, where there is a disk of it: thousands of kills wait for no disk then. What is synced is
/// asserted from a trace.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

impl Home {
    pub(crate) fn new() -> Home {
        let folder = folder();
        let home = folder.path().canonicalize().unwrap();
        write_git_config(&home, "Jo Marsh", "jo@example.com");
        Home { _folder: folder, home }
    }

    /// The journal of `tests/formats/v1`, a policy and a resource, committed.
    pub(crate) fn with_every_record() -> Home {
        let home = Home::new();
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy(&tests.join(FORMAT_1), &home.journal());
        for path in LATER {
            let place = home.journal().join(path.split_once("/journal/").unwrap().1);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::copy(tests.join(path), place).unwrap();
        }
        home.git(&["init", "-q"]);
        home.git(&["add", "-A"]);
        home.git(&["commit", "-qm", "a journal"]);
        home
    }

    /// Every record, and kim claimed the benefit of the action c2bcdfghjk.
    pub(crate) fn with_a_claim_of_kim() -> Home {
        let home = Home::with_every_record();
        let path = home.journal().join("sessions/ana/2026-09-01-k2bcdfghjk.toml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("confirmed_by = \"kim\"", "claimed_by = \"kim\"")).unwrap();
        home.git(&["commit", "-qam", "kim's claim"]);
        home
    }

    /// The same elsewhere, with a remote that lies in it.
    pub(crate) fn again(&self) -> Home {
        let folder = folder();
        let home = folder.path().canonicalize().unwrap();
        copy(&self.home, &home);
        let again = Home { _folder: folder, home };
        if again.remote().exists() && again.try_git(&["remote", "get-url", "origin"]).code == Some(0) {
            again.git(&["remote", "set-url", "origin", again.remote().to_str().unwrap()]);
        }
        again.move_remotes_of_notes();
        again.move_drafts(&self.home);
        if again.journal().join(".git").exists() {
            // The copies have other inodes and times than the index says.
            again.try_git(&["update-index", "-q", "--refresh"]);
        }
        again
    }

    /// The notes of the copy are backed up to the copy's remote.
    fn move_remotes_of_notes(&self) {
        let mine = self.home.join("mine.git");
        for folder in repositories(&self.home.join("data/coach/private")) {
            let folder = folder.to_str().unwrap();
            let set = ["-C", folder, "remote", "set-url", "origin", mine.to_str().unwrap()];
            self.command("git").args(set).output().unwrap();
        }
    }

    /// A draft says which journal it is for, by its path.
    fn move_drafts(&self, from: &Path) {
        let mut drafts = BTreeMap::new();
        gather(&self.home.join("data/coach/drafts"), "", &mut drafts);
        for path in drafts.keys().filter(|path| path.ends_with(".journal")) {
            let path = self.home.join("data/coach/drafts").join(path);
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replace(from.to_str().unwrap(), self.home.to_str().unwrap())).unwrap();
        }
    }

    /// The same world with its home elsewhere.
    pub(crate) fn at(self, home: &Path) -> Home {
        Home { _folder: self._folder, home: home.to_path_buf() }
    }

    /// The default one: no command of these tests is told where it is.
    pub(crate) fn journal(&self) -> PathBuf {
        self.home.join("data/coach/journal")
    }

    pub(crate) fn remote(&self) -> PathBuf {
        self.home.join("team.git")
    }

    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = home::command(&self.home, program);
        command.env("XDG_DATA_HOME", self.home.join("data")).env("COACH_SEED", "7");
        // Looking must not write git's index anew.
        command.env("GIT_OPTIONAL_LOCKS", "0");
        let editor = self.home.join("editor");
        if editor.exists() {
            command.env("EDITOR", editor);
        }
        command
    }

    pub(crate) fn coach(&self, arguments: &[&str]) -> Ended {
        Ended::new(&self.command(COACH).args(arguments).output().unwrap())
    }

    /// One that does well, and what it printed.
    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let ended = self.coach(arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {ended:?}");
        ended.out
    }

    pub(crate) fn try_git(&self, arguments: &[&str]) -> Ended {
        Ended::new(&self.command("git").arg("-C").arg(self.journal()).args(arguments).output().unwrap())
    }

    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let work = self.journal();
        fs::create_dir_all(work).unwrap();
        let ended = self.try_git(arguments);
        assert_eq!(ended.code, Some(0), "git {arguments:?}: {ended:?}");
        ended.out
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.journal().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Every file of the journal but git's.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(&self.journal(), "", &mut files);
        files
    }

    /// What commands write for somebody outside the journal: exports, pages, settings, a demo.
    pub(crate) fn outside(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for folder in ["out", "in", "elsewhere", ".config"] {
            gather(&self.home.join(folder), &format!("{folder}/"), &mut files);
        }
        let devices = "data/coach/serve/devices.toml";
        files.extend(fs::read(self.home.join(devices)).ok().map(|bytes| (devices.to_string(), bytes)));
        files.extend(self.shared());
        files
    }

    /// What the remotes have, and which remote the private notes are backed up to.
    fn shared(&self) -> BTreeMap<String, Vec<u8>> {
        let git = |folder: &Path, arguments: &[&str]| {
            let arguments = [&["-C", folder.to_str().unwrap()], arguments].concat();
            Ended::new(&self.command("git").args(arguments).output().unwrap()).out
        };
        let remotes = ["team.git", "mine.git"].map(|name| self.home.join(name));
        let trees = remotes.iter().filter(|remote| remote.exists()).map(|remote| {
            let trees = git(remote, &["for-each-ref", "--format=%(refname) %(tree)"]);
            (remote.file_name().unwrap().to_string_lossy().into_owned(), trees.into_bytes())
        });
        let notes = repositories(&self.home.join("data/coach/private"));
        let urls = notes.iter().map(|folder| {
            let url = git(folder, &["config", "--get-all", "remote.origin.url"]);
            (
                "the remote of the notes".to_owned(),
                url.replace(self.home.to_str().unwrap(), "HOME").into_bytes(),
            )
        });
        trees.chain(urls).collect()
    }

    /// The private notes of everyone.
    pub(crate) fn notes(&self) -> BTreeMap<String, Vec<u8>> {
        let base = self.home.join("data/coach/private");
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(&base).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with('.') {
                gather(&entry.path(), &format!("{name}/"), &mut files)
            }
        }
        files.retain(|path, _| path.contains("notes/"));
        files
    }
}

/// The repositories below a folder, and the folder itself if it is one.
fn repositories(folder: &Path) -> Vec<PathBuf> {
    let is_one = folder.join(".git").exists();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.map(|entry| entry.path()).filter(|path| path.is_dir() && !path.ends_with(".git"));
    let below = folders.flat_map(|path| repositories(&path));
    below.chain(is_one.then(|| folder.to_path_buf())).collect()
}

fn gather(folder: &Path, name: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{name}{}", entry.file_name().to_string_lossy());
        match entry.file_type().unwrap() {
            kind if kind.is_dir() && entry.file_name() != ".git" => {
                gather(&entry.path(), &format!("{path}/"), files)
            }
            kind if kind.is_file() => drop(files.insert(path, fs::read(entry.path()).unwrap())),
            _ => {}
        }
    }
}
