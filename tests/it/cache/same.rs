//! With the cache and without: the same words, whatever happened to the files.

use std::fs::{self, File};
use std::os::unix::fs::symlink;

use super::*;

#[test]
fn whatever_happens_to_the_files_the_answers_are_those_of_the_files() {
    let home = Home::new();
    home.assert_same("the first reading");
    let sessions = home.records("sessions");
    let text = |n: usize| fs::read_to_string(&sessions[n]).unwrap();

    // as long as before, and with the time it had
    let changed =
        sessions.iter().position(|path| fs::read_to_string(path).unwrap().contains("\nminutes = 45\n"));
    let changed = changed.unwrap();
    let was = fs::metadata(&sessions[changed]).unwrap().modified().unwrap();
    fs::write(&sessions[changed], text(changed).replace("minutes = 45", "minutes = 54")).unwrap();
    File::options().write(true).open(&sessions[changed]).unwrap().set_modified(was).unwrap();
    home.assert_same("an edit that kept size and time");

    // twice within a moment
    for minutes in ["41", "42", "43"] {
        fs::write(&sessions[changed], text(changed).replace("minutes = 54", &format!("minutes = {minutes}")))
            .unwrap();
        assert_eq!(home.say(QUESTIONS[5], true), home.say(QUESTIONS[5], false), "{minutes}");
        fs::write(&sessions[changed], text(changed).replace(&format!("minutes = {minutes}"), "minutes = 54"))
            .unwrap();
    }

    let open = |path: &&PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        text.contains("[[action]]") && text.split("[[action]]").skip(1).any(|a| !a.contains("done ="))
    };
    let with_open = sessions.iter().rfind(open).unwrap();
    fs::remove_file(with_open).unwrap();
    home.assert_same("a session with something open was removed");

    // somebody's latest session goes, and an earlier one is the latest then
    let person = home.records("people").into_iter().find_map(|path| {
        let handle = path.file_stem()?.to_str()?.to_string();
        let theirs: Vec<PathBuf> = home
            .records("sessions")
            .into_iter()
            .filter(|p| p.to_str().unwrap().contains(&format!("/{handle}/")))
            .collect();
        (theirs.len() > 3).then_some(theirs)
    });
    let theirs = person.unwrap();
    fs::remove_file(theirs.last().unwrap()).unwrap();
    home.assert_same("somebody's latest session was removed");
    let latest = &theirs[theirs.len() - 2];
    let earlier = fs::read_to_string(latest).unwrap();
    let date = earlier.lines().find(|line| line.starts_with("date = ")).unwrap().to_string();
    fs::write(latest, earlier.replacen(&date, "date = 2020-01-01", 1)).unwrap();
    home.assert_same("somebody's latest session became an early one");
    let group = earlier.replacen("with = [", "with = [\"jo\", ", 1);
    fs::write(latest, group).unwrap();
    home.assert_same("somebody else was there too");
    let add = |path: &str, text: &str| fs::write(home.root.join(path), text).unwrap();
    let with_zoe = "coach = \"jo\"\nwith = [\"zoe\"]\n";
    add("people/zoe.toml", "handle = \"zoe\"\n");
    add("sessions/met.toml", &format!("id = \"zzzzzzzzzb\"\ndate = 2026-09-01\n{with_zoe}"));
    let agreed = format!("id = \"zzzzzzzzzc\"\ndate = 2026-11-19\nkind = \"agreed\"\n{with_zoe}");
    add("sessions/agreed.toml", &agreed);
    home.settle();
    // Few changed files are read each time: who was met last is marked when the cache is written.
    fs::remove_file(home.file()).unwrap();
    home.assert_same("something was agreed with somebody who was not met since");
    let is_zoe = |line: &str| line.starts_with("  zoe ") && line.contains(" 80 days ");
    assert!(home.say(QUESTIONS[0], true).lines().any(is_zoe));

    symlink("../people", home.root.join("sessions/people-again")).unwrap();
    home.settle();
    fs::remove_file(home.file()).unwrap();
    home.assert_same("a link among the folders, which is no folder of records");
    assert!(home.say(QUESTIONS[0], true).contains("a symlink, which coach does not follow"));

    fs::write(&sessions[1], "<<<<<<< HEAD\n").unwrap();
    home.assert_same("a record that cannot be read");
    fs::write(&sessions[2], b"notes = \"\xff\"").unwrap();
    fs::remove_file(&sessions[3]).unwrap();
    symlink(&sessions[4], &sessions[3]).unwrap();
    fs::create_dir(home.root.join("sessions/folder.toml")).unwrap();
    home.assert_same("bytes that are no text, a link and a folder");

    let twice = text(5);
    fs::write(home.root.join("sessions/aaa-copy.toml"), &twice).unwrap();
    home.assert_same("the same ids twice");
    fs::write(
        &sessions[5],
        twice + "\n[[conflict]]\nid = \"9f3a12c0\"\nfield = \"minutes\"\nvalue = [1, { a = 2 }]\n",
    )
    .unwrap();
    home.settle();
    home.assert_same("a conflict to be decided");

    let people = home.records("people");
    fs::write(&people[0], fs::read_to_string(&people[0]).unwrap() + "left = 2026-11-01\n").unwrap();
    home.assert_same("somebody left");
    fs::rename(home.root.join("sessions"), home.root.join("aside")).unwrap();
    home.assert_same("no session at all");
    fs::rename(home.root.join("aside"), home.root.join("sessions")).unwrap();
    home.assert_same("all of them again");
}

#[test]
fn a_journal_that_was_copied_has_a_cache_of_its_own() {
    let home = Home::new();
    home.assert_same("the first reading");
    let copy = home.root.with_file_name("copy");
    let copied = Command::new("cp").arg("-a").args([&home.root, &copy]).status().unwrap();
    assert!(copied.success());
    fs::remove_dir_all(copy.join("sessions")).unwrap();
    let due = &["due", "--all"];
    let of = |root: &Path, with_cache: bool| said(&mut home.coach_in(root, due, with_cache));
    assert_eq!(of(&copy, true), of(&copy, false));
    assert_ne!(of(&copy, true), of(&home.root, true));
    // moved into the place of the other
    fs::remove_dir_all(&home.root).unwrap();
    fs::rename(&copy, &home.root).unwrap();
    home.assert_same("another journal stood where this one was");
}

#[test]
fn private_notes_are_never_kept() {
    let home = Home::new();
    let log =
        ["log", "ana", "45m", "--note", "Said to all.", "--private", "Heard in confidence by me alone."];
    assert!(home.say(&log, true).ends_with("Some(0)"));
    home.settle();
    for _ in 0..2 {
        home.assert_same("a private note");
    }
    fs::remove_file(home.file()).unwrap();
    home.assert_same("the cache was removed");
    let kept = fs::read(home.file()).unwrap();
    let holds = |text: &str| kept.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(holds("Said to all.") && !holds("in confidence"));
}
