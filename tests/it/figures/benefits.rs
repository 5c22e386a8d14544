//! Benefits and objectives: each counts once, and none is lost.

use super::*;

const CHURN: &str = "handle = \"churn\"\nunit = \"%\"\nbaseline = 12\ntarget = 8\n";
const SALES: &str = "handle = \"sales\"\nunit = \"EUR\"\nbaseline = 100\ntarget = 200\n";

/// A session with one action that brought 5 less of something, without a unit.
fn brought(n: usize, date: &str, of_session: &str, of_action: &str, more: &str) -> String {
    let benefit =
        format!("objectives = [{of_action}]\ndone = {date}\nbenefit = {{ before = 15, after = 10{more} }}");
    session(n, date, "\"ana\"", &format!("objectives = [{of_session}]\n{}", action(n, "ana", &benefit)))
}

fn objectives_of(sessions: &[String], more: &[&str], options: &ReportFilter) -> Sheet {
    let mut records = vec![("objectives", CHURN), ("objectives", SALES)];
    records.extend(more.iter().map(|text| ("objectives", *text)));
    records.extend(sessions.iter().map(|text| ("sessions", text.as_str())));
    sheet(Report::Objectives, &journal("", &records), options)
}

fn benefits(sheet: &Sheet) -> Vec<String> {
    lines(table(sheet, "benefits"))
}

#[test]
fn a_benefit_belongs_to_one_objective() {
    let (churn, sales) = ("\"churn\"", "\"sales\"");
    let both = "\"churn\", \"sales\"";
    let of = |session: &str, action: &str, more: &str| {
        benefits(&objectives_of(&[brought(1, "2026-11-01", session, action, more)], &[], &today()))
    };
    // objective | confirmed | reported as confirmed | claimed | unit | better
    assert_eq!(of(both, churn, ""), ["churn|||5|%|less"], "the action's own");
    assert_eq!(of(sales, "", ""), ["sales|||-5|EUR|more"], "its session's");
    assert_eq!(of(churn, both, ""), ["churn|||5|%|less"], "of several the one that the session names");
    assert_eq!(of(both, "", ""), ["(shared)|||-5||"], "once, and no unit that both have");
    assert_eq!(of(both, "", ", unit = \"h\""), ["(shared)|||-5|h|"]);
    assert_eq!(of(churn, "\"none\"", ""), ["(none)|||-5||"], "the action says that it serves none");
    assert_eq!(of("\"churn\", \"gone\"", "", ""), ["churn|||5|%|less"], "no objective of the journal");
    assert_eq!(of("\"churn\", \"churn\"", "", ""), ["churn|||5|%|less"], "twice is once");
}

/// Of two percentages less is better; of hours nothing says what is better. Their sums stay apart.
#[test]
fn shared_benefits_with_and_without_a_direction_are_two_rows() {
    let other = "handle = \"errors\"\nunit = \"%\"\nbaseline = 6\ntarget = 0\n";
    let idle = "handle = \"idle\"\nunit = \"h\"\nbaseline = 6\n";
    let sessions = [
        brought(1, "2026-11-01", "\"churn\", \"errors\"", "", ", unit = \"%\""),
        brought(2, "2026-11-02", "\"churn\", \"idle\"", "", ", unit = \"%\""),
    ];
    let rows = benefits(&objectives_of(&sessions, &[other, idle], &today()));
    assert_eq!(rows, ["(shared)|||-5|%|", "(shared)|||5|%|less"]);
}

#[test]
fn an_objective_that_was_closed_before_the_period_keeps_its_benefits() {
    let closed = "handle = \"old\"\nunit = \"%\"\nbaseline = 9\ntarget = 1\nclosed = 2026-10-31";
    let idle = "handle = \"idle\"\nclosed = 2026-10-31";
    let sessions = [brought(1, "2026-11-05", "\"old\"", "", ", confirmed_by = \"dana\"")];
    let november = ReportFilter { since: Some(day("2026-11-01")), ..today() };
    let sheet = objectives_of(&sessions, &[closed, idle], &november);
    assert_eq!(benefits(&sheet), ["old||5||%|less"]);
    let listed = lines(table(&sheet, "objectives"));
    assert_eq!(listed, ["churn|0|0|0||no coaching", "sales|0|0|0||no coaching", "old|1|1|1|1|closed"]);
}

