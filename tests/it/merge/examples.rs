//! Each row of the table in the head of `src/journal/merge/mod.rs`, to the byte.

use coach::journal::merge::{MergeSide, Merged, merge};

use crate::merge::{both, merged, text};

const SESSION: &str = "id = \"k3f9m2qxtp\"\ndate = 2026-11-21\nminutes = 45\ncoach = \"jo\"\nwith = [\"ana\"]\ntopics = [\"pricing\"]\nnotes = \"\"\"\nOne.\nTwo.\nThree.\nFour.\n\"\"\"\n\n[[action]]\nid = \"m2qxw7tp4r\"\nwhat = \"Rewrite it\"\nowner = \"ana\"\ndue = 2026-11-28\n\n[[follow_up]]\nid = \"p4n8rr2c6d\"\ndue = 2026-12-05\nask = \"What changed?\"\n";

const DUE: &str = "due = 2026-11-28\n";
const DONE: &str = "due = 2026-11-28\ndone = 2026-11-30\n";

/// The session with this in the place of that.
fn with(that: &str, this: &str) -> String {
    assert!(SESSION.contains(that));
    SESSION.replacen(that, this, 1)
}

/// Merges two changes of the session; compares with a third and what it adds at the end.
fn check(that: &str, [one, other, result]: [&str; 3], conflicts: &str) {
    let found = both(SESSION, &with(that, one), &with(that, other));
    assert_eq!(found, format!("{}{conflicts}", with(that, result)));
}

fn conflict(id: &str, field: &str, kept: &str) -> String {
    format!("\n[[conflict]]\nid = \"{id}\"\nfield = \"{field}\"\n{kept}\n")
}

#[test]
fn changes_of_different_fields_are_both_made() {
    let found = both(SESSION, &with("minutes = 45", "minutes = 60"), &with("= \"jo\"", "= \"al\" # new"));
    assert_eq!(found, with("minutes = 45\ncoach = \"jo\"", "minutes = 60\ncoach = \"al\" # new"));
}

#[test]
fn of_two_values_the_greater_stays() {
    check(
        "minutes = 45",
        ["minutes = 9", "minutes = 50 # more", "minutes = 50 # more"],
        &conflict("beabc539", "minutes", "value = 9"),
    );
    check(
        "date = 2026-11-21",
        ["date = 2026-11-20", "date = 2026-11-22", "date = 2026-11-22"],
        &conflict("33e7414c", "date", "value = 2026-11-20"),
    );
    // The notation says nothing.
    check("minutes = 45", ["minutes = 0x3c", "minutes = 60 # 0", "minutes = 60 # 0"], "");
}

#[test]
fn moves_of_one_day_stay_in_the_order_of_their_side() {
    let moved = |due: &str, moves: &[(&str, &str)]| {
        let one = |(on, due): &(&str, &str)| format!("{{ on = {on}, due = {due} }}");
        let all: Vec<String> = moves.iter().map(one).collect();
        format!("due = {due}\nmoved = [{}]\n", all.join(", "))
    };
    let (first, second) = (("2026-11-24", "2026-11-28"), ("2026-11-24", "2026-11-26"));
    check(
        DUE,
        [
            &moved("2026-12-03", &[first, second]),
            &moved("2026-12-03", &[first]),
            &moved("2026-12-03", &[first, second]),
        ],
        "",
    );
    let earlier = ("2026-11-22", "2026-11-30");
    check(
        DUE,
        [
            &moved("2026-12-03", &[first, second]),
            &moved("2026-12-03", &[earlier]),
            &moved("2026-12-03", &[earlier, first, second]),
        ],
        "",
    );
}

#[test]
fn a_value_beats_a_removal() {
    check(
        "minutes = 45\n",
        ["", "minutes = 60\n", "minutes = 60\n"],
        &conflict("cbdea2d3", "minutes", "removed = true"),
    );
    check("minutes = 45\ncoach", ["coach", "minutes = 45\n# c\ncoach", "# c\ncoach"], "");
}

#[test]
fn the_earlier_due_day_stays() {
    check(
        DUE,
        ["due = 2026-12-01\n", "due = 2026-12-02\n", "due = 2026-12-01\n"],
        &conflict("6ad3e372", "action.m2qxw7tp4r.due", "value = 2026-12-02"),
    );
}

