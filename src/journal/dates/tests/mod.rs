//! Tests phrases and the days they mean, worked out by hand on a wall calendar.

mod due_suffix;
mod text_endings;

use super::*;

/// A Friday.
const FRIDAY: &str = "2026-11-20";
/// The Saturday after it.
const SATURDAY: &str = "2026-11-21";
/// A leap day, which date arithmetic often forgets. It is a Thursday.
const LEAP: &str = "2024-02-29";

fn calendar(today: &str) -> Calendar {
    Calendar { today: today.parse().unwrap(), order: None, unread_order: None }
}

#[test]
fn an_unreadable_order_is_named_with_its_place() {
    let place = UnreadOrder { line: 2, column: 14 };
    let calendar = Calendar { unread_order: Some(place), ..calendar("2026-11-20") };
    let message = calendar.action("Call by 12/01").expect_err("two days");
    assert!(message.contains("cannot be read: coach.toml:2:14"), "{message}");
    assert_eq!(calendar.day("28/11", Direction::Forward).map(|day| day.to_string()), Ok("2026-11-28".into()));
}

fn ordered(order: DateOrder) -> Calendar {
    Calendar { order: Some(order), ..calendar(FRIDAY) }
}

#[track_caller]
fn means(today: &str, look: Direction, phrases: &[(&str, &str)]) {
    for (phrase, day) in phrases {
        let read = calendar(today).day(phrase, look).map(|day| day.to_string());
        assert_eq!(read.as_deref(), Ok(*day), "{phrase} on {today}, {look:?}");
    }
}

#[track_caller]
fn refused(calendar: Calendar, look: Direction, phrases: &[(&str, &str)]) {
    for (phrase, why) in phrases {
        let message = calendar.day(phrase, look).expect_err(phrase);
        assert!(message.contains(why), "{phrase}: {message}");
    }
}

