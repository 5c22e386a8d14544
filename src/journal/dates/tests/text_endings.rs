//! Tests how texts end when people type them: with courtesies, full stops and brackets, with typing errors,
//! and with a time that is the subject of the text. coach parses, refuses or keeps each ending; no text loses
//! its day in silence.

use super::{FRIDAY, calendar};

/// Days and the ways to write them, on a Friday.
const DAYS: &[(&str, &str)] = &[
    ("by tomorrow", "2026-11-21"),
    ("by friday", "2026-11-27"),
    ("by fri.", "2026-11-27"),
    ("by Friday, 27 November", "2026-11-27"),
    ("by next tuesday", "2026-11-24"),
    ("by the end of the month", "2026-11-30"),
    ("by eoq", "2026-12-31"),
    ("by year end", "2026-12-31"),
    ("by the last day of the month", "2026-11-30"),
    ("by 28 nov", "2026-11-28"),
    ("by nov 28, 2026", "2026-11-28"),
    ("by aug. 25", "2027-08-25"),
    ("by 25. aug", "2027-08-25"),
    ("by 2026/12/24", "2026-12-24"),
    ("by 2026-12-24", "2026-12-24"),
    ("by 28.11.2026", "2026-11-28"),
    ("by 1 week", "2026-11-27"),
    ("by 3weeks", "2026-12-11"),
    ("by a week from now", "2026-11-27"),
    ("by 7 days from now", "2026-11-27"),
    ("by the first of december", "2026-12-01"),
    ("by the day after tomorrow", "2026-11-22"),
    ("no later than friday", "2026-11-27"),
    ("on thu", "2026-11-26"),
    ("on 5 dec", "2026-12-05"),
    ("on friday next week", "2026-11-27"),
    ("on eom", "2026-11-30"),
    ("on 2 weeks", "2026-12-04"),
    ("today", "2026-11-20"),
    ("tomorrow", "2026-11-21"),
    ("day after tomorrow", "2026-11-22"),
    ("in 2 weeks", "2026-12-04"),
    ("in two weeks", "2026-12-04"),
    ("in 3weeks", "2026-12-11"),
    ("in a week's time", "2026-11-27"),
    ("in a fortnight", "2026-12-04"),
    ("within 10 days", "2026-11-30"),
    ("2 weeks from now", "2026-12-04"),
    ("end of next week", "2026-11-27"),
    ("at the end of the month", "2026-11-30"),
    ("eom", "2026-11-30"),
];

/// The words that people write around the end of a text, and the part of them that stays in the text.
const ENDINGS: &[(&str, &str)] = &[
    ("{}", ""),
    ("{} please", ""),
    ("{}, please.", ""),
    ("{} pls!", ""),
    ("{}.", ""),
    ("{}!", ""),
    ("{}…", ""),
    ("{} at the latest", ""),
    ("{}, at the latest, please.", ""),
    ("{} latest", ""),
    ("{} ok", ""),
    ("{} ok?", ""),
    ("{}, okay?", ""),
    ("{}, thanks!", ""),
    ("{} thank you", ""),
    ("{} :)", ""),
    ("{} 👍", ""),
    ("{} — thanks", ""),
    ("({})", ""),
    ("({}).", ""),
    ("({}, please)", ""),
    ("[{}]", ""),
    ("{} if possible", " if possible"),
    ("{}, if you can, thanks", " if you can"),
    ("- {}", ""),
    ("– {}", ""),
];

#[test]
fn courtesy_and_marks_leave_the_day() {
    for (said, due) in DAYS {
        for (ending, kept) in ENDINGS {
            let end = ending.replace("{}", said);
            let expected = Ok((format!("Send the deck{kept}"), Some(due.parse().unwrap())));
            let text = format!("Send the deck {end}");
            assert_eq!(calendar(FRIDAY).action(&text), expected, "{text}");
            let text = format!("How was it? {end}");
            let asked = calendar(FRIDAY).ask(&text).map(|asked| (asked.ask, asked.due, asked.every));
            assert_eq!(asked, Ok((format!("How was it?{kept}"), Some(due.parse().unwrap()), None)), "{text}");
        }
    }
}

