//! A session as people leave it, from which both sides set out.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

pub(crate) const ACTIONS: [&str; 3] = ["bbbbbbbbb2", "m2qxw7tp4r", "zzzzzzzzz9"];
pub(crate) const ASKS: [&str; 2] = ["c4n8rr2c6d", "p4n8rr2c6d"];
pub(crate) const TOPICS: [&str; 4] = ["closing", "discovery-calls", "objections", "pricing"];
pub(crate) const PEOPLE: [&str; 3] = ["ana", "ben", "cleo"];

fn comment(name: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        1 => Just(format!("# about {name}\n")),
        1 => Just(format!("\n# about {name}, é\n")),
    ]
}

fn optional(lines: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just(lines.to_string())]
}

fn list(key: &'static str, all: &'static [&'static str], least: usize) -> impl Strategy<Value = String> {
    btree_set(proptest::sample::select(all), least..=all.len()).prop_map(move |words| {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        if words.is_empty() { String::new() } else { format!("{key} = [{}]\n", words.join(", ")) }
    })
}

fn notes() -> impl Strategy<Value = String> {
    (0usize..8, any::<bool>()).prop_map(|(lines, literal)| {
        let lines: String = (0..lines).map(|n| format!("What was said, {n}.\n")).collect();
        let quotes = if literal { "'''" } else { "\"\"\"" };
        if lines.is_empty() { String::new() } else { format!("notes = {quotes}\n{lines}{quotes}\n") }
    })
}

fn state() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        3 => Just(""),
        1 => Just("done = 2026-11-30\nresult = \"It went\"\n"),
        1 => Just("dropped = 2026-11-29 # no use\nwhy = \"It moved\"\n"),
    ]
}

fn action(id: &'static str) -> impl Strategy<Value = String> {
    let gaps = (comment("an action"), comment("its day"), optional("x-colour = 'red' # mine\n"));
    (gaps, optional("due = 2026-12-10\n"), state(), list("objectives", &TOPICS, 0)).prop_map(
        move |((above, inside, own), due, state, objectives)| {
            format!(
                "\n{above}[[action]]\nid = \"{id}\"\nwhat = 'Rewrite it'\n{inside}owner = \"ana\"\n{due}{own}{objectives}{state}"
            )
        },
    )
}

fn ask(id: &'static str) -> impl Strategy<Value = String> {
    let about = proptest::option::of(proptest::sample::select(&ACTIONS[..]));
    let state = optional("done = 2026-12-05\noutcome = \"applied\"\n");
    (comment("a question"), about, state, comment("its day")).prop_map(
        move |(above, about, state, inside)| {
            let about = about.map(|id| format!("action = \"{id}\"\n")).unwrap_or_default();
            format!("\n{above}[[follow_up]]\nid = \"{id}\"\n{about}{inside}due = 2026-12-05\nask = \"What changed?\"\n{state}")
        },
    )
}

fn conflicts() -> impl Strategy<Value = String> {
    (
        optional("\n[[conflict]]\nid = \"1fea55ed\"\nfield = \"minutes\"\nvalue = 55\n"),
        optional("\n[[conflict]]\nid = \"b56e1d60\"\nfield = \"mood\"\nremoved = true\n"),
    )
        .prop_map(|(a, b)| format!("{a}{b}"))
}

/// The record both sides began with: some keys absent, in any notation, with CRLF or not.
pub(crate) fn origin() -> impl Strategy<Value = String> {
    let keys = vec(
        prop_oneof![
            Just("minutes = 45\n"),
            Just("minutes = 0x2d # or so\n"),
            Just("mood = 3\n"),
            Just("kind = \"training\"\n"),
            Just("private = true\n"),
            Just("private = false\n"),
            Just("paid = true\n"),
            Just("goal.now = 2\n"),
            Just("start = 09:30:00\n"),
        ],
        0..5,
    );
    let tables =
        (optional("\n[feedback]\nscore = 4\n"), optional("\n[x-own]\na = 1\n# deep\nb.c = [1, 2.5]\n"));
    let lists =
        (list("with", &PEOPLE, 1), list("topics", &TOPICS, 0), list("objectives", &TOPICS, 0), notes());
    let items = (
        action(ACTIONS[0]).prop_flat_map(|a| prop_oneof![Just(a), Just(String::new())]),
        action(ACTIONS[1]),
        action(ACTIONS[2]),
        ask(ASKS[0]),
        ask(ASKS[1]),
        any::<bool>(),
        any::<bool>(),
    );
    let gaps = (comment("the record"), comment("its day"), comment("the coach"), comment("the end"));
    (gaps, keys, lists, tables, items, conflicts(), any::<bool>(), any::<bool>()).prop_map(
        |((top, date, coach, end), mut keys, (with, topics, objectives, notes), (feedback, own), items, conflicts, crlf, bom)| {
            keys.sort_by_key(|line| line.split(' ').next());
            keys.dedup_by_key(|line| line.split(' ').next());
            let (first, second, third, ask, other, short, mixed) = items;
            let items = match (short, mixed) {
                (true, _) => format!("{second}{ask}"),
                (false, true) => format!("{first}{ask}{second}{other}{third}"),
                (false, false) => format!("{third}{first}{second}{other}{ask}"),
            };
            let text = format!(
                "{top}id = \"k3f9m2qxtp\"\n{date}date = 2026-11-21\n{coach}coach = 'jo' # me\n{with}{}{topics}{objectives}{notes}{feedback}{own}{items}{conflicts}{end}",
                keys.concat()
            );
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{feff}{text}") } else { text }
        },
    )
}
