//! What holds for every day and every phrase, whatever the words. Never looks at one example:
//! those stand beside the parser.

use coach::journal::dates::{Calendar, Direction, every, span_days};
use coach::journal::records::settings::DateOrder;
use coach::journal::values::day::{Day, Weekday};
use proptest::prelude::*;

fn any_day() -> impl Strategy<Value = Day> {
    let first = Day::new(1900, 1, 1).unwrap();
    let last = Day::new(2199, 12, 31).unwrap();
    // The ends of the range are where arithmetic breaks.
    prop_oneof![
        8 => (0..=last.days_since(first)).prop_map(move |n| first.plus_days(n).unwrap()),
        1 => (0..40i64).prop_map(move |n| first.plus_days(n).unwrap()),
        1 => (0..40i64).prop_map(move |n| last.plus_days(-n).unwrap()),
    ]
}

/// A day from which every ordinary phrase stays inside the range.
fn usual_day() -> impl Strategy<Value = Day> {
    let first = Day::new(1950, 1, 1).unwrap();
    (0..50_000i64).prop_map(move |n| first.plus_days(n).unwrap())
}

fn any_order() -> impl Strategy<Value = Option<DateOrder>> {
    prop_oneof![Just(None), Just(Some(DateOrder::DayFirst)), Just(Some(DateOrder::MonthFirst))]
}

fn any_look() -> impl Strategy<Value = Direction> {
    prop_oneof![Just(Direction::Forward), Just(Direction::Back)]
}

fn calendar(today: Day) -> Calendar {
    Calendar { today, order: None, unread_order: None }
}

const WEEKDAYS: &[&str] = &[
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "Monday",
    "TUESDAY",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const MONTHS: &[&str] =
    &["jan", "Feb", "march", "apr", "may", "JUNE", "jul", "aug", "sept", "oct", "nov", "december"];

fn weekday() -> impl Strategy<Value = String> {
    prop::sample::select(WEEKDAYS).prop_map(str::to_string)
}

fn month() -> impl Strategy<Value = String> {
    prop::sample::select(MONTHS).prop_map(str::to_string)
}

/// Phrases that every calendar reads under [`Look::Forward`], and none that is also an amount.
fn phrase() -> impl Strategy<Value = String> {
    let fixed = [
        "today",
        "tomorrow",
        "next week",
        "next month",
        "eow",
        "eom",
        "EOQ",
        "eoy",
        "month end",
        "end of month",
        "the end of the month",
        "end of next week",
        "end of next quarter",
    ];
    let unit = prop::sample::select(
        &["days", "weeks", "months", "workdays", "years", "week", "wks", "mths", "working days"][..],
    );
    prop_oneof![
        prop::sample::select(fixed.to_vec()).prop_map(str::to_string),
        weekday(),
        weekday().prop_map(|day| format!("next {day}")),
        (1..100u32, unit).prop_map(|(n, unit)| format!("in {n}  {unit}")),
        (1..100u32, prop::sample::select(&["d", "w", "wd", "y"][..]))
            .prop_map(|(n, unit)| format!("{n}{unit}")),
        (1..100u32, prop::sample::select(&["d", "w", "m"][..])).prop_map(|(n, unit)| format!("+{n}{unit}")),
        (1..=28u32, month()).prop_map(|(n, month)| format!("{n} {month}")),
        (1..=28u32, month()).prop_map(|(n, month)| format!("{month} {n}")),
        (1..=28u32, month(), 1950..2100).prop_map(|(n, month, year)| format!("{month} {n}, {year}")),
        month().prop_map(|month| format!("end of {month}")),
        usual_day().prop_map(|day| day.to_string()),
        (13..=28u32, 1..=12u32, 1950..2100).prop_map(|(d, m, y)| format!("{d}.{m}.{y}")),
        (13..=28u32, 1..=12u32).prop_map(|(d, m)| format!("{m}/{d}")),
    ]
}

/// Words a text is made of, those that begin a closing among them.
fn prose() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "call", "Ana", "by", "hand", "on", "every", "time", "friday", "the", "script", "2", "weeks", "by",
        "may", "don't", "—", "é", "10%", "next", "5/10", "28.11",
    ];
    prop::collection::vec(prop::sample::select(WORDS), 0..8)
        .prop_map(|words| format!("Agree {}", words.join(" ")).trim_end().to_string())
}

/// Arbitrary text, and text that comes close to what is read.
fn any_text() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        " ",
        " by ",
        " on ",
        " every ",
        "?",
        ".",
        ",",
        "+",
        "-",
        "/",
        "in",
        "ago",
        "next",
        "last",
        "this",
        "end",
        "of",
        "the",
        "friday",
        "may",
        "feb",
        "29",
        "31",
        "0",
        "12",
        "99999999999999999999",
        "4294967295",
        "2147483647",
        "1900",
        "2199",
        "days",
        "weeks",
        "workdays",
        "months",
        "years",
        "quarters",
        "w",
        "d",
        "m",
        "y",
        "wd",
        "th",
        "other",
        "İ",
        "ß",
        "\u{2028}",
        "१२",
        "eow",
        "eoq",
    ];
    prop_oneof![
        any::<String>(),
        prop::collection::vec(prop::sample::select(PARTS), 0..10).prop_map(|parts| parts.concat()),
        prop::collection::vec(prop::sample::select(PARTS), 0..10).prop_map(|parts| parts.join(" ")),
    ]
}

