//! Tests single lines: the parsed session, and the place of each error.

use super::*;
use crate::journal::query::journal::Filed;
use crate::journal::records::person::Person;

fn read(text: &str) -> Result<Jot, Misread> {
    let calendar = Calendar { today: "2026-11-21".parse().unwrap(), order: None, unread_order: None };
    Jot::read(text, &calendar, &journal())
}

/// A journal that knows Ben by his handle, and José Ruiz also by his name.
fn journal() -> Journal {
    let mut journal = Journal::default();
    for (handle, name) in [("ben", None), ("jose", Some("José Ruiz"))] {
        let handle: Handle = handle.parse().unwrap();
        let record = Person { name: name.map(str::to_string), ..Person::new(handle.clone()) };
        journal.people.insert(handle, Filed { path: String::new(), record });
    }
    journal
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
        ("", "", "a person is missing"),
        ("20m: rang", "", "a person is missing"),
        (": rang", "", "a person is missing"),
        ("+ call", "", "a person is missing"),
        ("ana 20m talked about openings", "openings", "a colon is missing after the topic"),
        ("ana talked", "talked", "a colon is missing after the topic"),
        ("ana 20m pricing: afraid —action “ask by fri”", "—action", "is an option of `coach log`"),
        ("ana 20m pricing —note “afraid”", "—note", "is an option of `coach log`"),
        ("ana 20m pricing: --private she may leave", "--private", "is an option of `coach log`"),
        ("ana ben: rang", "ben", "is ambiguous: a person or the topic"),
        ("ana 20m, ben: rang", "ben", "is ambiguous: a person or the topic"),
        ("ana 20m, 45m: rang", "45m", "second length"),
        ("ana -5m: rang", "-5m", "is not a session length"),
        ("ana -5: rang", "-5", "is not a session length"),
        ("ana 20m discovery calls :rang", ":rang", "the space must be after the colon"),
        ("ana 20m 日本語: rang", "日本語", "several pronunciations"),
        ("ana: rang ? how is it every 2 weks", "2 weks", "is not an interval"),
        ("ana, : rang", "ana,", "a person is missing"),
        ("ana:rang", "ana:rang", "cannot be a person"),
        ("ana 20m 45m: rang", "45m", "second length"),
        ("ana 20m 4 h: rang", "4 h", "second length"),
        ("ana 0m: rang", "0m", "is not a session length"),
        ("ana 25h: rang", "25h", "is not a session length"),
        ("ana 25 hours: rang", "25 hours", "is not a session length"),
        ("Friday 20m: rang", "", "a person is missing"),
        ("ana tomorrow 20m: rang", "tomorrow", "in the future"),
        ("ana yesterday friday 20m: rang", "friday", "second date"),
        ("ana yesterdy 20m: rang", "yesterdy", "looks like `yesterday`"),
        ("ana 20m friday review: rang", "friday", "is ambiguous: the date"),
        ("ana 20m review friday: rang", "friday", "is ambiguous: the date"),
        ("ana about pricing 20m now: rang", "20m", "inside the topics"),
        ("ana for pricing 20m: rang", "for", "is not a person"),
        ("minutes 20m: rang", "minutes", "is not a person"),
        ("ana twenty 20m: rang", "twenty", "is not a person"),
        ("Mei Sun 20m: rang", "Sun", "part of the name"),
        ("Ana Ruiz: rang", "Ruiz", "a surname or the topic"),
        ("ana ruiz, cleo 20m: rang", "ana ruiz,", "one person or several"),
        ("Ben Lee, Cleo 20m: rang", "Ben Lee,", "one person or several"),
        ("Smith, Jr. 20m: rang", "Jr.", "is part of the name"),
        ("spoke to ana pricing: rang", "pricing", "is ambiguous: a person or the topic"),
        ("ana cleo about pricing: rang", "cleo", "is ambiguous: a person or the topic"),
        ("spoke to lena 20m about pricing", "pricing", "a colon is missing after the topic"),
        ("ana and: rang", "and", "a person is missing"),
        ("ana 20m and cleo: rang", "and", "is ambiguous: a person or the topic"),
        ("ana 20m ben: rang", "ben", "is ambiguous: a person or the topic"),
        ("ana 20m pricing, José Ruiz: rang", "José", "is ambiguous: a person or the topic"),
        ("ana 20m including travel: rang", "including", "is ambiguous: a person or the topic"),
        ("ana 20m pricing with ben: rang", "with ben", "a participant or part of the topic"),
        ("ana 20m about pricing with ben: rang", "with ben", "a participant or part of the topic"),
        ("ben about pricing with José 20m: rang", "with José", "a participant or part of the topic"),
        ("ana 20m pricing and José Ruiz: rang", "and José Ruiz", "a participant or part of the topic"),
        ("ana 20m pricing with Kim Lee: rang", "with Kim Lee", "a participant or part of the topic"),
        ("ana 20m as well as ben: rang", "as ben", "a participant or part of the topic"),
        ("ana including travel 20m: rang", "including travel", "names no person"),
        ("ana incl. lunch 20m: rang", "incl. lunch", "names no person"),
        ("ana 3 goals: rang", "3 goals", "a length and a topic, or one topic"),
        ("ana for 3 goals: rang", "3 goals", "a length and a topic, or one topic"),
        ("ana 45 may review: rang", "45 may", "a length and a topic, or one topic"),
        ("ana half an hour each: rang", "half an hour each", "is not the length of the session"),
        ("ana 20m per person, pricing: rang", "20m per person,", "is not the length of the session"),
        ("ana 2x20m: rang", "2x20m", "is not the length of the session"),
        ("ana 2 x 20 min: rang", "2 x 20 min", "is not the length of the session"),
        ("ana 20 or 30 minutes: rang", "20 or 30 minutes", "a length, a time of day or the topic"),
        ("ana 20m pricing (with ben): rang", "(with ben)", "a participant or part of the topic"),
        ("ana 20m both: rang", "both", "is ambiguous: a person or the topic"),
        ("ana 20m, topic pricing: rang", "topic", "is neither a person nor a topic"),
        ("ana whilst travelling 20m: rang", "whilst", "is not a person"),
        ("ana each 20m: rang", "each", "is not a person"),
        ("ana on the 18th 20m: rang", "the 18th", "has no month"),
        ("ana 20m on the 18th: rang", "the 18th", "has no month"),
        ("ana 20m the 18th: rang", "the 18th", "has no month"),
        ("ana 20m on wensday: rang", "wensday", "is not a date"),
        ("ana 20m yesteday: rang", "yesteday", "is not a date"),
        ("ana 20m pricing yesteday: rang", "yesteday", "is not a date"),
        ("ana 20m yesteday, pricing: rang", "yesteday,", "is not a date"),
        ("ana 20m pricing on wensday: rang", "on wensday", "is not a date"),
        ("ana 20m last tuseday: rang", "last tuseday", "is not a date"),
        ("ana 20m on 30 feb: rang", "30 feb", "not a calendar date"),
        ("ana 20m 30 feb: rang", "30 feb", "not a calendar date"),
        ("ana 30 feb: rang", "30 feb", "not a calendar date"),
        ("ana 31 nov 20m: rang", "31 nov", "not a calendar date"),
        ("ana 20m pricing 30 feb: rang", "30 feb", "not a calendar date"),
        ("ana 20m on 18.11: rang", "18.11", "a date or a number"),
        ("ana, half-day 20m: rang", "half-day", "is not a person"),
        ("ana 20m last week: rang", "last week", "is not a date"),
        ("ana 20m on the weekend: rang", "the weekend", "is not a date"),
        ("ana 20m next week: rang", "next week", "in the future"),
        ("ana 20m pricing, this month: rang", "this month", "is not a date"),
        ("ana late yesterday 20m: rang", "late", "is not a person"),
        ("ana early monday 20m: rang", "early", "is not a person"),
        ("ana earlier today 20m: rang", "earlier", "is not a person"),
        ("ana afterwards 20m: rang", "afterwards", "is not a person"),
        ("ana recently 20m: rang", "recently", "is not a person"),
        ("ana once 20m: rang", "once", "is not a person"),
        ("ana fortnight 20m: rang", "fortnight", "is not a person"),
        ("ana nov18 20m: rang", "nov18", "is a time"),
        ("ana novembr18 20m: rang", "novembr18", "is a time"),
        ("ana w47 20m: rang", "w47", "is a time"),
        ("ana 18dez 20m: rang", "18dez", "is a time"),
        ("Supervision with ana 20m: rang", "Supervision", "is a kind of session"),
        ("Training with Ana Ruiz 20m: rang", "Training", "is a kind of session"),
        ("Zoe with ana 20m: rang", "Zoe", "is before `with`"),
        ("Quick demo numbers with ana 20m: rang", "numbers", "is before `with`"),
        ("Ran into trouble with ana: rang", "into trouble", "is before `with`"),
        ("Reviewed goals with ana: rang", "Reviewed", "is a verb"),
        ("ana 9-10 pricing: rang", "9-10", "a length, a time of day or the topic"),
        ("ana 30–45 minutes: rang", "30–45 minutes", "a length, a time of day or the topic"),
        ("ana and others 5m: rang", "others", "means several people"),
        ("ana, team-mates 5m: rang", "team-mates", "means several people"),
        ("ana & friends 5m: rang", "friends", "means several people"),
        ("ana q3 5m: rang", "q3", "is a time"),
        ("ana, h1-2026 5m: rang", "h1-2026", "is a time"),
        ("ana 12/11 20m: rang", "12/11", "date_order"),
        ("ana 12.11.2026 20m: rang", "12.11.2026", "date_order"),
        ("Dr. ben 20m: rang", "Dr.", "is a title"),
        ("Frau José Ruiz: rang", "Frau", "is a title"),
        ("ana (via Zoom) 20m: rang", "(via Zoom)", "is in brackets"),
        ("ana moment 20m: rang", "moment", "is a kind of session"),
        ("ana workshop 20m: rang", "workshop", "is not a person"),
        ("ana 1030 pricing: rang", "1030", "is ambiguous: a length or a time of day"),
        ("ana: rang + call by 1.12", "1.12", "is ambiguous: a date or a number"),
        ("ana: rang + call by 28.11", "28.11", "is ambiguous: a date or a number"),
        ("ana 20m: rang + call by fryday", "fryday", "is not a date"),
        ("ana 20m: rang ? how was it on 31 feb", "31 feb", "not a calendar date"),
        ("ana: did it work ?", "?", "is missing after `?`"),
        ("ana: rang + ? how was it", "+", "is missing after `+`"),
        ("ana 20m ???: rang", "???", "cannot be a topic"),
    ] {
        let misread = read(text).expect_err(text);
        assert_eq!(&text[misread.at.clone()], place, "{text}: {misread:?}");
        assert!(misread.message.contains(message), "{text}: {misread:?}");
    }
}

