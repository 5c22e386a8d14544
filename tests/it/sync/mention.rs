//! What has not been shared is mentioned, quietly and once a day.

use crate::sync::team::Team;

#[test]
fn once_a_day_on_standard_error_and_never_in_json() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let on = |day: &str, arguments: &[&str]| {
        let ended = jo.run_with(&[("COACH_TODAY", day)], arguments);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(!ended.out.contains("not been shared"), "{ended:?}");
        ended.err
    };
    assert_eq!(on("2026-11-22", &["due"]), "", "all is shared");
    assert_eq!(on("2026-11-22", &["log", "ben", "5m"]), "", "not today");
    assert_eq!(
        on("2026-11-23", &["log", "cleo", "5m"]),
        "2 commits have not been shared for a day: see `coach sync`\n"
    );
    assert_eq!(on("2026-11-23", &["due"]), "", "said today");
    assert_eq!(on("2026-11-25", &["due", "--json"]), "");
    assert_eq!(on("2026-11-25", &["due", "--count"]), "");
    assert_eq!(on("2026-11-25", &["due"]), "2 commits have not been shared for 3 days: see `coach sync`\n");
    jo.sync();
    assert_eq!(on("2026-11-30", &["due"]), "");
}

#[test]
fn without_a_remote_nothing_is_said() {
    let team = Team::nobody();
    let jo = team.begin("jo");
    let ended = jo.run_with(&[("COACH_TODAY", "2026-12-24")], &["due"]);
    assert_eq!(ended.err, "");
}