#[test]
fn what_is_private_on_one_side_is_private() {
    let minutes = "minutes = 45";
    check(minutes, ["minutes = 45\nprivate = true", "minutes = 60", "minutes = 60\nprivate = true"], "");
    check(
        minutes,
        ["minutes = 45\nprivate = true", "minutes = 45\nprivate = false", "minutes = 45\nprivate = true"],
        &conflict("3caa6500", "private", "value = false"),
    );
    // Against a side that alone took it away, too: it may not have known.
    let private = "minutes = 1\nprivate = true\n";
    let found = both(private, "minutes = 1\nprivate = false\n", "minutes = 20\nprivate = true\n");
    assert_eq!(
        found,
        format!("minutes = 20\nprivate = true\n{}", conflict("3caa6500", "private", "value = false"))
    );
    let found = both(private, "minutes = 1\n", "minutes = 20\nprivate = true\n");
    assert_eq!(
        found,
        format!("minutes = 20\nprivate = true\n{}", conflict("8a987ef8", "private", "removed = true"))
    );
}

#[test]
fn the_further_state_stays() {
    check(DUE, [DONE, "due = 2026-11-29\n", "due = 2026-11-29\ndone = 2026-11-30\n"], "");
    // One says all that the other says.
    let more = format!("{DONE}result = \"It went\"\n");
    check(DUE, [DONE, &more, &more], "");
    check(
        DUE,
        [DONE, "due = 2026-11-28\ndropped = 2026-12-01\nwhy = \"It moved\"\n", DONE],
        &conflict(
            "2591767d",
            "action.m2qxw7tp4r.state",
            "value = { dropped = 2026-12-01, why = \"It moved\" }",
        ),
    );
    check(
        DUE,
        [DONE, "due = 2026-11-28\ndone = 2026-11-29\nresult = \"x\"\n", DONE],
        &conflict("882cda20", "action.m2qxw7tp4r.state", "value = { done = 2026-11-29, result = \"x\" }"),
    );
    // A follow-up is dropped by its outcome.
    check(
        "due = 2026-12-05\n",
        [
            "due = 2026-12-05\ndone = 2026-12-09\noutcome = \"dropped\"\n",
            "due = 2026-12-05\ndone = 2026-12-06\noutcome = \"partly\"\n",
            "due = 2026-12-05\ndone = 2026-12-06\noutcome = \"partly\"\n",
        ],
        &conflict(
            "6eee594a",
            "follow_up.p4n8rr2c6d.state",
            "value = { done = 2026-12-09, outcome = \"dropped\" }",
        ),
    );
}

#[test]
fn a_follow_up_dropped_with_its_action_goes_by_it() {
    let base = with("id = \"p4n8rr2c6d\"\n", "id = \"p4n8rr2c6d\"\naction = \"m2qxw7tp4r\"\n");
    let ask = "ask = \"What changed?\"\n";
    let drop_action = |text: &str| text.replace(DUE, &format!("{DUE}dropped = 2026-12-01\nwhy = \"Late\"\n"));
    let drop_ask = |text: &str, day: &str| {
        text.replace(ask, &format!("{ask}done = {day}\noutcome = \"dropped\"\nwhy = \"Late\"\n"))
    };
    let (dropped, done) = (drop_ask(&drop_action(&base), "2026-12-01"), base.replace(DUE, DONE));
    let action =
        conflict("ID", "action.m2qxw7tp4r.state", "value = { dropped = 2026-12-01, why = \"Late\" }");
    let along = |day: &str| {
        let value = format!("value = {{ done = {day}, outcome = \"dropped\", why = \"Late\" }}");
        conflict("ID", "follow_up.p4n8rr2c6d.state", &value)
    };
    let same =
        |found: String, expected: String| assert_eq!(sorted_ids(&found), sorted_ids(&expected), "{found}");
    // It was done after all: what came of it is still to be asked.
    let merged = both(&base, &dropped, &done);
    same(merged.clone(), format!("{done}{}{action}", along("2026-12-01")));
    assert_eq!(both(&base, &merged, &dropped), merged);
    // Dropped for itself, on another day, it stays dropped; nobody did the action, too.
    let itself = drop_ask(&drop_action(&base), "2026-11-30");
    same(both(&base, &itself, &done), format!("{}{action}", drop_ask(&done, "2026-11-30")));
    same(both(&base, &dropped, &base.replace("45", "60")), dropped.replace("45", "60"));
    // What the other side made of the follow-up itself counts more, even where it is dropped too.
    let early = drop_ask(&base, "2026-11-30");
    let expected = format!("{}{}", drop_ask(&drop_action(&base), "2026-11-30"), along("2026-12-01"));
    same(both(&base, &dropped, &early), expected);
    // Dropped with the action on both sides it is no question of its own.
    let later = dropped.replace("2026-12-01", "2026-12-02");
    same(both(&base, &dropped, &later), format!("{later}{}{action}", along("2026-12-01")));
    // Left open by a hand that dropped the action on another day: the same merge again finds nothing new.
    let by_hand = drop_action(&base).replace("2026-12-01", "2026-12-03");
    let merged = both(&base, &dropped, &by_hand);
    same(merged.clone(), format!("{}{action}", drop_ask(&by_hand, "2026-12-01")));
    same(both(&base, &dropped, &merged), merged);
    // Removed by who did the action: the edit stays beside it, and the same merge again knows its own word.
    let removed = done.replace(&base[base.find("\n[[follow_up]]").unwrap()..], "");
    let merged = both(&base, &removed, &dropped);
    let gone = conflict("ID", "follow_up.p4n8rr2c6d", "removed = true");
    same(merged.clone(), format!("{}{gone}{action}", drop_ask(&done, "2026-12-01")));
    same(both(&base, &removed, &merged), merged.clone());
    same(both(&base, &dropped, &merged), merged);
}