#[test]
fn a_hedge_or_a_slip_is_refused() {
    let hedges =
        ["or so", "ish", "maybe", "or later", "around noon", "morning", "at 10", "at 10:00", "probably"];
    for hedge in hedges {
        for day in ["by friday", "on friday", "tomorrow", "friday", "by 28 nov", "on 5 dec", "by eom"] {
            let text = format!("Send the deck {day} {hedge}");
            assert!(calendar(FRIDAY).action(&text).is_err(), "{text}");
            assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
            let text = format!("How was it? {day} {hedge}");
            assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
        }
    }
    #[rustfmt::skip]
    let slips = [
        "wensday", "wendesday", "wednseday", "thrusday", "thurday", "fryday", "firday", "mondey", "tusday", "tueday",
        "saterday", "sundya", "tommorow", "tomorow", "tommorrow", "tmrw", "3 febuary", "5 decmber", "10 novemeber",
        "2 setpember", "1 octobr", "4 agust",
    ];
    for slip in slips {
        for text in
            ["by {}", "by next {}", "on {}", "on the {}", "{}", "next {}", "by {} please", "({})", "by {}."]
        {
            let end = text.replace("{}", slip);
            let text = format!("Send the deck {end}");
            assert!(calendar(FRIDAY).action(&text).is_err(), "{text}");
            let text = format!("How was it? {end}");
            assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
        }
    }
}

#[test]
fn a_time_that_may_be_the_subject_is_refused() {
    #[rustfmt::skip]
    let ends = [
        "friday", "this friday", "for friday", "before friday", "until friday", "after monday", "28 nov", "5 may",
        "2026-12-01", "12/01", "28/11", "this week", "next week", "next month", "this weekend", "at the weekend",
        "tonight", "eod", "by eod", "2w", "2 weeks", "in 2 weks", "in a few days", "in a couple of weeks",
        "in the next 2 weeks", "a week form now", "by teh end of the month", "the first of december",
        "next week on friday", "every monday", "every week", "each friday", "weekly", "every 2 weeks please",
        "on mondays", "mondays", "by friday?", "tomorrow?", "mid december", "in december", "on the 28th", "3 days ago",
        "yesterday", "by the weekend", "by q1", "by asap", "by 28.11.", "on 31 feb", "by 30 feb", "by december",
    ];
    for end in ends {
        let text = format!("Send the deck {end}");
        let message = calendar(FRIDAY).action(&text).map(|read| read.1).expect_err(&text);
        assert!(message.contains("put it in quotes to keep it as text"), "{text}: {message}");
        let text = format!("Send the deck \"{end}\"");
        assert_eq!(calendar(FRIDAY).action(&text), Ok((text.clone(), None)), "{text}");
    }
}

#[test]
fn other_words_for_units_and_counts_are_read() {
    for (end, due) in [
        ("in 10 working days", "2026-12-04"),
        ("in 3 business days", "2026-11-25"),
        ("by 3 work days", "2026-11-25"),
        ("in 3 wks", "2026-12-11"),
        ("by 3 wks", "2026-12-11"),
        ("in 1 wk", "2026-11-27"),
        ("in 2 mths", "2027-01-20"),
        ("in 2 mths time", "2027-01-20"),
        ("in 2 weeks time", "2026-12-04"),
        ("in 3 mos", "2027-02-20"),
        ("in 3mo", "2027-02-20"),
        ("in 2 yrs", "2028-11-20"),
        ("in a year's time", "2027-11-20"),
        ("in fifteen days", "2026-12-05"),
        ("in twenty-one days", "2026-12-11"),
        ("by weds", "2026-11-25"),
        ("on weds", "2026-11-25"),
        ("by the fifteenth of december", "2026-12-15"),
    ] {
        let due = Some(due.parse().unwrap());
        let text = format!("Send the deck {end}");
        assert_eq!(calendar(FRIDAY).action(&text), Ok(("Send the deck".to_string(), due)), "{text}");
        let text = format!("How was it? {end}");
        let asked = calendar(FRIDAY).ask(&text).map(|asked| (asked.ask, asked.due));
        assert_eq!(asked, Ok(("How was it?".to_string(), due)), "{text}");
    }
    for (end, every) in [
        ("once a month", "1m"),
        ("once per week", "1w"),
        ("once every 2 weeks", "2w"),
        ("once each quarter", "3m"),
    ] {
        let asked = calendar(FRIDAY).ask(&format!("How was it? {end}")).map(|asked| (asked.ask, asked.every));
        assert_eq!(asked, Ok(("How was it?".to_string(), every.parse().ok())), "{end}");
        assert!(calendar(FRIDAY).action(&format!("Call two customers {end}")).is_err(), "{end}");
    }
}

