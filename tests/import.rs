//! Tables that go out come in again: whatever sessions and actions say that a table can hold, an
//! empty journal says the same after it, and once more adds nothing.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test may touch the machine, and stop")]

use chrono::NaiveDateTime;
use coach::export::part::Part;
use coach::export::{What, tables};
use coach::import::source::Source;
use coach::import::standing::{Here, Standing, clashes};
use coach::import::text::Text;
use coach::import::{Asked, Came, Record};
use coach::journal::action::Action;
use coach::journal::form;
use coach::journal::handle::Handle;
use coach::journal::id::Id;
use coach::journal::journal::{Filed, Journal};
use coach::journal::options::Options;
use coach::journal::record;
use coach::journal::session::{Feedback, Kind, Score, Session};
use coach::output::csv;
use proptest::prelude::*;

fn handle() -> impl Strategy<Value = Handle> {
    "[a-d]{1,2}(-[a-d])?".prop_map(|text| text.parse().unwrap())
}

fn handles(most: usize) -> impl Strategy<Value = Vec<Handle>> {
    prop::collection::btree_set(handle(), 0..=most).prop_map(|all| all.into_iter().collect())
}

/// What people write: formulas, quotes, commas, lines, other scripts.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zé田 ]{1,8}",
        Just("=1+1".into()),
        Just("-x".into()),
        Just("@b".into()),
        Just("\"".into()),
        Just(",;".into()),
        Just("\n".into()),
        Just("'".into())
    ];
    // A quote before a formula is what an export puts there, and taken for that.
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat().trim_end().to_string()).prop_filter(
        "a text that is one",
        |text| {
            let is_harmed = text.starts_with('\'') && text[1..].starts_with(['=', '-', '@']);
            !text.trim().is_empty() && !is_harmed
        },
    )
}

fn day() -> impl Strategy<Value = coach::journal::day::Day> {
    (2020i32..=2026, 1u32..=10, 1u32..=28)
        .prop_map(|(y, m, d)| coach::journal::day::Day::new(y, m, d).unwrap())
}

prop_compose! {
    fn session(number: u64)(
        date in day(), minutes in prop::option::of(0u32..=1440), coach in handle(), one in handle(),
        more in handles(2), group in prop::option::of(Just("team".parse::<Handle>().unwrap())),
        topics in handles(2), objectives in handles(2), paid in prop::option::of(any::<bool>()),
        notes in prop::option::of(words()), start in prop::option::of((0u8..24, 0u8..60)),
        feedback in prop::option::of((1u8..=5, prop::option::of(words()))),
        kind in prop::sample::select(Kind::ALL),
        whats in prop::collection::vec((words(), handle(), prop::option::of(day()), 0u8..3, day(), prop::option::of(words())), 0..3),
    ) -> Session {
        let id = |part: &str| Id::derived(&["test", &number.to_string(), part]);
        let mut with = more;
        with.retain(|other| *other != one);
        with.insert(0, one);
        let actions = whats.into_iter().enumerate().map(|(n, (what, owner, due, state, closed, said))| Action {
            id: id(&n.to_string()), what, owner, due, objectives: topics.clone(),
            done: (state == 1).then_some(closed), dropped: (state == 2).then_some(closed),
            result: said.clone(), why: said, benefit: None,
        }).collect();
        Session {
            minutes, group, topics, objectives, paid, kind, actions,
            start: start.map(|(h, m)| format!("{h:02}:{m:02}").parse().unwrap()),
            notes: notes.unwrap_or_default(),
            feedback: feedback.map(|(score, text)| Feedback { score: Score::try_from(score).unwrap(), text: text.unwrap_or_default() }),
            ..Session::new(id("session"), date, &coach, with)
        }
    }
}

fn journal(sessions: Vec<Session>) -> Journal {
    let filed = |record: Session| {
        // As a file would hold it.
        let record = record::read("s.toml", &form::session(&record).render()).unwrap();
        Filed { path: "s.toml".into(), record }
    };
    let mut journal = Journal { sessions: sessions.into_iter().map(filed).collect(), ..Journal::default() };
    journal.sort();
    journal
}

fn table(journal: &Journal, what: What, verbatim: bool) -> String {
    let options = Options::until("2026-12-31".parse().unwrap());
    let table = tables::table(&Part::of(journal, &options, true), what).unwrap();
    let bytes = if verbatim { csv::verbatim(&table) } else { csv::table(&table) };
    String::from_utf8(bytes.unwrap()).unwrap()
}

fn came(text: &str, journal: &Journal) -> Came {
    let asked = Asked {
        journal,
        me: &"jo".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        with: &[],
        map: &[],
        what: None,
        date_format: None,
        local_day: |moment: NaiveDateTime| moment.date(),
    };
    let text = Text::new("x.csv", text);
    assert_eq!(Source::of(&text), Source::Csv);
    let came = Source::Csv.read(&text, &asked).unwrap();
    assert_eq!(clashes(&text, &came.rows, &Here::new(journal)), []);
    came
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_that_went_out_says_the_same_when_it_came_in(
        sessions in (1u64..4).prop_flat_map(|n| (0..n).map(session).collect::<Vec<_>>()), verbatim in any::<bool>()
    ) {
        let before = journal(sessions);
        let (sessions, actions) = (table(&before, What::Sessions, verbatim), table(&before, What::Actions, verbatim));
        let mut new = Vec::new();
        for row in came(&sessions, &Journal::default()).rows {
            if let Record::Session(session) = row.record {
                new.push(*session);
            }
        }
        for row in came(&actions, &journal(new.clone())).rows {
            if let Record::Agreed(agreed) = row.record {
                let session = new.iter_mut().find(|session| session.id == agreed.id).unwrap();
                session.actions.extend(agreed.actions);
            }
        }
        let after = journal(new);
        prop_assert_eq!(&after.sessions, &before.sessions);
        prop_assert_eq!(table(&after, What::Sessions, verbatim), sessions.clone());
        prop_assert_eq!(table(&after, What::Actions, verbatim), actions.clone());
        for text in [sessions, actions] {
            let here = Here::new(&after);
            let again = came(&text, &after);
            let rows = again.rows.iter().filter(|row| !matches!(row.record, Record::Person(_)));
            rows.for_each(|row| assert_eq!(here.standing(row), Standing::Same));
        }
    }

    #[test]
    fn whatever_a_file_holds_there_is_an_answer(text in "[\\[\\]{}\",;:a-e0-9=\\n\\r\t' é-]{0,80}") {
        let journal = Journal::default();
        let me = "jo".parse().unwrap();
        let asked = Asked { journal: &journal, me: &me, today: "2026-11-22".parse().unwrap(), with: &[], map: &[],
            what: None, date_format: None, local_day: |moment: NaiveDateTime| moment.date() };
        for text in [text.clone(), format!("date,with\n{text}"), format!("[{text}]"), format!("{{\"entries\":[{text}]}}")] {
            let text = Text::new("x", &text);
            for source in Source::ALL {
                let _ = source.read(&text, &asked);
            }
        }
    }
}