#[test]
fn what_was_opened_again_stays_open() {
    let done = with(DUE, DONE);
    let corrected = done.replace("done = 2026-11-30\n", "done = 2026-11-29\n");
    let state = "value = { done = 2026-11-29 }";
    assert_eq!(
        both(&done, SESSION, &corrected),
        format!("{SESSION}{}", conflict("a3d8a9dc", "action.m2qxw7tp4r.state", state))
    );
    assert_eq!(both(&done, SESSION, &done.replace("45", "60")), SESSION.replace("45", "60"));
    // Opened, and dropped by the other.
    let dropped = done.replace("done = 2026-11-30\n", "dropped = 2026-12-01\n");
    let state = "value = { dropped = 2026-12-01 }";
    assert_eq!(
        both(&done, SESSION, &dropped),
        format!("{SESSION}{}", conflict("f73baa0b", "action.m2qxw7tp4r.state", state))
    );
}

#[test]
fn lists_of_words_are_sets() {
    let topics = "topics = [\"pricing\"]";
    check(
        topics,
        ["topics = [\"zeal\", \"pricing\"]", "topics = [\"closing\"]", "topics = [\"closing\", \"zeal\"]"],
        "",
    );
    // A side that alone changed it keeps its order.
    check(topics, ["topics = [\"zeal\", \"b\"]", topics, "topics = [\"zeal\", \"b\"]"], "");
    check(topics, ["", "topics = [\"pricing\", \"b\"]", "topics = [\"b\"]"], "");
    check(&format!("{topics}\n"), ["", "topics = []\n", "topics = []\n"], "");
}

#[test]
fn a_list_that_both_would_empty_is_one_value() {
    let with = "with = [\"ana\"]";
    let base = SESSION.replace(with, "with = [\"ana\", \"ben\"]");
    let ben = SESSION.replace(with, "with = [\"ben\"]");
    assert_eq!(
        both(&base, SESSION, &ben),
        format!("{ben}{}", conflict("55077f6b", "with", "value = [\"ana\"]"))
    );
}

#[test]
fn new_items_follow_by_day_and_id() {
    let item =
        |id: &str, due: &str| format!("\n[[action]]\nid = \"{id}\"\nwhat = \"x\"\nowner = \"ana\"\n{due}");
    let (late, soon) = (item("b222222222", "due = 2026-12-09\n"), item("c333333333", "due = 2026-12-01\n"));
    let (never, also) = (item("d444444444", ""), item("bb22222222", "due = 2026-12-09\n"));
    let also = also.replace("[[", "# mine\n[[");
    let end = "\n[[follow_up]]";
    let one = with(end, &format!("{late}{soon}{end}"));
    let other = with(end, &format!("{never}{also}{end}"));
    assert_eq!(both(SESSION, &one, &other), with(end, &format!("{soon}{late}{also}{never}{end}")));
    // The one side's own order.
    assert_eq!(both(SESSION, &one, &with("45", "60")), one.replace("45", "60"));
    // Both made the same one.
    let due = soon.replace("12-01", "11-30");
    let again = with(end, &format!("{due}{never}{end}"));
    let found = both(SESSION, &one, &again);
    let kept = conflict("b020330c", "action.c333333333.due", "value = 2026-12-01");
    assert_eq!(found, format!("{}{kept}", with(end, &format!("{due}{late}{never}{end}"))));
}

