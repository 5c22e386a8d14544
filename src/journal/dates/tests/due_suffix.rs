//! Tests actions and follow-ups in one line: the closing words that coach removes, and the text that it
//! keeps.

use super::super::FollowUpLine;
use super::{FRIDAY, calendar};

#[test]
fn a_closing_by_is_the_due_date() {
    for (text, what, due) in [
        ("Rewrite the script by friday", "Rewrite the script", "2026-11-27"),
        ("Rewrite the script, by Friday ", "Rewrite the script", "2026-11-27"),
        ("Call Ana by phone BY 28 nov", "Call Ana by phone", "2026-11-28"),
        ("Learn by doing  by the end of the month", "Learn by doing", "2026-11-30"),
        ("Plan by monday by tue", "Plan by monday", "2026-11-24"),
        ("Find out what we may do by 5 may", "Find out what we may do", "2027-05-05"),
        ("Two calls. Then a review by next tuesday", "Two calls. Then a review", "2026-11-24"),
        ("Send it by 2w", "Send it", "2026-12-04"),
        ("Send it by 2 w", "Send it", "2026-12-04"),
        ("Send it in 2 w", "Send it", "2026-12-04"),
        ("Send it in 1 mo, please", "Send it", "2026-12-20"),
        ("Send it by in 10 days", "Send it", "2026-11-30"),
        ("Send it by sat", "Send it", "2026-11-21"),
        ("Rewrite by 28nov", "Rewrite", "2026-11-28"),
        ("Rewrite the script by friday.", "Rewrite the script", "2026-11-27"),
        ("Rewrite the script (by friday)", "Rewrite the script", "2026-11-27"),
        ("Écris à Zoé by nov 28, 2026", "Écris à Zoé", "2026-11-28"),
    ] {
        let expected = Ok((what.to_string(), Some(due.parse().unwrap())));
        assert_eq!(calendar(FRIDAY).action(text), expected, "{text}");
    }
}

#[test]
fn what_no_one_means_as_a_day_stays_text() {
    for text in [
        "Learn by doing",
        "Write it by hand",
        "Cut churn by 10%",
        "Cut churn by a third",
        "Grow by two",
        "Raise the score by 12.5",
        "Raise the score by 0.75",
        "Raise revenue by 1.000.000",
        "Count calls by week",
        "Sort them by the month",
        "Stand by",
        "By doing so",
        "Learn by asking Jan what June did",
        "Learn by whatever means we may find",
        "Build on this by the end",
        "Rewrite the script \"by friday\"",
        "Review the March numbers",
        "Check the mid-year figures",
        "Swim 50 m",
        "Write to ana@fri.com",
        "Take leave from monday to friday",
    ] {
        assert_eq!(calendar(FRIDAY).action(text), Ok((text.to_string(), None)), "{text}");
    }
}

