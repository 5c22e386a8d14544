//! A coach with two machines: private notes go through a bare repository, and no word of either is

//! lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::home;

/// One of a coach's machines: a home of its own.
struct Machine {
    home: PathBuf,
}

struct Desk {
    temp: TempDir,
}

impl Desk {
    /// With a bare repository, whose HEAD names a branch that nobody has.
    fn new() -> Desk {
        let desk = Desk { temp: TempDir::new().unwrap() };
        let bare = desk.bare();
        let made = Command::new("git").args(["init", "-q", "--bare", "-b", "trunk"]).arg(&bare).status();
        assert!(made.unwrap().success());
        desk
    }

    fn bare(&self) -> PathBuf {
        self.temp.path().join("notes.git")
    }

    /// A machine whose git calls the first branch so, and that shares with the bare repository.
    fn machine(&self, name: &str, branch: &str) -> Machine {
        let machine = Machine { home: self.temp.path().join(name) };
        fs::create_dir(&machine.home).unwrap();
        let config = format!(
            "[init]\n\tdefaultBranch = {branch}\n[user]\n\tname = Jo\n\temail = jo@example.com\n[gc]\n\tauto = 0\n"
        );
        fs::write(machine.home.join(".gitconfig"), config).unwrap();
        machine.ok(&["private", "remote", self.bare().to_str().unwrap()]);
        machine
    }

