//! `coach log` alone: every question, going back, stopping and going on.

use crate::prompts::terminal::{CLEAR, CTRL_C, ENTER, ESC, Home, Person};

fn drafts(home: &Home) -> usize {
    let folder = std::fs::read_dir(home.home.join(".local/share/coach/drafts/jo"));
    let is_draft = |path: &std::path::Path| path.extension().is_some_and(|ending| ending == "toml");
    folder.map_or(0, |all| all.flatten().filter(|entry| is_draft(&entry.path())).count())
}

#[test]
fn the_first_session_is_asked_for() {
    let home = Home::of_a_stranger("2026-11-21");
    let mut jo = home.sit_down(&["log"]);
    jo.sees("your handle (a short name for you, such as ana)? [jo]").types(ENTER);
    jo.asks("Who was it with?").types(ENTER).sees("name at least one person").enters("Ana");
    jo.asks("How long?")
        .enters("soon")
        .sees("not a length")
        .types(CLEAR)
        .types("1h30")
        .sees("1 h 30")
        .types(ENTER);
    jo.asks("What was it about?")
        .types("discovery calls, pricing")
        .sees("discovery-calls, pricing")
        .types(ENTER);
    jo.asks("What was said?")
        .enters("The problem comes late")
        .asks("Another paragraph?")
        .enters("A second thought");
    jo.asks("Another paragraph?").types(ENTER);
    jo.asks("What will be done?")
        .types("rewrite it by fri")
        .sees("rewrite it, due Fri 2026-11-27")
        .types(ENTER);
    jo.asks("What will be done?").enters("call ben by fryday").sees("is not a date");
    jo.types(CLEAR).types(ENTER);
    jo.asks("What will you ask").types("what changed? on 5 dec").sees("on Sat 2026-12-05").types(ENTER);
    jo.asks("What will you ask").types(ENTER);
    jo.sees("with ana, 1 h 30, 1 action, 1 follow-up").types(ENTER);
    jo.sees("new person `ana`");
    let (status, said) = jo.leaves();
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("is kept"), "its own draft is no other session: {said}");
    assert_eq!(home.commits(), ["log ana 2026-11-21: 1 action, 1 follow-up"]);
    let session = home.git(&["show", "HEAD"]);
    for line in [
        "+minutes = 90",
        "+topics = [\"discovery-calls\", \"pricing\"]",
        "+The problem comes late",
        "+A second thought",
        "+due = 2026-11-27",
        "+due = 2026-12-05",
    ] {
        assert!(session.contains(line), "{line} in {session}");
    }
    assert_eq!(drafts(&home), 0);
}

#[test]
fn your_handle_is_asked_for_once_before_the_first_journal() {
    let home = Home::of_a_stranger("2026-11-21");
    let mut jo = home.sit_down(&["log", "ana", "20m", "--note", "Opened well"]);
    jo.sees("your handle (a short name for you, such as ana)? [jo]").enters("Jo Marsh?");
    jo.sees("cannot be your handle")
        .sees("your handle (a short name for you, such as ana)? [jo]")
        .enters("Jo-Marsh");
    let (status, said) = jo.leaves();
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("you are `jo-marsh` in this journal"), "{said}");
    assert_eq!(home.ran(&["config", "get", "me"]), "jo-marsh\n");
    assert_eq!(home.ran(&["list", "sessions", "--coach", "jo-marsh", "--json"]).matches("\"id\"").count(), 1);
    let (status, said) = home.sit_down(&["log", "ana", "20m", "--note", "Again"]).leaves();
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("who are you"), "{said}");
}

#[test]
fn without_an_answer_the_account_names_you() {
    let home = Home::of_a_stranger("2026-11-21");
    let mut jo = home.sit_down(&["jot", "ana 20m pricing: opened well"]);
    jo.sees("your handle (a short name for you, such as ana)? [jo]").types("\x04");
    let (status, said) = jo.leaves();
    assert_eq!(status, 0, "{said}");
    assert!(
        said.contains("you are `jo` in this journal (to change that: `coach init --me HANDLE`)"),
        "{said}"
    );
    assert_eq!(home.ran(&["list", "sessions", "--coach", "jo", "--json"]).matches("\"id\"").count(), 1);
}

fn two_people() -> Home {
    let home = Home::new("2026-11-01");
    home.ran(&["person", "add", "zoe", "--name", "Zoë Long"]);
    home.ran(&["log", "ana", "--action", "Rewrite it by 10 nov", "--follow-up", "What changed? on 12 nov"]);
    home.ran(&["log", "ana", "--action", "Call them by 12 nov"]);
    let home = home.on("2026-11-05");
    home.ran(&["log", "ben"]);
    home.on("2026-11-21")
}

