//! The walk: the team, the dice, the model, and the log of what was done.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::home::Ended;
use crate::walk::clone::Clone;
use crate::walk::dice::Dice;
use crate::walk::model::{Effect, LETTERS, Model};
use crate::walk::records::{Choice, Files};

pub(crate) struct Walk {
    temp: Option<TempDir>,
    pub folder: PathBuf,
    pub remote: PathBuf,
    pub clones: Vec<Clone>,
    pub dice: Dice,
    pub model: Model,
    pub step: usize,
    /// Whose turn it is.
    pub coach: usize,
    /// The marks that this step made.
    marks: usize,
    /// What each clone had before the merge that stopped in it.
    pub before_merge: [Files; 3],
    log: Vec<String>,
    pub can_kill: bool,
    without: Vec<String>,
}

/// Memory, if there is a disk of it.
fn folder() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

fn has_strace() -> bool {
    Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .status()
        .is_ok_and(|status| status.success())
}

/// What git knows of the coaches: most teams have three names, some have a machine without one, and some
/// have two coaches with one address.
fn identity(kind: usize, name: &str) -> String {
    let address = match (kind, name) {
        (1, "kim") => return String::new(),
        (2, "jo" | "kim") => "team",
        _ => name,
    };
    format!("[user]\n\tname = {name} of the team\n\temail = {address}@example.org\n")
}

impl Walk {
    pub(crate) fn begin(seed: u64) -> Walk {
        let temp = folder();
        let folder = temp.path().canonicalize().unwrap();
        let remote = folder.join("team.git");
        let mut dice = Dice::new(seed);
        let without = std::env::var("WALK_WITHOUT").unwrap_or_default();
        let kind = dice.roll(4);
        let kind = if without.contains("identity") { 0 } else { kind };
        let clones = ["jo", "kim", "lee"].map(|name| Clone::new(&folder, name, &identity(kind, name)));
        let is_ahead = dice.roll(3) == 0;
        let mut walk = Walk {
            temp: Some(temp),
            folder,
            remote,
            clones: clones.into(),
            dice,
            model: Model::default(),
            step: 0,
            coach: 0,
            marks: 0,
            before_merge: Default::default(),
            log: Vec::new(),
            can_kill: has_strace(),
            without: without.split(',').map(str::to_owned).collect(),
        };
        // Across the date line it is tomorrow.
        walk.clones[2].day = u32::from(is_ahead && !walk.is_without("ahead"));
        walk.set_up();
        walk
    }

    /// Whether `WALK_WITHOUT` names this.
    pub(crate) fn is_without(&self, what: &str) -> bool {
        self.without.iter().any(|without| without == what)
    }

    fn set_up(&mut self) {
        let url = self.remote.to_str().unwrap().to_owned();
        let jo = &mut self.clones[0];
        let made = jo.program("git").args(["init", "-q", "--bare", "-b", "main", &url]).status().unwrap();
        assert!(made.success());
        let root = jo.root.to_str().unwrap().to_owned();
        jo.init(&["init", &root, "--me", "jo"]);
        let shared = jo.coach(&["sync", "--remote", &url].map(str::to_owned));
        assert!(shared.is_well(), "{shared:?}");
        for clone in &mut self.clones[1..] {
            let root = clone.root.to_str().unwrap().to_owned();
            clone.init(&["init", &root, "--me", clone.name, "--from", &url]);
        }
    }

    /// Leaves the folders there for somebody to look into.
    pub(crate) fn keep(&mut self) {
        if let Some(temp) = self.temp.take() {
            println!("kept: {}", temp.keep().display());
        }
    }

    pub(crate) fn log(&self) -> String {
        self.log.join("\n")
    }

    pub(crate) fn me(&mut self) -> &mut Clone {
        &mut self.clones[self.coach]
    }

