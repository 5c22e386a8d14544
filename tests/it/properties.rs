//! Properties of the pure parts: what people wrote by hand outlives every edit.

use coach::error::Error;
use coach::journal::edit::close_items;
use coach::journal::edit::close_items::{CloseInput, MissedFollowUp};
use coach::journal::query::journal::{Filed, Item};
use coach::journal::records;
use coach::journal::records::follow_up::{Obstacle, Outcome};
use coach::journal::records::session::Session;
use coach::journal::text::editable_record::RecordText;
use coach::journal::values::day::Day;
use proptest::prelude::*;

const ACTION: &str = "m2qxw7tp4r";
const ASK: &str = "p4n8rr2c6d";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A line that a hand may have put between the keys: nothing, a comment, an unknown key.
fn between(name: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        2 => "[ -~äöü愛]{0,30}".prop_map(|text| format!("# {text}\n")),
        1 => "[a-z]{3,8}".prop_map(move |key| format!("x-{key}-{name} = \"kept\" # so\n")),
        1 => Just("\n".to_string()),
    ]
}

/// A session as hands leave it: keys in some order, comments, blanks, its own keys, any line
/// ending, perhaps a byte order mark.
fn session() -> impl Strategy<Value = String> {
    let gaps = (between("a"), between("b"), between("c"), between("d"), between("e"), between("f"));
    (gaps, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |((a, b, c, d, e, f), crlf, bom, comment, inline)| {
            let beside = if comment { "   # moved once" } else { "" };
            let (action, ask) = if inline { (
                format!("action = [ {{ id = \"{ACTION}\", what = 'Rewrite it', owner = \"ana\", due = 2026-11-28 }} ]{beside}\n"),
                format!("follow_up = [{{due=2026-12-05,id=\"{ASK}\",action=\"{ACTION}\",ask=\"What changed?\",every=\"2w\"}}]\n"),
            ) } else { (
                format!("\n[[action]]\n{c}id = \"{ACTION}\"\nwhat = 'Rewrite it'\nowner = \"ana\"\n{d}due = 2026-11-28{beside}\n"),
                format!("{e}[[follow_up]]\ndue = 2026-12-05{beside}\nid = \"{ASK}\"\naction = \"{ACTION}\"\nask = \"What changed?\"\nevery = \"2w\"\n{f}"),
            ) };
            let text = format!(
                "{a}coach = 'jo'\nid = \"k3f9m2qxtp\"{beside}\n{b}date = 2026-11-21\nwith = [ \"ana\", ]\n{action}{ask}"
            );
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{feff}{text}") } else { text }
        },
    )
}

type Edit = fn(&mut RecordText, &Filed<Session>) -> Result<(), Error>;

fn action(filed: &Filed<Session>) -> Item<'_> {
    Item::Action(filed, &filed.record.actions[0])
}

fn ask(filed: &Filed<Session>) -> Item<'_> {
    Item::FollowUp(filed, &filed.record.follow_ups[0])
}

fn done(text: &mut RecordText, filed: &Filed<Session>) -> Result<(), Error> {
    let closing = CloseInput {
        on: day("2026-11-30"),
        result: Some("One line\nand another"),
        outcome: None,
        reported_by: None,
    };
    close_items::done(text, action(filed), &closing).map(|_| ())
}

fn partly(text: &mut RecordText, filed: &Filed<Session>) -> Result<(), Error> {
    let closing =
        CloseInput { on: day("2026-12-06"), result: None, outcome: Some(Outcome::Partly), reported_by: None };
    close_items::done(text, ask(filed), &closing).map(|_| ())
}

fn missed(text: &mut RecordText, filed: &Filed<Session>) -> Result<(), Error> {
    let miss = MissedFollowUp {
        on: day("2026-12-06"),
        obstacle: Obstacle::Time,
        obstacle_text: Some("the quarter's end"),
        next: None,
        reported_by: None,
    };
    close_items::missed(text, ask(filed), &miss).map(|_| ())
}

fn dropped(text: &mut RecordText, filed: &Filed<Session>) -> Result<(), Error> {
    close_items::dropped(text, action(filed), day("2026-12-01"), "It moved").map(|_| ())
}

fn snoozed(text: &mut RecordText, filed: &Filed<Session>) -> Result<(), Error> {
    close_items::snoozed(text, action(filed), day("2027-01-04"), day("2026-12-01"))
}

const EDITS: [Edit; 5] = [done, partly, missed, dropped, snoozed];

fn filed(text: &str) -> Filed<Session> {
    let record = records::read("s.toml", text).unwrap_or_else(|problem| panic!("{problem:?} in {text}"));
    Filed { path: "s.toml".into(), record }
}

fn edited(text: &str, edit: Edit) -> String {
    let filed = filed(text);
    let mut record = RecordText::parse(text).unwrap();
    edit(&mut record, &filed).unwrap();
    record.render()
}