#[test]
fn an_item_that_was_edited_is_not_removed() {
    let item = &SESSION[SESSION.find("\n[[action]]").unwrap()..SESSION.find("\n[[follow_up]]").unwrap()];
    let gone = SESSION.replace(item, "");
    let kept = conflict("1d9c5e7d", "action.m2qxw7tp4r", "removed = true");
    assert_eq!(both(SESSION, &gone, &with(DUE, DONE)), format!("{}{kept}", with(DUE, DONE)));
    assert_eq!(both(SESSION, &gone, &with("45", "60")), gone.replace("45", "60"));
    // Tables without an id are in or out.
    let list = "[[reading]]\nvalue = 1\n\n[[reading]]\nvalue = 1\n";
    let found = both(list, &list.replacen("1", "2", 1), &format!("{list}\n[[reading]]\nvalue = 3\n"));
    assert_eq!(found, "[[reading]]\nvalue = 1\n\n[[reading]]\nvalue = 2\n\n[[reading]]\nvalue = 3\n");
}

#[test]
fn items_in_one_line_are_merged_too() {
    let base = "action = [ { id = \"a\", due = 2026-11-28 } ] # short\n";
    let longer = "action = [ { id = \"a\", due = 2026-11-28 }, { id = \"c\" } ] # short\n";
    let tables = "[[action]]\nid = \"a\"\ndone = 2026-11-30\ndue = 2026-11-28\n\n[[action]]\nid = \"b\"\n";
    let found = both(base, longer, tables);
    assert_eq!(
        found,
        "[[action]]\nid = \"a\"\ndone = 2026-11-30\ndue = 2026-11-28\n\n[[action]]\nid = \"b\"\n\n[[action]]\nid = \"c\"\n"
    );
    let found = both(base, &base.replace("28", "30"), &base.replace("} ]", "}, { id = \"b\" } ]"));
    assert_eq!(found, "action = [ { id = \"a\", due = 2026-11-30 }, { id = \"b\" } ] # short\n");
}

#[test]
fn other_tables_are_merged_key_by_key() {
    let base = "a = 1\n\n[x-own]\nscore = 3\n";
    let found = both(base, &base.replace('3', "4"), &format!("{base}text = \"Good\"\n"));
    assert_eq!(found, "a = 1\n\n[x-own]\nscore = 4\ntext = \"Good\"\n");
    let found = both(base, "a = 1\n", &base.replace('3', "5"));
    assert_eq!(
        found,
        format!("{}{}", base.replace('3', "5"), conflict("13981e60", "x-own", "removed = true"))
    );
}

#[test]
fn feedback_is_one_value() {
    let base = "a = 1\n\n[feedback]\nscore = 3 # asked\n";
    // The fuller stays; one's score never stands beside another's sentence.
    let said = format!("{base}text = \"Good\"\n");
    let found = both(base, &base.replace('3', "4"), &said);
    assert_eq!(found, format!("{said}{}", conflict("7a374c13", "feedback", "value = { score = 4 }")));
    // The greater of two that say as much, in place of the other key by key.
    let (low, high) = (said.replace('3', "2").replace("Good", "Well"), said.replace('3', "5"));
    let found = both(base, &low, &high);
    let kept = "value = { score = 2, text = \"Well\" }";
    assert_eq!(found, format!("{high}{}", conflict("e5f8e482", "feedback", kept)));
    // One says all that the other says, in any notation.
    assert_eq!(both("a = 1\n", "a = 1\nfeedback = { score = 3 }\n", &said), said);
    // What a side took away is told.
    let found = both(&said, base, &said.replace("Good", "Well"));
    let kept = conflict("1fd2e7b6", "feedback", "value = { score = 3 }");
    assert_eq!(found, format!("{}{kept}", said.replace("Good", "Well")));
    assert_eq!(both(&said, base, &said.replace("a = 1", "a = 2")), base.replace("a = 1", "a = 2"));
    let found = both(base, "a = 1\n", &base.replace('3', "5"));
    let kept = conflict("f63405d4", "feedback", "removed = true");
    assert_eq!(found, format!("{}{kept}", base.replace('3', "5")));
}

