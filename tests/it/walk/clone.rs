//! One coach of the team: a home, a clone, and what runs in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::home::{self, COACH, Ended};
use crate::walk::records::{Files, Marks, files, words};

/// The program, or the copy of it that `WALK_COACH` names: a long run needs one that nobody builds anew.
pub(crate) fn program() -> String {
    std::env::var("WALK_COACH").unwrap_or_else(|_| COACH.to_owned())
}

pub(crate) struct Clone {
    pub name: &'static str,
    pub home: PathBuf,
    pub root: PathBuf,
    /// Days after the first day of the walk.
    pub day: u32,
    commands: usize,
}

impl Clone {
    /// A coach with a home; `identity` is what git knows of them.
    pub(crate) fn new(folder: &Path, name: &'static str, identity: &str) -> Clone {
        let home = folder.join(name);
        fs::create_dir(&home).unwrap();
        let config = format!(
            "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[advice]\n\tskippedCherryPicks = false\n{identity}"
        );
        fs::write(home.join(".gitconfig"), config).unwrap();
        Clone { name, root: home.join("journal"), home, day: 0, commands: 0 }
    }

    /// A program in this coach's world.
    pub(crate) fn program(&mut self, program: &str) -> Command {
        self.commands += 1;
        let mut command = home::command(&self.home, program);
        command.env("USER", self.name).env("COACH_TODAY", day(self.day)).env("COACH_JOURNAL", &self.root);
        command.env("COACH_SEED", format!("{} {}", self.name, self.commands));
        command.env("GIT_EDITOR", "true").env("GIT_MERGE_AUTOEDIT", "no");
        command
    }

    pub(crate) fn coach(&mut self, arguments: &[String]) -> Ended {
        Ended::new(&self.program(&program()).args(arguments).output().unwrap())
    }

    /// With a text on standard input, or a program as the editor.
    pub(crate) fn coach_with_editor(&mut self, editor: &Path, arguments: &[String]) -> Ended {
        Ended::new(&self.program(&program()).env("EDITOR", editor).args(arguments).output().unwrap())
    }

    /// Killed at the given call of the given name, if the command makes so many.
    pub(crate) fn coach_killed(&mut self, call: &str, number: usize, arguments: &[String]) -> Ended {
        let mut strace = self.program("strace");
        strace.args(["-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
        strace.args(["-e", &format!("inject={call}:signal=KILL:when={number}"), &program()]).args(arguments);
        Ended::new(&strace.output().unwrap())
    }

    /// `coach init` asks for no journal.
    pub(crate) fn init(&mut self, arguments: &[&str]) {
        let mut command = self.program(&program());
        let ended = Ended::new(&command.env_remove("COACH_JOURNAL").args(arguments).output().unwrap());
        assert!(ended.is_well(), "{arguments:?}: {ended:?}");
    }

    pub(crate) fn git(&mut self, arguments: &[&str]) -> Ended {
        let root = self.root.clone();
        Ended::new(&self.program("git").current_dir(root).args(arguments).output().unwrap())
    }

    pub(crate) fn files(&self) -> Files {
        files(&self.root)
    }

    /// The marked words in the notes that only this coach sees.
    pub(crate) fn private(&self) -> Marks {
        let data = self.home.join(".local/share/coach");
        let notes = files(&data).into_iter().filter(|(path, _)| path.starts_with("private"));
        notes.flat_map(|(_, text)| words(&text)).collect()
    }

    pub(crate) fn is_in_a_merge(&self) -> bool {
        let git = self.root.join(".git");
        ["MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD"]
            .iter()
            .any(|name| git.join(name).exists())
    }
}

/// The day so many days after the first.
pub(crate) fn day(number: u32) -> String {
    let (mut number, mut month) = (number + 2, 11);
    for length in [30, 31] {
        if number > length {
            (number, month) = (number - length, month + 1);
        }
    }
    match month {
        13 => format!("2027-01-{number:02}"),
        _ => format!("2026-{month:02}-{number:02}"),
    }
}
