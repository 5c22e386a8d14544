//! One line at a time: what is understood, and where what is not stands.

use super::*;

fn read(text: &str) -> Result<Jot, Misread> {
    let calendar = Calendar { today: "2026-11-21".parse().unwrap(), order: None };
    Jot::read(text, &calendar, |handle| handle.as_str() == "ben")
}

fn handles(words: &[&str]) -> Vec<Handle> {
    words.iter().map(|word| word.parse().unwrap()).collect()
}

#[test]
fn the_line_of_the_readme_is_understood() {
    let text =
        "ana 20m discovery calls: talked about openings + rewrite the script by fri ? how did it go on 5 dec";
    let jot = read(text).unwrap();
    assert_eq!(jot.people, handles(&["ana"]));
    assert_eq!(jot.minutes, Some(20));
    assert_eq!(jot.topics, handles(&["discovery-calls"]));
    assert_eq!(jot.note, "talked about openings");
    assert_eq!(jot.actions[0].to_string(), "rewrite the script by 2026-11-27");
    assert_eq!(jot.follow_ups[0].to_string(), "how did it go on 2026-12-05");
    assert_eq!(
        jot.to_string(),
        "ana 20m discovery-calls: talked about openings + rewrite the script by 2026-11-27 ? how did it go on 2026-12-05"
    );
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    for (text, people, minutes, topics, note) in [
        ("ana", &["ana"][..], None, &[][..], ""),
        ("ANA 1h 30m", &["ana"], Some(90), &[], ""),
        ("ana: rang", &["ana"], None, &[], "rang"),
        ("ana 1 h pricing: rang", &["ana"], Some(60), &["pricing"], "rang"),
        ("ana 20 m: rang", &["ana"], Some(20), &[], "rang"),
        ("ana 20 minutes pricing: rang", &["ana"], Some(20), &["pricing"], "rang"),
        ("ana 20minutes: rang", &["ana"], Some(20), &[], "rang"),
        ("ana 1 h 30 min q 4: rang", &["ana"], Some(90), &["q-4"], "rang"),
        ("ana 1.5 hours: rang", &["ana"], Some(90), &[], "rang"),
        ("ana 20m, pricing: rang", &["ana"], Some(20), &["pricing"], "rang"),
        ("ana 20 m, pricing: rang", &["ana"], Some(20), &["pricing"], "rang"),
        ("ana 1h 30m, pricing, q 4: rang", &["ana"], Some(90), &["pricing", "q-4"], "rang"),
        ("ana q 4, pricing: rang", &["ana"], None, &["q-4", "pricing"], "rang"),
        ("ana 45: rang", &["ana"], Some(45), &[], "rang"),
        ("ana, cleo: rang", &["ana", "cleo"], None, &[], "rang"),
        ("ana & ben pricing: rang", &["ana", "ben"], None, &["pricing"], "rang"),
        ("ana ben cleo 1h: rang", &["ana", "ben", "cleo"], Some(60), &[], "rang"),
        (
            "ana 20m pricing, discovery calls : at 10:30: rang",
            &["ana"],
            Some(20),
            &["pricing", "discovery-calls"],
            "at 10:30: rang",
        ),
        (r"ana: one \+ one, why \? and C++", &["ana"], None, &[], "one + one, why ? and C++"),
        ("ana:  two  spaces ", &["ana"], None, &[], "two  spaces"),
    ] {
        let jot = read(text).unwrap_or_else(|misread| panic!("{text}: {misread:?}"));
        assert_eq!(jot.people, handles(people), "{text}");
        assert_eq!(jot.minutes, minutes, "{text}");
        assert_eq!(jot.topics, handles(topics), "{text}");
        assert_eq!(jot.note, note, "{text}");
    }
}

#[test]
fn what_is_not_understood_says_where() {
    for (text, place, message) in [
        ("", "", "who was it with"),
        ("20m: rang", "", "who was it with"),
        (": rang", "", "who was it with"),
        ("+ call", "", "who was it with"),
        ("ana 20m talked about openings", "talked about openings", "ends with a colon"),
        ("ana talked", "talked", "ends with a colon"),
        ("ana ben: rang", "ben", "may be somebody"),
        ("ana 20m, ben: rang", "ben", "may be somebody"),
        ("ana 20m, 45m: rang", "45m", "second length"),
        ("ana -5m: rang", "-5m", "no length of a session"),
        ("ana -5: rang", "-5", "no length of a session"),
        ("ana 20m discovery calls :rang", ":rang", "the space stands before the colon"),
        ("ana 20m 日本語: rang", "日本語", "in several ways"),
        ("ana: rang ? how is it every 2 weks", "2 weks", "is not how often"),
        ("ana, : rang", "ana,", "somebody is missing"),
        ("ana and cleo 20m: rang", "and", "would be a person"),
        ("ana:rang", "ana:rang", "cannot be a person"),
        ("ana 20m 45m: rang", "45m", "second length"),
        ("ana 20m 4 h: rang", "4 h", "second length"),
        ("ana 0m: rang", "0m", "no length of a session"),
        ("ana 25h: rang", "25h", "no length of a session"),
        ("ana 25 hours: rang", "25 hours", "no length of a session"),
        ("ana yesterday 20m: rang", "yesterday", "is a day"),
        ("Friday 20m: rang", "Friday", "is a day"),
        ("ana: rang + call by 1.12", "1.12", "can be a day or a number"),
        ("ana: rang + call by 28.11", "28.11", "can be a day or a number"),
        ("ana 20m: rang + call by fryday", "fryday", "is not a day"),
        ("ana 20m: rang ? how was it on 31 feb", "31 feb", "no day of the calendar"),
        ("ana: did it work ?", "?", "is missing after `?`"),
        ("ana: rang + ? how was it", "+", "is missing after `+`"),
        ("ana 20m ???: rang", "???", "cannot be a topic"),
    ] {
        let misread = read(text).expect_err(text);
        assert_eq!(&text[misread.at.clone()], place, "{text}: {misread:?}");
        assert!(misread.message.contains(message), "{text}: {misread:?}");
    }
}

#[test]
fn capitals_before_the_length_are_the_name_of_one() {
    let name = |line: &str| name_of_one(line, &|handle| handle.as_str() == "ben", &|word| word == "Friday");
    for (line, found) in [
        ("Ana Ruiz 20m: rang", Some("Ana Ruiz")),
        ("Ana  María O'Neill 1h30, pricing: rang", Some("Ana María O'Neill")),
        ("Ana 20m: rang", None),
        ("ANA CLEO 20m: rang", None),
        ("Ana, Cleo 20m: rang", None),
        ("Ana Ben 20m: rang", None),
        ("Ana Friday 20m: rang", None),
        ("Ana cleo 20m: rang", None),
        ("Ana Ruiz: 20m", None),
        ("Ana Ruiz: rang", None),
    ] {
        assert_eq!(name(line).as_deref(), found, "{line}");
    }
}