#[test]
fn what_is_nearly_a_time_is_refused() {
    #[rustfmt::skip]
    let ends = [
        "in half a year", "in 1.5 weeks", "in 1 week & 2 days", "in a week and 2 days", "in 2-3 weeks", "in 2 to 3 weeks",
        "in 1/2 month", "in one and a half weeks", "in 10 days or less", "in 2 weeks or more", "within 48 hours",
        "in 36h", "in an hour", "in a dozen days", "in a hundred days", "by wedn", "by frid", "on satur", "by 1 Dez",
        "by 3 Okt", "by Freitag", "by 3. Dezember", "by dec24", "by 2026-12-24T17:00", "by 2026-W49", "by W49",
        "by KW49", "by KW 49", "in week 49", "by the first", "on the second", "by the fifteenth", "by new year",
        "by new year's eve", "by christmas eve", "at christmas", "before christmas", "on christmas day", "after easter",
        "(due 27.11.)", "due 27.11.", "(27.11.)", "before 27.11.", "monthly from 1 dec", "weekly until christmas",
        "twice a week", "3 times a week", "2x a month", "twice every week",
    ];
    for end in ends {
        let text = format!("Send the deck {end}");
        let message = calendar(FRIDAY).action(&text).map(|read| read.1).expect_err(&text);
        assert!(message.contains("put it in quotes to keep it as text"), "{text}: {message}");
        assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
        // After a question, `(27.11.)` is certainly the day.
        if end != "(27.11.)" {
            let text = format!("How was it? {end}");
            assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
        }
        let text = format!("Send the deck \"{end}\"");
        assert_eq!(calendar(FRIDAY).action(&text), Ok((text.clone(), None)), "{text}");
    }
    assert!(calendar(FRIDAY).ask("How was it? in 10 minutes").is_err());
}

#[test]
fn a_distance_from_another_day_is_refused() {
    for distance in ["a week", "two weeks", "3 days", "a month", "in a week", "1 quarter"] {
        for day in
            ["on friday", "on 5 dec", "from friday", "after 1 dec", "before friday", "past monday", "on eom"]
        {
            for text in
                [format!("Send the deck {distance} {day}"), format!("How was it? {distance} {day}, please")]
            {
                let message = calendar(FRIDAY).action(&text).map(|read| read.1).expect_err(&text);
                let said = format!("{} {day}\" is not a date", distance.trim_start_matches("in "));
                assert!(message.contains(&said), "{text}: {message}");
                assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
            }
        }
    }
    for (text, what) in [
        ("Try it for two weeks on friday", "Try it for two weeks"),
        ("Plan the next 2 weeks on friday", "Plan the next 2 weeks"),
        ("Did it last 2 weeks? on friday", "Did it last 2 weeks?"),
    ] {
        let expected = Ok((what.to_string(), Some("2026-11-27".parse().unwrap())));
        assert_eq!(calendar(FRIDAY).action(text), expected, "{text}");
    }
    for text in [
        "Send the deck in 2 weeks by friday",
        "How was it? in 2 weeks by friday",
        "Do it eom on friday",
        "tomorrow in 2 weeks no later than fri",
    ] {
        assert!(calendar(FRIDAY).action(text).expect_err(text).contains("has two dates"), "{text}");
        assert!(calendar(FRIDAY).ask(text).expect_err(text).contains("has two dates"), "{text}");
    }
    for text in ["Stay a week on site", "Write about a week of holiday", "Work two days on the script"] {
        assert_eq!(calendar(FRIDAY).action(text), Ok((text.to_string(), None)), "{text}");
    }
}