#[test]
fn a_closing_that_cannot_be_read_is_an_error() {
    for (text, named) in [
        ("Rewrite by friday or so", "\"friday or so\" is not a date"),
        ("Rewrite by Friday whether it works", "\"Friday whether it works\""),
        ("Rewrite by fryday", "\"fryday\""),
        ("Rewrite by tommorow", "\"tommorow\""),
        ("Rewrite by friday 17:00", "\"friday 17:00\""),
        ("Rewrite by 5pm", "\"5pm\""),
        ("Rewrite by early june", "\"early june\""),
        ("Rewrite by mid-march", "\"mid-march\""),
        ("Rewrite by 5 may or thereabouts", "\"5 may or thereabouts\""),
        ("Rewrite by june", "has no day of the month"),
        ("Rewrite by 28", "has no month"),
        ("Rewrite by 12/01", "date_order"),
        ("Rewrite by 30 feb", "not a calendar date"),
        ("Rewrite by friday,", "\"friday,\""),
        ("Rewrite by the weekend", "\"the weekend\""),
        ("Rewrite by q1", "\"q1\""),
        ("Rewrite by 99999999999999 days", "outside the years"),
        ("Who writes the script by friday?", "part of the question"),
        ("Standby friday", "\"friday\" is ambiguous: the date or part of the text"),
        ("Cut the ramp-up by 2 weeks", "write \"in 2 weeks\" for the date"),
        ("Cut the ramp-up by a week", "write \"in a week\""),
        ("Grow revenue by 5m", "write \"in 5m\""),
        ("Rewrite by 28.11.", "\"28.11.\" is ambiguous: a date or a number"),
        ("Rewrite by 28.11", "is ambiguous: a date or a number"),
        ("Rewrite by mid-month", "\"mid-month\""),
        ("Rewrite it mid-week", "\"mid-week\""),
        ("Rewrite by midweek", "\"midweek\""),
        ("Rewrite by half-year end", "\"half-year end\""),
        ("Rewrite by friday-ish", "\"friday-ish\""),
        ("Rewrite by lunch", "\"lunch\""),
        ("Rewrite tomorrow before lunch", "\"tomorrow before lunch\""),
        ("Rewrite by 2 m", "\"2 m\""),
        ("Rewrite in 2 m", "\"in 2 m\""),
        ("Rewrite it due:2026-12-01", "\"due:2026-12-01\""),
        ("Rewrite it due:fri", "\"due:fri\""),
        ("Rewrite it @fri", "\"@fri\""),
        ("Rewrite it due:next week", "\"due:next week\""),
        ("Rewrite from 3 dec to 5 dec", "\"from 3 dec to 5 dec\""),
        ("Rewrite from 3 to 5 dec", "\"from 3 to 5 dec\""),
        ("Rewrite by fridayish", "\"fridayish\""),
        ("Rewrite by lunch time", "\"lunch time\""),
    ] {
        let message = calendar(FRIDAY).action(text).expect_err(text);
        assert!(message.contains(named), "{text}: {message}");
        assert!(message.contains("to keep it as text"), "{text}: {message}");
    }
    #[rustfmt::skip]
    let missing = [
        "", "  ", "by friday", " , by friday", "BY friday", "\u{200b}", "\u{200b} by friday", "? by friday", "- by friday", "?", "…",
    ];
    for text in missing {
        let message = calendar(FRIDAY).action(text).expect_err(text);
        assert!(message.starts_with("the text of the action is missing"), "{text}: {message}");
    }
}