#[test]
fn due_dates_said_on_a_friday() {
    #[rustfmt::skip]
    means(FRIDAY, Direction::Forward, &[
        ("today", "2026-11-20"), ("Tomorrow", "2026-11-21"), ("yesterday", "2026-11-19"),
        ("friday", "2026-11-27"), ("FRI", "2026-11-27"), ("sat", "2026-11-21"), ("sun", "2026-11-22"),
        ("mon", "2026-11-23"), ("tues", "2026-11-24"), ("wed", "2026-11-25"), ("thurs", "2026-11-26"),
        ("this friday", "2026-11-20"), ("this sunday", "2026-11-22"),
        ("next friday", "2026-11-27"), ("next  Tuesday", "2026-11-24"), ("next sun", "2026-11-29"),
        ("last friday", "2026-11-13"), ("last mon", "2026-11-16"),
        ("next week", "2026-11-23"), ("next month", "2026-12-01"),
        ("in 2 weeks", "2026-12-04"), ("in two weeks", "2026-12-04"), ("in a week", "2026-11-27"),
        ("2w", "2026-12-04"), ("+3d", "2026-11-23"), ("+2 weeks", "2026-12-04"), ("10 days", "2026-11-30"),
        ("in 2w", "2026-12-04"), ("1m", "2026-12-20"), ("in 2 months", "2027-01-20"), ("1y", "2027-11-20"),
        ("in a quarter", "2027-02-20"), ("in twelve days", "2026-12-02"), ("3 days ago", "2026-11-17"),
        ("in 3 workdays", "2026-11-25"), ("3 workdays", "2026-11-25"), ("2wd", "2026-11-24"), ("5wd", "2026-11-27"),
        ("eow", "2026-11-20"), ("end of week", "2026-11-20"), ("end of the week", "2026-11-20"),
        ("end of next week", "2026-11-27"), ("the end of next week", "2026-11-27"),
        ("eom", "2026-11-30"), ("end of month", "2026-11-30"), ("end of the month", "2026-11-30"),
        ("month end", "2026-11-30"), ("end of next month", "2026-12-31"), ("end of november", "2026-11-30"),
        ("end of oct", "2027-10-31"), ("end of feb", "2027-02-28"), ("end of february 2028", "2028-02-29"),
        ("eoq", "2026-12-31"), ("end of next quarter", "2027-03-31"), ("eoy", "2026-12-31"),
        ("end of next year", "2027-12-31"), ("end of last month", "2026-10-31"),
        ("28 nov", "2026-11-28"), ("nov 28", "2026-11-28"), ("28th november", "2026-11-28"),
        ("the 28th of november", "2026-11-28"), ("november the 28th", "2026-11-28"),
        ("20 nov", "2026-11-20"), ("19 nov", "2027-11-19"), ("28 nov 2027", "2027-11-28"),
        ("nov 28, 2026", "2026-11-28"), ("Sat, 28 Nov", "2026-11-28"), ("sat 2026-11-28", "2026-11-28"),
        ("11th dec", "2026-12-11"), ("12th dec", "2026-12-12"), ("dec 13th", "2026-12-13"),
        ("22nd dec", "2026-12-22"), ("29 feb", "2028-02-29"), ("1st may", "2027-05-01"), ("3rd sept", "2027-09-03"),
        ("2026-11-28", "2026-11-28"), (" 2026-01-01\t", "2026-01-01"),
        ("28.11.2026", "2026-11-28"), ("11/28/2026", "2026-11-28"), ("28/11", "2026-11-28"),
        ("28.11.", "2026-11-28"), ("12/12", "2026-12-12"), ("19.11.", "2027-11-19"),
        ("1 week", "2026-11-27"), ("3weeks", "2026-12-11"), ("a week from now", "2026-11-27"),
        ("7 days from now", "2026-11-27"), ("2 weeks from today", "2026-12-04"), ("in a week's time", "2026-11-27"),
        ("in a fortnight", "2026-12-04"), ("aug. 25", "2027-08-25"), ("25. aug", "2027-08-25"),
        ("1. dec. 2026", "2026-12-01"), ("fri.", "2026-11-27"), ("fri., 27 nov.", "2026-11-27"),
        ("2026/08/25", "2026-08-25"), ("2026.08.25", "2026-08-25"), ("2026-1-5", "2026-01-05"),
        ("28nov", "2026-11-28"), ("28-nov-2026", "2026-11-28"), ("nov-28-2026", "2026-11-28"),
        ("first of december", "2026-12-01"), ("the second of december", "2026-12-02"),
        ("day after tomorrow", "2026-11-22"), ("the day after tomorrow", "2026-11-22"),
        ("day before yesterday", "2026-11-18"), ("the day before yesterday", "2026-11-18"),
        ("last day of november", "2026-11-30"), ("the last day of the month", "2026-11-30"),
        ("friday next week", "2026-11-27"), ("next week friday", "2026-11-27"), ("sun this week", "2026-11-22"),
    ]);
}