    pub(crate) fn name(&self) -> &'static str {
        self.clones[self.coach].name
    }

    /// Another word that only this step has.
    pub(crate) fn mark(&mut self) -> String {
        let mark = format!("T{}{:03}{}", LETTERS[self.coach], self.step, self.marks % 10);
        self.marks += 1;
        mark
    }

    pub(crate) fn next_step(&mut self) {
        self.step += 1;
        self.marks = 0;
        self.coach = self.dice.roll(3);
    }

    pub(crate) fn files(&self) -> Files {
        self.clones[self.coach].files()
    }

    pub(crate) fn choice(&self) -> Choice {
        Choice::of(&self.files())
    }

    /// A day so many days after this coach's today.
    pub(crate) fn day(&self, after: usize) -> String {
        crate::walk::clone::day(self.clones[self.coach].day + u32::try_from(after).unwrap())
    }

    pub(crate) fn note(&mut self, line: &str) {
        let line = format!("{:>3} {}$ {line}", self.step, self.name());
        self.log.push(line);
    }

    fn note_end(&mut self, ended: &Ended) {
        let last = self.log.last_mut().unwrap();
        match ended.code {
            Some(0) => {}
            Some(code) => {
                write!(last, "   # exit {code}: {}", ended.err.trim().replace('\n', " / ")).unwrap()
            }
            None => last.push_str("   # killed"),
        }
    }

    /// A command of coach that may do this to what is there, and its marked words.
    pub(crate) fn coach(
        &mut self,
        effect: &Effect,
        arguments: &[&str],
        words: &[String],
    ) -> Result<Ended, String> {
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        if self.can_kill && !self.me().is_in_a_merge() && self.dice.percent(2) && !self.is_without("kill") {
            return self.killed(effect, &arguments, words);
        }
        self.note(&format!("coach {}", quoted(&arguments)));
        let before = self.files();
        let ended = self.me().coach(&arguments);
        self.settle(effect, &before, &ended, words)?;
        Ok(ended)
    }

    /// The same with a program as the editor.
    pub(crate) fn edit(
        &mut self,
        effect: &Effect,
        sed: &str,
        arguments: &[&str],
        words: &[String],
    ) -> Result<Ended, String> {
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        self.note(&format!("EDITOR=\"sed -i '{sed}'\" coach {}", quoted(&arguments)));
        let editor = self.me().home.join("editor");
        std::fs::write(&editor, format!("#!/bin/sh\nsed -i '{sed}' \"$1\"\n")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&editor, mode).unwrap();
        let before = self.files();
        let ended = self.me().coach_with_editor(&editor, &arguments);
        self.settle(effect, &before, &ended, &[])?;
        let there = self.files();
        let is_there = |word: &String| there.values().any(|text| text.contains(word.as_str()));
        if !ended.is_well() && words.iter().any(is_there) {
            return Err(format!("it ended with {:?} and saved: {words:?}", ended.code));
        }
        Ok(ended)
    }

    /// What must hold after any command of coach.
    fn settle(
        &mut self,
        effect: &Effect,
        before: &Files,
        ended: &Ended,
        words: &[String],
    ) -> Result<(), String> {
        self.note_end(ended);
        expected(effect, ended)?;
        self.look(effect, before)?;
        let files = self.files();
        let is_there = |word: &String| files.values().any(|text| text.contains(word.as_str()));
        if self.me().is_in_a_merge() {
            if ended.is_well() {
                self.model.must_have(self.coach, words.iter().cloned());
            }
            return Ok(());
        }
        if ended.is_well() {
            if let Some(word) = words.iter().find(|word| !is_there(word)) {
                return Err(format!("it said that it saved {word}, which is not there"));
            }
            self.remember_subject();
        } else if words.iter().any(is_there) {
            return Err(format!("it ended with {:?} and saved: {words:?}", ended.code));
        }
        Ok(())
    }

    fn remember_subject(&mut self) {
        let subject = self.me().git(&["log", "-1", "--format=%s"]).out.trim().to_owned();
        self.model.subjects[self.coach].insert(plain(&subject).to_owned());
    }

    /// Shows the model the files as they are now.
    pub(crate) fn look(&mut self, effect: &Effect, before: &Files) -> Result<(), String> {
        let (coach, files) = (self.coach, self.files());
        let private = self.me().private();
        self.model.after_private(coach, effect, private)?;
        if self.me().is_in_a_merge() {
            self.model.meanwhile(&files);
            return Ok(());
        }
        // The work tree of a stopped merge is neither side.
        let merged = std::mem::take(&mut self.before_merge[coach]);
        self.model.after(coach, effect, if merged.is_empty() { before } else { &merged }, &files)
    }

    /// A command that dies in the middle, and the next one, which finds its way.
    fn killed(&mut self, effect: &Effect, arguments: &[String], words: &[String]) -> Result<Ended, String> {
        let (call, most) = *self
            .dice
            .one(&[("fsync", 24), ("rename", 8), ("openat", 120), ("write", 30), ("unlink", 6), ("flock", 3)])
            .as_ref()
            .unwrap();
        let number = 1 + self.dice.roll(most);
        self.note(&format!("coach {}   # killed at {call} {number}", quoted(arguments)));
        let before = self.files();
        let ended = self.me().coach_killed(call, number, arguments);
        if ended.code.is_some() {
            self.settle(effect, &before, &ended, words)?;
            return Ok(ended);
        }
        self.note_end(&ended);
        // A git that outlived its coach must have ended.
        std::thread::sleep(std::time::Duration::from_millis(300));
        let note = self.mark();
        // A person whom no step has renamed or forgotten.
        let who = format!("next-{}", self.step);
        let next = ["log", &who, "5m", "--note", &format!("After the kill {note}")].map(str::to_owned);
        self.note(&format!("coach {}", quoted(&next)));
        let next = self.me().coach(&next);
        self.settle(effect, &before, &next, &[note])?;
        if next.is_well() {
            Ok(ended)
        } else {
            Err(format!("after the kill the next command fails: {}", next.err))
        }
    }

    /// A command of git. It may fail: what it leaves is looked at.
    pub(crate) fn git(&mut self, effect: &Effect, arguments: &[&str]) -> Result<Ended, String> {
        let words: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        self.note(&format!("git {}", quoted(&words)));
        let before = self.files();
        let ended = self.me().git(arguments);
        self.note_end(&ended);
        self.look(effect, &before)?;
        Ok(ended)
    }
}

