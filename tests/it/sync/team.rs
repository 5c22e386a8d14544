//! A team: a bare remote, and coaches with a home and a clone each.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use crate::home::{COACH, Ended, command, write_git_config};

pub(crate) struct Team {
    pub temp: TempDir,
    pub remote: PathBuf,
}

pub(crate) struct Coach {
    pub name: String,
    pub home: PathBuf,
    /// The work tree.
    pub work: PathBuf,
    /// The journal: the work tree or a folder in it.
    pub root: PathBuf,
    path: String,
    seed: AtomicUsize,
}

impl Team {
    /// An empty remote and nobody.
    pub(crate) fn nobody() -> Team {
        let temp = TempDir::new().unwrap();
        let remote = temp.path().join("team.git");
        assert!(
            git_in(temp.path(), temp.path(), &["init", "-q", "--bare", "-b", "main", "team.git"])
                .status
                .success()
        );
        Team { temp, remote }
    }

    /// Jo begins a journal with one session and shares it; the others clone it.
    pub(crate) fn of(names: &[&str]) -> (Team, Vec<Coach>) {
        let team = Team::nobody();
        let jo = team.begin("jo");
        jo.ok(&[
            "log",
            "ana",
            "45m",
            "--note",
            "First.",
            "--action",
            "Call by 28 nov",
            "--follow-up",
            "And? on 5 dec",
        ]);
        jo.ok(&["sync", "--remote", team.url()]);
        let mut coaches = vec![jo];
        coaches.extend(names.iter().map(|name| team.join(name)));
        (team, coaches)
    }

    pub(crate) fn url(&self) -> &str {
        self.remote.to_str().unwrap()
    }

    /// A coach with a home and nothing in it.
    pub(crate) fn stranger(&self, name: &str) -> Coach {
        let home = self.temp.path().join(name);
        fs::create_dir(&home).unwrap();
        write_git_config(&home, &format!("{name} of the team"), &format!("{name}@example.org"));
        let work = home.join("journal");
        let path = std::env::var("PATH").unwrap();
        Coach { name: name.into(), root: work.clone(), work, home, path, seed: AtomicUsize::new(0) }
    }

    /// A coach with a journal of their own.
    pub(crate) fn begin(&self, name: &str) -> Coach {
        let coach = self.stranger(name);
        coach.ok(&["init", coach.root.to_str().unwrap(), "--me", name]);
        coach
    }

    /// A coach with a clone.
    pub(crate) fn join(&self, name: &str) -> Coach {
        let coach = self.stranger(name);
        coach.ok(&["init", coach.root.to_str().unwrap(), "--me", name, "--from", self.url()]);
        coach.ok(&["sync"]);
        coach
    }

    /// A journal in the folder `coaching` of a larger repository, cloned by two.
    pub(crate) fn in_a_larger_repository() -> (Team, Coach, Coach) {
        let team = Team::nobody();
        let mut jo = team.stranger("jo");
        assert!(git_in(&jo.home, &jo.home, &["init", "-q", "journal"]).status.success());
        jo.put_beside("app.txt", "one\ntwo\nthree\n");
        jo.put_beside("docs/run", "#!/bin/sh\n");
        jo.git(&["add", "."]);
        jo.git(&["commit", "-qm", "the application"]);
        jo.root = jo.work.join("coaching");
        jo.ok_at(&["init", jo.root.to_str().unwrap(), "--me", "jo"]);
        jo.ok(&["log", "ana", "45m"]);
        jo.ok(&["sync", "--remote", team.url()]);
        let mut kim = team.stranger("kim");
        assert!(git_in(&kim.home, &kim.home, &["clone", "-q", team.url(), "journal"]).status.success());
        kim.root = kim.work.join("coaching");
        kim.ok_at(&["init", kim.root.to_str().unwrap(), "--me", "kim"]);
        kim.ok(&["sync"]);
        jo.ok(&["sync"]);
        (team, jo, kim)
    }

    /// The same team somewhere else, to do the same thing in another way.
    pub(crate) fn copy(&self, coaches: &[Coach]) -> (Team, Vec<Coach>) {
        let temp = TempDir::new().unwrap();
        let from = format!("{}/.", self.temp.path().display());
        assert!(Command::new("cp").args(["-a", &from]).arg(temp.path()).status().unwrap().success());
        let there = |path: &Path| temp.path().join(path.strip_prefix(self.temp.path()).unwrap());
        let remote = there(&self.remote);
        let coach = |coach: &Coach| {
            let (name, path, seed) = (
                coach.name.clone(),
                coach.path.clone(),
                AtomicUsize::new(coach.seed.load(Ordering::Relaxed)),
            );
            let (home, work, root) = (there(&coach.home), there(&coach.work), there(&coach.root));
            let coach = Coach { name, home, work, root, path, seed };
            coach.git(&["remote", "set-url", "origin", remote.to_str().unwrap()]);
            // The copies have other inodes and times than the index says.
            coach.git(&["update-index", "-q", "--refresh"]);
            coach
        };
        let coaches = coaches.iter().map(coach).collect();
        (Team { temp, remote }, coaches)
    }