#[test]
fn sentences_that_have_such_words_stay_as_they_are() {
    #[rustfmt::skip]
    let texts = [
        "Read the May report", "Call March about the Friday meeting", "second look at the deck", "Work on the Friday deck",
        "Take a second look at the deck", "Work on the deck for the Friday meeting", "Focus on Jan", "Call May",
        "Follow up with Jan on pricing", "Report on Q1", "Rate the talk on a scale of 10", "Read the notes of Monday",
        "Move the demo from monday to friday", "Rate it 5/10", "Be reachable 24/7", "Split it 80/20", "Talk to April",
        "Keep a time log for two weeks", "Try it for a week", "Call 3 customers a week", "Review the last 2 weeks",
        "Plan the goals for next quarter", "Learn from today", "Install 1.2.3", "Ask about the numbers in May",
        "Learn it step by step", "One by one", "Stand up for yourself more", "Say no to one meeting a day",
        "Speak first in the monday standup", "Keep mondays free of meetings", "Move on", "Let it go on",
        "Prepare the weekly", "Do it again every time", "Improve in the last 2 weeks", "Send the deck to Mandy",
        "Review it with Sandy.", "Measure it by money", "Say thank you", "Say it and smile :)", "Write less, please!",
        "Ask \"why\" (five times)", "Use the form (version 2)", "Plan a march", "Spring clean the list", "Ask for help now",
        "Meet more often than before", "Show two decks at a time", "Sum up by hand", "Go on holiday", "Stop by",
        "Write 3 pages", "Talk in groups of three", "Read chapter 2 in depth", "Pitch it in 2 minutes", "Talk in 2 rounds",
        "Send cards for Christmas", "Grow the business", "Keep on working", "Learn by working", "Decide once and for all",
        "Ask twice", "Say it three times", "Rate it 4.5", "Put it in order", "Split it in two", "Split it in 2 or 3 parts",
        "Ask Eve", "Be the first", "Come in first", "Cut the meeting by 2 hours", "Grow it by 3 points", "Call Mai and Mars",
        "Call Dez", "Get better in time", "Do it in half the time", "Explain it in half a page", "Read the W49 report",
        "Ask for a quarter", "Get in a word or two", "Move to a new business", "Start a new day",
        "Call 3 customers a day", "Make monthly from weekly reports", "Begin with Monday's business", "Use 1-2 words",
    ];
    for text in texts {
        assert_eq!(calendar(FRIDAY).action(text), Ok((text.to_string(), None)), "{text}");
        let asked = calendar(FRIDAY).ask(text).map(|asked| (asked.ask, asked.due, asked.every));
        assert_eq!(asked, Ok((text.to_string(), None, None)), "{text}");
    }
    for text in ["Did Ana call on friday?", "What happens in 2 weeks?", "How was it every monday?"] {
        let asked = calendar(FRIDAY).ask(text).map(|asked| (asked.ask, asked.due, asked.every));
        assert_eq!(asked, Ok((text.to_string(), None, None)), "{text}");
    }
}

#[test]
fn an_event_of_a_day_is_refused_after_by() {
    for end in ["friday's meeting", "next monday’s call", "the tuesday's review", "tomorrow's demo"] {
        let text = format!("Send the deck by {end}");
        assert!(calendar(FRIDAY).action(&text).is_err(), "{text}");
    }
    for text in ["Work on friday's deck", "Live by today's standards", "Learn by Ana's example"] {
        assert_eq!(calendar(FRIDAY).action(text), Ok((text.to_string(), None)), "{text}");
    }
}

#[test]
fn an_amount_is_no_day() {
    for what in [
        "Move the launch",
        "Cut the ramp-up",
        "Beat the deadline",
        "Move the launch up",
        "Shorten it",
        "Delay the start",
        "Grow it",
    ] {
        for amount in ["2 weeks", "a week", "10 days", "3 months"] {
            let text = format!("{what} by {amount}");
            assert!(calendar(FRIDAY).action(&text).expect_err(&text).contains("date or an amount"), "{text}");
        }
    }
}

