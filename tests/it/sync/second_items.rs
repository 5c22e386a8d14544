//! An action or a follow-up whose id is in two sessions: one counts, and `check --fix` repairs the other.

use crate::sync::team::{Coach, Team, agree};

/// Jo copied the session of the team to a new one by hand, and changed its id and day.
fn copied(change: impl Fn(String) -> String) -> (Team, Vec<Coach>) {
    let (team, coaches) = Team::of(&["kim"]);
    let jo = &coaches[0];
    jo.sync();
    let session = jo.session();
    let text = jo.text(&session);
    let id = text.lines().next().unwrap().to_string();
    let text = text.replace(&id, "id = \"bbbbbbbbbb\"").replace("2026-11-21", "2026-11-20");
    // The earlier day would count, but git does not have this file.
    jo.put("sessions/aaa.toml", &change(text));
    (team, coaches)
}

/// The ids that `due` lists.
fn due(coach: &Coach) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(&coach.ok(&["due", "--all", "--json"])).unwrap();
    let ids = json.as_object().unwrap().values().filter_map(|list| list.as_array()).flatten();
    ids.filter_map(|item| Some(item["id"].as_str()?.to_string())).collect()
}

fn lines(text: &str, word: &str) -> usize {
    text.lines().filter(|line| line.contains(word)).count()
}

#[test]
fn an_item_in_two_sessions_counts_once() {
    let (_team, coaches) = copied(|text| text.replace("minutes = 45", "minutes = 30"));
    let [jo, kim] = &coaches[..] else { panic!() };
    let session = jo.session_of_the_team();
    assert_eq!(due(jo).len(), 2);
    let listed = jo.ok(&["due", "--all"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(listed.matches("Call").count(), 1, "{listed}");
    let counts = format!("coach uses only the one in {session} (`coach check --fix` repairs this)");
    assert_eq!(listed.matches(&counts).count(), 2, "{listed}");
    let checked = jo.run(&["check"]);
    checked.stopped(1, "");
    assert!(checked.out.contains("sessions/aaa.toml:"), "{checked:?}");
    jo.run(&["person", "rename", "ana", "ana-l"]).stopped(1, "a second action `");
    // A command changes the item that counts.
    let action = jo.action();
    jo.ok(&["done", &action]);
    assert!(jo.text(&session).contains("done = "));
    assert!(!jo.text("sessions/aaa.toml").contains("done = "));
    assert!(jo.ok(&["check", "--fix"]).contains("2 repeated ids repaired"));
    assert_eq!(lines(&jo.text("sessions/aaa.toml"), "[["), 0);
    assert_eq!(lines(&jo.text(&session), "[["), 2);
    agree(&[jo, kim]);
    assert_eq!(kim.ok(&["list", "conflicts"]), "no conflicts\n");
    assert!(kim.ok(&["check"]).starts_with("all is well"));
    assert_eq!(due(kim).len(), 1);
}

#[test]
fn an_item_with_another_text_gets_an_id_of_its_own() {
    let (_team, coaches) =
        copied(|text| text.replace("\"Call\"", "\"Write\"").replace("\"And?\"", "\"So?\""));
    let [jo, kim] = &coaches[..] else { panic!() };
    assert_eq!(due(jo).len(), 2);
    jo.ok(&["check", "--fix"]);
    agree(&[jo, kim]);
    assert!(kim.ok(&["check"]).starts_with("all is well"));
    let mut ids = due(kim);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    let listed = kim.ok(&["due", "--all"]);
    for text in ["Call", "Write", "And?", "So?"] {
        assert_eq!(lines(&listed, text), 1, "{listed}");
    }
}

/// Both sessions are in git: the item of the earlier one counts. A value that only the other one has stays as
/// a conflict.
#[test]
fn a_repair_keeps_every_value() {
    let (_team, coaches) = copied(|text| text.replace("due = 2026-11-28", "due = 2026-11-30"));
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    assert!(jo.run(&["check"]).out.contains(&format!("{}:", jo.session_of_the_team())));
    jo.ok(&["check", "--fix"]);
    agree(&[jo, kim]);
    let text = kim.text("sessions/aaa.toml");
    assert!(text.contains("due = 2026-11-30") && text.contains("value = 2026-11-28"), "{text}");
    assert_eq!(lines(&text, "[[action]]"), 1);
    assert_eq!(lines(&kim.text(&kim.session_of_the_team()), "[[action]]"), 0);
}

#[test]
fn an_item_twice_in_one_session() {
    let (_team, coaches) = Team::of(&[]);
    let jo = &coaches[0];
    let session = jo.session();
    let text = jo.text(&session);
    let at = text.find("\n[[action]]").unwrap();
    let end = text.find("\n[[follow_up]]").unwrap();
    jo.put(&session, &format!("{text}{}", &text[at..end]));
    assert_eq!(due(jo).len(), 2);
    jo.ok(&["check", "--fix"]);
    assert_eq!(lines(&jo.text(&session), "[[action]]"), 1);
    jo.put(&session, &format!("{text}{}", text[at..end].replace("Call", "Write")));
    jo.ok(&["check", "--fix"]);
    assert_eq!(due(jo).len(), 3);
    assert!(jo.ok(&["check"]).starts_with("all is well"));
}

impl Coach {
    /// The session that every clone began with.
    fn session_of_the_team(&self) -> String {
        let files = self.files();
        files.into_keys().find(|path| path.starts_with("sessions/ana/")).unwrap()
    }

    /// The id of the only action.
    fn action(&self) -> String {
        let json: serde_json::Value = serde_json::from_str(&self.ok(&["list", "actions", "--json"])).unwrap();
        let all = json.as_array().unwrap();
        assert_eq!(all.len(), 1, "{json}");
        all[0]["id"].as_str().unwrap().to_string()
    }
}
