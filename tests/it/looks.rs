//! What the program prints of a journal with names in Japanese, long words and emoji: on
//! screens of 40 to 200 columns no line is wider than the screen, colours take no room, and none

//! of them stands where there are to be none.

use crate::prompts::terminal::{CTRL_C, Home};
use unicode_width::UnicodeWidthStr;

/// Whatever shows a table or a page.
const COMMANDS: [&[&str]; 21] = [
    &["due", "--all"],
    &["list", "sessions"],
    &["list", "actions"],
    &["list", "people"],
    &["list", "objectives"],
    &["show", "yuki"],
    &["show", "ana"],
    &["prep", "yuki"],
    &["plan", "yuki"],
    &["find", "電話"],
    &["template", "show", "grow"],
    &["report", "overview"],
    &["report", "follow-through"],
    &["report", "objectives"],
    &["report", "obstacles"],
    &["report", "needs"],
    &["report", "coverage"],
    &["report", "activity"],
    &["report", "sprint"],
    &["report", "hours"],
    &["report", "person", "yuki"],
];

/// The example journal, and somebody whose words are wide.
fn home() -> Home {
    let home = Home::with_example("2026-11-23");
    home.ran(&["person", "add", "yuki", "--name", "佐藤 ゆき 👩‍👩‍👧‍👦", "--team", "sales"]);
    home.ran(&[
        "log",
        "yuki",
        "45m",
        "--topic",
        "pricing",
        "--note",
        "予算の話をした。次回までに三社に電話をかけて、何が本当の問題だったのかを聞いてくる。👍🏽 それから。",
        "--action",
        "三社に電話をかけて本当の問題を聞く 👩‍💻 by friday",
        "--follow-up",
        "最初の五分で何が変わりましたか？ on 25 nov",
    ]);
    home
}

fn printed(home: &Home, arguments: &[&str], columns: usize, colour: &str) -> String {
    let mut command = home.command(env!("CARGO_BIN_EXE_coach"));
    command.args(["--color", colour]).args(arguments).env("COLUMNS", columns.to_string());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text without colours.
fn bare(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |bare, part| bare + part.split_once('m').unwrap().1)
}

#[test]
fn no_line_is_wider_than_the_screen() {
    let home = home();
    for columns in [40, 60, 80, 200] {
        for arguments in COMMANDS {
            let plain = printed(&home, arguments, columns, "never");
            let painted = bare(&printed(&home, arguments, columns, "always"));
            assert!(plain.len() > 60, "{arguments:?} says nothing: {plain}");
            for line in plain.lines().chain(painted.lines()) {
                let width = line.width();
                assert!(width <= columns, "{arguments:?}: {width} of {columns} columns: {line}");
                assert_eq!(line, line.trim_end(), "{arguments:?}");
            }
        }
    }
}

/// Of the example journal, whose longest topics have 31 letters.
#[test]
fn no_word_of_a_table_is_cut() {
    let home = Home::with_example("2026-11-21");
    for kind in ["sessions", "actions", "follow-ups", "people", "objectives", "requests"] {
        let whole = printed(&home, &["list", kind], 2000, "never");
        let words: std::collections::BTreeSet<&str> = whole.split_whitespace().collect();
        for columns in [40, 50, 60, 70, 80] {
            let narrow = printed(&home, &["list", kind], columns, "never");
            let cut = narrow.split_whitespace().find(|word| !words.contains(word));
            assert_eq!(cut, None, "list {kind} at {columns} columns");
        }
    }
}

#[test]
fn days_in_wide_letters_fit_too() {
    let home = home();
    for (locale, friday) in [("ja_JP.UTF-8", "金"), ("hi_IN.UTF-8", "शुक्र"), ("fr_FR.UTF-8", "ven.")]
    {
        for columns in [40, 60, 120] {
            for arguments in
                [&["due", "--all"][..], &["show", "ana"], &["prep", "yuki"], &["show", "reduce-churn"]]
            {
                let mut command = home.command(env!("CARGO_BIN_EXE_coach"));
                command.args(arguments).env("COLUMNS", columns.to_string()).env("LC_TIME", locale);
                let shown = String::from_utf8(command.output().unwrap().stdout).unwrap();
                assert!(arguments[0] != "due" || shown.contains(friday), "{locale}: {shown}");
                for line in shown.lines() {
                    assert!(line.width() <= columns, "{locale}, {columns} columns: {line}");
                }
            }
        }
    }
}