/// The line, the people, the minutes, the day and the topics.
type Dictated<'a> = (&'a str, &'a [&'a str], Option<u32>, Option<&'a str>, &'a [&'a str]);

#[test]
fn lines_are_read_as_people_speak() {
    let cases: &[Dictated<'_>] = &[
        ("Spoke to Lena 20m about pricing: x", &["lena"], Some(20), None, &["pricing"]),
        ("Ludwig van Beethoven 20m: x", &["ludwig-van-beethoven"], Some(20), None, &[]),
        ("Spoke to Otto von der Au about pricing: x", &["otto-von-der-au"], None, None, &["pricing"]),
        (
            "Luis Ortega y Gasset, Gina d'Elia 20m: x",
            &["luis-ortega-y-gasset", "gina-d-elia"],
            Some(20),
            None,
            &[],
        ),
        ("An Nguyen, Long Pham 20m: x", &["an-nguyen", "long-pham"], Some(20), None, &[]),
        ("ana on a video call 20m: x", &["ana"], Some(20), None, &[]),
        ("ana on site 45m: x", &["ana"], Some(45), None, &[]),
        ("ana 20m on site visits: x", &["ana"], Some(20), None, &["site-visits"]),
        ("ana via zoom 45m: x", &["ana"], Some(45), None, &[]),
        ("ana 20m over the phone about pricing: x", &["ana"], Some(20), None, &["pricing"]),
        ("ana quick 15m: x", &["ana"], Some(15), None, &[]),
        ("Ana again 20m wins: x", &["ana"], Some(20), None, &["wins"]),
        ("ana quick wins: x", &["ana"], None, None, &["quick-wins"]),
        ("ana online sales: x", &["ana"], None, None, &["online-sales"]),
        ("ana 20m over budget: x", &["ana"], Some(20), None, &["over-budget"]),
        ("ana ca. 45m pricing: x", &["ana"], Some(45), None, &["pricing"]),
        ("ana for about 45 min: x", &["ana"], Some(45), None, &[]),
        ("ana 45 minutes or so: x", &["ana"], Some(45), None, &[]),
        ("ana about pricing for just ~45m: x", &["ana"], Some(45), None, &["pricing"]),
        ("ana 20m 9:30 standup: x", &["ana"], Some(20), None, &["9-30-standup"]),
        ("Ana，Ben 20m: x", &["ana", "ben"], Some(20), None, &[]),
        (
            "Had half an hour with Ana Ruiz, Ben and Zoë about feedback: x",
            &["ana-ruiz", "ben", "zoe"],
            Some(30),
            None,
            &["feedback"],
        ),
        ("Ana Ruiz, Kai Lee and Tove Long 1h: x", &["ana-ruiz", "kai-lee", "tove-long"], Some(60), None, &[]),
        ("Ana Ruiz 20m: x", &["ana-ruiz"], Some(20), None, &[]),
        ("ANA CLEO 20m: x", &["ana", "cleo"], Some(20), None, &[]),
        ("José Ruiz 20m: x", &["jose"], Some(20), None, &[]),
        ("Jose Ruiz & Tove 20m: x", &["jose", "tove"], Some(20), None, &[]),
        ("Ruiz, José 20m: x", &["jose"], Some(20), None, &[]),
        ("ana and cleo 20m: x", &["ana", "cleo"], Some(20), None, &[]),
        ("ana plus cleo: x", &["ana", "cleo"], None, None, &[]),
        ("ana yesterday 20m pricing: x", &["ana"], Some(20), Some("2026-11-20"), &["pricing"]),
        ("ana 20m yesterday: x", &["ana"], Some(20), Some("2026-11-20"), &[]),
        ("ana 20m pricing yesterday: x", &["ana"], Some(20), Some("2026-11-20"), &["pricing"]),
        ("ana last friday for 45 minutes: x", &["ana"], Some(45), Some("2026-11-20"), &[]),
        ("ana 3 days ago: x", &["ana"], None, Some("2026-11-18"), &[]),
        ("ana this morning, 10 min, q 4: x", &["ana"], Some(10), Some("2026-11-21"), &["q-4"]),
        ("Yesterday I met Lena for twenty minutes: x", &["lena"], Some(20), Some("2026-11-20"), &[]),
        ("45-minute call with ana & ben: x", &["ana", "ben"], Some(45), None, &[]),
        ("Lena about pricing, q4 for an hour: x", &["lena"], Some(60), None, &["pricing", "q4"]),
        (
            "call with Otto Kahn on friday about a plan: x",
            &["otto-kahn"],
            None,
            Some("2026-11-20"),
            &["a-plan"],
        ),
        ("Ana and I talked for 20 minutes about pricing: x", &["ana"], Some(20), None, &["pricing"]),
        ("20m with ana: x", &["ana"], Some(20), None, &[]),
        ("Workshop with Lena 30m: x", &["lena"], Some(30), None, &[]),
        ("Spent an hour with Ana on pricing: x", &["ana"], Some(60), None, &["pricing"]),
        ("Walk with Ana 20m: x", &["ana"], Some(20), None, &[]),
        ("Google Meet with Ana 10m: x", &["ana"], Some(10), None, &[]),
        ("Ran into Ana: x", &["ana"], None, None, &[]),
        ("Worked with Ana: x", &["ana"], None, None, &[]),
        ("Had a good chat with Lena 20m: x", &["lena"], Some(20), None, &[]),
        ("ben with Lena 20m: x", &["ben", "lena"], Some(20), None, &[]),
        ("ana 45' pricing: x", &["ana"], Some(45), None, &["pricing"]),
        ("ana 20m 9-10 pricing: x", &["ana"], Some(20), None, &["9-10-pricing"]),
        ("ana about 9-10: x", &["ana"], None, None, &["9-10"]),
        ("ana q3: x", &["ana"], None, None, &["q3"]),
        ("Follow-up with Lena 30m: x", &["lena"], Some(30), None, &[]),
        ("Interview with Lena 30m: x", &["lena"], Some(30), None, &[]),
        ("Dinner with Lena 30m: x", &["lena"], Some(30), None, &[]),
        ("ana halfhour: x", &["ana"], Some(30), None, &[]),
        ("ana 20m training: x", &["ana"], Some(20), None, &["training"]),
        ("ana 20m review on pricing: x", &["ana"], Some(20), None, &["review-on-pricing"]),
        ("ana 20m late payments: x", &["ana"], Some(20), None, &["late-payments"]),
        ("ana 45m may review: x", &["ana"], Some(45), None, &["may-review"]),
        ("ana about 3 goals: x", &["ana"], None, None, &["3-goals"]),
        ("ana 20m pricing-with-ben: x", &["ana"], Some(20), None, &["pricing-with-ben"]),
        ("ana 20m about ben: x", &["ana"], Some(20), None, &["ben"]),
        ("ana 20m dealing with change: x", &["ana"], Some(20), None, &["dealing-with-change"]),
        ("ana 20m Research and Development: x", &["ana"], Some(20), None, &["research-and-development"]),
        ("ana 20m introduction to ben: x", &["ana"], Some(20), None, &["introduction-to-ben"]),
        ("ana, including ben 20m: x", &["ana", "ben"], Some(20), None, &[]),
        ("Ana including Carl 20m: x", &["ana", "carl"], Some(20), None, &[]),
        ("ana 30m in total, pricing: x", &["ana"], Some(30), None, &["pricing"]),
        ("ana half an hour altogether: x", &["ana"], Some(30), None, &[]),
        ("ana 30m total cost: x", &["ana"], Some(30), None, &["total-cost"]),
        ("ana 20m about last week: x", &["ana"], Some(20), None, &["last-week"]),
        ("ana 20m about pricing, wensday: x", &["ana"], Some(20), None, &["pricing", "wensday"]),
        ("ana 20m on q1: x", &["ana"], Some(20), None, &["q1"]),
        ("ana 20m november: x", &["ana"], Some(20), None, &["november"]),
        ("ana 20m weekends: x", &["ana"], Some(20), None, &["weekends"]),
        ("ana 20m on the friday deck: x", &["ana"], Some(20), None, &["the-friday-deck"]),
        ("ana 20m goals this year: x", &["ana"], Some(20), None, &["goals-this-year"]),
        ("ana 20m time: x", &["ana"], Some(20), None, &["time"]),
        ("ana 20m first week: x", &["ana"], Some(20), None, &["first-week"]),
        ("ana 20m 80/20: x", &["ana"], Some(20), None, &["80-20"]),
        ("ana 20m plan for last week: x", &["ana"], Some(20), None, &["plan-for-last-week"]),
        ("ana about pricing and hiring 20m: x", &["ana"], Some(20), None, &["pricing-and-hiring"]),
    ];
    for (text, people, minutes, day, topics) in cases {
        let jot = read(text).unwrap_or_else(|misread| panic!("{text}: {misread:?}"));
        assert_eq!(jot.people, handles(people), "{text}");
        assert_eq!(jot.minutes, *minutes, "{text}");
        assert_eq!(jot.day.map(|day| day.to_string()).as_deref(), *day, "{text}");
        assert_eq!(jot.topics, handles(topics), "{text}");
        assert_eq!(jot.note, "x", "{text}");
        assert_eq!(read(&jot.to_string()), Ok(jot), "{text}");
    }
}

#[test]
fn words_that_are_neither_people_nor_topics_are_refused_with_their_place() {
    for (text, place) in [
        ("Ana's manager 20m: x", "Ana's"),
        ("ana’s pricing: x", "ana’s"),
        ("Ana without Ben 20m: x", "without"),
        ("Ana without Ben: x", "without"),
        ("ana then 45m: x", "then"),
        ("ana topic pricing 45m: x", "topic"),
        ("ana zoom 45m: x", "zoom"),
        ("Ana Teams 45m: x", "Teams"),
        ("ana, a few minutes: x", "a few minutes"),
        ("ana for a couple of minutes: x", "for a couple of minutes"),
        ("ana up to an hour: x", "up to an hour"),
        ("ana pricing for a few minutes: x", "for a few minutes"),
        ("ana at 2pm: x", "at 2pm"),
        ("ana 9:30: x", "9:30"),
        ("ana noon: x", "noon"),
        ("Ben So 20m: x", "Ben So"),
        ("ana 14:30-15:15 pricing: x", "14:30-15:15"),
        ("ana 20m pricing at 2pm: x", "at 2pm"),
        ("ana [45m] pricing: x", "[45m]"),
        ("ana pricing (45 min): x", "(45 min)"),
        ("ana (yesterday): x", "(yesterday)"),
        ("ana re: x", "re"),
        ("ludwig van beethoven 20m: x", "ludwig van beethoven"),
        ("Ana y Ben 20m: x", "Ana y Ben"),
    ] {
        let misread = read(text).expect_err(text);
        assert_eq!(&text[misread.at], place, "{text}");
    }
}

#[test]
fn new_people_keep_the_names_that_were_said() {
    let names = |line: &str| read(line).unwrap().names;
    let named = |handle: &str, name: &str| (handle.parse().unwrap(), name.to_string());
    assert_eq!(
        names("Ana  María O'Neill 1h30, pricing: x"),
        [named("ana-maria-o-neill", "Ana María O'Neill")]
    );
    assert_eq!(names("Kai Lee, Tove 1h: x"), [named("kai-lee", "Kai Lee")]);
    assert_eq!(names("Zoë 1h: x"), [named("zoe", "Zoë")]);
    assert_eq!(names("Ben, José Ruiz 1h: x"), []);
}

#[test]
fn what_was_agreed_counts_from_the_day_of_the_line() {
    let jot = read("ana 3 nov 20m: x + send it by fri").unwrap();
    assert_eq!(jot.actions[0].due.map(|due| due.to_string()).as_deref(), Some("2026-11-06"));
}

#[test]
fn a_question_about_so_many_weeks_keeps_its_day() {
    for line in ["ana: ? how are the 2 weeks by fri", "ana: ? tell me of the 2 weeks by eom"] {
        let jot = read(line).unwrap();
        assert!(jot.follow_ups[0].due.is_some(), "{line}");
        assert_eq!(read(&jot.to_string()), Ok(jot), "{line}");
    }
}

#[test]
fn a_day_among_marks_is_no_topic() {
    assert_eq!(read("zoe monday::").unwrap().day, Some("2026-11-16".parse().unwrap()));
    assert_eq!(read("zoe monday*: x").unwrap_err().message, "`monday*` is a date, not a topic");
}

#[test]
fn a_time_of_day_with_an_h_is_no_length() {
    assert_eq!(read("zoe 14h30 x: y").unwrap_err().message, "`14h30` is a time of day");
    assert_eq!(read("zoe 1h30 x: y").unwrap().minutes, Some(90));
    assert_eq!(read("zoe 24/7 support: y").unwrap().topics, handles(&["24-7-support"]));
}