fn workdays_between(after: Day, until: Day) -> usize {
    (1..=until.days_since(after))
        .filter_map(|n| after.plus_days(n))
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .count()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_day_as_it_is_shown_is_that_day(today in any_day(), day in any_day(), look in any_look(), order in any_order()) {
        prop_assert_eq!(Calendar { today, order, unread_order: None }.day(&day.to_string(), look), Ok(day));
    }

    #[test]
    fn a_bare_weekday_is_the_nearest_of_its_name(today in usual_day(), weekday in weekday()) {
        let ahead = calendar(today).day(&weekday, Direction::Forward).unwrap();
        prop_assert!((1..=7).contains(&ahead.days_since(today)));
        let behind = calendar(today).day(&weekday, Direction::Back).unwrap();
        prop_assert!((0..=6).contains(&today.days_since(behind)));
        for day in [ahead, behind] {
            prop_assert!(weekday.to_lowercase().starts_with(&day.weekday_name().to_lowercase()));
        }
    }

    #[test]
    fn a_day_without_a_year_is_at_most_a_year_away(today in usual_day(), n in 1..=28u32, month in month()) {
        let text = format!("{n} {month}");
        let ahead = calendar(today).day(&text, Direction::Forward).unwrap();
        let behind = calendar(today).day(&text, Direction::Back).unwrap();
        prop_assert!((0..366).contains(&ahead.days_since(today)));
        prop_assert!((0..366).contains(&today.days_since(behind)));
        prop_assert_eq!((ahead.day_of_month(), ahead.month()), (behind.day_of_month(), behind.month()));
    }

    #[test]
    fn no_text_is_a_panic(today in any_day(), order in any_order(), text in any_text()) {
        let calendar = Calendar { today, order, unread_order: None };
        let _ = calendar.day(&text, Direction::Forward);
        let _ = calendar.day(&text, Direction::Back);
        let _ = calendar.action(&text);
        let _ = calendar.action(&format!("a by {text}"));
        let _ = calendar.ask(&text);
        let _ = calendar.ask(&format!("a? on {text}"));
        let _ = calendar.ask(&format!("a? every {text}"));
        let _ = span_days(&text);
        let _ = every(&text);
    }

    #[test]
    fn a_refusal_quotes_what_was_said(today in usual_day(), text in "[a-z]{3,9}") {
        if let Err(message) = calendar(today).day(&text, Direction::Forward) {
            prop_assert!(message.contains(&text), "{}", message);
        }
    }

    #[test]
    fn a_closing_date_leaves_the_text_alone(today in usual_day(), what in prose(), phrase in phrase()) {
        // An action that repeats before its day is refused.
        prop_assume!(!what.contains("every"));
        // A dash before the date goes with it.
        prop_assume!(![" -", " –", " —"].iter().any(|dash| what.ends_with(dash)));
        let calendar = calendar(today);
        let due = calendar.day(&phrase, Direction::Forward).unwrap();
        prop_assert_eq!(calendar.action(&format!("{what} by {phrase}")), Ok((what.clone(), Some(due))));
        prop_assert_eq!(calendar.action(&format!("{what},  BY {phrase} ")), Ok((what.clone(), Some(due))));
        prop_assert_eq!(calendar.action(&format!("{what} by {phrase}!")), Ok((what.clone(), Some(due))));
        let kept = format!("{what} \"by {phrase}\"");
        prop_assert_eq!(calendar.action(&kept), Ok((kept.clone(), None)));
        let asked = calendar.ask(&format!("{what}? on {phrase} every 2 weeks")).unwrap();
        prop_assert_eq!(asked.ask, format!("{what}?"));
        prop_assert_eq!((asked.due, asked.every), (Some(due), Some("2w".parse().unwrap())));
    }

    #[test]
    fn workdays_are_counted_one_by_one(today in usual_day(), n in 1..400u32) {
        let calendar = calendar(today);
        let then = calendar.day(&format!("in {n} workdays"), Direction::Forward).unwrap();
        prop_assert!(!matches!(then.weekday(), Weekday::Sat | Weekday::Sun));
        prop_assert_eq!(workdays_between(today, then), n as usize);
        let before = calendar.day(&format!("{n} workdays ago"), Direction::Back).unwrap();
        prop_assert!(!matches!(before.weekday(), Weekday::Sat | Weekday::Sun));
        // Counted from the day before, so that `before` is in and today is out.
        let eve = |day: Day| day.plus_days(-1).unwrap();
        prop_assert_eq!(workdays_between(eve(before), eve(today)), n as usize);
    }

    #[test]
    fn an_interval_as_it_is_shown_is_that_interval(n in 1..=60u16, unit in "[dwm]") {
        let text = format!("{n}{unit}");
        prop_assert_eq!(every(&text).map(|every| every.to_string()), Ok(text));
    }
}
