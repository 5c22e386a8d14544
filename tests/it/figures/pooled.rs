//! Rows by topic, obstacle or need that others may read: those about few people add up to one row.

use coach::report::GroupBy;

use super::*;

/// A session with each of these people alone, on a topic, with an open action.
fn sessions(topic: &str, people: std::ops::Range<usize>) -> Vec<String> {
    people
        .map(|n| {
            let person = format!("p{n}");
            let items = format!("topics = [\"{topic}\"]\n{}", action(n, &person, ""));
            session(n, "2026-11-01", &format!("\"{person}\""), &items)
        })
        .collect()
}

fn journal_of(settings: &str, texts: &[Vec<String>]) -> Journal {
    let texts = texts.concat();
    let records: Vec<(&str, &str)> = texts.iter().map(|text| ("sessions", text.as_str())).collect();
    journal(settings, &records)
}

fn pooled() -> ReportFilter {
    ReportFilter { pooled: true, ..today() }
}

fn by_topic(report: Report, journal: &Journal, key: &str) -> Vec<String> {
    let options = ReportFilter { by: Some(GroupBy::Topic), ..pooled() };
    let found = sheet(report, journal, &options);
    let found = table(&found, key);
    let short = |line: String| line.split('|').take(2).collect::<Vec<_>>().join("|");
    lines(found).into_iter().chain([total(found)]).map(short).collect()
}

#[test]
fn needs_of_few_people_are_one_row_for_others() {
    let texts = [sessions("delegating", 0..5), sessions("feedback", 5..6)];
    let journal = journal_of("", &texts);
    let own = sheet(Report::Needs, &journal, &today());
    assert_eq!(lines(table(&own, "needs")), ["delegating|topic|5|5|0", "feedback|topic|1|1|0"]);
    assert!(table(&own, "needs").note.contains("fewer than 5 people"), "{}", table(&own, "needs").note);
    let shared = sheet(Report::Needs, &journal, &pooled());
    assert_eq!(lines(table(&shared, "needs")), ["delegating|topic|5|5|0", "(pooled)||||"]);
    let many = journal_of("", &[texts[0].clone(), sessions("a", 5..8), sessions("b", 8..10)]);
    let shared = sheet(Report::Needs, &many, &pooled());
    assert_eq!(lines(table(&shared, "needs")), ["delegating|topic|5|5|0", "(pooled)||5|5|0"]);
}

#[test]
fn the_setting_pool_is_the_fewest_people_of_a_row() {
    let texts = [sessions("delegating", 0..5), sessions("feedback", 5..8)];
    let needs = |settings: &str| {
        lines(table(&sheet(Report::Needs, &journal_of(settings, &texts), &pooled()), "needs"))
    };
    assert_eq!(needs("pool = 3"), ["delegating|topic|5|5|0", "feedback|topic|3|3|0"]);
    assert_eq!(needs("pool = 6"), ["(pooled)||8|8|0"]);
    assert_eq!(needs("pool = 9"), ["(pooled)||||"]);
}

#[test]
fn the_total_minus_the_rows_is_no_small_group() {
    let many = journal_of("", &[sessions("a", 0..6), sessions("b", 6..11), sessions("c", 11..13)]);
    assert_eq!(by_topic(Report::FollowThrough, &many, "follow_through"), ["a|6", "(pooled)|7", "all|13"]);
    assert_eq!(by_topic(Report::FollowThrough, &many, "answers"), ["a|6", "(pooled)|7", "all|13"]);
    let few = journal_of("", &[sessions("a", 0..3), sessions("b", 3..4)]);
    assert_eq!(by_topic(Report::FollowThrough, &few, "follow_through"), ["(pooled)|", "all|"]);
}

#[test]
fn a_window_of_few_people_has_no_row() {
    let mut texts = vec![sessions("a", 0..5), sessions("b", 5..10), sessions("c", 10..15)];
    texts.push(vec![session(20, "2026-10-01", "\"p0\"", "topics = [\"a\"]")]);
    let options = ReportFilter { by: Some(GroupBy::Topic), ..pooled() };
    let found = sheet(Report::Activity, &journal_of("", &texts), &options);
    // One person talked about `a` in the 28 days before, and nobody about anything else.
    assert_eq!(lines(table(&found, "activity")), ["(pooled)||||||||||"]);
}

#[test]
fn obstacles_of_few_people_have_neither_row_nor_words_for_others() {
    let missed = |n: usize, obstacle: &str| {
        let closed = "due = 2026-11-03\ndone = 2026-11-03\noutcome = \"missed\"";
        let text = format!("{closed}\nobstacle = \"{obstacle}\"\nobstacle_text = \"words {n}\"");
        let items = action(n, &format!("p{n}"), "") + &ask(n, Some(n), &text);
        session(n, "2026-11-01", &format!("\"p{n}\""), &items)
    };
    let obstacles =
        ["time", "time", "time", "time", "time", "time", "tools", "tools", "skill", "skill", "skill"];
    let texts: Vec<String> = obstacles.iter().enumerate().map(|(n, one)| missed(n, one)).collect();
    let journal = journal_of("", &[texts]);
    let own = sheet(Report::Obstacles, &journal, &today());
    assert_eq!((table(&own, "obstacles").rows.len(), table(&own, "texts").rows.len()), (3, 11));
    for report in [Report::Obstacles, Report::Overview] {
        let shared = sheet(report, &journal, &pooled());
        let kinds = table(&shared, "obstacles");
        let expected = ["time|6|6|0|0|6||17", "(pooled)|5|5|0|0|5||17"];
        assert_eq!(
            (lines(kinds), total(kinds)),
            (expected.map(String::from).to_vec(), "all|11|11|0|0|11||17".into())
        );
        assert!(!format!("{:?}", shared.tables).contains("words 3"), "{report}");
    }
}

#[test]
fn a_gap_with_a_small_group_is_for_the_own_screen() {
    let mut texts = sessions("a", 0..6);
    texts.push(session(7, "2026-11-01", "\"p7\"", &action(7, "p7", "done = 2026-11-02")));
    let journal = journal_of("", &[texts]);
    let own = sheet(Report::Gap, &journal, &today());
    assert_eq!(lines(table(&own, "gap")), ["did an action|1|1|1|0|", "did none|6|1|1|0|"]);
    let shared = sheet(Report::Gap, &journal, &pooled());
    assert_eq!(lines(table(&shared, "gap")), Vec::<String>::new());
}
