//! Who is listed as coached, and who of them was seen in time.

use super::*;
use coach::journal::query::report_filter::GroupBy;

fn covered(settings: &str, records: &[(&str, &str)], options: &ReportFilter) -> Sheet {
    sheet(Report::Coverage, &journal(settings, records), options)
}

/// `person: state`, in order.
fn states(sheet: &Sheet) -> Vec<String> {
    let rows = &table(sheet, "coverage").rows;
    rows.iter().map(|row| format!("{}: {}", row[0].plain(), row[9].plain()).trim_end().to_string()).collect()
}

#[test]
fn only_who_is_coached_is_listed() {
    let met = session(1, "2026-11-01", "\"ana\"", "");
    let programme = session(2, "2026-11-02", "\"new\"", "kind = \"agreed\"\nprogramme = \"onboarding\"");
    let records = [
        ("people", "handle = \"ana\"\nmanager = \"marek\""),
        ("people", "handle = \"new\""),
        ("people", "handle = \"often\"\ncadence = 7\nteam = \"sales\""),
        ("people", "handle = \"at-will\"\ncadence = 0"),
        ("people", "handle = \"marek\""),
        ("people", "handle = \"sponsor\""),
        ("people", "handle = \"jo\""),
        ("sessions", met.as_str()),
        ("sessions", programme.as_str()),
    ];
    let all = covered("", &records, &today());
    assert_eq!(states(&all), ["new: never", "often: never", "ana:"]);
    assert_eq!(lines(table(&all, "in_time")), ["3|1|0.3333"]);
    // a filter asks the same of the part that it means
    let by_jo = ReportFilter { coach: Some("jo".parse().unwrap()), ..today() };
    assert_eq!(states(&covered("", &records, &by_jo)), ["new: never", "ana:"]);
    let sales = ReportFilter { team: Some("sales".parse().unwrap()), ..today() };
    assert_eq!(states(&covered("", &records, &sales)), ["often: never"]);
    let by_kim = ReportFilter { coach: Some("kim".parse().unwrap()), ..today() };
    assert!(states(&covered("", &records, &by_kim)).is_empty());
}

#[test]
fn a_moment_as_coach_hides_nobody() {
    let met = session(1, "2026-09-01", "\"ana\"", "");
    let as_coach = session(2, "2026-11-19", "\"ben\"", "kind = \"moment\"").replace("\"jo\"", "\"cy\"");
    let records = [
        ("people", "handle = \"ana\""),
        ("people", "handle = \"ben\""),
        ("people", "handle = \"cy\"\ncadence = 14"),
        ("sessions", met.as_str()),
        ("sessions", as_coach.as_str()),
    ];
    assert_eq!(states(&covered("", &records, &today())), ["ana: stalled", "cy: never", "ben:"]);
}

#[test]
fn a_cadence_of_0_is_never_quiet_stalled_or_never() {
    let long_ago = session(1, "2025-11-01", "\"ana\"", "");
    let programme = session(2, "2026-11-02", "\"new\"", "kind = \"agreed\"\nprogramme = \"onboarding\"");
    let records = [
        ("people", "handle = \"ana\"\ncadence = 0"),
        ("people", "handle = \"new\"\ncadence = 0"),
        ("sessions", long_ago.as_str()),
        ("sessions", programme.as_str()),
    ];
    let all = covered("", &records, &today());
    assert_eq!(states(&all), ["new:", "ana:"]);
    assert_eq!(lines(table(&all, "in_time")), ["2|2|1"]);
    let of_all = [
        ("people", "handle = \"ana\""),
        ("people", "handle = \"new\""),
        ("sessions", long_ago.as_str()),
        ("sessions", programme.as_str()),
    ];
    assert_eq!(states(&covered("cadence = 0\n", &of_all, &today())), ["new:", "ana:"]);
}

/// Today is 20 November: at the end of November ana would be quiet, but nobody knows that yet.
#[test]
fn a_month_that_ends_after_today_is_read_as_of_today() {
    let met = session(1, "2026-11-15", "\"ana\"", "");
    let records = [("people", "handle = \"ana\"\ncadence = 10"), ("sessions", met.as_str())];
    let until = day("2026-12-31");
    let by_month = ReportFilter {
        by: Some(GroupBy::Month),
        since: Some(day("2026-11-01")),
        until,
        ends_today: false,
        ..today()
    };
    let sheet = covered("", &records, &by_month);
    assert_eq!(lines(table(&sheet, "months")), ["2026-11|1|1|1", "2026-12|1|1|1"]);
}

