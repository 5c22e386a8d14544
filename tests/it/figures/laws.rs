//! What holds for every journal.

use proptest::prelude::*;

use super::*;
use coach::journal::records::action::Action;
use coach::journal::records::follow_up::{FollowUp, Obstacle, Outcome};
use coach::journal::records::person::Person;
use coach::journal::records::session::Session;
use coach::journal::values::handle::Handle;
use coach::journal::values::id::Id;
use coach::report::GroupBy;

const PEOPLE: [&str; 7] = ["ana", "ben", "cy", "dee", "eve", "fay", "gus"];
const COACHES: [&str; 2] = ["jo", "kim"];
const TOPICS: [&str; 3] = ["feedback", "delegating", "pricing"];

fn handle(text: &str) -> Handle {
    text.parse().unwrap()
}

/// A day of the 80 before today, or the few after it.
fn around(days: i64) -> Day {
    day(TODAY).plus_days(days - 80).unwrap()
}

#[derive(Clone, Debug)]
struct Drawn {
    on: i64,
    coach: usize,
    with: Vec<usize>,
    topics: Vec<usize>,
    minutes: Option<u32>,
    /// Owner (a person, or the coach who promises something), due after so many days, closed after so many days, and whether it was done.
    actions: Vec<(usize, Option<i64>, Option<i64>, bool)>,
    obstacle: Option<usize>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let action =
        (0..=PEOPLE.len(), proptest::option::of(0..30i64), proptest::option::of(0..30i64), any::<bool>());
    (
        0..=80i64,
        0..COACHES.len(),
        proptest::collection::vec(0..PEOPLE.len(), 1..3),
        proptest::collection::vec(0..TOPICS.len(), 0..3),
        proptest::option::of(1..120u32),
        proptest::collection::vec(action, 0..4),
        proptest::option::of(0..Obstacle::ALL.len()),
    )
        .prop_map(|(on, coach, with, topics, minutes, actions, obstacle)| Drawn {
            on,
            coach,
            with,
            topics,
            minutes,
            actions,
            obstacle,
        })
}

fn session_of(n: usize, drawn: &Drawn) -> Session {
    let id = |kind: &str, m: usize| Id::derived(&[kind, &n.to_string(), &m.to_string()]);
    let with = drawn.with.iter().map(|p| handle(PEOPLE[*p])).collect();
    let mut session = Session::new(id("s", 0), around(drawn.on), &handle(COACHES[drawn.coach]), with);
    session.topics = drawn.topics.iter().map(|t| handle(TOPICS[*t])).collect();
    session.minutes = drawn.minutes;
    // Nothing is closed in the future.
    let closed = |after: &Option<i64>| after.map(|days| around((drawn.on + days).min(80)));
    session.actions = drawn
        .actions
        .iter()
        .enumerate()
        .map(|(m, (owner, due, after, done))| Action {
            due: due.map(|days| around(drawn.on + days)),
            done: closed(after).filter(|_| *done),
            dropped: closed(after).filter(|_| !done),
            ..Action::new(id("a", m), "do", &handle(PEOPLE.get(*owner).unwrap_or(&COACHES[drawn.coach])))
        })
        .collect();
    if let Some(obstacle) = drawn.obstacle {
        let ask = FollowUp::new(id("f", 0), session.date, "And?".into());
        session.follow_ups.push(FollowUp {
            done: Some(session.date),
            outcome: Some(Outcome::Missed),
            obstacle: Some(Obstacle::ALL[obstacle]),
            ..ask
        });
    }
    session
}

fn journal_of(all: &[Drawn]) -> Journal {
    let mut journal = Journal { standards: standard::built_in(), ..Journal::default() };
    for (n, name) in PEOPLE.iter().enumerate() {
        let mut person = Person::new(handle(name));
        person.team = (n < 4).then(|| handle(["sales", "service"][n % 2]));
        journal
            .people
            .insert(person.handle.clone(), Filed { path: format!("people/{name}.toml"), record: person });
    }
    for (n, drawn) in all.iter().enumerate() {
        journal.sessions.push(Filed { path: format!("sessions/{n}.toml"), record: session_of(n, drawn) });
    }
    journal.sort();
    journal
}

/// The number in this column of the total, or of a row.
fn number(row: &[Figure], place: usize) -> usize {
    row[place].plain().parse().unwrap()
}

fn agreed(sheet: &Sheet) -> Vec<Figure> {
    table(sheet, "follow_through").total.clone().unwrap()
}