#[test]
fn the_end_of_a_month_is_told_from_its_day() {
    for (text, due, month_end) in [
        ("Numbers? on eom every month", "2026-11-30", true),
        ("Numbers? every month on eom", "2026-11-30", true),
        ("Numbers? every month, on the last day of the month", "2026-11-30", true),
        ("Numbers? at the end of the month every month", "2026-11-30", true),
        ("Numbers? on end of february every year, please", "2027-02-28", true),
        ("Numbers? on eoq every quarter", "2026-12-31", true),
        ("Numbers? on 30 nov every month", "2026-11-30", false),
        ("Numbers? on 31 dec every quarter", "2026-12-31", false),
        ("Numbers? on end of week every week", "2026-11-20", false),
    ] {
        let asked = calendar(FRIDAY).ask(text).unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(asked.ask, "Numbers?", "{text}");
        assert_eq!((asked.due, asked.month_end), (Some(due.parse().unwrap()), month_end), "{text}");
        assert!(asked.every.is_some(), "{text}");
    }
}

#[test]
fn a_phrase_with_a_slip_in_a_small_word_is_refused() {
    #[rustfmt::skip]
    let ends = [
        "by nxt week", "by nexr week", "by next wek", "by nxt friday", "by nxt wek", "on nxt friday", "by nextweek",
        "by end fo month", "by the endof the week", "by the end of teh month", "by ned of the month", "by endofmonth",
        "by month-end", "by year-end", "by end-of-month", "by the end-of-year", "by week-end", "end of next wek",
        "end of teh month", "at the end of nxt month", "nxt week", "month-end", "on the end of teh month",
        "in 3 dys", "within 2 yers", "in 2 weks", "by 3 dys", "by teh first of december",
    ];
    for end in ends {
        let text = format!("Send it X {end}");
        let message = calendar(FRIDAY).action(&text).map(|read| read.1).expect_err(&text);
        assert!(message.contains("put it in quotes to keep it as text"), "{text}: {message}");
        let text = format!("How was it? {end}");
        assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
    }
    #[rustfmt::skip]
    let texts = [
        "Do it in 3 ways", "Win by a hair", "Stand by his way", "Listen with two ears", "Shift in 2 gears", "Stand by the list",
        "Explain it in 2 mouths", "Sort them by text", "Prepare the month-end", "Send the month-end report", "Ask for a way",
        "Read the report of year-end", "Walk by the way", "Make the text weak", "Sort by start and end",
    ];
    for text in texts {
        assert_eq!(calendar(FRIDAY).action(text), Ok((text.to_string(), None)), "{text}");
    }
}

#[test]
fn a_period_or_a_part_of_one_is_refused() {
    #[rustfmt::skip]
    let ends = [
        "by 3 to 5 dec", "by 3-5 dec", "by 3–5 december", "by dec 3-5", "by 12-1", "by 2026-12", "in 2026-12", "by 10 am",
        "by 10 a.m.", "tomorrow at 10 am", "before the end of the year", "before month end", "before year's end",
        "until end of november", "latest end of november", "latest the end of november", "at the end of q1", "end of q1",
        "by the end of q1", "at the start of december", "at the beginning of next month", "start of december",
        "in the middle of december", "before the start of q2", "at the start of the week", "not before the end of the month",
        "prior to month end", "prior to friday", "ahead of the end of the year", "between 3 and 5 dec", "by winter",
        "by the end of the summer", "by spring 2027", "after the end of the quarter", "towards the end of the month", "around the middle of december",
    ];
    for end in ends {
        let text = format!("Send it X {end}");
        let message = calendar(FRIDAY).action(&text).map(|read| read.1).expect_err(&text);
        assert!(message.contains("put it in quotes to keep it as text"), "{text}: {message}");
        let text = format!("How was it? {end}");
        assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
    }
    #[rustfmt::skip]
    let texts = [
        "Choose between monday and friday", "Plan the team for winter", "Sort them by summer trips",
        "Cut the list by 10-12", "Grow it by 3-5", "Play it 3 to 5 times", "Write down the start of december",
        "Plan the beginning of next month", "Ask about the start of the year", "Mark the end of the demo",
        "Send it at the start of the meeting", "Prepare the month end", "Talk to 3 to 5 customers", "Use version 2026-13",
        "Read the notes of 2026-12", "Meet at 10 am", "Move the demo from monday to friday",
    ];
    for text in texts {
        assert_eq!(calendar(FRIDAY).action(text), Ok((text.to_string(), None)), "{text}");
    }
}