/// Today is 20 November, and a colleague in the east has the first session of the journal on the 21st.
#[test]
fn months_before_the_first_record_are_left_out() {
    for (date, until, ends_today, expected) in [
        ("2026-11-21", "2026-11-20", true, vec!["2026-11|1|1|1"]),
        ("2026-11-21", "2026-11-20", false, vec![]),
        ("2026-12-01", "2026-12-31", false, vec![]),
        ("2026-10-31", "2026-11-30", false, vec!["2026-10|1|1|1", "2026-11|1|1|1"]),
        ("2026-11-10", "2026-10-31", false, vec![]),
    ] {
        let met = session(1, date, "\"ana\"", "");
        let records = [("people", "handle = \"ana\""), ("sessions", met.as_str())];
        let options = ReportFilter { by: Some(GroupBy::Month), until: day(until), ends_today, ..today() };
        assert_eq!(lines(table(&covered("", &records, &options), "months")), expected, "{date} {until}");
    }
    let met = session(1, "2026-12-01", "\"ana\"", "");
    let on_the_last_of_november = ReportFilter {
        by: Some(GroupBy::Month),
        until: day("2027-01-31"),
        ends_today: false,
        ..ReportFilter::until(day("2026-11-30"))
    };
    let sheet = covered("", &[("sessions", met.as_str())], &on_the_last_of_november);
    assert_eq!(lines(table(&sheet, "months")), ["2026-12|1|1|1", "2027-01|1|1|1"]);
}

#[test]
fn a_follow_up_that_was_agreed_on_after_the_last_day_does_not_count() {
    let later = ask(1, None, "agreed = 2026-11-15\ndue = 2026-11-25");
    let met = session(1, "2026-10-01", "\"ana\"", &later);
    let records = [("people", "handle = \"ana\""), ("sessions", met.as_str())];
    let until = |last: &str| ReportFilter { until: day(last), ends_today: false, ..today() };
    assert_eq!(states(&covered("", &records, &until("2026-11-14"))), ["ana: stalled"]);
    assert_eq!(states(&covered("", &records, &until("2026-11-15"))), ["ana: quiet"]);
}

/// `person: manager, coach`, in order.
fn whose(sheet: &Sheet) -> Vec<String> {
    let rows = &table(sheet, "coverage").rows;
    rows.iter().map(|row| format!("{}: {}, {}", row[0].plain(), row[2].plain(), row[3].plain())).collect()
}

#[test]
fn each_person_has_their_manager_and_the_coach_of_the_last_session() {
    let kim = |text: String| text.replace("\"jo\"", "\"kim\"");
    let texts = [
        kim(session(1, "2026-11-01", "\"ana\"", "")),
        session(2, "2026-11-02", "\"ana\"", "topics = [\"pricing\"]"),
        // What was agreed later is not a session, and training of one's own has no coach.
        kim(session(3, "2026-11-03", "\"ana\"", "kind = \"agreed\"")),
        kim(session(4, "2026-11-03", "\"ben\"", "kind = \"agreed\"")),
        session(5, "2026-11-04", "\"jo\"", "kind = \"training\""),
    ];
    let mut records =
        vec![("people", "handle = \"ana\"\nmanager = \"greta\""), ("people", "handle = \"ben\"")];
    records.extend(texts.iter().map(|text| ("sessions", text.as_str())));
    assert_eq!(whose(&covered("", &records, &today())), ["ben: , kim", "ana: greta, jo", "jo: , "]);
    let then = ReportFilter { until: day("2026-11-01"), ends_today: false, ..today() };
    assert_eq!(whose(&covered("", &records, &then)), ["ana: greta, kim"]);
    let by_kim = ReportFilter { coach: Some("kim".parse().unwrap()), ..today() };
    assert_eq!(whose(&covered("", &records, &by_kim)), ["ben: , kim", "ana: greta, kim"]);
    let pricing = ReportFilter { topic: Some("pricing".parse().unwrap()), ..today() };
    assert_eq!(whose(&covered("", &records, &pricing)), ["ana: greta, jo"]);
}

#[test]
fn a_filter_for_a_kind_hides_nobody_on_a_programme_that_has_not_ended() {
    let head = "kind = \"agreed\"\nprogramme = \"onboarding\"\n";
    let programme = |more: &str| session(1, "2026-10-01", "\"ana\"", &format!("{head}{more}"));
    let of = |text: &str, options: ReportFilter| {
        let records = [("people", "handle = \"ana\"\nteam = \"sales\""), ("sessions", text)];
        states(&covered("", &records, &options))
    };
    let coaching = || ReportFilter { kind: Some("coaching".parse().unwrap()), ..today() };
    let open = action(1, "ana", "due = 2026-12-01");
    let done = action(1, "ana", "done = 2026-11-01");
    let asked = ask(1, None, "due = 2026-12-01");
    assert_eq!(of(&programme(&open), coaching()), ["ana: never"]);
    assert_eq!(of(&programme(&(done.clone() + &asked)), coaching()), ["ana: never"]);
    assert!(of(&programme(&done), coaching()).is_empty());
    assert_eq!(
        of(&programme(&open), ReportFilter { team: Some("sales".parse().unwrap()), ..coaching() }),
        ["ana: never"]
    );
    assert!(
        of(&programme(&open), ReportFilter { team: Some("service".parse().unwrap()), ..coaching() })
            .is_empty()
    );
    assert!(
        of(&programme(&open), ReportFilter { coach: Some("kim".parse().unwrap()), ..coaching() }).is_empty()
    );
}
