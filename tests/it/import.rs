//! Tables that go out come in again: whatever sessions, actions and follow-ups say that a table can
//! hold, an empty journal says the same after it, and once more adds nothing. A table without ids is

//! known again, whatever was corrected in it and whatever order its rows have.

use chrono::NaiveDateTime;
use coach::export::selection::ExportSelection;
use coach::export::{What, tables};
use coach::import::format::Format;
use coach::import::matching::match_rows::{JournalIndex, RowStatus, clashes};
use coach::import::source_text::SourceText;
use coach::import::{ImportOptions, ImportedRecord, ParsedImport};
use coach::journal::query::journal::{Filed, Journal};
use coach::journal::query::report_filter::ReportFilter;
use coach::journal::records;
use coach::journal::records::action::Action;
use coach::journal::records::answers::{Answer, Answers};
use coach::journal::records::due_moves::Move;
use coach::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use coach::journal::records::session::{Feedback, Kind, Score, Session};
use coach::journal::text::new_record;
use coach::journal::values::handle::Handle;
use coach::journal::values::id::Id;
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
    prop::collection::vec(piece, 1..5)
        .prop_map(|pieces| pieces.concat().trim_end().to_string())
        .prop_filter("a text that is one", |text| !text.trim().is_empty())
}

fn day() -> impl Strategy<Value = coach::journal::values::day::Day> {
    (2020i32..=2026, 1u32..=10, 1u32..=28)
        .prop_map(|(y, m, d)| coach::journal::values::day::Day::new(y, m, d).unwrap())
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        words().prop_filter("no number", |text| text.parse::<i64>().is_err()).prop_map(|text| {
            // A list that begins on the next line is one.
            Answer::text(&new_record::written(text.trim_start_matches('\n')))
        }),
        prop::collection::vec(words(), 1..3).prop_map(Answer::List),
        any::<i64>().prop_map(Answer::Number),
        day().prop_map(Answer::Day),
    ]
}

fn answers() -> impl Strategy<Value = Answers> {
    let given = prop::collection::btree_map("[a-d]{1,3}(-[a-d])?", answer(), 0..3);
    (handle(), given).prop_map(|(template, given)| Answers { template, given: given.into_iter().collect() })
}

prop_compose! {
    fn ask(id: Id, action: Option<Id>)(
        due in day(), ask in words(), every in prop::option::of(prop::sample::select(vec!["2w", "1m", "3d"])),
        series in prop::option::of(day()), done in prop::option::of((day(), prop::option::of(prop::sample::select(Outcome::ALL)))),
        obstacle in prop::option::of((prop::sample::select(Obstacle::ALL), prop::option::of(words()))),
        said in prop::option::of(words()), is_about in any::<bool>(),
    ) -> FollowUp {
        FollowUp {
            action: action.clone().filter(|_| is_about),
            every: every.map(|every| every.parse().unwrap()),
            series, done: done.map(|(day, _)| day), outcome: done.and_then(|(_, outcome)| outcome),
            obstacle: obstacle.as_ref().map(|(kind, _)| *kind), obstacle_text: obstacle.and_then(|(_, text)| text),
            result: said.clone(), why: said, reported_by: done.map(|_| "ana".parse().unwrap()), ..FollowUp::new(id.clone(), due, ask)
        }
    }
}

fn with_asks(session: Session) -> impl Strategy<Value = Session> {
    let id = |part: &str| Id::derived(&[session.id.as_str(), part]);
    let about = session.actions.first().map(|action| action.id.clone());
    let asks = (ask(id("a"), about), ask(id("b"), None), 0usize..3);
    asks.prop_map(move |(one, two, n)| Session {
        follow_ups: [one, two].into_iter().take(n).collect(),
        ..session.clone()
    })
}

