//! What holds for every line of `coach jot`, whatever it says. Examples stand beside the parser.

use coach::journal::dates::Calendar;
use coach::journal::jot::Jot;
use coach::journal::query::journal::Journal;
use proptest::prelude::*;

fn calendar() -> Calendar {
    Calendar { today: "2026-11-21".parse().unwrap(), order: None, unread_order: None }
}

/// Pieces that mean something here, in any order, and what people write between them.
fn line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(&[
            "ana", "ben", "Ana", "ana,", "&", "and", "20m", "1h", "30m", "45", "1h30", "discovery", "calls:", ":",
            "ana:", "pricing,", "+", "?", "\\+", "\\?", "\\\\+", "++", "??", "by fri", "by", "on 5 dec", "on", "every 2w",
            "every monday", "in a week", "how was it?", "done.", "ben: share", "by 28.11.", "on mon", "愛", "４５", "ａｎｄ",
            "ü", "\n", "\t", "\u{3000}", "e\u{301}", "😀", "…",
        ]).prop_map(str::to_string),
        1 => "[a-z0-9,:+?&. -]{0,12}",
        1 => "\\PC{0,6}",
    ];
    (prop::collection::vec(piece, 0..14), any::<bool>())
        .prop_map(|(pieces, spaced)| pieces.join(if spaced { " " } else { "" }))
}

/// A line whose actions and follow-ups are made of times.
fn times() -> impl Strategy<Value = String> {
    let time = prop::sample::select(&[
        "tomorrow",
        "weekly",
        "by fri",
        "on fri",
        "every monday",
        "every 2w",
        "in 2 weeks",
        "eom",
        "on 5 dec",
        "monthly",
        "today",
        "next week",
        "how was it?",
        "call",
        "the",
        "report",
        "please",
        "no later than fri",
        "on eom",
    ]);
    let part = (prop::sample::select(&["+", "?"]), prop::collection::vec(time, 1..5))
        .prop_map(|(mark, words)| format!("{mark} {}", words.join(" ")));
    prop::collection::vec(part, 1..3).prop_map(|parts| format!("ana: {}", parts.join(" ")))
}

/// A line that can be read, most of the time.
fn likely() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z愛 +?\\\\.]{0,16}".prop_map(|text| format!("+ {text} by fri")),
        "[a-z愛 +?\\\\.!,]{0,16}".prop_map(|text| format!("+ {text}")),
        "[a-z愛 +?\\\\.]{0,16}".prop_map(|text| format!("? {text} on 5 dec every 2w")),
        "[a-z愛 ?]{0,16}".prop_map(|text| format!("? {text}? in a week")),
        "[a-z 0-9]{0,16}".prop_map(|text| format!("? {text} every other monday")),
    ];
    let head = prop::sample::select(&["ana:", "ana 20m:", "ana, ben 1h pricing, q 4:", "ana & ben calls:"]);
    (head, "[a-z愛 \n?+\\\\]{0,20}", prop::collection::vec(part, 0..4))
        .prop_map(|(head, note, parts)| format!("{head} {note} {}", parts.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_line_makes_it_panic_and_a_mistake_has_its_place(line in prop_oneof![line(), likely(), times()]) {
        if let Err(misread) = Jot::read(&line, &calendar(), &Journal::default()) {
            prop_assert!(line.get(misread.at.clone()).is_some(), "{:?} in {line:?}", misread.at);
            prop_assert!(!misread.message.is_empty());
        }
    }

    #[test]
    fn what_is_echoed_reads_as_the_same(line in prop_oneof![line(), likely(), times()], later in 0i64..400) {
        let Ok(jot) = Jot::read(&line, &calendar(), &Journal::default()) else { return Ok(()) };
        let echo = jot.to_string();
        let later = Calendar { today: calendar().today.plus_days(later).unwrap(), order: None, unread_order: None };
        let again = Jot::read(&echo, &later, &Journal::default());
        prop_assert_eq!(again.as_ref(), Ok(&jot), "{:?} was echoed as {:?}", line, echo);
    }

    #[test]
    fn most_likely_lines_are_read(lines in prop::collection::vec(likely(), 12)) {
        let read = lines.iter().filter(|line| Jot::read(line, &calendar(), &Journal::default()).is_ok()).count();
        prop_assert!(read > 0, "none of 12");
    }

    #[test]
    fn no_word_of_the_note_is_lost(words in prop::collection::vec("[a-z]{1,8}", 1..20)) {
        let note = words.join(" ");
        let jot = Jot::read(&format!("ana 20m: {note}"), &calendar(), &Journal::default()).unwrap();
        prop_assert_eq!(jot.note, note);
    }
}