/// Without what a later `undo` or `redo` put before it.
pub(crate) fn plain(subject: &str) -> &str {
    let subject = subject.strip_prefix("undo: ").unwrap_or(subject);
    subject.strip_prefix("redo: ").unwrap_or(subject)
}

/// The refusals that a step may meet. Any other is a fault.
const REFUSALS: &[&str] = &[
    "is called `",
    "was forgotten",
    // A handle that somebody had before names nobody else.
    "and names nobody else",
    "nothing to change for",
    // Two files of one record: `check --fix` comes first.
    "(`coach check --fix` merges them); nothing was changed",
    // The other file of such a record says that the action is open, or done.
    "is open: nothing came of it yet",
    " was done on ",
];

/// Whether a command may end like this.
fn expected(effect: &Effect, ended: &Ended) -> Result<(), String> {
    let is_refused =
        |code| ended.code == Some(code) && REFUSALS.iter().any(|words| ended.err.contains(words));
    match ended.code {
        _ if ended.err.contains("panicked") => Err(format!("it panicked: {}", ended.err)),
        Some(0) => Ok(()),
        // It refuses whenever it is not certain.
        Some(1) if matches!(effect, Effect::Undoes) => Ok(()),
        _ if is_refused(1) || is_refused(2) => Ok(()),
        code => Err(format!("it ended with {code:?}: {}{}", ended.err, ended.out)),
    }
}

pub(crate) fn quoted(arguments: &[String]) -> String {
    let quote = |argument: &String| {
        let is_plain = |c: char| c.is_alphanumeric() || "-_./:,=".contains(c);
        if !argument.is_empty() && argument.chars().all(is_plain) {
            argument.clone()
        } else {
            format!("'{}'", argument.replace('\'', r"'\''"))
        }
    };
    arguments.iter().map(quote).collect::<Vec<_>>().join(" ")
}
