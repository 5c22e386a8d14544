//! What of a private note the guard finds in a text, wherever it is pasted and however it is

//! written there, and what it lets be.

use std::time::Instant;

use coach::journal::records::private_note::PrivateNote;
use coach::journal::text::confidential::{RUN, SENTENCE, Secrets, WHOLE};
use proptest::prelude::*;

fn note(notes: &str) -> PrivateNote {
    PrivateNote {
        session: "k3f9m2qxtp".parse().unwrap(),
        date: "2026-11-21".parse().unwrap(),
        with: Vec::new(),
        notes: notes.into(),
        conflict: Vec::new(),
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The letters, with one space between words.
fn length(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().count()
}

/// Lines, sentences and words of any length.
fn a_note() -> impl Strategy<Value = String> {
    let word = "[a-zA-Z0-9]{1,9}";
    let gap =
        prop_oneof![6 => Just(" "), 1 => Just(", "), 1 => Just(". "), 1 => Just("\n"), 1 => Just("\n\n")];
    prop::collection::vec((word, gap), 1..60)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| word + gap).collect::<String>())
}

/// The ways in which a text comes to stand in a record.
fn pasted(text: &str, before: &str, way: usize) -> String {
    let wrapped = text.split_whitespace().collect::<Vec<_>>().join("\n    ");
    match way {
        0 => format!("id = \"x\"\nnotes = '''\n{before} {text}\n'''\n"),
        1 => format!("[[action]]\nwhat = {:?}\n", format!("{before} {text}")),
        2 => format!("# {before} {}\n", wrapped.replace('\n', " ").to_uppercase()),
        3 => format!("notes = \"{} {}\"\n", before, text.replace(char::is_whitespace, "\\u0020")),
        4 => format!("<<<<<<< {before}\n{wrapped}\n"),
        _ => format!("notes = '''{before} {}'''", text.replace(' ', " - ").replace('.', "!?")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_whole_note_is_found(text in a_note(), before in "[a-z ]{0,20}", way in 0usize..6) {
        prop_assume!(letters(&text) >= WHOLE);
        let secrets = Secrets::of([&note(&text)]);
        prop_assert!(secrets.in_text(&pasted(&text, &before, way)).is_some());
    }

    #[test]
    fn so_is_any_piece_of_some_words(text in a_note(), from in 0usize..60, before in "[a-z ]{0,20}", way in 0usize..6) {
        let words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
        let mut piece = String::new();
        for word in &words[from.min(words.len())..] {
            if letters(&piece) >= RUN {
                break;
            }
            piece += word;
        }
        prop_assume!(letters(&piece) >= RUN);
        let secrets = Secrets::of([&note(&text)]);
        prop_assert!(secrets.in_text(&pasted(&piece, &before, way)).is_some());
    }

    #[test]
    fn so_are_whole_sentences_and_lines(text in a_note(), from in 0usize..20, way in 0usize..6) {
        let sentences: Vec<&str> = text.split_inclusive(['.', '\n']).collect();
        let mut piece = String::new();
        for sentence in &sentences[from.min(sentences.len())..] {
            if length(&piece) >= SENTENCE {
                break;
            }
            piece += sentence;
        }
        prop_assume!(length(&piece) >= SENTENCE);
        let secrets = Secrets::of([&note(&text)]);
        prop_assert!(secrets.in_text(&pasted(&piece, "So", way)).is_some());
    }

    #[test]
    fn other_words_are_not(text in a_note(), other in "([g-z]{1,9} ){0,80}") {
        let text: String = text.to_lowercase().chars().map(|c| if c > 'f' { 'a' } else { c }).collect();
        let record = format!("notes = '''{other}'''");
        prop_assert!(Secrets::of([&note(&text)]).in_text(&record).is_none());
    }
}

/// A person with ten thousand notes waits for no save.
#[test]
fn many_notes_against_a_large_text_take_no_time() {
    let words = |letter: char, from: usize, count: usize| -> String {
        let word = |n: usize| format!("{letter}{:x}", n.wrapping_mul(2_654_435_761) % 65_521);
        let end = |n: usize| if n.is_multiple_of(9) { ". " } else { " " };
        (from..from + count).map(|n| word(n) + end(n)).collect()
    };
    let notes: Vec<PrivateNote> = (0..10_000).map(|n| note(&words('w', n * 101, 100))).collect();
    let text = format!("notes = '''{}'''", &words('v', 0, 60_000)[..256 * 1024]);
    let began = Instant::now();
    let secrets = Secrets::of(&notes);
    assert!(secrets.in_text(&text).is_none());
    let most = if cfg!(debug_assertions) { 30 } else { 1 };
    assert!(began.elapsed().as_secs() < most, "{:?}", began.elapsed());
}
