//! Which stories are told, and the reasons why others are not.

use super::*;

const AGREED: &str = "consent = \"named\"\nconsented = 2026-11-12";

/// A story of action 1 in a session with ana, where `owner` owns the action.
fn wins_of(group: &str, owner: &str, state: &str, person: &str, options: &ReportFilter) -> Table {
    let texts = [
        session(1, "2026-11-01", "\"ana\"", &format!("{group}\n{}", action(1, owner, state))),
        format!(
            "id = \"k3f9m2qxtp\"\ndate = 2026-11-12\naction = \"{}\"\nperson = \"{person}\"\ndid = \"x\"\n{AGREED}",
            action_id(1)
        ),
    ];
    let records = [
        ("people", "handle = \"ana\"\nteam = \"sales\""),
        ("people", "handle = \"ben\""),
        ("people", "handle = \"g\"\nname = \"The crew\"\nmembers = [\"ana\"]"),
        ("sessions", texts[0].as_str()),
        ("stories", texts[1].as_str()),
    ];
    table(&sheet(Report::Wins, &journal("", &records), options), "wins").clone()
}

#[test]
fn the_story_of_a_groups_action_is_told_of_the_group() {
    let done = "done = 2026-11-10";
    let of_ana = ReportFilter { person: Some("ana".parse().unwrap()), ..today() };
    let of_sales = ReportFilter { team: Some("sales".parse().unwrap()), ..today() };
    let of_g = ReportFilter { person: Some("g".parse().unwrap()), ..today() };
    for options in [today(), of_ana, of_sales, of_g] {
        let wins = wins_of("group = \"g\"", "g", done, "g", &options);
        assert_eq!(lines(&wins), ["The crew|2026-11-12||x||"], "{options:?}");
    }
    // In a record of no group the action is the group's too.
    assert_eq!(lines(&wins_of("", "g", done, "g", &today())), ["The crew|2026-11-12||x||"]);
    // Of those who were there, each may tell it.
    assert_eq!(lines(&wins_of("group = \"g\"", "g", done, "ana", &today())), ["ana|2026-11-12||x||"]);
}

#[test]
fn a_story_that_is_not_told_has_its_true_reason() {
    let not_theirs = "1 story hidden (its person does not own the action)";
    let not_done = "1 story hidden (its action is not done)";
    for (group, owner, state, person, note) in [
        ("", "ana", "done = 2026-11-10", "ben", not_theirs),
        ("", "g", "done = 2026-11-10", "ana", not_theirs),
        ("group = \"g\"", "g", "done = 2026-11-10", "ben", not_theirs),
        ("group = \"g\"", "ana", "done = 2026-11-10", "g", not_theirs),
        ("group = \"g\"", "g", "", "g", not_done),
        ("", "ana", "dropped = 2026-11-10\nwhy = \"x\"", "ben", not_done),
    ] {
        let wins = wins_of(group, owner, state, person, &today());
        assert_eq!(
            (lines(&wins), wins.note.as_str()),
            (Vec::new(), note),
            "{group} {owner} {state} {person}"
        );
    }
}