#[test]
fn the_latest_person_stands_first_and_a_name_is_found_by_its_letters() {
    let home = two_people();
    let mut jo = home.sit_down(&["log"]);
    jo.sees("> ben  16 days ago").sees("ana  20 days ago").sees("zoe  Zoë Long").sees("someone new");
    // Keys that shells have do in a list what they do in a line, and write no letter.
    jo.types("be\x01\x0b\x18").sees("> ben  16 days ago").types("an\x15\x0e").sees("> ana  20 days ago");
    jo.types("lng").sees("> zoe").types(ENTER).asks("How long?").types(ESC);
    jo.asks("Who was it with?").types("nobody").sees("> someone new").types(ENTER);
    jo.asks("one or more handles").enters("cleo dan").asks("How long?").types(CTRL_C);
    assert_eq!(jo.leaves().0, 1);
}

#[test]
fn what_is_open_is_ticked_off_missed_or_left() {
    let home = two_people();
    home.ran(&["resource", "add", "diary", "Block time", "--obstacle", "time"]);
    let mut jo = home.sit_down(&["log", "--note", "Short"]);
    jo.asks("Who was it with?").types("ana").sees("> ana").types(ENTER).asks("How long?").enters("20m");
    jo.sees("Rewrite it, due Tue 2026-11-10")
        .sees("m missed")
        .types("m")
        .asks("What got in the way?")
        .types(ESC);
    // Back at the first of them.
    jo.sees("Rewrite it").sees("m missed").types("m").asks("What got in the way?").enters("time");
    jo.asks("In their own words?").enters("quarter's end");
    jo.sees("Call them").sees("d done · m missed · space leave").types("d").asks("Result?").types(ENTER);
    jo.asks("What was it about?").types(ENTER).asks("What will be done?").types(ENTER);
    jo.asks("What will you ask").types(ENTER).sees("Enter save").types(ENTER);
    jo.sees("done").sees("Call them").sees("missed").sees("What changed?");
    jo.sees("These resources may help").sees("diary");
    assert_eq!(jo.leaves().0, 0);
    assert_eq!(home.commits()[0], "log ana 2026-11-21: 1 done, 1 missed");
    assert!(home.ran(&["list", "follow-ups", "--json"]).contains("quarter's end"));
}

#[test]
fn esc_takes_up_what_was_said_and_leaves_at_the_first_question() {
    let home = two_people();
    let mut jo = home.sit_down(&["log"]);
    jo.asks("Who was it with?").enters("ben").asks("How long?").enters("20m");
    jo.asks("What was it about?").types(ENTER).asks("What was said?").types(ENTER);
    jo.asks("What will be done?").enters("call by fri").asks("What will be done?").types(ESC);
    // The last action is in the line again.
    jo.sees("call, due Fri").types(CLEAR).types("call by 4 dec").sees("due Fri 2026-12-04").types(ENTER);
    jo.asks("What will be done?").types(ENTER).asks("What will you ask").types(ESC);
    jo.asks("What will be done?")
        .types(ESC)
        .sees("call, due Fri 2026-12-04")
        .types(ESC)
        .asks("What was said?");
    // It is still there, and goes where its line is emptied.
    jo.types(ENTER)
        .asks("What will be done?")
        .types(ESC)
        .sees("due Fri 2026-12-04")
        .types(CLEAR)
        .types(ENTER);
    jo.asks("What will be done?")
        .types(ENTER)
        .asks("What will you ask")
        .types(ESC)
        .asks("What will be done?")
        .types(ESC);
    jo.asks("What was said?").types(ESC);
    jo.asks("What was it about?").types(ESC).asks("How long?").sees("20 min").types(ESC);
    // Esc at the first question keeps the answers.
    jo.asks("Who was it with?").sees("Ctrl-C quit").types(ESC).sees("your draft is saved");
    jo.sees("coach log --resume");
    assert_eq!(jo.leaves().0, 1);
    assert_eq!(home.commits().len(), 4);
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.sees("with ben, 20 min").asks("Who was it with?").enters("ben").asks("How long?").sees("20 min");
    jo.types(CTRL_C);
    assert_eq!((jo.leaves().0, drafts(&home)), (1, 1));
}

#[test]
fn esc_with_nothing_answered_leaves_nothing() {
    let home = two_people();
    for (arguments, question) in [(&["log"][..], "Who was it with?"), (&["log", "ben", "20m"], "about?")] {
        let mut jo = home.sit_down(arguments);
        jo.asks(question).sees("quit").types(ESC).sees("nothing was logged");
        assert_eq!((jo.leaves().0, drafts(&home)), (0, 0));
    }
    // After a question, Esc goes back.
    let mut jo = home.sit_down(&["log", "ben"]);
    jo.asks("How long?").sees("Esc quit").types(ENTER).asks("about?").sees("Esc back").types(ESC);
    jo.asks("How long?").types(ESC).sees("nothing was logged");
    assert_eq!(jo.leaves().0, 0);
}