/// One side's numbers never stand beside the other's: a benefit is what one of them measured.
#[test]
fn a_benefit_and_an_answer_are_one_value() {
    let action = "[[action]]\nid = \"m2qxw7tp4r\"\n";
    let of = |benefit: &str| format!("{action}benefit = {{ {benefit} }}\n");
    let (low, high) = (of("before = 12, after = 9, share = 50"), of("before = 12, after = 8, share = 40"));
    let found = both(action, &low, &high);
    let stays = |table: &str| found.contains(&format!("benefit = {{ {table} }}"));
    assert!(stays("before = 12, after = 9, share = 50") != stays("before = 12, after = 8, share = 40"));
    assert!(found.contains("field = \"action.m2qxw7tp4r.benefit\""), "{found}");

    let base = "what = \"A course\"\n";
    let answer = |decision: &str, because: &str| {
        format!("{base}\n[answer]\ndecision = \"{decision}\"\non = 2026-11-21\nbecause = \"{because}\"\n")
    };
    let (no, yes) = (answer("no", "too dear"), answer("yes", "asked for"));
    let found = both(base, &no, &yes);
    assert!(found.starts_with(&no) || found.starts_with(&yes), "{found}");
    assert!(found.contains("field = \"answer\""), "{found}");
}

#[test]
fn consent_is_never_widened_by_a_merge() {
    let consent = |word: &str| format!("consent = \"{word}\"\n");
    for (a, b, stays) in
        [("named", "anonymous", "anonymous"), ("anonymous", "none", "none"), ("named", "none", "none")]
    {
        let found = both(&consent("x"), &consent(a), &consent(b));
        assert!(found.starts_with(&consent(stays)), "{found}");
        assert!(found.contains("field = \"consent\""), "the other is kept: {found}");
    }
    // One side alone is what that side says.
    assert_eq!(both(&consent("none"), &consent("named"), &consent("none")), consent("named"));
    // A person's consent is a day, and a day like any other.
    assert!(both("", "consent = 2026-01-01\n", "consent = 2026-02-01\n").starts_with("consent = 2026-02-01"));
}

#[test]
fn long_text_is_merged_line_by_line() {
    check(
        "One.\nTwo.\nThree.\nFour.\n",
        [
            "Zero.\nOne.\nTwo.\nThree.\nFour.\n",
            "One.\nTwo.\nThree, said she.\n",
            "Zero.\nOne.\nTwo.\nThree, said she.\n",
        ],
        "",
    );
    check(
        "Four.\n",
        ["Four.\nFive.\n", "Four.\nSix, \"#\".\n", "Four.\nSix, \"#\".\n"],
        &conflict("16bdfb88", "notes", "value = \"\"\"\nOne.\nTwo.\nThree.\nFour.\nFive.\n\"\"\""),
    );
    // Any text of several lines, and the notes even of one.
    let base = "x = \"\"\"\na\nb\nc\n\"\"\"\n";
    assert_eq!(
        both(base, &base.replace('a', "A"), &base.replace('c', "C")),
        base.replace('a', "A").replace('c', "C")
    );
    assert_eq!(
        both("notes = 'a'\nb = 1\n", "notes = \"a\\nb\"\nb = 1\n", "notes = \"a\\nb\" # same\nb = 2\n"),
        "notes = \"a\\nb\" # same\nb = 2\n"
    );
}

#[test]
fn what_nobody_knows_is_one_value() {
    check(
        "minutes = 45\n",
        [
            "minutes = 45\nx = [1, 2]\n",
            "minutes = 45\nx = { b = 1, a = 'q' }\n",
            "minutes = 45\nx = { b = 1, a = 'q' }\n",
        ],
        &conflict("f7f265fe", "x", "value = [1, 2]"),
    );
    let found = both("x = 1\n", "[x]\na = 1 # c\n", "x = '2'\n");
    assert_eq!(found, format!("[x]\na = 1 # c\n{}", conflict("1b439100", "x", "value = \"2\"")));
    // A key called `state` is none.
    let base = "[[action]]\nid = \"a\"\nstate = 1\n";
    let found = both(base, &base.replace("1", "2"), &base.replace("1", "3"));
    assert_eq!(
        found,
        format!("{}{}", base.replace("1", "3"), conflict("606f5ad0", "action.a.state", "value = 2"))
    );
    let found = both("\"a.b\" = 1\n", "\"a.b\" = 2\n", "\"a.b\" = 30\n");
    assert_eq!(
        found,
        format!(
            "\"a.b\" = 30\n{}",
            conflict("0ebca4f1", "\\\"a.b\\\"", "value = 2").replace("\"\\\"a.b\\\"\"", "'\"a.b\"'")
        )
    );
}

