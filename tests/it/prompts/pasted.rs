//! What is pasted at a question is its answer, and no answer to the next ones.

use crate::prompts::terminal::{CTRL_C, ENTER, Home};

const NOTE: &str = "First paragraph,\nwith a second line.\n\ncall the customer by fri";

/// As terminals send it: marked, or as if somebody typed very fast.
fn pasted() -> [String; 3] {
    let marked = format!("\x1b[200~{}\x1b[201~", NOTE.replace('\n', "\r"));
    [marked, NOTE.replace('\n', "\r"), NOTE.to_string()]
}

#[test]
fn a_note_of_two_paragraphs_is_one_note() {
    for paste in pasted() {
        let home = Home::new("2026-11-21");
        let mut jo = home.sit_down(&["log", "ana", "20m"]);
        jo.asks("about?").types(ENTER);
        jo.asks("said?").types(&paste).sees("3 lines; Enter adds them").types(ENTER);
        jo.asks("paragraph?").types(ENTER);
        jo.asks("done?").types(ENTER);
        jo.asks("ask, and when?").types(ENTER);
        jo.sees("Enter save").types(ENTER);
        assert_eq!(jo.leaves().0, 0);
        let shown = home.ran(&["show"]);
        let said = "  First paragraph,\n  with a second line.\n\n  call the customer by fri\n";
        assert!(shown.contains(said) && !shown.contains("Agreed"), "{paste:?}: {shown}");
    }
}

#[test]
fn lines_pasted_as_actions_are_an_action_each() {
    for between in ["\n", "\r"] {
        let home = Home::new("2026-11-21");
        let mut jo = home.sit_down(&["log", "ana", "20m"]);
        jo.asks("about?").types(ENTER);
        jo.asks("said?").types(ENTER);
        jo.asks("done?").types(&format!("call by fri{between}{between}write by mon")).sees("2 entries");
        jo.types(ENTER).asks("done?").types(CTRL_C);
        assert_eq!(jo.leaves().0, 1);
        let draft = std::fs::read_dir(home.home.join(".local/share/coach/drafts/jo")).unwrap();
        let texts = draft.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
        assert!(texts.collect::<String>().contains("[\"call by fri\", \"write by mon\"]"));
    }
}

#[test]
fn the_editor_takes_the_note_and_the_questions_go_on() {
    let home = Home::new("2026-11-21");
    std::fs::write(home.home.join("ed"), "#!/bin/sh\nprintf 'more\\n\\nthan that\\n' >> \"$1\"\n").unwrap();
    let editor = format!("sh {}", home.home.join("ed").display());
    let mut jo = home.sit_down_with(&["log", "ana", "20m"], &[("EDITOR", &editor)]);
    jo.asks("about?").types(ENTER);
    jo.asks("said?").types("begun ").sees("Ctrl-O").types("\x0f");
    jo.asks("done?").types("call by fri").types(ENTER);
    jo.asks("done?").types(ENTER);
    jo.asks("ask, and when?").types(ENTER);
    jo.sees("Enter save").types(ENTER);
    assert_eq!(jo.leaves().0, 0);
    let shown = home.ran(&["show"]);
    assert!(shown.contains("  begunmore\n\n  than that\n") && shown.contains("call"), "{shown}");
    assert_eq!(std::fs::read_dir(home.home.join(".local/share/coach/drafts/jo")).unwrap().count(), 0);
}

#[test]
fn an_editor_that_fails_leaves_the_note_at_its_question() {
    let home = Home::new("2026-11-21");
    let mut jo = home.sit_down_with(&["log", "ana", "20m"], &[("EDITOR", "false")]);
    jo.asks("about?").types(ENTER);
    jo.asks("said?").types("begun").types("\x0f");
    jo.sees("the editor false failed").asks("paragraph?").types(ENTER);
    jo.asks("done?").types(CTRL_C);
    assert_eq!(jo.leaves().0, 1);
    let mut jo = home.sit_down(&["log", "--resume"]);
    jo.sees("begun").asks("done?").types(CTRL_C);
}
