//! Deciding a conflict, either way, wherever it came from.

use coach::journal::merge::{Merged, Resolved, conflicts, merge, resolve};
use coach::journal::text::editable_record::RecordText;
use proptest::prelude::*;

use crate::merge::edit::{Edit, edited, edits};
use crate::merge::origin::origin;
use crate::merge::{both, cases};

/// The text after deciding its only conflict.
fn decided(text: &str, take: bool) -> String {
    let open = conflicts(text);
    assert_eq!(open.len(), 1, "{text}");
    let mut record = RecordText::parse(text).unwrap();
    assert_eq!(resolve(&mut record, &open[0].id, take).unwrap(), Resolved::Text);
    record.render()
}

const BASE: &str = "id = \"k3f9m2qxtp\"\nminutes = 45\nnotes = \"\"\"\nOne.\n\"\"\"\n\n[feedback]\nscore = 3\n\n[[action]]\nid = \"m2qxw7tp4r\"\ndue = 2026-11-28\n";

/// Both ways of deciding what these two changes leave.
fn ways(base: &str, one: &str, other: &str) -> [String; 2] {
    let merged = both(base, one, other);
    [decided(&merged, false), decided(&merged, true)]
}

fn pair(base: &str, that: &str, one: &str, other: &str) -> [String; 2] {
    let with = |this: &str| base.replacen(that, this, 1);
    let [kept, taken] = ways(base, &with(one), &with(other));
    assert_eq!([&kept, &taken], [&with(one), &with(other)]);
    [kept, taken]
}

/// One side took the other value by hand, and kept no conflict; the other side still has it.
#[test]
fn a_conflict_about_the_value_in_place_goes_away() {
    let conflict = "[[conflict]]\nid = \"6a2c9c1f\"\nfield = \"minutes\"\nvalue = 60\n";
    let session = |minutes: u32| {
        format!(
            "id = \"k3f9m2qxtp\"\ndate = 2026-11-21\nminutes = {minutes}\ncoach = \"jo\"\nwith = [\"ana\"]\n"
        )
    };
    let (kept, taken) = (format!("{}{conflict}", session(45)), session(60));
    for base in [Some(session(30)), None] {
        for (ours, theirs) in [(&kept, &taken), (&taken, &kept)] {
            let Ok(Merged::Text(text)) = merge(base.as_deref(), Some(ours), Some(theirs)) else { panic!() };
            let known: Vec<_> = conflicts(&text).into_iter().map(|one| one.value.unwrap()).collect();
            assert!(text.contains("minutes = 60") && known == ["45"], "{text}");
        }
    }
}

#[test]
fn keeping_gives_one_side_and_taking_the_other() {
    pair(BASE, "45", "60", "50");
    pair(BASE, "due = 2026-11-28", "due = 2026-12-01", "due = 2026-12-02");
    pair(BASE, "[feedback]\nscore = 3\n\n", "[feedback]\nscore = 4\n\n", "");
    let said = "[feedback]\nscore = 5\ntext = \"Good\"\n\n";
    pair(BASE, "[feedback]\nscore = 3\n\n", said, "[feedback]\nscore = 4\n\n");
    pair(BASE, "minutes = 45\n", "minutes = 60\n", "");
    pair(
        BASE,
        "notes = \"\"\"\nOne.\n\"\"\"\n",
        "notes = '''\nTwo.\nTwo.\n'''\n",
        "notes = \"\"\"\nOne.\nBut.\n\"\"\"\n",
    );
}

#[test]
fn states_and_items_are_taken_whole() {
    let due = "due = 2026-11-28\n";
    pair(
        BASE,
        due,
        "due = 2026-11-28\ndone = 2026-11-30\n",
        "due = 2026-11-28\ndropped = 2026-12-01\nwhy = \"It moved\"\n",
    );
    let done = format!("{BASE}done = 2026-11-30\nresult = \"x\"\n");
    let [kept, taken] = ways(&done, BASE, &done.replace("\"x\"", "\"y\""));
    assert_eq!([kept.as_str(), &taken], [BASE, &done.replace("\"x\"", "\"y\"")]);

    let item = "\n[[action]]\nid = \"m2qxw7tp4r\"\ndue = 2026-11-28\n";
    pair(BASE, item, &item.replace("28", "30"), "");
    let short = "action = [{ id = \"a\", due = 2026-11-28 }, { id = \"b\" }]\n";
    pair(short, ", { id = \"b\" }", ", { id = \"b\", due = 2026-11-30 }", "");
}