#[test]
fn an_objective_is_live_through_the_day_it_was_closed() {
    let closed = "handle = \"old\"\nclosed = 2026-11-20";
    let sessions = [session(1, "2026-11-20", "\"ana\"", "objectives = [\"old\"]")];
    let on_the_day = objectives_of(&sessions, &[closed], &today());
    assert_eq!(lines(table(&on_the_day, "alignment"))[0], "sessions|1|1|0|0|1");
    assert_eq!(lines(table(&on_the_day, "objectives"))[0], "old|1|0|0||");
    let next = ReportFilter { since: Some(day("2026-11-20")), until: day("2026-11-21"), ..today() };
    let next_day = objectives_of(&sessions, &[closed], &next);
    assert_eq!(lines(table(&next_day, "objectives"))[2], "old|1|0|0||closed");
}

#[test]
fn a_benefit_of_an_action_that_is_not_done_does_not_count() {
    let done = brought(1, "2026-11-01", "\"churn\"", "", "");
    let open = brought(2, "2026-11-01", "\"churn\"", "", "").replace("done = 2026-11-01\n", "");
    let dropped = brought(3, "2026-11-01", "\"churn\"", "", "").replace("done =", "dropped =");
    let sheet = objectives_of(&[done, open, dropped], &[], &today());
    assert_eq!(benefits(&sheet), ["churn|||5|%|less"]);
    assert_eq!(
        table(&sheet, "benefits").note,
        "2 benefits are not counted, because their actions are not done"
    );
}

#[test]
fn an_objective_that_is_named_twice_counts_once() {
    let twice = "objectives = [\"churn\", \"churn\"]\n";
    let text = session(1, "2026-11-01", "\"ana\"", &format!("{twice}{}", action(1, "ana", twice)));
    let sheet = objectives_of(&[text], &[], &today());
    assert_eq!(lines(table(&sheet, "objectives"))[0], "churn|1|1|0||");
    assert_eq!(lines(table(&sheet, "months")), ["churn|2026-11|1|0||"]);
}

#[test]
fn asked_about_one_objective_nothing_claims_that_all_is_tied() {
    let churn = ReportFilter { objective: Some("churn".parse().unwrap()), ..today() };
    let sheet =
        objectives_of(&[session(1, "2026-11-01", "\"ana\"", "objectives = [\"churn\"]")], &[], &churn);
    assert!(sheet.tables.iter().all(|table| table.key != "alignment"));
    assert_eq!(lines(table(&sheet, "objectives")), ["churn|1|0|0||"]);
}

#[test]
fn only_a_confirmation_by_another_person_counts_as_confirmed() {
    let of = |more: &str| {
        benefits(&objectives_of(&[brought(1, "2026-11-01", "\"churn\"", "", more)], &[], &today()))
    };
    let claimed = ", claimed_by = \"jo\"";
    let day = ", confirmed = 2026-11-10";
    assert_eq!(of(&format!("{claimed}, confirmed_by = \"dana\"{day}")), ["churn|5|||%|less"]);
    assert_eq!(of(&format!("{claimed}, confirmed_by = \"dana\", source = \"mail\"")), ["churn||5||%|less"]);
    assert_eq!(of(", confirmed_by = \"dana\""), ["churn||5||%|less"], "an old journal");
    for own in ["jo", "ana"] {
        assert_eq!(of(&format!("{claimed}, confirmed_by = \"{own}\"{day}")), ["churn|||5|%|less"], "{own}");
    }
}

/// Before the day of the confirmation, the benefit was a claim.
#[test]
fn a_later_confirmation_does_not_count_yet() {
    let more = ", on = 2026-11-01, claimed_by = \"jo\", confirmed_by = \"dana\", confirmed = 2026-11-10";
    let text = brought(1, "2026-11-01", "\"churn\"", "", more);
    let journal = journal("", &[("objectives", CHURN), ("sessions", &text)]);
    let of = |on: &str| benefits(&sheet(Report::Objectives, &journal.as_of(day(on)), &today()));
    assert_eq!(of("2026-11-09"), ["churn|||5|%|less"]);
    assert_eq!(of("2026-11-10"), ["churn|5|||%|less"]);
}
