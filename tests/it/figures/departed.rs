//! Open actions of people who left, also if a group owns them.

use super::*;

/// ana has left; `members` are in the group that owns the action of a session with ben.
fn owned_by_a_group(members: &str, group: &str) -> Journal {
    let owned = format!("{group}\n{}", action(1, "g", "due = 2026-11-10"));
    let texts =
        [session(1, "2026-11-01", "\"ben\"", &owned), format!("handle = \"g\"\nmembers = [{members}]")];
    let records = [
        ("people", "handle = \"ana\"\nleft = 2026-11-15"),
        ("people", "handle = \"ben\""),
        ("people", texts[1].as_str()),
        ("sessions", texts[0].as_str()),
    ];
    journal("[sprint]\nweeks = 2\nstart = 2026-11-16\n", &records)
}

/// agreed | done | on time | late | not done | dropped | open | left
#[test]
fn an_action_of_a_group_in_another_record_is_of_people_who_left_if_all_its_members_have() {
    for (members, group, expected, carried_over) in [
        ("\"ana\"", "", "g|1|0|0|0|0|0|0|1|0||", 0),
        ("\"ana\", \"ben\"", "", "g|1|0|0|0|1|0|0|0|0||0", 1),
        ("\"ben\"", "", "g|1|0|0|0|1|0|0|0|0||0", 1),
        // In its own record it belongs to those who were there, here ben.
        ("\"ana\"", "group = \"g\"", "ben|1|0|0|0|1|0|0|0|0||0", 1),
    ] {
        let journal = owned_by_a_group(members, group);
        let through = sheet(Report::FollowThrough, &journal, &today());
        assert_eq!(lines(table(&through, "follow_through")), [expected], "{members} {group}");
        let sprint = sheet(Report::Sprint, &journal, &today());
        let counts = table(&sprint, "counts");
        assert_eq!(lines(counts), [format!("0|{carried_over}|0|0")], "{members} {group}");
        let note = if carried_over == 0 { "1 open action of a person who left is not counted" } else { "" };
        assert_eq!(counts.note, note, "{members} {group}");
    }
}

#[test]
fn before_they_left_the_action_of_their_group_is_not_done() {
    let journal = owned_by_a_group("\"ana\"", "").as_of(day("2026-11-14"));
    let then = ReportFilter {
        as_of: Some(day("2026-11-14")),
        ends_today: false,
        ..ReportFilter::until(day("2026-11-14"))
    };
    let through = sheet(Report::FollowThrough, &journal, &then);
    assert_eq!(lines(table(&through, "follow_through")), ["g|1|0|0|0|1|0|0|0|0||0"]);
}
