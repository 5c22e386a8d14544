//! What a coach keeps for themselves never enters the journal, whichever way it is tried, and is

//! not lost on the way.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use coach::environment::{Environment, Rng, Terminal, UserFolders};
use coach::journal::values::id::Id;
use coach::locale::Language;
use coach::store::private::guard_commits::guard;
use tempfile::TempDir;

use crate::home;

const SECRET: &str = "She will leave by next summer, and nobody knows.";

struct Desk {
    temp: TempDir,
}

impl Desk {
    /// A journal with a session with ana that has an action and a private note.
    fn new() -> Desk {
        let desk = Desk::empty();
        desk.ok(&[
            "log",
            "ana",
            "45m",
            "--note",
            "The opening.",
            "--action",
            "Call three",
            "--private",
            SECRET,
        ]);
        desk
    }

    fn empty() -> Desk {
        let desk = Desk { temp: TempDir::new().unwrap() };
        home::write_git_config(&desk.home(), "Jo", "jo@example.com");
        desk
    }

    fn home(&self) -> PathBuf {
        self.temp.path().canonicalize().unwrap()
    }

    fn data(&self) -> PathBuf {
        self.home().join(".local/share/coach")
    }

    fn journal(&self) -> PathBuf {
        self.data().join("journal")
    }

    fn private(&self) -> PathBuf {
        self.data().join("private/jo")
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = home::command(&self.home(), program);
        command.args(arguments).stdin(Stdio::null());
        command
    }