prop_compose! {
    fn session(number: u64)(
        date in day(), minutes in prop::option::of(0u32..=1440), coach in handle(), one in handle(),
        more in handles(2), group in prop::option::of(Just("team".parse::<Handle>().unwrap())),
        topics in handles(2), objectives in handles(2), paid in prop::option::of(any::<bool>()),
        notes in prop::option::of(words()), start in prop::option::of((0u8..24, 0u8..60)),
        feedback in prop::option::of((1u8..=5, prop::option::of(words()))),
        kind in prop::sample::select(Kind::ALL), programme in prop::option::of(handle()), answers in prop::option::of(answers()),
        whats in prop::collection::vec((words(), handle(), prop::option::of(day()), 0u8..3, day(), prop::option::of(words())), 0..3),
    ) -> Session {
        let id = |part: &str| Id::derived(&["test", &number.to_string(), part]);
        let mut with = more;
        with.retain(|other| *other != one);
        with.insert(0, one);
        let actions = whats.into_iter().enumerate().map(|(n, (what, owner, due, state, closed, said))| Action {
            id: id(&n.to_string()), what, owner, agreed: said.as_ref().map(|_| closed), due, objectives: topics.clone(),
            moved: due.iter().map(|due| Move { on: closed, due: *due }).collect(),
            done: (state == 1).then_some(closed), dropped: (state == 2).then_some(closed),
            result: said.clone(), why: said, reported_by: (state == 1).then(|| coach.clone()), benefit: None,
        }).collect();
        Session {
            minutes, group_size: minutes.filter(|_| group.is_some()), group, topics, objectives, paid, kind, actions, programme, answers,
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
        let record = records::read("s.toml", &new_record::session(&record).render()).unwrap();
        Filed { path: "s.toml".into(), record }
    };
    let mut journal = Journal { sessions: sessions.into_iter().map(filed).collect(), ..Journal::default() };
    journal.sort();
    journal
}

fn table(journal: &Journal, what: What, verbatim: bool) -> String {
    let options = ReportFilter::until("2026-12-31".parse().unwrap());
    let table = tables::table(&ExportSelection::of(journal, &options, true), what).unwrap();
    let bytes = if verbatim { csv::verbatim(&table) } else { csv::table(&table) };
    String::from_utf8(bytes.unwrap()).unwrap()
}

fn came(text: &str, journal: &Journal) -> ParsedImport {
    let asked = ImportOptions {
        journal,
        me: &"jo".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        with: &[],
        map: &[],
        what: None,
        date_format: None,
        local_time: |moment: NaiveDateTime| moment,
    };
    let text = SourceText::new("x.csv", text);
    assert_eq!(Format::of(&text), Format::Csv);
    let came = Format::Csv.read(&text, &asked).unwrap();
    let here = JournalIndex::new(journal);
    let standings: Vec<RowStatus> = came.rows.iter().map(|row| here.standing(row)).collect();
    assert_eq!(clashes(&text, &came.rows, &standings, &here), []);
    came
}

/// How the rows stand, those that are here and say the same apart.
fn standings(text: &str, journal: &Journal) -> Vec<RowStatus> {
    let here = JournalIndex::new(journal);
    let rows = came(text, journal).rows;
    let rows = rows.iter().filter(|row| !matches!(row.record, ImportedRecord::Person(_)));
    rows.map(|row| here.standing(row)).filter(|one| *one != RowStatus::Same).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_that_went_out_says_the_same_when_it_came_in(
        sessions in (1u64..4).prop_flat_map(|n| (0..n).map(|n| session(n).prop_flat_map(with_asks)).collect::<Vec<_>>()), verbatim in any::<bool>()
    ) {
        let before = journal(sessions);
        // Verbatim, a quote before a formula is what an export puts there otherwise, and taken for that.
        let verbatim = verbatim && !format!("{:?}", before.sessions).contains('\'');
        let tables = [What::Sessions, What::Actions, What::FollowUps].map(|what| table(&before, what, verbatim));
        let mut new: Vec<Session> = Vec::new();
        for text in &tables {
            for row in came(text, &journal(new.clone())).rows {
                match row.record {
                    ImportedRecord::Session(session) => new.push(*session),
                    ImportedRecord::Agreed(agreed) => {
                        let session = new.iter_mut().find(|session| session.id == agreed.id).unwrap();
                        session.actions.extend(agreed.actions);
                        session.follow_ups.extend(agreed.follow_ups);
                    }
                    _ => {}
                }
            }
        }
        let after = journal(new);
        prop_assert_eq!(&after.sessions, &before.sessions);
        for (text, what) in tables.iter().zip([What::Sessions, What::Actions, What::FollowUps]) {
            prop_assert_eq!(&table(&after, what, verbatim), text);
            prop_assert_eq!(standings(text, &after), vec![]);
        }
    }

    /// Rows of a day and person, some of them alike: an empty cell where nothing is said.
    #[test]
    fn a_table_without_ids_is_known_again(
        rows in prop::collection::vec((1u32..3, "ana|ben", prop::option::of(1u32..4), "[xy]?"), 1..7),
        order in prop::sample::select(vec![0, 1, 2]), corrected in any::<prop::sample::Index>(), more in any::<bool>(),
    ) {
        let text = |rows: &[(u32, String, Option<u32>, String)]| {
            let line = |(day, with, minutes, notes): &(u32, String, Option<u32>, String)| {
                format!("2026-11-{day:02},{with},{},{notes}\n", minutes.map(|n| n.to_string()).unwrap_or_default())
            };
            format!("date,with,minutes,notes\n{}", rows.iter().map(line).collect::<String>())
        };
        let sessions = |came: ParsedImport| -> Vec<Session> {
            let each = came.rows.into_iter().filter_map(|row| match row.record {
                ImportedRecord::Session(session) => Some(*session),
                _ => None,
            });
            each.collect()
        };
        let here = journal(sessions(came(&text(&rows), &Journal::default())));
        prop_assert_eq!(here.sessions.len(), rows.len());
        let mut later = rows.clone();
        match order {
            0 => {}
            1 => later.reverse(),
            _ => later.sort(),
        }
        prop_assert_eq!(standings(&text(&later), &here), vec![]);
        // One is corrected: it alone differs, and none is new.
        let place = corrected.index(later.len());
        later[place].2 = Some(60);
        let found = standings(&text(&later), &here);
        let differs = |one: &RowStatus| matches!(one, RowStatus::Other(fields) if fields.len() == 1 && fields[0].field == "minutes");
        prop_assert!(found.len() == 1 && differs(&found[0]), "{:?}", found);
        // One is written in between: it alone is new.
        if more {
            later[place].2 = rows.iter().find(|row| (row.0, &row.1, &row.3) == (later[place].0, &later[place].1, &later[place].3)).unwrap().2;
            let same = later.clone();
            later.insert(place, (later[place].0, later[place].1.clone(), Some(59), "z".into()));
            let new = standings(&text(&later), &here).into_iter().filter(|one| *one == RowStatus::New).count();
            prop_assert!(new == 1, "{:?} and {:?}", same, later);
        }
    }

    #[test]
    fn whatever_a_file_holds_there_is_an_answer(text in "[\\[\\]{}\",;:a-e0-9=\\n\\r\t' é-]{0,80}") {
        let journal = Journal::default();
        let me = "jo".parse().unwrap();
        let asked = ImportOptions { journal: &journal, me: &me, today: "2026-11-22".parse().unwrap(), with: &[], map: &[],
            what: None, date_format: None, local_time: |moment: NaiveDateTime| moment };
        for text in [text.clone(), format!("date,with\n{text}"), format!("[{text}]"), format!("{{\"entries\":[{text}]}}")] {
            let text = SourceText::new("x", &text);
            for source in Format::ALL {
                let _ = source.read(&text, &asked);
            }
        }
    }
}