#[test]
fn a_question_mark_ends_the_question() {
    let words = ["her", "his", "my", "a", "the", "this", "that", "of", "every", "your", "next", "last"];
    for word in words {
        for (end, due, every) in [
            ("weekly on monday", Some("2026-11-23"), Some("1w")),
            ("monthly", None, Some("1m")),
            ("on monday weekly", Some("2026-11-23"), Some("1w")),
            ("tomorrow", Some("2026-11-21"), None),
            ("in 2 weeks", Some("2026-12-04"), None),
            ("every 2 weeks", None, Some("2w")),
        ] {
            let question = format!("Did you ask {word}?");
            let asked = calendar(FRIDAY).ask(&format!("{question} {end}"));
            let asked = asked.map(|asked| (asked.ask, asked.due, asked.every));
            let due = due.map(|due| due.parse().unwrap());
            let every = every.map(|every| every.parse().unwrap());
            assert_eq!(asked, Ok((question.clone(), due, every)), "{question} {end}");
        }
        let text = format!("Did you ask {word}? weekly from 1 dec");
        assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
        let text = format!("Did you ask {word}? 2 weeks on friday");
        assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
    }
}

#[test]
fn a_preposition_of_time_with_a_day_is_refused() {
    #[rustfmt::skip]
    let ends = [
        "from monday", "from today", "from next week", "since friday", "since the 4th", "after the 4th", "before 4th",
        "until the 4th", "from the 3rd to the 5th", "between Monday and Wednesday", "between the 3rd and the 5th",
        "between the kick-off and friday", "as of monday", "up to friday", "from the end of the month",
        "by close of business", "by COB", "by EOB", "by end of business", "by close of play", "by the close of business",
        "close of business", "by close of business friday", "by end of play",
    ];
    for end in ends {
        let text = format!("Send the deck {end}");
        let message = calendar(FRIDAY).action(&text).map(|read| read.1).expect_err(&text);
        assert!(message.contains("put it in quotes to keep it as text"), "{text}: {message}");
        let text = format!("How was it? {end}");
        assert!(calendar(FRIDAY).ask(&text).is_err(), "{text}");
        let text = format!("Send the deck \"{end}\"");
        assert_eq!(calendar(FRIDAY).action(&text), Ok((text.clone(), None)), "{text}");
    }
    for text in [
        "Learn from today",
        "Choose between the demo and friday",
        "Move the demo from monday",
        "Postpone it from monday to friday",
        "Read the numbers since the launch",
        "Learn about close of business",
        "Give the 2nd talk after the 1st one",
        "Sort them from 1 to 5",
        "Choose between 3 and 5 customers",
    ] {
        assert_eq!(calendar(FRIDAY).action(text), Ok((text.to_string(), None)), "{text}");
    }
}

#[test]
fn a_distance_from_an_event_is_refused() {
    for end in [
        "2 weeks after the launch",
        "a month after the session",
        "10 days after kick-off",
        "a few days before the offsite",
        "in the week after the launch",
        "the day after the session",
        "within a week of the kick-off",
        "on the day of the demo",
    ] {
        for text in
            [format!("How was it? {end}"), format!("How was it? {end}, please"), format!("Ask Ben {end}")]
        {
            let message = calendar(FRIDAY).ask(&text).map(|asked| asked.due).expect_err(&text);
            assert!(message.contains("is not a date"), "{text}: {message}");
        }
        let text = format!("Send the deck {end}");
        assert!(calendar(FRIDAY).action(&text).is_err(), "{text}");
    }
    for text in
        ["How was it? after the launch", "How was it? before the offsite", "How was it? by the launch"]
    {
        assert!(calendar(FRIDAY).ask(text).is_err(), "{text}");
    }
    for text in [
        "Keep a log for two weeks after the launch",
        "Plan the week after the launch",
        "Did it last 2 weeks after the launch?",
        "Read the report of 2 weeks before the launch",
        "Write about the day after",
    ] {
        let asked = calendar(FRIDAY).ask(text).map(|asked| (asked.ask, asked.due));
        assert_eq!(asked, Ok((text.to_string(), None)), "{text}");
    }
}