#[test]
fn an_edited_file_is_not_removed() {
    let edited = with("45", "60");
    let found = text(merged(Some(SESSION), Some(&edited), None));
    assert_eq!(found, format!("{edited}{}", conflict("7e286a91", "", "removed = true")));
    let crlf = edited.replace('\n', "\r\n");
    let found = text(merged(Some(SESSION), Some(&format!("\u{feff}{crlf}")), None));
    assert_eq!(
        found,
        format!("\u{feff}{crlf}{}", conflict("7e286a91", "", "removed = true").replace('\n', "\r\n"))
    );
    assert_eq!(merged(Some(SESSION), Some(SESSION), None), Merged::Removed);
    assert_eq!(merged(None, None, Some("no toml")), Merged::Text("no toml".into()));
}

#[test]
fn conflicts_are_a_set() {
    let a = conflict("beabc539", "minutes", "value = 9");
    let b = conflict("33e7414c", "date", "value = 2026-11-20");
    let base = format!("{SESSION}{a}");
    // Decided on one side, found anew on the other.
    assert_eq!(both(&base, SESSION, &format!("{base}{b}")), format!("{SESSION}{b}"));
    assert_eq!(both(SESSION, &format!("{SESSION}{b}"), &base), format!("{SESSION}{b}{a}"));
    // By id, whatever comes first in the record.
    let (one, other) = (with("45", "9").replace("28", "30"), with("45", "50").replace("28", "29"));
    let due = conflict("9f1e3e4d", "action.m2qxw7tp4r.due", "value = 2026-11-30");
    assert_eq!(both(SESSION, &one, &other), format!("{other}{due}{a}"));
    // Found a second time.
    let (one, other) = (with("45", "9"), with("45", "50"));
    let found = both(SESSION, &one, &other);
    assert_eq!(both(SESSION, &one, &found), found);
    // A key of that name that is something else.
    let own = format!("conflict = \"mine\"\n{SESSION}");
    let found = both(&own, &own.replace("45", "9"), &own.replace("45", "50"));
    let kept = conflict("beabc539", "minutes", "value = 9") + &conflict("ID", "conflict", "value = \"mine\"");
    assert_eq!(sorted_ids(&found), sorted_ids(&format!("{}{kept}", with("45", "50"))));
}

/// The lines without ids, in any order.
fn sorted_ids(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("id = ")).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn who_was_forgotten_stays_forgotten() {
    let base = "handle = \"ana\"\nname = \"Ana\" # Lopez\nteam = \"north\"\n";
    let gone = "handle = \"ana\"\nforgotten = 2026-11-21\n";
    let edited = base.replace("north", "south")
        + "email = \"ana@example.org\"\n"
        + &conflict("x", "name", "value = \"Anna\"");
    assert_eq!(both(base, gone, &edited), gone);
    assert_eq!(text(merged(None, Some(gone), Some(&edited))), gone);
    // Whatever the side that forgot left, and the earlier day of two.
    // Both forgot them, knowing nothing of each other: what tells whose handle it was stays.
    let [early, late] = ["2026-11-21", "2026-11-25"]
        .map(|day| format!("handle = \"forgotten-vwrh57\"\nwas = [\"vwrh57bcdf\"]\nforgotten = {day}\n"));
    assert_eq!(both("", &late, &early), early);
    // Two handles of one person, in either notation.
    let other = early.replace("[\"vwrh57bcdf\"]", "\"bbbbbbbbbb\"");
    assert_eq!(both("", &late, &other), early.replace("[", "[\"bbbbbbbbbb\", "));
    let careless = format!("# about Ana\n{base}forgotten = 2026-11-25\n");
    let kept = gone.replace("forgotten", "team = \"north\"\nforgotten");
    assert_eq!(both(base, &careless, &edited), kept.replace("21", "25"));
    assert_eq!(both(base, &careless, gone), kept);
    // What is counted of them stays: what one side says, and of two values the first in order.
    let [one, two] =
        [("team = \"b\"\nrelationship = \"peer\"\n", 25), ("team = \"a\"\nconsent = 2026-01-31\n", 21)].map(
            |(kept, day)| {
                format!(
                    "handle = \"forgotten-vwrh57\"\n{kept}was = [\"vwrh57bcdf\"]\nforgotten = 2026-11-{day}\n"
                )
            },
        );
    let expected = "handle = \"forgotten-vwrh57\"\nteam = \"a\"\nrelationship = \"peer\"\nconsent = 2026-01-31\n\
                    was = [\"vwrh57bcdf\"]\nforgotten = 2026-11-21\n";
    assert_eq!(both("", &one, &two), expected);
    assert_eq!(both("", &two, &one), expected);
    assert_eq!(text(merged(Some(base), Some(gone), None)), gone);
    // A session is not a person, and a word is not a day.
    assert!(both(SESSION, &with("45", "60\nforgotten = 2026-11-21"), &with("jo", "al")).contains("Two."));
    assert!(both(base, &base.replace("team", "forgotten"), &edited).contains("Lopez"));
}