    fn in_bare(&self, arguments: &[&str]) -> String {
        let output = Command::new("git").arg("-C").arg(self.bare()).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Machine {
    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = home::command(&self.home, program);
        command.args(arguments).stdin(Stdio::null()).env("EDITOR", self.home.join("editor"));
        command
    }

    fn coach(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_coach"), arguments).output().unwrap()
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.coach(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    fn private(&self) -> PathBuf {
        self.home.join(".local/share/coach/private/jo")
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = self.command("git", arguments).current_dir(self.private()).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
        said(&output)
    }

    /// A session with its private note; gives its id.
    fn log(&self, person: &str, private: &str) -> String {
        let said = self.ok(&["log", person, "5m", "--private", private]);
        let line = said.lines().find(|line| line.contains("min with")).unwrap();
        line[..10].to_string()
    }

    fn note(&self, id: &str) -> String {
        fs::read_to_string(self.private().join(format!("notes/{id}.toml"))).unwrap()
    }

    fn edit(&self, id: &str, script: &str) {
        let editor = self.home.join("editor");
        fs::write(&editor, format!("#!/bin/sh\n{script}\n")).unwrap();
        let mode = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
        fs::set_permissions(&editor, mode).unwrap();
        self.ok(&["edit", id, "--private"]);
    }

    /// Nothing is left over: all is committed, and for the owner alone.
    fn is_clean(&self) {
        let left = self.git(&["status", "--porcelain"]);
        let left: Vec<&str> = left.lines().filter(|line| !line.contains("_git2_")).collect();
        assert!(left.is_empty(), "{left:?}");
        for entry in fs::read_dir(self.private().join("notes")).unwrap() {
            assert_eq!(mode(&entry.unwrap().path()), 0o600);
        }
    }
}

fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn notes_of_both_come_together_whatever_the_branches_are_called() {
    let desk = Desk::new();
    let (desktop, laptop) = (desk.machine("desktop", "main"), desk.machine("laptop", "master"));
    let ana = desktop.log("ana", "She may leave by next summer.");
    desktop.ok(&["private", "push"]);
    let ben = laptop.log("ben", "He is envious of Ana, I think.");
    assert!(laptop.ok(&["private", "push"]).contains("received 1 note from another machine"));
    assert!(desktop.ok(&["private", "pull"]).contains("received 1 note"));
    for machine in [&desktop, &laptop] {
        assert!(machine.note(&ana).contains("next summer") && machine.note(&ben).contains("envious"));
        assert!(machine.ok(&["private", "pull"]).contains("the same as in the backup"));
        machine.is_clean();
    }
    assert_eq!(desk.in_bare(&["for-each-ref", "--format=%(refname:short)"]), "main\n");
    let log = desk.in_bare(&["log", "--all", "--format=%B"]);
    assert!(!log.contains("summer") && !log.contains("ana"), "{log}");
    // A machine that is new brings all of it.
    let third = desk.machine("third", "other");
    third.ok(&["private", "pull"]);
    assert!(third.note(&ana).contains("next summer") && third.note(&ben).contains("envious"));
    third.is_clean();
}

#[test]
fn one_note_that_both_wrote_in_keeps_every_word() {
    let desk = Desk::new();
    let (desktop, laptop) = (desk.machine("desktop", "main"), desk.machine("laptop", "main"));
    let id = desktop.log("ana", "She may leave by next summer.\n\nThe offer.\n\nAsk in May.");
    desktop.ok(&["private", "push"]);
    laptop.ok(&["private", "pull"]);
    // In two places of it: both stand in the note.
    desktop.edit(&id, "sed -i 's/next summer/next autumn/' \"$1\"");
    laptop.edit(&id, "sed -i 's/Ask in May/Ask in June/' \"$1\"");
    desktop.ok(&["private", "push"]);
    laptop.ok(&["private", "push"]);
    desktop.ok(&["private", "pull"]);
    assert!(desktop.note(&id).contains("next autumn") && desktop.note(&id).contains("in June"));
    assert_eq!(desktop.note(&id), laptop.note(&id));
    // In one place: one version stays, and the other is kept and shown.
    desktop.edit(&id, "sed -i 's/The offer/The offer from Bern is real/' \"$1\"");
    laptop.edit(&id, "sed -i 's/The offer/The offer from Rome is a bluff/' \"$1\"");
    desktop.ok(&["private", "push"]);
    let said = laptop.ok(&["private", "push"]);
    assert!(said.contains("has a conflict") && !said.contains("Rome") && !said.contains("Bern"), "{said}");
    let said = desktop.ok(&["private", "pull"]);
    assert!(said.contains("has a conflict") && !said.contains("Rome"), "{said}");
    assert_eq!(desktop.note(&id), laptop.note(&id));
    let shown = desktop.ok(&["show", &id]);
    assert!(shown.contains("Rome is a bluff") && shown.contains("Bern is real"), "{shown}");
    assert!(desktop.ok(&["private", "list"]).contains("conflict"));
    assert!(
        desktop.ok(&["find", "rome"]).contains("bluff") && desktop.ok(&["find", "bern"]).contains("real")
    );
    // Neither may enter the journal.
    for words in ["The offer from Rome is a bluff", "The offer from Bern is real"] {
        assert_eq!(desktop.coach(&["log", "ben", "--note", words]).status.code(), Some(1), "{words}");
    }
    // Decided on one machine it is decided on the other.
    desktop.edit(&id, "sed -i '/^\\[\\[conflict/,$d' \"$1\"");
    desktop.ok(&["private", "push"]);
    assert!(!laptop.ok(&["private", "pull"]).contains("two versions"));
    assert_eq!(desktop.note(&id), laptop.note(&id));
    desktop.is_clean();
    laptop.is_clean();
}

#[test]
fn removed_on_one_and_written_in_on_the_other_it_stays() {
    let desk = Desk::new();
    let (desktop, laptop) = (desk.machine("desktop", "main"), desk.machine("laptop", "main"));
    let id = desktop.log("ana", "She may leave by next summer.");
    let gone = desktop.log("ben", "He is envious of Ana, I think.");
    desktop.ok(&["private", "push"]);
    laptop.ok(&["private", "pull"]);
    for id in [&id, &gone] {
        desktop.edit(id, "sed -i 's/^notes = .*/notes = \"\"/' \"$1\"");
    }
    laptop.ok(&["private", "note", &id, "Or by May."]);
    desktop.ok(&["private", "push"]);
    laptop.ok(&["private", "push"]);
    desktop.ok(&["private", "pull"]);
    for machine in [&desktop, &laptop] {
        assert!(machine.note(&id).contains("next summer") && machine.note(&id).contains("by May"));
        assert!(!machine.private().join(format!("notes/{gone}.toml")).exists());
        machine.is_clean();
    }
    assert!(desktop.ok(&["show", &id]).contains("Removed on another machine"));
}

#[test]
fn what_a_hand_changed_is_merged_and_what_the_disk_lost_comes_back() {
    let desk = Desk::new();
    let (desktop, laptop) = (desk.machine("desktop", "main"), desk.machine("laptop", "main"));
    let id = desktop.log("ana", "She may leave by next summer.\n\nThe offer.\n\nAsk in May.");
    desktop.ok(&["private", "push"]);
    laptop.ok(&["private", "pull"]);
    desktop.edit(&id, "sed -i 's/next summer/next autumn/' \"$1\"");
    desktop.ok(&["private", "push"]);
    let path = laptop.private().join(format!("notes/{id}.toml"));
    fs::write(&path, laptop.note(&id).replace("in May", "in June")).unwrap();
    laptop.ok(&["private", "push"]);
    assert!(laptop.note(&id).contains("next autumn") && laptop.note(&id).contains("in June"));
    fs::remove_dir_all(laptop.private().join("notes")).unwrap();
    laptop.ok(&["private", "push"]);
    assert!(laptop.note(&id).contains("next autumn"));
    laptop.is_clean();
    desktop.ok(&["private", "pull"]);
    assert_eq!(desktop.note(&id), laptop.note(&id));
}

#[test]
fn a_backup_that_was_written_anew_or_emptied_removes_nothing() {
    let desk = Desk::new();
    let (desktop, laptop) = (desk.machine("desktop", "main"), desk.machine("laptop", "main"));
    let ana = desktop.log("ana", "She may leave by next summer.");
    desktop.ok(&["private", "push"]);
    let ben = desktop.log("ben", "He is envious of Ana, I think.");
    desktop.ok(&["private", "push"]);
    laptop.ok(&["private", "pull"]);
    let first = desk.in_bare(&["rev-list", "--max-parents=0", "main"]);
    desk.in_bare(&["update-ref", "refs/heads/main", first.trim()]);
    laptop.ok(&["private", "pull"]);
    assert!(laptop.note(&ben).contains("envious") && laptop.note(&ana).contains("summer"));
    desk.in_bare(&["update-ref", "-d", "refs/heads/main"]);
    laptop.ok(&["private", "push"]);
    desktop.ok(&["private", "pull"]);
    assert!(desktop.note(&ben).contains("envious"));
    assert_eq!(desk.in_bare(&["ls-tree", "-r", "--name-only", "main"]).lines().count(), 2);
}

#[test]
fn what_is_not_private_notes_does_not_come_in() {
    let desk = Desk::new();
    let desktop = desk.machine("desktop", "main");
    let id = desktop.log("ana", "She may leave by next summer.");
    desktop.ok(&["private", "push"]);
    let other = desk.machine("other", "main");
    let work = desk.temp.path().join("work");
    let git = |arguments: &[&str]| {
        let output = other.command("git", arguments).current_dir(desk.temp.path()).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    git(&["clone", "-q", "-b", "main", "notes.git", "work"]);
    let note = work.join(format!("notes/{id}.toml"));
    let clean = fs::read_to_string(&note).unwrap();
    let before = desktop.note(&id);
    for (file, text) in [
        (note.clone(), "<<<<<<< She may leave".to_string()),
        (note.clone(), "#".repeat(300 * 1024)),
        (note.clone(), clean.replace(&id, "bbbbbbbbbb")),
        (work.join("sessions/x.toml"), "x = 1".to_string()),
    ] {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        git(&["-C", "work", "add", "."]);
        git(&["-C", "work", "commit", "-qm", "bad"]);
        git(&["-C", "work", "push", "-q", "origin", "HEAD:main"]);
        for verb in ["pull", "push"] {
            let output = desktop.coach(&["private", verb]);
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert!(
                said(&output).contains("hint: ") && !said(&output).contains("leave"),
                "{}",
                said(&output)
            );
        }
        assert_eq!(desktop.note(&id), before);
        desktop.is_clean();
        git(&["-C", "work", "rm", "-rqf", "."]);
        fs::create_dir_all(note.parent().unwrap()).unwrap();
        fs::write(&note, &clean).unwrap();
        git(&["-C", "work", "add", "."]);
        git(&["-C", "work", "commit", "-qm", "as it was"]);
    }
    // What hosting sites put there does no harm.
    fs::write(work.join("README.md"), "# Mine").unwrap();
    git(&["-C", "work", "add", "."]);
    git(&["-C", "work", "commit", "-qm", "readme"]);
    git(&["-C", "work", "push", "-q", "origin", "HEAD:main"]);
    desktop.log("ben", "He is envious of Ana, I think.");
    desktop.ok(&["private", "push"]);
    desktop.is_clean();
    assert_eq!(desk.in_bare(&["ls-tree", "-r", "--name-only", "main"]).lines().count(), 3);
}
