//! A journal in a folder of its own, with git configured by nothing but the test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Once};
use std::time::Duration;

use coach::store::{Commit, FallbackIdentity, FileChange, Guard, NotSaved, Saved, Writer, init_repository};
use tempfile::TempDir;

static JO: LazyLock<FallbackIdentity> = LazyLock::new(|| FallbackIdentity::account("jo", "localhost"));

pub(crate) struct Journal {
    pub temp: TempDir,
    /// The work tree.
    pub work: PathBuf,
    /// The journal: the work tree or a folder in it.
    pub root: PathBuf,
}

pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// libgit2 finds the person's and the machine's configuration at its start: not in a test.
#[allow(unsafe_code, reason = "libgit2 has no other way")]
pub(crate) fn no_global_config() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let nowhere = Path::new("/nonexistent/of/a/test");
        for level in [
            git2::ConfigLevel::ProgramData,
            git2::ConfigLevel::System,
            git2::ConfigLevel::XDG,
            git2::ConfigLevel::Global,
        ] {
            unsafe { git2::opts::set_search_path(level, nowhere) }.unwrap();
        }
    });
}

impl Journal {
    /// A repository with one commit: `coach.toml`, and a colleague's `theirs.txt`.
    pub(crate) fn new() -> Journal {
        Journal::at("")
    }

    /// The same with the journal in a folder of the repository.
    pub(crate) fn at(folder: &str) -> Journal {
        let journal = Journal::unborn(folder);
        journal.put("coach.toml", "format = 1\n");
        std::fs::write(journal.work.join("theirs.txt"), "theirs\n").unwrap();
        journal.git(&["add", "."]);
        journal.git(&["commit", "-qm", "begin"]);
        journal
    }

    pub(crate) fn unborn(folder: &str) -> Journal {
        let journal = Journal::plain(folder);
        init_repository(&journal.work).unwrap();
        journal.git(&["config", "user.name", "Jo"]);
        journal.git(&["config", "user.email", "jo@example.org"]);
        journal.git(&["config", "gc.auto", "0"]);
        journal
    }

    pub(crate) fn plain(folder: &str) -> Journal {
        no_global_config();
        let temp = TempDir::new().unwrap();
        let work = temp.path().join("work");
        let root = work.join(folder);
        std::fs::create_dir_all(&root).unwrap();
        Journal { temp, work, root }
    }

    pub(crate) fn try_git(&self, arguments: &[&str]) -> Output {
        git_in(&self.work, arguments)
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn gitdir(&self) -> PathBuf {
        PathBuf::from(self.git(&["rev-parse", "--absolute-git-dir"]).trim())
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.root.join(path)).ok()
    }

    pub(crate) fn writer(&self) -> Writer {
        Writer::open(&self.root, PATIENCE).unwrap()
    }

    /// Sets each file to its text, from what is on the disk now.
    pub(crate) fn save(&self, files: &[(&str, Option<&str>)]) -> Result<Saved, NotSaved> {
        let mut writer = self.writer();
        let files: Vec<_> = files.iter().map(|(path, text)| self.change(path, *text)).collect();
        writer.save(&files, &commit("save"))
    }

    pub(crate) fn change(&self, path: &str, text: Option<&str>) -> FileChange {
        let before = std::fs::read(self.root.join(path)).ok();
        FileChange { path: path.into(), before, after: text.map(|text| text.as_bytes().to_vec()) }
    }

    /// Nothing to say for git: objects whole, work tree, index and HEAD the same.
    pub(crate) fn is_clean(&self) {
        assert_eq!(self.git(&["status", "--porcelain"]), "");
        self.is_sound();
    }

    pub(crate) fn is_sound(&self) {
        let fsck = self.try_git(&["fsck", "--strict", "--no-dangling"]);
        let said = String::from_utf8_lossy(&fsck.stderr).into_owned();
        assert!(fsck.status.success() && said.is_empty(), "fsck: {said}");
        let own = self.gitdir().join("coach");
        assert!(!own.join("intent").exists(), "an intent is left");
        assert!(!self.gitdir().join("index.lock").exists(), "index.lock is left");
    }

    pub(crate) fn commits(&self) -> usize {
        self.git(&["rev-list", "--count", "HEAD"]).trim().parse().unwrap()
    }
}

pub(crate) fn git_in(folder: &Path, arguments: &[&str]) -> Output {
    let mut git = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        git.env_remove(name);
    }
    git.current_dir(folder)
        .env("HOME", "/nonexistent/of/a/test")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        // Looking must not write the index anew.
        .env("GIT_OPTIONAL_LOCKS", "0")
        .args(arguments)
        .output()
        .unwrap()
}

pub(crate) fn commit(message: &str) -> Commit<'_> {
    Commit { message, time: (1_795_000_000, 60), who: &JO, manual: false, guard: &Guard::NONE }
}

pub(crate) fn committed(saved: Result<Saved, NotSaved>) -> String {
    match saved {
        Ok(Saved::Committed { id, .. }) => id,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn waiting(saved: Result<Saved, NotSaved>) -> String {
    match saved {
        Ok(Saved::Waiting(why)) => why,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn failed(saved: Result<Saved, NotSaved>) -> String {
    match saved {
        Err(NotSaved::Failed(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}
