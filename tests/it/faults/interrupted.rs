//! Interrupted where somebody is asked, in a prompt or in the editor: the journal is as it was, and
//! what was told so far is kept.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::prompts::terminal::{Home, Person};

fn home() -> Home {
    let home = Home::new("2026-11-21");
    home.ran(&["log", "ana", "5m", "--action", "Write by 1 dec", "--follow-up", "And? on 5 dec"]);
    home
}

fn interrupted(person: Person, signal: &str) {
    let ended = person.gets(signal);
    assert!(ended.is_none_or(|code| code != 0), "it ended well: {ended:?}");
}

#[test]
fn in_a_prompt_nothing_is_changed_and_an_interview_goes_on_later() {
    for signal in ["INT", "TERM", "HUP"] {
        let home = home();
        let commits = home.commits();
        let id = home
            .ran(&["list", "follow-ups"])
            .lines()
            .nth(1)
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap()
            .to_string();
        let mut jo = home.sit_down(&["missed", &id]);
        jo.asks("What got in the way?");
        interrupted(jo, signal);
        assert_eq!(home.commits(), commits);
        // An interview is a draft after every answer.
        let mut jo = home.sit_down(&["log"]);
        jo.asks("Who was it with?").enters("ana").asks("How long?").enters("20m").sees("space leave");
        interrupted(jo, signal);
        assert_eq!(home.commits(), commits);
        let (_, said) = home.run(&["due"]);
        assert!(said.contains("coach log --resume"), "{signal}: {said}");
        assert_eq!(home.git(&["status", "--porcelain"]), "");
        home.ran(&["log", "zed", "5m"]);
    }
}

/// The terminal sends Ctrl-C to everyone in front; a shutdown ends coach alone, or both.
#[test]
fn in_the_editor_the_text_is_kept() {
    for (signal, whom) in [("INT", "$PPID"), ("TERM", "$PPID"), ("TERM", "$PPID $$"), ("KILL", "$PPID")] {
        let home = home();
        let commits = home.commits();
        let editor = home.home.join("editor");
        let text = format!(
            "#!/bin/sh\nprintf '\\n# what I typed, a long while\\n' >> \"$1\"\nkill -{signal} {whom}\nsleep 0.3\n"
        );
        fs::write(&editor, text).unwrap();
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = home.command(env!("CARGO_BIN_EXE_coach"));
        command.args(["log", "ben", "30m", "--note", "Half a thought", "--edit"]).env("EDITOR", &editor);
        let output = command.output().unwrap();
        let saved = home.commits().len() > commits.len();
        if output.status.success() {
            assert!(saved, "{signal} {whom}: it said well and saved nothing: {output:?}");
        } else {
            assert!(!saved, "{signal} {whom}");
            let (_, said) = home.run(&["due"]);
            assert!(said.contains("coach log --resume"), "{signal} {whom}: {said}");
            let kept = drafts(&home);
            assert!(kept.contains("what I typed, a long while"), "{signal} {whom}: {kept}");
        }
        assert_eq!(home.git(&["status", "--porcelain"]), "");
        home.ran(&["log", "zed", "5m"]);
    }
}

fn drafts(home: &Home) -> String {
    let folder = home.home.join(".local/share/coach/drafts/jo");
    let drafts = fs::read_dir(folder).into_iter().flatten();
    drafts.map(|draft| fs::read_to_string(draft.unwrap().path()).unwrap()).collect()
}