fn promised(sheet: &Sheet) -> Vec<Figure> {
    table(sheet, "own").total.clone().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn parts_add_up_to_the_whole(all in proptest::collection::vec(drawn(), 0..20)) {
        let journal = journal_of(&all);
        for by in GroupBy::ALL {
            let sheet = sheet(Report::FollowThrough, &journal, &ReportFilter { by: Some(*by), ..today() });
            let rows = &table(&sheet, "follow_through").rows;
            let total = agreed(&sheet);
            for row in rows.iter().chain([&total]) {
                prop_assert_eq!(number(row, 1), (3..=7).map(|n| number(row, n)).sum::<usize>(), "{:?}", row);
                prop_assert_eq!(number(row, 2), number(row, 3) + number(row, 4));
            }
            // An action has one owner, one coach and one team, so these rows add up as well.
            if matches!(by, GroupBy::Person | GroupBy::Coach | GroupBy::Team) {
                for n in 1..=7 {
                    prop_assert_eq!(number(&total, n), rows.iter().map(|row| number(row, n)).sum::<usize>());
                }
            }
        }
        let all_actions: usize = all.iter().map(|drawn| drawn.actions.len()).sum();
        let obstacles = sheet(Report::Obstacles, &journal, &today());
        for row in table(&obstacles, "obstacles").rows.iter().chain(&table(&obstacles, "obstacles").total) {
            prop_assert_eq!(number(row, 1), (3..=5).map(|n| number(row, n)).sum::<usize>(), "{:?}", row);
        }
        let all = sheet(Report::FollowThrough, &journal, &today());
        prop_assert_eq!(number(&agreed(&all), 1) + number(&promised(&all), 1), all_actions);
        for row in table(&all, "answers").rows.iter().chain(&table(&all, "answers").total) {
            prop_assert_eq!(number(row, 1), (2..=5).map(|n| number(row, n)).sum::<usize>(), "{:?}", row);
        }
    }

    #[test]
    fn filters_only_shrink(
        all in proptest::collection::vec(drawn(), 0..20),
        person in 0..PEOPLE.len(),
        coach in 0..COACHES.len(),
        since in 0..=80i64,
    ) {
        let journal = journal_of(&all);
        let whole = agreed(&sheet(Report::FollowThrough, &journal, &today()));
        let (person, coach) = (Some(handle(PEOPLE[person])), Some(handle(COACHES[coach])));
        let team = Some(handle("sales"));
        for options in [
            ReportFilter { person, ..today() },
            ReportFilter { coach, ..today() },
            ReportFilter { team, ..today() },
            ReportFilter { since: Some(around(since)), ..today() },
            ReportFilter { until: around(since), ends_today: false, ..today() },
        ] {
            let part = agreed(&sheet(Report::FollowThrough, &journal, &options));
            for n in 1..=7 {
                prop_assert!(number(&part, n) <= number(&whole, n), "{:?}", options);
            }
            let obstacles = |options: &ReportFilter| table(&sheet(Report::Obstacles, &journal, options), "obstacles")
                .rows.iter().map(|row| number(row, 1)).sum::<usize>();
            prop_assert!(obstacles(&options) <= obstacles(&today()));
        }
    }

    #[test]
    fn two_halves_of_a_period_make_the_whole(all in proptest::collection::vec(drawn(), 0..20), cut in 0..80i64) {
        let journal = journal_of(&all);
        let of = |options: &ReportFilter| agreed(&sheet(Report::FollowThrough, &journal, options));
        let first = of(&ReportFilter { until: around(cut), ends_today: false, ..today() });
        let second = of(&ReportFilter { since: Some(around(cut + 1)), ..today() });
        let whole = of(&today());
        for n in 1..=7 {
            prop_assert_eq!(number(&whole, n), number(&first, n) + number(&second, n));
        }
    }

    #[test]
    fn the_order_of_files_does_not_matter(
        (all, mixed) in proptest::collection::vec(drawn(), 0..20)
            .prop_map(|all| all.into_iter().enumerate().collect::<Vec<_>>())
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        let build = |all: &[(usize, Drawn)]| {
            let mut journal = journal_of(&[]);
            for (n, drawn) in all {
                journal.sessions.push(Filed { path: format!("sessions/{n}.toml"), record: session_of(*n, drawn) });
            }
            journal.sort();
            journal
        };
        let (one, other) = (build(&all), build(&mixed));
        for report in Report::ALL {
            let options = ReportFilter { person: Some(handle("ana")), ..today() };
            let json = |journal: &Journal| serde_json::to_string(&report.sheet(journal, &options)).unwrap();
            prop_assert_eq!(json(&one), json(&other));
        }
    }

    #[test]
    fn needs_and_gap_name_nobody(all in proptest::collection::vec(drawn(), 0..30)) {
        let journal = journal_of(&all);
        for report in [Report::Needs, Report::Gap, Report::Obstacles] {
            let json = serde_json::to_string(&report.sheet(&journal, &today())).unwrap();
            for name in PEOPLE {
                prop_assert!(!json.contains(&format!("\"{name}\"")), "{}: {}", report, json);
            }
        }
    }
}