#[test]
fn comments_of_both_sides_stay_once() {
    // Beside a value that the other side changed, as it stood there.
    let base = with("minutes = 45", "minutes = 45    # about");
    let longer = base.replace("Four.", "Four, said she, and then five.");
    assert_eq!(both(&base, &longer, &base.replace("45", "60")), longer.replace("45", "60"));
    let found = both(
        SESSION,
        &with(DUE, "# first\ndue = 2026-11-28 # moved\n# second\n"),
        &with(DUE, "# other\n# first\ndue = 2026-12-01\n").replace("45", "45 # about"),
    );
    let result =
        with(DUE, "# first\n# other\ndue = 2026-12-01 # moved\n# second\n").replace("45", "45 # about");
    assert_eq!(found, result);
    // One that was taken away is gone; one that moved is there once.
    let base = with(DUE, "# so\ndue = 2026-11-28 # beside\n");
    let found = both(&base, &with(DUE, "due = 2026-11-28\n"), &base.replace("45", "60"));
    assert_eq!(found, with("45", "60"));
    let found = both(&base, &with("owner = \"ana\"\n", "# so\nowner = \"ana\"\n"), &base.replace("45", "60"));
    assert_eq!(found.matches("# so").count(), 1);
    // The key is gone: by its neighbour.
    let found = both(&base, &with(DUE, "# so\n# beside\n"), &base.replace("45", "60 # new"));
    assert_eq!(
        found.matches("# so").count() + found.matches("# beside").count() + found.matches("# new").count(),
        3
    );
}

#[test]
fn line_endings_are_those_of_the_side_that_changed_them() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let (one, other) = (with("45", "60"), with("jo", "al"));
    let result = one.replace("jo", "al");
    assert_eq!(both(SESSION, &crlf(&one), &other), crlf(&result));
    assert_eq!(both(&crlf(SESSION), &crlf(&one), &crlf(&other)), crlf(&result));
    assert_eq!(both(&crlf(SESSION), &crlf(&one), &other), result);
    assert_eq!(text(merged(None, Some(&crlf(&one)), Some(&one))), one);
    assert_eq!(both(SESSION, &format!("\u{feff}{one}"), &other), format!("\u{feff}{result}"));
}

#[test]
fn what_is_no_toml_is_left_alone() {
    for (ours, theirs, side) in
        [("<<<<", "a = 1\n", MergeSide::Ours), ("a = 1\n", "a = 1\na = 2\n", MergeSide::Theirs)]
    {
        let refused = merge(Some("a = 3\n"), Some(ours), Some(theirs)).unwrap_err();
        assert_eq!(refused.side, side);
        assert!(!refused.problem.is_empty() && !refused.to_string().contains("<<<<"));
    }
    assert_eq!(merge(Some("a = 3\n"), None, Some("<<<<")).unwrap_err().side, MergeSide::Theirs);
    // A base that cannot be read is none.
    assert_eq!(both("<<<<", "a = 1\n", "b = 2 # c\n"), "b = 2 # c\na = 1\n");
}

#[test]
fn a_file_that_was_emptied_takes_nothing_from_an_edit() {
    let edited = with("45", "60");
    for emptied in ["", "\n", "\u{feff} \n"] {
        let merged = both(SESSION, emptied, &edited);
        assert!(merged.starts_with(edited.trim_end()), "{merged}");
        assert!(merged.contains("removed = true"), "{merged}");
    }
}
