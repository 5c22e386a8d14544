//! What is fuzzed: readers of what anyone may have written. Each takes any bytes, and nothing that it
//! says may fail. `cargo test --test it faults::fuzz` runs the corpus and what follows from it; to search:
//!
//!   cargo install cargo-fuzz
//!   export ASAN_OPTIONS=detect_odr_violation=0   (libgit2 has one name twice)
//!   cargo +nightly fuzz run --fuzz-dir tests/fuzz merge -- -max_total_time=600
//!
//! An input that was found goes into corpus/NAME and stays there.

use coach::import::ImportOptions;
use coach::import::format::Format;
use coach::import::source_text::SourceText;
use coach::journal::dates::{Calendar, Direction};
use coach::journal::jot::Jot;
use coach::journal::merge::{Merged, merge as merged};
use coach::journal::query::journal::Journal;
use coach::journal::records;
use coach::journal::records::Record;
use coach::journal::records::objective::Objective;
use coach::journal::records::person::Person;
use coach::journal::records::policy::Policy;
use coach::journal::records::request::Request;
use coach::journal::records::resource::Resource;
use coach::journal::records::session::Session;
use coach::journal::records::settings::Settings;
use coach::journal::records::standard::Standard;
use coach::journal::records::story::Story;
use coach::journal::records::template::Template;
use coach::journal::text::editable_record::RecordText;
use coach::journal::values::day::Day;

/// What is fuzzed takes any bytes.
type Reader = fn(&[u8]);

/// Each reader by its name, which is that of its corpus.
pub(super) const ALL: &[(&str, Reader)] = &[
    ("record", record),
    ("day", day),
    ("action", action),
    ("jot", jot),
    ("merge", merge),
    ("import", import),
];

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.len() <= 64 * 1024)
}

fn calendar(bytes: &[u8]) -> Calendar {
    let days = ["2026-11-21", "2024-02-29", "1900-01-01", "2199-12-31", "2026-01-31"];
    let today = days[bytes.len() % days.len()].parse::<Day>();
    Calendar { today: today.unwrap_or_else(|()| panic!("a day")), order: None, unread_order: None }
}

/// A record of any kind: read, or a problem with its place; its text is kept to the byte.
pub(super) fn record(bytes: &[u8]) {
    fn read<T: Record>(text: &str) {
        if let Err(problem) = records::read::<T>("x.toml", text) {
            assert!(problem.line <= text.matches('\n').count() + 1, "{problem:?}");
        }
        records::unknown_keys::<T>(text);
    }
    let Some(text) = text(bytes) else { return };
    read::<Session>(text);
    read::<Person>(text);
    read::<Objective>(text);
    read::<Request>(text);
    read::<Story>(text);
    read::<Policy>(text);
    read::<Resource>(text);
    read::<Standard>(text);
    read::<Template>(text);
    read::<Settings>(text);
    if let Ok(record) = RecordText::parse(text) {
        let kept = record.render();
        // A last line without an end may get one.
        assert!(kept == text || kept.strip_suffix('\n') == Some(text), "{kept:?} of {text:?}");
    }
}

/// A day in words: one that is, and the same when it is said as a date.
pub(super) fn day(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let calendar = calendar(bytes);
    for look in [Direction::Forward, Direction::Back] {
        if let Ok(day) = calendar.day(text, look) {
            assert_eq!(calendar.day(&day.to_string(), look), Ok(day), "{text:?}");
        }
    }
}

/// `--action` and `--follow-up`: the words that are left were there.
pub(super) fn action(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let calendar = calendar(bytes);
    if let Ok((what, _)) = calendar.action(text) {
        assert!(text.contains(what.trim()), "{text:?} became {what:?}");
    }
    let _ = calendar.ask(text);
}

/// The line of `jot`.
pub(super) fn jot(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = Jot::read(text, &calendar(bytes), &Journal::default());
}

/// Three versions, with a zero byte between them: either order gives the same, which can be read and
/// merges with itself to itself.
pub(super) fn merge(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == 0).map(text);
    let (Some(Some(base)), Some(Some(ours)), Some(Some(theirs))) = (parts.next(), parts.next(), parts.next())
    else {
        return;
    };
    let one = merged(Some(base), Some(ours), Some(theirs));
    let other = merged(Some(base), Some(theirs), Some(ours));
    match (one, other) {
        (Ok(Merged::Text(one)), Ok(Merged::Text(other))) => {
            assert_eq!(one, other, "the order counts");
            let were_read = [base, ours, theirs].iter().all(|text| RecordText::parse(text).is_ok());
            assert!(!were_read || RecordText::parse(&one).is_ok(), "{one}");
        }
        (Ok(Merged::Removed), Ok(Merged::Removed)) | (Err(_), Err(_)) => {}
        _ => panic!("the order counts"),
    }
}

/// A file to import.
pub(super) fn import(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (journal, me) = (Journal::default(), "jo".parse().unwrap_or_else(|_| panic!("a handle")));
    let asked = ImportOptions {
        journal: &journal,
        me: &me,
        today: calendar(bytes).today,
        with: &[],
        map: &[],
        what: None,
        date_format: None,
        local_time: |moment| moment,
    };
    let text = SourceText::new("x", text);
    for source in Format::ALL {
        let _ = source.read(&text, &asked);
    }
}
