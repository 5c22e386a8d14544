//! What holds for any two edits of any session.

use std::collections::BTreeSet;

use coach::journal::merge::{Merged, merge};
use coach::journal::records;
use coach::journal::records::session::Session;
use coach::journal::records::unknown_keys;
use coach::journal::text::editable_record::RecordText;
use proptest::prelude::*;

use crate::merge::edit::{Edit, changes, edited, edits};
use crate::merge::origin::{ACTIONS, origin};
use crate::merge::values::{self, all, comments, items, placed, state, words};
use crate::merge::{both, cases, merged, text};

/// A record and two edits of it.
fn two() -> impl Strategy<Value = (String, String, String)> {
    (origin(), edits(), edits()).prop_map(|(origin, a, b)| {
        let (x, y) = (edited(&origin, &a), edited(&origin, &b));
        (origin, x, y)
    })
}

fn three(edits: impl Strategy<Value = Vec<Edit>> + Clone) -> impl Strategy<Value = [String; 4]> {
    (origin(), edits.clone(), edits.clone(), edits).prop_map(|(origin, a, b, c)| {
        let [x, y, z] = [a, b, c].map(|edits| edited(&origin, &edits));
        [origin, x, y, z]
    })
}

/// Every order in which three versions can be merged.
fn in_any_order([o, x, y, z]: &[String; 4]) -> Vec<String> {
    let one = |a: &str, b: &str| text(merge(Some(o), Some(a), Some(b)).unwrap());
    [[x, y, z], [y, z, x], [z, x, y]].map(|[a, b, c]| one(&one(a, b), c)).to_vec()
}

/// A record in which one side gave an action up, among other edits, and the other did it.
fn given_up_and_done() -> impl Strategy<Value = (String, String, String)> {
    let action = proptest::sample::select(&ACTIONS[..]);
    (origin(), edits(), edits(), action).prop_map(|(origin, mut a, mut b, action)| {
        a.push(Edit::GiveUp(action, "2026-12-02"));
        b.push(Edit::Close("action", action, &[("done", "2026-11-30")]));
        let (x, y) = (edited(&origin, &a), edited(&origin, &b));
        (origin, x, y)
    })
}

fn added(origin: &str, side: &str) -> BTreeSet<(String, String)> {
    placed(side).difference(&placed(origin)).cloned().collect()
}

