//! `coach log --template`: the fields one after the other, going back, stopping and going on, and what
//! is kept apart.

use crate::prompts::terminal::{CLEAR, CTRL_C, ENTER, ESC, Home};

const HUNCHES: &str = "handle = \"hunches\"\n[[field]]\nkey = \"goal\"\nprompt = \"What for?\"\n\
[[field]]\nkey = \"options\"\nprompt = \"Which ways?\"\nkind = \"list\"\n\
[[field]]\nkey = \"sure\"\nprompt = \"How sure?\"\nkind = \"scale\"\n\
[[field]]\nkey = \"when\"\nprompt = \"Until when?\"\nkind = \"date\"\n\
[[field]]\nkey = \"hunch\"\nprompt = \"What \\u001b[2J do\\nyou think?\"\nprivate = true\n";

fn home() -> Home {
    let home = Home::new("2026-11-21");
    home.ran(&["person", "add", "ana"]);
    let folder = home.journal().join("templates");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("hunches.toml"), HUNCHES).unwrap();
    home
}

fn notes(home: &Home) -> String {
    let folder = home.home.join(".local/share/coach/private/jo/notes");
    let files = std::fs::read_dir(folder).map(|all| all.flatten().collect()).unwrap_or_else(|_| Vec::new());
    files.iter().map(|file| std::fs::read_to_string(file.path()).unwrap()).collect()
}

#[test]
fn field_after_field_is_asked_and_what_is_private_goes_beside() {
    let home = home();
    let mut jo = home.sit_down(&["log", "ana", "45m", "--topic", "calls", "--template", "hunches"]);
    jo.asks("What for?").enters("Sells more");
    jo.asks("Which ways?").enters("Ask early").asks("Which ways?").enters("Wait");
    jo.asks("Which ways?").types(ENTER);
    jo.asks("How sure?").enters("11").sees("is not a whole number from 0 to 10").types(CLEAR).enters("7");
    // Back to the scale, whose answer stands there, and on again.
    jo.asks("Until when?").types(ESC).asks("How sure?").types("\x7f").types("8").types(ENTER);
    jo.asks("Until when?").types("fri").sees("Fri 2026-11-27").types(ENTER);
    jo.asks("What \\u{1b}[2J do you think?").sees("only you").enters("It is his boss");
    jo.asks("What was said?").types(ENTER);
    jo.asks("What will be done?").types(ENTER);
    jo.asks("What will you ask").types(ENTER);
    jo.sees("with ana").types(ENTER);
    jo.sees("a private note that only you can see");
    let (status, said) = jo.leaves();
    assert_eq!(status, 0, "{said}");
    let session = home.git(&["show", "HEAD"]);
    for line in [
        "+[answers]",
        "+template = \"hunches\"",
        "+goal = \"Sells more\"",
        "+options = [\"Ask early\", \"Wait\"]",
        "+sure = 8",
        "+when = 2026-11-27",
    ] {
        assert!(session.contains(line), "{line} in {session}");
    }
    assert!(!home.git(&["log", "-p", "--all"]).contains("his boss"));
    assert!(notes(&home).contains("hunch:\nIt is his boss"), "{}", notes(&home));
}

#[test]
fn a_stopped_form_goes_on_at_its_field() {
    let home = home();
    let mut jo = home.sit_down(&["log", "ana", "45m", "--topic", "calls", "--template", "hunches"]);
    jo.asks("What for?").enters("Sells more");
    jo.asks("Which ways?").enters("Ask early").asks("Which ways?").types(ENTER);
    jo.asks("How sure?").types(CTRL_C);
    let (status, said) = jo.leaves();
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("coach log --resume"), "{said}");

    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.asks("How sure?").types("7");
    jo.dies();

    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.asks("How sure?").types(ESC).asks("Which ways?").types(ESC).sees("Ask early").types(ENTER);
    jo.asks("Which ways?").types(ENTER);
    jo.asks("How sure?").types(ENTER).asks("Until when?").types(ENTER);
    jo.asks("do you think?").types(ENTER);
    jo.asks("What was said?").types(ESC).asks("do you think?").types(ENTER);
    jo.asks("What was said?").types(ENTER);
    jo.asks("What will be done?").types(ENTER);
    jo.asks("What will you ask").types(ENTER);
    jo.sees("with ana").types(ENTER);
    jo.sees("sessions/ana");
    let (status, said) = jo.leaves();
    assert_eq!(status, 0, "{said}");
    let session = home.git(&["show", "HEAD"]);
    assert!(session.contains("+options = [\"Ask early\"]") && !session.contains("sure"), "{session}");
    assert_eq!(notes(&home), "");
}

#[test]
fn flags_that_answer_are_not_asked_and_a_wrong_field_is_refused_at_once() {
    let home = home();
    let (status, said) = home.sit_down(&["log", "ana", "--template", "hunches", "--set", "goal=x"]).leaves();
    assert_eq!(status, 0, "{said}");
    let (status, said) = home.sit_down(&["log", "--template", "hunches", "--set", "gaol=x"]).leaves();
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("did you mean `goal`?"), "{said}");
}