#[test]
fn follow_ups_in_one_line() {
    for (text, ask, due, every) in [
        ("What changed? on 5 dec", "What changed?", "2026-12-05", ""),
        ("How is the pipeline? on mon every 2 weeks", "How is the pipeline?", "2026-11-23", "2w"),
        ("How is the pipeline? every 2w on mon", "How is the pipeline?", "2026-11-23", "2w"),
        ("How is it? every other week", "How is it?", "", "2w"),
        ("How is it? half-yearly", "How is it?", "", "6m"),
        ("How is it? semi-annually", "How is it?", "", "6m"),
        ("How is it? once weekly", "How is it?", "", "1w"),
        ("How is it? every 2 w", "How is it?", "", "2w"),
        ("How is it? in 3 w", "How is it?", "2026-12-11", ""),
        ("How is it? every fortnight", "How is it?", "", "2w"),
        ("How is it? every second week", "How is it?", "", "2w"),
        ("How is it? on 2 weeks", "How is it?", "2026-12-04", ""),
        ("How is it? every week", "How is it?", "", "1w"),
        ("How is it? EVERY monday", "How is it?", "2026-11-23", "1w"),
        ("How is it? on every monday", "How is it?", "2026-11-23", "1w"),
        ("How is it? every other fri", "How is it?", "2026-11-27", "2w"),
        ("How is it? on 5 dec, every sat", "How is it?", "2026-12-05", "1w"),
        ("How is it? on 5 dec every sat", "How is it?", "2026-12-05", "1w"),
        ("Ask about the call on friday", "Ask about the call", "2026-11-27", ""),
        ("Focus on discovery", "Focus on discovery", "", ""),
        ("Focus on this", "Focus on this", "", ""),
        ("Build on the next one", "Build on the next one", "", ""),
        ("How are you getting on", "How are you getting on", "", ""),
        ("What do you do every week?", "What do you do every week?", "", ""),
        ("What do you ask every time", "What do you ask every time", "", ""),
        ("What happened on friday?", "What happened on friday?", "", ""),
        ("What happened on friday? every month", "What happened on friday?", "", "1m"),
        ("Did every one of them call on tue", "Did every one of them call", "2026-11-24", ""),
    ] {
        let expected = FollowUpLine {
            ask: ask.into(),
            due: due.parse().ok(),
            every: every.parse().ok(),
            month_end: false,
            after: None,
        };
        assert_eq!(calendar(FRIDAY).ask(text), Ok(expected), "{text}");
    }
    for (text, named) in [
        ("", "the question is missing"),
        ("on friday", "the question is missing"),
        ("\u{200b}", "the question is missing"),
        ("? on 5 dec", "the question is missing"),
        ("?! every week", "the question is missing"),
        ("every week", "the question is missing"),
        ("How is it @fri", "\"@fri\""),
        ("How is it? on christmas", "\"christmas\" is not a date"),
        ("How is it? on mon every quarterly", "\"mon every quarterly\""),
        ("How is it? every so often", "\"so often\" is not an interval"),
        ("How is it? every 2", "\"2\" is not an interval"),
        ("How is it? bi-monthly", "is not an interval"),
        ("How is it? biannually", "is not an interval"),
        ("How is it? 6-monthly", "\"6-monthly\" is not an interval"),
        ("How is it? every-other-week", "is not an interval"),
        ("How is it? nightly", "is not an interval"),
        ("How is it? twice yearly", "\"twice yearly\" is not an interval"),
        ("How is it? half yearly", "\"half yearly\" is not an interval"),
        ("How is it? three times weekly", "\"three times weekly\" is not an interval"),
        ("How is it? every half-year", "\"half-year\" is not an interval"),
        ("How is it? due:fri", "\"due:fri\""),
        ("  ?", "the question is missing"),
        ("How is it? on 5 dec every monday", "2026-12-05 is a Sat"),
    ] {
        let message = calendar(FRIDAY).ask(text).expect_err(text);
        assert!(message.contains(named), "{text}: {message}");
    }
}

#[test]
fn a_series_counts_from_the_day_it_was_said_on() {
    for (today, text, due, series) in [
        ("2027-01-31", "Numbers? every month", "2027-02-28", Some("2027-01-31")),
        ("2027-01-31", "Numbers? monthly", "2027-02-28", Some("2027-01-31")),
        ("2027-01-30", "Numbers? every month", "2027-02-28", Some("2027-01-30")),
        ("2027-01-31", "Numbers? every quarter", "2027-04-30", Some("2027-01-31")),
        ("2028-02-29", "Numbers? every year", "2029-02-28", Some("2028-02-29")),
        ("2027-01-31", "Numbers? in a month every month", "2027-02-28", Some("2027-01-31")),
        ("2027-01-31", "Numbers? on 1m every month", "2027-02-28", Some("2027-01-31")),
        ("2027-01-31", "Numbers? in a month every quarter", "2027-02-28", Some("2026-08-31")),
        ("2026-12-31", "Numbers? in 2 months every month", "2027-02-28", Some("2027-01-31")),
        ("2027-01-31", "Numbers? on 28 feb every month", "2027-02-28", None),
        ("2027-01-31", "Numbers? in 4 weeks every month", "2027-02-28", None),
        ("2027-01-28", "Numbers? every month", "2027-02-28", None),
        ("2027-01-31", "Numbers? every 4 weeks", "2027-02-28", None),
        ("2027-01-31", "Numbers?", "2027-02-07", None),
    ] {
        let calendar = calendar(today);
        let asked = calendar.ask(text).unwrap_or_else(|why| panic!("{text}: {why}"));
        let expected = (due.parse().unwrap(), series.map(|day: &str| day.parse().unwrap()));
        assert_eq!(asked.first(asked.every, calendar.today), Some(expected), "{today} {text}");
        let again = calendar.ask(&asked.to_string()).unwrap_or_else(|why| panic!("{asked}: {why}"));
        assert_eq!(again.first(again.every, calendar.today), Some(expected), "{today} {asked}");
    }
}