#[test]
fn the_other_conflicts_stay_open() {
    let with = |minutes: &str, score: &str| BASE.replace("45", minutes).replace("= 3", score);
    let merged = both(BASE, &with("50", "= 4"), &with("60", "= 5"));
    let open = conflicts(&merged);
    let fields: Vec<_> = open.iter().map(|c| (c.field.as_str(), c.value.as_deref())).collect();
    assert!(
        fields.contains(&("minutes", Some("50"))) && fields.contains(&("feedback", Some("{ score = 4 }")))
    );
    let mut record = RecordText::parse(&merged).unwrap();
    resolve(&mut record, &open[0].id, true).unwrap();
    assert_eq!(conflicts(&record.render()), open[1..]);
    assert_eq!(conflicts(&merged.replace('\n', "\r\n")), open);
    assert!(conflicts("<<<<").is_empty());
}

#[test]
fn a_file_to_be_removed_is_the_callers() {
    let merged = crate::merge::text(crate::merge::merged(Some("a = 1\n"), Some("a = 2\n"), None));
    let id = conflicts(&merged)[0].id.clone();
    let mut record = RecordText::parse(&merged).unwrap();
    assert_eq!(resolve(&mut record, &id, true).unwrap(), Resolved::Remove);
    assert_eq!(record.render(), merged);
    assert_eq!(resolve(&mut record, &id, false).unwrap(), Resolved::Text);
    assert_eq!(record.render(), "a = 2\n");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_changes() {
    let text = "a = 1\n\n[[conflict]]\nid = \"00000001\"\nfield = \"action.x.due\"\nvalue = 1\n\n[[conflict]]\nid = \"00000002\"\nfield = 3\n";
    let mut record = RecordText::parse(text).unwrap();
    for id in ["00000001", "00000002", "nobody"] {
        assert!(resolve(&mut record, id, true).is_err());
    }
    assert_eq!(record.render(), text);
    assert!(resolve(&mut RecordText::parse("conflict = 3\n").unwrap(), "x", false).is_err());
    for id in ["00000001", "00000002"] {
        resolve(&mut record, id, false).unwrap();
    }
    assert_eq!(record.render(), "a = 1\n");
}

proptest! {
    #![proptest_config(cases())]

    /// A conflict that a merge made can be decided either way, and later merges leave it so.
    #[test]
    fn each_conflict_can_be_decided(o in origin(), a in edits(), b in edits(), later in edits()) {
        let m = both(&o, &edited(&o, &a), &edited(&o, &b));
        for conflict in conflicts(&m) {
            for take in [false, true] {
                let mut record = RecordText::parse(&m).unwrap();
                let Ok(Resolved::Text) = resolve(&mut record, &conflict.id, take) else {
                    // What the origin made up may be about nothing.
                    prop_assert!(take && conflicts(&o).contains(&conflict), "{:?}\n{}", conflict, m);
                    continue;
                };
                let decided = record.render();
                prop_assert!(!conflicts(&decided).contains(&conflict));
                prop_assert_eq!(&both(&m, &decided, &m), &decided);
                // Somebody else went on from the merge meanwhile.
                let meanwhile = edited(&m, &later);
                let decides = |edit: &Edit| matches!(edit, Edit::Resolve(..));
                let after = conflicts(&both(&m, &decided, &meanwhile));
                let within = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}."));
                let new = |field: &str| within(field, &conflict.field) || within(&conflict.field, field);
                // Who gives an action up closes the follow-ups that ask about it.
                let closes = |edit: &Edit| matches!(edit, Edit::GiveUp(..)) && conflict.field.starts_with("follow_up.");
                let answers = |edit: &Edit| decides(edit) || closes(edit) || new(edit.field().as_str());
                // What is private is asked about again.
                let private = conflict.field.ends_with("private");
                prop_assert!(private || !after.contains(&conflict) || later.iter().any(answers), "{:?} {}\n{}\n---{}\n---{}", conflict, take, m, decided, meanwhile);
            }
        }
    }
}