    fn coach(&self, arguments: &[&str]) -> Output {
        self.command(env!("CARGO_BIN_EXE_coach"), arguments).output().unwrap()
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let output = self.coach(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn git(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = self.command("git", arguments).current_dir(folder).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The ids of the sessions that have a private note.
    fn notes(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.private().join("notes")) else { return Vec::new() };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter_map(|name| Some(name.strip_suffix(".toml")?.to_string())).collect()
    }

    /// The files of the sessions, wherever they are.
    fn sessions(&self) -> Vec<PathBuf> {
        let folder = self.journal().join("sessions");
        let folders = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect()
    }

    fn head(&self) -> String {
        self.git(&self.journal(), &["rev-parse", "HEAD"])
    }

    fn action(&self) -> String {
        let json = self.ok(&["list", "actions", "--json"]);
        let id = json.lines().find_map(|line| line.trim().strip_prefix("\"id\": \"")).unwrap();
        id[..10].to_string()
    }

    /// Nothing of the secret in any of the journal's commits, nor in what programs get.
    fn is_kept(&self) {
        let log = self.git(&self.journal(), &["log", "-p", "--all", "--format=%B"]);
        assert!(!log.contains("next summer"), "{log}");
    }

    /// The command is refused, says where and which note and not what, and saves nothing.
    fn refuses(&self, command: &mut Command) {
        let (head, id) = (self.head(), self.notes()[0].clone());
        let output = command.output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {said}");
        assert!(
            said.contains(&id) && said.contains("would repeat text of your private note"),
            "{command:?}: {said}"
        );
        assert!(said.contains("hint: "), "{said}");
        assert!(!said.to_lowercase().contains("next summer"), "{command:?}: {said}");
        assert_eq!(self.head(), head, "{command:?}");
        self.is_kept();
    }

    fn refuses_all(&self, commands: &[&[&str]]) {
        for arguments in commands {
            self.refuses(&mut self.command(env!("CARGO_BIN_EXE_coach"), arguments));
        }
    }

    /// A program that can be an editor.
    fn editor(&self, script: &str) -> String {
        let path = self.home().join("editor");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().into()
    }

    fn world(&self) -> Environment {
        Environment {
            clock: 0,
            today: "2026-11-21".parse().unwrap(),
            now: (1_795_000_000, 0),
            local_time: |moment| moment,
            folder: self.home(),
            places: UserFolders {
                home: self.home(),
                config: self.home().join("none"),
                data: self.data(),
                cache: None,
            },
            journal: None,
            git: None,
            git_environment: Default::default(),
            mail_password: None,
            notifier: None,
            pager: Default::default(),
            completing: None,
            program: "coach".into(),
            editor: None,
            acting: None,
            reread: |_| unreachable!(),
            user: "jo".into(),
            host: "here".into(),
            stdin: Box::new(std::io::empty()),
            progress: Default::default(),
            terminal: Terminal {
                stdin: false,
                stdout: false,
                stderr: false,
                asks: false,
                width: None,
                height: None,
                dumb: true,
                colour: false,
                links: false,
            },
            language: Language::ENGLISH,
            chance: Rng::Seeded(1),
        }
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[test]
fn no_flag_takes_it_in() {
    let desk = Desk::new();
    let action = desk.action();
    fs::write(desk.home().join("notes.txt"), format!("Hm.\n\n  {SECRET}\n")).unwrap();
    let text = format!("4: {SECRET}");
    let wrapped = SECRET.replace(' ', "\n  ");
    let upper = SECRET.to_uppercase();
    desk.refuses_all(&[
        &["log", "ben", "--note", SECRET],
        &["log", "ben", "--note", "first", "--note", &wrapped],
        &["log", "ben", "--note", &upper],
        &["log", "ben", "--note-file", "notes.txt"],
        &["log", "ben", "--action", SECRET],
        &["log", "ben", "--follow-up", SECRET],
        &["log", "ben", "--feedback", &text],
        &["log", "ben", "--note", SECRET, "--private", "Another thing that is private."],
        &["log", "ben", "--note", "Ben is envious, I think.", "--note", SECRET],
        &["person", "add", "cleo", "--name", SECRET],
        &["person", "set", "ana", "--name", SECRET],
        &["action", "ana", SECRET],
        &["follow-up", "ana", SECRET],
        &["done", &action, "--result", SECRET],
        &["drop", &action, "--reason", SECRET],
    ]);
    assert_eq!(desk.notes().len(), 1, "a note was kept beside a session that was refused");
    let both = desk.coach(&[
        "log",
        "ben",
        "--note",
        "Ben is envious, I think.",
        "--private",
        "Ben is envious, I think.",
    ]);
    assert_eq!(both.status.code(), Some(1), "{}", said(&both));
    assert_eq!(desk.notes().len(), 1);
}

#[test]
fn no_editor_takes_it_in() {
    let desk = Desk::new();
    let id = desk.notes()[0].clone();
    let adds = desk.editor(&format!("sed -i 's/^with = .*/&\\nmood = \"{SECRET}\"/' \"$1\""));
    for arguments in [&["edit", &id][..], &["log", "ben", "--edit"], &["edit", "ana"]] {
        let arguments: Vec<&str> = arguments.to_vec();
        let adds = match arguments[1] {
            "ana" => desk.editor(&format!("echo 'mood = \"{SECRET}\"' >> \"$1\"")),
            _ => adds.clone(),
        };
        desk.refuses(desk.command(env!("CARGO_BIN_EXE_coach"), &arguments).env("EDITOR", adds));
        let drafts = desk.data().join("drafts/jo");
        let kept: Vec<_> = fs::read_dir(&drafts).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(!kept.is_empty(), "what was written is kept as a draft");
        assert_eq!(mode(&drafts), 0o700);
        for path in &kept {
            assert_eq!(mode(path), 0o600, "{path:?}");
        }
        for path in &kept {
            fs::remove_file(path).unwrap();
        }
        desk.editor(&format!("sed -i 's/^with = .*/&\\nmood = \"{SECRET}\"/' \"$1\""));
    }
    let key = desk.editor("echo 'private = \"a word in confidence\"' >> \"$1\"");
    let session = desk.sessions()[0].clone();
    fs::write(&session, fs::read_to_string(&session).unwrap().split("\n[[").next().unwrap()).unwrap();
    let output =
        desk.command(env!("CARGO_BIN_EXE_coach"), &["edit", &id]).env("EDITOR", key).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("the key `private`"), "{}", said(&output));
}

#[test]
fn a_file_changed_by_hand_is_not_taken_along() {
    let desk = Desk::new();
    let (session, action) = (desk.sessions()[0].clone(), desk.action());
    let clean = fs::read_to_string(&session).unwrap();
    for pasted in [
        clean.replace("The opening.", SECRET),
        format!("# {SECRET}\n{clean}"),
        clean.replace("The opening.", &SECRET.replace(' ', "\\u0020")),
        clean.replace(
            "notes = \"The opening.\"",
            "notes = \"\"\"She will leave by \\\n  next summer, and nobody knows.\"\"\"",
        ),
    ] {
        fs::write(&session, &pasted).unwrap();
        desk.refuses_all(&[&["done", &action]]);
        assert_eq!(fs::read_to_string(&session).unwrap(), pasted, "a person's file is left as it is");
    }
    fs::write(&session, clean).unwrap();
    desk.ok(&["done", &action]);
}

#[test]
fn a_file_that_waited_for_a_commit_is_looked_at_again() {
    let desk = Desk::new();
    let merge = desk.journal().join(".git/MERGE_HEAD");
    fs::write(&merge, desk.head()).unwrap();
    desk.ok(&["log", "ben", "--note", "It waits."]);
    fs::remove_file(&merge).unwrap();
    let waiting = desk.sessions().into_iter().find(|path| path.to_str().unwrap().contains("/ben/")).unwrap();
    let text = fs::read_to_string(&waiting).unwrap();
    fs::write(&waiting, text.replace("It waits.", SECRET)).unwrap();
    desk.refuses_all(&[&["log", "cleo", "--note", "Harmless."]]);
    fs::write(&waiting, text).unwrap();
    desk.ok(&["log", "cleo", "--note", "Harmless."]);
    assert_eq!(desk.git(&desk.journal(), &["status", "--porcelain"]), "");
}

#[test]
fn undo_does_not_bring_it_back() {
    let desk = Desk::empty();
    desk.ok(&["log", "ana", "--note", SECRET]);
    let session = desk.sessions()[0].clone();
    let id = session.file_stem().unwrap().to_str().unwrap()[11..].to_string();
    let output = desk.coach(&["private", "note", &id, SECRET]);
    assert_eq!(output.status.code(), Some(1), "the journal says it already: {}", said(&output));
    let takes_out = desk.editor("sed -i '/^notes/d' \"$1\"");
    let edited = desk.command(env!("CARGO_BIN_EXE_coach"), &["edit", &id]).env("EDITOR", takes_out).output();
    assert!(edited.unwrap().status.success());
    desk.ok(&["private", "note", &id, SECRET]);
    let head = desk.head();
    let output = desk.coach(&["undo"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains(&id) && !said(&output).contains("summer"));
    assert_eq!(desk.head(), head);
    assert!(!fs::read_to_string(session).unwrap().contains("summer"));
}

type Breakage = (&'static str, fn(&Path));

#[test]
fn where_the_notes_cannot_be_read_nothing_is_saved() {
    let breakages: &[Breakage] = &[
        ("a file in place of the folder", |private| {
            fs::remove_dir_all(private).unwrap();
            fs::write(private, "").unwrap();
        }),
        ("a volume that is not there", |private| {
            fs::remove_dir_all(private).unwrap();
            symlink("/nonexistent/volume", private).unwrap();
        }),
        ("notes that are a dangling link", |private| {
            fs::remove_dir_all(private.join("notes")).unwrap();
            symlink("/nonexistent/volume", private.join("notes")).unwrap();
        }),
        ("a note that is a folder", |private| fs::create_dir(private.join("notes/bbbbbbbbbb.toml")).unwrap()),
        ("a note that is not UTF-8", |private| {
            fs::write(private.join("notes/bbbbbbbbbb.toml"), [0xff, 0xfe]).unwrap();
        }),
        ("a note that is not valid TOML", |private| {
            fs::write(private.join("notes/bbbbbbbbbb.toml"), format!("<<<<<<< {SECRET}")).unwrap();
        }),
        ("a note that is too large", |private| {
            fs::write(private.join("notes/bbbbbbbbbb.toml"), vec![b'#'; 300 * 1024]).unwrap();
        }),
    ];
    for (what, breaks) in breakages {
        let desk = Desk::new();
        breaks(&desk.private());
        let head = desk.head();
        for arguments in [
            &["log", "ben", "--note", "Harmless."][..],
            &["person", "set", "ana", "--name", "Ana"],
            &["undo"],
        ] {
            let output = desk.coach(arguments);
            assert_eq!(output.status.code(), Some(3), "{what}: {}", said(&output));
            assert!(said(&output).contains("private note"), "{what}: {}", said(&output));
            assert!(!said(&output).contains("summer"), "{what}: {}", said(&output));
        }
        assert_eq!(desk.head(), head, "{what}");
        assert!(guard(&desk.world(), &desk.journal(), "HEAD", &[]).is_err(), "{what}");
        assert!(desk.coach(&["due"]).status.success(), "{what}: reading goes on");
        assert!(desk.coach(&["list", "sessions"]).status.success(), "{what}: reading goes on");
    }
}

#[test]
fn nobody_else_may_look() {
    let desk = Desk::empty();
    fs::create_dir_all(desk.private()).unwrap();
    fs::set_permissions(desk.private(), fs::Permissions::from_mode(0o777)).unwrap();
    let script = format!("umask 000; exec '{}' log ana --private '{SECRET}'", env!("CARGO_BIN_EXE_coach"));
    let output = desk.command("sh", &["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(mode(&desk.private()), 0o700);
    assert_eq!(mode(&desk.private().join("notes")), 0o700);
    let note = desk.private().join("notes").join(format!("{}.toml", desk.notes()[0]));
    assert_eq!(mode(&note), 0o600);
    desk.ok(&["private", "note", &desk.notes()[0], "More of it."]);
    assert_eq!(mode(&note), 0o600);
    assert_eq!(desk.git(&desk.private(), &["status", "--porcelain"]), "");
    let log = desk.git(&desk.private(), &["log", "--format=%B"]);
    assert!(!log.contains("ana") && !log.contains("summer"), "{log}");
}

#[test]
fn programs_get_nothing_of_it() {
    let desk = Desk::new();
    let id = desk.notes()[0].clone();
    for arguments in [
        &["list", "sessions", "--json"][..],
        &["list", "sessions"],
        &["list", "actions", "--json"],
        &["list", "people", "--json"],
        &["show", &id, "--json"],
        &["show", "ana", "--json"],
        &["show", "ana"],
        &["due", "--all", "--json"],
        &["due", "--all"],
        &["find", "summer", "--json"],
        &["find", "the", "--json"],
        &["history", &id],
        &["check", "--json"],
        &["private", "list"],
    ] {
        let text = desk.ok(arguments);
        assert!(!text.contains("summer"), "{arguments:?}: {text}");
    }
    assert!(desk.ok(&["show", &id]).contains("Private (only you see this)"));
    assert!(desk.ok(&["show", &id, "--json", "--private"]).contains("summer"));
    assert!(desk.ok(&["find", "summer"]).contains("private"));
    desk.is_kept();
}

#[test]
fn what_git_has_is_looked_at_before_it_is_sent() {
    let desk = Desk::new();
    let world = desk.world();
    let sent = desk.head().trim().to_string();
    assert_eq!(guard(&world, &desk.journal(), "HEAD", &[]), Ok(()));
    // Past coach, by git alone, and taken out again: the history holds it all the same.
    fs::write(desk.journal().join("README.md"), format!("# Team\n\n{SECRET}\n")).unwrap();
    desk.git(&desk.journal(), &["add", "README.md"]);
    desk.git(&desk.journal(), &["commit", "-qm", "about us"]);
    desk.git(&desk.journal(), &["rm", "-q", "README.md"]);
    desk.git(&desk.journal(), &["commit", "-qm", "not about us"]);
    let error = guard(&world, &desk.journal(), "HEAD", &[&sent]).unwrap_err();
    assert!(error.message.contains("README.md") && error.message.contains(&desk.notes()[0]), "{error:?}");
    assert!(!error.message.contains("summer"));
    let known = desk.head().trim().to_string();
    assert_eq!(guard(&world, &desk.journal(), "HEAD", &[&known]), Ok(()));
    desk.git(&desk.journal(), &["commit", "-q", "--allow-empty", "-m", SECRET]);
    assert!(guard(&world, &desk.journal(), "HEAD", &[&known]).is_err(), "in a message");
}

/// Each session has its note and each note its session, and `log` is over.
fn is_joined(desk: &Desk, what: &str) {
    let sessions: Vec<String> = desk
        .sessions()
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap()[11..].to_string())
        .collect();
    let mut notes = desk.notes();
    notes.sort();
    let mut sorted = sessions.clone();
    sorted.sort();
    assert_eq!(sorted, notes, "{what}");
    assert!(!sessions.is_empty(), "{what}");
    for id in &sessions {
        let _: Id = id.parse().unwrap();
        assert!(desk.ok(&["show", id]).contains("next summer"), "{what}");
    }
    for folder in [desk.journal(), desk.private()] {
        let status = desk.git(&folder, &["status", "--porcelain"]);
        // What libgit2 tries the file system with as it makes a repository.
        let ours: Vec<&str> = status.lines().filter(|line| !line.starts_with("?? _git2_")).collect();
        assert!(ours.is_empty(), "{what}: {status}");
    }
    desk.is_kept();
}

const LOG: &[&str] = &["log", "ana", "45m", "--note", "The opening.", "--private", SECRET];

#[test]
fn when_the_journal_cannot_be_written_the_note_is_kept_and_joined_the_next_time() {
    let desk = Desk::empty();
    desk.ok(&["person", "add", "ana"]);
    let lock = desk.journal().join(".git/index.lock");
    fs::write(&lock, "somebody's").unwrap();
    let output = desk.coach(LOG);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let kept = desk.notes();
    assert!(kept.len() == 1 && said(&output).contains(&kept[0]), "{}", said(&output));
    assert!(desk.ok(&["private", "list"]).contains("not in this journal"));
    fs::remove_file(lock).unwrap();
    desk.ok(LOG);
    assert_eq!(desk.notes(), kept, "joined, and not kept twice");
    is_joined(&desk, "after the lock was gone");
}

#[test]
fn when_the_private_folder_cannot_be_written_the_note_waits_with_its_session() {
    let desk = Desk::new();
    let first = desk.notes();
    let lock = desk.private().join(".git/index.lock");
    fs::write(&lock, "somebody's").unwrap();
    let output =
        desk.coach(&["log", "ben", "20m", "--note", "Harmless.", "--private", "He is tired of it all."]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("log --resume") && !said(&output).contains("tired"), "{}", said(&output));
    fs::remove_file(lock).unwrap();
    desk.ok(&["log", "--resume"]);
    let id = desk.notes().into_iter().find(|id| !first.contains(id)).unwrap();
    assert!(desk.ok(&["show", &id]).contains("tired of it all"));
    assert!(!desk.git(&desk.journal(), &["log", "-p", "--all"]).contains("tired"));
}

#[test]
fn a_session_that_waited_takes_nothing_from_its_note() {
    let desk = Desk::empty();
    desk.ok(&["person", "add", "ana"]);
    let lock = desk.journal().join(".git/index.lock");
    fs::write(&lock, "somebody's").unwrap();
    let output = desk.coach(LOG);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let id = desk.notes()[0].clone();
    desk.ok(&["private", "note", &id, "More of it meanwhile."]);
    fs::remove_file(lock).unwrap();
    desk.ok(&["log", "--resume"]);
    let shown = desk.ok(&["show", &id]);
    assert!(shown.contains("next summer") && shown.contains("meanwhile"), "{shown}");
    is_joined(&desk, "resumed");
}

#[test]
fn private_notes_that_lie_in_a_journal_are_not_written() {
    let desk = Desk::new();
    let id = desk.notes()[0].clone();
    let inside = desk.journal().join("private");
    fs::rename(desk.private(), &inside).unwrap();
    symlink(&inside, desk.private()).unwrap();
    let before = desk.head();
    for arguments in
        [&["private", "note", &id, "More."][..], &["log", "ben", "--private", "He is tired of it."]]
    {
        let output = desk.coach(arguments);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("is a symlink into the journal"), "{}", said(&output));
    }
    assert_eq!(desk.head(), before);
    // Any other place is as good as the usual one.
    let volume = desk.home().join("volume");
    fs::rename(&inside, &volume).unwrap();
    fs::remove_file(desk.private()).unwrap();
    symlink(&volume, desk.private()).unwrap();
    desk.ok(&["private", "note", &id, "More."]);
    assert_eq!(mode(&volume), 0o700);
}

/// kill -9 at each call that changes the disk, across both saves.
#[test]
fn killed_at_any_call_the_private_note_is_not_lost() {
    let desk = Desk::empty();
    let strace = |desk: &Desk, inject: &[&str]| {
        let mut arguments = vec!["-f", "-qq", "-o", "trace"];
        arguments.extend_from_slice(inject);
        arguments.push(env!("CARGO_BIN_EXE_coach"));
        arguments.extend_from_slice(LOG);
        desk.command("strace", &arguments).output()
    };
    let calls = ["renameat", "rename", "mkdir", "mkdirat", "link", "unlink", "flock"];
    let trace = format!("trace={}", calls.join(","));
    let Some(_) = strace(&desk, &["-e", &trace]).ok().filter(|output| output.status.success()) else {
        eprintln!("SKIPPED: no kill sweep, since strace does not work here");
        return;
    };
    let trace = fs::read_to_string(desk.home().join("trace")).unwrap();
    let mut killed = 0;
    for call in calls {
        let all = trace.lines().filter(|line| line.contains(&format!(" {call}("))).count();
        for n in (1..=all).step_by((all / 4).max(1)) {
            let desk = Desk::empty();
            let inject = format!("inject={call}:signal=KILL:when={n}");
            let output = strace(&desk, &["-e", &format!("trace={call}"), "-e", &inject]).unwrap();
            killed += usize::from(!output.status.success());
            desk.ok(LOG);
            is_joined(&desk, &format!("{call} {n}"));
        }
    }
    assert!(killed > 15, "only {killed} kills");
}

/// Several people at one account: each has a handle, and nothing else in common.
impl Desk {
    /// What this handle's command ended with.
    fn by(&self, handle: &str, arguments: &[&str]) -> Output {
        let config = self.home().join(format!("{handle}.toml"));
        fs::write(&config, format!("me = {handle:?}\n")).unwrap();
        let mut command = self.command(env!("CARGO_BIN_EXE_coach"), arguments);
        command.env("COACH_CONFIG", config).output().unwrap()
    }

    fn ok_by(&self, handle: &str, arguments: &[&str]) -> String {
        let output = self.by(handle, arguments);
        assert!(output.status.success(), "{handle} {arguments:?}: {}", said(&output));
        said(&output)
    }

    fn of(&self, handle: &str) -> PathBuf {
        self.data().join("private").join(handle)
    }

    /// Puts the folder of a handle where older versions kept the folder of the whole account.
    fn as_before(&self, handle: &str) {
        for name in [".git", "notes"] {
            fs::rename(self.of(handle).join(name), self.data().join("private").join(name)).unwrap();
        }
        fs::remove_dir(self.of(handle)).unwrap();
    }

    fn session_of(&self, person: &str) -> String {
        let folder = format!("sessions/{person}/");
        let path = self.sessions().into_iter().find(|path| path.to_str().unwrap().contains(&folder)).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_string();
        stem[stem.len() - 10..].to_string()
    }
}

#[test]
fn another_person_of_the_account_neither_reads_a_note_nor_is_refused_for_it() {
    let desk = Desk::new();
    let id = desk.session_of("ana");
    for arguments in [
        &["show", &id][..],
        &["show", &id, "--json", "--private"],
        &["find", "summer"],
        &["prep", "ana"],
        &["private", "list"],
        &["person", "export", "ana"],
    ] {
        let theirs = desk.by("kim", arguments);
        assert!(!said(&theirs).contains("next summer"), "{arguments:?}: {}", said(&theirs));
    }
    assert!(desk.ok_by("kim", &["private", "list"]).contains("`jo` also has private notes on this account"));
    // The guard of jo is no oracle for kim, and still guards jo.
    desk.ok_by("kim", &["log", "ben", "5m", "--note", SECRET]);
    desk.ok_by("kim", &["undo"]);
    let own = desk.by("jo", &["log", "ben", "5m", "--note", SECRET]);
    assert_eq!(own.status.code(), Some(1), "{}", said(&own));
    assert!(said(&own).contains(&id));
    // kim has a note beside the same session, and the same words are theirs to keep.
    desk.ok_by("kim", &["private", "note", &id, "He is the new head of sales, I hear"]);
    assert!(desk.ok_by("kim", &["show", &id]).contains("head of sales"));
    let jo = desk.ok_by("jo", &["show", &id]);
    assert!(jo.contains("next summer") && !jo.contains("head of sales"), "{jo}");
    for handle in ["jo", "kim"] {
        assert_eq!(mode(&desk.of(handle)), 0o700);
        assert_eq!(desk.git(&desk.of(handle), &["status", "--porcelain"]), "");
    }
}

#[test]
fn a_draft_is_its_writers() {
    let desk = Desk::new();
    let editor = desk.editor("printf 'notes = \"\"\"half\n' >> \"$1\"");
    let mut command =
        desk.command(env!("CARGO_BIN_EXE_coach"), &["log", "ben", "5m", "--note", "Mine", "--edit"]);
    assert!(!command.env("EDITOR", editor).output().unwrap().status.success());
    assert!(said(&desk.by("jo", &["due"])).contains("coach log --resume"));
    assert!(!said(&desk.by("kim", &["due"])).contains("coach log --resume"));
    assert_eq!(desk.by("kim", &["log", "--discard"]).status.code(), Some(1));
    // An older version kept it for the whole account: it goes to the session's coach.
    for draft in fs::read_dir(desk.data().join("drafts/jo")).unwrap() {
        let draft = draft.unwrap();
        fs::rename(draft.path(), desk.data().join("drafts").join(draft.file_name())).unwrap();
    }
    assert!(!said(&desk.by("kim", &["due"])).contains("coach log --resume"));
    assert!(said(&desk.by("jo", &["due"])).contains("coach log --resume"));
    desk.ok_by("jo", &["log", "--discard"]);
}

#[test]
fn notes_of_an_older_version_go_to_the_coach_of_their_sessions() {
    let desk = Desk::new();
    let id = desk.session_of("ana");
    desk.ok(&["private", "note", &id, "A second thing, for me only"]);
    desk.ok(&["private", "remote", desk.home().join("mine.git").to_str().unwrap()]);
    let history = desk.git(&desk.of("jo"), &["rev-parse", "HEAD"]);
    desk.as_before("jo");
    // Whoever comes first: kim sees nothing, and the notes are jo's.
    let theirs = desk.ok_by("kim", &["show", &id]);
    assert!(!theirs.contains("next summer"), "{theirs}");
    desk.ok_by("kim", &["log", "ben", "5m", "--note", SECRET]);
    assert!(!desk.of("kim").join("notes").exists());
    assert!(desk.ok_by("jo", &["show", &id]).contains("A second thing"));
    assert_eq!(desk.git(&desk.of("jo"), &["rev-parse", "HEAD"]), history);
    assert!(desk.ok_by("jo", &["private", "remote"]).contains("mine.git"));
    let left: Vec<_> =
        fs::read_dir(desk.data().join("private")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn notes_of_an_older_version_without_a_session_or_a_repository_are_kept() {
    let desk = Desk::new();
    desk.as_before("jo");
    let base = desk.data().join("private");
    fs::remove_dir_all(base.join(".git")).unwrap();
    let orphan = "session = \"zzzzzzzzzz\"\ndate = 2026-11-01\nwith = [\"cleo\"]\nnotes = \"An orphan of another journal\"\n";
    fs::write(base.join("notes/zzzzzzzzzz.toml"), orphan).unwrap();
    assert!(desk.ok_by("jo", &["find", "orphan"]).contains("An orphan"));
    assert!(!desk.ok_by("kim", &["find", "orphan"]).contains("An orphan"));
    // An older version wrote once more: its note is joined to what is there.
    fs::create_dir(base.join("notes")).unwrap();
    let second = orphan.replace("zzzzzzzzzz", "xxxxxxxxxx").replace("An orphan", "A straggler");
    fs::write(base.join("notes/xxxxxxxxxx.toml"), second).unwrap();
    assert!(desk.ok_by("jo", &["find", "straggler"]).contains("A straggler"));
    assert!(desk.ok_by("jo", &["find", "orphan"]).contains("An orphan"));
    assert!(!base.join("notes").exists());
}

#[test]
fn a_folder_of_two_people_is_split_with_its_history() {
    let desk = Desk::new();
    let theirs = "He wants to be head of sales before the year ends.";
    desk.ok_by("kim", &["log", "ben", "5m", "--note", "Hello", "--private", theirs]);
    let (ana, ben) = (desk.session_of("ana"), desk.session_of("ben"));
    desk.ok_by("jo", &["private", "note", &ana, "First thought, to be taken back"]);
    // Both in one repository, as an older version had them.
    let note = desk.of("kim").join(format!("notes/{ben}.toml"));
    fs::copy(&note, desk.of("jo").join(format!("notes/{ben}.toml"))).unwrap();
    fs::remove_dir_all(desk.of("kim")).unwrap();
    desk.git(&desk.of("jo"), &["add", "-A"]);
    desk.git(&desk.of("jo"), &["commit", "-qm", &format!("note {ben}")]);
    desk.ok_by("jo", &["private", "remote", desk.home().join("both.git").to_str().unwrap()]);
    desk.as_before("jo");
    let (kims, jos) = (desk.ok_by("kim", &["show", &ben]), desk.ok_by("jo", &["show", &ana]));
    assert!(kims.contains("head of sales"), "{kims}");
    assert!(jos.contains("next summer") && jos.contains("First thought"), "{jos}");
    for (handle, own, other) in
        [("jo", "next summer", "head of sales"), ("kim", "head of sales", "next summer")]
    {
        let log = desk.git(&desk.of(handle), &["log", "-p", "--all"]);
        assert!(log.contains(own) && !log.contains(other), "{handle}: {log}");
        assert_eq!(desk.git(&desk.of(handle), &["status", "--porcelain"]), "");
        assert_eq!(mode(&desk.of(handle)), 0o700);
        // What both pushed to is nobody's own.
        assert!(desk.ok_by(handle, &["private", "remote"]).contains("no remote"));
    }
    assert_eq!(desk.git(&desk.of("jo"), &["rev-list", "--count", "HEAD"]), "2\n");
    assert_eq!(fs::read_dir(desk.data().join("private")).unwrap().count(), 3);
}

#[test]
fn notes_and_drafts_follow_a_handle_that_changes() {
    let desk = Desk::new();
    let id = desk.session_of("ana");
    desk.ok(&["config", "set", "me", "jo"]);
    desk.ok(&["person", "rename", "jo", "joanna"]);
    assert!(desk.ok(&["show", &id]).contains("next summer"));
    assert!(desk.of("joanna").is_dir() && !desk.of("jo").exists());
    // A colleague renamed them, and they corrected their own settings by hand.
    desk.ok_by("kim", &["person", "rename", "joanna", "jo-m"]);
    assert!(desk.ok(&["show", &id]).contains("next summer"));
    assert!(!desk.ok_by("kim", &["show", &id]).contains("next summer"));
    assert!(!said(&desk.by("jo-m", &["show", &id])).contains("next summer"));
    let listed = said(&desk.by("jo-m", &["private", "list"]));
    assert!(listed.contains("coach person merge joanna jo-m --with-notes"), "{listed}");
    desk.ok_by("jo-m", &["person", "merge", "joanna", "jo-m", "--with-notes"]);
    assert!(!desk.of("joanna").exists());
    assert!(desk.ok_by("jo-m", &["show", &id]).contains("next summer"));
    // Two folders of one person are joined, with both histories.
    desk.ok_by("jojo", &["private", "note", &id, "Written under another handle"]);
    desk.ok_by("jo-m", &["person", "add", "jojo"]);
    desk.ok_by("jo-m", &["person", "merge", "jojo", "jo-m", "--with-notes"]);
    let both = desk.ok_by("jo-m", &["show", &id]);
    assert!(both.contains("next summer") && both.contains("Written under another handle"), "{both}");
    assert!(!desk.of("jojo").exists());
    assert_eq!(desk.git(&desk.of("jo-m"), &["status", "--porcelain"]), "");
}

#[test]
fn the_undo_of_a_merge_gives_back_the_handle_and_its_notes() {
    let desk = Desk::new();
    let id = desk.session_of("ana");
    desk.ok(&["config", "set", "me", "jo"]);
    desk.ok(&["person", "add", "joanna"]);
    desk.ok(&["person", "merge", "jo", "joanna", "--with-notes"]);
    assert!(desk.of("joanna").is_dir() && !desk.of("jo").exists());
    let ended = desk.ok(&["undo"]);
    assert!(ended.contains("undid: merge jo into joanna"), "{ended}");
    assert!(desk.of("jo").is_dir() && !desk.of("joanna").exists());
    assert_eq!(desk.ok(&["config", "get", "me"]), "jo\n");
    assert!(desk.ok(&["show", &id]).contains("next summer"));
    desk.ok(&["undo"]);
    assert_eq!(desk.ok(&["config", "get", "me"]), "joanna\n");
    assert!(desk.of("joanna").is_dir() && !desk.of("jo").exists());
}

/// The journal is no proof that two handles are one person: everybody in the team can write there.
#[test]
fn joined_handles_do_not_join_private_notes() {
    let desk = Desk::new();
    let id = desk.session_of("ana");
    desk.ok(&["person", "add", "kim"]);
    let joined = desk.by("kim", &["person", "merge", "jo", "kim"]);
    assert!(joined.status.success() && said(&joined).contains("private notes of `jo`"), "{}", said(&joined));
    for line in [&["show", &id][..], &["find", "summer"], &["private", "list"], &["due"]] {
        let seen = desk.by("kim", line);
        assert!(!said(&seen).contains("next summer"), "{line:?}: {}", said(&seen));
    }
    assert!(desk.of("jo").is_dir() && !desk.of("kim").exists());
    assert!(desk.ok_by("jo", &["show", &id]).contains("next summer"));
    // Nobody joins the notes of two other people.
    let refused = desk.by("ben", &["person", "merge", "jo", "kim", "--with-notes"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    desk.ok_by("kim", &["person", "merge", "jo", "kim", "--with-notes"]);
    assert!(desk.ok_by("kim", &["show", &id]).contains("next summer"));
}

#[test]
fn the_demo_takes_no_private_notes() {
    let desk = Desk::new();
    let demo = desk.home().join("demo");
    desk.ok(&["demo", demo.to_str().unwrap()]);
    let at = |line: &[&str]| desk.by("jo", &[&["--journal", demo.to_str().unwrap()], line].concat());
    let sessions = std::str::from_utf8(&at(&["list", "sessions", "--json"]).stdout).unwrap().to_string();
    let id = sessions.split("\"id\": \"").nth(1).unwrap().split('"').next().unwrap().to_string();
    let remote = desk.home().join("mine.git");
    desk.git(&desk.home(), &["init", "-q", "--bare", remote.to_str().unwrap()]);
    let before = desk.git(&desk.of("jo"), &["log", "-p", "--all"]);
    for line in [
        &["log", "ruth", "5m", "--private", "Quiet"][..],
        &["private", "note", &id, "Quiet"],
        &["edit", &id, "--private"],
        &["private", "remote", remote.to_str().unwrap()],
        &["private", "push"],
        &["private", "pull"],
    ] {
        let refused = at(line);
        assert!(
            !refused.status.success() && said(&refused).contains("this is the demo"),
            "{}",
            said(&refused)
        );
    }
    assert_eq!(desk.git(&desk.of("jo"), &["log", "-p", "--all"]), before);
    assert!(desk.ok(&["private", "remote"]).contains("no remote"));
}

#[test]
fn a_remote_has_one_owner() {
    let desk = Desk::new();
    let remote = desk.home().join("mine.git");
    desk.git(&desk.home(), &["init", "-q", "--bare", remote.to_str().unwrap()]);
    desk.ok(&["private", "remote", remote.to_str().unwrap()]);
    desk.ok(&["private", "push"]);
    let taken = desk.by("kim", &["private", "remote", remote.to_str().unwrap()]);
    assert_eq!(taken.status.code(), Some(1), "{}", said(&taken));
    assert!(said(&taken).contains("`jo`"), "{}", said(&taken));
    let shared = desk.by("kim", &["sync", "--remote", remote.to_str().unwrap()]);
    assert_eq!(shared.status.code(), Some(1), "{}", said(&shared));
    assert!(said(&shared).contains("another person's private notes"), "{}", said(&shared));
}

/// The backup of another account tells by its commits whose notes it has.
#[test]
fn a_backup_belongs_to_one_handle() {
    let (desk, other) = (Desk::new(), Desk::empty());
    let remote = desk.home().join("mine.git");
    desk.git(&desk.home(), &["init", "-q", "--bare", remote.to_str().unwrap()]);
    let set = ["private", "remote", remote.to_str().unwrap()];
    desk.ok(&set);
    desk.ok(&["private", "push"]);
    let why = "has the private notes of `jo`, and your handle is `kim`";
    let is_refused = |line: &[&str]| {
        let refused = other.by("kim", line);
        assert_eq!(refused.status.code(), Some(1), "{line:?}: {}", said(&refused));
        assert!(said(&refused).contains(why), "{line:?}: {}", said(&refused));
    };
    is_refused(&set);
    assert!(other.ok_by("kim", &["private", "remote"]).contains("no remote"));
    // Kim sets the address with git.
    other.ok_by("kim", &["log", "ben", "5m", "--private", "Kim's own thought"]);
    other.git(&other.of("kim"), &["remote", "add", "origin", remote.to_str().unwrap()]);
    is_refused(&["private", "pull"]);
    is_refused(&["private", "push"]);
    assert!(!other.ok_by("kim", &["find", "summer"]).contains("next summer"));
    assert_eq!(other.git(&other.of("kim"), &["for-each-ref", "refs/remotes"]), "");
    assert!(!desk.git(&remote, &["log", "-p", "--all"]).contains("Kim's own"));
    // Jo's other machine has them, also after jo got another handle on the first one.
    let laptop = Desk::empty();
    laptop.ok(&["log", "cleo", "5m"]);
    laptop.ok(&set);
    laptop.ok(&["private", "pull"]);
    assert!(laptop.ok(&["find", "summer"]).contains("next summer"));
    desk.ok(&["config", "set", "me", "jo"]);
    desk.ok(&["person", "rename", "jo", "joanna"]);
    let id = desk.session_of("ana");
    desk.ok(&["private", "note", &id, "Written as joanna"]);
    desk.ok(&["private", "push"]);
    laptop.ok(&["private", "pull"]);
    assert!(laptop.ok(&["find", "written"]).contains("as joanna"));
}

#[test]
fn forgetting_somebody_names_the_people_whose_notes_stay() {
    let desk = Desk::new();
    let id = desk.session_of("ana");
    desk.ok_by("kim", &["private", "note", &id, "He is the new head of sales, I hear"]);
    let forgot = desk.ok_by("jo", &["person", "forget", "ana", "--yes"]);
    assert!(forgot.contains("run `coach person forget ana` as `kim`"), "{forgot}");
    assert!(desk.ok_by("kim", &["find", "sales"]).contains("head of sales"));
    desk.ok_by("kim", &["person", "forget", "ana", "--yes"]);
    assert!(!desk.ok_by("kim", &["find", "sales"]).contains("head of sales"));
    let kim = desk.ok_by("jo", &["person", "add", "kim"])
        + &desk.ok_by("jo", &["person", "forget", "kim", "--dry-run"]);
    assert!(kim.contains("rm -r ~/.local/share/coach/private/kim"), "{kim}");
}