    /// A program that stands for git.
    pub(crate) fn program(&self, name: &str, text: &str) -> PathBuf {
        let path = self.temp.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        path
    }

    pub(crate) fn hook(&self, name: &str, text: &str) {
        fs::create_dir_all(self.remote.join("hooks")).unwrap();
        let path = self.remote.join("hooks").join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    }
}

impl Coach {
    /// The program in this coach's world.
    pub(crate) fn command(&self) -> Command {
        self.program(COACH)
    }

    /// Any program in this coach's world.
    pub(crate) fn program(&self, program: &str) -> Command {
        let seed = self.seed.fetch_add(1, Ordering::Relaxed);
        let mut command = command(&self.home, program);
        command.env("PATH", &self.path).env("USER", &self.name);
        command.env("COACH_SEED", format!("{} {seed}", self.name));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(&[], arguments)
    }

    pub(crate) fn run_with(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Ended {
        let mut command = self.command();
        command.env("COACH_JOURNAL", &self.root).envs(environment.iter().copied());
        Ended::new(&command.args(arguments).output().unwrap())
    }

    /// One that does well, and what it printed.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        match arguments[0] {
            "init" => self.ok_at(arguments),
            _ => self.run(arguments).well(arguments),
        }
    }

    fn ok_at(&self, arguments: &[&str]) -> String {
        Ended::new(&self.command().args(arguments).output().unwrap()).well(arguments)
    }

    pub(crate) fn sync(&self) -> String {
        self.ok(&["sync"])
    }

    pub(crate) fn try_git(&self, arguments: &[&str]) -> Output {
        git_in(&self.home, &self.work, arguments)
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        assert!(
            output.status.success(),
            "{}: git {arguments:?}: {}",
            self.name,
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// A file of the journal.
    pub(crate) fn put(&self, path: &str, text: &str) {
        put(&self.root.join(path), text);
    }

    /// A file of the repository.
    pub(crate) fn put_beside(&self, path: &str, text: &str) {
        put(&self.work.join(path), text);
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    /// The only session's file, by its path in the journal.
    pub(crate) fn session(&self) -> String {
        let all = self.files();
        let mut sessions = all.keys().filter_map(|path| {
            let at = path.find("sessions/")?;
            Some(path[at..].to_owned())
        });
        let one = sessions.next().unwrap();
        assert_eq!(sessions.next(), None);
        one
    }

    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert!(text.contains(from), "{text}");
        self.put(path, &text.replace(from, to));
    }

    pub(crate) fn commit_all(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", message]);
    }

    /// Every file of the work tree and its bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.work.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.file_name().unwrap().to_str().unwrap() {
                    ".git" => {}
                    _ if path.is_dir() => folders.push(path),
                    _ => {
                        let name = path.strip_prefix(&self.work).unwrap().to_str().unwrap().to_owned();
                        found.insert(name, fs::read(&path).unwrap());
                    }
                }
            }
        }
        found
    }

    /// All that a stopped sync must leave as it was.
    pub(crate) fn state(&self) -> (BTreeMap<String, Vec<u8>>, [String; 4]) {
        let git = |arguments: &[&str]| self.git(arguments);
        let refs = git(&["for-each-ref", "refs/heads", "refs/tags"]);
        let staged = git(&["ls-files", "--stage"]);
        (self.files(), [refs, staged, git(&["status", "--porcelain"]), git(&["symbolic-ref", "-q", "HEAD"])])
    }

    /// Nothing to say for git, and nothing of ours left over.
    pub(crate) fn is_clean(&self) {
        assert_eq!(self.git(&["status", "--porcelain"]), "", "{}", self.name);
        self.is_sound();
    }

    pub(crate) fn is_sound(&self) {
        let fsck = self.try_git(&["fsck", "--strict", "--no-dangling"]);
        let said = String::from_utf8_lossy(&fsck.stderr).into_owned();
        assert!(fsck.status.success() && said.is_empty(), "{}: fsck: {said}", self.name);
        for left in ["coach/intent", "coach/pending", "index.lock", "MERGE_HEAD"] {
            assert!(!self.work.join(".git").join(left).exists(), "{}: {left} is left", self.name);
        }
    }

    pub(crate) fn tip(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(crate) fn git_in(home: &Path, folder: &Path, arguments: &[&str]) -> Output {
    let mut git = command(home, "git");
    // git must not write its index only because somebody looks.
    git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_EDITOR", "true");
    git.current_dir(folder).args(arguments).output().unwrap()
}

/// Everybody syncs twice, and then has the same bytes and the same commit.
pub(crate) fn agree(coaches: &[&Coach]) {
    for _ in 0..2 {
        for coach in coaches {
            coach.sync();
        }
    }
    same(coaches);
}

/// Everybody has the same bytes and the same commit, and nothing more to share.
pub(crate) fn same(coaches: &[&Coach]) {
    let first = (coaches[0].files(), coaches[0].tip());
    for coach in coaches {
        coach.is_clean();
        let (files, tip) = (coach.files(), coach.tip());
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&files), names(&first.0), "{}", coach.name);
        assert!(files == first.0 && tip == first.1, "{} differs from {}", coach.name, coaches[0].name);
        assert_eq!(coach.sync(), "nothing new\n");
    }
}