#[test]
fn cells_stand_below_each_other_whatever_is_in_them() {
    let home = home();
    for columns in [80, 200] {
        let people = printed(&home, &["list", "people"], columns, "never");
        let starts = |line: &str, of: &str| line.split_once(of).map(|(before, _)| before.width());
        let line = |of: &str| people.lines().find(|line| line.contains(of)).unwrap().to_string();
        let name = starts(&line("handle"), "name");
        for of in ["佐藤", "田中", "Łukasz", "Túndé", "Ana Ruiz"] {
            assert_eq!(starts(&line(of), of), name, "{people}");
        }
    }
}

#[test]
fn questions_have_no_colour_that_is_lost_on_light_or_on_dark() {
    let home = home();
    let mut person = home.sit_down_with(&["log"], &[("NO_COLOR", "")]);
    person.asks("Who was it with?").enters("yuki").asks("How long?").enters("x").types(CTRL_C);
    let (_, screen) = person.leaves();
    // as crossterm says them: light ones, cyan, yellow, white, black, blue
    for number in [0, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] {
        let short = if number < 8 { 30 + number } else { 82 + number };
        for code in [format!("38;5;{number}"), short.to_string()] {
            assert!(!screen.contains(&format!("\u{1b}[{code}m")), "{code}: {screen:?}");
        }
    }
    assert!(screen.contains("\u{1b}[32m"), "{screen:?}");
}

#[test]
fn colours_stand_only_where_they_are_wanted() {
    let home = home();
    let shown = |variables: &[(&str, &str)], arguments: &[&str]| {
        let (status, screen) = home.sit_down_with(arguments, variables).leaves();
        assert_eq!(status, 0, "{screen}");
        screen
    };
    let is_painted = |screen: &str| screen.contains('\u{1b}');
    assert!(is_painted(&shown(&[("NO_COLOR", ""), ("COACH_PAGER", "")], &["due"])));
    for variables in [[("NO_COLOR", "1"), ("TERM", "xterm")], [("NO_COLOR", ""), ("TERM", "dumb")]] {
        let variables = [variables[0], variables[1], ("COACH_PAGER", "")];
        assert!(!is_painted(&shown(&variables, &["due"])), "{variables:?}");
        assert!(!is_painted(&shown(&variables, &["due", "--help"])), "{variables:?}");
        assert!(is_painted(&shown(&variables, &["due", "--color", "always"])), "{variables:?}");
    }
    assert!(!is_painted(&shown(&[("NO_COLOR", ""), ("COACH_PAGER", "")], &["due", "--color", "never"])));
}

#[test]
fn a_table_hides_nothing_on_a_terminal_and_loses_nothing_in_a_pipe() {
    let home = home();
    home.ran(&["log", "ana", "5m", "--note", "shalom \u{200f}world\u{202e}"]);
    let arguments = ["export", "csv", "--what", "sessions"];
    let piped = printed(&home, &arguments, 80, "never");
    assert!(piped.contains("shalom \u{200f}world\\u{202e}"), "{piped}");
    for arguments in [&arguments[..], &["export", "csv", "--what", "sessions", "-o", "-"]] {
        let (_, screen) = home.sit_down_with(arguments, &[("COACH_PAGER", "")]).leaves();
        assert!(screen.contains("shalom \\u{200f}world\\u{202e}"), "{screen}");
    }
}

#[test]
fn each_part_of_a_bar_has_a_colour_in_html() {
    let home = Home::with_example("2026-11-23");
    let page = home.ran(&["report", "overview", "--html"]);
    let (style, body) = page.split_once("</style>").unwrap();
    let parts = body.match_indices("\"part").map(|(at, _)| body[at + 1..].split('"').next().unwrap());
    let parts: std::collections::BTreeSet<&str> = parts.collect();
    assert!(parts.len() > 5, "{parts:?}");
    for part in parts {
        assert!(style.contains(&format!(".{part} {{ fill: var(--{part})")), "{part}");
    }
}
