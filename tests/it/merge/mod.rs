//! Two versions of one record, merged: each rule by example, to the byte; and what holds for any

//! two edits of any record, by property. `tests/mutants.sh` shows that these tests see each rule.

mod answers;
mod arbitrary;
mod edit;
mod examples;
mod origin;
mod properties;
mod resolving;
mod total;
mod values;

use coach::journal::merge::{Merged, merge};
use proptest::prelude::ProptestConfig;

/// The text of a merge that leaves one.
fn text(merged: Merged) -> String {
    match merged {
        Merged::Text(text) => text,
        Merged::Removed => panic!("the file was removed"),
    }
}

/// Both ways round, which are the same to the byte.
fn merged(base: Option<&str>, a: Option<&str>, b: Option<&str>) -> Merged {
    let one = merge(base, a, b).unwrap();
    let other = merge(base, b, a).unwrap();
    assert!(
        one == other,
        "not the same the other way round:\n{one:?}\n{other:?}\nof\n{base:?}\n{a:?}\n{b:?}"
    );
    one
}

fn both(base: &str, a: &str, b: &str) -> String {
    text(merged(Some(base), Some(a), Some(b)))
}

/// 500 cases of each property, or as many as `PROPTEST_CASES` says. `tests/mutants.sh` takes 2,000.
fn cases() -> ProptestConfig {
    let said = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { cases: said.unwrap_or(500), failure_persistence: None, ..ProptestConfig::default() }
}
