//! Three coaches do forty things each, by seed, and sync in between: in the end all have the same
//! bytes, and nothing that was acknowledged is missing.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::sync::team::{Coach, Team, agree};

/// A number that looks like chance, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// The ids of what is in the journal: of sessions, and of what was agreed in them.
fn ids(coach: &Coach) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut sessions, mut items) = (BTreeSet::new(), BTreeSet::new());
    for (path, bytes) in coach.files() {
        if !path.ends_with(".toml") {
            continue;
        }
        let table: toml::Table =
            std::str::from_utf8(&bytes).unwrap().parse().unwrap_or_else(|e| panic!("{path}: {e}"));
        if !path.starts_with("sessions/") {
            continue;
        }
        sessions.insert(table["id"].as_str().unwrap().to_owned());
        for list in ["action", "follow_up"] {
            let all = table.get(list).and_then(|list| list.as_array()).into_iter().flatten();
            items.extend(all.map(|item| item["id"].as_str().unwrap().to_owned()));
        }
    }
    (sessions, items)
}

/// An open item's id, if there is any.
fn open(coach: &Coach, list: &str, dice: &mut Dice) -> Option<String> {
    let rows: Value = serde_json::from_str(&coach.ok(&["list", list, "--open", "--json"])).ok()?;
    let rows = rows.as_array().cloned().or_else(|| rows.get("rows")?.as_array().cloned())?;
    let ids: Vec<&str> = rows.iter().filter_map(|row| row.get("id")?.as_str()).collect();
    (!ids.is_empty()).then(|| ids[dice.roll(ids.len())].to_owned())
}

fn act(coach: &Coach, turn: usize, dice: &mut Dice) {
    let person = ["ana", "ben", "cleo", "dee"][dice.roll(4)];
    let note = format!("{} {turn}", coach.name);
    match dice.roll(13) {
        0..=2 => {
            let agreed = format!("Try {note} by 1 dec");
            let log = |person: &str| {
                coach.run(&[
                    "log",
                    person,
                    "5m",
                    "--note",
                    &note,
                    "--action",
                    &agreed,
                    "--follow-up",
                    "And? on 3 dec",
                ])
            };
            let mut ended = log(person);
            // Somebody gave them another handle, which the refusal names.
            if let Some(now) = ended.err.split("` is now `").nth(1).and_then(|rest| rest.split('`').next()) {
                ended = log(now);
            }
            ended.well(&["log", person]);
        }
        3 => drop(coach.run(&["action", person, &format!("Do {note} by 2 dec")])),
        4 | 5 => {
            let list = ["actions", "follow-ups"][dice.roll(2)];
            if let Some(id) = open(coach, list, dice) {
                coach.run(&["done", &id, "--result", &note]);
            }
        }
        6 => {
            if let Some(id) = open(coach, "follow-ups", dice) {
                coach.run(&["missed", &id, "--obstacle", "time"]);
            }
        }
        7 => {
            if let Some(id) = open(coach, "actions", dice) {
                coach.run(&["snooze", &id, "10 dec"]);
            }
        }
        8 => drop(coach.run(&["person", "set", person, "--name", &note])),
        // To a handle that others may choose at the same time, or have given up.
        9 => drop(coach.run(&["person", "rename", person, ["eve", "fay", "ana", "ben"][dice.roll(4)]])),
        10 => {
            let files = coach.files();
            let sessions: Vec<&String> = files.keys().filter(|path| path.starts_with("sessions/")).collect();
            if !sessions.is_empty() {
                let path = sessions[dice.roll(sessions.len())];
                coach.put(path, &format!("# by hand: {note}\n{}", coach.text(path)));
                coach.commit_all("by hand");
            }
        }
        11 => {
            // Where plain git cannot, it is left as it was.
            if !coach.try_git(&["pull", "-q", "--no-rebase", "--no-edit"]).status.success() {
                coach.try_git(&["merge", "--abort"]);
            }
        }
        _ => drop(coach.sync()),
    }
}

fn play(seed: u64) -> (BTreeSet<String>, BTreeSet<String>, Coach) {
    let (_team, mut coaches) = Team::of(&["kim", "lee"]);
    let mut dice = Dice(seed);
    let (mut sessions, mut items) = (BTreeSet::new(), BTreeSet::new());
    for turn in 0..120 {
        let coach = &coaches[dice.roll(3)];
        act(coach, turn, &mut dice);
        if turn % 4 == 0 {
            let (s, i) = ids(coach);
            sessions.extend(s);
            items.extend(i);
        }
    }
    for coach in &coaches {
        let (s, i) = ids(coach);
        sessions.extend(s);
        items.extend(i);
    }
    agree(&coaches.iter().collect::<Vec<_>>());
    // The folder goes with the team: what is asked of it is asked now.
    let (s, i) = ids(&coaches[0]);
    let lost = |all: BTreeSet<String>, there: &BTreeSet<String>| all.difference(there).cloned().collect();
    (lost(sessions, &s), lost(items, &i), coaches.remove(0))
}

#[test]
fn no_session_is_lost_and_all_have_the_same_bytes() {
    let (sessions, _, _) = play(1);
    assert!(sessions.is_empty(), "{sessions:?}");
}

#[test]
fn nothing_that_was_agreed_is_lost() {
    // More of them: COACH_TEST_SEEDS=20 cargo test --test it sync::random
    let most = std::env::var("COACH_TEST_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    for seed in 2..2 + most {
        let (sessions, items, _) = play(seed);
        assert!(sessions.is_empty() && items.is_empty(), "seed {seed}: {sessions:?} {items:?}");
    }
}
