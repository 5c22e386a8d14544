//! Any TOML at all, with the names that the merge knows in all the wrong places.

use proptest::collection::vec;
use proptest::prelude::*;

fn key() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(
        &[
            "id",
            "action",
            "follow_up",
            "conflict",
            "due",
            "done",
            "notes",
            "private",
            "with",
            "a",
            "b",
            "\"x.y\"",
            "'#'",
        ][..],
    )
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(
            &[
                "1",
                "0x1F",
                "-0.0",
                "nan",
                "-inf",
                "true",
                "false",
                "2026-11-21",
                "09:30:00",
                "''",
                "'#'",
                "1979-05-27T07:32:00Z",
                "\"\"\"\na\nb # no\n\"\"\"",
                "'''a\nc'''",
                "\"\\u0000\\r\\n\"",
                "[]",
                "{}",
                "['a', 'b']",
                "['b', 'c', 'c']",
                "[{ id = 'x', due = 1 }, { id = 'x' }]",
                "[{ a = 1 }, 2]",
            ][..]
        )
        .prop_map(str::to_string),
        "[a-c]{0,2}".prop_map(|word| format!("\"{word}\"")),
    ]
}

fn value() -> impl Strategy<Value = String> {
    scalar().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|all| format!("[{}]", all.join(", "))),
            vec(inner.clone(), 0..3)
                .prop_map(|all| format!("[ # in\n{},\n # out\n]", all.join(", # beside\n"))),
            vec((key(), inner), 0..3).prop_map(|all| {
                let pairs: Vec<_> = all.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{{ {} }}", pairs.join(", "))
            }),
        ]
    })
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (key(), value(), any::<bool>()).prop_map(|(key, value, beside)| format!("{key} = {value}{}\n", if beside { " # beside" } else { "" })),
        2 => (key(), key(), value()).prop_map(|(a, b, value)| format!("{a}.{b} = {value}\n")),
        3 => key().prop_map(|key| format!("[[{key}]]\n")),
        1 => (key(), key()).prop_map(|(a, b)| format!("[[{a}.{b}]] # header\n")),
        2 => key().prop_map(|key| format!("[{key}]\n")),
        1 => (key(), key()).prop_map(|(a, b)| format!("  [{a}.{b}]\n")),
        1 => "[a-c]{0,1}".prop_map(|word| format!("# {word}\n\n")),
    ]
}

/// Lines that make a TOML document: those that would not are left out.
fn document(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |text, line| {
        let longer = format!("{text}{line}");
        if longer.parse::<toml_edit::DocumentMut>().is_ok() { longer } else { text }
    })
}

/// A document and two that share lines with it.
pub(crate) fn documents() -> impl Strategy<Value = [String; 3]> {
    let side = || (vec(any::<bool>(), 8), vec(line(), 0..4));
    (vec(line(), 0..8), side(), side()).prop_map(|(lines, a, b)| {
        let edited = |(kept, new): &(Vec<bool>, Vec<String>)| {
            let mut lines: Vec<String> =
                lines.iter().zip(kept).filter(|(_, kept)| **kept).map(|(line, _)| line.clone()).collect();
            lines.extend(new.iter().cloned());
            document(&lines)
        };
        [document(&lines), edited(&a), edited(&b)]
    })
}

pub(crate) fn noise() -> impl Strategy<Value = String> {
    vec(
        prop_oneof![
            Just("a = 1\n".to_string()),
            Just("\r".into()),
            Just("[[a]]\n".into()),
            Just("\u{feff}".into()),
            Just("'''".into()),
            "\\PC{0,6}"
        ],
        0..6,
    )
    .prop_map(|parts| parts.concat())
}