/// The `n`th day of a series: the day of the month on which it began, or the last one of a shorter month.
fn nth(anchor: Day, months: u32, n: u32) -> Day {
    let month = anchor.year() as u32 * 12 + anchor.month() - 1 + months * n;
    let in_month = |day| Day::new((month / 12) as i32, month % 12 + 1, day);
    (1..=anchor.day_of_month()).rev().find_map(in_month).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn text_that_is_not_edited_keeps_every_byte(text in session()) {
        prop_assert_eq!(RecordText::parse(&text).unwrap().render(), text);
    }

    #[test]
    fn every_edit_keeps_every_line_it_does_not_mean(text in session(), which in 0..EDITS.len()) {
        let after = edited(&text, EDITS[which]);
        filed(&after); // It can be read.
        // The lines of inline lists are the ones that are meant.
        let meant = |line: &str| line.contains("due") || line.contains("action = [") || line.contains("follow_up = [");
        let mut rest = after.split_inclusive('\n');
        for line in text.split_inclusive('\n').filter(|line| !meant(line)) {
            prop_assert!(rest.any(|kept| kept == line), "lost {line:?}\nbefore:\n{text}\nafter:\n{after}");
        }
        // What stood beside a value that changed is still beside it.
        prop_assert_eq!(text.matches("# moved once").count(), after.matches("# moved once").count());
        // One kind of line ending, and the mark at the beginning or not at all.
        if text.contains("\r\n") {
            prop_assert!(!after.replace("\r\n", "").contains('\n'), "{:?}", after);
        } else {
            prop_assert!(!after.contains('\r'));
        }
        prop_assert_eq!(text.starts_with('\u{feff}'), after.starts_with('\u{feff}'));
    }

    #[test]
    fn what_is_closed_and_opened_again_says_the_same(text in session()) {
        let original = filed(&text);
        for (edit, item) in [(done as Edit, action as fn(&Filed<Session>) -> Item<'_>), (snoozed, action)] {
            let after = edited(&text, edit);
            let closed = filed(&after);
            let mut record = RecordText::parse(&after).unwrap();
            if close_items::reopened(&mut record, item(&closed)).is_ok() {
                prop_assert_eq!(&filed(&record.render()).record, &original.record);
                prop_assert!(record.render() == text, "before:\n{}\nafter:\n{}", text, record.render());
            }
        }
    }

    #[test]
    fn two_clones_that_close_a_series_make_one_next(text in session(), late in 0i64..400) {
        let (here, there) = (edited(&text, partly), {
            let filed = filed(&text);
            let mut record = RecordText::parse(&text).unwrap();
            let on = day("2026-12-05").plus_days(late).unwrap();
            close_items::done(&mut record, ask(&filed), &CloseInput { on, result: None, outcome: None, reported_by: None }).unwrap();
            record.render()
        });
        let (here, there) = (filed(&here), filed(&there));
        prop_assert_eq!(&here.record.follow_ups[1].id, &there.record.follow_ups[1].id);
        let next = there.record.follow_ups[1].due;
        prop_assert_eq!(next.weekday(), day("2026-12-05").weekday());
        let after_closing = next.days_since(day("2026-12-05").plus_days(late).unwrap());
        prop_assert!((1..=14).contains(&after_closing));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC*|[\\[\\]{}=\"'#\n\r a-z0-9-]{0,200}") {
        let _ = records::read::<Session>("s.toml", &text);
        let _ = records::unknown_keys::<Session>(&text);
        if let Ok(record) = RecordText::parse(&text) {
            record.render();
        }
    }
}

proptest! {
    // Each case writes and reads a series of several follow-ups.
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_day_of_a_series_follows_from_its_first_day_alone(
        start in 0i64..2000,
        months in 1u32..=24,
        steps in prop::collection::vec((0i64..5, 0i64..9, any::<bool>()), 1..16),
    ) {
        let anchor = day("2026-01-01").plus_days(start).unwrap();
        let mut text = format!(
            "id = \"k3f9m2qxtp\"\ndate = {anchor}\ncoach = \"jo\"\nwith = [\"ana\"]\n\n[[follow_up]]\nid = \"{ASK}\"\n\
             due = {anchor}\nask = \"And now?\"\nevery = \"{months}m\"\n"
        );
        for (moved, late, is_missed) in steps {
            let before = filed(&text);
            let open = before.record.follow_ups.iter().find(|ask| ask.is_open()).unwrap();
            let due = open.due.plus_days(moved).unwrap();
            let mut record = RecordText::parse(&text).unwrap();
            if moved > 0 {
                close_items::snoozed(&mut record, Item::FollowUp(&before, open), due, open.due).unwrap();
            }
            let now = filed(&record.render());
            let open = now.record.follow_ups.iter().find(|ask| ask.is_open()).unwrap();
            let on = due.plus_days(late).unwrap();
            if is_missed {
                let miss = MissedFollowUp { on, obstacle: Obstacle::Time, obstacle_text: None, next: None, reported_by: None };
                close_items::missed(&mut record, Item::FollowUp(&now, open), &miss).unwrap();
            } else {
                let closing = CloseInput { on, result: None, outcome: None, reported_by: None };
                close_items::done(&mut record, Item::FollowUp(&now, open), &closing).unwrap();
            }
            text = record.render();
            let after = filed(&text);
            let next = after.record.follow_ups.iter().find(|ask| ask.is_open()).unwrap();
            let expected = (1..).map(|n| nth(anchor, months, n)).find(|day| *day > on).unwrap();
            prop_assert_eq!(next.due, expected, "from {} every {}m, closed on {}:\n{}", anchor, months, on, text);
        }
    }
}