/// A process that is no part of the terminal's session, or ignores SIGHUP, gets no signal when it is closed.
#[test]
fn a_prompt_ends_with_its_terminal_where_no_signal_comes() {
    use std::io::Read;
    use std::os::unix::ffi::OsStrExt;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let home = two_people();
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    // Else coach itself would keep its terminal open.
    rustix::io::fcntl_setfd(&terminal, rustix::io::FdFlags::CLOEXEC).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let name = std::ffi::OsStr::from_bytes(name.as_bytes()).to_owned();
    let side = || std::fs::File::options().read(true).write(true).open(&name).unwrap();
    let mut command = home.command(env!("CARGO_BIN_EXE_coach"));
    command.arg("log").stdin(side()).stdout(side()).stderr(side());
    let mut coach = command.spawn().unwrap();
    drop(command);
    let (mut screen, mut seen) = (std::fs::File::from(terminal), Vec::new());
    while !String::from_utf8_lossy(&seen).contains("Who was it with?") {
        let mut some = [0; 4096];
        let length = screen.read(&mut some).unwrap();
        seen.extend(&some[..length]);
    }
    drop(screen);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while coach.try_wait().unwrap().is_none() {
        if std::time::Instant::now() > until {
            coach.kill().unwrap();
            panic!("the prompt goes on without a terminal");
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// strace holds up each wait for input, so that the key and the signal of the new size come together. The
/// default event source of crossterm forgets one of the two then.
#[test]
fn a_key_that_comes_with_a_new_size_of_the_terminal_is_not_lost() {
    let home = two_people();
    let waits = "inject=epoll_wait,poll:delay_enter=20000";
    let slow = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=epoll_wait,poll", "-e", waits];
    if !home.command("strace").args(slow).arg("true").output().is_ok_and(|done| done.status.success()) {
        eprintln!("!! skipped: strace does not work here");
        return;
    }
    let mut jo = home.sit_down_before("strace", &slow, &["log", "ana"]);
    jo.asks("How long?");
    for round in 0..40_u16 {
        let letter = ["k", "m"][usize::from(round % 2)];
        jo.widens(90 + round % 7);
        std::thread::sleep(std::time::Duration::from_millis(2));
        jo.types(letter).sees(&format!("How long? {letter}")).types("\x7f");
    }
    jo.types(ESC).sees("nothing was logged");
    assert_eq!(jo.leaves().0, 0);
}

#[test]
fn every_line_that_was_entered_outlives_a_terminal_that_is_closed() {
    for signal in ["HUP", "KILL"] {
        let home = two_people();
        let mut jo = home.sit_down(&["log", "ben", "20m"]);
        jo.asks("about?")
            .types(ENTER)
            .asks("said?")
            .enters("p1")
            .asks("paragraph?")
            .enters("p2")
            .asks("paragraph?");
        jo.gets(signal);
        let mut jo = home.sit_down(&["log", "--resume"]);
        jo.sees("p1").sees("p2").asks("paragraph?").types(ENTER);
        jo.asks("done?").enters("a1").asks("done?").enters("a2 by fri").asks("done?");
        // The last two are in the line again, one after the other.
        jo.types(ESC).asks("done?").types(ESC).asks("done?").sees("a1, no due date");
        jo.gets(signal);
        let mut jo = home.sit_down(&["log", "--resume"]);
        jo.sees("with ben, 20 min")
            .asks("done?")
            .sees("a1")
            .types(ENTER)
            .asks("done?")
            .sees("a2")
            .types(ENTER);
        jo.asks("done?").types(ENTER).asks("ask, and when?").types(ENTER).sees("2 actions").types(ENTER);
        assert_eq!(jo.leaves().0, 0);
        let shown = home.ran(&["show"]);
        let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("{text}: {shown}"));
        assert!(at("p1") < at("p2") && at("a1") < at("a2"), "{shown}");
    }
}

#[test]
fn what_got_in_the_way_is_kept_with_its_words_where_somebody_stops() {
    let home = two_people();
    let mut jo = home.sit_down(&["log", "ana", "20m"]);
    jo.sees("Rewrite it").sees("m missed").types("m").asks("What got in the way?").enters("time");
    jo.asks("In their own words?").types("the quarter").sees("the quarter").types(CTRL_C).sees("--resume");
    assert_eq!(jo.leaves().0, 1);
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.sees("Rewrite it").asks("In their own words?").sees("the quarter").types("'s end").types(ENTER);
    jo.sees("missed: Rewrite it").sees("Call them").sees("space leave").types(CTRL_C);
    assert_eq!(jo.leaves().0, 1);
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.sees("with ana, 20 min, 1 missed").sees("Call them").sees("space leave").types(ESC);
    jo.sees("so far: missed").types(CTRL_C);
    jo.leaves();
}

/// Marks the first open action as done, without a result, and leaves the second one open.
fn ticks_the_first(jo: &mut Person) {
    jo.sees("Rewrite it").sees("m missed").types("d").asks("Result?").types(ENTER);
    jo.sees("Call them").sees("space leave").types(" ");
}

#[test]
fn what_another_log_ticked_off_meanwhile_is_left_out() {
    let home = two_people();
    let mut jo = home.sit_down(&["log", "ana", "20m"]);
    ticks_the_first(&mut jo);
    jo.asks("about?").types(ENTER).asks("said?").enters("It went well").asks("paragraph?").types(ENTER);
    jo.asks("done?").types(ENTER).asks("ask, and when?").types(ENTER).sees("1 done");
    let rewrite = home.ran(&["list", "actions"]);
    let id = rewrite.lines().find(|line| line.contains("Rewrite")).unwrap().split(' ').next().unwrap();
    home.ran(&["done", id]);
    jo.types(ENTER).sees("not closed: action").sees("was done on 2026-11-21").sees("It went well");
    assert_eq!(jo.leaves().0, 0);
    assert_eq!((home.commits()[0].as_str(), drafts(&home)), ("log ana 2026-11-21", 0));
}

#[test]
fn an_action_that_nothing_asks_about_is_missed_too() {
    let home = two_people();
    let mut jo = home.sit_down(&["log", "ana", "20m"]);
    jo.sees("Rewrite it").sees("m missed").types(" ").sees("Call them").sees("m missed").types("m");
    jo.asks("What got in the way?").enters("tools").asks("In their own words?").types(ENTER);
    jo.asks("about?").types(ENTER).asks("said?").types(ENTER).asks("done?").types(ENTER);
    jo.asks("ask, and when?").types(ENTER).sees("1 missed").types(ENTER);
    jo.sees("missed").sees("Call them");
    assert_eq!(jo.leaves().0, 0);
    let asked = home.ran(&["list", "follow-ups"]);
    assert!(asked.contains("missed: tools  How did it go: Call them"), "{asked}");
    assert!(asked.contains("2026-11-28"), "{asked}");
}

#[test]
fn whoever_would_be_made_is_said_before() {
    let home = Home::new("2026-11-21");
    let mut jo = home.sit_down(&["log"]);
    jo.asks("Who was it with?").types("ana lopez").sees("→ two new people: ana, lopez");
    jo.types(" 20m").types(ENTER).sees("`20m` is a length: coach asks for it next");
    jo.types("\x15Ana Lopez").sees("→ a new person: ana-lopez, called Ana Lopez").types(ENTER);
    jo.asks("How long?").types(ENTER).asks("about?").types(ENTER).asks("said?").types(ENTER);
    jo.asks("done?").types(ENTER).asks("ask, and when?").types(ENTER).sees("with ana-lopez").types(ENTER);
    assert_eq!(jo.leaves().0, 0);
    assert!(home.ran(&["list", "people"]).contains("Ana Lopez"));
    let mut jo = home.sit_down(&["log"]);
    jo.asks("Who was it with?").types("someone").types(ENTER);
    jo.asks("one or more handles").types("Ana-Lopez Ben").sees("→ a new person: ben").types(CTRL_C);
    jo.leaves();
}

#[test]
fn a_day_that_is_past_or_none_is_said_as_it_is_typed() {
    let home = two_people();
    let mut jo = home.sit_down(&["log", "ben", "20m"]);
    jo.asks("about?").types(ENTER).asks("said?").types(ENTER).asks("done?");
    jo.types("call by yesterday").sees("due Fri 2026-11-20, which is in the past");
    jo.types("\x15call by 30 feb").sees("→ ").sees("30 feb");
    jo.types("\x15").types("\x1b[200~call by fri\rwrite by mon\x1b[201~");
    jo.sees("2 entries: call, due Fri 2026-11-27 · ").sees("write, due Mon 2026-11-23").types(CTRL_C);
    jo.leaves();
}

#[test]
fn flags_that_say_little_are_asked_about_and_what_is_wrong_in_them_at_once() {
    let home = two_people();
    for flags in [["--topic", "calls"], ["--kind", "moment"], ["--objective", "churn"], ["--feedback", "4"]] {
        let mut jo = home.sit_down(&[&["log", "ben", "20m"], &flags[..]].concat());
        jo.asks(if flags[0] == "--topic" { "said?" } else { "about?" }).types(CTRL_C);
        assert_eq!(jo.leaves().0, 1, "{flags:?}");
    }
    for flags in [["--note", "x"], ["--private", "x"], ["--action", "x"], ["--follow-up", "x?"]] {
        assert_eq!(home.sit_down(&[&["log", "ben", "20m"], &flags[..]].concat()).leaves().0, 0, "{flags:?}");
    }
    let (status, said) = home.sit_down(&["log", "ben", "20m", "--feedback", "well"]).leaves();
    assert!(status == 2 && said.contains("is not a score"), "{said}");
}

#[test]
fn help_is_broken_between_its_parts_on_a_narrow_screen() {
    let home = two_people();
    let mut jo = home.sit_down_at(60, &["log", "ben", "20m"]);
    jo.asks("about?").types(ENTER).asks("said?");
    jo.sees("[shared · one paragraph each · empty line to continue · \r\nCtrl-O editor · Esc back]");
    jo.types("x").types(CTRL_C);
    jo.sees("`coach log --resume` continues, `coach log --discard`\r\n");
    assert_eq!(jo.leaves().0, 1);
}

#[test]
fn ctrl_c_keeps_what_was_said_and_resume_goes_on_there() {
    let home = two_people();
    let mut jo = home.sit_down(&["log", "--start", "14:30"]);
    jo.asks("Who was it with?").enters("ana").asks("How long?").enters("20m");
    ticks_the_first(&mut jo);
    jo.asks("What was it about?").enters("pricing").asks("What was said?").enters("One thing");
    jo.asks("Another paragraph?").types(CTRL_C).sees("coach log --resume");
    assert_eq!(jo.leaves().0, 1);
    assert_eq!(drafts(&home), 1);
    assert_eq!(home.commits().len(), 4);
    assert!(home.ran(&["due"]).contains("coach log --resume"));
    assert_eq!(home.run(&["log", "--resume"]).0, 2);
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.asks("Another paragraph?").enters("Another").asks("Another paragraph?").types(ENTER);
    jo.asks("What will be done?")
        .types(ENTER)
        .asks("What will you ask")
        .types(ENTER)
        .sees("Enter save")
        .types(ENTER);
    jo.sees("2026-11-21 14:30")
        .sees("20 min with ana")
        .sees("pricing")
        .sees("One thing")
        .sees("(2 lines)")
        .sees("done");
    assert_eq!(jo.leaves().0, 0);
    assert_eq!(home.commits()[0], "log ana 2026-11-21: 1 done");
    assert_eq!(drafts(&home), 0);
}

#[test]
fn a_machine_that_dies_leaves_what_was_said() {
    let home = two_people();
    let mut jo = home.sit_down(&["log"]);
    jo.asks("Who was it with?").enters("ben").asks("How long?").enters("20m").asks("What was it about?");
    jo.dies();
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.asks("What was it about?").types(ESC).asks("How long?").sees("20 min").types(CTRL_C);
    assert_eq!(jo.leaves().0, 1);
    assert_eq!(home.commits().len(), 4);
}

#[test]
fn the_editor_takes_over_where_it_is_wanted() {
    let home = two_people();
    let editor = home.home.join("editor.sh");
    std::fs::write(&editor, "#!/bin/sh\nsed -i 's/^coach = .*/&\\nnotes = \"from the editor\"/' \"$1\"\n")
        .unwrap();
    let mut jo = home.sit_down_with(&["log"], &[("EDITOR", &format!("sh {}", editor.display()))]);
    jo.asks("Who was it with?")
        .enters("ben")
        .asks("How long?")
        .types(ENTER)
        .asks("What was it about?")
        .types(ENTER);
    jo.asks("What was said?").types(ENTER).asks("What will be done?").enters("call by fri");
    jo.asks("What will be done?")
        .types(ENTER)
        .asks("What will you ask")
        .types(ENTER)
        .sees("e edit")
        .types("e");
    jo.sees("from the editor");
    let (status, said) = jo.leaves();
    assert_eq!(status, 0, "{said}");
    assert_eq!(drafts(&home), 0);
}

#[test]
fn who_and_how_long_alone_ask_for_the_rest() {
    let home = two_people();
    let mut jo = home.sit_down(&["log", "ben", "20m"]);
    jo.asks("What was it about?").types(ENTER).asks("What was said?").enters("It went well");
    jo.asks("Another paragraph?").types(ENTER).asks("What will be done?").types(ENTER);
    jo.asks("What will you ask").types(ENTER).sees("with ben, 20 min").types(ENTER).sees("It went well");
    assert_eq!(jo.leaves().0, 0);
    // What says something is saved at once.
    assert_eq!(home.sit_down(&["log", "ben", "--note", "Short"]).leaves().0, 0);
    assert_eq!(home.commits().len(), 6);
}

#[test]
fn a_line_that_was_begun_is_there_again() {
    let home = two_people();
    let mut jo = home.sit_down(&["log"]);
    jo.asks("Who was it with?").enters("ben").asks("How long?").types("2").types(ESC);
    jo.asks("Who was it with?").enters("ben").asks("How long?").types("5m").sees("25 min").types(ENTER);
    jo.asks("What was it about?").types(ENTER).asks("What was said?").enters("The first thing");
    jo.asks("Another paragraph?").types("half a sentence").sees("half a sentence").types(CTRL_C);
    jo.sees("--discard");
    assert_eq!(jo.leaves().0, 1);
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.sees("with ben, 25 min").sees("The first thing").asks("Another paragraph?").sees("half a sentence");
    jo.types(" more").types(ENTER).asks("Another paragraph?").types(ENTER);
    // An action that cannot be read yet is no reason to lose it.
    jo.asks("What will be done?").types("call by fryd").sees("call by fryd").types(ESC);
    jo.asks("Another paragraph?").types(ENTER).asks("What will be done?").sees("call by fryd");
    jo.types("\x7f\x7fiday").sees("call, due Fri 2026-11-27").types(ENTER);
    jo.asks("What will be done?").types(ENTER).asks("What will you ask").types(ENTER);
    jo.sees("1 action").types(ENTER).sees("(2 lines)").sees("call");
    assert_eq!(jo.leaves().0, 0);
    assert!(home.ran(&["find", "half a sentence"]).contains("half a sentence more"));
    assert_eq!(drafts(&home), 0);
}

#[test]
fn keys_that_shells_have_put_no_letters_into_the_journal() {
    let home = two_people();
    let mut jo = home.sit_down(&["log", "ben", "20m", "--topic", "calls", "--template", "grow"]);
    jo.asks("?").types("wrong\x15right wrong\x17\x01all \x05way\x0c\x12\x14").sees("all right way");
    jo.types(ENTER).asks("?").types(CTRL_C);
    jo.leaves();
    let draft = std::fs::read_dir(home.home.join(".local/share/coach/drafts/jo")).unwrap().flatten();
    let draft = draft.map(|entry| std::fs::read_to_string(entry.path()).unwrap()).collect::<String>();
    assert!(draft.contains("\"all right way\""), "{draft}");
}

#[test]
fn what_was_ticked_off_is_said_counted_and_not_forgotten() {
    let home = two_people();
    let mut jo = home.sit_down(&["log"]);
    jo.asks("Who was it with?").types("ana").sees("> ana").types(ENTER).asks("How long?").types(ENTER);
    jo.sees("Rewrite it").sees("m missed").types("d").asks("Result?").types(ENTER).sees("done: Rewrite it");
    jo.sees("Call them").sees("space leave").types(CTRL_C);
    assert_eq!(jo.leaves().0, 1);
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.sees("with ana, 1 done").sees("Call them").sees("space leave").types(ESC);
    jo.sees("Rewrite it")
        .sees("so far: done")
        .types("d")
        .asks("Result?")
        .types(ENTER)
        .sees("Call them")
        .sees("space leave")
        .types(" ");
    jo.sees("left open: Call them")
        .asks("What was it about?")
        .types(ENTER)
        .asks("What was said?")
        .types(ENTER);
    jo.asks("What will be done?").types(ENTER).asks("What will you ask").types(ENTER);
    jo.sees("with ana, 1 done").types(ENTER);
    assert_eq!(jo.leaves().0, 0);
    assert_eq!(home.commits()[0], "log ana 2026-11-21: 1 done");
}

#[test]
fn a_draft_belongs_to_its_journal_and_is_thrown_away_on_request() {
    let home = two_people();
    let demo = home.home.join("demo");
    home.ran(&["init", demo.to_str().unwrap()]);
    let there = [("COACH_JOURNAL", demo.to_str().unwrap())];
    let mut jo = home.sit_down_with(&["log", "--note", "of the demo"], &there);
    jo.asks("Who was it with?").enters("new").asks("Who was it with?").enters("zoe");
    jo.asks("How long?").types(CTRL_C);
    assert_eq!(jo.leaves().0, 1);
    assert!(!home.ran(&["due"]).contains("--resume"));
    let (status, said) = home.run(&["log", "--resume"]);
    assert_eq!(status, 1);
    assert!(said.contains("there is one for ~/demo"), "{said}");
    assert_eq!(home.run(&["log", "--discard"]).0, 1);
    // Esc at its first question leaves it where it is.
    let mut jo = home.sit_down_with(&["log", "--resume"], &there);
    jo.sees("with zoe")
        .asks("How long?")
        .types(ESC)
        .asks("Who was it with?")
        .types(ESC)
        .sees("your draft is saved");
    assert_eq!(jo.leaves().0, 1);
    assert_eq!(drafts(&home), 1);
    let (status, said) = home.sit_down_with(&["log", "--discard"], &there).leaves();
    assert_eq!(status, 0);
    assert!(said.contains("deleted the draft") && said.contains("with zoe"), "{said}");
    assert_eq!(std::fs::read_dir(home.home.join(".local/share/coach/drafts/jo")).unwrap().count(), 0);
}

/// Through the questions of `coach log` with somebody who has two actions open, to the last one.
fn ticks_off(home: &Home, editor: &str) -> Person {
    let mut jo = home.sit_down_with(&["log"], &[("EDITOR", editor)]);
    jo.asks("Who was it with?").types("ana").sees("> ana").types(ENTER).asks("How long?").enters("20m");
    jo.sees("Rewrite it").sees("m missed").types("m").asks("What got in the way?").enters("time");
    jo.asks("In their own words?").enters("quarter's end");
    jo.sees("Call them").sees("d done · m missed · space leave").types("d").asks("Result?").types(ENTER);
    jo.asks("What was it about?").enters("pricing").asks("What was said?").types(ENTER);
    jo.asks("What will be done?").types(ENTER).asks("What will you ask").types(ENTER);
    jo.sees("Enter save");
    jo
}

#[test]
fn what_was_ticked_off_is_closed_when_the_form_is_saved() {
    let home = two_people();
    let editor = home.home.join("editor.sh");
    std::fs::write(&editor, "#!/bin/sh\nsed -i 's/^coach = .*/&\\nstart = 09:00:00/' \"$1\"\n").unwrap();
    let mut jo = ticks_off(&home, &format!("sh {}", editor.display()));
    jo.types("e").sees("09:00").sees("done").sees("Call them").sees("missed").sees("What changed?");
    let (status, said) = jo.leaves();
    assert_eq!(status, 0, "{said}");
    assert_eq!(home.commits()[0], "log ana 2026-11-21: 1 done, 1 missed");
    assert!(!home.git(&["show", "HEAD:sessions/"]).contains("missed ="));
    assert!(home.ran(&["list", "follow-ups", "--json"]).contains("quarter's end"));
    assert_eq!(drafts(&home), 0);
}

#[test]
fn an_editor_that_fails_keeps_what_was_ticked_off() {
    let home = two_people();
    let mut jo = ticks_off(&home, "false");
    jo.types("e").sees("coach log --resume");
    assert_eq!(jo.leaves().0, 3);
    assert_eq!(drafts(&home), 1);
    home.sit_down_with(&["log", "--resume"], &[("EDITOR", "true")]).leaves();
    assert_eq!(home.commits()[0], "log ana 2026-11-21: 1 done, 1 missed");
    assert_eq!(drafts(&home), 0);
}

#[test]
fn a_form_with_a_length_alone_that_is_closed_as_it_was_stays_a_draft() {
    let home = two_people();
    let mut jo = home.sit_down_with(&["log"], &[("EDITOR", "true")]);
    jo.asks("Who was it with?").enters("ben").asks("How long?").enters("20m");
    jo.asks("What was it about?").enters("pricing").asks("What was said?").types(ENTER);
    jo.asks("What will be done?").types(ENTER).asks("What will you ask").types(ENTER);
    jo.sees("Enter save").types("e").sees("the form was closed unchanged").sees("coach log --resume");
    assert_eq!(jo.leaves().0, 1);
    assert_eq!(drafts(&home), 1);
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.sees("with ben, 20 min").sees("Enter save").types(ENTER).sees("pricing");
    assert_eq!(jo.leaves().0, 0);
}

#[test]
fn what_is_understood_is_said_in_the_readers_language_and_typed_in_english() {
    let home = two_people();
    let mut jo = home.sit_down_with(&["log"], &[("LC_TIME", "de_DE.UTF-8")]);
    jo.sees("> ben").types(ENTER).asks("How long?").types(ENTER).asks("What was it about?").types(ENTER);
    jo.asks("What was said?").types(ENTER);
    jo.asks("What will be done?").types("call by fri").sees("call, due Fr 2026-11-27").types(CTRL_C);
    jo.leaves();
}

#[test]
fn a_dumb_terminal_is_not_asked() {
    let home = two_people();
    let jo = home.sit_down_with(&["log"], &[("TERM", "dumb")]);
    let (status, said) = jo.leaves();
    assert_eq!(status, 2);
    assert!(said.contains("missing person") && said.contains("cannot show questions"), "{said}");
    let (status, said) = home.sit_down_with(&["review"], &[("TERM", "dumb")]).leaves();
    assert!(status == 2 && said.contains("cannot show questions"), "{said}");
    let piped = "\"$1\" review | cat";
    let (_, said) = home.sit_down_before("sh", &["-c", piped, "sh"], &[]).leaves();
    assert!(said.contains("coach can ask questions only in a terminal"), "{said}");
}

#[test]
fn a_terminal_that_says_it_has_no_columns_is_no_narrow_one() {
    let home = two_people();
    let mut jo = home.sit_down_at(0, &["log"]);
    jo.sees("> ben").types(ENTER).asks("How long?").types("20m").types(ENTER).asks("What was it about?");
    jo.types(CTRL_C);
    jo.leaves();
}

#[test]
fn whether_it_was_paid_is_asked_of_people_from_outside_alone() {
    let home = Home::of_a_stranger("2026-11-21");
    home.ran(&["init", "--me", "jo"]);
    home.ran(&["person", "add", "ext", "--relationship", "external"]);
    home.ran(&["person", "add", "own"]);
    for (person, asked) in [("own", false), ("ext", true)] {
        let mut jo = home.sit_down(&["log", person]);
        jo.asks("How long?").enters("20m");
        if asked {
            jo.asks("Was it paid?").enters("perhaps").sees("yes or no").types(CLEAR).enters("no");
        }
        jo.asks("What was it about?").types(ENTER).asks("What was said?").types(ENTER);
        jo.asks("What will be done?").types(ENTER).asks("What will you ask").types(ENTER);
        jo.sees("20 min").types(ENTER);
        let (status, said) = jo.leaves();
        assert_eq!(status, 0, "{said}");
        assert_eq!(home.git(&["show", "HEAD"]).contains("+paid = false"), asked, "{said}");
    }
}

#[test]
fn feedback_is_asked_for_in_a_journal_that_has_some() {
    let home = Home::new("2026-11-21");
    home.ran(&["log", "ana", "20m", "--note", "First"]);
    let until_feedback = |home: &Home| {
        let mut jo = home.sit_down(&["log", "ana", "20m"]);
        jo.asks("about?").types(ENTER).asks("said?").types(ENTER).asks("done?").types(ENTER);
        jo.asks("ask, and when?").types(ENTER);
        jo
    };
    let mut jo = until_feedback(&home);
    jo.sees("Enter save").types(CTRL_C);
    assert_eq!(jo.leaves().0, 1);
    home.ran(&["log", "--discard"]);
    home.ran(&["log", "ana", "5m", "--note", "Second", "--feedback", "3"]);
    let mut jo = until_feedback(&home);
    jo.asks("How useful was it to ana, from 1 to 5?").enters("9").sees("from 1 to 5");
    jo.types(CLEAR).enters("4: found my own answer").sees("Enter save").types(ENTER);
    assert_eq!(jo.leaves().0, 0);
    let newest = home.ran(&["show", "--json"]);
    assert!(newest.contains("\"score\": 4") && newest.contains("found my own answer"), "{newest}");
}

#[test]
fn the_open_objectives_are_offered_and_the_last_one_of_the_person_first() {
    let home = Home::new("2026-11-21");
    for objective in ["grow-fast", "ramp-up", "zero-defects"] {
        home.ran(&["objective", "add", objective]);
    }
    home.ran(&["objective", "close", "grow-fast", "--reason", "reached"]);
    home.ran(&["log", "ana", "--objective", "zero-defects", "--note", "x"]);
    for (keys, objectives) in
        [("\r", "zero-defects"), ("ram\r", "ramp-up"), ("none\r", "none"), ("ski\r", "")]
    {
        let mut jo = home.sit_down(&["log", "ana", "20m"]);
        jo.asks("What was it about?")
            .types(ENTER)
            .sees("Which objective does it serve?")
            .sees("zero-defects");
        jo.sees("ramp-up").sees("skip").types(keys).asks("What was said?").enters("Rang.");
        jo.asks("Another paragraph?").types(ENTER);
        jo.asks("What will be done?").types(ENTER).asks("What will you ask").types(ENTER);
        jo.sees("Enter save").types(ENTER).sees("20 min with ana");
        assert_eq!(jo.leaves().0, 0);
        let json: serde_json::Value =
            serde_json::from_str(&home.ran(&["list", "sessions", "--json"])).unwrap();
        let newest = json.as_array().unwrap().iter().find(|one| one["minutes"] == 20).unwrap();
        let served: Vec<&str> =
            newest["objectives"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert_eq!(served.join(" "), objectives);
        home.ran(&["undo"]);
    }
}