fn explain(o: &str, x: &str, y: &str, m: &str) -> String {
    format!("\n--- base\n{o}\n--- one\n{x}\n--- other\n{y}\n--- merged\n{m}")
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_merge_commutes_and_reads_as_a_session((o, x, y) in two()) {
        let m = both(&o, &x, &y);
        let read = records::read::<Session>("s", &m);
        prop_assert!(read.is_ok(), "{:?}{}", read, explain(&o, &x, &y, &m));
        prop_assert_eq!(RecordText::parse(&m).unwrap().render(), m.clone());
        prop_assert!(!unknown_keys::<Session>(&m).iter().any(|key| key.starts_with("conflict")));
        let crlf = m.matches("\r\n").count();
        prop_assert!(crlf == 0 || crlf == m.matches('\n').count());
    }

    #[test]
    fn merging_again_changes_nothing((o, x, y) in two()) {
        let m = both(&o, &x, &y);
        prop_assert_eq!(&both(&o, &x, &y), &m);
        prop_assert_eq!(&both(&o, &m, &m), &m);
        for side in [&x, &y] {
            prop_assert_eq!(&both(side, &m, side), &m);
            let again = both(&o, side, &m);
            prop_assert!(all(&again) == all(&m), "{}\n--- again\n{}", explain(&o, &x, &y, &m), again);
            prop_assert!(values::conflicts(&again) == values::conflicts(&m), "{}\n--- again\n{}", explain(&o, &x, &y, &m), again);
        }
    }

    #[test]
    fn an_unchanged_side_gives_the_other((o, x, y) in two()) {
        prop_assert_eq!(&both(&o, &o, &x), &x);
        prop_assert_eq!(&text(merged(None, None, Some(&y))), &y);
        prop_assert_eq!(merged(Some(&o), Some(&o), None), Merged::Removed);
        prop_assert_eq!(merged(Some(&o), None, None), Merged::Removed);
    }

    #[test]
    fn nothing_that_a_side_added_is_lost((o, x, y) in two()) {
        let m = both(&o, &x, &y);
        for side in [&x, &y] {
            let lost: Vec<_> = added(&o, side).difference(&all(&m)).cloned().collect();
            prop_assert!(lost.is_empty(), "{:?}{}", lost, explain(&o, &x, &y, &m));
        }
        // And nothing comes from nowhere.
        let known: BTreeSet<_> = [&o, &x, &y].iter().flat_map(|text| all(text)).collect();
        prop_assert!(all(&m).is_subset(&known), "{}", explain(&o, &x, &y, &m));
    }

    #[test]
    fn without_a_base_nothing_is_lost((_, x, y) in two()) {
        let m = text(merged(None, Some(&x), Some(&y)));
        for side in [&x, &y] {
            prop_assert!(all(side).is_subset(&all(&m)), "{}", explain("", &x, &y, &m));
        }
        prop_assert!(records::read::<Session>("s", &m).is_ok());
    }

    #[test]
    fn comments_outlive_a_merge_once((o, x, y) in two()) {
        let m = both(&o, &x, &y);
        let [was, a, b, now] = [&o, &x, &y, &m].map(|text| comments(text));
        let count = |all: &[String], line: &String| all.iter().filter(|other| *other == line).count();
        for line in a.iter().chain(&b).chain(&now).chain(&was) {
            let [was, a, b, now] = [&was, &a, &b, &now].map(|all| count(all, line));
            let kept = was.min(a).min(b);
            let added = a.saturating_sub(was).max(b.saturating_sub(was));
            let both = a.saturating_sub(was) + b.saturating_sub(was);
            // A comment beside what a side removed comes back with it.
            let back = was - kept;
            prop_assert!(now >= kept + added, "{} is lost{}", line, explain(&o, &x, &y, &m));
            prop_assert!(now <= kept + both + back, "{} twice{}", line, explain(&o, &x, &y, &m));
        }
    }

    #[test]
    fn privacy_is_never_widened((o, x, y) in two()) {
        if x == o || y == o {
            return Ok(()); // The other side's own doing.
        }
        let m = both(&o, &x, &y);
        let private = |table: &toml::Table| table.get("private").and_then(toml::Value::as_bool) == Some(true);
        if [&x, &y].iter().any(|side| private(&values::table(side))) {
            prop_assert!(private(&values::table(&m)), "{}", explain(&o, &x, &y, &m));
        }
        for list in ["action", "follow_up"] {
            let hidden: BTreeSet<String> = [&x, &y].iter().flat_map(|side| items(side, list)).filter(|(_, item)| private(item)).map(|(id, _)| id).collect();
            for (id, item) in items(&m, list).iter().filter(|(id, _)| hidden.contains(id)) {
                prop_assert!(private(item), "{}{}", id, explain(&o, &x, &y, &m));
            }
        }
    }

    #[test]
    fn three_replicas_keep_the_same_values_in_any_order(versions in three(edits().boxed())) {
        let [o, x, y, z] = &versions;
        for m in in_any_order(&versions) {
            for side in [x, y, z] {
                let lost: Vec<_> = added(o, side).difference(&all(&m)).cloned().collect();
                prop_assert!(lost.is_empty(), "{:?}\n--- third\n{}{}", lost, z, explain(o, x, y, &m));
            }
        }
    }

    #[test]
    fn three_replicas_that_change_and_add_say_the_same_in_any_order(versions in three(changes().boxed())) {
        let [o, x, y, z] = &versions;
        prop_assume!([x, y, z].iter().all(|side| *side != o));
        let merges = in_any_order(&versions);
        for m in &merges[1..] {
            prop_assert!(placed(m) == placed(&merges[0]), "--- third\n{}{}\n--- or\n{}", z, explain(o, x, y, m), merges[0]);
            prop_assert!(all(m) == all(&merges[0]), "--- third\n{}{}\n--- or\n{}", z, explain(o, x, y, m), merges[0]);
        }
    }

    #[test]
    fn removals_are_honoured((o, x, y) in two()) {
        let m = both(&o, &x, &y);
        let [was, a, b, now] = [&o, &x, &y, &m].map(|text| values::table(text));
        for (key, value) in was.iter().filter(|(key, _)| *key != "conflict" && !a.contains_key(*key) && b.get(*key) == was.get(*key)) {
            let private = key == "private" && value.as_bool() == Some(true);
            prop_assert!(private || !now.contains_key(key), "{}{}", key, explain(&o, &x, &y, &m));
        }
        for key in ["topics", "with", "objectives"] {
            let [was, a, b, now] = [&o, &x, &y, &m].map(|text| words(text, key));
            let left = |word: &String| !was.contains(word) || (a.contains(word) && b.contains(word));
            let emptied = !a.is_empty() && !b.is_empty() && !a.iter().chain(&b).any(left);
            let back = now.iter().find(|word| !left(word));
            prop_assert!(emptied || back.is_none(), "{:?}{}", back, explain(&o, &x, &y, &m));
        }
        for list in ["action", "follow_up"] {
            let [was, a, b, now] = [&o, &x, &y, &m].map(|text| items(text, list));
            let has = |all: &[(String, toml::Table)], id: &String| all.iter().any(|(known, _)| known == id);
            for (id, item) in was.iter().filter(|(id, _)| !has(&a, id)) {
                let edited = b.iter().any(|(known, other)| known == id && other != item);
                prop_assert!(has(&now, id) == edited, "{}{}", id, explain(&o, &x, &y, &m));
            }
        }
    }

    #[test]
    fn what_was_decided_stays_decided((o, x, y) in two()) {
        let m = both(&o, &x, &y);
        let [was, a, b, now] = [&o, &x, &y, &m].map(|text| values::conflicts(text));
        for gone in was.iter().filter(|conflict| !a.contains(*conflict) || !b.contains(*conflict)) {
            let field = gone.split("\"field\"=").nth(1).and_then(|rest| rest.split('"').nth(1)).unwrap_or_default();
            let value = |text: &str| values::table(text).get(field).cloned();
            let disputed = [value(&o), value(&x), value(&y)].iter().collect::<Vec<_>>().windows(2).all(|pair| pair[0] != pair[1]);
            prop_assert!(disputed || !now.contains(gone), "{}{}", gone, explain(&o, &x, &y, &m));
        }
        for kept in was.iter().filter(|conflict| a.contains(*conflict) && b.contains(*conflict)) {
            prop_assert!(now.contains(kept));
        }
    }

    #[test]
    fn a_state_is_one_sides_and_whole((o, x, y) in two()) {
        let m = both(&o, &x, &y);
        for list in ["action", "follow_up"] {
            for (id, item) in items(&m, list) {
                let theirs = [&x, &y].map(|side| items(side, list)).concat();
                let theirs = theirs.into_iter().filter(|(known, _)| *known == id);
                let states: Vec<_> = theirs.map(|(_, item)| state(&item)).collect();
                prop_assert!(states.contains(&state(&item)), "{}{}", id, explain(&o, &x, &y, &m));
            }
        }
    }

    #[test]
    fn nothing_is_dropped_with_an_action_that_is_not((o, x, y) in given_up_and_done()) {
        let m = both(&o, &x, &y);
        let find = |text: &str, list: &str, id: &str| items(text, list).into_iter().find(|(known, _)| known == id).map(|(_, item)| item);
        let open = |item: Option<toml::Table>| item.is_none_or(|item| state(&item).is_empty());
        for (side, other) in [(&x, &y), (&y, &x)] {
            for (id, ask) in items(side, "follow_up") {
                let Some(about) = ask.get("action").and_then(toml::Value::as_str) else { continue };
                let Some(action) = find(side, "action", about) else { continue };
                let along = ask.get("outcome").and_then(toml::Value::as_str) == Some("dropped") && action.contains_key("dropped") && !action.contains_key("done")
                    && ask.get("done") == action.get("dropped") && ask.get("why") == action.get("why");
                let anew = open(find(&o, "action", about)) && open(find(&o, "follow_up", &id));
                let done = find(&m, "action", about).is_some_and(|action| action.contains_key("done"));
                let removed = find(other, "follow_up", &id).is_none();
                // Both may have dropped it, one for itself.
                let same = find(other, "follow_up", &id).is_some_and(|there| state(&there) == state(&ask));
                if along && anew && done && !removed && !same {
                    prop_assert!(find(&m, "follow_up", &id).is_none_or(|merged| state(&merged) != state(&ask)), "{}{}", id, explain(&o, &x, &y, &m));
                }
            }
        }
    }

    #[test]
    fn feedback_is_one_sides_and_whole((o, x, y) in two()) {
        let m = both(&o, &x, &y);
        let feedback = |text: &str| values::table(text).remove("feedback");
        prop_assert!([&x, &y].map(|side| feedback(side)).contains(&feedback(&m)), "{}", explain(&o, &x, &y, &m));
    }

    #[test]
    fn an_edit_beats_the_removal_of_the_file((o, x, _) in two()) {
        prop_assume!(x != o);
        let m = text(merged(Some(&o), Some(&x), None));
        let mut lines = m.split_inclusive('\n');
        let conflict = |line: &&str| line.contains("[[conflict]]") || !values::conflicts(&x).is_empty();
        for line in x.split_inclusive('\n').take_while(|line| !conflict(line)) {
            prop_assert!(lines.any(|kept| kept == line), "{:?}{}", line, explain(&o, &x, "", &m));
        }
        prop_assert!(all(&x).is_subset(&all(&m)));
        prop_assert_eq!(values::conflicts(&m).len(), values::conflicts(&x).len() + 1);
        prop_assert!(records::read::<Session>("s", &m).is_ok());
        // The other clone still has it removed.
        prop_assert_eq!(&text(merged(Some(&o), None, Some(&m))), &m);
        prop_assert!(merge(Some(&x), Some(&m), None).is_ok());
    }
}