#[test]
fn the_date_of_a_session_looks_back() {
    #[rustfmt::skip]
    means(FRIDAY, Direction::Back, &[
        ("today", "2026-11-20"), ("yesterday", "2026-11-19"), ("friday", "2026-11-20"), ("thu", "2026-11-19"),
        ("sat", "2026-11-14"), ("this friday", "2026-11-20"), ("this mon", "2026-11-16"),
        ("last friday", "2026-11-13"), ("3 days ago", "2026-11-17"), ("2w ago", "2026-11-06"),
        ("a week ago", "2026-11-13"), ("2 workdays ago", "2026-11-18"), ("5wd ago", "2026-11-13"),
        ("a month ago", "2026-10-20"), ("28 nov", "2025-11-28"), ("20 nov", "2026-11-20"),
        ("29 feb", "2024-02-29"), ("end of oct", "2026-10-31"), ("end of last quarter", "2026-09-30"),
        ("end of last week", "2026-11-13"), ("28.11.", "2025-11-28"), ("2026-12-24", "2026-12-24"),
    ]);
    #[rustfmt::skip]
    refused(calendar(FRIDAY), Direction::Back, &[
        ("2w", "2w ago"), ("10 days", "does not say past or future"), ("this sat", "2026-11-21, which is in the future"),
        ("fryday", r#""fryday" is not a date (try friday, yesterday, 3 days ago, 28 nov or 2026-11-28)"#),
    ]);
}

#[test]
fn weekends() {
    #[rustfmt::skip]
    means(SATURDAY, Direction::Forward, &[
        ("eow", "2026-11-27"), ("end of the week", "2026-11-27"), ("end of next week", "2026-11-27"),
        ("fri", "2026-11-27"), ("sat", "2026-11-28"), ("next friday", "2026-11-27"), ("next sat", "2026-11-28"),
        ("this sun", "2026-11-22"), ("last friday", "2026-11-20"), ("last sat", "2026-11-14"),
        ("next week", "2026-11-23"), ("1wd", "2026-11-23"), ("in 5 workdays", "2026-11-27"),
        ("6 workdays", "2026-11-30"),
    ]);
    means(SATURDAY, Direction::Back, &[("1 workdays ago", "2026-11-20"), ("5wd ago", "2026-11-16")]);
    refused(
        calendar(SATURDAY),
        Direction::Forward,
        &[("this friday", "was 2026-11-20, which is in the past")],
    );
}

#[test]
fn the_leap_day() {
    #[rustfmt::skip]
    means(LEAP, Direction::Forward, &[
        ("29 feb", "2024-02-29"), ("1y", "2025-02-28"), ("1m", "2024-03-29"), ("eom", "2024-02-29"),
        ("eoq", "2024-03-31"), ("next month", "2024-03-01"), ("28 feb", "2025-02-28"), ("thu", "2024-03-07"),
        ("eow", "2024-03-01"), ("end of feb", "2024-02-29"), ("tomorrow", "2024-03-01"), ("2wd", "2024-03-04"),
        ("end of next year", "2025-12-31"),
    ]);
    means(
        LEAP,
        Direction::Back,
        &[("29 feb", "2024-02-29"), ("1y ago", "2023-02-28"), ("1 mar", "2023-03-01")],
    );
    means(
        "2024-03-31",
        Direction::Forward,
        &[("end of next month", "2024-04-30"), ("next month", "2024-04-01")],
    );
    means("2096-03-01", Direction::Forward, &[("29 feb", "2104-02-29")]);
    means("2103-12-31", Direction::Back, &[("29 feb", "2096-02-29"), ("end of feb", "2103-02-28")]);
}

#[test]
fn what_is_no_day_is_never_guessed() {
    #[rustfmt::skip]
    refused(calendar(FRIDAY), Direction::Forward, &[
        ("", "a date is missing"), ("  ", "a date is missing"),
        ("fryday", r#""fryday" is not a date (try friday, next tuesday, in 2 weeks, eom, 28 nov or 2026-11-28)"#),
        ("28", "has no month"), ("28th", "has no month"), ("the 3rd", "has no month"),
        ("november", "has no day of the month"), ("soon", "not a date"), ("17:00", "not a date"),
        ("10am", "not a date"), ("friday 17:00", "not a date"), ("friday,", "not a date"), ("this week", "not a date"),
        ("last week", "not a date"), ("next year", "not a date"), ("next", "not a date"), ("weeks", "not a date"),
        ("2", "has no month"), ("a nov", "not a date"), ("two nov", "not a date"), ("in 2", "not a date"),
        ("in 2 weeks ago", "not a date"), ("in, 2 weeks", "not a date"), ("28st nov", "not a date"),
        ("0d", "not a distance"), ("in 0 weeks", "not a distance"), ("a couple of days", "not a date"),
        ("12/01", "date_order = \"day-first\""), ("12.01.", "date_order"), ("12/01/2027", "date_order"),
        ("28/11/26", "two-digit year"), ("28 nov 26", "two-digit year"), ("28.11", "28.11."),
        ("31/31", "not a calendar date"), ("0/5/2026", "date_order"), ("31 feb", "not a calendar date"),
        ("29 feb 2027", "does not exist in that year"), ("31 nov", "not a calendar date"), ("32 nov", "not a date"),
        ("2026-02-30", "not a calendar date"), ("2026-13-01", "not a calendar date"), ("28-11-2026", "2026-11-28"),
        ("28/11.2026", "not a date"), ("28//11", "not a date"),
        ("fri 28 nov", "2026-11-28 is a Sat"), ("999999999999 days", "outside the years"),
        ("4294967295w", "outside the years"), ("2147483647 years", "outside the years"), ("200y", "outside"),
        ("28 nov 2200", "outside"), ("28 nov 1899", "outside"), ("end of nov 2200", "outside"), ("1/1/0000", "outside"),
        ("last day of the week", "not a date"), ("in a few days", "not a date"), ("2026/02/30", "not a calendar date"),
        ("2026/13/01", "not a calendar date"), ("a week from friday", "not a date"), ("month after tomorrow", "not a date"),
        ("- 3d", "not a date"), ("-3d", "not a date"), ("+ 3d", "not a date"), ("३ days", "not a date"),
    ]);
    refused(
        calendar("2199-12-31"),
        Direction::Forward,
        &[("tomorrow", "outside"), ("1 jan", "outside"), ("eow", "outside")],
    );
    refused(
        calendar("1900-01-01"),
        Direction::Back,
        &[("yesterday", "outside"), ("sun", "outside"), ("29 feb", "outside")],
    );
}

#[test]
fn two_numbers_are_read_in_the_teams_order() {
    for (order, phrase, day) in [
        (DateOrder::DayFirst, "12/01", "2027-01-12"),
        (DateOrder::DayFirst, "12.01.", "2027-01-12"),
        (DateOrder::DayFirst, "5/1/2027", "2027-01-05"),
        (DateOrder::DayFirst, "11/28", "2026-11-28"),
        (DateOrder::MonthFirst, "12/01", "2026-12-01"),
        (DateOrder::MonthFirst, "12/01/2027", "2027-12-01"),
        (DateOrder::MonthFirst, "28.11.2026", "2026-11-28"),
    ] {
        let read = ordered(order).day(phrase, Direction::Forward).map(|day| day.to_string());
        assert_eq!(read.as_deref(), Ok(day), "{phrase} {order}");
    }
    refused(
        ordered(DateOrder::DayFirst),
        Direction::Forward,
        &[("0/5", "not a calendar"), ("5/0", "not a calendar")],
    );
}

#[test]
fn spans_and_intervals() {
    for (text, days) in
        [("7d", 7), ("2w", 14), ("10 days", 10), ("1 Month", 30), ("a week", 7), ("1y", 365), ("0d", 0)]
    {
        assert_eq!(span_days(text), Ok(days), "{text}");
    }
    for text in ["", "7", "d", "in 2 weeks", "2wd", "week", "36501d", "4294967295y", "-1d"] {
        assert!(span_days(text).is_err(), "{text}");
    }
    for (text, interval) in [
        ("2w", "2w"),
        ("2 weeks", "2w"),
        ("Week", "1w"),
        ("month", "1m"),
        ("2 months", "2m"),
        ("10 days", "10d"),
        ("day", "1d"),
        ("other week", "2w"),
        ("quarter", "3m"),
        ("fortnight", "2w"),
        ("second week", "2w"),
        ("3rd month", "3m"),
        ("year", "12m"),
    ] {
        assert_eq!(every(text).map(|every| every.to_string()).as_deref(), Ok(interval), "{text}");
    }
    for text in ["", "2", "0w", "monday", "6 years", "65537d", "4294967295y", "workday", "every week"] {
        assert!(every(text).expect_err(text).contains("is not an interval (try week"), "{text}");
    }
}
